"""The data tables of a load's report, in base units, for programs and spreadsheets: `tables/*.csv`."""

from collections.abc import Sequence

from billbench.reports.load.findings import LoadFindings, StageFindings
from billbench.reports.load.times import Times
from billbench.reports.pages.programs import Table, Value

_STAGE = ("stage", "level")


def tables(findings: LoadFindings) -> tuple[Table, ...]:
    """`level` is people in the closed mode, arrivals a second in the open one; times are seconds."""
    stages = findings.stages
    return (
        _times_of_groups(stages),
        Table(
            name="moments",
            columns=(*_STAGE, "at_s", "requests_per_s", "p50_s", "p95_s"),
            rows=tuple(
                (*_stage(stage), one.at_s, one.per_s, one.p50_s, one.p95_s)
                for stage in stages
                for one in stage.moments
            ),
        ),
        Table(
            name="saves",
            columns=(*_STAGE, "outcome", "saves", "of", "share_low", "share_high"),
            rows=tuple(
                (*_stage(stage), one.outcome, one.share.count, one.share.total, one.share.low, one.share.high)
                for stage in stages
                for one in stage.ledger.outcomes
            ),
        ),
        Table(
            name="failures",
            columns=(*_STAGE, "verdict", "requests"),
            rows=tuple(
                (*_stage(stage), verdict, count) for stage in stages for verdict, count in stage.failures
            ),
        ),
    )


def _times_of_groups(stages: Sequence[StageFindings]) -> Table:
    return Table(
        name="times",
        columns=(
            *(*_STAGE, "design", "lines", "step", "time", "requests", "censored"),
            *("p50_s", "p50_at_least", "p95_s", "p95_at_least", "p99_s", "p99_at_least"),
        ),
        rows=tuple(
            (*_stage(stage), one.group.design, one.group.lines, one.group.step, kind, *_times(found))
            for stage in stages
            for one in stage.groups
            for kind, found in (("response", one.response), ("service", one.service))
        ),
    )


def _stage(stage: StageFindings) -> tuple[Value, Value]:
    return stage.record.stage, stage.record.level


def _times(found: Times) -> tuple[Value, ...]:
    shares = (found.p50, found.p95, found.p99)
    return (
        *(found.count, found.censored),
        *(value for share in shares for value in (share.value, share.at_least)),
    )
