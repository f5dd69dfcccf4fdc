"""Run the rules over a whole bill until nothing changes, as an interview engine does on every page change."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from fake_ccms.bill import NO, YES, BillState, Global, Line
from fake_ccms.fields import LINE_TYPES, LineType, Suffix
from fake_ccms.rules.table import CALCULATIONS, SCREENS, VISIBILITY
from fake_ccms.values import money, pence

MAX_PASSES = 20


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
    lines = tuple(replace(line, values=entry) for line, entry in zip(state.lines, values, strict=True))
    return replace(state, lines=lines, globals=_globals(state, lines))


def _one_pass(type_slug: str, values: dict[str, str]) -> bool:
    changed = False
    for target, state in field_states(type_slug, values).items():
        if values[target] and state in (FieldState.HIDDEN, FieldState.READ_ONLY):
            values[target] = ""
            changed = True
    for rule in CALCULATIONS[type_slug]:
        if rule.default and values[rule.target]:
            continue
        result = rule.formula(values)
        if result != values[rule.target]:
            values[rule.target] = result
            changed = True
    return changed


def field_states(type_slug: str, values: Mapping[str, str]) -> dict[Suffix, FieldState]:
    """The state of each field that has a visibility rule."""
    states: dict[Suffix, FieldState] = {}
    for rule in VISIBILITY[type_slug]:
        if rule.hide_if is not None and rule.hide_if.holds(values):
            state = FieldState.HIDDEN
        elif rule.read_only_if is not None and rule.read_only_if.holds(values):
            state = FieldState.READ_ONLY
        elif rule.optional_if is not None and rule.optional_if.holds(values):
            state = FieldState.OPTIONAL
        else:
            state = FieldState.NORMAL
        states[rule.target] = state
    return states


def missing_fields(line_type: LineType, values: Mapping[str, str]) -> list[Suffix]:
    """The required fields of a line that are blank and may be filled in."""
    states = field_states(line_type.slug, values)
    return [
        field.suffix
        for field in line_type.fields
        if field.required
        and not values[field.suffix]
        and states.get(field.suffix, FieldState.NORMAL) is FieldState.NORMAL
    ]


def screens(bill_globals: Mapping[str, str]) -> tuple[str, ...]:
    """The screens that this bill visits, in order."""
    return tuple(
        rule.screen for rule in SCREENS if rule.needs is None or rule.word in bill_globals[rule.needs].split()
    )


def _globals(state: BillState, lines: tuple[Line, ...]) -> Mapping[str, str]:
    net = gross = 0
    complete = bool(lines) and state.globals[Global.DISBURSEMENTS] != ""
    for line in lines:
        if line.values[Suffix.NET]:
            net += pence(line.values[Suffix.NET])
            gross += pence(line.values[Suffix.TOTAL])
        complete = complete and not missing_fields(LINE_TYPES[line.type], line.values)
    return {
        **state.globals,
        Global.TOTAL_AMOUNT: money(gross),
        Global.TOTAL_VAT: money(gross - net),
        Global.COMPLETE: YES if complete else NO,
    }
