"""Bars that are made of parts, with the sum behind each, and the legend of the parts."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from billbench.reports.pages.charts.chart import Format
from billbench.reports.pages.charts.style import PAPER, Ink
from billbench.reports.words.numbers import seconds


def stacked_bars(
    axes: Axes, labels: Sequence[str], parts: Sequence[tuple[Ink, Sequence[float]]], *, height: float
) -> None:
    """`parts` from left to right, each with its seconds in every bar."""
    left = [0.0] * len(labels)
    for ink, widths in parts:
        axes.barh(
            range(len(labels)),
            widths,
            left=left,
            height=height,
            color=ink.drawn,
            edgecolor=PAPER.drawn,
            linewidth=0.3,
        )
        left = [start + width for start, width in zip(left, widths, strict=True)]
    for place, total in enumerate(left):
        axes.annotate(
            seconds(total),
            (total, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
        )
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()


def legend_of_parts(figure: Figure, parts: Mapping[str, Ink], form: Format) -> None:
    handles = [Patch(facecolor=ink.drawn, edgecolor=PAPER.drawn, label=name) for name, ink in parts.items()]
    figure.legend(handles=handles, loc="outside upper left", ncols=2 if form.narrow else 4, handlelength=1.4)
