"""A gate's run, read for its question: what stands of each cell in each launch, in the order of launches."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial
from billbench.reports.gate.question import Question, Side
from billbench.reports.reading.plan import PAGE_CHANGES, PlanView, read_plan
from billbench.reports.reading.samples import Sample, collect, launch_name, standing_trials
from billbench.reports.words.series import Series
from billbench.reports.words.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class SideInLaunch:
    """One size of one side in one launch."""

    side: Side
    lines: int
    launch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`step` is the one that the journey is about. A gate is asked on one device in one journey: the plan's
    first. `samples` go by place and step."""

    plan: PlanView
    device: str
    journey: str
    step: str
    launches: tuple[str, ...]
    trials: Mapping[SideInLaunch, Trial]
    samples: Mapping[tuple[SideInLaunch, str], Sample]

    def first(self, count: int) -> "Measured":
        """What the first `count` launches hold."""
        return replace(self, launches=self.launches[:count])

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(info.name for info in self.plan.steps.get(self.journey, ())) or (self.step,)

    @property
    def step_title(self) -> str:
        return self.plan.step_title(self.journey, self.step)

    def trials_of(self, side: Side, lines: int) -> Mapping[str, Trial]:
        """By launch."""
        places = ((launch, SideInLaunch(side=side, lines=lines, launch=launch)) for launch in self.launches)
        return {launch: self.trials[place] for launch, place in places if place in self.trials}

    def samples_of(self, side: Side, lines: int, step: str) -> Mapping[str, Sample]:
        """By launch."""
        places = (
            (launch, (SideInLaunch(side=side, lines=lines, launch=launch), step)) for launch in self.launches
        )
        return {launch: self.samples[place] for launch, place in places if place in self.samples}

    def series(self, side: Side) -> Series:
        series = self.plan.headline_series(side.design, self.device, self.journey, variant=side.variant)
        return replace(series, step=self.step)

    def title(self, side: Side) -> str:
        """The side in words: its design, and the variant where that is what tells it from the other."""
        title = self.plan.design_title(side.design)
        return f"{title}, {clean(side.variant)}" if side.variant else title


def read_measured(run: Run, question: Question) -> Measured:
    plan = read_plan(run)
    device = plan.devices[0] if plan.devices else ""
    journey = _journey(plan)
    sides = {question.candidate, question.baseline} - {None}
    trials: dict[SideInLaunch, Trial] = {}
    for trial in standing_trials(run.trials):
        cell = trial.cell
        side = Side(design=cell.design, variant=cell.variant)
        asked = (cell.device, cell.journey, cell.person) == (device, journey, plan.person)
        if side in sides and asked:
            trials[SideInLaunch(side=side, lines=cell.lines, launch=launch_name(trial))] = trial
    samples = {
        (
            SideInLaunch(
                side=Side(design=series.design, variant=series.variant), lines=one.lines, launch=one.launch
            ),
            step,
        ): one
        for series, found in collect(run, plan).samples.items()
        for one in found
        for step in [series.step]
        if (series.device, series.journey, series.person) == (device, journey, plan.person)
    }
    order = {launch_name(trial): (trial.launch, trial.host) for trial in run.trials}
    return Measured(
        plan=plan,
        device=device,
        journey=journey,
        step=question.step or plan.headline(journey) or "",
        launches=tuple(sorted(order, key=order.__getitem__)),
        trials=trials,
        samples={key: one for key, one in samples.items() if key[0] in trials},
    )


def _journey(plan: PlanView) -> str:
    if PAGE_CHANGES in plan.journeys:
        return PAGE_CHANGES
    return plan.journeys[0] if plan.journeys else ""
