"""Factor plans: `[factors]` of a plan becomes designs of its own, one for each combination of values.

    [factors]
    base = "single-page"
    axes = { rows_per_page = ["all", 10], choice_lists = ["combobox", "select"] }

Up to four axes are crossed in full. With more, half, a quarter or an eighth of the combinations is taken, by
generators that keep every single effect apart from every other and from pairs (resolution IV or better;
Montgomery, Design and Analysis of Experiments, table 8.14).
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_FACTORS = 7
_FULL = 4

# For each number of factors: how many are crossed in full, and which of those each further one multiplies.
_GENERATORS: Mapping[int, tuple[int, tuple[tuple[int, ...], ...]]] = {
    5: (4, ((0, 1, 2, 3),)),
    6: (4, ((0, 1, 2), (1, 2, 3))),
    7: (4, ((0, 1, 2), (1, 2, 3), (0, 2, 3))),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorDesigns:
    """`designs` are tables as `[design.NAME]` has them; `levels` says which value of each axis each has."""

    designs: Mapping[str, Mapping[str, Any]]
    levels: Mapping[str, Mapping[str, int]]


def expand(axes: Mapping[str, Sequence[Any]], base: Mapping[str, Any]) -> FactorDesigns:
    """The designs of a factor plan; `axes` has two values each, `base` what they have in common."""
    names = list(axes)
    designs, levels = {}, {}
    for number, chosen in enumerate(combinations(len(names)), start=1):
        name = f"factor-{number:02d}"
        values = {axis: axes[axis][level] for axis, level in zip(names, chosen, strict=True)}
        described = ", ".join(f"{axis.replace('_', ' ')} {value}" for axis, value in values.items())
        designs[name] = {**base, **values, "title": described[:1].upper() + described[1:]}
        levels[name] = dict(zip(names, chosen, strict=True))
    return FactorDesigns(designs=designs, levels=levels)


def combinations(factors: int) -> list[tuple[int, ...]]:
    """Which value (0 or 1) each factor takes in each design."""
    if factors <= _FULL:
        return list(itertools.product((0, 1), repeat=factors))
    crossed, generators = _GENERATORS[factors]
    return [
        (*row, *(_product(row, generator) for generator in generators))
        for row in itertools.product((0, 1), repeat=crossed)
    ]


def _product(row: Sequence[int], generator: Sequence[int]) -> int:
    """The sign of the product of the named columns, coded as 0 and 1."""
    return (sum(row[place] for place in generator) + len(generator) + 1) % 2
