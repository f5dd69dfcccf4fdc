"""Cross-checks: what the signals of one step say of each other, as named diagnoses.

Every signal has a blind spot, so a disagreement is a finding. Pure; runs on every measured step, on the
values as they were taken on this machine. Limits follow the published behaviour of each signal: long
tasks and frames are reported from 50 ms on, event timing in steps of 8 ms. A frame is on the screen 4 to 24
ms after its end, with a busy processor 70.
"""

from collections.abc import Callable, Mapping

from billbench.harness.model.flags import Diagnosis
from billbench.harness.model.kinds import ThreadKind

Measures = Mapping[str, float | None]

_LONG_S = 0.05
_FRAME_S = 0.016 + 0.008
_SCREEN_S = 0.1
"""What a frame may take to the screen, with nothing left to do on the page's main thread."""
_NOTICED_S = 0.2


def _chunked_busy(m: Measures) -> bool:
    busy, wait = _of(m, "busy_s"), _of(m, "wait_s")
    in_pieces = _of(m, "long_task_s") == 0 and _of(m, "freeze_raw_s") < 0.5 * busy
    return busy >= _NOTICED_S and busy > 0.8 * wait and in_pieces


def _starved(m: Measures) -> bool:
    """Only the heartbeat tells of the freeze."""
    return _of(m, "heartbeat_s") > _NOTICED_S and _of(m, "freeze_raw_s") == _of(m, "heartbeat_s")


def _waiting_on_server(m: Measures) -> bool:
    request = _of(m, "server_s") + _of(m, "transfer_s")
    return request >= _NOTICED_S and request > 0.5 * _of(m, "wait_s") and _of(m, "busy_s") < 0.5 * request


def _contended(m: Measures) -> bool:
    stolen = _of(m, "stolen_s")
    return stolen > 0.01 and stolen > 0.02 * max(_of(m, "busy_s"), _LONG_S)


def _observer_lost_entries(m: Measures) -> bool:
    gap = _of(m, "heartbeat_s")
    in_one_piece = gap > _NOTICED_S and _of(m, "busy_s") > 0.8 * gap
    return _of(m, "dropped") > 0 or (in_one_piece and _in_one_piece(m) == 0)


def _signals_disagree(m: Measures) -> bool:
    task, frame, shown = (_of(m, name) for name in ("long_task_s", "long_frame_s", "frame_shown_s"))
    about_the_work = bool(task and frame) and abs(frame - task) > _FRAME_S + 0.1 * max(task, frame)
    about_the_screen = bool(frame and shown) and shown - frame > _SCREEN_S + 0.1 * frame
    return about_the_work or about_the_screen


def _shown_later(m: Measures) -> bool:
    """What the browser knows of the wait by itself: which content came of which input."""
    wait, shown = _of(m, "wait_s"), _of(m, "content_shown_s")
    return shown > wait + _SCREEN_S + 0.1 * wait


def _rows_not_rendered(m: Measures) -> bool:
    expected = m.get("rows_expected")
    return expected is not None and _of(m, "rows") < expected


_CHECKS: Mapping[Diagnosis, Callable[[Measures], bool]] = {
    Diagnosis.CHUNKED_BUSY: _chunked_busy,
    Diagnosis.STARVED: _starved,
    Diagnosis.WAITING_ON_SERVER: _waiting_on_server,
    Diagnosis.CONTENDED: _contended,
    Diagnosis.OBSERVER_LOST_ENTRIES: _observer_lost_entries,
    Diagnosis.SIGNALS_DISAGREE: _signals_disagree,
    Diagnosis.SHOWN_LATER: _shown_later,
    Diagnosis.ROWS_NOT_RENDERED: _rows_not_rendered,
}


_MADE_OF: Mapping[Diagnosis, frozenset[ThreadKind]] = {
    Diagnosis.LAYOUT_BOUND: frozenset({ThreadKind.STYLE, ThreadKind.LAYOUT}),
    Diagnosis.SCRIPT_BOUND: frozenset({ThreadKind.SCRIPT}),
    Diagnosis.ACCESSIBILITY_BOUND: frozenset({ThreadKind.ACCESSIBILITY}),
}


def diagnoses(
    measures: Measures, frozen: Mapping[ThreadKind, float], *, screen_reader: bool = False
) -> tuple[Diagnosis, ...]:
    """Every diagnosis that the step's own measures support, in the order of `Diagnosis`.

    `frozen` is what the freeze was made of, in seconds, as the trace has it: what the rest of a step was made
    of is no cause of its freeze. Empty where nothing was traced. Where the browser works for a screen reader,
    work that its signals report none of is no entry lost.
    """
    unsaid = {Diagnosis.OBSERVER_LOST_ENTRIES} if screen_reader and not _of(measures, "dropped") else set()
    found = {name for name, holds in _CHECKS.items() if holds(measures)} - unsaid
    if _of(measures, "freeze_raw_s") >= _LONG_S:
        half = sum(frozen.values()) / 2
        found |= {name for name, kinds in _MADE_OF.items() if sum(frozen.get(k, 0.0) for k in kinds) > half}
    return tuple(name for name in Diagnosis if name in found)


def _in_one_piece(m: Measures) -> float:
    return max(_of(m, "long_task_s"), _of(m, "long_frame_s"), _of(m, "event_s"))


def _of(measures: Measures, name: str) -> float:
    """The value; an absent signal can support no diagnosis and reads as nought."""
    return measures.get(name) or 0.0
