"""A table as people read it: the same rows go into the page and into the Markdown."""

from dataclasses import dataclass

from harness.model import Cell
from reports.findings import Findings
from reports.series import Series
from reports.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`numeric` marks the columns that are set to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


def series_titles(findings: Findings, series: Series) -> tuple[str, str, str, str]:
    return (
        findings.plan.design_title(series.design),
        setting_title(series),
        clean(series.journey),
        findings.plan.step_title(series.journey, series.step),
    )


def setting_title(series: Series | Cell) -> str:
    """The device, and what else differs from the plan's own settings."""
    return ", ".join(clean(part) for part in (series.device, series.variant, series.person) if part)
