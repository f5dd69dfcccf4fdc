"""What became of people's work: lines and submissions by the word for their fate.

The bill is the unit: a page that is lost takes all its lines along, so lines are not independent.
Set-aside trials count here. A disturbed machine makes a time wrong, but a line that it lost is lost.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from billbench.harness.model.flags import NO_VERDICT
from billbench.harness.model.outcomes import Cause, Ledger, Outcome, Submission
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Cell, Trial, TrialState
from billbench.reports.statistics.intervals import mean_interval
from billbench.reports.statistics.proportions import Proportion, wilson

LOST = frozenset({Outcome.LOST_UNSAVED, Outcome.LOST_ACKNOWLEDGED})
_SUBMITTED = frozenset({Submission.NOT_TRIED, Submission.RECEIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTally:
    """The work of some bills. `lost_per_100` with its interval counts lines lost per 100 bills.

    `harmed` are the bills that lost a line; with none of them it still has an upper bound. `unfinished`
    counts the trials by state whose work could not be done. `late` are lines that a first look did not see as
    they were meant and a later one did, the last of them after `latest_s`.
    """

    bills: int
    lines_checked: int
    lines: Mapping[Outcome, int]
    submissions: Mapping[Submission, int]
    harmed: Proportion
    lost: int
    lost_per_100: float | None
    low: float | None
    high: float | None
    unfinished: Mapping[TrialState, int]
    late: int = 0
    latest_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellWork:
    cell: Cell
    work: WorkTally


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """Lines or submissions of one cell that came to the same word by the same cause.

    `cause` is `None` where none was looked for; `lines` is nought for submissions. `evidence` is of the first
    of them.
    """

    cell: Cell
    word: Outcome | Submission
    cause: Cause | None
    lines: int
    bills: int
    evidence: str = ""


def harms(run: Run) -> tuple[Harm, ...]:
    """Every word but `saved` and `received`, by cell and cause."""
    lines: Counter[tuple[Cell, Outcome | Submission, Cause | None]] = Counter()
    bills: Counter[tuple[Cell, Outcome | Submission, Cause | None]] = Counter()
    evidence: dict[tuple[Cell, Outcome | Submission, Cause | None], str] = {}
    for trial in _tried(run.trials):
        if trial.ledger is None:
            continue
        found = Counter(
            (trial.cell, fate.outcome, fate.cause)
            for fate in trial.ledger.lines
            if fate.outcome is not Outcome.SAVED
        )
        lines.update(found)
        bills.update(found.keys())
        for fate in trial.ledger.lines:
            evidence.setdefault((trial.cell, fate.outcome, fate.cause), fate.evidence)
        if trial.ledger.submission not in _SUBMITTED:
            key = trial.cell, trial.ledger.submission, trial.ledger.submission_cause
            bills[key] += 1
            evidence.setdefault(key, trial.ledger.submission_evidence)
    return tuple(
        Harm(
            cell=key[0],
            word=key[1],
            cause=key[2],
            lines=lines[key],
            bills=bills[key],
            evidence=evidence.get(key, ""),
        )
        for key in bills
    )


def cell_works(run: Run) -> tuple[CellWork, ...]:
    grouped: dict[Cell, list[Trial]] = {}
    for trial in _tried(run.trials):
        grouped.setdefault(trial.cell, []).append(trial)
    return tuple(CellWork(cell=cell, work=work_of(trials)) for cell, trials in grouped.items())


def design_works(run: Run) -> Mapping[str, WorkTally]:
    """All bills of a design together, over sizes, devices and journeys."""
    grouped: dict[str, list[Trial]] = {}
    for trial in _tried(run.trials):
        grouped.setdefault(trial.cell.design, []).append(trial)
    return {design: work_of(trials) for design, trials in grouped.items()}


def _tried(trials: Iterable[Trial]) -> list[Trial]:
    return [trial for trial in trials if trial.state is not TrialState.NOT_OFFERED]


def work_of(trials: Sequence[Trial]) -> WorkTally:
    ledgers = [trial.ledger for trial in trials if trial.ledger is not None]
    losses = [lost_lines(ledger) for ledger in ledgers]
    interval = mean_interval([100.0 * loss for loss in losses])
    stated = interval is not None and any(losses)
    late = [fate.late_s for ledger in ledgers for fate in ledger.lines if fate.late_s is not None]
    return WorkTally(
        bills=len(ledgers),
        lines_checked=sum(ledger.lines_checked for ledger in ledgers),
        lines=Counter(fate.outcome for ledger in ledgers for fate in ledger.lines),
        submissions=Counter(ledger.submission for ledger in ledgers),
        harmed=wilson(sum(loss > 0 for loss in losses), len(losses)),
        lost=sum(losses),
        lost_per_100=100.0 * sum(losses) / len(losses) if losses else None,
        low=max(0.0, interval.low) if interval is not None and stated else None,
        high=interval.high if interval is not None and stated else None,
        unfinished=Counter(
            trial.state
            for trial in trials
            if trial.state is not TrialState.COMPLETED and not NO_VERDICT.intersection(trial.flags)
        ),
        late=len(late),
        latest_s=max(late, default=None),
    )


def lost_lines(ledger: Ledger) -> int:
    return sum(fate.outcome in LOST for fate in ledger.lines)
