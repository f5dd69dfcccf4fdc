"""What a run set out to do, read from the plain data of its plan.

A plan of a broken or foreign run may lack anything; what is missing is taken from the trials.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from billbench.harness.model.runs import Run, StepInfo
from billbench.reports.words.series import Series
from billbench.reports.words.text import clean

PAGE_CHANGES = "change-page"
"""The journey of page changes, which the freezes reported are of: an answer speaks of it where it was
measured, and it alone tells how many lines a page should show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """The plan in its order, with the words that people know things by.

    Names are the keys of the data; only titles and sentences are for showing.
    """

    designs: tuple[str, ...]
    lines: tuple[int, ...]
    devices: tuple[str, ...]
    journeys: tuple[str, ...]
    launches: int | None
    deadline_s: float | None
    design_titles: Mapping[str, str]
    design_sentences: Mapping[str, str]
    device_sentences: Mapping[str, str]
    steps: Mapping[str, tuple[StepInfo, ...]]
    variants: tuple[str, ...] = ("",)
    variant_sentences: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ("",)
    person_sentences: Mapping[str, str] = field(default_factory=dict)
    design_axes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    factors: Mapping[str, object] = field(default_factory=dict)
    named: str = ""
    claim: str = ""
    one_at_a_time: bool = False

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
        for info in self.steps.get(journey, ()):
            if info.name == step:
                return clean(info.title) or clean(step)
        return clean(step) or "(no name)"

    def headline(self, journey: str) -> str | None:
        """The step that a journey is about: the one marked, else its last."""
        steps = self.steps.get(journey, ())
        marked = [step.name for step in steps if step.headline]
        return marked[0] if marked else (steps[-1].name if steps else None)

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
    plan = run.info.plan
    cells = [trial.cell for trial in run.trials]
    return PlanView(
        designs=_merged(_names(plan.get("designs")), (cell.design for cell in cells)),
        lines=tuple(sorted({cell.lines for cell in cells} | set(_sizes(plan.get("lines"))))),
        devices=_merged(_names(plan.get("devices")), (cell.device for cell in cells)),
        journeys=_merged(_names(plan.get("journeys")), (cell.journey for cell in cells)),
        launches=_whole(plan.get("launches")),
        deadline_s=_positive(plan.get("deadline_s")),
        design_titles=_texts(plan.get("design_titles")),
        design_sentences=_texts(plan.get("design_sentences")),
        device_sentences=_texts(plan.get("device_sentences")),
        steps=run.info.steps,
        variants=_seen(_names(plan.get("variants")), (cell.variant for cell in cells)),
        variant_sentences=_texts(plan.get("variant_sentences")),
        people=_seen(_names(_table(plan.get("typed")).get("people")), (cell.person for cell in cells)),
        person_sentences=_texts(plan.get("person_sentences")),
        design_axes=_tables(plan.get("design_axes")),
        factors=_table(plan.get("factors")),
        named=_text(plan.get("named")),
        claim=_text(_table(plan.get("typed")).get("claim")),
        one_at_a_time=_table(plan.get("typed")).get("one_at_a_time") is True,
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


def _table(value: object) -> dict[str, object]:
    return {str(key): item for key, item in value.items()} if isinstance(value, Mapping) else {}


def _tables(value: object) -> dict[str, dict[str, object]]:
    return {key: _table(item) for key, item in _table(value).items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _names(value: object) -> list[str]:
    if not isinstance(value, list | tuple):
        return []
    return [item for item in value if isinstance(item, str)]


def _sizes(value: object) -> list[int]:
    if not isinstance(value, list | tuple):
        return []
    return [item for item in value if isinstance(item, int) and item > 0]


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {str(name): text for name, text in value.items() if isinstance(text, str)}


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


def _positive(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value > 0 else None
