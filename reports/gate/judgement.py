"""What a gate found, as values: all that its pages say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from pydantic import computed_field

from billbench.reports.gate.question import Question
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.statistics.ratios import ERROR_RATE, Tested


class GateForm(StrEnum):
    """What the candidate was held against."""

    PAIRED = "paired"
    STORED = "stored baseline"
    BUDGETS = "budgets"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeGrowth(Tested):
    """Candidate over baseline, less one: 0.1 is 10 % slower. `None` where there is no interval.

    The primary one's bounds hold over all looks together, with 99 % below and 97.5 % above; those of others
    are a 95 % interval, and `p` is two-sided and adjusted by Holm for all of them. `baseline` and `candidate`
    are means over the launches, in the measure's unit.
    """

    measure: str
    step: str
    lines: int
    baseline: float
    candidate: float
    estimate: float
    low: float | None
    high: float | None
    launches: int
    p: float | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def shown(self) -> bool:
        """Whether it is shown to differ from nought."""
        return self.p is not None and self.p <= ERROR_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterGrowth:
    """A work `counter` that grew from `baseline` to `candidate`, whole and `per_line` shown; `failed` when by
    more than its `tolerance`, a share."""

    counter: str
    step: str
    lines: int
    baseline: float
    candidate: float
    per_line: float
    tolerance: float
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetResult:
    """One budget: what was `found` of it, in base units, and whether it is kept; `sentence` is for people."""

    text: str
    limit: float
    verdict: GateVerdict
    found: float | None
    low: float | None
    high: float | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Launches:
    """At the `look` that decided `used` of `measured` launches count, of at most `asked`; `set_aside` says
    why the others do not."""

    used: int
    measured: int
    asked: int
    look: int
    set_aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The candidate's worst `trial`, which froze for `freeze_s` seconds or `at_least` so long, and the
    command that measures its cell again."""

    trial: str
    launch: str
    lines: int
    freeze_s: float
    at_least: bool
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`reason` is one sentence. `detectable` is the slow-down (a share) that a gate of all launches asked
    for would fail four times in five; `needed` how many launches would decide, where this did not.

    `log_ratios` are the launches that decided, candidate over baseline, in their order.
    """

    form: GateForm
    verdict: GateVerdict
    reason: str
    question: Question
    baseline: str
    candidate: str
    launches: Launches
    primary: TimeGrowth | None = None
    others: tuple[TimeGrowth, ...] = ()
    counters: tuple[CounterGrowth, ...] = ()
    budgets: tuple[BudgetResult, ...] = ()
    notices: tuple[str, ...] = ()
    needed: int | None = None
    detectable: float | None = None
    worst: Worst | None = None
    log_ratios: tuple[float, ...] = ()
    step_titles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    lasting: bool = True
    """Whether more launches could not change it."""
