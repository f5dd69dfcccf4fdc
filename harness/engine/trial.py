"""One trial: make a bill, do the journey, read the bill back.

A trial always ends in a `Trial`, unless the page hangs: then nothing here returns, and the supervisor
outside this process ends it.
"""

import datetime
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from playwright.sync_api import Browser, Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from harness import ledger
from harness.devices import Device, on_device, reading
from harness.engine.desk import Desk, open_desk
from harness.engine.disturbance import flags
from harness.engine.instrument.meter import Meter
from harness.engine.messages import TrialJob
from harness.engine.reference import ReferencePage, Speed
from harness.engine.target import BillHandle, Support
from harness.errors import UnreachableError
from harness.model import Cell, DeviceReading, Ledger, Line, StepResult, Trial, TrialState
from scenarios.bills import Lists, synthetic_bill
from scenarios.catalogue import JOURNEYS
from scenarios.protocol import JourneyFailed, Notebook, NotOffered, Visit

USER = "solicitor1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The application in one variant: where it is, its support interface, the choices that it offers."""

    site: str
    support: Support
    lists: Lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all trials of a launch share: among it, an office for each variant of the application.

    `announce` tells the supervisor of each step before it begins.
    """

    browser: Browser
    reference: ReferencePage
    offices: Mapping[str, Office]
    axes: Mapping[str, Mapping[str, Any]]
    devices: Mapping[str, Device]
    launch: int
    seed: int
    deadline_s: float
    announce: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a journey ended, with the reason in one sentence unless it was completed."""

    state: TrialState
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What the journey left: its ending, what each step measured, what the person noted."""

    ending: Ending
    steps: Sequence[StepResult]
    notebook: Notebook
    incidents: Sequence[str]


def run_trial(bench: Bench, job: TrialJob) -> Trial:
    """Run one cell once and say what was found."""
    started, clock = datetime.datetime.now(datetime.UTC), time.monotonic()
    device = bench.devices[job.cell.device]
    office = bench.offices[job.cell.variant]
    bench.announce("prepare")
    lines = synthetic_bill(job.cell.lines, f"{bench.seed}/{bench.launch}/{job.cell.lines}", office.lists)
    bill = office.support.make_bill(lines, user=USER)
    speed = Speed()
    bench.reference.add_to(speed)
    done = _do_journey(bench, job.cell, bill, lines, speed)
    bench.announce("read back")
    stored = _read_back(office.support, bill, lines, done.notebook)
    found = reading(device, speed.script_s, speed.layout_s)
    return Trial(
        id=job.id,
        launch=bench.launch,
        position=job.position,
        attempt=job.attempt,
        cell=job.cell,
        state=done.ending.state,
        reason=done.ending.reason,
        started_at=started.isoformat(timespec="seconds"),
        steps=_scaled(done.steps, found),
        device=found,
        ledger=stored,
        diagnoses=tuple(done.incidents),
        flags=flags(found, done.steps),
        host=platform.node(),
        duration_s=time.monotonic() - clock,
    )


def _do_journey(bench: Bench, cell: Cell, bill: BillHandle, lines: tuple[Line, ...], speed: Speed) -> Done:
    notebook = Notebook()
    with open_desk(bench.browser, bench.devices[cell.device], deadline_s=bench.deadline_s) as desk:
        meter = Meter(bench.browser, desk.page, bench.announce, lambda: bench.reference.add_to(speed))
        visit = Visit(
            page=desk.page,
            site=bench.offices[cell.variant].site,
            bill_id=bill.bill_id,
            case_reference=bill.case_reference,
            user=bill.user,
            design=cell.design,
            axes=bench.axes[cell.design],
            lines=lines,
            step=meter.step,
            notebook=notebook,
        )
        ending = _ending(visit, cell.journey, desk)
    return Done(ending=ending, steps=meter.results, notebook=notebook, incidents=desk.incidents)


def _ending(visit: Visit, journey: str, desk: Desk) -> Ending:
    try:
        JOURNEYS[journey].arrive(visit)
        JOURNEYS[journey].run(visit)
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


def _read_back(support: Support, bill: BillHandle, lines: tuple[Line, ...], notebook: Notebook) -> Ledger:
    work = ledger.Work(before=lines, changes=tuple(notebook.changes.values()), submitted=notebook.submitted)
    try:
        return ledger.judge(work, support.read_bill(bill.bill_id))
    except UnreachableError as error:
        return ledger.unknown(work, str(error))
