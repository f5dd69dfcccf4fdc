"""Time by kind, from small hand-made traces whose truth is known."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from billbench.harness.instrument.freezes import Stretch
from billbench.harness.instrument.kinds import Clock, laid_flat, made_of, measures_of, seconds_by_kind
from billbench.harness.model.kinds import MEASURES, ThreadKind
from billbench.harness.model.metrics import METRICS

Event = Mapping[str, Any]
PAGE, REFERENCE = 7, 8


def main_thread(process: int) -> Event:
    name = {"name": "CrRendererMain"}
    return {"ph": "M", "pid": process, "tid": process, "name": "thread_name", "args": name}


def work(name: str, start_ms: float, length_ms: float, process: int = PAGE, source: str = "") -> Event:
    when = {"ts": 1000 * start_ms, "dur": 1000 * length_ms, "args": {"src_file": source}}
    return {"ph": "X", "pid": process, "tid": process, "name": name, **when}


def task(source: str, start_ms: float, length_ms: float) -> Event:
    return work("ThreadControllerImpl::RunTask", start_ms, length_ms, source=f"third_party/blink/{source}")


def told(events: Sequence[Event], shown_ms: float = 1000, ended_ms: float = 1000) -> dict[ThreadKind, float]:
    threads = [main_thread(PAGE), main_thread(REFERENCE)]
    step = Clock(began=0.0, shown=shown_ms / 1000, ended=ended_ms / 1000)
    found = seconds_by_kind(laid_flat([*threads, *events], step.ended), step)
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


def test_a_task_in_which_nothing_is_named_is_of_the_part_of_the_browser_that_asked_for_it() -> None:
    tasks = [
        task("html_document_parser.cc", 0, 50),
        task("main_thread_event_queue.cc", 50, 20),
        task("something_new.cc", 70, 5),
    ]
    assert told([*tasks, work("v8.callFunction", 40, 10)]) == {
        ThreadKind.PARSING: 40,
        ThreadKind.SCRIPT: 10,
        ThreadKind.BROWSER: 20,
        ThreadKind.LEFT_OVER: 5,
    }


def test_only_what_lies_within_the_step_counts() -> None:
    events = [work("RunMicrotasks", -50, 100), work("LocalFrameView::layout", 90, 100)]
    assert told(events, shown_ms=100, ended_ms=100) == {ThreadKind.SCRIPT: 50, ThreadKind.LAYOUT: 10}


def test_reference_work_that_is_longer_than_the_step_is_not_the_pages() -> None:
    events = [work("RunMicrotasks", 0, 20), work("RunMicrotasks", 50, 200, REFERENCE)]
    assert told(events, shown_ms=40, ended_ms=300) == {ThreadKind.SCRIPT: 20}


def told_of(busy_s: float | None, *events: Event, moved: bool = False) -> dict[str, float | None]:
    step = Clock(began=0.0, shown=1.0, ended=1.0)
    return dict(measures_of(laid_flat(events, step.ended), step, {"busy_s": busy_s}, moved=moved))


def test_the_kinds_add_up_to_the_busy_time() -> None:
    found = told_of(0.5, main_thread(PAGE), work("RunMicrotasks", 0, 300), work("Layout", 300, 100))
    assert found.pop("busy_s") == 0.5
    assert sum(value or 0.0 for value in found.values()) == pytest.approx(0.5)
    assert found["script_s"] == pytest.approx(0.3)
    assert found["left_over_s"] == pytest.approx(0.1)


@pytest.mark.parametrize("counted_s", [0.1, 0.9])
def test_of_a_step_to_a_new_document_the_trace_has_both(counted_s: float) -> None:
    """The counters are those of the new one alone."""
    found = told_of(counted_s, main_thread(PAGE), work("RunMicrotasks", 0, 300), moved=True)
    assert (found["busy_s"], found["script_s"], found["left_over_s"]) == (0.3, 0.3, 0.0)


def test_kinds_that_were_not_traced_are_absent_and_never_nought() -> None:
    assert told_of(0.5) == {"busy_s": 0.5, **dict.fromkeys(MEASURES.values())}
    untold = told_of(None, main_thread(PAGE), work("RunMicrotasks", 0, 9))
    assert set(untold.values()) == {None}


def test_every_kind_of_the_page_has_its_row() -> None:
    assert set(MEASURES.values()) <= set(METRICS)


def test_a_freeze_is_made_of_what_was_done_meanwhile_and_not_of_the_rest_of_the_step() -> None:
    """On the page's own clock, and in the process of the page that was left."""
    threads = [main_thread(PAGE), main_thread(REFERENCE)]
    pieces = [work("RunMicrotasks", 300 + 45 * piece, 40) for piece in range(20)]
    left = [work("RunMicrotasks", 90, 30, REFERENCE), work("LocalFrameView::layout", 120, 170, REFERENCE)]
    freeze = Stretch(start=1000.1, duration_s=0.19)
    found = made_of(freeze, laid_flat([*threads, *left, *pieces], 2.0), ahead_s=-1000)
    assert {kind: round(1000 * took) for kind, took in found.items() if took} == {
        ThreadKind.SCRIPT: 20,
        ThreadKind.LAYOUT: 170,
    }
