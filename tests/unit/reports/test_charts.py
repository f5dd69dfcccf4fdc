"""Charts: what a reader is to see stands in the drawing."""

from billbench.harness.model.kinds import ThreadKind
from billbench.reports.reading.parts import PARTS, Parts
from billbench.reports.run.charts.parts import parts_chart


def _parts(busy: float) -> Parts:
    return {**dict.fromkeys(PARTS, 0.0), ThreadKind.SCRIPT: busy}


def test_the_axis_reaches_the_longest_bar_in_whichever_panel_it_stands() -> None:
    bars = [("Single page", [(80, _parts(0.3))]), ("Summary level", [(80, _parts(11.1))])]
    drawn = parts_chart(name="parts", title="Time", where="here", bars=bars)
    assert drawn is not None
    for picture in (drawn.wide, drawn.narrow):
        assert ">8 s<" in picture
