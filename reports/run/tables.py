"""The data tables of a report, in base units, for programs and spreadsheets: `tables/*.csv`."""

from collections.abc import Iterator

from billbench.harness.model.metrics import METRICS
from billbench.harness.model.outcomes import Outcome, Submission
from billbench.harness.model.trials import Cell
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.safe_sizes import Lines
from billbench.reports.findings.words import safe_size
from billbench.reports.pages.programs import Table, Value
from billbench.reports.run.commands import command
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.series import Series

_SERIES = ("design", "device", "journey", "step", "variant", "person")


_CELL = ("design", "lines", "device", "journey", "variant", "person")


def _placed(cell: Cell) -> tuple[Value, ...]:
    return tuple(getattr(cell, name) for name in _CELL)


def _named(series: Series) -> tuple[Value, ...]:
    return tuple(getattr(series, name) for name in _SERIES)


def tables(findings: Findings) -> tuple[Table, ...]:
    return (
        _levels(findings),
        _samples(findings),
        _safe_sizes(findings),
        _outcomes(findings),
        _harms(findings),
        _growth(findings),
        _set_aside(findings),
        _warnings(findings),
        _commands(findings),
    )


def _levels(findings: Findings) -> Table:
    def rows() -> Iterator[tuple[Value, ...]]:
        for cell in findings.cells:
            one = cell.series
            for name, level in cell.measures.items():
                yield (
                    *(*_named(one), cell.lines),
                    *(name, METRICS[name].unit.value, level.n, level.censored),
                    *(level.median.value, level.median.at_least),
                    *(level.p95.value, level.p95.at_least, level.p95.is_maximum),
                    *(level.mean, level.low, level.high, level.reason),
                )

    return Table(
        name="levels",
        columns=(
            *(*_SERIES, "lines", "measure", "unit", "launches", "censored"),
            *("median", "median_at_least", "p95", "p95_at_least", "p95_is_maximum"),
            *("geometric_mean", "low", "high", "no_interval_because"),
        ),
        rows=tuple(rows()),
    )


def _samples(findings: Findings) -> Table:
    """Every value behind the levels, a row a step and launch."""
    return Table(
        name="samples",
        columns=(*_SERIES, "lines", "launch", "censored", *METRICS),
        rows=tuple(
            (
                *_named(cell.series),
                *(cell.lines, sample.launch, sample.censored),
                *(sample.measures[name] for name in METRICS),
            )
            for cell in findings.cells
            for sample in cell.samples
        ),
    )


def _safe_sizes(findings: Findings) -> Table:
    return Table(
        name="safe_sizes",
        columns=(
            *(*_SERIES, "measure", "limit_s", "estimate", "low", "high"),
            *("censored", "launches", "held_at_largest", "words"),
        ),
        rows=tuple(
            (
                *_named(one.series),
                *(one.measure, one.limit, _lines(one.estimate), _lines(one.low), _lines(one.high)),
                *(one.censoring.value, one.launches, one.held, safe_size(one)),
            )
            for one in findings.safe_sizes
        ),
    )


def _lines(size: Lines | None) -> Value:
    return size.lines if size is not None and size.side is GridSide.INSIDE else None


def _outcomes(findings: Findings) -> Table:
    return Table(
        name="outcomes",
        columns=(
            *(*_CELL, "bills", "lines_checked"),
            *(word.value for word in Outcome),
            *(f"submission_{word.value}" for word in Submission),
            *("bills_with_loss", "lost_per_100_bills", "low", "high"),
        ),
        rows=tuple(
            (
                *_placed(one.cell),
                *(one.work.bills, one.work.lines_checked),
                *(one.work.lines.get(word, 0) for word in Outcome),
                *(one.work.submissions.get(word, 0) for word in Submission),
                *(one.work.harmed.count, one.work.lost_per_100, one.work.low, one.work.high),
            )
            for one in findings.works
        ),
    )


def _harms(findings: Findings) -> Table:
    return Table(
        name="harms",
        columns=(*(*_CELL, "word", "cause", "harmed_lines", "bills"),),
        rows=tuple(
            (
                *_placed(one.cell),
                *(one.word.value, one.cause.value if one.cause else None, one.lines, one.bills),
            )
            for one in findings.harms
        ),
    )


def _growth(findings: Findings) -> Table:
    return Table(
        name="growth",
        columns=(*_SERIES, "signal", "growth", "factor", "p"),
        rows=tuple(
            (
                *_named(one.series),
                *(one.signal, one.growth.value, one.factor, one.p),
            )
            for one in findings.growths
        ),
    )


def _set_aside(findings: Findings) -> Table:
    return Table(
        name="set_aside",
        columns=(*_SERIES, "lines", "launch", "cause"),
        rows=tuple(
            (
                *_named(one.series),
                *(one.lines, one.launch, one.cause),
            )
            for one in findings.set_aside
        ),
    )


def _warnings(findings: Findings) -> Table:
    return Table(
        name="warnings",
        columns=("kind", "severity", "text"),
        rows=tuple((one.kind, one.severity.name.lower(), one.text) for one in findings.validity.concerns),
    )


def _commands(findings: Findings) -> Table:
    cells = {(c.series.design, c.lines, c.series.device, c.series.journey): c for c in findings.cells}
    return Table(
        name="commands",
        columns=("design", "lines", "device", "journey", "command"),
        rows=tuple(
            (*key, command(cell.series, cell.lines, findings.plan.named)) for key, cell in cells.items()
        ),
    )
