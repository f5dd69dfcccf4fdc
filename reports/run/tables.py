"""The data tables of a report, in base units, for programs and spreadsheets: `tables/*.csv`."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter

from billbench.harness.model.metrics import METRICS
from billbench.harness.model.outcomes import Outcome, Submission
from billbench.harness.model.trials import Cell
from billbench.reports.pages.programs import Table, Value, table_of
from billbench.reports.reading.cells import CellStep
from billbench.reports.run.summary_rows import GrowthRow, HarmRow, SetAsideRow, Summary, WarningRow
from billbench.reports.words.series import Series

_SERIES = tuple(field.name for field in fields(Series))
_CELL = tuple(field.name for field in fields(Cell))
_named: Callable[[object], tuple[Value, ...]] = attrgetter(*_SERIES)
_placed: Callable[[object], tuple[Value, ...]] = attrgetter(*_CELL)


def tables(said: Summary, cells: Sequence[CellStep]) -> tuple[Table, ...]:
    """What a summary says, and every value behind it."""
    return (
        _levels(said),
        _samples(cells),
        _safe_sizes(said),
        _outcomes(said),
        table_of("harms", HarmRow, said.harms),
        table_of("growth", GrowthRow, said.growth),
        table_of("set_aside", SetAsideRow, said.set_aside),
        table_of("warnings", WarningRow, said.validity.warnings),
        _commands(said),
    )


def _levels(said: Summary) -> Table:
    return Table(
        name="levels",
        columns=(
            *(*_SERIES, "lines", "measure", "unit", "launches", "censored"),
            *("median", "median_at_least", "p95", "p95_at_least", "p95_is_maximum"),
            *("geometric_mean", "low", "high", "no_interval_because"),
        ),
        rows=tuple(
            (
                *(*_named(cell), cell.lines),
                *(name, METRICS[name].unit.value, level.n, level.censored),
                *(level.median, level.median_at_least),
                *(level.p95, level.p95_at_least, level.p95_is_maximum),
                *(level.mean, level.low, level.high, level.reason),
            )
            for cell in said.cells
            for name, level in cell.measures.items()
        ),
    )


def _samples(cells: Sequence[CellStep]) -> Table:
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
            for cell in cells
            for sample in cell.samples
        ),
    )


def _safe_sizes(said: Summary) -> Table:
    return Table(
        name="safe_sizes",
        columns=(
            *(*_SERIES, "measure", "limit_s", "estimate", "low", "high"),
            *("censored", "launches", "held_at_largest", "words"),
        ),
        rows=tuple(
            (
                *_named(one),
                *(one.criterion.measure, one.criterion.limit, one.estimate, one.low, one.high),
                *(one.censored.value, one.launches, one.held, one.words),
            )
            for one in said.safe_sizes
        ),
    )


def _outcomes(said: Summary) -> Table:
    return Table(
        name="outcomes",
        columns=(
            *(*_CELL, "bills", "lines_checked"),
            *Outcome,
            *(f"submission_{word}" for word in Submission),
            *("bills_with_loss", "lost_per_100_bills", "low", "high"),
        ),
        rows=tuple(
            (
                *_placed(one),
                *(one.bills, one.lines_checked),
                *one.outcomes.values(),
                *one.submissions.values(),
                *(one.bills_with_loss.count, *one.lost_per_100_bills.values()),
            )
            for one in said.outcomes
        ),
    )


def _commands(said: Summary) -> Table:
    cells = {(one.design, one.lines, one.device, one.journey): one.command for one in said.cells}
    return Table(
        name="commands",
        columns=("design", "lines", "device", "journey", "command"),
        rows=tuple((*key, command) for key, command in cells.items()),
    )
