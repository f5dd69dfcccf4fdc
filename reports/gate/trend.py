"""The history of a page's freeze over runs, with its steps marked.

Each run gives one figure, the geometric mean of its launches, at the speed of the first run's machine (see
`reports.gate.scaling`). Steps are found by `reports.statistics.steps`: a single run far out makes none.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run
from billbench.reports.gate.accepting import (
    ENVIRONMENT,
    device_of,
    environment_of,
    question_of,
    stored_launches,
)
from billbench.reports.gate.baseline import StoredDevice
from billbench.reports.gate.measured import Measured, read_measured
from billbench.reports.gate.question import Question
from billbench.reports.gate.scaling import at_speed_of
from billbench.reports.gate.words import share
from billbench.reports.pages.programs import plain
from billbench.reports.statistics.intervals import geometric_interval
from billbench.reports.statistics.steps import LEAST_PART, steps
from billbench.reports.words.numbers import seconds
from billbench.reports.words.text import clean, listing, plural

LEAST_RUNS = 8
"""Fewer runs cannot show a step at an error of 5 %, whatever their values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One `run`, begun at `created_at`: seconds of freeze (`freeze_s`) with the interval over its
    launches."""

    run: str
    created_at: str
    freeze_s: float
    low: float
    high: float
    launches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelStep:
    """From the point `place` on, which is `run`, the level is another: medians `before` and `after`, up to
    the next steps. `change` is a share of the level before."""

    place: int
    before: float
    after: float
    change: float
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The file `trend.json`, too: `title` says what is followed; `notices` what changed besides the page."""

    format: Literal[1] = 1
    title: str
    lines: int
    points: tuple[Point, ...]
    steps: tuple[LevelStep, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    run: Run
    measured: Measured
    question: Question
    device: StoredDevice


def trend(runs: Sequence[Run]) -> Trend:
    """The runs in order of their beginning. Of a gate's run its candidate is followed.

    Raises:
        UsageError: a run measured something else than the first, or has too few launches that count.
    """
    if not runs:
        raise UsageError("A trend needs runs. Name their folders.")
    read = [_read(run) for run in sorted(runs, key=lambda run: run.info.created_at)]
    first = read[0]
    for other in read[1:]:
        _refuse_unlike(first, other)
    points = tuple(_point(one, first.device, first.question.primary) for one in read)
    found = steps([math.log(point.freeze_s) for point in points])
    design = first.measured.plan.design_title(first.question.candidate.design)
    return Trend(
        title=f"{design}: freeze of the {first.measured.step_title}, "
        f"{plural(first.question.primary, 'line')}",
        lines=first.question.primary,
        points=points,
        steps=tuple(_levels(points, found)),
        notices=tuple(_notices(read)),
    )


def _read(run: Run) -> _Read:
    question = question_of(run)
    measured = read_measured(run, question)
    device = device_of(measured, question.candidate, question.lines)
    return _Read(run=run, measured=measured, question=question, device=device)


def _what(one: _Read) -> dict[str, object]:
    return {
        "design": one.question.candidate.design,
        "description of the design": plain(
            one.measured.plan.design_axes.get(one.question.candidate.design, {})
        ),
        "size": one.question.primary,
        "device": one.device.asked,
        "journey": (one.measured.journey, one.measured.step),
    }


def _refuse_unlike(first: _Read, other: _Read) -> None:
    then, now = _what(first), _what(other)
    unlike = [key for key in then if then[key] != now[key]]
    if unlike:
        raise UsageError(
            f"not comparable: {clean(first.run.info.name)} and {clean(other.run.info.name)} differ in "
            f"{listing(unlike)}. Name runs of one design, size, device and journey."
        )


def _point(one: _Read, speed: StoredDevice, lines: int) -> Point:
    found = stored_launches(one.measured, one.question.candidate, lines)
    freezes = [value for value in at_speed_of(speed, found, "freeze_s") if value]
    interval = geometric_interval(freezes)
    if interval is None:
        raise UsageError(
            f"The run {clean(one.run.info.name)} has {plural(len(freezes), 'launch')} that "
            "count, and two are the least. Leave it out."
        )
    return Point(
        run=clean(one.run.info.name),
        created_at=clean(one.run.info.created_at),
        freeze_s=interval.estimate,
        low=interval.low,
        high=interval.high,
        launches=len(freezes),
    )


def _levels(points: Sequence[Point], found: Sequence[int]) -> Iterator[LevelStep]:
    ends = [0, *found, len(points)]
    medians = [median(point.freeze_s for point in points[start:end]) for start, end in pairwise(ends)]
    for place, before, after in zip(found, medians[:-1], medians[1:], strict=True):
        change = after / before - 1
        yield LevelStep(place=place, before=before, after=after, change=change, run=points[place].run)


def _notices(read: Sequence[_Read]) -> Iterator[str]:
    if len(read) < LEAST_RUNS:
        yield f"With {plural(len(read), 'run')} no step can be shown; from {LEAST_RUNS} runs on it can."
    environments = [environment_of(one.run) for one in read]
    for place in range(1, len(read)):
        for key in ENVIRONMENT:
            then, now = environments[place - 1].get(key), environments[place].get(key)
            if then != now:
                yield (
                    f"From {clean(read[place].run.info.name)} on the {key.replace('_', ' ')} is "
                    f"{clean(str(now))}, before {clean(str(then))}: a step there may be its doing."
                )


def step_sentence(one: LevelStep, points: Sequence[Point]) -> str:
    """`From run-12 (2026-11-02) on: 250 ms → 311 ms (+24 %).`"""
    point = points[one.place]
    return (
        f"From {point.run} ({point.created_at[:10]}) on: {seconds(one.before)} → {seconds(one.after)} "
        f"({share(one.change)})."
    )


def no_step(found: Trend) -> str:
    """What is said where none was found."""
    runs = plural(len(found.points), "run")
    return f"No step is shown over {runs}; fewer than {LEAST_PART} runs far out are none."
