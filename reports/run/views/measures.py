"""Tables of every measure, and how it is measured again."""

from collections.abc import Sequence

from billbench.harness.model.kinds import MEASURES
from billbench.harness.model.metrics import METRICS, Unit
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.words import percentile
from billbench.reports.pages.shown import Shown, series_titles
from billbench.reports.reading.cells import CellStep
from billbench.reports.run.commands import command
from billbench.reports.words.numbers import NOTHING
from billbench.reports.words.text import clean


def measures_tables(findings: Findings) -> tuple[Shown, ...]:
    """Every measure of every cell and step by its median: times, those by kind, and what is counted."""
    measured = {name for cell in findings.cells for name in cell.measures}
    used = [metric for metric in METRICS.values() if metric.name in measured]
    in_seconds = [metric.name for metric in used if metric.unit is Unit.SECONDS]
    by_kind = [name for name in in_seconds if name in MEASURES.values()]
    times_ = [name for name in in_seconds if name not in by_kind]
    counts = [metric.name for metric in used if metric.unit is not Unit.SECONDS]
    return (
        _medians(findings, "Times: medians over launches", times_),
        _medians(findings, "Main-thread time by kind: medians over launches", by_kind),
        _medians(findings, "Bytes and counts: medians over launches", counts),
    )


def _medians(findings: Findings, caption: str, names: Sequence[str]) -> Shown:
    return Shown(
        caption=caption,
        columns=("Design", "Device", "Journey", "Step", "Lines", "Launches", *map(_heading, names)),
        rows=tuple(
            (
                *series_titles(findings, cell.series),
                *(f"{cell.lines:,}", str(cell.launches)),
                *(_median(cell, name) for name in names),
            )
            for cell in findings.cells
        )
        if names
        else (),
        numeric=frozenset(range(4, 6 + len(names))),
    )


def _heading(metric: str) -> str:
    """`freeze_s` as `freeze`: its unit stands with every value."""
    return metric.removesuffix("_s").replace("_", " ")


def _median(cell: CellStep, name: str) -> str:
    level = cell.measures.get(name)
    return percentile(None if level is None else level.median, METRICS[name].unit)


def metrics_table(findings: Findings) -> Shown:
    measured = {name for cell in findings.cells for name in cell.measures}
    used = [metric for metric in METRICS.values() if metric.name in measured]
    return Shown(
        caption="What the measures are",
        columns=("Measure", "Unit", "What it is", "Scaled to the device as"),
        rows=tuple((m.name, m.unit.value, m.description, m.scaling.value) for m in used),
    )


def growth_table(findings: Findings) -> Shown:
    return Shown(
        caption="How many times its value at the smallest size each signal is at the largest",
        columns=("Design", "Device", "Journey", "Signal", "Factor", "Finding"),
        rows=tuple(
            (
                *series_titles(findings, one.series)[:3],
                *(one.signal, NOTHING if one.factor is None else f"{one.factor:.2f}", one.growth.value),
            )
            for one in findings.growths
        ),
        numeric=frozenset({4}),
    )


def set_aside_table(findings: Findings) -> Shown:
    counts: dict[tuple[str, str, int, str], int] = {}
    for one in findings.set_aside:
        key = (one.series.design, one.series.journey, one.lines, one.cause)
        counts[key] = counts.get(key, 0) + 1
    return Shown(
        caption="Steps without a value, by cause",
        columns=("Design", "Journey", "Lines", "Cause", "Steps"),
        rows=tuple(
            (findings.plan.design_title(design), clean(journey), f"{lines:,}", clean(cause), str(count))
            for (design, journey, lines, cause), count in sorted(counts.items())
        ),
        numeric=frozenset({2, 4}),
    )


def command_table(findings: Findings) -> Shown:
    cells = {(c.series.design, c.lines, c.series.device, c.series.journey): c for c in findings.cells}
    return Shown(
        caption="The command that measures each cell again",
        columns=("Design", "Lines", "Device", "Journey", "Command"),
        rows=tuple(
            (
                *(findings.plan.design_title(design), f"{lines:,}", clean(device), clean(journey)),
                clean(command(cell.series, cell.lines, findings.plan.named)),
            )
            for (design, lines, device, journey), cell in cells.items()
        ),
        numeric=frozenset({1}),
    )
