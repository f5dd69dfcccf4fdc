"""How trials ended: set aside by a flag, hung, crashed, failed."""

from collections import Counter
from collections.abc import Iterator, Sequence

from billbench.harness.model.flags import NO_VERDICT, Flag
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.findings.checks.concern import DISTURBED_SHARE, concern
from billbench.reports.findings.material import Material
from billbench.reports.words.meanings import with_meaning
from billbench.reports.words.numbers import percent
from billbench.reports.words.text import clean, listing, plural
from billbench.reports.words.validity import Severity, ValidityConcern


def set_aside(material: Material) -> Iterator[ValidityConcern]:
    """Flagged trials by their cause, and how many of them still stand."""
    for one in material.doubts.flags:
        if one.cause == Flag.NOT_PREPARED:
            continue
        share = one.standing / material.places
        yield concern(
            "flagged",
            Severity.DOUBT if share > DISTURBED_SHARE else Severity.NOTE,
            f"{with_meaning(one.cause)}: {plural(one.trials, 'trial')} of {material.doubts.trials}, by this "
            "cause and before looking at the times. Where an undisturbed repeat was had, it stands instead; "
            f"in {plural(one.standing, 'place')} ({percent(share)} of the run) there was none, and the "
            "disturbed times stand.",
        )


def endings(material: Material) -> Iterator[ValidityConcern]:
    trials = [one for one in material.run.trials if one.state is not TrialState.NOT_OFFERED]
    hung = [one for one in trials if one.state is TrialState.HUNG]
    if hung:
        deadline = material.plan.deadline_s
        until = "" if deadline is None else f" of {deadline:g} s"
        yield concern(
            "hung",
            Severity.NOTE,
            f"{plural(len(hung), 'trial')} of {len(trials)} outlived the deadline{until}. They count as at "
            f"least that long: {_where(hung)}. Steps after the hang were not reached and have no value.",
        )
    unprepared = [one for one in trials if Flag.NOT_PREPARED in one.flags]
    if unprepared:
        yield concern(
            "not-prepared",
            Severity.DOUBT if len(unprepared) > DISTURBED_SHARE * len(trials) else Severity.NOTE,
            f"{plural(len(unprepared), 'trial')} of {len(trials)} not measured, as "
            f"{Flag.NOT_PREPARED.meaning}: {_where(unprepared)}.",
        )
    words = ((TrialState.CRASHED, "the page or browser died"), (TrialState.FAILED, "could not go on"))
    for state, meaning in words:
        ended = [one for one in trials if one.state is state and not NO_VERDICT.intersection(one.flags)]
        if ended:
            share = len(ended) / len(trials)
            severity = Severity.DOUBT if share > DISTURBED_SHARE else Severity.NOTE
            yield concern(
                state.value,
                severity,
                f"{plural(len(ended), 'trial')} of {len(trials)} {state.value} ({meaning}): "
                f"{_where(ended)}. Work that could not be done; there is no time to report.",
            )


def _where(trials: Sequence[Trial]) -> str:
    """The cells of some trials with how often, the most frequent first."""
    cells = Counter(clean(trial.cell.name) for trial in trials)
    named = [f"{name} ({count})" for name, count in cells.most_common(5)]
    more = len(cells) - len(named)
    return listing([*named, plural(more, "more cell")]) if more else listing(named)
