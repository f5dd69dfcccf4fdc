"""What a run set out to do, read from the plain data of its plan.

A plan of a broken or foreign run may lack anything; what is missing is taken from the trials.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.plan_record import PlanRecord
from billbench.harness.model.runs import Run, StepInfo
from billbench.harness.model.trials import AFTER
from billbench.reports.words.series import Series
from billbench.reports.words.text import clean

PAGE_CHANGES = "change-page"
"""The journey of page changes, which the freezes reported are of: an answer speaks of it where it was
measured, and it alone tells how many lines a page should show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView(PlanRecord):
    """The plan in its order, with what was measured besides, and the steps of its journeys.

    Names are the keys of the data; only titles and sentences are for showing. Of `variants` and `people` only
    those stand here that were measured; the empty name is the plan's own.
    """

    steps: Mapping[str, tuple[StepInfo, ...]] = field(default_factory=dict)

    @property
    def places(self) -> list[tuple[str, str]]:
        """Every design on every device that was to be measured, device by device."""
        return [
            (design, device)
            for device in self.devices
            for design in self.designs
            if not self.one_at_a_time or design == self.designs[0] or device == self.devices[0]
        ]

    @property
    def variant(self) -> str:
        """The settings that the answer is about: the plan's own, else the first that were measured."""
        return "" if "" in self.variants else self.variants[0]

    @property
    def person(self) -> str:
        return "" if "" in self.people else self.people[0]

    def design_title(self, design: str) -> str:
        return clean(self.design_titles.get(design, "")) or clean(design) or "(no name)"

    def step_title(self, journey: str, step: str) -> str:
        if step == AFTER:
            return "What the page did by itself afterwards"
        for info in self.steps.get(journey, ()):
            if info.name == step:
                return clean(info.title) or clean(step)
        return clean(step) or "(no name)"

    def headline(self, journey: str) -> str | None:
        """The step that a journey is about: the one marked, else its last."""
        steps = self.steps.get(journey, ())
        marked = [step.name for step in steps if step.headline]
        return marked[0] if marked else (steps[-1].name if steps else None)

    def headline_series(
        self, design: str, device: str, journey: str, *, variant: str | None = None, person: str | None = None
    ) -> Series:
        """The step that the journey is about; with the plan's own settings and person where none is named."""
        return Series(
            design=design,
            device=device,
            journey=journey,
            step=self.headline(journey) or "",
            variant=self.variant if variant is None else variant,
            person=self.person if person is None else person,
        )

    def rank(self, series: Series) -> tuple[int, int, int, int, int, int, str]:
        """The place of a series in the plan's order."""
        return (
            self.variants.index(series.variant),
            self.people.index(series.person),
            self.designs.index(series.design),
            self.devices.index(series.device),
            self.journeys.index(series.journey),
            self.step_order(series.journey, series.step),
            series.step,
        )

    def own(self, series: Series) -> bool:
        """Whether it was measured with the plan's own settings and person."""
        return (series.variant, series.person) == (self.variant, self.person)

    def step_order(self, journey: str, step: str) -> int:
        names = [info.name for info in self.steps.get(journey, ())]
        return names.index(step) if step in names else len(names)


def read_plan(run: Run) -> PlanView:
    """The plan of a run; what it lacks is taken from the trials."""
    plan, cells = PlanView.read(run.info.plan), [trial.cell for trial in run.trials]
    return replace(
        plan,
        designs=_merged(plan.designs, (cell.design for cell in cells)),
        lines=tuple(sorted({*plan.lines, *(cell.lines for cell in cells)})),
        devices=_merged(plan.devices, (cell.device for cell in cells)),
        journeys=_merged(plan.journeys, (cell.journey for cell in cells)),
        variants=_seen(plan.variants, (cell.variant for cell in cells)),
        people=_seen(plan.people, (cell.person for cell in cells)),
        assistive_technology={
            **plan.assistive_technology,
            **{
                trial.cell.device: trial.assistive_technology
                for trial in run.trials
                if trial.assistive_technology is not AssistiveTechnology.NONE
            },
        },
        steps=run.info.steps,
    )


def _merged(planned: Iterable[str], seen: Iterable[str]) -> tuple[str, ...]:
    """The planned names in their order, then what was measured besides."""
    return tuple(dict.fromkeys([*planned, *sorted(set(seen))]))


def _seen(planned: Iterable[str], seen: Iterable[str]) -> tuple[str, ...]:
    """The names that were measured, in the plan's order; the empty one is the plan's own settings."""
    measured = set(seen)
    return tuple(name for name in dict.fromkeys(["", *planned, *sorted(measured)]) if name in measured) or (
        "",
    )
