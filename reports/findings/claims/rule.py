"""What a rule of a claim finds, and how safe sizes and paired cells are read by several rules."""

from collections.abc import Sequence
from statistics import geometric_mean

from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.claims.table import ClaimVerdict
from billbench.reports.findings.material import Material
from billbench.reports.findings.safe_sizes import SafeSize
from billbench.reports.reading.cells import by_size, least_of
from billbench.reports.statistics.percentiles import Observed
from billbench.reports.statistics.ratios import Effect, effect_of
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.series import Series

Found = tuple[ClaimVerdict, str, Series | None, int | None]
"""The verdict, the figure that decided it, and the cell that repeats it. `None` in its place: not tested."""


def at_least(safe: SafeSize, lines: float) -> bool:
    return safe.low is not None and safe.low.side is not GridSide.BELOW and safe.low.lines >= lines


def at_most(safe: SafeSize, lines: float) -> bool:
    return safe.high is not None and safe.high.side is not GridSide.ABOVE and safe.high.lines <= lines


def below(safe: SafeSize, lines: float) -> bool:
    """The whole interval lies below `lines`."""
    return safe.high is not None and safe.high.side is not GridSide.ABOVE and safe.high.lines < lines


def largest(safe: SafeSize) -> int:
    return safe.between[1] if safe.between else safe.estimate.lines if safe.estimate else 0


def ratio_at_largest(
    material: Material, first: Series, second: Series, measure: str
) -> tuple[Effect, int] | None:
    """Second over first at the largest size that both have."""
    values = [by_size(material.collected.samples[one], METRICS[measure]) for one in (first, second)]
    sizes = sorted(values[0].keys() & values[1].keys())
    for lines in reversed(sizes):
        before, after = values[0][lines], values[1][lines]
        pairs = [(before[launch], after[launch]) for launch in sorted(before.keys() & after.keys())]
        effect = effect_of(pairs, least=least_of(METRICS[measure]))
        if effect is not None:
            return effect, lines
    return None


def ratio_over_sizes(
    material: Material, first: Series, second: Series, measure: str
) -> tuple[Effect, tuple[int, ...]] | None:
    """Second over first, each launch by the mean log ratio over the sizes that both have in it.

    All sizes together know a ratio better than one of them, where it may be taken to be the same at all.
    """
    least = least_of(METRICS[measure])
    before, after = (by_size(material.collected.samples[one], METRICS[measure]) for one in (first, second))
    sizes = sorted(before.keys() & after.keys())
    found: dict[str, list[tuple[Observed, Observed]]] = {}
    for lines in sizes:
        for launch in sorted(before[lines].keys() & after[lines].keys()):
            found.setdefault(launch, []).append((before[lines][launch], after[lines][launch]))
    pairs = [(_together(one, least) for one in zip(*pairs, strict=True)) for pairs in found.values()]
    effect = effect_of([(one, other) for one, other in pairs], least=least)
    return None if effect is None else (effect, tuple(sizes))


def _together(values: Sequence[Observed], least: float) -> Observed:
    return Observed(
        value=geometric_mean(max(one.value, least) for one in values),
        censored=any(one.censored for one in values),
    )
