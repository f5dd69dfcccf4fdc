"""One trial: make a bill, do the journey, read the bill back.

A trial always ends in a `Trial`, unless the page hangs: then nothing here returns, and the supervisor
outside this process ends it.
"""

import datetime
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.sync_api import Browser, Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from harness.devices import Device, on_device, reading
from harness.engine.aside import Aside, patient
from harness.engine.desk import Desk, open_desk
from harness.engine.disturbance import flags
from harness.engine.door import Door
from harness.engine.instrument.meter import Meter
from harness.engine.messages import TrialJob
from harness.engine.offers import not_offered_because
from harness.engine.readback import Begun, Noted, applied_since, read_back
from harness.engine.reference import ReferencePage, Speed
from harness.engine.target import Support, as_logged
from harness.engine.target_office import TargetOffice
from harness.engine.witness import Witness
from harness.evidence import Evidence
from harness.metrics import METRICS
from harness.model import Cause, Cell, DeviceReading, Line, Person, StepResult, Trial, TrialState
from scenarios.bills import Lists, synthetic_bill
from scenarios.catalogue import JOURNEYS
from scenarios.hands import Hands
from scenarios.pages.mapped import save_what_is_left
from scenarios.protocol import (
    JourneyFailed,
    MappedNotebook,
    MeasureStep,
    Notebook,
    NotOffered,
    PatienceEnded,
    Start,
    Visit,
)

USER = "solicitor1"

Watch = Callable[[Desk, Meter], AbstractContextManager[None]]
"""Looks on while a journey is done: from an open desk to the journey's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The application in one variant: where it is, its support interface, the choices that it offers.

    Of a target, what stands in the place of that interface.
    """

    site: str
    support: Support | TargetOffice
    lists: Lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all trials of a launch share: among it, an office for each variant of the application, and one for
    each target, which is a design of its own.

    `announce` tells the supervisor of each step before it begins, `note` what it needs to read the bill back
    when it has to end the trial. `watch` is for passes whose times are not measured ones.
    """

    browser: Browser
    reference: ReferencePage
    offices: Mapping[str, Office]
    axes: Mapping[str, Mapping[str, Any]]
    devices: Mapping[str, Device]
    people: Mapping[str, Person]
    aside: Aside
    launch: int
    seed: int
    deadline_s: float
    announce: Callable[[str], None]
    note: Callable[[Begun | Noted], None]
    watch: Watch = lambda _desk, _meter: nullcontext()
    targets: Mapping[str, Office] = field(default_factory=dict)

    def office(self, cell: Cell) -> Office:
        return self.targets[cell.design] if self.targets else self.offices[cell.variant]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a journey ended, with the reason in one sentence unless it was completed.

    `flags`: why what was measured until then is to be set aside.
    """

    state: TrialState
    reason: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a trial is about: the bill as it was made, and the lines that the journey enters itself."""

    cell: Cell
    begun: Begun
    to_key_in: tuple[Line, ...]


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
    task: Task
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
    with seated(bench, job) as sitting:
        with bench.watch(sitting.desk, sitting.meter):
            for act in (JOURNEYS[job.cell.journey].arrive, JOURNEYS[job.cell.journey].run):
                if sitting.goes_on:
                    sitting.do(act)
        done = leave(sitting)
    return judge(sitting, done)


@contextmanager
def seated(bench: Bench, job: TrialJob) -> Iterator[Sitting]:
    """Make what the journey begins with, and seat somebody at a desk before it."""
    began = Began(at=datetime.datetime.now(datetime.UTC), clock=time.monotonic())
    bench.announce("prepare")
    task = _prepare(bench, bench.office(job.cell), job.cell)
    bench.note(task.begun)
    speed = Speed()
    bench.reference.add_to(speed)
    device, door = bench.devices[job.cell.device], _door(bench.office(job.cell))
    with open_desk(bench.browser, device, deadline_s=bench.deadline_s, door=door) as desk:
        witness = Witness(desk.page)
        meter = Meter(bench.browser, desk.page, bench.announce, lambda: bench.reference.add_to(speed))
        visit, typed = _visit(bench, task, desk, meter)
        yield Sitting(
            bench=bench,
            job=job,
            task=task,
            desk=desk,
            meter=meter,
            visit=visit,
            typed=typed,
            witness=witness,
            speed=speed,
            began=began,
            ending=_at_first(not_offered_because(visit, JOURNEYS[job.cell.journey])),
        )


def _door(office: Office) -> Door | None:
    return office.support.door if isinstance(office.support, TargetOffice) else None


def _at_first(lacking: str) -> Ending:
    """What a target lacks is told before anything is done there."""
    return Ending(state=TrialState.NOT_OFFERED if lacking else TrialState.COMPLETED, reason=lacking)


def leave(sitting: Sitting) -> Done:
    """Take what is at the desk along, while it stands; at a target, save first what nobody saved."""
    if sitting.goes_on and sitting.visit.map is not None:
        sitting.do(save_what_is_left)
    noted = _noted(sitting.visit.notebook)
    cut_short = Cause.BROWSER_DIED if sitting.ending.state is TrialState.CRASHED else None
    seen = Evidence(sent=sitting.witness.seen(), gave_up=noted.gave_up, ending=cut_short)
    return Done(noted=noted, seen=seen)


def judge(sitting: Sitting, done: Done) -> Trial:
    """Read the bill back and say what was found."""
    bench, job, task, steps = sitting.bench, sitting.job, sitting.task, sitting.meter.results
    bench.announce("read back")
    office = bench.office(job.cell)
    seen = replace(done.seen, rules=applied_since(office.support, task.begun.rules))
    found = reading(bench.devices[job.cell.device], sitting.speed.script_s, sitting.speed.layout_s)
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
        ledger=read_back(office.support, task.begun, done.noted, seen),
        diagnoses=(*sitting.desk.incidents, *sitting.visit.notebook.impatience),
        flags=(*flags(found, steps), *sitting.ending.flags),
        host=platform.node(),
        duration_s=time.monotonic() - sitting.began.clock,
    )


def bill_of(cell: Cell, seed: int, launch: int, lists: Lists) -> tuple[Line, ...]:
    """The bill of a cell in one launch of a run: the same for all its designs."""
    return synthetic_bill(cell.lines, f"{seed}/{launch}/{cell.lines}", lists)


def _prepare(bench: Bench, office: Office, cell: Cell) -> Task:
    """Make what the journey begins with: a bill without the lines to be keyed in, or logged work."""
    journey = JOURNEYS[cell.journey]
    if isinstance(office.support, TargetOffice):
        work = office.support.prepare(cell.lines, keys_in=journey.keys_in, turn=bench.launch)
        begun = Begun(bill=work.bill, before=work.before)
        return Task(cell=cell, begun=begun, to_key_in=work.to_key_in)
    lines = bill_of(cell, bench.seed, bench.launch, office.lists)
    rules = office.support.rules()
    if journey.start is Start.LOGGED:
        bill = office.support.log_work(lines, user=USER)
        begun = Begun(bill=bill, before=(), rules=rules)
        return Task(cell=cell, begun=begun, to_key_in=tuple(as_logged(line) for line in lines))
    same = [line for line in lines if line.kind == lines[0].kind]
    to_key_in = tuple(same[len(same) - journey.keys_in :]) if journey.keys_in < len(same) else tuple(same)
    before = tuple(line for line in lines if line not in to_key_in) if journey.keys_in else lines
    bill = office.support.make_bill(before, user=USER)
    begun = Begun(bill=bill, before=before, rules=rules)
    return Task(cell=cell, begun=begun, to_key_in=to_key_in if journey.keys_in else ())


def _visit(bench: Bench, task: Task, desk: Desk, meter: Meter) -> tuple[Visit, set[int]]:
    """The person's visit, and the places of the steps in which they only type, filled as it goes on."""
    cell, bill, typed = task.cell, task.begun.bill, set[int]()
    office = bench.office(cell)
    hands = Hands(
        person=bench.people[cell.person],
        page=desk.page,
        seed=f"{bench.seed}/{bench.launch}",
        pass_time=office.support.pass_time,
    )

    target = office.support.map if isinstance(office.support, TargetOffice) else None
    notebook = Notebook() if target is None else MappedNotebook()
    notebook.on_note = lambda: bench.note(_noted(notebook))
    visit = Visit(
        page=desk.page,
        site=office.site,
        bill_id=bill.bill_id,
        case_reference=bill.case_reference,
        user=bill.user,
        design=cell.design,
        axes=bench.axes[cell.design],
        lines=task.begun.before,
        to_key_in=task.to_key_in,
        step=_steps_by(hands, meter, typed),
        notebook=notebook,
        hands=hands,
        look=patient(desk, bench.aside),
        aside=bench.aside,
        download=desk.download,
        map=target,
    )
    return visit, typed


def _steps_by(hands: Hands, meter: Meter, typed: set[int]) -> MeasureStep:
    """The meter's steps with the person's own time; `typed` gets the places of those of typing alone."""

    @contextmanager
    def step(name: str, *, rows: int | None = None) -> Iterator[None]:
        hands.start_step()
        try:
            with meter.step(name, rows=rows):
                yield
        except PatienceEnded as end:
            meter.results.append(_waited_out(name, end.waited_s, hands.spent_s))
            raise
        if hands.keys and not hands.waits:
            typed.add(len(meter.results) - 1)
        measures = {**meter.results[-1].measures, "operator_s": hands.spent_s}
        meter.results[-1] = replace(meter.results[-1], measures=measures)

    return step


def _noted(notebook: Notebook) -> Noted:
    return Noted(
        changes=tuple(notebook.changes.values()),
        added=tuple(notebook.added.values()),
        removed=dict(notebook.removed),
        submitted=notebook.submitted,
        submit_refused=notebook.submit_refused,
        bill_id=notebook.bill_id,
        gave_up=notebook.gave_up,
    )


def _waited_out(name: str, waited_s: float, operator_s: float) -> StepResult:
    """A step that the person did not wait for to the end: they waited so long at least."""
    measures: dict[str, float | None] = dict.fromkeys(METRICS)
    return StepResult(
        name=name, measures={**measures, "wait_s": waited_s, "operator_s": operator_s}, censored=True
    )


def _how_it_ends(visit: Visit, desk: Desk, act: Callable[[Visit], None]) -> Ending:
    try:
        act(visit)
    except NotOffered as absence:
        return Ending(state=TrialState.NOT_OFFERED, reason=str(absence))
    except JourneyFailed as failure:
        return Ending(state=TrialState.FAILED, reason=str(failure))
    except Error as failure:
        return _broken_off(desk, failure)
    return Ending(state=TrialState.COMPLETED)


def _broken_off(desk: Desk, failure: Error) -> Ending:
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
