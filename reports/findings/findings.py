"""What a run says: the pure analysis that every page and table only shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billbench.harness.model.runs import Run, RunInfo
from billbench.reports.findings.advice import Advice, advices
from billbench.reports.findings.checks.judge import judge
from billbench.reports.findings.claims.decide import ClaimDecision, decide
from billbench.reports.findings.cliffs import Cliff, cliffs
from billbench.reports.findings.comparisons import Comparisons, compare_designs
from billbench.reports.findings.doubts import Doubts, doubts_of
from billbench.reports.findings.exponents import SignalExponents, signal_exponents
from billbench.reports.findings.growth import SignalGrowth, growths
from billbench.reports.findings.guideline import FailureSize, failure_sizes
from billbench.reports.findings.levers import Levers, levers
from billbench.reports.findings.material import Material
from billbench.reports.findings.memory import MemoryGrowth, memory_growths
from billbench.reports.findings.outcomes import CellWork, Harm, WorkTally, cell_works, design_works, harms
from billbench.reports.findings.readers import ReaderCost, reader_costs
from billbench.reports.findings.safe_sizes import SafeSize, safe_sizes
from billbench.reports.findings.sensitivity import Sensitivity, sensitivities
from billbench.reports.findings.stopped import Stopped, stopped
from billbench.reports.findings.tasks import Task, tasks_of, typed
from billbench.reports.findings.time_on_task import WholeBill, whole_bills
from billbench.reports.findings.waited import with_waited_steps
from billbench.reports.reading.cells import CellStep, cell_steps
from billbench.reports.reading.devices import DeviceFound, devices_found
from billbench.reports.reading.plan import PAGE_CHANGES, PlanView, read_plan
from billbench.reports.reading.samples import SetAside, collect
from billbench.reports.words.series import Series
from billbench.reports.words.validity import Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything in the order of the plan: designs, sizes, devices, journeys, steps."""

    info: RunInfo
    plan: PlanView
    trials: int
    cells: tuple[CellStep, ...]
    index: Mapping[Series, list[CellStep]]
    set_aside: tuple[SetAside, ...]
    safe: Mapping[tuple[Series, float], SafeSize]
    works: Sequence[CellWork]
    design_works: Mapping[str, WorkTally]
    harms: tuple[Harm, ...]
    cliffs: tuple[Cliff, ...]
    stopped: Stopped | None
    growths: Sequence[SignalGrowth]
    devices: tuple[DeviceFound, ...]
    validity: Validity
    failures: tuple[FailureSize, ...]
    comparisons: Comparisons | None
    sensitivities: tuple[Sensitivity, ...]
    readers: tuple[ReaderCost, ...]
    exponents: tuple[SignalExponents, ...]
    memory: tuple[MemoryGrowth, ...]
    levers: tuple[Levers, ...]
    advices: tuple[Advice, ...]
    claims: tuple[ClaimDecision, ...]
    doubts: Doubts
    typed: bool
    whole_bills: tuple[WholeBill, ...]

    @property
    def safe_sizes(self) -> tuple[SafeSize, ...]:
        return tuple(self.safe.values())

    @property
    def devices_of_answer(self) -> tuple[str, ...]:
        """Without those that have a screen reader beside one without: a sentence of its own tells of both."""
        apart = {one.device for one in self.readers}
        return tuple(device for device in self.plan.devices if device not in apart)

    @property
    def main_journey(self) -> str | None:
        """The journey of the answer; `None` when nothing gave a time."""
        return main_journey(self.plan, self.cells)

    def headline_series(self, journey: str, device: str) -> list[Series]:
        """A series a design, of the step that a journey is about, with the plan's own settings and person."""
        return [
            series
            for design in self.plan.designs
            if (series := self.series_of(design, device, journey)) is not None
        ]

    def series_of(
        self, design: str, device: str, journey: str, *, variant: str | None = None, person: str | None = None
    ) -> Series | None:
        """The headline step of one design, where it was measured."""
        series = self.plan.headline_series(design, device, journey, variant=variant, person=person)
        return series if series in self.index else None

    def cells_of(self, series: Series) -> list[CellStep]:
        return self.index.get(series, [])

    def safe_size(self, series: Series, limit: float) -> SafeSize | None:
        return self.safe.get((series, limit))


def find(run: Run) -> Findings:
    tasks = tasks_of(run)
    material = _material(run, tasks)
    plan = material.plan
    return Findings(
        info=run.info,
        plan=plan,
        trials=len(run.trials),
        cells=material.cells,
        index=_index(material.cells),
        set_aside=material.collected.set_aside,
        safe=material.safe,
        works=material.works,
        design_works=design_works(run),
        harms=tuple(sorted(harms(run), key=lambda one: (plan.designs.index(one.cell.design), one.cell))),
        cliffs=cliffs(run, plan),
        stopped=stopped(run.trials),
        growths=material.growths,
        devices=material.devices,
        validity=judge(material),
        failures=failure_sizes(run, plan.variant, plan.person),
        comparisons=material.comparisons,
        sensitivities=material.sensitivities,
        readers=reader_costs(material.collected, plan, material.journey, material.devices, material.safe),
        exponents=signal_exponents(material.collected, plan),
        memory=memory_growths(run, plan),
        levers=levers(material.collected, plan, material.journey),
        advices=advices(material.collected, material.works, plan),
        claims=decide(material),
        doubts=material.doubts,
        typed=typed(tasks),
        whole_bills=whole_bills(run, plan),
    )


def _material(run: Run, tasks: Sequence[Task]) -> Material:
    """What claims are decided from and checks look at, and the report tells besides."""
    plan = read_plan(run)
    collected = collect(run, plan)
    plan = with_waited_steps(plan, collected)
    cells = _in_order(cell_steps(collected), plan)
    journey = main_journey(plan, cells)
    sizes = sorted(safe_sizes(collected), key=lambda one: (plan.rank(one.series), one.limit))
    safe = {(one.series, one.limit): one for one in sizes}
    works = sorted(cell_works(run), key=lambda one: (plan.designs.index(one.cell.design), one.cell))
    return Material(
        run=run,
        plan=plan,
        journey=journey,
        collected=collected,
        cells=cells,
        devices=devices_found(run),
        doubts=doubts_of(run, cells),
        works=tuple(works),
        growths=growths(collected, plan),
        safe=safe,
        comparisons=compare_designs(collected, tasks, plan, journey),
        sensitivities=sensitivities(collected, plan, journey, safe),
    )


def main_journey(plan: PlanView, cells: Sequence[CellStep]) -> str | None:
    """The journey of the answer; `None` when nothing gave a time."""
    measured = {cell.series.journey for cell in cells}
    found = [one for one in plan.journeys if one in measured]
    return PAGE_CHANGES if PAGE_CHANGES in found else next(iter(found), None)


def _in_order(cells: Sequence[CellStep], plan: PlanView) -> tuple[CellStep, ...]:
    return tuple(sorted(cells, key=lambda cell: (plan.rank(cell.series), cell.lines)))


def _index(cells: Sequence[CellStep]) -> dict[Series, list[CellStep]]:
    found: dict[Series, list[CellStep]] = {}
    for cell in cells:
        found.setdefault(cell.series, []).append(cell)
    return found
