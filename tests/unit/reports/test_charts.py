"""Charts: what a reader is to see stands in the drawing."""

from billbench.reports.reading.parts import Parts
from billbench.reports.run.charts.parts import parts_chart


def _parts(busy: float) -> Parts:
    return Parts(script=0, style=0, layout=0, other_busy=busy, server=0, network=0, other_wait=0)


def test_the_axis_reaches_the_longest_bar_in_whichever_panel_it_stands() -> None:
    bars = [("Single page", [(80, _parts(0.3))]), ("Summary level", [(80, _parts(11.1))])]
    drawn = parts_chart(name="parts", title="Time", where="here", bars=bars)
    assert drawn is not None
    for picture in (drawn.wide, drawn.narrow):
        assert ">8 s<" in picture
