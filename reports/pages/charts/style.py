"""How every chart looks: one set of type, colours and markers, for light and dark pages.

Charts are drawn in stand-in colours that `reports.pages.charts.svg` turns into the page's own, so that one
drawing serves a light page, a dark page and a file of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

import matplotlib as mpl
from matplotlib.axes import Axes

from billbench.harness.model.kinds import ThreadKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """A colour: what it is drawn in, its name in the page's style sheet, and its value in a file."""

    drawn: str
    css: str
    light: str


TEXT = Ink(drawn="#010101", css="var(--ink)", light="#1b2229")
MUTED = Ink(drawn="#020202", css="var(--muted)", light="#56606a")
GRID = Ink(drawn="#030303", css="var(--line)", light="#d5dade")
PAPER = Ink(drawn="#fdfdfd", css="var(--paper)", light="#ffffff")
ACCENT = Ink(drawn="#040404", css="var(--accent)", light="#8a5a00")

# Dark blue, vermilion, teal, purple, ochre, sky, grey, crimson, olive, pale grey: apart in hue for any kind
# of colour vision, and apart in lightness where hues meet. Markers and dashes differ too, so nothing rests on
# colour alone.
SERIES = tuple(
    Ink(drawn=f"#f{index}0{index}0{index}", css=f"var(--series-{index})", light=light)
    for index, light in enumerate(
        (
            "#0b4f8a",
            "#c2410c",
            "#0f766e",
            "#86318c",
            "#946200",
            "#2b87c8",
            "#5b636b",
            "#b4235a",
            "#6b7a12",
            "#a3acb4",
        )
    )
)
KINDS: Mapping[ThreadKind, Ink] = MappingProxyType(
    {
        ThreadKind.SCRIPT: SERIES[0],
        ThreadKind.PARSING: SERIES[2],
        ThreadKind.STYLE: SERIES[3],
        ThreadKind.LAYOUT: SERIES[1],
        ThreadKind.PAINT: SERIES[5],
        ThreadKind.GARBAGE: SERIES[8],
        ThreadKind.ACCESSIBILITY: SERIES[7],
        ThreadKind.BROWSER: SERIES[6],
        ThreadKind.LEFT_OVER: SERIES[9],
        ThreadKind.DRIVER: MUTED,
        ThreadKind.SERVER: ACCENT,
        ThreadKind.IDLE: GRID,
    }
)
"""One kind of a main thread's time, one ink, in every chart."""
MARKERS = ("o", "s", "D", "^", "v", "P", "X")
DASHES: tuple[tuple[float, Sequence[float]], ...] = (
    (0, ()),
    (0, (6, 2)),
    (0, (3, 1.5)),
    (0, (6, 2, 1, 2)),
    (0, (1, 1)),
    (0, (8, 2, 2, 2)),
    (0, (4, 4)),
)
INKS: Sequence[Ink] = (TEXT, MUTED, GRID, PAPER, ACCENT, *SERIES)

FONT_PT = 9.0


@contextmanager
def chart_style(salt: str) -> Iterator[None]:
    """The settings under which a figure is made and written. `salt` keeps its ids stable and its own."""
    settings = {
        "svg.hashsalt": salt,
        # Text stays text: it can be read out, searched and set in the page's own type.
        "svg.fonttype": "none",
        "font.family": "DejaVu Sans",
        "font.size": FONT_PT,
        # A title is a person's text; a dollar sign in it is not the start of a formula.
        "text.parse_math": False,
        "text.color": TEXT.drawn,
        "axes.labelcolor": TEXT.drawn,
        "axes.edgecolor": MUTED.drawn,
        "axes.linewidth": 0.8,
        # Just above its chart, where it would be put anyway: no search for what else may be there.
        "axes.titley": 1.0,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": MUTED.drawn,
        "ytick.color": MUTED.drawn,
        "xtick.labelcolor": TEXT.drawn,
        "ytick.labelcolor": TEXT.drawn,
        "xtick.minor.visible": False,
        "ytick.minor.visible": False,
        "grid.color": GRID.drawn,
        "grid.linewidth": 0.8,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "legend.frameon": False,
        "hatch.linewidth": 0.6,
    }
    with mpl.rc_context(settings):  # type: ignore[arg-type] # the stubs list every key as a literal
        yield


def quiet(axes: Axes) -> None:
    """No tick marks: labels and grid lines say as much."""
    axes.tick_params(length=0)
    for axis in (axes.xaxis, axes.yaxis):
        if not axis.get_label_text():
            # Else its place is looked for as if it had a text, at every layout.
            axis.set_label_coords(0, 0)
