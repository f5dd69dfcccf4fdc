"""A second look at a bill: what it does to what a first one seemed to say. Pure."""

from dataclasses import replace

from billbench.harness.model.outcomes import ACCUSING, Ledger, LineFate, Outcome


def accuses(found: Ledger) -> bool:
    """Whether anything is held against the application."""
    return any(fate.outcome in ACCUSING for fate in found.lines)


def seen_later(found: Ledger, now: Ledger, late_s: float) -> Ledger:
    """The ledger after one look more, `late_s` after the first.

    What was seen once as it was meant is stored: a later look may have met a copy that lags behind. So a line
    is accused only while every look says so.
    """
    before = {fate.token: fate for fate in found.lines}
    still = {fate.token: fate for fate in now.lines}
    lines = [_of_both(before.get(token), fate, late_s) for token, fate in still.items()]
    # A line that nobody touched and that is as it was stands in no ledger: once it was missed, it is told.
    lines += [
        _late(replace(fate, outcome=Outcome.SAVED), late_s) for t, fate in before.items() if t not in still
    ]
    return replace(now, lines=tuple(fate for fate in lines if fate is not None))


def _of_both(before: LineFate | None, now: LineFate, late_s: float) -> LineFate | None:
    if now.outcome in ACCUSING:
        return now if before is not None and before.outcome in ACCUSING else before
    if before is None or before.outcome not in ACCUSING:
        return now if before is None or before.outcome is not Outcome.SAVED else before
    return _late(now, late_s)


def _late(fate: LineFate, late_s: float) -> LineFate:
    if fate.late_s is not None or fate.outcome is not Outcome.SAVED:
        return fate
    said = f"a first look did not see it, one {late_s:.1f} s later did"
    return LineFate(token=fate.token, outcome=fate.outcome, evidence=said, late_s=late_s)
