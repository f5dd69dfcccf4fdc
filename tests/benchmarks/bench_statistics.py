"""Do the statistics of a report do what they say? Simulated launches with a known truth, thousands of times.

    python -m tests.benchmarks.bench_statistics [REPLICATES]

Prints a line a requirement and ends with 1 if one is missed. The unit tests hold a smaller part of this.
"""

import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from billbench.reports.statistics.curves import LaunchValues, draw
from billbench.reports.statistics.exponents import exponents
from billbench.reports.statistics.intervals import geometric_interval
from billbench.reports.statistics.knees import knee
from billbench.reports.statistics.percentiles import Observed
from billbench.reports.statistics.ratios import effect_of
from billbench.reports.statistics.shares import Counted, share_threshold
from billbench.reports.statistics.thresholds import GridSide, threshold

SIZES = (20, 30, 40, 60, 80, 120, 160)
LAUNCH_SD = 0.15
PAGE_SD = 0.06
LEVEL = (0.93, 0.97)

Truth = Callable[[float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    name: str
    value: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        return self.low <= self.value <= self.high


def power(lines: float) -> float:
    return (lines / 80) ** 1.3


def knee_at_70(lines: float) -> float:
    scale = (80 / 70) ** 2.2
    return (lines / 70) ** (0.5 if lines <= 70 else 2.2) / scale


def fixed_and_square(lines: float) -> float:
    return (0.15 + (lines / 80) ** 2) / 1.15


def values(rng: np.random.Generator, truth: Truth, launches: int, mode: str) -> list[dict[int, float]]:
    """A factor a launch and a factor a page; in two modes every third launch is slow, or one page
    contended."""
    found = []
    for level in np.exp(rng.normal(0, LAUNCH_SD, launches)):
        slow = 1.25 if mode == "two modes" and rng.random() < 1 / 3 else 1.0
        one = {size: truth(size) * level * slow * math.exp(rng.normal(0, PAGE_SD)) for size in SIZES}
        if mode == "contention" and rng.random() < 0.3:
            one[int(rng.choice(SIZES))] *= 1.2
        found.append(one)
    return found


def centre(mode: str) -> float:
    """The mean factor of a launch in its mode, on the log scale: what the geometric mean estimates."""
    if mode == "two modes":
        return math.exp(math.log(1.25) / 3)
    return math.exp(0.3 / len(SIZES) * math.log(1.2)) if mode == "contention" else 1.0


def drawn(launches: Sequence[dict[int, float]], deadline: float = math.inf) -> list[LaunchValues]:
    return [
        LaunchValues(
            sizes=SIZES,
            observed=tuple(
                Observed(value=min(one[size], deadline), censored=one[size] > deadline) for size in SIZES
            ),
        )
        for one in launches
    ]


def safe_size(
    truth: Truth, launches: int, replicates: int, mode: str = "plain", deadline: float = math.inf
) -> tuple[float, float]:
    """Coverage and root mean square error in lines of the safe size, whose truth is 80 in the centre."""
    rng = np.random.default_rng([launches, replicates])
    at = float(np.exp(np.interp(-math.log(centre(mode)), *_logs(truth))))
    held, errors = [], []
    for _ in range(replicates):
        found = threshold(draw(drawn(values(rng, truth, launches, mode), deadline)), 1.0)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        low = 0 if found.low.side is GridSide.BELOW else found.low.lines
        high = math.inf if found.high.side is GridSide.ABOVE else found.high.lines
        held.append(low <= at <= high)
        errors.append(found.estimate.lines - at)
    return float(np.mean(held)), float(np.sqrt(np.mean(np.square(errors))))


def _logs(truth: Truth) -> tuple[list[float], list[float]]:
    lines = np.geomspace(20, 160, 2000)
    return [math.log(truth(one)) for one in lines], np.log(lines).tolist()


def levels(launches: int, replicates: int) -> float:
    rng = np.random.default_rng([1, launches])
    found = [
        geometric_interval(np.exp(rng.normal(0, LAUNCH_SD, launches)).tolist()) for _ in range(replicates)
    ]
    return float(np.mean([one is not None and one.low <= 1 <= one.high for one in found]))


def ratios(ratio: float, launches: int, replicates: int) -> tuple[float, float]:
    """Coverage of the interval, and how often a difference is called significant."""
    rng = np.random.default_rng([2, launches])
    held, shown = [], []
    for _ in range(replicates):
        level = np.exp(rng.normal(0, LAUNCH_SD, launches))
        noise = np.exp(rng.normal(0, PAGE_SD, (2, launches)))
        pairs = [
            (Observed(value=a), Observed(value=b))
            for a, b in zip(level * noise[0], level * ratio * noise[1], strict=True)
        ]
        found = effect_of(pairs)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held.append(found.low <= ratio <= found.high)
        shown.append(found.p <= 0.05)
    return float(np.mean(held)), float(np.mean(shown))


def slopes(launches: int, replicates: int) -> float:
    rng = np.random.default_rng([3, launches])
    found = [exponents(values(rng, power, launches, "plain")) for _ in range(replicates)]
    return float(
        np.mean(
            [
                one is not None and one.interval is not None and one.interval.low <= 1.3 <= one.interval.high
                for one in found
            ]
        )
    )


def knees(truth: Truth, launches: int, replicates: int) -> tuple[float, float]:
    """How often a knee is stated, and how often its interval holds 70 lines when it is."""
    rng = np.random.default_rng([4, launches])
    found = [knee(values(rng, truth, launches, "plain")) for _ in range(replicates)]
    stated = [one for one in found if one is not None]
    held = [one.low <= 70 <= one.high for one in stated]
    return len(stated) / replicates, float(np.mean(held)) if held else math.nan


def shares(replicates: int, chances: Sequence[float], at: float) -> float:
    """Coverage of the size up to which no more than a tenth of bills fail, `at`, of 20 bills a size."""
    rng = np.random.default_rng(5)
    held = []
    for _ in range(replicates):
        counts = [
            Counted(size=size, count=int(count), total=20)
            for size, count in zip(SIZES, rng.binomial(20, chances), strict=True)
        ]
        found = share_threshold(counts, 0.1)
        assert found is not None
        low = 0 if found.low.side is GridSide.BELOW else found.low.lines
        high = math.inf if found.high.side is GridSide.ABOVE else found.high.lines
        held.append(low <= at <= high)
    return float(np.mean(held))


def share_checks(replicates: int) -> Iterator[Checked]:
    """The level where shares stay at the limit, the hardest there is; more than it where they pass it."""
    yield _level("failing share at its limit up to 80 lines", shares(replicates, [0.1] * 5 + [1.0] * 2, 80.1))
    yield _level("failing share at its limit everywhere", shares(replicates, [0.1] * 7, 160.1))
    rising = [1 / (1 + 9 * (80 / size) ** 4) for size in SIZES]
    yield Checked(
        name="failing share that rises, at least", value=shares(replicates, rising, 80), low=0.93, high=1
    )


def checks(replicates: int) -> Iterator[Checked]:
    for launches in (3, 5, 10):
        yield _level(f"level, {launches} launches", levels(launches, replicates))
        held, shown = ratios(1.0, launches, replicates)
        yield _level(f"ratio of equal designs, {launches} launches", held)
        yield Checked(
            name=f"equal designs called different, {launches}", value=shown, low=0, high=0.05 + 0.01
        )
        yield _level(f"ratio of 1.3, {launches} launches", ratios(1.3, launches, replicates)[0])
        yield _level(f"exponent, {launches} launches", slopes(launches, replicates // 2))
        yield _level(f"safe size, power law, {launches} launches", safe_size(power, launches, replicates)[0])
    for name, truth in (("knee", knee_at_70), ("fixed cost and square", fixed_and_square)):
        yield _level(f"safe size, {name}, 10 launches", safe_size(truth, 10, replicates)[0])
    for mode in ("two modes", "contention"):
        yield _level(f"safe size, {mode}, 10 launches", safe_size(power, 10, replicates, mode)[0])
    held, _ = safe_size(power, 10, replicates, deadline=1.5)
    yield _level("safe size, hangs beyond 1.5 s, 10 launches", held)
    _, error = safe_size(power, 10, replicates)
    yield Checked(name="safe size, rms error in lines, 10 launches", value=error, low=0, high=5)
    yield Checked(
        name="knee stated where there is none", value=knees(power, 10, replicates // 4)[0], low=0, high=0.05
    )
    yield Checked(
        name="knee stated on a smooth bend",
        value=knees(fixed_and_square, 10, replicates // 4)[0],
        low=0,
        high=0.05,
    )
    stated, held = knees(knee_at_70, 10, replicates // 4)
    yield Checked(name="knee stated where there is one", value=stated, low=0.8, high=1)
    yield _level("knee, interval where stated", held)
    yield from share_checks(replicates // 4)


def _level(name: str, value: float) -> Checked:
    return Checked(name=name, value=value, low=LEVEL[0], high=LEVEL[1])


def main() -> int:
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    begun, missed = time.perf_counter(), 0
    for one in checks(replicates):
        missed += not one.holds
        word = "holds " if one.holds else "MISSED"
        sys.stdout.write(f"{word} {one.name:48} {one.value:8.3f}   ({one.low:g} to {one.high:g})\n")
        sys.stdout.flush()
    sys.stdout.write(f"{missed} missed, {replicates} replicates, {time.perf_counter() - begun:.0f} s\n")
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main())
