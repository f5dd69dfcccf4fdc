"""The answer of a load in a few sentences: how long people wait, and what became of their work."""

from collections.abc import Sequence

from billbench.harness.model.outcomes import Outcome
from billbench.reports.load.capacity import Capacity, Criterion
from billbench.reports.load.findings import LoadFindings, StageFindings
from billbench.reports.pages.page import ReportAnswer
from billbench.reports.statistics.percentiles import Percentile
from billbench.reports.statistics.proportions import Proportion, wilson
from billbench.reports.words.numbers import NOTHING, percent, seconds
from billbench.reports.words.text import clean

_COLUMNS = (
    "Load",
    "Requests",
    "p50",
    "p95",
    "p99",
    "p95 of service",
    "Done a second",
    "Failed saves per 1,000",
)


DISTORTED = "Other work took the browser's own time in most trials beside the load."


def answer(findings: LoadFindings) -> ReportAnswer:
    """What the terminal prints and the page opens with."""
    return ReportAnswer(
        lead="",
        sentences=_sentences(findings),
        guideline=(),
        work=(_work(findings.stages),),
        validity=validity(findings),
        columns=_COLUMNS,
        rows=tuple(_row(findings, stage) for stage in findings.stages),
    )


def validity(findings: LoadFindings) -> str:
    """How far the run can be believed, in a sentence."""
    reasons = [reason.text for stage in findings.stages for reason in stage.reasons]
    if findings.distorted:
        reasons.append(DISTORTED)
    if reasons:
        return f"Invalid: {clean(reasons[0], 400)}"
    return "Valid: no worker was lost, nothing was dropped, and the generator kept its times."


def level_words(findings: LoadFindings, level: float) -> str:
    """A load in words: `50 people` or `2.5 arrivals a second`."""
    if not findings.closed:
        return f"{level:g} arrivals a second"
    return "1 person" if level == 1 else f"{level:g} people"


def at_least(found: Percentile | None) -> str:
    if found is None:
        return NOTHING
    return f"{'≥ ' if found.at_least else ''}{seconds(found.value)}"


def per_1000(share: Proportion) -> str:
    """A share of saves, per 1,000, with its interval."""
    if not share.total:
        return NOTHING
    return f"{share.count / share.total * 1000:.1f} ({share.low * 1000:.1f} to {share.high * 1000:.1f})"


def hidden_sentence(stage: StageFindings) -> str:
    """What the closed mode leaves out, as an estimate."""
    found = stage.hidden
    if found is None:
        return ""
    if not found.withheld:
        return "Nobody waited longer than their usual pace, so the closed mode hides nothing here."
    share = found.withheld / (found.made + found.withheld)
    return (
        f"The closed mode hides the worst moments: about {found.withheld} visits ({percent(share)}) were not "
        f"begun while people waited; with them the p95 of opening would be about {at_least(found.p95)}."
    )


def capacity_sentence(findings: LoadFindings) -> str:
    found = findings.capacity
    if found is None:
        return ""
    wanted = criterion_words(findings.criterion)
    if found.largest is None:
        return f"No load that was tried holds ({wanted}){_broke(findings, found)}."
    return (
        f"The largest load that holds is {level_words(findings, found.largest)} ({wanted})"
        f"{_broke(findings, found)}."
    )


def criterion_words(criterion: Criterion) -> str:
    return (
        f"95 % of answers within {seconds(criterion.p95_s)}, "
        f"at most {criterion.failed_per_1000:g} failed saves per 1,000"
    )


def _broke(findings: LoadFindings, found: Capacity) -> str:
    if found.high is None:
        return "; none that was tried breaks"
    return f"; {level_words(findings, found.high)} is too much"


def _sentences(findings: LoadFindings) -> tuple[str, ...]:
    if not findings.valid:
        return ("The figures of this load are about the generator, not about the application.",)
    found = capacity_sentence(findings)
    if found:
        return (found,)
    return tuple(
        sentence
        for stage in findings.stages
        for sentence in (_times(findings, stage), hidden_sentence(stage))
        if sentence
    )


def _times(findings: LoadFindings, stage: StageFindings) -> str:
    if stage.response is None or stage.service is None:
        return "No request was made."
    return (
        f"With {level_words(findings, stage.record.level)}, 95 % of requests were answered within "
        f"{at_least(stage.response.p95)} of when they were due, half within {at_least(stage.response.p50)}; "
        f"counted from when they were sent, 95 % within {at_least(stage.service.p95)}."
    )


def _work(stages: Sequence[StageFindings]) -> str:
    """All stages together: what was lost at one level is lost."""
    proven = sum(stage.ledger.proven for stage in stages)
    if not proven:
        return "No save was proven."
    saved = sum(
        one.share.count for stage in stages for one in stage.ledger.outcomes if one.outcome == Outcome.SAVED
    )
    failed = wilson(sum(stage.ledger.failed.count for stage in stages), proven)
    return (
        f"{saved:,} of {proven:,} saves are stored as they were meant; per 1,000 saves "
        f"{per_1000(failed)} are not."
    )


def _row(findings: LoadFindings, stage: StageFindings) -> tuple[str, ...]:
    response, service = stage.response, stage.service
    return (
        level_words(findings, stage.record.level),
        f"{response.count:,}" if response else "0",
        *(at_least(one) for one in ((response.p50, response.p95, response.p99) if response else (None,) * 3)),
        at_least(service.p95 if service else None),
        f"{stage.per_s:.3g}",
        per_1000(stage.ledger.failed),
    )
