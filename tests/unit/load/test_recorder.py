"""The worker's record: a row a request, whatever became of it."""

from typing import Any

from billbench.harness.load.recorder import About, Recorder
from billbench.harness.model.verdicts import Verdict
from billbench.harness.store.requests import SCHEMA, Part
from billbench.scenarios.load.asking import Answer, Ask, Step

ABOUT = About(person=1, visit=2, design="paged", lines=80)
ASK = Ask(step=Step.OPEN, method="GET", path="/")


def recorder() -> tuple[Recorder, list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []

    def write(number: int, part: list[Any]) -> Part:
        rows.extend(dict(zip(SCHEMA.names, row, strict=True)) for row in part)
        return Part(name=str(number), rows=len(part))

    return Recorder(0, write), rows


def test_every_request_is_one_row_answered_or_not() -> None:
    made, rows = recorder()
    done = made.sent(ABOUT, ASK, made.now())
    made.sent(ABOUT, ASK, made.now())
    made.dropped(ABOUT, ASK, made.now())
    made.done(done, made.arrived(), Answer(status=200, content=b"1234"), Verdict.OK)
    made.give_up()
    assert sorted(row["verdict"] for row in rows) == ["dropped", "in_flight", "ok"]
    assert made.rows_written == 3
    assert made.unfinished == 2
    assert made.in_flight == 0


def test_a_dropped_arrival_has_no_moment_of_sending() -> None:
    made, rows = recorder()
    made.dropped(ABOUT, ASK, 1.0)
    made.flush()
    assert rows[0]["sent_s"] is None
    assert rows[0]["due_s"] == 1.0


def test_waiting_to_be_sent_is_response_time_and_not_service_time() -> None:
    made, rows = recorder()
    due = made.now() - 3
    pending = made.sent(ABOUT, ASK, due)
    made.done(pending, made.arrived(), Answer(status=200), Verdict.OK)
    made.flush()
    assert rows[0]["done_s"] - rows[0]["due_s"] >= 3
    assert rows[0]["done_s"] - rows[0]["sent_s"] < 1


def test_a_pulse_tells_each_latency_once() -> None:
    made, _ = recorder()
    made.done(made.sent(ABOUT, ASK, made.now()), made.arrived(), Answer(status=200), Verdict.OK)
    assert sum(made.pulse()["buckets"].values()) == 1
    assert made.pulse()["buckets"] == {}
    assert made.pulse()["done"] == 1
