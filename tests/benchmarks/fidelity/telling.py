"""Saying how near a design is, and whether that is near enough, beside remembered figures or real scripts."""

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from tests.benchmarks.fidelity.bars import (
    BARS,
    BASE,
    COUNT_WITHIN,
    EXPONENT_SIZES,
    EXPONENT_WITHIN,
    LEAST_TOLD_MS,
    NEAR,
    Bar,
)
from tests.benchmarks.fidelity.looking import Seen

Cells = Mapping[tuple[str, int], Sequence[Seen]]

REAL = "real "
"""Before a design's name: the same screen, worked by the real scripts."""

_COUNTS: Mapping[str, Callable[[Seen], float]] = {
    "elements": lambda seen: seen.counts["elements"],
    "listeners": lambda seen: seen.listeners,
    "jQuery handlers": lambda seen: seen.counts["handlers"],
    "fields": lambda seen: seen.counts["fields"],
    "bytes": lambda seen: seen.counts["bytes"],
}
_ONLY_TOLD = ("jQuery handlers", "bytes")
"""What says how a page comes to be what it is. Nothing is demanded of it."""


def told_beside_bar(design: str, cells: Cells, sizes: Sequence[int]) -> bool:
    """Print a design beside its bar; whether it holds. Of what was inferred nothing is demanded."""
    bar = BARS[design]
    say(f"{design}{' (the bar is inferred)' if bar.inferred else ''}")
    held = [_ratio_to_base(design, bar, cells, size) for size in sizes]
    if set(EXPONENT_SIZES) <= set(sizes):
        held.append(_exponents(_exponent(cells, design), bar.exponent))
    if len(sizes) > 1:
        held.append(_counts_beside_bar(design, bar, cells, sizes))
    return all(held) or bar.inferred


def told_beside_real(design: str, cells: Cells, sizes: Sequence[int]) -> bool:
    """Print a design beside the real scripts on the same screen; whether it holds, as above."""
    inferred = BARS[design].inferred
    say(f"{design} beside the real scripts{' (their markup is inferred)' if inferred else ''}")
    held = [_size_beside_real(cells[design, size], cells[REAL + design, size], size) for size in sizes]
    if set(EXPONENT_SIZES) <= set(sizes):
        held.append(_exponents(_exponent(cells, design), _exponent(cells, REAL + design)))
    if len(sizes) > 1:
        held.append(_counts_beside_real(design, cells, sizes))
    return all(held) or inferred


def _size_beside_real(fake: Sequence[Seen], real: Sequence[Seen], size: int) -> bool:
    say(f"  {size} lines ({fake[0].layouts} layouts, real {real[0].layouts})")
    held = [
        _times_beside_real("load", _busy(fake), _busy(real)),
        _times_beside_real(
            "longest task", *(_middle(side, lambda seen: seen.longest_ms) for side in (fake, real))
        ),
    ]
    held += [_edits_beside_real(edit, fake, real) for edit in fake[0].edits]
    return all(held)


def _edits_beside_real(kind: str, fake: Sequence[Seen], real: Sequence[Seen]) -> bool:
    """Of edits that took next to nothing, all together, nothing is demanded, and it is said."""
    sides = [_middle(side, lambda seen: seen.edits[kind].each_ms) for side in (fake, real)]
    if max(_middle(side, lambda seen: seen.edits[kind].whole_ms) for side in (fake, real)) < LEAST_TOLD_MS:
        say(f"    {kind:<18} {sides[0]:>9,.3f} ms, real {sides[1]:>9,.3f}: too short to be told apart")
        return True
    return _times_beside_real(kind, *sides)


def _times_beside_real(what: str, fake_ms: float, real_ms: float) -> bool:
    share = fake_ms / real_ms
    held = NEAR[0] <= share <= NEAR[1]
    digits = 3 if max(fake_ms, real_ms) < 1 else 2
    say(f"    {what:<18} {fake_ms:>9,.{digits}f} ms, real {real_ms:>9,.{digits}f}: {share:.2f} {_word(held)}")
    return held


def _counts_beside_real(design: str, cells: Cells, sizes: Sequence[int]) -> bool:
    all_held = True
    for what, of in _COUNTS.items():
        fake, real = (_a_line(cells, name, sizes, of) for name in (design, REAL + design))
        held = abs(fake / real - 1) <= COUNT_WITHIN
        judged = what not in _ONLY_TOLD
        all_held &= held or not judged
        say(
            f"  {what} a line: {fake:.1f}, real {real:.1f}: {fake / real:.2f} {_word(held) if judged else ''}"
        )
    return all_held


def _ratio_to_base(design: str, bar: Bar, cells: Cells, size: int) -> bool:
    seen, base = cells[design, size], cells[BASE, size]
    ratio = _busy(seen) / _busy(base)
    wanted = bar.ratios.get(size)
    share = ratio / wanted if wanted else math.nan
    held = not wanted or NEAR[0] <= share <= NEAR[1]
    say(
        f"  {size:>4} lines: {_busy(seen):>9,.0f} ms against {_busy(base):>5,.0f}: {ratio:6.2f} times, real "
        f"{wanted or math.nan:g}: {share:.2f} {_word(held)}; longest task "
        f"{_middle(seen, lambda one: one.longest_ms):,.0f} ms, {seen[0].layouts} layouts"
    )
    return held


def _counts_beside_bar(design: str, bar: Bar, cells: Cells, sizes: Sequence[int]) -> bool:
    wanted = {
        "elements": bar.elements,
        "listeners": (bar.listeners, bar.listeners),
        "jQuery handlers": (bar.handlers, bar.handlers),
        "fields": (bar.fields, bar.fields),
    }
    all_held = True
    for what, (least, most) in wanted.items():
        count = _a_line(cells, design, sizes, _COUNTS[what])
        held = least * (1 - COUNT_WITHIN) <= count <= most * (1 + COUNT_WITHIN)
        all_held &= held
        say(f"  {what} a line: {count:.1f}, real {least:g} to {most:g} {_word(held)}")
    return all_held


def _exponents(found: float, real: float) -> bool:
    small, large = EXPONENT_SIZES
    held = abs(found - real) <= EXPONENT_WITHIN
    say(f"  exponent from {small} to {large} lines: {found:.2f}, real {real:.2f} {_word(held)}")
    return held


def _exponent(cells: Cells, name: str) -> float:
    small, large = EXPONENT_SIZES
    return math.log(_busy(cells[name, large]) / _busy(cells[name, small])) / math.log(large / small)


def _a_line(cells: Cells, name: str, sizes: Sequence[int], of: Callable[[Seen], float]) -> float:
    small, large = min(sizes), max(sizes)
    return (of(cells[name, large][0]) - of(cells[name, small][0])) / (large - small)


def _busy(seen: Sequence[Seen]) -> float:
    return _middle(seen, lambda one: one.busy_ms)


def _middle(seen: Sequence[Seen], of: Callable[[Seen], float]) -> float:
    return median(of(one) for one in seen)


def _word(held: bool) -> str:
    return "ok" if held else "MISSED"


def say(line: str) -> None:
    sys.stdout.write(line.rstrip() + "\n")
    sys.stdout.flush()
