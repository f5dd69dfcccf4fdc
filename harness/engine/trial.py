"""One trial: make a bill, do the journey, read the bill back.

A trial always ends in a `Trial`, unless the page hangs: then nothing here returns, and the supervisor
outside this process ends it.
"""

import datetime
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from billbench.harness.application.office import NotPreparedError
from billbench.harness.engine.bench import Bench
from billbench.harness.engine.desk import Desk, open_desk
from billbench.harness.engine.leaving import come_back, go_away, wait_for_answers
from billbench.harness.engine.messages import OwnStep, TrialJob
from billbench.harness.engine.offers import not_offered_because
from billbench.harness.engine.visiting import visit_of
from billbench.harness.engine.witness import Witness
from billbench.harness.instrument.disturbance import flags
from billbench.harness.instrument.meter import Meter
from billbench.harness.instrument.reference import Speed
from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.flags import Flag
from billbench.harness.model.outcomes import Cause, Noted
from billbench.harness.model.scaling import on_device, reading
from billbench.harness.model.trials import DeviceReading, StepResult, Trial, TrialState
from billbench.harness.outcomes.evidence import Evidence
from billbench.harness.outcomes.readback import Begun, applied_since, read_back
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.pages.mapped import save_what_is_left, see_whether_it_stands
from billbench.scenarios.protocol import JourneyFailed, NotOffered, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a journey ended, with the reason in one sentence unless it was completed.

    `flags`: why what was measured until then is to be set aside.
    """

    state: TrialState
    reason: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """When a trial began: for people, and for counting how long it took."""

    at: datetime.datetime
    clock: float


@dataclass(slots=True, kw_only=True)
class Sitting:
    """A trial under way: somebody at a desk of their own, and what was found there so far.

    `typed` are the places of steps in which the person only typed.
    """

    bench: Bench
    job: TrialJob
    begun: Begun
    desk: Desk
    meter: Meter
    visit: Visit
    typed: set[int]
    witness: Witness
    speed: Speed
    began: Began
    ending: Ending = Ending(state=TrialState.COMPLETED)

    @property
    def goes_on(self) -> bool:
        return self.ending.state is TrialState.COMPLETED

    def do(self, act: Callable[[Visit], None]) -> None:
        """Do a part of the journey; how that ended is kept."""
        self.ending = _how_it_ends(self.visit, self.desk, act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What the journey left behind at its desk: what the person noted, what was seen."""

    noted: Noted
    seen: Evidence


def run_trial(bench: Bench, job: TrialJob) -> Trial:
    """Run one cell once and say what was found."""
    began = now()
    try:
        with seated(bench, job) as sitting:
            with bench.watch(sitting.desk, sitting.meter):
                for act in (JOURNEYS[job.cell.journey].arrive, JOURNEYS[job.cell.journey].run):
                    if sitting.goes_on:
                        sitting.do(act)
            return judge(sitting, leave(sitting))
    except NotPreparedError as reason:
        return without_verdict(bench, job, began, str(reason))


def now() -> Began:
    return Began(at=datetime.datetime.now(datetime.UTC), clock=time.monotonic())


def without_verdict(bench: Bench, job: TrialJob, began: Began, reason: str) -> Trial:
    """The trial that could not begin, for no fault of its page."""
    return Trial(
        id=job.id,
        launch=bench.launch,
        position=job.position,
        attempt=job.attempt,
        cell=job.cell,
        state=TrialState.FAILED,
        reason=f"Not measured: {reason}",
        started_at=began.at.isoformat(timespec="seconds"),
        steps=(),
        flags=(Flag.NOT_PREPARED,),
        host=platform.node(),
        duration_s=time.monotonic() - began.clock,
        assistive_technology=bench.devices[job.cell.device].assistive_technology,
    )


@contextmanager
def seated(bench: Bench, job: TrialJob) -> Iterator[Sitting]:
    """Make what the journey begins with, and seat somebody at a desk before it."""
    began = now()
    bench.announce(OwnStep.PREPARE)
    office = bench.office(job.cell)
    beginning = office.prepare(job.cell, seed=bench.seed, launch=bench.launch)
    bench.note(beginning.begun)
    speed = bench.reference.begin()
    device = bench.devices[job.cell.device]
    browser = bench.browser_of(device)
    with open_desk(browser, device, deadline_s=bench.deadline_s, door=office.door) as desk:
        witness = Witness(desk.page)
        meter = Meter(
            browser,
            desk.page,
            bench.announce,
            lambda: bench.reference.add_to(speed),
            screen_reader=device.assistive_technology is AssistiveTechnology.SCREEN_READER,
        )
        visit, typed = visit_of(bench, job, beginning, desk, meter)
        yield Sitting(
            bench=bench,
            job=job,
            begun=beginning.begun,
            desk=desk,
            meter=meter,
            visit=visit,
            typed=typed,
            witness=witness,
            speed=speed,
            began=began,
            ending=_at_first(not_offered_because(visit, JOURNEYS[job.cell.journey])),
        )


def _at_first(lacking: str) -> Ending:
    """What a target lacks is told before anything is done there."""
    return Ending(state=TrialState.NOT_OFFERED if lacking else TrialState.COMPLETED, reason=lacking)


def leave(sitting: Sitting) -> Done:
    """Take what is at the desk along, while it stands; at a target, save first what nobody saved."""
    if sitting.goes_on and sitting.visit.map is not None:
        sitting.do(save_what_is_left)
    if sitting.visit.map is not None and not sitting.desk.is_dead:
        sitting.bench.announce(OwnStep.READ_BACK)
        wait_for_answers(sitting.desk.page, sitting.witness)
        if sitting.goes_on:
            sitting.do(see_whether_it_stands)
        go_away(sitting.desk.page, sitting.witness)
    notes = sitting.visit.notebook.noted
    cut_short = Cause.BROWSER_DIED if sitting.ending.state is TrialState.CRASHED else None
    seen = Evidence(sent=sitting.witness.seen(), gave_up=notes.gave_up, ending=cut_short)
    return Done(noted=notes, seen=seen)


def judge(sitting: Sitting, done: Done) -> Trial:
    """Read the bill back and say what was found."""
    bench, job, begun, steps = sitting.bench, sitting.job, sitting.begun, sitting.meter.results
    bench.announce(OwnStep.READ_BACK)
    office = bench.office(job.cell)
    seen = replace(done.seen, rules=applied_since(office, begun.rules))
    device = bench.devices[job.cell.device]
    found = reading(device, sitting.speed.script, sitting.speed.layout)
    ledger = read_back(
        office,
        begun,
        done.noted,
        seen,
        meanwhile=lambda: bench.announce(OwnStep.READ_BACK),
        again=lambda: _come_back(sitting),
    )
    return Trial(
        id=job.id,
        launch=bench.launch,
        position=job.position,
        attempt=job.attempt,
        cell=job.cell,
        state=sitting.ending.state,
        reason=sitting.ending.reason,
        started_at=sitting.began.at.isoformat(timespec="seconds"),
        steps=_for_the_person(_scaled(steps, found), frozenset(sitting.typed)),
        device=found,
        ledger=ledger,
        diagnoses=(*sitting.desk.incidents, *sitting.visit.notebook.impatience),
        flags=(*flags(found, steps), *sitting.ending.flags),
        host=platform.node(),
        duration_s=time.monotonic() - sitting.began.clock,
        assistive_technology=device.assistive_technology,
    )


def _come_back(sitting: Sitting) -> None:
    if sitting.visit.map is not None and not sitting.desk.is_dead:
        come_back(sitting.visit, sitting.witness)


def _how_it_ends(visit: Visit, desk: Desk, act: Callable[[Visit], None]) -> Ending:
    try:
        act(visit)
    except NotOffered as absence:
        return Ending(state=TrialState.NOT_OFFERED, reason=str(absence))
    except JourneyFailed as failure:
        return Ending(state=TrialState.FAILED, reason=str(failure))
    except Error as failure:
        return broken_off(desk, failure)
    return Ending(state=TrialState.COMPLETED)


def broken_off(desk: Desk, failure: Error) -> Ending:
    """How a journey ended that the driver broke off: the page is gone, or answers without what was asked."""
    if desk.is_dead:
        return Ending(state=TrialState.CRASHED, reason=_first_line(failure))
    if isinstance(failure, PlaywrightTimeout):
        # A frozen page blocks this question for ever, and the supervisor records the hang instead.
        desk.page.evaluate("1")
        return Ending(state=TrialState.FAILED, reason=f"The page answers, but: {_first_line(failure)}")
    return Ending(state=TrialState.FAILED, reason=_first_line(failure))


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def _scaled(results: Sequence[StepResult], device: DeviceReading) -> tuple[StepResult, ...]:
    return tuple(replace(result, measures=on_device(result.measures, device)) for result in results)


def _for_the_person(results: Sequence[StepResult], typed: frozenset[int]) -> tuple[StepResult, ...]:
    """In a step of typing the clock measured the driver's keys: a person types at their own speed, and waits
    only for what the page needs beyond that (the model counts no response that typing covers)."""
    return tuple(
        replace(result, measures={**result.measures, "wait_s": _uncovered(result.measures)})
        if place in typed
        else result
        for place, result in enumerate(results)
    )


def _uncovered(measures: Mapping[str, float | None]) -> float:
    return max((measures["busy_s"] or 0.0) - (measures["operator_s"] or 0.0), 0.0)
