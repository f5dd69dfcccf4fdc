"""Did the page show what its size says, with rows that are alike?"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from billbench.reports.findings.checks.concern import concern
from billbench.reports.findings.material import Material
from billbench.reports.reading.cells import CellStep
from billbench.reports.reading.samples import Sample
from billbench.reports.words.numbers import percent
from billbench.reports.words.series import Series, setting_title
from billbench.reports.words.text import clean, listing, plural
from billbench.reports.words.validity import Severity, ValidityConcern

_FIXTURE_DRIFT = 0.05
"""Nodes may depart from a straight line in the rows shown by this share before rows are unlike each other."""


def rows(material: Material) -> Iterator[ValidityConcern]:
    """The page after the step a journey is about shows lines, the same number whenever it is opened."""
    for cell in material.headlines:
        rows = {sample.measures["rows"] for sample in cell.samples if not sample.censored} - {None}
        where = _cell_name(cell)
        if len(rows) > 1:
            shown = listing(
                [f"{value:.3g}" for value in sorted(row for row in rows if row is not None)], "or"
            )
            yield concern(
                "rows differ",
                Severity.DOUBT,
                f"{where}: the page showed {shown} lines, depending on the launch. "
                "Rows that were not rendered cost no time.",
            )


def rows_missing(material: Material) -> Iterator[ValidityConcern]:
    shows = {cell.series for cell in material.headlines if _most_rows(cell) > 0}
    empty = [cell for cell in material.headlines if cell.series in shows and _most_rows(cell) == 0]
    for cell in empty:
        yield concern(
            "no rows",
            Severity.DOUBT,
            f"{_cell_name(cell)}: the page showed no line at all, though it does at other sizes.",
        )


def _most_rows(cell: CellStep) -> float:
    return max((sample.measures["rows"] or 0.0 for sample in cell.samples), default=0.0)


def nodes(material: Material) -> Iterator[ValidityConcern]:
    """Every row costs the same nodes, or sizes differ in more than their number of lines."""
    by_series = sorted(material.headlines, key=lambda cell: cell.series)
    for series, cells in groupby(by_series, key=lambda cell: cell.series):
        samples = [sample for cell in cells for sample in cell.samples]
        drift = _drift(samples)
        if drift is not None and drift > _FIXTURE_DRIFT:
            yield concern(
                "nodes per line",
                Severity.DOUBT,
                f"{_series_name(series)}: the page's nodes depart by up to {percent(drift)} from the same "
                "number for every line shown, so sizes differ in more than their lines.",
            )


def _drift(samples: Sequence[Sample]) -> float | None:
    """The largest departure of nodes from a straight line in the rows shown, as a share."""
    pairs = {(one.measures["rows"], one.measures["nodes"]) for one in samples if not one.censored}
    points = sorted((rows, nodes) for rows, nodes in pairs if rows and nodes)
    rows = np.array([row for row, _ in points])
    nodes = np.array([node for _, node in points])
    if len(points) < 3:
        return None
    if len(set(rows.tolist())) == 1:
        fitted = np.full_like(nodes, nodes.mean())
    else:
        fitted = np.polyval(np.polyfit(rows, nodes, 1), rows)
    return float(np.max(np.abs(nodes / np.maximum(fitted, 1.0) - 1)))


def _cell_name(cell: CellStep) -> str:
    return f"{_series_name(cell.series)}, {plural(cell.lines, 'line')}"


def _series_name(series: Series) -> str:
    return f"{clean(series.design)} on {setting_title(series)}, {clean(series.journey)}"
