"""All that a verification measures: planted pages, cost of the observers, throttle, equal copies."""

from collections.abc import Mapping
from dataclasses import dataclass

from billbench.harness.model.verification import InstrumentMeasured
from billbench.harness.verification.case import Span
from billbench.harness.verification.copies import measure_copies
from billbench.harness.verification.cost import measure_cost, measure_throttle
from billbench.harness.verification.planted import Tell, measure_cases


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
    launches={Span.SHORT: 1, Span.KIND: 1, Span.LONG: 0, Span.ENDLESS: 1},
    cost_s=4.0,
    rounds=2,
    copies=3,
    copy_lines=20,
)
FULL = Extent(
    launches={Span.SHORT: 20, Span.KIND: 5, Span.LONG: 3, Span.ENDLESS: 3},
    cost_s=240.0,
    rounds=12,
    copies=12,
    copy_lines=80,
)


def measure(extent: Extent, tell: Tell) -> InstrumentMeasured:
    """Measure everything.

    Raises:
        MeasurementError: the browser or the worker gave up, or no copy could be measured.
        UsageError: there is no browser.
    """
    cases, costs = measure_cases(extent.launches, tell), measure_cost(extent.cost_s, tell)
    return InstrumentMeasured(
        cases=cases,
        observer_cost={rate: [one.observers for one in pairs] for rate, pairs in costs.items()},
        trace_cost={rate: [one.trace for one in pairs] for rate, pairs in costs.items()},
        throttle=measure_throttle(extent.rounds, tell),
        copies=measure_copies(extent.copies, extent.copy_lines, tell),
    )
