"""The whole verification: planted pages, cost of the observers, throttle, equal copies; one verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from billbench.harness.verification import inference
from billbench.harness.verification.cases import CASES, Span
from billbench.harness.verification.copies import Differences, measure_copies
from billbench.harness.verification.cost import NOMINAL, measure_cost, measure_throttle
from billbench.harness.verification.inference import Detectable, Ratio
from billbench.harness.verification.planted import Tell, measure_cases
from billbench.harness.verification.verdicts import CaseVerdict, judge

Key = TypeVar("Key", int, str)

RUN_LENGTHS = (3, 10)
"""The default run's launches, and a long run's."""
_FEW_NAMES = 3
MOST_COST: Mapping[int, float] = MappingProxyType({1: 1.01, NOMINAL: 1.03})
"""What the observers may cost, as a ratio of busy times, by the rate of the throttle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is measured. `launches` is by span: a launch meets every case of the span once. `cost_s` is
    how long the observers' cost is measured at each rate.

    One wrong repeat in twenty is borne, so twenty launches are the fewest in which one can be.
    """

    launches: Mapping[Span, int]
    cost_s: float
    rounds: int
    copies: int
    copy_lines: int


QUICK = Extent(
    launches={Span.SHORT: 1, Span.LONG: 0, Span.ENDLESS: 1},
    cost_s=4.0,
    rounds=2,
    copies=3,
    copy_lines=20,
)
FULL = Extent(
    launches={Span.SHORT: 20, Span.LONG: 3, Span.ENDLESS: 3},
    cost_s=240.0,
    rounds=12,
    copies=12,
    copy_lines=80,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found. Ratios are by rate of the throttle or kind of work, the rest by launches of a run."""

    cases: tuple[CaseVerdict, ...]
    observer_cost: Mapping[int, Ratio]
    throttle: Mapping[str, Ratio]
    copies: Differences
    false_alarm: Mapping[int, float | None]
    detectable: Mapping[int, Detectable | None]

    @property
    def failures(self) -> tuple[str, ...]:
        """Every reason against it, in words; empty when it passed."""
        untold = [case for case in self.cases if not case.undisturbed]
        wrong = [f"{case.name}: {case.reason}" for case in self.cases if case.undisturbed and not case.ok]
        dear = [words for rate in self.observer_cost if (words := self._too_dear(rate))]
        return (*([_too_busy(untold, len(self.cases))] if untold else []), *wrong, *dear)

    @property
    def passed(self) -> bool:
        return not self.failures

    def _too_dear(self, rate: int) -> str:
        """Only what is shown to be too dear is held against it: few pairs show little."""
        cost, most = self.observer_cost[rate], MOST_COST[rate]
        if cost.low is None or cost.low <= most:
            return ""
        return f"the observers cost at least {cost.low - 1:.1%} at {rate}x; {most - 1:.0%} is allowed"


def _too_busy(untold: Sequence[CaseVerdict], cases: int) -> str:
    names = f" ({', '.join(case.name for case in untold)})" if len(untold) <= _FEW_NAMES else ""
    return (
        f"this machine is too busy to tell: {len(untold)} of {cases} pages{names} had no repeat that other "
        "work left undisturbed; stop other programs and start again"
    )


def verify(extent: Extent, tell: Tell) -> Verification:
    """Measure everything and judge it.

    Raises:
        MeasurementError: the browser or the worker gave up, or no copy could be measured.
        UsageError: there is no browser.
    """
    repeats = measure_cases(extent.launches, tell)
    cost = measure_cost(extent.cost_s, tell)
    throttle = measure_throttle(extent.rounds, tell)
    copies = measure_copies(extent.copies, extent.copy_lines, tell)
    return Verification(
        cases=tuple(judge(case, repeats[case.name]) for case in CASES if case.name in repeats),
        observer_cost=_ratios(cost),
        throttle=_ratios(throttle),
        copies=copies,
        false_alarm={length: inference.false_alarms(copies.values, length) for length in RUN_LENGTHS},
        detectable={length: inference.detectable(copies.values, length) for length in RUN_LENGTHS},
    )


def _ratios(logs: Mapping[Key, Sequence[float]]) -> dict[Key, Ratio]:
    found = {key: inference.ratio(values) for key, values in logs.items()}
    return {key: ratio for key, ratio in found.items() if ratio is not None}
