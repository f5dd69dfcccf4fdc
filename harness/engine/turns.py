"""Turns: several trials in one browser, a page change each in turn, so that all meet the same machine.

Trials that are done one after the other, seconds apart, differ by a quarter and more although they are equal;
page changes that take turns by 6 % a launch, because a machine's speed changes within seconds.

The tabs that wait do not disturb the one that is measured:
- Each has a browser context of its own, and contexts never share a renderer process: another tab's garbage or
  timers are not in this one's main thread, and what the kernel says of a renderer is of one side alone.
- Its heartbeat rests from the end of its step on, and it draws no frame: a quiet page asks for none. The main
  threads of two waiting pages of 80 lines ran 0.0 and 0.8 ms of 5 s.
- All main threads are pinned to the same core. A waiting one that works after all (late garbage collection)
  is thus seen as time stolen from the one that is measured.
- No tab is brought to the front: the driver tells every page that it has the focus and is visible, so input
  and frames come as if it were alone, and raising a tab would be work between two steps.
"""

import random
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from billbench.harness.application.office import NotPreparedError
from billbench.harness.engine.bench import Bench
from billbench.harness.engine.messages import TrialJob
from billbench.harness.engine.trial import Ending, Sitting, judge, leave, now, seated, without_verdict
from billbench.harness.model.flags import Flag
from billbench.harness.model.trials import Trial, TrialState
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.protocol import Visit

Seat = tuple[Bench, TrialJob]


def run_in_turns(seats: Sequence[Seat], rounds: int) -> list[Trial]:
    """Do the trials, which share a journey, in turns; say what was found of each, crashed ones last.

    The order of `seats` is that in which they are opened. What goes wrong on one side ends that side alone,
    unless it takes the browser along. Without something to begin with on each side, none begins.
    """
    began = now()
    try:
        trials = _in_turns(seats, rounds)
    except NotPreparedError as reason:
        return [without_verdict(*seat, began, str(reason)) for seat in seats]
    return sorted(trials, key=lambda trial: trial.state is TrialState.CRASHED)


def _in_turns(seats: Sequence[Seat], rounds: int) -> list[Trial]:
    bench, job = seats[0]
    journey = JOURNEYS[job.cell.journey]
    assert journey.turns is not None, "a plan with rounds has a journey that can be done in turns"
    with ExitStack() as stack:
        sides = [stack.enter_context(seated(*seat)) for seat in seats]
        for act in (journey.arrive, journey.turns.begin):
            _each(sides, _doing(act))
        _warm_up(sides, journey.turns.again)
        for order in _orders(bench, job, len(sides), rounds):
            _each([sides[place] for place in order], _doing(journey.turns.again))
        _each(sides, _count_layout_objects)
        left = [leave(side) for side in sides]
        return [judge(side, done) for side, done in zip(sides, left, strict=True)]


def _warm_up(sides: Sequence[Sitting], again: Callable[[Visit], None]) -> None:
    """A turn that is not kept: the first in a page takes up to twice as long as those after it."""
    kept = [len(side.meter.results) for side in sides]
    _each(sides, _doing(again))
    for side, number in zip(sides, kept, strict=True):
        del side.meter.results[number:]


def _orders(bench: Bench, job: TrialJob, sides: int, rounds: int) -> list[list[int]]:
    """Who has their turn when, drawn anew for every round: what comes second is never the same side."""
    rng = random.Random(f"{bench.seed}/{bench.launch}/{job.group}")
    return [rng.sample(range(sides), sides) for _ in range(rounds)]


def _doing(act: Callable[[Visit], None]) -> Callable[[Sitting], None]:
    return lambda side: side.do(act)


def _count_layout_objects(side: Sitting) -> None:
    side.do(lambda _visit: side.meter.count_layout_objects())


def _each(sides: Sequence[Sitting], act: Callable[[Sitting], None]) -> None:
    for side in sides:
        if side.goes_on and side.desk.is_dead:
            reason = "Not measured to the end: the browser went with the trial that it took turns with."
            side.ending = Ending(state=TrialState.FAILED, reason=reason, flags=(Flag.BROKEN_OFF,))
        elif side.goes_on:
            act(side)
