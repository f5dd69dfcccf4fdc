"""Settings of the fake CCMS, read from TOML; every mistake in a file is reported at once."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

from fake_ccms.designs import PRESETS, Design, design_from_table
from fake_ccms.errors import StartError
from fake_ccms.limits.model import NO_LIMITS, Limits
from fake_ccms.limits.reading import read_limits


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSettings:
    """Lengths of the choice lists. No source gives them: every default here is an ASSUMPTION.

    Real lists grow with the firm and the history of the case; the smallest allowed lengths keep the
    entries that the rules and the usual bills need.
    """

    fee_earners: int = 20
    prior_authorities: int = 20
    cost_types: int = 8
    categories: int = 20
    disbursement_types: int = 20
    counsel_fees: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """Figures of the rules. Voucher and note are those of the real service.

    How many visibility rules its rulebase has is not public: `more_visibility` adds so many a line, as an
    ASSUMPTION. Each is evaluated on every edit like any other, and opens and closes nothing.
    """

    voucher_from_pounds: float = 20
    note_from_hours: float = 3
    more_visibility: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySettings:
    """Earlier bills of each case that the support interface makes. No source gives them: an ASSUMPTION.

    An interview holds the lines of all earlier bills of its case, so each save and each page carry them.
    """

    earlier_bills: int = 0
    lines_each: int = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings:
    """A session ends after this time without a request (60 minutes is the real system's)."""

    life_minutes: float = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Requests worked on at once. The real figure is unknown: an ASSUMPTION."""

    threads: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, validated. `designs` holds the presets and the person's own designs by name.

    `limits` are those of the servers in front of the service, and the faults that were asked for.
    """

    lists: ListSettings = field(default_factory=ListSettings)
    rules: RuleSettings = field(default_factory=RuleSettings)
    history: HistorySettings = field(default_factory=HistorySettings)
    session: SessionSettings = field(default_factory=SessionSettings)
    server: ServerSettings = field(default_factory=ServerSettings)
    designs: Mapping[str, Design] = field(default_factory=lambda: PRESETS)
    limits: Limits = NO_LIMITS


@dataclass(frozen=True, slots=True)
class _Range:
    low: float
    high: float


_RANGES: Mapping[str, _Range] = MappingProxyType(
    {
        "lists.fee_earners": _Range(1, 5_000),
        "lists.prior_authorities": _Range(1, 5_000),
        "lists.cost_types": _Range(3, 5_000),
        "lists.categories": _Range(9, 5_000),
        "lists.disbursement_types": _Range(2, 5_000),
        "lists.counsel_fees": _Range(1, 5_000),
        "rules.voucher_from_pounds": _Range(0, 1_000_000),
        "rules.note_from_hours": _Range(0, 100),
        "rules.more_visibility": _Range(0, 1_000),
        "history.earlier_bills": _Range(0, 24),
        "history.lines_each": _Range(1, 200),
        "session.life_minutes": _Range(0.01, 60 * 24 * 30),
        "server.threads": _Range(1, 256),
    }
)

_GROUPS: Mapping[str, type] = MappingProxyType(
    {
        "lists": ListSettings,
        "rules": RuleSettings,
        "history": HistorySettings,
        "session": SessionSettings,
        "server": ServerSettings,
    }
)

RESERVED_NAMES = frozenset({"assessor", "case-management", "static", "support"})


def read_settings(path: Path | None) -> Settings:
    """Read and check a settings file; without one, the defaults. Raises `StartError` with all mistakes."""
    if path is None:
        return Settings()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StartError(f"The settings file {path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartError(f"The settings file {path} is not valid TOML: {error}.") from None
    settings, mistakes = settings_from(document)
    if settings is None:
        raise StartError(f"The settings file {path} has mistakes: " + "; ".join(mistakes) + ".")
    return settings


def settings_from(document: Mapping[str, object]) -> tuple[Settings | None, tuple[str, ...]]:
    """Make settings from a parsed TOML document; the second value lists every mistake in it."""
    mistakes: list[str] = []
    groups: dict[str, object] = {}
    designs = dict(PRESETS)
    limits = read_limits(document, mistakes)
    for name, table in document.items():
        if name in ("limits", "fault"):
            continue
        if not isinstance(table, dict) or name not in (*_GROUPS, "design"):
            mistakes.append(
                f"[{name}] is not known; known are {', '.join(f'[{g}]' for g in _GROUPS)}, "
                "[design.NAME], [limits], [[fault]]"
            )
        elif name == "design":
            designs |= _read_designs(table, mistakes)
        else:
            groups[name] = _read_group(name, table, mistakes)
    if mistakes:
        return None, tuple(mistakes)
    return Settings(**groups, designs=MappingProxyType(designs), limits=limits), ()  # type: ignore[arg-type] # checked above


def _read_group(name: str, table: Mapping[str, object], mistakes: list[str]) -> object:
    group = _GROUPS[name]
    known = {item.name: item.type for item in fields(group)}
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in known:
            mistakes.append(f"[{name}] {key} is not known; known are {', '.join(known)}")
            continue
        allowed = _RANGES[f"{name}.{key}"]
        numbers = int if known[key] is int else (int, float)
        if (
            isinstance(value, bool)
            or not isinstance(value, numbers)
            or not allowed.low <= value <= allowed.high
        ):
            mistakes.append(f"[{name}] {key} must be a number from {allowed.low:g} to {allowed.high:g}")
        else:
            values[key] = value
    return group(**values) if not mistakes else None


def _read_designs(tables: Mapping[str, object], mistakes: list[str]) -> dict[str, Design]:
    designs: dict[str, Design] = {}
    for name, table in tables.items():
        where = f"[design.{name}]"
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,40}", name) or name in RESERVED_NAMES:
            mistakes.append(f"{where} is no usable name; use small letters, digits and hyphens")
        elif name in PRESETS:
            mistakes.append(f"{where} is the name of a preset; choose another")
        elif not isinstance(table, dict):
            mistakes.append(f"{where} must be a table")
        else:
            design, found = design_from_table(name, table)
            mistakes += [f"{where} {mistake}" for mistake in found]
            if design is not None:
                designs[name] = design
    return designs
