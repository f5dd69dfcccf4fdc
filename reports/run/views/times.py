"""Tables of what time is made of."""

from collections.abc import Sequence
from dataclasses import fields

from billbench.reports.pages.shown import Shown
from billbench.reports.reading.parts import PART_TITLES, Parts
from billbench.reports.words.numbers import seconds


def parts_table(where: str, bars: Sequence[tuple[str, Sequence[tuple[int, Parts]]]]) -> Shown:
    return Shown(
        caption=f"What the time of the {where} is made of: means over launches",
        columns=("Design", "Lines", *PART_TITLES.values(), "In all"),
        rows=tuple(
            (
                *(title, f"{lines:,}"),
                *(seconds(getattr(parts, part.name)) for part in fields(Parts)),
                seconds(parts.total),
            )
            for title, rows in bars
            for lines, parts in rows
        ),
        numeric=frozenset(range(1, 10)),
    )
