"""The processor time of saves, in a process of their own: `python -m tests.benchmarks.load_cost URL KIND`.

Does as many as each line of its input says, and answers with the seconds of processor time they took.

`plain` is a `FastHttpUser` that posts the body and discards the answer; `verified` is our person, who types
something new, judges the answer and writes the row; `without-rows` is the same person, recorded nowhere.
All of them save the same bill of 80 lines on a scripted server that does no work.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from locust import FastHttpUser
from locust.env import Environment
from locust.event import Events

from billbench.harness.load.crew import Crew, LocustSender
from billbench.harness.load.job import Job
from billbench.harness.load.locust_worker import collect_seldom
from billbench.harness.load.request_log import RequestLog
from billbench.harness.plan.load_plan import parse_load_file, validate
from billbench.harness.store.requests import PartWriter
from billbench.scenarios.load.drafts import DesignFacts, LoadBill
from billbench.scenarios.load.forms import ScreenForm
from billbench.scenarios.load.visits import next_target, open_lines, save_screen, sign_in

KINDS = ("plain", "verified", "without-rows")
LINES = 80
_WARM_UP = 200

REWRITTEN_PAGE = DesignFacts(
    name="rewritten-page", rows_per_page=None, in_browser=True, one_row=False, by_line=False, route="lines"
)


class _Plain(FastHttpUser):
    """Locust's own user with nothing added."""

    abstract = True


class _NoRows(RequestLog):
    """Times and counts as ever, but no row is kept."""

    def _keep(self, *_: object) -> None:
        return


def main(url: str, kind: str) -> None:
    _Plain.host = url
    environment = Environment(user_classes=[_Plain], events=Events(), host=url)
    made = _make_bill(environment, url)
    with tempfile.TemporaryDirectory() as folder:
        parts = PartWriter(Path(folder), 0, 0)
        log = (_NoRows if kind == "without-rows" else RequestLog)(0, parts.write)
        crew = Crew(_job(url, made), log, environment.events.request)
        save = _saver(environment, crew, kind)
        for _ in range(_WARM_UP):
            save()
        log.flush()  # The first part of a process costs more than all others.
        if kind != "plain":
            collect_seldom()  # As our workers do.
        for line in sys.stdin:
            used = time.process_time()
            for _ in range(int(line)):
                save()
            sys.stdout.write(json.dumps(time.process_time() - used) + "\n")
            sys.stdout.flush()


def _saver(environment: Environment, crew: Crew, kind: str) -> Callable[[], None]:
    sender = LocustSender(crew, 0)
    draft = crew.drawers[0].take()
    assert draft is not None
    sign_in(sender, "rewritten-page", "solicitor1")
    form = open_lines(sender, draft, 0)
    assert isinstance(form, ScreenForm)
    if kind == "plain":
        return _plain(environment, form, draft.bill_id)
    number = 0

    def save() -> None:
        nonlocal number
        number += 1
        verdict = save_screen(sender, draft, next_target(draft, number), form)
        assert verdict == "ok", verdict
        form.version += 1

    return save


def _plain(environment: Environment, form: ScreenForm, bill_id: int) -> Callable[[], None]:
    user = _Plain(environment)
    head = f"action=next&csrf={form.csrf}&version={form.version}&"
    body = (head + "&".join(form.pairs.values())).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    path = f"/rewritten-page/bills/{bill_id}/lines/hourly"

    def save() -> None:
        user.client.post(path, data=body, headers=headers, name="save")  # type: ignore[arg-type]

    return save


def _make_bill(environment: Environment, url: str) -> int:
    from billbench.scenarios.bills import synthetic_bill
    from tests.load.scripted import LISTS

    lines = synthetic_bill(LINES, "bench", LISTS)
    body = {"lines": [{"type": line.kind, "fields": dict(line.fields)} for line in lines]}
    user = _Plain(environment)
    return int(user.client.post(f"{url}/support/bills", json=body).json()["bill_id"])


def _job(url: str, bill_id: int) -> Job:
    from tests.load.scripted import LISTS

    typed = {"people": 1, "designs": {"rewritten-page": 1}, "lines": {str(LINES): 1}}
    plan = validate(parse_load_file(typed, "bench"), "bench", designs=["rewritten-page"])
    bill = LoadBill(
        drawer=0, design="rewritten-page", lines=LINES, seed="bench", bill_id=bill_id, case_reference="1"
    )
    return Job(plan=plan, url=url, designs={"rewritten-page": REWRITTEN_PAGE}, lists=LISTS, bills=(bill,))


if __name__ == "__main__":
    main(*sys.argv[1:])
