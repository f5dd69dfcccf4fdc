"""Limits and faults from plain tables: the same from the settings file and from the support interface."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from billbench.fake_ccms.limits.model import (
    MAX_RULES,
    BodySize,
    Condition,
    DropAfter,
    DropBefore,
    DropWithin,
    Effect,
    ErrorAnswer,
    FieldCount,
    GatewayTimeout,
    Limits,
    OnExceed,
    Rule,
    SlowAnswer,
)
from billbench.fake_ccms.limits.presets import PRESETS, Preset

Table = Mapping[str, object]
T = TypeVar("T")

_METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD")
_MAX_BYTES = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """One table with its place in the document; every mistake found in it is kept."""

    where: str
    table: Table
    mistakes: list[str]
    known: list[str] = field(default_factory=list)

    def number(self, key: str, otherwise: float, low: float, high: float) -> float:
        value = self._get(key, otherwise)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            return self._wrong(key, f"must be a number from {low:g} to {high:g}", otherwise)
        return float(value)

    def whole(self, key: str, otherwise: int, low: int, high: int) -> int:
        value = self._get(key, otherwise)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            return self._wrong(key, f"must be a whole number from {low} to {high}", otherwise)
        return value

    def word(self, key: str, otherwise: str, choices: Collection[str]) -> str:
        value = self._get(key, otherwise)
        if not isinstance(value, str) or value not in choices:
            return self._wrong(key, f"must be one of {', '.join(choices)}", otherwise)
        return value

    def text(self, key: str, otherwise: str) -> str:
        value = self._get(key, otherwise)
        if not isinstance(value, str) or not 1 <= len(value) <= 500:
            return self._wrong(key, "must be a text of 1 to 500 characters", otherwise)
        return value

    def words(self, key: str, choices: Collection[str]) -> tuple[str, ...]:
        value = self._get(key, [])
        if not isinstance(value, list) or not all(word in choices for word in value):
            return self._wrong(key, f"must be a list of some of {', '.join(choices)}", ())
        return tuple(value)

    def has(self, key: str) -> bool:
        self.known.append(key)
        return key in self.table

    def done(self) -> None:
        """Say which keys nobody asked for."""
        for key in self.table:
            if key not in self.known:
                known = ", ".join(dict.fromkeys(self.known))
                self.mistakes.append(f"{self.where} {key} is not known; known are {known}")

    def _get(self, key: str, otherwise: object) -> object:
        self.known.append(key)
        return self.table.get(key, otherwise)

    def _wrong(self, key: str, what: str, otherwise: T) -> T:
        self.mistakes.append(f"{self.where} {key} {what}")
        return otherwise


def read_limits(document: Table, mistakes: list[str]) -> Limits:
    """The rules of `[limits]` and of every `[[fault]]`; mistakes are added to the list."""
    limits, faults = document.get("limits", {}), document.get("fault", [])
    if not isinstance(limits, dict):
        mistakes.append("[limits] must be a table")
        limits = {}
    if not isinstance(faults, list) or not all(isinstance(fault, dict) for fault in faults):
        mistakes.append("[[fault]] must be a list of tables")
        faults = []
    reader = _Reader(where="[limits]", table=limits, mistakes=mistakes)
    rules = _server_rules(reader)
    queue = reader.whole("queue", 0, 0, 100_000) if reader.has("queue") else None
    reader.done()
    rules += [_fault(number, fault, mistakes) for number, fault in enumerate(faults, 1)]
    if len(rules) > MAX_RULES:
        mistakes.append(f"[[fault]] and [limits] make {len(rules)} rules; {MAX_RULES} are possible")
    return Limits(rules=tuple(rules), queue=queue)


def _server_rules(reader: _Reader) -> list[Rule]:
    """What a preset sets, with the overrides beside it; a limit of 0 is none."""
    preset = PRESETS[reader.word("preset", "none", PRESETS)]
    effects = (_body_size(reader, preset), _field_count(reader, preset), _gateway_timeout(reader, preset))
    return [Rule(effect=effect) for effect in effects if effect is not None]


def _field_count(reader: _Reader, preset: Preset) -> FieldCount | None:
    usual = preset.fields or FieldCount(limit=0)
    limit = reader.whole("fields", usual.limit, 0, 10_000_000)
    on_exceed = OnExceed(reader.word("fields_on_exceed", usual.on_exceed, tuple(OnExceed)))
    status = reader.whole("fields_status", usual.status, 400, 599)
    return FieldCount(limit=limit, on_exceed=on_exceed, status=status) if limit else None


def _body_size(reader: _Reader, preset: Preset) -> BodySize | None:
    usual = preset.body or BodySize(limit=0)
    limit = reader.whole("body_bytes", usual.limit, 0, _MAX_BYTES)
    on_exceed = OnExceed(reader.word("body_on_exceed", usual.on_exceed, tuple(OnExceed)))
    status = reader.whole("body_status", usual.status, 400, 599)
    return BodySize(limit=limit, on_exceed=on_exceed, status=status) if limit else None


def _gateway_timeout(reader: _Reader, preset: Preset) -> GatewayTimeout | None:
    after_s = reader.number("gateway_timeout_s", preset.gateway_timeout_s or 0, 0, 86_400)
    return GatewayTimeout(after_s=after_s) if after_s else None


def _fault(number: int, table: Table, mistakes: list[str]) -> Rule:
    reader = _Reader(where=f"[[fault]] {number}", table=table, mistakes=mistakes)
    if "kind" not in table:
        mistakes.append(f"[[fault]] {number} needs a kind: {', '.join(FAULT_KINDS)}")
    make = FAULT_KINDS[reader.word("kind", "error", FAULT_KINDS)]
    rule = Rule(effect=make(reader), when=_condition(reader))
    reader.done()
    return rule


FAULT_KINDS: Mapping[str, Callable[[_Reader], Effect]] = {
    "fields": lambda reader: FieldCount(
        limit=reader.whole("limit", 1_000, 1, 10_000_000),
        on_exceed=OnExceed(reader.word("on_exceed", OnExceed.REFUSE, tuple(OnExceed))),
        status=reader.whole("status", 400, 400, 599),
    ),
    "body": lambda reader: BodySize(
        limit=reader.whole("limit", 1024 * 1024, 1, _MAX_BYTES),
        on_exceed=OnExceed(reader.word("on_exceed", OnExceed.REFUSE, tuple(OnExceed))),
        status=reader.whole("status", 413, 400, 599),
    ),
    "gateway-timeout": lambda reader: GatewayTimeout(after_s=reader.number("after_s", 60, 0, 86_400)),
    "drop-before": lambda _reader: DropBefore(),
    "drop-after": lambda _reader: DropAfter(),
    "drop-within": lambda _reader: DropWithin(),
    "error": lambda reader: ErrorAnswer(status=reader.whole("status", 502, 400, 599)),
    "slow-answer": lambda reader: SlowAnswer(bytes_per_s=reader.whole("bytes_per_s", 10_000, 100, 1 << 30)),
}


def _condition(reader: _Reader) -> Condition:
    def most(key: str) -> int | None:
        return reader.whole(key, 0, 0, _MAX_BYTES) if reader.has(key) else None

    return Condition(
        route=reader.text("route", "*"),
        methods=reader.words("methods", _METHODS),
        min_fields=reader.whole("min_fields", 0, 0, _MAX_BYTES),
        max_fields=most("max_fields"),
        min_bytes=reader.whole("min_bytes", 0, 0, _MAX_BYTES),
        max_bytes=most("max_bytes"),
        from_s=reader.number("from_s", 0, 0, 10_000_000),
        until_s=reader.number("until_s", 0, 0, 10_000_000) if reader.has("until_s") else None,
        from_request=reader.whole("from_request", 1, 1, _MAX_BYTES),
        until_request=most("until_request"),
        share=reader.number("share", 1, 0, 1),
        seed=reader.whole("seed", 0, 0, 1 << 62),
    )
