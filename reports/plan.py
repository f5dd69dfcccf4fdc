"""What a run set out to do, read from the plain data of its plan.

A plan of a broken or foreign run may lack anything; what is missing is taken from the trials.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.model import Run, StepInfo
from reports.text import clean


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
    )


def _merged(planned: Iterable[str], seen: Iterable[str]) -> tuple[str, ...]:
    """The planned names in their order, then what was measured besides."""
    return tuple(dict.fromkeys([*planned, *sorted(set(seen))]))


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
