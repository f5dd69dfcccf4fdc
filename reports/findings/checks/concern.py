"""What the checks of a run look at, and how they put a concern."""

from collections.abc import Sequence
from dataclasses import dataclass

from billbench.harness.model.runs import Run
from billbench.reports.findings.doubts import Doubts
from billbench.reports.findings.growth import SignalGrowth
from billbench.reports.reading.cells import CellStep
from billbench.reports.reading.devices import DeviceFound
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import Collected, launch_name
from billbench.reports.words.validity import Severity, ValidityConcern

DISTURBED_SHARE = 0.10
"""From this share of trials set aside or unfinished on, what is left may not stand for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRun:
    """What the checks look at."""

    run: Run
    plan: PlanView
    collected: Collected
    cells: Sequence[CellStep]
    growths: Sequence[SignalGrowth]
    devices: Sequence[DeviceFound]
    doubts: Doubts

    @property
    def places(self) -> int:
        """Cells of all launches in which a trial ended, however often it was tried."""
        return len({(launch_name(trial), trial.cell) for trial in self.run.trials})

    @property
    def headlines(self) -> list[CellStep]:
        return [cell for cell in self.cells if cell.series.step == self.plan.headline(cell.series.journey)]


def concern(kind: str, severity: Severity, text: str) -> ValidityConcern:
    return ValidityConcern(kind=kind, severity=severity, text=text)
