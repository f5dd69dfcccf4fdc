"""An anatomy and what was measured around it, as tables."""

from urllib.parse import urlsplit

from billbench.harness.model.kinds import ThreadKind
from billbench.harness.model.trials import Trial
from billbench.reports.anatomy.anatomy import Anatomy
from billbench.reports.anatomy.recording import Recording
from billbench.reports.anatomy.reproduction import Reproduction
from billbench.reports.anatomy.words import NOBODY, SINGULARS, place_of, requests_in, took
from billbench.reports.pages.shown import Shown
from billbench.reports.words.numbers import NOTHING, count, percent, seconds, size_of
from billbench.reports.words.text import clean

_MOST_ROWS = 12


def split_table(found: Anatomy) -> Shown:
    return Shown(
        caption="What the step was made of",
        columns=("Kind", "In the freeze", "Share", "In the whole wait", "Share"),
        rows=tuple(
            (
                kind.value,
                seconds(found.freeze_by_kind.get(kind, 0.0)),
                percent(found.freeze_by_kind.get(kind, 0.0) / (found.freeze_s or 1.0)),
                seconds(found.wait_by_kind.get(kind, 0.0)),
                percent(found.wait_by_kind.get(kind, 0.0) / (found.wait_s or 1.0)),
            )
            for kind in ThreadKind
        ),
        numeric=frozenset((1, 2, 3, 4)),
    )


def function_table(found: Anatomy) -> Shown:
    return Shown(
        caption="Functions by the time in them",
        columns=("Function", "Where", "Own script", "Work that it forced"),
        rows=tuple(
            (
                clean(cost.function.name) if cost.function else NOBODY,
                clean(f"{cost.function.url}:{cost.function.line}") if cost.function else NOTHING,
                seconds(cost.own_s),
                seconds(cost.forced_s),
            )
            for cost in found.functions[:_MOST_ROWS]
        ),
        numeric=frozenset((2, 3)),
    )


def rendering_table(found: Anatomy) -> Shown:
    return Shown(
        caption="Style recalculations, layouts and parsings of HTML by their origin",
        columns=("What", "Origin", "Times", "In all", "Longest", "Elements or layout objects, at most"),
        rows=tuple(
            (
                SINGULARS[one.kind],
                place_of(one.forced_by) if one.is_forced else "the browser in its own time",
                count(one.times),
                seconds(one.total_s),
                seconds(one.longest_s),
                count(one.most) if one.most else NOTHING,
            )
            for one in found.renderings[:_MOST_ROWS]
        ),
        numeric=frozenset((2, 3, 4, 5)),
    )


def request_table(found: Anatomy, recording: Recording) -> Shown:
    return Shown(
        caption="Requests under way in the step",
        columns=("Request", "Status", "Began after", "Took", "Received"),
        rows=tuple(
            (
                f"{one.method} {clean(urlsplit(one.url).path)}",
                str(one.status) if one.status is not None else NOTHING,
                seconds(max(one.start_s - found.wait[0], 0.0)),
                seconds(took(one, found)) if one.end_s is not None else "not ended",
                size_of(one.bytes),
            )
            for one in requests_in(found, recording)[: 2 * _MOST_ROWS]
        ),
        numeric=frozenset((1, 2, 3, 4)),
    )


def figures_table(made: Reproduction) -> Shown:
    """Freeze and wait of every step: in the run, again, and while recorded."""
    passes = (
        ("in the run", made.original),
        ("again, plain", made.plain),
        ("recorded, not to be compared", made.recorded),
    )
    known = [(title, trial) for title, trial in passes if trial is not None]
    places = max((len(trial.steps) for _, trial in known), default=0)
    return Shown(
        caption="Freeze and wait of every step, on the device",
        columns=("Step", *(f"{what} {title}" for title, _ in known for what in ("Freeze", "Wait"))),
        rows=tuple(
            (
                _step_name(made, [trial for _, trial in known], place),
                *(_value(trial, place, name) for _, trial in known for name in ("freeze_s", "wait_s")),
            )
            for place in range(places)
        ),
        numeric=frozenset(range(1, 1 + 2 * len(known))),
    )


def _step_name(made: Reproduction, trials: list[Trial], place: int) -> str:
    return next(
        clean(made.step_title(trial.steps[place].name)) for trial in trials if place < len(trial.steps)
    )


def _value(trial: Trial, place: int, name: str) -> str:
    if place >= len(trial.steps):
        return NOTHING
    value = trial.steps[place].measures.get(name)
    at_least = "at least " if trial.steps[place].censored else ""
    return NOTHING if value is None else f"{at_least}{seconds(value)}"
