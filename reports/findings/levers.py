"""What each lever of a redesign buys, alone and together: the effects of a factor plan.

In every launch the logarithm of a measure is fitted by the factors and their pairs; the effect of a factor is
the ratio of its second value to its first, over both values of all others. Its interval is taken over
launches. A pair's effect is by how much the two together differ from the product of each.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from billbench.harness.model.metrics import METRICS
from billbench.reports.reading.cells import least_of
from billbench.reports.reading.plan import PlanView
from billbench.reports.reading.samples import Collected
from billbench.reports.statistics.intervals import Interval, mean_interval
from billbench.reports.statistics.ratios import Tested, adjusted, mean_p
from billbench.reports.words.bands import GUIDELINE_LINES


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """An `axis` of the design space and its values, `first` and `second`, as the plan has them."""

    axis: str
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever(Tested):
    """`axes` is one factor or a pair, `ratio` what the second value makes of the measure. `p` is adjusted
    by Holm over all of one measure."""

    axes: tuple[str, ...]
    measure: str
    ratio: float
    interval: Interval | None
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """At `lines` lines, over all `designs` measured. `aliased`: that fraction of designs cannot tell pairs
    apart, so none is given. `hangs` counts values that were taken for the deadline: effects that they enter
    are lower bounds of themselves."""

    factors: tuple[Factor, ...]
    device: str
    lines: int
    designs: int
    launches: int
    effects: tuple[Lever, ...]
    aliased: bool
    hangs: int


def read_factors(plan: PlanView) -> tuple[tuple[Factor, ...], Mapping[str, Sequence[int]]]:
    """The factors of a plan, and for each design which value of each it has (0 or 1)."""
    axes, levels = plan.factors.get("axes"), plan.factors.get("levels")
    if not isinstance(axes, Mapping) or not isinstance(levels, Mapping):
        return (), {}
    factors = tuple(
        Factor(axis=str(axis), first=str(pair[0]), second=str(pair[1]))
        for axis, pair in axes.items()
        if isinstance(pair, list | tuple) and len(pair) == 2
    )
    return factors, {
        str(design): [int(bool(chosen.get(one.axis))) for one in factors]
        for design, chosen in levels.items()
        if isinstance(chosen, Mapping)
    }


def levers(
    collected: Collected,
    plan: PlanView,
    journey: str | None,
    measures: Sequence[str] = ("freeze_s", "wait_s"),
) -> tuple[Levers, ...]:
    """By device, at the measured size nearest the guideline and at the largest; empty without a factor
    plan."""
    factors, levels = read_factors(plan)
    if journey is None or len(factors) < 1 or len(levels) < 2:
        return ()
    found = []
    for device in plan.devices:
        samples = _samples(collected, plan, journey, device, levels)
        sizes = sorted({lines for lines, _ in samples})
        wanted = {min(sizes, key=lambda size: abs(size - GUIDELINE_LINES)), sizes[-1]} if sizes else set()
        for lines in sorted(wanted):
            one = _levers(factors, levels, device, lines, samples, measures)
            if one is not None:
                found.append(one)
    return tuple(found)


def _samples(
    collected: Collected, plan: PlanView, journey: str, device: str, levels: Mapping[str, object]
) -> dict[tuple[int, str], dict[str, tuple[Mapping[str, float | None], bool]]]:
    """By size and launch, what each design measured and whether it hung."""
    found: dict[tuple[int, str], dict[str, tuple[Mapping[str, float | None], bool]]] = {}
    for design in levels:
        for sample in collected.samples.get(plan.headline_series(design, device, journey), ()):
            place = found.setdefault((sample.lines, sample.launch), {})
            place[design] = (sample.measures, sample.censored)
    return found


def _levers(
    factors: Sequence[Factor],
    levels: Mapping[str, Sequence[int]],
    device: str,
    lines: int,
    samples: Mapping[tuple[int, str], Mapping[str, tuple[Mapping[str, float | None], bool]]],
    measures: Sequence[str],
) -> Levers | None:
    launches = [found for (size, _), found in sorted(samples.items()) if size == lines]
    designs = sorted({design for found in launches for design in found})
    whole = [found for found in launches if len(found) == len(designs)]
    model, terms = _model(factors, [levels[design] for design in designs])
    if not whole or model is None:
        return None
    effects: list[Lever] = []
    for measure in measures:
        effects.extend(_effects(model, terms, designs, whole, measure))
    return Levers(
        factors=tuple(factors),
        device=device,
        lines=lines,
        designs=len(designs),
        launches=len(whole),
        effects=tuple(effects),
        aliased=len(factors) > 1 and all(len(term) == 1 for term in terms),
        hangs=sum(censored for found in whole for _, censored in found.values()),
    )


def _model(
    factors: Sequence[Factor], levels: Sequence[Sequence[int]]
) -> tuple[NDArray[np.float64] | None, tuple[tuple[str, ...], ...]]:
    """The least squares of all effects with pairs where the designs can tell them apart, else without."""
    coded = np.array(levels, dtype=float) - 0.5
    names = [one.axis for one in factors]
    pairs = list(combinations(range(len(factors)), 2))
    main = [coded[:, place] for place in range(len(factors))]
    both = [2 * coded[:, a] * coded[:, b] for a, b in pairs]
    ones = np.ones(len(levels))
    singles = tuple((name,) for name in names)
    choices = (
        ([ones, *main, *both], (*singles, *((names[a], names[b]) for a, b in pairs))),
        ([ones, *main], singles),
    )
    for columns, terms in choices:
        matrix = np.stack(columns, axis=1)
        if np.linalg.matrix_rank(matrix) == matrix.shape[1]:
            return np.linalg.pinv(matrix)[1:], terms
    return None, ()


def _effects(
    model: NDArray[np.float64],
    terms: Sequence[tuple[str, ...]],
    designs: Sequence[str],
    launches: Sequence[Mapping[str, tuple[Mapping[str, float | None], bool]]],
    measure: str,
) -> list[Lever]:
    rows = [[found[design][0].get(measure) for design in designs] for found in launches]
    whole = [[value for value in row if value is not None] for row in rows]
    whole = [row for row in whole if len(row) == len(designs)]
    if not whole:
        return []
    fitted = np.log(np.maximum(whole, least_of(METRICS[measure]))) @ model.T
    found = [_lever(term, measure, fitted[:, place].tolist()) for place, term in enumerate(terms)]
    return sorted(adjusted(found), key=lambda one: -abs(math.log(one.ratio)))


def _lever(term: tuple[str, ...], measure: str, logs: Sequence[float]) -> Lever:
    interval = mean_interval(logs)
    return Lever(
        axes=term,
        measure=measure,
        ratio=math.exp(float(np.mean(logs))),
        interval=None if interval is None else interval.exponential,
        p=mean_p(logs),
    )
