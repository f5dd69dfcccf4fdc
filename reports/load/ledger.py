"""What became of the saves: per 1,000, with Wilson's interval, and by what the person was told."""

from collections import Counter
from dataclasses import dataclass

from billbench.harness.model.outcomes import Outcome
from billbench.harness.store.requests import SUPERSEDED, SaveCounts
from billbench.reports.statistics.proportions import Proportion, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeShare:
    """One word (`outcome`), how often it came among the proven saves, and what people were told
    (`causes`)."""

    outcome: str
    share: Proportion
    causes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveLedger:
    """Of the saves that were `sent`, `proven` ones were read back; `superseded` ones changed a line that a
    later save changed again.

    `failed` are all that are not as the person meant: refused, lost, altered, duplicated, not known.
    """

    sent: int
    proven: int
    superseded: int
    outcomes: tuple[OutcomeShare, ...]
    failed: Proportion


def ledger(counts: SaveCounts) -> SaveLedger:
    proven: SaveCounts = Counter({ends: count for ends, count in counts.items() if ends[0] != SUPERSEDED})
    by_outcome = Counter[str]()
    for (outcome, _), count in proven.items():
        by_outcome[outcome] += count
    total = proven.total()
    return SaveLedger(
        sent=counts.total(),
        proven=total,
        superseded=counts.total() - total,
        outcomes=tuple(
            OutcomeShare(
                outcome=word,
                share=wilson(by_outcome[word], total),
                causes=tuple(
                    (verdict, count) for (outcome, verdict), count in proven.most_common() if outcome == word
                ),
            )
            for word in (outcome.value for outcome in Outcome)
            if by_outcome[word]
        ),
        failed=wilson(total - by_outcome[Outcome.SAVED.value], total),
    )
