"""The worker's record: a row a request, whatever became of it."""

import math

import pytest

from billbench.harness.load.request_log import BUCKET, About, RequestLog
from billbench.harness.model.verdicts import Verdict
from billbench.harness.store.requests import Row
from billbench.scenarios.load.asking import Ask, Reply, VisitStep

ABOUT = About(person=1, visit=2, design="paged", lines=80)
ASK = Ask(step=VisitStep.OPEN, method="GET", path="/")


def log() -> tuple[RequestLog, list[Row]]:
    rows: list[Row] = []
    return RequestLog(0, rows.extend), rows


def test_every_request_is_one_row_answered_or_not() -> None:
    made, rows = log()
    done = made.sent(ABOUT, ASK)
    made.sent(ABOUT, ASK)
    made.dropped(ABOUT, ASK, made.now())
    made.done(done, made.now(), Reply(status=200, content=b"1234"), Verdict.OK)
    made.give_up()
    assert sorted(row.verdict for row in rows) == ["dropped", "in_flight", "ok"]
    assert sorted(row.seq for row in rows) == [1, 2, 3]
    assert made.rows_written == 3
    assert made.unfinished == 2
    assert made.in_flight == 0


def test_a_dropped_arrival_has_no_moment_of_sending() -> None:
    made, rows = log()
    made.dropped(ABOUT, ASK, 1.0)
    made.flush()
    assert rows[0].sent_s is None
    assert rows[0].due_s == 1.0


def test_waiting_to_be_sent_is_response_time_and_not_service_time() -> None:
    made, rows = log()
    row = made.sent(ABOUT, ASK, made.now() - 3)
    made.done(row, made.now(), Reply(status=200), Verdict.OK)
    made.flush()
    assert rows[0].done_s - rows[0].due_s >= 3
    assert rows[0].sent_s is not None
    assert rows[0].done_s - rows[0].sent_s < 1


def test_a_request_without_a_moment_of_its_own_is_due_when_it_is_sent() -> None:
    made, _ = log()
    row = made.sent(ABOUT, ASK)
    assert row.due_s == row.sent_s


def test_a_row_that_comes_while_others_are_written_is_written_too() -> None:
    """As where they are sent to a master: other people go on meanwhile."""
    rows: list[Row] = []

    def write(part: list[Row]) -> None:
        rows.extend(part)
        if len(rows) == 1:
            made.dropped(ABOUT, ASK, 2.0)

    made = RequestLog(0, write)
    made.dropped(ABOUT, ASK, 1.0)
    made.flush()
    made.flush()
    assert [row.due_s for row in rows] == [1.0, 2.0]
    assert made.rows_written == 2


def test_a_latency_is_counted_from_the_moment_that_the_request_was_due() -> None:
    """While a load runs, too, waiting to be sent is not left out."""
    made, _ = log()
    made.done(made.sent(ABOUT, ASK, made.now() - 3), made.now(), Reply(status=200), Verdict.OK)
    (bucket,) = made.counted().buckets
    assert math.exp(bucket * BUCKET) == pytest.approx(3, rel=0.2)


def test_a_latency_is_counted_once() -> None:
    made, _ = log()
    made.done(made.sent(ABOUT, ASK), made.now(), Reply(status=200), Verdict.OK)
    assert sum(made.counted().buckets.values()) == 1
    assert made.counted().buckets == {}
    assert made.counted().done == 1
