"""A table as people read it: the same rows go into the page and into the Markdown."""

from dataclasses import dataclass

from billbench.reports.findings.findings import Findings
from billbench.reports.words.series import Series, setting_title
from billbench.reports.words.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`numeric` marks the columns that are set to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


_SAME_OFTEN = ("Device", "Journey")


def narrowed(table: Shown) -> Shown:
    """The table without its device and its journey where all rows have the same, which the caption tells."""
    said = {
        place: table.rows[0][place]
        for place, column in enumerate(table.columns)
        if column in _SAME_OFTEN and len({row[place] for row in table.rows}) == 1
    }
    if not said:
        return table
    kept = [place for place in range(len(table.columns)) if place not in said]
    told = [words for words in said.values() if words not in table.caption]
    return Shown(
        caption=f"{table.caption} ({', '.join(told)})" if told else table.caption,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
        numeric=frozenset(new for new, place in enumerate(kept) if place in table.numeric),
    )


def series_titles(findings: Findings, series: Series) -> tuple[str, str, str, str]:
    return (
        findings.plan.design_title(series.design),
        setting_title(series),
        clean(series.journey),
        findings.plan.step_title(series.journey, series.step),
    )
