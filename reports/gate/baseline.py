"""The stored baseline: what a page measured when it was last accepted, as a small JSON file.

It holds every launch, not only a mean, so that a comparison knows its own error; what the launches ran on, so
that unlike things are refused; and every baseline before it with the reason for its end.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from billbench.harness.model import kinds
from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.errors import UsageError

FORMAT = "billbench-baseline"
VERSION = 2
"""Baselines of version 1 are stated by other reference work."""
MEASURES = ("freeze_s", "wait_s", "busy_s", *kinds.MEASURES.values(), "server_s", "transfer_s")
"""What is kept of each launch: the headline step, means over its rounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLaunch:
    """One launch at one size: its measures, and the seconds of a unit of reference work beside them."""

    script_reference_s: float
    layout_reference_s: float
    measures: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCounter:
    """A work counter after one step: the least and the most that any launch counted."""

    step: str
    counter: str
    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSize:
    lines: int
    launches: tuple[StoredLaunch, ...]
    counters: tuple[StoredCounter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDevice:
    """The device as asked (`None`: this machine as it is) and as found, seconds a unit of reference work."""

    name: str
    target_script_s: float | None
    target_layout_s: float | None
    measured_script_s: float
    measured_layout_s: float
    assistive_technology: AssistiveTechnology = AssistiveTechnology.NONE

    @property
    def asked(self) -> tuple[str, float | None, float | None, AssistiveTechnology]:
        """What must be alike for a comparison; how fast the machine was need not be."""
        return (self.name, self.target_script_s, self.target_layout_s, self.assistive_technology)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Seconds of freeze at one size: the geometric mean of the launches with its 95 % interval."""

    lines: int
    freeze_s: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """When a baseline was accepted, out of which run, why, and what it said."""

    date: str
    reason: str
    run: str
    launches: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The file. `environment` has what must be alike for a comparison. `history`: the oldest first."""

    design: str
    title: str
    axes: Mapping[str, Any]
    journey: str
    step: str
    device: StoredDevice
    environment: Mapping[str, Any]
    sizes: tuple[StoredSize, ...]
    accepted: Accepted
    history: tuple[Accepted, ...] = ()
    format: str = FORMAT
    version: int = VERSION

    def size(self, lines: int) -> StoredSize | None:
        return next((one for one in self.sizes if one.lines == lines), None)


@cache
def _adapter() -> TypeAdapter[Baseline]:
    return TypeAdapter(Baseline)


def read_baseline(path: Path) -> Baseline:
    """Read a baseline file.

    Raises:
        UsageError: there is none, it is empty, of another format or version, or damaged.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UsageError(
            f"The baseline {path} cannot be read: {reason}. Make one with billbench baseline update."
        ) from error
    if not text.strip():
        raise UsageError(f"The baseline {path} is empty. Make it anew with billbench baseline update.")
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise UsageError(f"The baseline {path} is not JSON ({error}). Name another file.") from error
    return _checked(raw, path)


def _checked(raw: object, path: Path) -> Baseline:
    found = (raw.get("format"), raw.get("version")) if isinstance(raw, dict) else (None, None)
    if found != (FORMAT, VERSION):
        raise UsageError(
            f"{path} is no baseline that this billbench reads: its format is {found[0]!r}, version "
            f"{found[1]!r}, and not {FORMAT!r}, version {VERSION}. Make it anew: billbench baseline update."
        )
    try:
        baseline = _adapter().validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            f"The baseline {path} is damaged: {key}: {first['msg']}. Restore the file."
        ) from error
    if not baseline.sizes or any(len(one.launches) < 2 for one in baseline.sizes):
        raise UsageError(
            f"The baseline {path} is empty: it holds fewer than two launches of a size. "
            "Make it anew with billbench baseline update."
        )
    return baseline


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write the file, whole or not at all. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    text = json.dumps(asdict(baseline), indent=2, ensure_ascii=False, allow_nan=False)
    fresh.write_text(f"{text}\n", encoding="utf-8")
    fresh.replace(path)


def earlier(baseline: Baseline | None) -> Sequence[Accepted]:
    """All that was accepted up to and with this baseline."""
    return () if baseline is None else (*baseline.history, baseline.accepted)
