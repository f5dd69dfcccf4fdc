"""What a gate says beside its verdict, a line each."""

from billbench.reports.gate.judgement import GateForm, Judgement
from billbench.reports.gate.words import launches, limit_of
from billbench.reports.words.numbers import seconds
from billbench.reports.words.text import clean, plural


def basis(judgement: Judgement) -> str:
    """What the verdict rests on, and what it could have seen."""
    counted = judgement.launches
    parts = [f"{counted.used} of {launches(counted.look)} count (at most {counted.asked} were planned)"]
    if judgement.form is not GateForm.BUDGETS:
        parts.append(f"margin {limit_of(judgement.question.margin)}")
    if judgement.detectable is not None:
        parts.append(
            f"a slow-down of {judgement.detectable * 100:.1f} % fails four of five gates of "
            f"{launches(counted.asked)} at this spread"
        )
    return "; ".join(parts) + "."


def interval_note(judgement: Judgement) -> str:
    """How to read the interval of the primary measure; empty without one."""
    if judgement.primary is None or judgement.primary.low is None:
        return ""
    counted = "Of a launch's page changes the median counts. " if judgement.form is GateForm.PAIRED else ""
    return (
        f"{counted}The interval of the freeze holds over all looks together: its lower end with 99 %, its "
        "upper end with 97.5 %. Others are of means, with 95 % intervals, and what they show is adjusted for "
        "their number (Holm)."
    )


def worst_sentence(judgement: Judgement) -> str:
    """The candidate's worst trial; empty without one."""
    worst = judgement.worst
    if worst is None:
        return ""
    least = "at least " if worst.at_least else ""
    return (
        f"Worst trial of the candidate: {clean(worst.trial)} in launch {clean(worst.launch)}, "
        f"{plural(worst.lines, 'line')}, a freeze of {least}{seconds(worst.freeze_s)}."
    )
