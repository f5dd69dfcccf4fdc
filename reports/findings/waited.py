"""The step that people wait in: what an answer tells the freeze of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from billbench.harness.model.runs import StepInfo
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import Collected, Sample
from billbench.reports.statistics.curves import LEAST_S

_TYPED = frozenset({"type", "edit"})
"""Steps in which a person types: they wait for nothing there."""


def with_waited_steps(plan: PlanView, collected: Collected) -> PlanView:
    """The plan with another headline for a journey whose own never froze the page, where one comes later.

    On many pages the way to a line is no more than a look: what people wait in then is the saving after it.
    """
    steps = {journey: _marked(plan, collected, journey) for journey in plan.steps}
    return replace(plan, steps=steps)


def _marked(plan: PlanView, collected: Collected, journey: str) -> tuple[StepInfo, ...]:
    infos, headline = plan.steps[journey], plan.headline(journey)
    samples = _samples(plan, collected, journey)
    own = samples.get(headline or "", ())
    if not own or any(one.censored or (one.measures["freeze_s"] or 0.0) >= LEAST_S for one in own):
        return infos
    names = [info.name for info in infos]
    later = [name for name in names[names.index(headline or "") + 1 :] if name not in _TYPED]
    waits = {name: wait for name in later if (wait := _wait(samples.get(name, ()))) is not None}
    if not waits or max(waits.values()) <= (_wait(own) or 0.0):
        return infos
    waited = max(waits, key=waits.__getitem__)
    return tuple(replace(info, headline=info.name == waited) for info in infos)


def _samples(plan: PlanView, collected: Collected, journey: str) -> Mapping[str, list[Sample]]:
    """Of every design and device, by step, with the plan's own settings."""
    found: dict[str, list[Sample]] = {}
    for series, samples in collected.samples.items():
        if series.journey == journey and plan.own(series):
            found.setdefault(series.step, []).extend(samples)
    return found


def _wait(samples: Sequence[Sample]) -> float | None:
    known = [wait for one in samples if (wait := one.measures["wait_s"]) is not None]
    return median(known) if known else None
