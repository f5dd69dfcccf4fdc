"""The support interface of the fake CCMS: makes bills, reads them back. Met over HTTP only, as by anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import httpx

from billbench.harness.application.address import Address, held_back
from billbench.harness.model.errors import UnreachableError
from billbench.harness.model.outcomes import BillHandle, Line
from billbench.harness.outcomes.evidence import AppliedRule
from billbench.harness.outcomes.ledger import NO_BILL, StoredBill, StoredLine

_REQUEST_TIMEOUT_S = 60


class Support:
    """The support interface: makes bills, reads them back. A context manager."""

    tells_values = True
    """They are synthetic bills: what stands in them is nobody's."""
    settles_within_s = 0.0
    """What it answers is committed, and what is committed can be read."""

    def __init__(self, address: Address) -> None:
        self._client = httpx.Client(
            base_url=address.url,
            headers={"Authorization": f"Bearer {address.token}", **address.headers},
            timeout=_REQUEST_TIMEOUT_S,
            event_hooks=held_back(address),
            trust_env=address.trusts_env,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def make_bill(self, lines: Sequence[Line], *, user: str) -> BillHandle:
        """Store a draft bill of these lines, exactly as if they had been keyed in."""
        body = {
            "user": user,
            "disbursements": True,
            "lines": [{"type": line.kind, "fields": dict(line.fields)} for line in lines],
        }
        made = self._call("POST", "/support/bills", body)
        return BillHandle(bill_id=made["bill_id"], case_reference=made["case_reference"], user=user)

    def read_bill(self, bill_id: int) -> StoredBill:
        """The bill as it is stored, whatever any page said of it."""
        stored = self._call("GET", f"/support/bills/{bill_id}")
        return StoredBill(
            lines=tuple(StoredLine(kind=line["type"], fields=line["fields"]) for line in stored["lines"]),
            submissions=tuple(item["reference"] for item in stored["submissions"]),
        )

    def bills_of_cases(self) -> Mapping[str, int]:
        """The latest bill of each case, by the case's reference."""
        return {
            bill["case_reference"]: bill["bill_id"] for bill in self._call("GET", "/support/bills")["bills"]
        }

    def log_work(self, lines: Sequence[Line], *, user: str) -> BillHandle:
        """Log this work in the case management system, on a case without a bill."""
        body = {"user": user, "work": [_as_work(line) for line in lines]}
        made = self._call("POST", "/support/work", body)
        return BillHandle(bill_id=0, case_reference=made["case_reference"], user=user)

    def bill_of_case(self, case_reference: str) -> StoredBill:
        """The one bill of a case, as it is stored; an empty one where there is none."""
        bills = self._call("GET", "/support/bills")["bills"]
        found = [bill["bill_id"] for bill in bills if bill["case_reference"] == case_reference]
        return self.read_bill(found[-1]) if found else NO_BILL

    def pass_time(self, seconds: float) -> None:
        """Move the clock of sessions forward, for time that a person spends and a trial need not."""
        self._call("POST", "/support/clock", {"advance_s": seconds})

    def rules(self) -> tuple[AppliedRule, ...]:
        """The limits and faults in force, with how often each was applied so far."""
        return tuple(
            AppliedRule(
                kind=rule["effect"]["kind"],
                times=rule["applied"],
                limit=rule["effect"].get("limit"),
                on_exceed=rule["effect"].get("on_exceed", ""),
            )
            for rule in self._call("GET", "/support/faults")["rules"]
        )

    def lists(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """The choices on offer: by type of line, then by field."""
        return self._call("GET", "/support/lists")["lists"]  # type: ignore[no-any-return]

    def _call(self, method: str, path: str, body: object = None) -> Any:
        try:
            answer = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise UnreachableError(
                f"The application under test does not answer at {self._client.base_url} ({error}). "
                "Look whether it still runs."
            ) from error
        if answer.is_error:
            raise UnreachableError(
                f"The support interface answered {answer.status_code} to {method} {path}: {answer.text[:200]}"
            )
        return answer.json()


def _as_work(line: Line) -> Mapping[str, str]:
    """An entry of the case management system for a bill line."""
    common = {"worked_on": line.fields["DATE"], "fee_earner": line.fields["FEE_EARNER"]}
    if "TIME" not in line.fields:
        paid = {"amount": line.fields["NET_CLAIM_INC_UPLFT"], "vat": line.fields["VAT"]}
        return {**common, **paid, "kind": "expense", "work": line.fields["ACTIVITY"]}
    taken = {"time": line.fields["TIME"], "items": line.fields["ITEM"]}
    work = {"work": line.fields["CATEGORY"], "note": line.fields["ACTIVITY"]}
    return {**common, **taken, **work, "kind": "time"}


_NOT_LOGGED = ("COST_TYPE", "RATE", "UPLIFT", "VAT", "PRIOR_AUTH")


def as_logged(line: Line) -> Line:
    """The line as far as a person says it who logs time: the firm's system adds the rest itself."""
    if "TIME" not in line.fields:
        return line
    return replace(line, fields={k: v for k, v in line.fields.items() if k not in _NOT_LOGGED})
