"""What the sides of a gate are: as they are typed, as they are understood, and as they are served."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from billbench.harness.plan.target_file import TargetFile
from billbench.reports.gate.question import Side

BASELINE, CANDIDATE = "baseline", "candidate"


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesTyped:
    """The options that name the sides. Of a gate with a stored baseline or budgets, the candidate's alone."""

    designs: Sequence[str] = ()
    targets: Sequence[Path] = ()
    baseline_url: str = ""
    candidate_url: str = ""
    baseline_rev: str = ""
    candidate_rev: str = ""
    start: str = ""

    @property
    def named(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The sides as they are served: addresses by variant, and whether all still answer.

    Of targets, those alone have an address here that do not run where their files say.
    """

    urls: Mapping[str, str]
    token: str
    check: Callable[[], None]
    """Raises `UnreachableError` when a side has gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Who is measured, the candidate last; `sentences` says of each variant what it is.

    `targets` are the target files of sides that are somebody else's pages, by
    `harness.model.trials.target_of`; `started` where each is started for the gate, at an address of its own.
    """

    sides: tuple[Side, ...]
    sentences: Mapping[str, str]
    serve: Callable[[], AbstractContextManager[Served]]
    targets: Mapping[str, TargetFile] = field(default_factory=dict)
    started: bool = False
