"""One cell and step: every measure over its launches, and how often a freeze exceeded each limit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from billbench.harness.model.metrics import METRICS, Metric, Unit
from billbench.reports.reading.samples import Collected, Sample
from billbench.reports.statistics.curves import LEAST_S
from billbench.reports.statistics.intervals import geometric_interval
from billbench.reports.statistics.percentiles import Observed, Percentile, median, p95
from billbench.reports.statistics.proportions import Proportion, wilson
from billbench.reports.words.bands import LIMITS
from billbench.reports.words.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One measure of one cell and step. `low` and `high` hold the geometric mean; where they are `None`,
    `reason` says why."""

    n: int
    median: Percentile
    p95: Percentile
    mean: float | None
    low: float | None
    high: float | None
    censored: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStep:
    """`measures` lacks what no launch measured. `exceeded` counts by limit the freezes known to exceed it."""

    series: Series
    lines: int
    samples: tuple[Sample, ...]
    measures: Mapping[str, Level]
    exceeded: Mapping[float, Proportion]

    @property
    def launches(self) -> int:
        return len(self.samples)

    def middle(self, measure: str) -> Percentile | None:
        level = self.measures.get(measure)
        return None if level is None else level.median

    def top(self, measure: str) -> Percentile | None:
        """The 95th percentile, or the largest of few."""
        level = self.measures.get(measure)
        return None if level is None else level.p95


def cell_steps(collected: Collected) -> tuple[CellStep, ...]:
    return tuple(
        _cell_step(series, lines, tuple(group))
        for series, samples in collected.samples.items()
        for lines, group in groupby(samples, key=lambda one: one.lines)
    )


def _cell_step(series: Series, lines: int, samples: tuple[Sample, ...]) -> CellStep:
    freezes = observed(samples, METRICS["freeze_s"])
    levels = {name: _level(observed(samples, metric)) for name, metric in METRICS.items()}
    return CellStep(
        series=series,
        lines=lines,
        samples=samples,
        measures={name: level for name, level in levels.items() if level is not None},
        exceeded={limit: wilson(*exceeding(freezes, limit)) for limit in LIMITS},
    )


def observed(samples: Sequence[Sample], metric: Metric) -> list[Observed]:
    """The values of one measure; those of a hung step are lower bounds, or absent if it has none."""
    name, censorable = metric.name, metric.censorable
    return [
        Observed(value, sample.censored)
        for sample in samples
        if (value := sample.measures[name]) is not None and (censorable or not sample.censored)
    ]


def observed_of(sample: Sample, metric: Metric) -> Observed | None:
    """The same of one sample."""
    return next(iter(observed([sample], metric)), None)


def of_launch(samples: Iterable[Sample], metric: Metric) -> dict[int, Observed]:
    """The same of one launch, by size."""
    return {sample.lines: one for sample in samples if (one := observed_of(sample, metric)) is not None}


def by_size(samples: Sequence[Sample], metric: Metric) -> dict[int, dict[str, Observed]]:
    """The same of every launch, by size and launch."""
    found: dict[int, dict[str, Observed]] = {}
    for sample in samples:
        if (one := observed_of(sample, metric)) is not None:
            found.setdefault(sample.lines, {})[sample.launch] = one
    return found


_LEAST_TIME_S = 0.001


def least_of(metric: Metric) -> float:
    """What smaller values count as where a logarithm is taken: freezes as what a browser can tell, other
    times as a millisecond; a count of nought stays one and has no ratio."""
    if metric.name == "freeze_s":
        return LEAST_S
    return _LEAST_TIME_S if metric.unit is Unit.SECONDS else 0.0


def _level(values: Sequence[Observed]) -> Level | None:
    if not values:
        return None
    values = sorted(values)
    reason = _no_interval(values)
    interval = None if reason else geometric_interval([one.value for one in values])
    return Level(
        n=len(values),
        median=median(values),
        p95=p95(values),
        mean=None if interval is None else interval.estimate,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        censored=sum(one.censored for one in values),
        reason=reason,
    )


def _no_interval(values: Sequence[Observed]) -> str:
    if len(values) < 2:
        return "one launch has no interval"
    if any(one.censored for one in values):
        return "a hang has no upper end"
    return "" if all(one.value > 0 for one in values) else "a value of nought has no logarithm"


def exceeding(freezes: Sequence[Observed], limit: float) -> tuple[int, int]:
    """How many exceed `limit`, and of how many. A hang that was watched for less does not count."""
    known = [one for one in freezes if not one.censored or one.value >= limit]
    return sum(one.value > limit or one.censored for one in known), len(known)
