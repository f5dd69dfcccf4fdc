"""Walking journeys at somebody else's bill, unmeasured: a real browser, the ledger, and what is owed."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from billbench.harness.application.others.door import Door
from billbench.harness.application.others.office import TargetOffice
from billbench.harness.application.others.owed import Owed
from billbench.harness.engine import trial
from billbench.harness.engine.aside import Aside
from billbench.harness.engine.bench import Bench
from billbench.harness.engine.messages import TrialJob
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.outcomes import Outcome
from billbench.harness.model.people import AVERAGE
from billbench.harness.model.trials import Cell, Trial
from billbench.harness.plan.target_file import TargetFile
from tests.browser.journeying import NoReference, Unmeasured
from tests.browser.plain_target import Service, typed


def door_of(service: Service, **changes: Any) -> Door:
    return Door(TargetFile.model_validate(typed(service, **changes)), "run-1")


def office_of(browser: Browser, door: Door, folder: Path) -> TargetOffice:
    """An office of one launch of the run in this folder."""
    return TargetOffice(browser, door, folder, Owed(folder / "owed.jsonl"))


def walk(
    browser: Browser, door: Door, folder: Path, journey: str, lines: int, *, restored: bool = True
) -> Trial:
    """One trial, ledger and all, unmeasured; then the bill is put back, unless something prevents it."""
    target = door.target
    office = office_of(browser, door, folder)
    bench = Bench(
        browser=browser,
        reference=NoReference(),  # type: ignore[arg-type]
        offices={},
        targets={target.name: office},
        axes={target.name: target.axes},
        devices=DEVICES,
        people={"": AVERAGE},
        aside=Aside(browser),
        launch=1,
        seed=1,
        deadline_s=10,
        announce=lambda _: None,
        note=lambda _: None,
    )
    cell = Cell(design=target.name, lines=lines, device="unthrottled", journey=journey)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "Meter", Unmeasured)
        patch.setattr(trial, "flags", lambda *_: ())
        found = trial.run_trial(bench, TrialJob(id="t", position=0, cell=cell))
        if restored:
            office.restore()
    return found


def words(found: Trial) -> list[Outcome]:
    assert found.ledger is not None
    return [fate.outcome for fate in found.ledger.lines]
