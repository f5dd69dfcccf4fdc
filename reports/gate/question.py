"""What a gate asks: which side against which, at what sizes, how exactly, and when it looks."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from billbench.harness.model.errors import UsageError

MARGIN = 0.10
LOOKS = (6, 9, 12)
LEAST_LAUNCHES = 2
COUNTERS = ("nodes", "fields", "layout_objects", "request_bytes", "response_bytes")
"""The work counters that are compared exactly."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Side:
    """One of the two that are compared: the design and the variant of its cells."""

    design: str
    variant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`lines`: the first is the primary size. `step` is the one whose freeze decides; "" where it is the one
    that the journey is about. `margin`: how much slower is borne, as a share.

    `looks` are the launches at each planned look, rising; the last is the most. `tolerances` is the growth
    of a work counter that is borne, as a share, by the counter's name; nought where it is not named.
    `baseline` is `None` where the run holds the candidate alone (a stored baseline, budgets).
    """

    baseline: Side | None = None
    candidate: Side
    lines: tuple[int, ...]
    margin: float = MARGIN
    looks: tuple[int, ...] = LOOKS
    tolerances: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    step: str = ""

    def __post_init__(self) -> None:
        mistakes = [*_mistakes(self)]
        if mistakes:
            raise UsageError(f"This gate cannot be judged: {'; '.join(mistakes)}.")

    @property
    def primary(self) -> int:
        """The size that decides."""
        return self.lines[0]

    @property
    def launches(self) -> int:
        """The most launches that the gate may use."""
        return self.looks[-1]

    def as_data(self) -> dict[str, object]:
        """As plain data, for `run.json`."""
        return {
            "baseline": None if self.baseline is None else _side_data(self.baseline),
            "candidate": _side_data(self.candidate),
            "lines": list(self.lines),
            "margin": self.margin,
            "looks": list(self.looks),
            "tolerances": dict(self.tolerances),
            "step": self.step,
        }

    @classmethod
    def from_data(cls, data: object) -> "Question":
        """Read what `as_data` wrote.

        Raises:
            UsageError: it is no such question.
        """
        if not isinstance(data, Mapping):
            raise UsageError("This run was not measured for a gate: its run.json holds no question.")
        try:
            baseline = data["baseline"]
            return cls(
                baseline=None if baseline is None else _side(baseline),
                candidate=_side(data["candidate"]),
                lines=tuple(int(size) for size in data["lines"]),
                margin=float(data["margin"]),
                looks=tuple(int(look) for look in data["looks"]),
                tolerances={str(name): float(share) for name, share in data["tolerances"].items()},
                step=str(data.get("step", "")),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UsageError(
                f"The gate's question in run.json is damaged: {error}. Restore the file."
            ) from error


def planned_looks(launches: int) -> tuple[int, ...]:
    """The looks of a gate of at most `launches` launches, spaced as those of the default gate."""
    shares = (look / LOOKS[-1] for look in LOOKS)
    looks = (max(LEAST_LAUNCHES, round(launches * share)) for share in shares)
    return tuple(sorted({min(look, launches) for look in looks}))


def _side_data(side: Side) -> dict[str, str]:
    return {"design": side.design, "variant": side.variant}


def _side(data: Mapping[str, object]) -> Side:
    return Side(design=str(data["design"]), variant=str(data.get("variant", "")))


def _mistakes(asked: Question) -> list[str]:
    found = []
    if not asked.lines or min(asked.lines) < 1 or len(set(asked.lines)) < len(asked.lines):
        found.append("it needs at least one bill size, each once")
    if not (math.isfinite(asked.margin) and asked.margin > 0):
        found.append("the margin must be more than nought, such as 0.10")
    if list(asked.looks) != sorted(set(asked.looks)) or not asked.looks or asked.looks[0] < LEAST_LAUNCHES:
        found.append(f"looks must rise, from {LEAST_LAUNCHES} launches on")
    unknown = [name for name, share in asked.tolerances.items() if name not in COUNTERS or not share >= 0]
    if unknown:
        found.append(
            f"a tolerance is a share from 0 on of {', '.join(COUNTERS)}, not of {', '.join(unknown)}"
        )
    if asked.baseline == asked.candidate:
        found.append("both sides are the same cell; tell them apart by design or by variant")
    return found
