"""The same people for Locust's own command and web page: `locust -f scenarios/load/locustfile.py --host URL`.

Closed model, and not for a gate: Locust rounds percentiles and counts from when a request was sent. Needs
FAKE_CCMS_SUPPORT_TOKEN, the token of the application's support interface, and makes a bill for each person.
Its size and design: BILLBENCH_LINES (80) and BILLBENCH_DESIGN (single-page). Each person's visits are judged
by content; what was stored is read back by `billbench load` only.
"""

import itertools
import os
from typing import cast

from locust import FastHttpUser, between, task

from billbench.harness.model.verdicts import Verdict
from billbench.scenarios.bills import synthetic_bill
from billbench.scenarios.load.asking import Ask, Judge, Reply
from billbench.scenarios.load.drafts import DesignFacts, Draft
from billbench.scenarios.load.visits import USERS, VisitKind, sign_in, visit

_NUMBERS = itertools.count(1)


def _facts(
    name: str,
    *,
    rows_per_page: int | None = None,
    in_browser: bool = False,
    one_row: bool = False,
    by_line: bool = False,
    in_parts: bool = False,
) -> DesignFacts:
    return DesignFacts(
        name=name,
        rows_per_page=rows_per_page,
        in_browser=in_browser,
        one_row=one_row,
        by_line=by_line,
        route="lines",
        in_parts=in_parts,
    )


_DESIGNS = {
    facts.name: facts
    for facts in (
        _facts("single-page", in_parts=True),
        _facts("single-page-filtered", in_parts=True),
        _facts("paged", rows_per_page=10),
        _facts("lean-page"),
        _facts("add-to-list", rows_per_page=20, one_row=True, by_line=True),
        _facts("windowed-grid", in_browser=True, by_line=True),
        _facts("rewritten-page", in_browser=True),
    )
}


class Biller(FastHttpUser):
    """Somebody who opens a bill, changes a line, goes on, and thinks."""

    wait_time = between(2, 8)
    network_timeout = 30
    connection_timeout = 30

    def on_start(self) -> None:
        # Once for all: switched for each request, it would stay off after a race.
        self.client.client.redirect_response_codes = frozenset()  # type: ignore[misc] # as Locust does
        self.draft = self._new_bill(_DESIGNS[os.environ.get("BILLBENCH_DESIGN", "single-page")])
        sign_in(self, self.draft.design.name, USERS[0])

    @task
    def change_a_line(self) -> None:
        if visit(self, self.draft, VisitKind.SAVE, next(_NUMBERS)) is Verdict.SESSION_ENDED:
            sign_in(self, self.draft.design.name, USERS[0])

    def send(self, ask: Ask, judge: Judge) -> tuple[Reply, Verdict]:
        """Locust's own client as the visits' sender."""
        with self.client.request(
            ask.method,
            ask.path,
            ask.step,
            data=cast("str | None", ask.body),  # Bytes are sent as they are.
            headers=ask.headers,
            catch_response=True,
        ) as response:
            reply = Reply(
                status=response.status_code or 0,
                location=(response.headers or {}).get("location") or "",
                content=response.content or b"",
                broken=None if response.status_code else Verdict.CONNECTION_LOST,
            )
            verdict = judge(reply)
            if verdict is Verdict.OK:
                response.success()
            else:
                response.failure(verdict)
        return reply, verdict

    def _new_bill(self, design: DesignFacts) -> Draft:
        size = int(os.environ.get("BILLBENCH_LINES", "80"))
        headers = {"Authorization": f"Bearer {os.environ['FAKE_CCMS_SUPPORT_TOKEN']}"}
        lists = self.client.get("/support/lists", headers=headers, name="prepare").json()["lists"]
        lines = synthetic_bill(size, f"locust/{next(_NUMBERS)}", lists)
        body = {
            "user": USERS[0],
            "disbursements": True,
            "lines": [{"type": line.kind, "fields": dict(line.fields)} for line in lines],
        }
        made = self.client.post("/support/bills", json=body, headers=headers, name="prepare").json()
        return Draft(
            design=design,
            lines=lines,
            bill_id=made["bill_id"],
            case_reference=made["case_reference"],
            size=size,
        )
