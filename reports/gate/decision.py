"""What one look at the launches so far says, before it is put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from billbench.reports.gate.counters import Compared
from billbench.reports.gate.judgement import CounterGrowth, TimeGrowth
from billbench.reports.gate.looks import Bounds, Estimate
from billbench.reports.gate.pairing import WhyAside
from billbench.reports.gate.question import Question
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.work import Harms


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """What is said where too few launches count for an estimate."""

    why: str
    verdict: GateVerdict = GateVerdict.INVALID
    lasting: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What the launches of one look say. `levels` are the mean freezes of baseline and candidate over the
    `used` launches, `ratios` their log ratios, `aside` the causes for which others do not count."""

    used: int = 0
    aside: Mapping[WhyAside, int] = field(default_factory=dict)
    ratios: tuple[float, ...] = ()
    estimate: Estimate | None = None
    levels: tuple[float, float] = (0.0, 0.0)
    compared: Compared = field(default_factory=Compared)
    untold: Untold = Untold(why="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`why` is what decided, where it was not the primary measure."""

    verdict: GateVerdict
    look: int
    why: str = ""
    lasting: bool = True
    glance: Glance = Glance()
    primary: TimeGrowth | None = None
    bounds: Bounds | None = None
    harms: Harms = field(default_factory=Harms)

    @property
    def ends(self) -> bool:
        """Whether further launches need not be looked at."""
        return self.verdict in {GateVerdict.PASS, GateVerdict.FAIL} or (
            self.verdict is GateVerdict.INVALID and self.lasting
        )

    @property
    def failed_counters(self) -> tuple[CounterGrowth, ...]:
        return tuple(one for one in self.glance.compared.grown if one.failed)


def looks_reached(question: Question, measured: int, *, running: bool) -> tuple[int, ...]:
    """The planned looks that so many launches allow. A gate that ended between two of them, because it was
    interrupted, is looked at where it ended: that is no choice of anybody who saw its values."""
    planned = [look for look in question.looks if look <= measured]
    ended_between = not running and 0 < measured < question.launches and measured not in planned
    return (*planned, measured) if ended_between else tuple(planned)


def all_looks(question: Question, reached: Sequence[int]) -> tuple[int, ...]:
    """Those reached and those still planned."""
    return tuple(sorted({*question.looks, *reached}))
