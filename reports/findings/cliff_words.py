"""Harm in words: what leads the answer of a run, before any freeze."""

from collections.abc import Sequence

from billbench.reports.findings.cliffs import Cliff, HarmKind
from billbench.reports.statistics.shares import Counted
from billbench.reports.words.text import clean, listing, plural

_FEW = 3
"""Fewer bills on either side of a cliff may be chance."""

_CANNOT = {
    HarmKind.NOT_OPENED: ("be opened", "opened"),
    HarmKind.NOT_SAVED: ("be saved", "saved"),
    HarmKind.VANISHED: ("", "saved whole"),
    HarmKind.NOT_SUBMITTED: ("be submitted", "received"),
    HarmKind.NOT_FINISHED: ("be worked on to the end", "worked on to the end"),
}


def harm_sentence(one: Cliff) -> str:
    """From which size on, how, how often, up to where not, and between which sizes the cliff lies."""
    said = f"{_from_where(one)}: {_how(one)}{_up_to(one)}.{_between(one)}"
    where = listing([clean(device) for device in one.devices])
    return f"On {where}, {said[:1].lower()}{said[1:]}" if where else said


def _from_where(one: Cliff) -> str:
    bills = _bills(one)
    if one.kind is HarmKind.VANISHED:
        return f"Lines vanish from {bills}"
    cannot = f"cannot {_CANNOT[one.kind][0]}"
    if not one.is_sharp:
        return f"Of {bills}, {_times(one.beyond)} {cannot}"
    comma = "," if ", the " in bills else ""
    if len(one.counts) > 1 and not one.spared:
        return f"No bill can {_CANNOT[one.kind][0]}, not even of {plural(one.first, 'line')}"
    return f"{bills[:1].upper()}{bills[1:]}{comma} {cannot}"


def _bills(one: Cliff) -> str:
    lines = plural(one.first, "line")
    if len(one.counts) == 1:
        return f"bills of {lines}, the only size measured"
    if len(one.beyond) == 1:
        return f"bills of {lines}, the largest measured"
    return f"bills of {lines} and more" if one.spared else "bills of every size measured"


def _how(one: Cliff) -> str:
    ways = " or ".join(clean(way) for way in one.ways[:2])
    if one.kind is HarmKind.VANISHED:
        told = ", though the page said that they were saved" if one.told_saved else ""
        cause = f" ({ways})" if ways else ""
        return f"{plural(one.lines, 'line')} in {_times(one.beyond)} bills{told}{cause}"
    often = _times(one.beyond) if one.is_sharp else ""
    return ", ".join(part for part in (ways, often) if part) or "nothing says why"


def _up_to(one: Cliff) -> str:
    if not one.spared:
        return ""
    lines = plural(one.spared[-1].size, "line")
    return f"; up to {lines} all were {_CANNOT[one.kind][1]}, {_spared(one.spared)}"


def _between(one: Cliff) -> str:
    """Two sizes that follow each other say it already."""
    if not one.spared or one.first == one.spared[-1].size + 1:
        return ""
    what = "cliff" if one.is_sharp else "first of them"
    seen = min(one.spared[-1].total, one.beyond[0].total)
    lies = "lies" if seen >= _FEW else "seems to lie"
    return f" The {what} {lies} between {one.spared[-1].size:,} and {plural(one.first, 'line')}."


def _times(counts: Sequence[Counted]) -> str:
    return f"{sum(one.count for one in counts):,} of {sum(one.total for one in counts):,}"


def _spared(counts: Sequence[Counted]) -> str:
    total = sum(one.total for one in counts)
    return f"{total:,} of {total:,}"
