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

from playwright.sync_api import Browser, BrowserContext, Error, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from harness import ledger
from harness.devices import Device, on_device, reading
from harness.engine.instrument.meter import Meter
from harness.engine.reference import ReferencePage, level
from harness.engine.target import Support
from harness.errors import UnreachableError
from harness.model import Cell, DeviceReading, Ledger, StepResult, Trial, TrialState
from scenarios.bills import Lists, synthetic_bill
from scenarios.catalogue import JOURNEYS
from scenarios.protocol import JourneyFailed, Notebook, Visit

USER = "solicitor1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all trials of a launch share."""

    browser: Browser
    reference: ReferencePage
    support: Support
    site: str
    axes: Mapping[str, Mapping[str, Any]]
    lists: Lists
    devices: Mapping[str, Device]
    seed: int
    deadline_s: float
    announce: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a journey ended, with the reason in one sentence unless it was completed."""

    state: TrialState
    reason: str = ""


def run_trial(bench: Bench, cell: Cell, *, id: str, launch: int, position: int) -> Trial:  # noqa: A002
    """Run one cell once and say what was found."""
    started, clock = datetime.datetime.now(datetime.UTC), time.monotonic()
    device = bench.devices[cell.device]
    lines = synthetic_bill(cell.lines, f"{bench.seed}/{launch}/{cell.lines}", bench.lists)
    bench.announce("prepare")
    bill = bench.support.make_bill([{"type": line.kind, "fields": line.fields} for line in lines], user=USER)
    notebook = Notebook()
    speed_before = bench.reference.measure()
    context = bench.browser.new_context(
        viewport={"width": device.viewport[0], "height": device.viewport[1]}, locale="en-GB"
    )
    context.set_default_timeout(1000 * bench.deadline_s)
    page = context.new_page()
    meter = Meter(bench.browser, page, bench.announce)
    _set_network(context, page, device)
    visit = Visit(
        page=page,
        site=bench.site,
        bill_id=bill.bill_id,
        case_reference=bill.case_reference,
        user=bill.user,
        design=cell.design,
        axes=bench.axes[cell.design],
        lines=lines,
        step=meter.step,
        notebook=notebook,
    )
    ending = _do_journey(visit, cell)
    bench.announce("read back")
    speed = level(speed_before, bench.reference.measure())
    found = reading(device, *speed)
    work = ledger.Work(before=lines, changes=tuple(notebook.changes.values()), submitted=notebook.submitted)
    trial = Trial(
        id=id,
        launch=launch,
        position=position,
        cell=cell,
        state=ending.state,
        reason=ending.reason,
        started_at=started.isoformat(timespec="seconds"),
        steps=_scaled(meter.results, found),
        device=found,
        ledger=_read_back(bench.support, bill.bill_id, work),
        host=platform.node(),
        duration_s=0.0,
    )
    if ending.state is not TrialState.CRASHED:
        context.close()
    return replace(trial, duration_s=time.monotonic() - clock)


def _do_journey(visit: Visit, cell: Cell) -> Ending:
    journey = JOURNEYS[cell.journey]
    try:
        journey.arrive(visit)
        journey.run(visit)
    except JourneyFailed as failure:
        return Ending(state=TrialState.FAILED, reason=str(failure))
    except PlaywrightTimeout as failure:
        # A frozen page blocks this question for ever, and the supervisor records the hang instead.
        visit.page.evaluate("1")
        return Ending(state=TrialState.FAILED, reason=f"The page answers, but: {_first_line(failure)}")
    except Error as failure:
        if _is_dead(visit.page):
            return Ending(state=TrialState.CRASHED, reason=_first_line(failure))
        return Ending(state=TrialState.FAILED, reason=_first_line(failure))
    return Ending(state=TrialState.COMPLETED)


def _is_dead(page: Page) -> bool:
    try:
        page.evaluate("1")
    except Error:
        return True
    return False


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def _set_network(context: BrowserContext, page: Page, device: Device) -> None:
    if device.network is None:
        return
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 1000 * device.network.latency_s,
            "downloadThroughput": device.network.download_bytes_s,
            "uploadThroughput": device.network.upload_bytes_s,
        },
    )


def _scaled(results: Sequence[StepResult], device: DeviceReading) -> tuple[StepResult, ...]:
    return tuple(replace(result, measures=on_device(result.measures, device)) for result in results)


def _read_back(support: Support, bill_id: int, work: ledger.Work) -> Ledger:
    try:
        return ledger.judge(work, support.read_bill(bill_id))
    except UnreachableError as error:
        return ledger.unknown(work, str(error))
