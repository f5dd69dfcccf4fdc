"""Settings read from TOML; every mistake in a file is reported at once."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from billbench.fake_ccms.designs import PRESETS, Design, design_from_table
from billbench.fake_ccms.errors import StartError
from billbench.fake_ccms.limits.reading import read_limits
from billbench.fake_ccms.settings import (
    HistorySettings,
    ListSettings,
    RuleSettings,
    SavingSettings,
    ServerSettings,
    SessionSettings,
    Settings,
)


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
        "saving": SavingSettings,
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
    known: dict[str, Any] = {item.name: item.type for item in fields(group)}
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in known:
            mistakes.append(f"[{name}] {key} is not known; known are {', '.join(known)}")
            continue
        values[key], wrong = _read_value(f"{name}.{key}", known[key], value)
        if wrong:
            mistakes.append(f"[{name}] {key} {wrong}")
    return group(**values) if not mistakes else None


def _read_value(where: str, kind: type, value: object) -> tuple[object, str]:
    """A value as its setting wants it; the second value says what is wrong with it."""
    if kind is bool:
        return value, "" if isinstance(value, bool) else "must be true or false"
    if issubclass(kind, StrEnum):
        words = tuple(str(word) for word in kind)
        return (kind(value), "") if value in words else (value, f"must be one of {', '.join(words)}")
    allowed = _RANGES[where]
    numbers = int if kind is int else (int, float)
    fits = isinstance(value, numbers) and not isinstance(value, bool) and allowed.low <= value <= allowed.high
    return value, "" if fits else f"must be a number from {allowed.low:g} to {allowed.high:g}"


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
