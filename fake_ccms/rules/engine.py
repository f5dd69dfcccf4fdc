"""Run the rules over a whole bill until nothing changes, as an interview engine does on every page change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from billbench.fake_ccms.bill import NO, YES, BillState, Global, Line
from billbench.fake_ccms.fields import LINE_TYPES, LineType, Suffix
from billbench.fake_ccms.rules.table import CALCULATIONS, SCREENS, VISIBILITY, VisibilityRule, conditions_of
from billbench.fake_ccms.rules.totals import totals_of
from billbench.fake_ccms.values import money

MAX_PASSES = 20

_UNNAMED = "\0"  # A value that no rule names; no field can hold it.


class FieldState(StrEnum):
    """How a field of a line stands at the moment."""

    NORMAL = "normal"
    OPTIONAL = "optional"
    READ_ONLY = "readonly"
    HIDDEN = "hidden"


class RulesDoNotSettleError(RuntimeError):
    """The rule table contradicts itself: a mistake of ours, not of the person."""


def determine(state: BillState) -> BillState:
    """The bill with every rule applied to every line and to its globals, at the fixed point."""
    values = [dict(line.values) for line in state.lines]
    for _ in range(MAX_PASSES):
        changed = [_one_pass(line.type, entry) for line, entry in zip(state.lines, values, strict=True)]
        if not any(changed):
            break
    else:
        raise RulesDoNotSettleError(f"the rules did not settle in {MAX_PASSES} passes")
    lines = tuple(
        Line(instance=line.instance, type=line.type, values=entry)
        for line, entry in zip(state.lines, values, strict=True)
    )
    return replace(state, lines=lines, globals=_globals(state, lines))


def _one_pass(type_slug: str, values: dict[str, str]) -> bool:
    changed = False
    for target in _standing(type_slug, values).closed:
        if values[target]:
            values[target] = ""
            changed = True
    for rule in CALCULATIONS[type_slug]:
        target = rule.target
        if rule.default and values[target]:
            continue
        result = rule.formula(values)
        if result != values[target]:
            values[target] = result
            changed = True
    return changed


def field_states(type_slug: str, values: Mapping[str, str]) -> Mapping[Suffix, FieldState]:
    """The state of each field that has a visibility rule."""
    return _standing(type_slug, values).states


def missing_fields(line_type: LineType, values: Mapping[str, str]) -> list[Suffix]:
    """The required fields of a line that are blank and may be filled in."""
    return [suffix for suffix in _standing(line_type.slug, values).wanted if not values[suffix]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What the visibility rules make of a line: `closed` fields hold nothing, `wanted` must be filled in."""

    states: Mapping[Suffix, FieldState]
    closed: tuple[Suffix, ...]
    wanted: tuple[Suffix, ...]


def _deciding(type_slug: str) -> dict[str, frozenset[str]]:
    words: dict[str, frozenset[str]] = {}
    for condition in conditions_of(type_slug):
        words[condition.suffix] = words.get(condition.suffix, frozenset()) | set(condition.one_of)
    return words


_DECIDING: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {slug: _deciding(slug) for slug in LINE_TYPES}
)
"""By line type: the fields that visibility depends on, and their values that any rule names."""


def _standing(type_slug: str, values: Mapping[str, str]) -> _Standing:
    # Few things about a line decide what is visible, so the answer is worked out once for each case of
    # them. All values that no rule names are one case: what people type cannot fill the memory.
    named = tuple(
        value if (value := values.get(suffix, "")) in words else None
        for suffix, words in _DECIDING[type_slug].items()
    )
    return _standing_of(type_slug, named)


@lru_cache(maxsize=1024)
def _standing_of(type_slug: str, named: tuple[str | None, ...]) -> _Standing:
    values = {
        suffix: _UNNAMED if value is None else value
        for suffix, value in zip(_DECIDING[type_slug], named, strict=True)
    }
    states = {rule.target: _state(rule, values) for rule in VISIBILITY[type_slug]}
    closed = (FieldState.HIDDEN, FieldState.READ_ONLY)
    return _Standing(
        states=MappingProxyType(states),
        closed=tuple(target for target, state in states.items() if state in closed),
        wanted=tuple(
            field.suffix
            for field in LINE_TYPES[type_slug].fields
            if field.required and states.get(field.suffix, FieldState.NORMAL) is FieldState.NORMAL
        ),
    )


def _state(rule: VisibilityRule, values: Mapping[str, str]) -> FieldState:
    if rule.hide_if is not None and rule.hide_if.holds(values):
        return FieldState.HIDDEN
    if rule.read_only_if is not None and rule.read_only_if.holds(values):
        return FieldState.READ_ONLY
    if rule.optional_if is not None and rule.optional_if.holds(values):
        return FieldState.OPTIONAL
    return FieldState.NORMAL


def screens(bill_globals: Mapping[str, str]) -> tuple[str, ...]:
    """The screens that this bill visits, in order."""
    return tuple(
        rule.screen for rule in SCREENS if rule.needs is None or rule.word in bill_globals[rule.needs].split()
    )


def _globals(state: BillState, lines: tuple[Line, ...]) -> Mapping[str, str]:
    totals = totals_of(lines)
    complete = bool(lines) and state.globals[Global.DISBURSEMENTS] != ""
    complete = complete and not any(missing_fields(LINE_TYPES[line.type], line.values) for line in lines)
    return {
        **state.globals,
        Global.TOTAL_AMOUNT: money(totals.gross),
        Global.TOTAL_VAT: money(totals.vat),
        Global.COMPLETE: YES if complete else NO,
    }
