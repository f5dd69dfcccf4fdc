"""Time by kind, from small hand-made traces whose truth is known."""

from collections.abc import Mapping, Sequence
from typing import Any

from billbench.harness.instrument.kinds import measures_of, seconds_by_kind
from billbench.harness.model.kinds import MEASURES, ThreadKind
from billbench.harness.model.metrics import METRICS

Event = Mapping[str, Any]
PAGE, REFERENCE = 7, 8


def main_thread(process: int) -> Event:
    name = {"name": "CrRendererMain"}
    return {"ph": "M", "pid": process, "tid": process, "name": "thread_name", "args": name}


def work(name: str, start_ms: float, length_ms: float, process: int = PAGE) -> Event:
    when = {"ts": 1000 * start_ms, "dur": 1000 * length_ms}
    return {"ph": "X", "pid": process, "tid": process, "name": name, **when}


def told(events: Sequence[Event], shown_ms: float = 1000, ended_ms: float = 1000) -> dict[ThreadKind, float]:
    threads = [main_thread(PAGE), main_thread(REFERENCE)]
    found = seconds_by_kind([*threads, *events], (0.0, shown_ms / 1000, ended_ms / 1000))
    return {kind: round(1000 * took, 3) for kind, took in found.items() if took}


def test_script_in_a_promise_is_script_and_what_it_forces_is_not() -> None:
    events = [
        work("RunMicrotasks", 0, 300),
        work("LocalFrameView::performLayout", 100, 50),
        work("MinorGC", 200, 10),
    ]
    assert told(events) == {ThreadKind.SCRIPT: 240, ThreadKind.LAYOUT: 50, ThreadKind.GARBAGE: 10}


def test_whatever_a_command_of_the_driver_makes_the_page_do_is_the_drivers() -> None:
    events = [
        work("DevToolsSession::DispatchProtocolCommandImpl", 0, 100),
        work("v8.callFunction", 10, 80),
        work("LocalFrameView::performLayout", 20, 60),
    ]
    assert told(events) == {ThreadKind.DRIVER: 100}


def test_only_what_lies_within_the_step_counts() -> None:
    events = [work("RunMicrotasks", -50, 100), work("LocalFrameView::layout", 90, 100)]
    assert told(events, shown_ms=100, ended_ms=100) == {ThreadKind.SCRIPT: 50, ThreadKind.LAYOUT: 10}


def test_reference_work_that_is_longer_than_the_step_is_not_the_pages() -> None:
    events = [work("RunMicrotasks", 0, 20), work("RunMicrotasks", 50, 200, REFERENCE)]
    assert told(events, shown_ms=40, ended_ms=300) == {ThreadKind.SCRIPT: 20}


def test_the_kinds_add_up_to_the_busy_time() -> None:
    events = [main_thread(PAGE), work("RunMicrotasks", 0, 300), work("LocalFrameView::layout", 300, 100)]
    found = measures_of(events, (0.0, 1.0, 1.0), 0.5)
    assert sum(value or 0.0 for value in found.values()) == 0.5
    assert found["script_s"] == 0.3
    assert found["left_over_s"] is not None
    assert abs(found["left_over_s"] - 0.1) < 1e-9


def test_kinds_that_were_not_traced_are_absent_and_never_nought() -> None:
    assert set(measures_of([], (0.0, 1.0, 1.0), 0.5).values()) == {None}
    assert set(measures_of([main_thread(PAGE), work("RunMicrotasks", 0, 9)], (0, 1, 1), None).values()) == {
        None
    }


def test_every_kind_of_the_page_has_its_row() -> None:
    assert set(MEASURES.values()) <= set(METRICS)
