"""The application under test: start the fake CCMS, make bills in it, read them back.

It is met as a process and over HTTP only, as any other application would be.
"""

import json
import secrets
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import tomli_w

from billbench.harness.engine import cores
from billbench.harness.engine.guard import Guarded
from billbench.harness.engine.share import held_to
from billbench.harness.errors import UnreachableError, UsageError
from billbench.harness.evidence import AppliedRule
from billbench.harness.ledger import NO_BILL, StoredBill, StoredLine
from billbench.harness.machine.python import own_python
from billbench.harness.model import Line
from billbench.harness.pace import Pace

TOKEN_VARIABLE = "FAKE_CCMS_SUPPORT_TOKEN"  # noqa: S105 - the name of a variable, not a secret
_START_TIMEOUT_S = 30
_REQUEST_TIMEOUT_S = 60
_HEALTH_TIMEOUT_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignInfo:
    """A page design as the application describes it; `axes` are its values in the design space."""

    name: str
    title: str
    sentence: str
    axes: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BillHandle:
    """What a trial begins with: a bill, or with 0 as its number a case with logged work and no bill.

    A target's bill has no number of ours either: `case_reference` is what stands for it in its address.
    """

    bill_id: int
    case_reference: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the application is and the token of its support interface.

    Of a target, `headers` tell it who is testing, and `most_people` and `most_requests_per_s` are allowed.
    """

    url: str
    token: str
    headers: Mapping[str, str] = field(default_factory=dict)
    most_people: int | None = None
    most_requests_per_s: float | None = None


def known_designs(app_settings: Mapping[str, Any]) -> tuple[DesignInfo, ...]:
    """The designs that the fake CCMS has, with the plan's own ones.

    Raises:
        UsageError: a design of the plan is impossible; the message is the application's.
    """
    with _settings_file(app_settings) as settings:
        command = own_python("billbench.fake_ccms", "designs", "--json", "--settings", str(settings))
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        # The person wrote a plan, not the file that was made of it.
        told = answer.stderr.strip().replace(
            f"The settings file {settings}", "The plan, for the application,"
        )
        raise UsageError(told or "The fake CCMS does not list its designs.")
    common = {"name", "title", "sentence"}
    return tuple(
        DesignInfo(
            name=item["name"],
            title=item["title"],
            sentence=item["sentence"],
            axes={key: value for key, value in item.items() if key not in common},
        )
        for item in json.loads(answer.stdout)
    )


@contextmanager
def _settings_file(settings: Mapping[str, Any]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="billbench-") as folder:
        path = Path(folder) / "settings.toml"
        path.write_bytes(tomli_w.dumps({key: value for key, value in settings.items() if value}).encode())
        yield path


@contextmanager
def running_fake_ccms(
    app_settings: Mapping[str, Any],
    *,
    port: int = 0,
    token: str = "",
    workers: int = 1,
    on_cores: Sequence[int] = (),
    processor_share: float = 1.0,
) -> Iterator[Address]:
    """The fake CCMS on a free loopback port with a database of its own, stopped at the end.

    Several of one run share a `token`; a single one makes its own. `workers` processes share the work;
    `on_cores` gives them these cores only, at `processor_share` of their speed.

    Raises:
        UsageError: it refused to start (settings, an occupied port).
    """
    token = token or secrets.token_urlsafe(24)
    with _settings_file(app_settings) as settings:
        command = own_python("billbench.fake_ccms", "serve", "--port", str(port), "--settings", str(settings))
        command += ["--workers", str(workers)] if workers > 1 else []
        process = Guarded(command, environment={TOKEN_VARIABLE: token})
        try:
            url = _wait_until_ready(process)
            if on_cores:
                cores.keep_on(process.pid, frozenset(on_cores))
            else:
                cores.keep_off(process.pid)
            with held_to(process.pid, processor_share):
                yield Address(url=url, token=token)
        finally:
            process.stop()


def _wait_until_ready(process: Guarded) -> str:
    line = process.stdout.readline()
    if not line:
        process.wait(_START_TIMEOUT_S)
        raise UsageError(process.last_words() or "The fake CCMS did not start.")
    return str(json.loads(line)["url"])


def held_back(address: Address) -> dict[str, list[Callable[[httpx.Request], None]]]:
    """Lets a client ask no more often than is allowed."""
    if address.most_requests_per_s is None:
        return {}
    pace = Pace(address.most_requests_per_s)
    return {"request": [lambda _: pace.hold_back()]}


def is_healthy(address: Address) -> bool:
    """Whether the application's support interface answers, and takes the token."""
    headers = {"Authorization": f"Bearer {address.token}"}
    try:
        answer = httpx.get(f"{address.url}/support/health", headers=headers, timeout=_HEALTH_TIMEOUT_S)
    except httpx.HTTPError:
        return False
    return answer.is_success


class Support:
    """The support interface: makes bills, reads them back. A context manager."""

    tells_values = True
    """They are synthetic bills: what stands in them is nobody's."""

    def __init__(self, address: Address) -> None:
        self._client = httpx.Client(
            base_url=address.url,
            headers={"Authorization": f"Bearer {address.token}", **address.headers},
            timeout=_REQUEST_TIMEOUT_S,
            event_hooks=held_back(address),
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
