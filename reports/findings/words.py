"""Findings in plain words. The numbers are those of the findings; this module only puts them in sentences."""

from typing import assert_never

from billbench.harness.model.metrics import METRICS, Unit
from billbench.reports.findings.outcomes import WorkTally
from billbench.reports.findings.readers import ReaderCost
from billbench.reports.findings.safe_sizes import Lines, SafeSize
from billbench.reports.reading.cells import Level
from billbench.reports.statistics.percentiles import Percentile
from billbench.reports.statistics.proportions import Proportion
from billbench.reports.statistics.ratios import Bound, Effect
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.numbers import NOTHING, limit, percent, quantity
from billbench.reports.words.text import plural

_A_FREEZE = (
    "The longest time in which the page did not answer a key or a click. From 1 s on it stops people in the "
    "middle of their work; from 5 s on the computer calls the window “not responding”."
)
_A_LAUNCH = (
    "One start of a fresh browser, in which every kind of bill is tried once. Browsers differ from start to "
    "start, so one launch proves nothing and several are compared."
)
_SAFE_UP_TO = (
    "The largest bill, in lines, for which the page stays within the limit. “Above 160” means "
    "that the largest "
    "bill tried, of 160 lines, was still within it; nothing is guessed beyond."
)
_AN_INTERVAL = (
    "How exact a figure is: in 95 of 100 repeats of the whole measurement such a range holds the "
    "true value. A "
    "wide range means that too little was measured to be sure."
)
_SHOWN = (
    "A difference is shown when chance alone would hardly make it. “Not shown” does not mean equal: it means "
    "that this measurement cannot tell."
)
GLOSSARY = (
    ("Freeze", _A_FREEZE),
    ("Launch", _A_LAUNCH),
    ("Safe up to", _SAFE_UP_TO),
    ("95 % interval", _AN_INTERVAL),
    ("Shown, not shown", _SHOWN),
)


def bound(size: Lines) -> str:
    """`73`, `above 160`, `below 10`."""
    match size.side:
        case GridSide.INSIDE:
            return f"{size.lines:,}"
        case GridSide.ABOVE | GridSide.BELOW:
            return f"{size.side.value} {size.lines:,}"
        case _:
            assert_never(size.side)


def interval(one: SafeSize) -> str:
    """`69 to 78`; empty without an interval."""
    return "" if one.low is None or one.high is None else span(one.low, one.high)


def span(low: Lines, high: Lines) -> str:
    """`69 to 78`, or one bound where both are the same."""
    return bound(low) if low == high else f"{bound(low)} to {bound(high)}"


def held(one: SafeSize) -> str:
    return f"{one.held} of {plural(one.launches, 'launch')}"


def safe_size(one: SafeSize) -> str:
    """The safe size with all that limits it, as it stands in tables and in `summary.json`."""
    if one.estimate is None:
        return f"cannot be said: {one.reason}"
    match one.estimate.side:
        case GridSide.INSIDE:
            words = f"up to {plural(one.estimate.lines, 'line')}"
        case GridSide.ABOVE:
            words = f"all sizes measured, up to {plural(one.estimate.lines, 'line')}, in {held(one)}"
        case GridSide.BELOW:
            words = f"no size measured, not even {plural(one.estimate.lines, 'line')}"
        case _:
            assert_never(one.estimate.side)
    return f"{words} ({certainty(one)})"


def certainty(one: SafeSize) -> str:
    """`95 % interval 69 to 78, 3 launches`."""
    if one.low is None:
        return "one launch, so no interval"
    return f"95 % interval {interval(one)}, {plural(one.launches, 'launch')}"


def short_safe_size(one: SafeSize | None) -> str:
    """For a narrow column: `73 (69 to 78)`."""
    if one is None or one.estimate is None:
        return NOTHING
    words = bound(one.estimate)
    return f"{words} ({interval(one)})" if one.low is not None and interval(one) != words else words


def freeze_sentence(step: str, one: SafeSize) -> str:
    """What the run says about one design, for someone who has never seen a percentile; without its name."""
    what, over = f"{article(step)} {step}", limit(one.limit)
    if one.estimate is None:
        return f"nothing can be said about freezes over {over} in {what}, because {one.reason}."
    lines = plural(one.estimate.lines, "line")
    match one.estimate.side:
        case GridSide.INSIDE:
            return (
                f"{what} freezes the page for over {over} in bills of more than {lines} ({certainty(one)})."
            )
        case GridSide.BELOW:
            return (
                f"{what} freezes the page for over {over} even in the smallest bills measured, "
                f"of {lines} ({certainty(one)})."
            )
        case GridSide.ABOVE:
            return _no_freeze(what, over, lines, one)
        case _:
            assert_never(one.estimate.side)


def _no_freeze(what: str, over: str, lines: str, one: SafeSize) -> str:
    """How far "no freeze" carries: the launches behind it, and what they cannot exclude."""
    never = "never froze" if one.held == one.launches else "mostly did not freeze"
    sizes = f"bills of up to {lines} (the largest measured, {held(one)})"
    seen = f"{what} {never} the page for over {over} in {sizes}"
    if one.low is None or one.low.side is GridSide.ABOVE:
        return f"{seen}."
    start = (
        "of any size" if one.low.side is GridSide.BELOW else f"of more than {plural(one.low.lines, 'line')}"
    )
    return f"{seen}; that does not exclude it for bills {start} (95 % interval {interval(one)})."


def lesser_sentence(one: SafeSize) -> str:
    """The lower limit that was reached: `It froze for over 500 ms in bills of more than 101 lines (...).`"""
    assert one.estimate is not None
    lines = plural(one.estimate.lines, "line")
    where = f"of more than {lines}" if one.estimate.side is GridSide.INSIDE else f"as small as {lines}"
    return f"It froze for over {limit(one.limit)} in bills {where} ({certainty(one)})."


def times_as(effect: Effect) -> str:
    """`0.21 times (0.18 to 0.25)`; a ratio of hangs is told as the bound that it is."""
    match effect.bound:
        case Bound.EXACT:
            words = f"{ratio(effect.ratio)} times"
        case Bound.AT_LEAST | Bound.AT_MOST:
            words = f"{effect.bound.value} {ratio(effect.ratio)} times"
        case Bound.UNKNOWN:
            words = "an unknown number of times (hangs on both sides)"
        case _:
            assert_never(effect.bound)
    if effect.low is None or effect.high is None:
        return words
    low, high = ratio(effect.low), ratio(effect.high)
    return words if low == high else f"{words} ({low} to {high})"


def reader_sentence(design: str, step: str, one: ReaderCost) -> str:
    """At the size nearest to the guideline, for somebody who reads no more than this."""
    there, unit = one.reference, METRICS["freeze_s"].unit
    shown = "" if there.shown else " That is not shown to be more than chance."
    who = (
        f"For a person with a screen reader, {article(step)} {step} of {design} in bills of "
        f"{plural(there.lines, 'line')} freezes the page"
    )
    freeze, without = (percentile(value, unit) for value in (there.with_reader, there.without))
    if there.hardly_without:
        return f"{who} for {freeze}; without one it hardly freezes ({without}).{shown}"
    return f"{who} {times_as(there.effect)} as long: {freeze} in the place of {without}.{shown}"


def ratio(value: float) -> str:
    """Two digits that count: `0.21`, `1.05`, `12`."""
    return f"{value:.2f}" if value < 9.95 else f"{value:,.0f}"


def article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeiou" else "a"


def times(found: Proportion) -> str:
    """`3 of 3`."""
    return f"{found.count:,} of {found.total:,}"


def share(found: Proportion) -> str:
    """A share with its interval; none of `n` is told by what it cannot exclude."""
    if found.total == 0:
        return NOTHING
    if found.count == 0:
        return f"none of {found.total:,} (under {percent(found.high)})"
    return f"{times(found)} ({percent(found.low)} to {percent(found.high)})"


def share_in_launches(found: Proportion, launches: int) -> str:
    """The same of what is repeated in a launch, whose interval is that of so many launches."""
    if found.total in {0, launches}:
        return share(found)
    seen, _, interval = share(found).partition(" (")
    return f"{seen} in {plural(launches, 'launch')} ({interval}"


def percentile(found: Percentile | None, unit: Unit) -> str:
    if found is None:
        return NOTHING
    value = quantity(found.value, unit)
    return f"at least {value}" if found.at_least else value


def level_interval(level: Level | None, unit: Unit) -> str:
    if level is None or level.low is None or level.high is None:
        return NOTHING
    low, high = quantity(level.low, unit), quantity(level.high, unit)
    return low if low == high else f"{low} to {high}"


def lost(work: WorkTally) -> str:
    """Lines lost per 100 bills with its interval, or the bound that seeing no loss gives."""
    if work.lost_per_100 is None:
        return NOTHING
    if not work.lost:
        return f"none in {plural(work.bills, 'bill')}"
    value = f"{work.lost_per_100:,.0f}"
    if work.low is None or work.high is None:
        return f"{value} (one bill has no interval)"
    return f"{value} ({work.low:,.0f} to {work.high:,.0f})"


def lost_sentence(design: str, work: WorkTally | None) -> str:
    if work is None or not work.bills:
        return f"{design}: what became of the work was not read back."
    bills = plural(work.bills, "bill")
    if not work.lost:
        return (
            f"{design}: no line was lost in {bills} ({plural(work.lines_checked, 'line')} compared); "
            f"that cannot exclude a loss in up to {percent(work.harmed.high)} of bills.{late(work)}"
        )
    return (
        f"{design}: {plural(work.lost, 'line')} lost in {times(work.harmed)} bills, "
        f"{lost(work)} per 100 bills.{late(work)}"
    )


def late(work: WorkTally) -> str:
    """What was saved and could not be read at once, as a sentence to add; empty for nothing."""
    if not work.late or work.latest_s is None:
        return ""
    was = "was" if work.late == 1 else "were"
    return (
        f" {plural(work.late, 'line')} {was} saved and {was} not to be read at once, the last within "
        f"{quantity(work.latest_s, Unit.SECONDS)}."
    )
