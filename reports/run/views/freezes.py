"""Tables of freezes and safe sizes."""

from collections.abc import Sequence

from billbench.harness.model.metrics import METRICS
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.words import level_interval, percentile, safe_size, short_safe_size, times
from billbench.reports.pages.shown import Shown, series_titles
from billbench.reports.reading.cells import CellStep
from billbench.reports.words.bands import BANDS, HEADLINE_LIMIT_S, LIMITS
from billbench.reports.words.numbers import NOTHING, limit
from billbench.reports.words.series import Series


def freeze_table(where: str, lines: Sequence[tuple[str, Sequence[CellStep]]]) -> Shown:
    """The figures of a freeze chart."""
    unit = METRICS["freeze_s"].unit
    rows = []
    for title, cells in lines:
        for cell in cells:
            level = cell.measures.get("freeze_s")
            if level is not None:
                top = "maximum" if level.p95.is_maximum else "95th percentile"
                rows.append(
                    (
                        *(title, f"{cell.lines:,}", str(level.n), percentile(level.median, unit)),
                        *(level_interval(level, unit), f"{percentile(level.p95, unit)} ({top})"),
                        *(times(cell.exceeded[HEADLINE_LIMIT_S]), level.reason or NOTHING),
                    )
                )
    return Shown(
        caption=f"Freeze in the {where}, by design and lines",
        columns=(
            *("Design", "Lines", "Launches", "Median", "95 % interval of the mean", "Largest"),
            *(f"Launches over {limit(HEADLINE_LIMIT_S)}", "No interval because"),
        ),
        rows=tuple(rows),
        numeric=frozenset({1, 2, 3, 4, 5, 6}),
    )


def safe_size_matrix(findings: Findings, where: str, series: Sequence[Series]) -> Shown:
    """Designs down, limits across: the table a reader takes home."""
    return Shown(
        caption=f"Largest bill, in lines, whose {where} stays within the limit (95 % interval)",
        columns=("Design", *(limit(value) for value in LIMITS)),
        rows=tuple(
            (
                findings.plan.design_title(one.design),
                *(short_safe_size(findings.safe_size(one, value)) for value in LIMITS),
            )
            for one in series
        ),
        numeric=frozenset(range(1, len(LIMITS) + 1)),
    )


def all_safe_sizes(findings: Findings) -> Shown:
    return Shown(
        caption="Safe sizes of every step, with the sizes measured on either side",
        columns=("Design", "Device", "Journey", "Step", "Limit", "Safe size", "Between"),
        rows=tuple(
            (
                *series_titles(findings, one.series),
                *(limit(one.limit), safe_size(one)),
                NOTHING if one.between is None else f"{one.between[0]} and {one.between[1]}",
            )
            for one in findings.safe_sizes
        ),
        numeric=frozenset({4}),
    )


def band_table() -> Shown:
    return Shown(
        caption="The limits, and where they come from",
        columns=("Over", "What it means", "Source"),
        rows=tuple((limit(band.limit_s), band.meaning, band.source) for band in BANDS),
    )
