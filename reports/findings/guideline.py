"""The owner's guideline of 80 lines, put to the test: how often it froze there, and what the data support."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from billbench.harness.model.outcomes import Submission
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import TrialState
from billbench.reports.findings.outcomes import lost_lines
from billbench.reports.findings.safe_sizes import Lines, SafeSize, whole_lines
from billbench.reports.reading.cells import CellStep, exceeding
from billbench.reports.reading.samples import standing_trials
from billbench.reports.statistics.proportions import Proportion, wilson_of_clusters
from billbench.reports.statistics.shares import Counted, share_threshold
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.bands import GUIDELINE_LINES

BEARABLE_SHARE = 0.10
"""A bill in ten: an assumption, for no source says what loss of work is bearable. It is said in the
report."""


class GuidelineHolds(StrEnum):
    """Whether bills of the guideline's size meet a criterion."""

    SHOWN = "holds"
    CONTRADICTED = "does not hold"
    NOT_SHOWN = "not shown either way"
    UNKNOWN = "cannot be said"


class Failure(StrEnum):
    """What can become of work that a limit in seconds says nothing of."""

    LOST_LINES = "lost lines"
    FAILED_SUBMITS = "failed submissions"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureSize:
    """The largest bill of which no more than `share` fail. `low` and `high` are measured sizes.

    `separated`: none `failed` up to a size, all from the next one on.
    """

    design: str
    device: str
    failure: Failure
    share: float
    estimate: Lines
    low: Lines
    high: Lines
    bills: int
    failed: int
    separated: bool


def froze(cell: CellStep, limit: float) -> Proportion:
    """How many page changes froze for over `limit`.

    A page change that is repeated in one launch shares its luck, so the interval counts launches.
    """
    return wilson_of_clusters([exceeding(sample.freezes, limit) for sample in cell.samples])


def verdict(one: SafeSize | None) -> GuidelineHolds:
    """The guideline holds when the whole interval of the safe size reaches it or lies above."""
    if one is None or one.estimate is None or one.low is None or one.high is None:
        return GuidelineHolds.UNKNOWN
    return _verdict(one.low, one.high)


def failure_verdict(one: FailureSize) -> GuidelineHolds:
    return _verdict(one.low, one.high)


def _verdict(low: Lines, high: Lines) -> GuidelineHolds:
    if low.lines >= GUIDELINE_LINES and low.side is not GridSide.BELOW:
        return GuidelineHolds.SHOWN
    if high.lines < GUIDELINE_LINES and high.side is not GridSide.ABOVE:
        return GuidelineHolds.CONTRADICTED
    return GuidelineHolds.NOT_SHOWN


def failure_sizes(run: Run, variant: str, person: str) -> tuple[FailureSize, ...]:
    """For each design and device; a design that never tried to submit has no failed submissions."""
    found = []
    for failure in Failure:
        for (design, device), counts in sorted(_counts(run, failure, variant, person).items()):
            one = _failure_size(design, device, failure, counts)
            if one is not None:
                found.append(one)
    return tuple(found)


def _counts(run: Run, failure: Failure, variant: str, person: str) -> dict[tuple[str, str], list[Counted]]:
    grouped: dict[tuple[str, str], dict[int, list[bool]]] = {}
    for trial in standing_trials(run.trials):
        cell = trial.cell
        tried = trial.state is not TrialState.NOT_OFFERED
        if not tried or trial.ledger is None or (cell.variant, cell.person) != (variant, person):
            continue
        if failure is Failure.LOST_LINES:
            failed = lost_lines(trial.ledger) > 0
        elif trial.ledger.submission in {Submission.NOT_TRIED, Submission.UNKNOWN}:
            continue
        else:
            failed = trial.ledger.submission is not Submission.RECEIVED
        grouped.setdefault((cell.design, cell.device), {}).setdefault(cell.lines, []).append(failed)
    return {
        key: [Counted(size=size, count=sum(bills), total=len(bills)) for size, bills in sorted(sizes.items())]
        for key, sizes in grouped.items()
    }


def _failure_size(
    design: str, device: str, failure: Failure, counts: Sequence[Counted]
) -> FailureSize | None:
    found = share_threshold(counts, BEARABLE_SHARE)
    if found is None:
        return None
    return FailureSize(
        design=design,
        device=device,
        failure=failure,
        share=BEARABLE_SHARE,
        estimate=whole_lines(found.estimate),
        low=whole_lines(found.low),
        high=whole_lines(found.high),
        bills=sum(one.total for one in counts),
        failed=sum(one.count for one in counts),
        separated=found.separated,
    )
