"""What became of the saves: per 1,000, with Wilson's interval, and by what the person was told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from harness.model import Outcome
from harness.store.requests import SaveRow
from reports.statistics.proportions import Proportion, wilson

SUPERSEDED = "superseded"
_KEPT = (Outcome.SAVED.value, SUPERSEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeShare:
    """One word, how often it came among the proven saves, and what the people were told by the pages."""

    outcome: str
    share: Proportion
    causes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveLedger:
    """`proven` saves were read back; `superseded` ones changed a line that a later save changed again.

    `failed` are all that are not as the person meant: refused, lost, altered, duplicated, not known.
    """

    sent: int
    proven: int
    superseded: int
    outcomes: tuple[OutcomeShare, ...]
    failed: Proportion


def ledger(saves: Sequence[SaveRow]) -> SaveLedger:
    proven = [save for save in saves if save.outcome != SUPERSEDED]
    counts = Counter(save.outcome for save in proven)
    return SaveLedger(
        sent=len(saves),
        proven=len(proven),
        superseded=len(saves) - len(proven),
        outcomes=tuple(
            OutcomeShare(
                outcome=word,
                share=wilson(counts[word], len(proven)),
                causes=tuple(Counter(s.verdict for s in proven if s.outcome == word).most_common()),
            )
            for word in (outcome.value for outcome in Outcome)
            if counts[word]
        ),
        failed=wilson(sum(save.outcome not in _KEPT for save in proven), len(proven)),
    )
