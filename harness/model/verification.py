"""What `billbench verify` measured, as plain values: what is concluded from them is in `reports.verify`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from billbench.harness.model.flags import Diagnosis
from billbench.harness.model.kinds import ThreadKind

NOMINAL = 4
"""The rate of the browser's throttle that is looked at beside none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """One meeting with a planted page: the truth and what was reported.

    `problem` says why the trial was not completed. `next_after_s` is how soon after a hang was recorded the
    next trial began, where one followed. `planted_s` is how much work of the case's kind there was, `kinds`
    what was reported of each.
    """

    truth_s: float | None
    freeze_s: float | None
    hung: bool = False
    diagnoses: frozenset[str] = frozenset()
    flags: tuple[str, ...] = ()
    problem: str = ""
    next_after_s: float | None = None
    planted_s: float | None = None
    kinds: Mapping[ThreadKind, float] = field(default_factory=dict)

    @property
    def error_s(self) -> float | None:
        return None if self.truth_s is None or self.freeze_s is None else self.freeze_s - self.truth_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """All meetings with one planted page. `expects` must be diagnosed, `allows` may be; an `endless` page
    hangs. `kind` is what most of its work is, where it is of one."""

    name: str
    endless: bool
    expects: frozenset[Diagnosis]
    allows: frozenset[Diagnosis]
    repeats: tuple[Repeat, ...]
    kind: ThreadKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Logs of the ratio of two equal copies, one a launch; how many of these launches were disturbed."""

    values: tuple[float, ...]
    disturbed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentMeasured:
    """Logs of ratios, one a pair: busy time with the observers over without by the rate of the throttle, the
    same of the trace that tells the kinds over the observers alone, and what a throttle of `NOMINAL` achieves
    by the kind of work."""

    cases: tuple[Repeats, ...]
    observer_cost: Mapping[int, Sequence[float]]
    trace_cost: Mapping[int, Sequence[float]]
    throttle: Mapping[str, Sequence[float]]
    copies: Differences
