"""A run of which no trial came to its end: how they ended, and why, as far as they say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.words.text import clean, listing, plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Of `trials`, how many ended how; `reason` is the most frequent of their reasons, told `often`."""

    trials: int
    states: tuple[tuple[TrialState, int], ...]
    reason: str
    often: int


def stopped(trials: Sequence[Trial]) -> Stopped | None:
    tried = [trial for trial in trials if trial.state is not TrialState.NOT_OFFERED]
    if not tried or any(trial.state is TrialState.COMPLETED for trial in tried):
        return None
    reasons = Counter(trial.reason for trial in tried if trial.reason).most_common(1)
    reason, often = reasons[0] if reasons else ("", 0)
    return Stopped(
        trials=len(tried),
        states=tuple(Counter(trial.state for trial in tried).most_common()),
        reason=reason,
        often=often,
    )


def stopped_sentence(one: Stopped) -> str:
    ended = listing([f"{count:,} {state.value}" for state, count in one.states])
    why = f" The reason told most often, by {one.often:,}: {clean(one.reason)}" if one.reason else ""
    return f"Not one of {plural(one.trials, 'trial')} came to its end: {ended}.{why}"
