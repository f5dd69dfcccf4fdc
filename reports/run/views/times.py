"""Tables of what time is made of."""

from collections.abc import Sequence

from billbench.reports.pages.shown import Shown
from billbench.reports.reading.parts import PART_TITLES, PARTS, Parts, total
from billbench.reports.words.numbers import seconds


def parts_table(where: str, bars: Sequence[tuple[str, Sequence[tuple[int, Parts]]]]) -> Shown:
    return Shown(
        caption=f"What the time of the {where} is made of: means over launches",
        columns=("Design", "Lines", *PART_TITLES.values(), "In all"),
        rows=tuple(
            (
                *(title, f"{lines:,}"),
                *(seconds(parts[part]) for part in PARTS),
                seconds(total(parts)),
            )
            for title, rows in bars
            for lines, parts in rows
        ),
        numeric=frozenset(range(1, len(PARTS) + 3)),
    )
