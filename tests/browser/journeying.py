"""Walking journeys without measuring them: a real browser, a real fake CCMS, the ledger of what was left."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from billbench.harness.application.ours.fake import known_designs, running_fake_ccms
from billbench.harness.application.ours.office import OwnOffice
from billbench.harness.engine import trial
from billbench.harness.engine.aside import Aside
from billbench.harness.engine.bench import Bench
from billbench.harness.engine.messages import TrialJob
from billbench.harness.instrument.reference import Speed
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.metrics import METRICS
from billbench.harness.model.outcomes import Line
from billbench.harness.model.people import AVERAGE, Person
from billbench.harness.model.trials import Cell, StepResult, Trial
from billbench.scenarios import bills
from billbench.scenarios.people import PEOPLE


class Unmeasured:
    """Stands in for the meter: it takes every step as it comes."""

    def __init__(self, *_: object, **__: object) -> None:
        self.results: list[StepResult] = []

    @contextmanager
    def step(self, name: str, *, rows: int | None = None, pause_s: object = None) -> Iterator[None]:  # noqa: ARG002
        yield
        measures = {**dict.fromkeys(METRICS, None), "rows_expected": rows}
        self.results.append(StepResult(name=name, measures=measures))

    def after(self, seconds: float) -> None:
        """Nothing is looked for."""


class NoReference:
    """Stands in for the reference work: a device that is this machine."""

    def begin(self) -> Speed:
        speed = Speed()
        self.add_to(speed)
        return speed

    def add_to(self, speed: Speed) -> None:
        speed.beside.append(([1.0], [1.0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """A browser at an office, and the designs there are."""

    browser: Browser
    office: OwnOffice
    axes: Mapping[str, Mapping[str, Any]]

    def walk(
        self,
        journey: str,
        design: str,
        lines: int,
        *,
        person: Person = AVERAGE,
        deadline_s: float = 30,
        launch: int = 1,
    ) -> Trial:
        """One trial, ledger and all."""
        bench = Bench(
            browser=self.browser,
            reference=NoReference(),  # type: ignore[arg-type]
            offices={"": self.office},
            axes=self.axes,
            devices=DEVICES,
            people={**PEOPLE, person.name: person},
            aside=Aside(self.browser),
            launch=launch,
            seed=1,
            deadline_s=deadline_s,
            announce=lambda _: None,
            note=lambda _: None,
        )
        cell = Cell(design=design, lines=lines, device="unthrottled", journey=journey, person=person.name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(trial, "Meter", Unmeasured)
            patch.setattr(trial, "flags", lambda *_: ())
            return trial.run_trial(bench, TrialJob(id="t", position=0, cell=cell))

    def bill(self, lines: int, *, launch: int = 1) -> tuple[Line, ...]:
        """The bill that a walk of this size is about."""
        return bills.synthetic_bill(lines, f"1/{launch}/{lines}", self.office.choices)

    def set_limits(self, *faults: Mapping[str, Any], **limits: Any) -> None:
        """Put limits and faults in force."""
        answer = self.office._client.put("/support/faults", json={"limits": limits, "fault": list(faults)})
        assert answer.status_code == 200, answer.text


@contextmanager
def walking(browser: Browser, settings: Mapping[str, Any]) -> Iterator[Walker]:
    """A walker at a fake CCMS of its own."""
    designs = {design.name: design.axes for design in known_designs(settings)}
    with running_fake_ccms(settings) as address, OwnOffice(address) as office:
        yield Walker(browser=browser, office=office, axes=designs)


def impatient(**changes: Any) -> Person:
    return replace(AVERAGE, name="somebody", **changes)


def page_of(walker: Walker) -> Page:
    return walker.browser.contexts[-1].pages[0]
