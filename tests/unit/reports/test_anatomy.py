"""What the time of a step was made of, on small hand-made traces whose truth is known."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from billbench.harness.model.kinds import ThreadKind
from billbench.harness.model.trace import main_threads, segments
from billbench.reports.anatomy.anatomy import Anatomy, anatomy
from billbench.reports.anatomy.charts import made_of_chart
from billbench.reports.anatomy.profile import Function, as_cpuprofile, read_profile
from billbench.reports.anatomy.recording import RecordedSignal, RecordedStep, Recording, Request
from billbench.reports.anatomy.reproduction import Reproduction
from billbench.reports.anatomy.story import story
from tests.unit.harness.factory import cell

PID, TID = 7, 7
PAGE = "https://ccms.example/bill/lines.js"
MAIN = {"ph": "M", "pid": PID, "tid": TID, "name": "thread_name", "args": {"name": "CrRendererMain"}}
Event = dict[str, Any]


def work(name: str, start_ms: float, length_ms: float, **args: Any) -> Event:
    """A complete event of the page's main thread."""
    when = {"ts": 1000 * start_ms, "dur": 1000 * length_ms}
    return {"ph": "X", "pid": PID, "tid": TID, "name": name, "args": args, **when}


def stack(name: str, line: int) -> list[dict[str, Any]]:
    return [{"functionName": name, "url": PAGE, "lineNumber": line}]


def profile_of(*samples: tuple[float, str]) -> list[Event]:
    """The events of a CPU profile: at each time (in ms) the named function of `PAGE` was sampled."""
    names = list(dict.fromkeys(name for _, name in samples))
    root = {"id": 1, "callFrame": {"functionName": "(root)", "scriptId": 0}}
    nodes = [root] + [
        {
            "id": number,
            "parent": 1,
            "callFrame": {"functionName": name, "scriptId": 3, "url": PAGE, "lineNumber": 9},
        }
        for number, name in enumerate(names, start=2)
    ]
    times = [0.0, *(at for at, _ in samples)]
    deltas = [1000 * (later - sooner) for sooner, later in pairwise(times)]
    ids = [names.index(name) + 2 for _, name in samples]
    common = {"ph": "P", "pid": PID, "tid": 99, "id": "0x1"}
    begun = {"data": {"startTime": 0}}
    chunk = {"data": {"cpuProfile": {"nodes": nodes, "samples": ids}, "timeDeltas": deltas}}
    return [
        {**common, "name": "Profile", "ts": 0, "args": begun},
        {**common, "name": "ProfileChunk", "ts": 1, "args": chunk},
    ]


def recording(
    acted_ms: float,
    answered_ms: float | None,
    *,
    signals: Sequence[RecordedSignal] = (),
    requests: Sequence[Request] = (),
) -> Recording:
    answered = None if answered_ms is None else answered_ms / 1000
    step = RecordedStep(name="back", began_s=0.0, acted_s=acted_ms / 1000, answered_s=answered, freeze_s=None)
    return Recording(
        steps=(step,),
        focus=0,
        signals=tuple(signals),
        requests=tuple(requests),
        film=(),
        trace_is_cut=False,
        masked=False,
        window=False,
    )


def found(events: Sequence[Event], recorded: Recording) -> Anatomy:
    result = anatomy([MAIN, *events], recorded)
    assert result is not None
    return result


def in_ms(by_kind: Any) -> dict[ThreadKind, float]:
    return {kind: round(1000 * took, 3) for kind, took in by_kind.items() if took > 1e-9}


def told(events: Sequence[Event], recorded: Recording) -> str:
    made = Reproduction(
        title="", cell=cell(), seed=1, launch=1, command="", step_titles={"back": "page change"}
    )
    said = story(found(events, recorded), recorded, made)
    return " ".join((said.lead, *said.sentences))


def test_every_kind_of_work_is_drawn() -> None:
    drawn = made_of_chart(found([work("RunTask", 0, 100)], recording(0, 100)))
    assert [row[0] for row in drawn.table.rows] == list(ThreadKind)


def test_time_inside_an_inner_event_is_not_counted_for_the_outer_one() -> None:
    """100 ms of a click: 30 ms of style and 20 ms of layout in it are no script."""
    click = [
        work("RunTask", 0, 100),
        work("EventDispatch", 0, 100),
        work("FunctionCall", 10, 80),
        work("UpdateLayoutTree", 20, 30),
        work("Layout", 50, 20),
    ]
    assert in_ms(found(click, recording(0, 100)).wait_by_kind) == {
        ThreadKind.SCRIPT: 50,
        ThreadKind.STYLE: 30,
        ThreadKind.LAYOUT: 20,
    }


def test_an_unknown_event_is_of_the_kind_of_what_it_stands_in() -> None:
    inside = [work("Layout", 0, 50), work("SomethingOfANewerBrowser", 10, 20)]
    assert in_ms(found(inside, recording(0, 50)).wait_by_kind) == {ThreadKind.LAYOUT: 50}


def test_garbage_collection_inside_script_stands_apart() -> None:
    events = [work("FunctionCall", 0, 100), work("V8.GC_MARK_COMPACTOR", 20, 40)]
    assert in_ms(found(events, recording(0, 100)).wait_by_kind) == {
        ThreadKind.SCRIPT: 60,
        ThreadKind.GARBAGE: 40,
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("PrePaint", ThreadKind.PAINT),
        ("Commit", ThreadKind.PAINT),
        ("MinorGC", ThreadKind.GARBAGE),
        ("ParseHTML", ThreadKind.PARSING),
        ("TimerFire", ThreadKind.SCRIPT),
        ("v8.compile", ThreadKind.SCRIPT),
        ("HTMLDocumentParser::PumpTokenizer", ThreadKind.PARSING),
        ("Document::updateStyle", ThreadKind.STYLE),
        ("LocalFrameView::performLayout", ThreadKind.LAYOUT),
        ("CppGC.IncrementalSweep", ThreadKind.GARBAGE),
        ("ProxyMain::BeginMainFrame", ThreadKind.BROWSER),
        ("DevToolsSession::DispatchProtocolCommandImpl", ThreadKind.DRIVER),
        ("RunTask", ThreadKind.LEFT_OVER),
    ],
)
def test_events_are_of_the_kind_that_devtools_gives_them(name: str, kind: ThreadKind) -> None:
    assert in_ms(found([work(name, 0, 10)], recording(0, 10)).wait_by_kind) == {kind: 10}


def test_work_before_the_act_and_after_the_answer_does_not_count() -> None:
    events = [work("FunctionCall", 0, 100), work("Layout", 150, 100)]
    counted = in_ms(found(events, recording(60, 200)).wait_by_kind)
    assert counted == {ThreadKind.SCRIPT: 40, ThreadKind.LAYOUT: 50, ThreadKind.IDLE: 50}


def test_the_parts_add_up_to_the_wait() -> None:
    events = [work("RunTask", 5, 30), work("FunctionCall", 6, 20), work("RunTask", 60, 20)]
    result = found(events, recording(0, 100, requests=[request(30, 90)]))
    assert sum(result.wait_by_kind.values()) == pytest.approx(result.wait_s)


def request(start_ms: float, end_ms: float | None) -> Request:
    return Request(
        url="https://ccms.example/save?secret=1",
        method="POST",
        start_s=start_ms / 1000,
        answered_s=None,
        end_s=None if end_ms is None else end_ms / 1000,
        status=200,
        bytes=10,
    )


def test_waiting_on_the_server_is_what_requests_take_while_the_page_has_nothing_to_do() -> None:
    """Requests from 10 to 80 ms and 50 to 90 ms; the page works from 0 to 20 ms and is idle from then on."""
    events = [work("FunctionCall", 0, 20)]
    recorded = recording(0, 100, requests=[request(10, 80), request(50, 90)])
    assert in_ms(found(events, recorded).wait_by_kind) == {
        ThreadKind.SCRIPT: 20,
        ThreadKind.SERVER: 70,
        ThreadKind.IDLE: 10,
    }


def test_the_freeze_is_the_longest_that_the_page_reported() -> None:
    events = [work("FunctionCall", 0, 60), work("Layout", 60, 100), work("FunctionCall", 200, 90)]
    frame = RecordedSignal(kind="long-animation-frame", start_s=0.0, duration_s=0.17)
    result = found(events, recording(0, 400, signals=[frame]))
    assert result.freeze_s == pytest.approx(0.17)
    assert in_ms(result.freeze_by_kind) == {
        ThreadKind.SCRIPT: 60,
        ThreadKind.LAYOUT: 100,
        ThreadKind.IDLE: 10,
    }


def test_without_a_reported_freeze_it_is_the_longest_task() -> None:
    events = [work("RunTask", 0, 40), work("RunTask", 100, 45)]
    assert found(events, recording(0, 400)).freeze_s == pytest.approx(0.045)


def test_a_page_that_never_answered_is_followed_to_the_end_of_the_trace() -> None:
    """What had begun and not ended is written as a beginning without an end."""
    begun = {"ph": "B", "pid": PID, "tid": TID, "name": "FunctionCall", "ts": 100_000, "args": {}}
    last = {"ph": "I", "pid": PID, "tid": 50, "name": "beat", "ts": 5_100_000}
    result = found([begun, last], recording(100, None))
    assert result.is_open
    assert in_ms(result.wait_by_kind) == {ThreadKind.SCRIPT: 5000}
    assert result.freeze_s == pytest.approx(5.0)
    assert "had not answered" in told([begun, last], recording(100, None))


def test_an_event_that_reaches_over_the_end_of_its_outer_one_is_cut_there() -> None:
    """Clocks differ by microseconds; no moment may count twice."""
    thread = main_threads([MAIN, work("FunctionCall", 0, 10), work("Layout", 5, 6)])[0]
    flat = segments(thread.slices, 1.0)
    assert [(round(1000 * s.start, 6), round(1000 * s.end, 6), s.kind) for s in flat] == [
        (0, 5, ThreadKind.SCRIPT),
        (5, 10, ThreadKind.LAYOUT),
    ]


def test_only_the_thread_that_works_in_the_step_is_looked_at() -> None:
    other = {**MAIN, "pid": 8, "tid": 8}
    elsewhere = {**work("Layout", 0, 10), "pid": 8, "tid": 8}
    result = found([other, elsewhere, work("FunctionCall", 0, 90)], recording(0, 100))
    assert in_ms(result.wait_by_kind) == {ThreadKind.SCRIPT: 90, ThreadKind.IDLE: 10}


def test_script_time_goes_to_the_function_that_ran() -> None:
    events = [work("FunctionCall", 0, 100), *profile_of((0, "small"), (30, "large"))]
    costs = {cost.function.name: cost for cost in found(events, recording(0, 100)).functions if cost.function}
    assert costs["small"].own_s == pytest.approx(0.030)
    assert costs["large"].own_s == pytest.approx(0.070)


def test_layout_that_a_function_forces_is_told_beside_its_own_time() -> None:
    events = [work("FunctionCall", 0, 100), work("Layout", 20, 70), *profile_of((0, "measure"))]
    (cost,) = found(events, recording(0, 100)).functions
    assert (round(cost.own_s, 6), round(cost.forced_s, 6)) == (0.030, 0.070)


def test_built_in_work_counts_for_the_function_that_called_it() -> None:
    events = profile_of((0, "caller"))
    chunk = events[1]["args"]["data"]["cpuProfile"]
    chunk["nodes"].append({"id": 9, "parent": 2, "callFrame": {"functionName": "sort", "scriptId": 0}})
    profile = read_profile(events, PID)
    assert profile is not None
    assert profile.function(9) == Function(name="caller", url=PAGE, line=10)


def test_layouts_forced_from_one_place_are_one_culprit() -> None:
    """50 layouts of 2 ms from one line cost more than a single one of 30 ms after the script."""
    forced = [
        work(
            "Layout",
            4 * number,
            2,
            beginData={"stackTrace": stack("measure", 12), "dirtyObjects": 3 + number, "totalObjects": 900},
        )
        for number in range(50)
    ]
    own = work("Layout", 300, 30, beginData={"dirtyObjects": 900, "totalObjects": 900})
    result = found([work("FunctionCall", 0, 250), *forced, own], recording(0, 400))
    first, second = result.renderings
    assert (first.forced_by, first.times, first.most) == (
        Function(name="measure", url=PAGE, line=12),
        50,
        52,
    )
    assert first.total_s == pytest.approx(0.1)
    assert not second.is_forced
    assert second.most == 900


def test_the_story_names_a_layout_by_what_forced_it() -> None:
    laid = work("Layout", 5, 190, beginData={"stackTrace": stack("act", 8), "dirtyObjects": 4_000})
    events = [work("EventDispatch", 0, 200), laid, *profile_of((0, "act"))]
    said = told(events, recording(0, 210))
    assert "Of layout, one layout forced by act (lines.js:8) took most: 190 ms" in said
    assert "4,000" in said
    assert "layout took 190 ms (95 %)" in said


def test_the_story_names_a_style_recalculation_with_its_elements() -> None:
    recalculated = work("UpdateLayoutTree", 5, 150, elementCount=5_873)
    said = told([recalculated, work("Layout", 155, 20)], recording(0, 200))
    assert "style recalculation done by the browser in its own time" in said
    assert "5,873 elements" in said


def test_the_story_names_a_function_with_its_file_and_line() -> None:
    events = [work("FunctionCall", 0, 300), *profile_of((0, "evaluateRules"))]
    assert "evaluateRules (lines.js:10): 300 ms of script of its own" in told(events, recording(0, 300))


def test_the_story_names_the_server_when_the_page_only_waited() -> None:
    said = told([work("FunctionCall", 0, 10)], recording(0, 500, requests=[request(5, 490)]))
    assert "waiting on the server took" in said
    assert "POST /save" in said
    assert "secret" not in said


def test_a_profile_for_devtools_keeps_every_sample_and_its_time() -> None:
    profile = read_profile(profile_of((5, "one"), (12, "two"), (20, "one")), PID)
    assert profile is not None
    written = as_cpuprofile(profile)
    assert written["samples"] == [2, 3, 2]
    assert written["timeDeltas"] == [5_000, 7_000, 8_000]
    assert written["endTime"] - written["startTime"] == 20_000
    assert written["nodes"][0]["children"] == [2, 3]


def test_a_trace_without_a_page_has_no_anatomy() -> None:
    assert anatomy([], recording(0, 10)) is None


def test_a_tree_for_a_screen_reader_is_named_where_nothing_took_more() -> None:
    tree = [work("SerializeLifecycleStageLoading", 300, 280), work("RenderAccessibilityImpl::Send", 310, 20)]
    assert "All accessibility took 280 ms together" in told(tree, recording(300, 600))


def test_painting_as_a_whole_is_named_only_where_nothing_took_more() -> None:
    """It is no place to look at; a function is."""
    script = [work("FunctionCall", 0, 300), *profile_of((0, "evaluateRules"))]
    said = told([*script, work("Paint", 300, 280)], recording(0, 600))
    assert "evaluateRules (lines.js:10)" in said
    assert "All paint" not in said
    assert "All paint and compositing took 280 ms" in told([work("Paint", 300, 280)], recording(300, 600))


def test_of_a_page_that_did_not_freeze_no_freeze_is_taken_apart() -> None:
    said = told([work("RunTask", 0, 20), work("FunctionCall", 0, 20)], recording(0, 40))
    assert "did not freeze" in said
    assert "Of the freeze" not in said
