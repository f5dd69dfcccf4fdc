"""How each signal grows with the lines, from size to size, and whether there is a knee."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from billbench.harness.model.metrics import METRICS, Unit
from billbench.reports.reading.cells import of_launch
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import Collected, Sample, by_launch
from billbench.reports.statistics.curves import LEAST_S
from billbench.reports.statistics.exponents import Exponents, exponents
from billbench.reports.statistics.knees import Knee, knee
from billbench.reports.words.series import Series

SIGNALS = ("freeze_s", "busy_s", "server_s", "response_bytes", "request_bytes", "fields")
"""What is followed: the freeze, its cause in the page, the server, and what is sent and shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalExponents:
    """`left_out` counts the values that were nought or hangs: neither has a logarithm that can be used.

    Sizes whose freezes are not felt by half of the launches are left out whole: there is nothing to grow.
    """

    series: Series
    signal: str
    launches: int
    exponents: Exponents
    knee: Knee | None
    left_out: int


def signal_exponents(collected: Collected, plan: PlanView) -> tuple[SignalExponents, ...]:
    """The signals of every headline step with the plan's own settings."""
    found = []
    for series, samples in sorted(collected.samples.items(), key=lambda item: plan.rank(item[0])):
        if plan.own(series) and series.step == plan.headline(series.journey):
            found.extend(_of_series(series, samples))
    return tuple(found)


def _of_series(series: Series, samples: Sequence[Sample]) -> list[SignalExponents]:
    found = []
    for signal in SIGNALS:
        launches, left_out = _launches(_felt(samples) if signal == "freeze_s" else samples, signal)
        grown = exponents(launches)
        if grown is not None:
            found.append(
                SignalExponents(
                    series=series,
                    signal=signal,
                    launches=sum(len(one) > 1 for one in launches),
                    exponents=grown,
                    knee=None if left_out or METRICS[signal].unit is not Unit.SECONDS else knee(launches),
                    left_out=left_out,
                )
            )
    return found


def _felt(samples: Sequence[Sample]) -> list[Sample]:
    by_size: dict[int, list[float]] = {}
    for sample in samples:
        by_size.setdefault(sample.lines, []).append(sample.measures["freeze_s"] or 0.0)
    return [sample for sample in samples if median(by_size[sample.lines]) > LEAST_S]


def _launches(samples: Sequence[Sample], signal: str) -> tuple[list[Mapping[int, float]], int]:
    left_out = 0
    found: list[Mapping[int, float]] = []
    for launch in by_launch(samples):
        every = of_launch(launch, METRICS[signal])
        usable = {size: one.value for size, one in every.items() if not one.censored and one.value > 0}
        left_out += len(every) - len(usable)
        found.append(usable)
    return found, left_out
