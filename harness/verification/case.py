"""A planted page: what it does, how long it really freezes, and what must be said of it."""

from dataclasses import dataclass
from enum import Enum

from billbench.harness.model.flags import Diagnosis
from billbench.harness.model.kinds import ThreadKind


class Span(Enum):
    """How long a case takes, and so how often it can be repeated."""

    SHORT = "short"
    KIND = "kind"
    """Short, and met less often: what is told of it is a share."""
    LONG = "long"
    ENDLESS = "endless"
    """It is ended from outside; what is recorded is "at least the deadline"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedCase:
    """One page of known behaviour.

    `act` is the body of the page's function `act()`, with `block(ms)`, `done(truth_ms?, planted_ms?)`,
    `afterFrame(f)`, `box` (an empty element) and `leave()` (go to the second document) at hand; `done` must
    be called, there or in `next_page`, the script of the second document, which the server holds back for
    `held_s`. `truth_s` is `None` where `done` is told it. `expects` must be diagnosed; `allows` may be. Where
    `kind` says what the work is, `planted_s` is how much of it there is, `None` where `done` is told that.
    With `screen_reader` the browser works for one.
    """

    name: str
    path: str
    act: str
    truth_s: float | None
    expects: frozenset[Diagnosis] = frozenset()
    allows: frozenset[Diagnosis] = frozenset()
    kind: ThreadKind | None = None
    planted_s: float | None = None
    by_click: bool = True
    screen_reader: bool = False
    setup: str = ""
    next_page: str | None = None
    held_s: float = 0.0
    span: Span = Span.SHORT
