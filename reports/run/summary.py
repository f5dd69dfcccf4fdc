"""What `summary.json` says of a run: its findings, each as the file has it."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from billbench.harness.model.outcomes import Outcome, Submission
from billbench.harness.model.trials import TrialState
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.outcomes import WorkTally
from billbench.reports.findings.safe_sizes import Lines, SafeSize
from billbench.reports.findings.words import safe_size
from billbench.reports.pages.programs import row_of
from billbench.reports.reading.cells import CellStep, Level
from billbench.reports.run.answer import answer
from billbench.reports.run.commands import command, repeats
from billbench.reports.run.summary_rows import (
    Belief,
    BeyondRow,
    CellRow,
    CellWorkRow,
    ClaimRow,
    CriterionRow,
    DesignWorkRow,
    ExceededRow,
    GrowthRow,
    HarmRow,
    LevelRow,
    RunFacts,
    SafeSizeRow,
    Sentences,
    SetAsideRow,
    Summary,
    WarningRow,
)
from billbench.reports.statistics.thresholds import GridSide


def summary(findings: Findings) -> Summary:
    return Summary(
        run=row_of(RunFacts, findings.info, trials=findings.trials),
        answer=row_of(Sentences, answer(findings)),
        cells=tuple(_cell(cell, findings.plan.named) for cell in findings.cells),
        safe_sizes=tuple(map(_safe_size, findings.safe_sizes)),
        outcomes=tuple(CellWorkRow(**asdict(one.cell), **_work(one.work)) for one in findings.works),
        harms=tuple(
            row_of(HarmRow, one, **asdict(one.cell) | {"harmed_lines": one.lines}) for one in findings.harms
        ),
        designs={
            design: DesignWorkRow(title=findings.plan.design_title(design), **_work(work))
            for design, work in findings.design_works.items()
        },
        growth=tuple(row_of(GrowthRow, one, **asdict(one.series)) for one in findings.growths),
        devices=findings.devices,
        set_aside=tuple(row_of(SetAsideRow, one, **asdict(one.series)) for one in findings.set_aside),
        failure_sizes=findings.failures,
        comparisons=findings.comparisons,
        sensitivities=findings.sensitivities,
        screen_readers=findings.readers,
        exponents=findings.exponents,
        memory=findings.memory,
        levers=findings.levers,
        page_sizes=findings.advices,
        whole_bills=findings.whole_bills,
        claims=tuple(_claims(findings)),
        doubts=findings.doubts,
        validity=_belief(findings),
    )


def _belief(findings: Findings) -> Belief:
    found = findings.validity
    return Belief(
        state=found.state,
        warnings=tuple(
            WarningRow(kind=one.kind, severity=one.severity.name.lower(), text=one.text)
            for one in found.concerns
        ),
    )


def _claims(findings: Findings) -> Iterator[ClaimRow]:
    for one in findings.claims:
        told = {"says": one.claim.says, "section": one.chart or None, "command": repeats(findings, one)}
        yield row_of(ClaimRow, one, claim=one.claim.name, **told)


def _cell(cell: CellStep, named: str) -> CellRow:
    told = {
        **asdict(cell.series),
        "lines": cell.lines,
        "launches": cell.launches,
        "command": command(cell.series, cell.lines, named),
        "exceeded": [
            ExceededRow(measure="freeze_s", limit=limit, **asdict(found))
            for limit, found in cell.exceeded.items()
        ],
    }
    return CellRow.model_validate(told | {name: _level(level) for name, level in cell.measures.items()})


def _level(level: Level) -> LevelRow:
    return LevelRow(
        n=level.n,
        median=level.median.value,
        median_at_least=level.median.at_least,
        p95=level.p95.value,
        p95_at_least=level.p95.at_least,
        p95_is_maximum=level.p95.is_maximum,
        mean=level.mean,
        low=level.low,
        high=level.high,
        censored=level.censored,
        reason=level.reason or None,
    )


def _safe_size(one: SafeSize) -> SafeSizeRow:
    bounds = {"estimate": one.estimate, "low": one.low, "high": one.high}
    return row_of(
        SafeSizeRow,
        one,
        **asdict(one.series),
        **{name: _inside(bound) for name, bound in bounds.items()},
        criterion=row_of(CriterionRow, one),
        beyond={name: _beyond(bound) for name, bound in bounds.items()},
        censored=one.censoring,
        reason=one.reason or None,
        words=safe_size(one),
    )


def _inside(size: Lines | None) -> int | None:
    return size.lines if size is not None and size.side is GridSide.INSIDE else None


def _beyond(size: Lines | None) -> BeyondRow | None:
    if size is None or size.side is GridSide.INSIDE:
        return None
    return BeyondRow(side=size.side, lines=size.lines)


def _work(work: WorkTally) -> dict[str, Any]:
    return {
        "bills": work.bills,
        "lines_checked": work.lines_checked,
        "outcomes": {word: work.lines.get(word, 0) for word in Outcome},
        "submissions": {word: work.submissions.get(word, 0) for word in Submission},
        "bills_with_loss": work.harmed,
        "lines_lost": work.lost,
        "lost_per_100_bills": {"value": work.lost_per_100, "low": work.low, "high": work.high},
        "unfinished": {state: work.unfinished.get(state, 0) for state in TrialState},
        "lines_late": work.late,
        "latest_s": work.latest_s,
    }
