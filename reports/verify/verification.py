"""One verdict on the instrument, from all that was measured of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from billbench.harness.model.verification import NOMINAL, Differences, InstrumentMeasured
from billbench.reports.statistics.ratios import Effect, effect_of_logs
from billbench.reports.verify.copies import Detectable, detectable, false_alarms
from billbench.reports.verify.verdicts import CaseVerdict, judge

Key = TypeVar("Key", int, str)

RUN_LENGTHS = (3, 10)
"""The default run's launches, and a long run's."""
_FEW_NAMES = 3
MOST_TRACE_COST = 1.05
"""What the trace of kinds may cost beside that. The work is small; of a freeze it is a smaller share."""
MOST_COST: Mapping[int, float] = MappingProxyType({1: 1.01, NOMINAL: 1.03})
"""What the observers may cost, as a ratio of busy times, by the rate of the throttle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found. Ratios are by rate of the throttle or kind of work, the rest by launches of a run."""

    cases: tuple[CaseVerdict, ...]
    observer_cost: Mapping[int, Effect]
    trace_cost: Mapping[int, Effect]
    throttle: Mapping[str, Effect]
    copies: Differences
    false_alarm: Mapping[int, float | None]
    detectable: Mapping[int, Detectable | None]

    @property
    def failures(self) -> tuple[str, ...]:
        """Every reason against it, in words; empty when it passed."""
        untold = [case for case in self.cases if not case.undisturbed]
        wrong = [f"{case.name}: {case.reason}" for case in self.cases if case.undisturbed and not case.ok]
        dear = [
            *(_too_dear("the observers", at, one, MOST_COST[at]) for at, one in self.observer_cost.items()),
            *(_too_dear("the trace", at, one, MOST_TRACE_COST) for at, one in self.trace_cost.items()),
        ]
        return (*([_too_busy(untold, len(self.cases))] if untold else []), *wrong, *filter(None, dear))

    @property
    def passed(self) -> bool:
        return not self.failures


def _too_dear(what: str, rate: int, cost: Effect, most: float) -> str:
    """Only what is shown to be too dear is held against it: few pairs show little."""
    if cost.low is None or cost.low <= most:
        return ""
    verb = "cost" if what.endswith("s") else "costs"
    return f"{what} {verb} at least {cost.low - 1:.1%} at {rate}x; {most - 1:.0%} is allowed"


def _too_busy(untold: Sequence[CaseVerdict], cases: int) -> str:
    names = f" ({', '.join(case.name for case in untold)})" if len(untold) <= _FEW_NAMES else ""
    return (
        f"this machine is too busy to tell: {len(untold)} of {cases} pages{names} had no repeat that other "
        "work left undisturbed; stop other programs and start again"
    )


def conclude(measured: InstrumentMeasured) -> Verification:
    differences = measured.copies.values
    return Verification(
        cases=tuple(map(judge, measured.cases)),
        observer_cost=_effects(measured.observer_cost),
        trace_cost=_effects(measured.trace_cost),
        throttle=_effects(measured.throttle),
        copies=measured.copies,
        false_alarm={length: false_alarms(differences, length) for length in RUN_LENGTHS},
        detectable={length: detectable(differences, length) for length in RUN_LENGTHS},
    )


def _effects(logs: Mapping[Key, Sequence[float]]) -> dict[Key, Effect]:
    return {key: effect_of_logs(values) for key, values in logs.items() if values}
