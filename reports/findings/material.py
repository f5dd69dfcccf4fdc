"""What claims are decided from and checks look at: one run, and the findings that they speak of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billbench.harness.model.runs import Run
from billbench.reports.findings.comparisons import Comparisons
from billbench.reports.findings.doubts import Doubts
from billbench.reports.findings.growth import SignalGrowth
from billbench.reports.findings.outcomes import CellWork
from billbench.reports.findings.safe_sizes import SafeSize
from billbench.reports.findings.sensitivity import Sensitivity
from billbench.reports.reading.cells import CellStep
from billbench.reports.reading.devices import DeviceFound
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import Collected, launch_name
from billbench.reports.words.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """`safe` is by series and limit."""

    run: Run
    plan: PlanView
    journey: str | None
    collected: Collected
    cells: tuple[CellStep, ...]
    devices: tuple[DeviceFound, ...]
    doubts: Doubts
    works: Sequence[CellWork]
    growths: Sequence[SignalGrowth]
    safe: Mapping[tuple[Series, float], SafeSize]
    comparisons: Comparisons | None
    sensitivities: tuple[Sensitivity, ...]

    @property
    def places(self) -> int:
        """Cells of all launches in which a trial ended, however often it was tried."""
        return len({(launch_name(trial), trial.cell) for trial in self.run.trials})

    @property
    def headlines(self) -> list[CellStep]:
        return [cell for cell in self.cells if cell.series.step == self.plan.headline(cell.series.journey)]

    def series(self, design: str, *, journey: str | None = None, variant: str | None = None) -> Series | None:
        """The headline step of a design with the plan's own settings, on the run's first device."""
        device = self.plan.devices[0] if self.plan.devices else ""
        journey = self.journey if journey is None else journey
        found = self.plan.headline_series(design, device, journey or "", variant=variant)
        return found if found in self.collected.samples else None
