"""Interview screens as plain data: the one description from which both renderers build a screen.

The browser gets it as JSON, the server's templates get it as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fake_ccms.bill import (
    NO,
    QUESTION,
    SUMMARY,
    Bill,
    BillState,
    Global,
    Line,
    Place,
    lines_of,
)
from fake_ccms.designs import Design
from fake_ccms.fields import LINE_TYPES, Field, LineType, Suffix, field_name
from fake_ccms.interview.entries import Form, Lists
from fake_ccms.interview.flow import Page, address, bill_address, page_of
from fake_ccms.rules.engine import field_states, missing_fields, screens
from fake_ccms.rules.table import DISBURSEMENTS_ANSWERS, VISIBILITY, Condition, VisibilityRule
from fake_ccms.rules.warnings import Certificate, as_sentences, warnings_of
from fake_ccms.values import for_people, money, pence

Screen = dict[str, Any]

SERVICE = "Civil billing (fake CCMS)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a screen is built from beside the bill's state."""

    design: Design
    bill: Bill
    case_reference: str
    certificate: Certificate
    csrf: str
    lists: Lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What the last request adds to a screen: errors by field, the form as typed, a notice."""

    errors: Mapping[str, str]
    form: Form
    problem: Mapping[str, str] | None = None
    notice: str = ""
    focus: str = ""


NO_REMARKS = Remarks(errors={}, form={})


def build(setting: Setting, state: BillState, place: Place, remarks: Remarks = NO_REMARKS) -> Screen:
    """The screen at a place of the interview."""
    if place.screen == QUESTION:
        return _question(setting, state, place, remarks)
    if place.screen == SUMMARY:
        return _summary(setting, state, place, remarks)
    page = page_of(state, place.screen, setting.design, place.page)
    return lines_screen(setting, state, page, LINE_TYPES[place.screen], remarks)


def _common(setting: Setting, place: Place, heading: str, page: Page | None, remarks: Remarks) -> Screen:
    where = f", page {page.number} of {page.pages}" if page is not None and page.pages > 1 else ""
    error = "Error: " if remarks.errors or remarks.problem else ""
    return {
        "heading": heading,
        "title": f"{error}{heading}{where} – Create a bill – {SERVICE}",
        "url": address(setting.design, setting.bill.id, place),
        "bill_url": bill_address(setting.design, setting.bill.id),
        "case_reference": setting.case_reference,
        "csrf": setting.csrf,
        "version": setting.bill.version,
        "errors": dict(remarks.errors),
        "problem": remarks.problem,
        "notice": remarks.notice,
        "focus": remarks.focus,
    }


def _question(setting: Setting, state: BillState, place: Place, remarks: Remarks) -> Screen:
    heading = "Do you want to bill disbursements?"
    return {
        "kind": "question",
        **_common(setting, place, heading, None, remarks),
        "name": Global.DISBURSEMENTS.value,
        "options": list(DISBURSEMENTS_ANSWERS),
        "value": state.globals[Global.DISBURSEMENTS],
    }


def lines_screen(
    setting: Setting, state: BillState, page: Page, line_type: LineType, remarks: Remarks
) -> Screen:
    """A page of lines of one type. What was typed stands in the place of what is stored."""
    place = Place(screen=line_type.slug, page=page.number)
    names = {field.choices for field in line_type.fields if field.choices}
    warnings = (w for w in warnings_of(state, setting.certificate) if w.type == line_type.slug)
    return {
        "kind": "lines",
        **_common(setting, place, line_type.title, page, remarks),
        "type": line_type.slug,
        "prefix": line_type.prefix,
        "columns": [_column(field) for field in line_type.fields],
        "lists": {name: setting.lists[name] for name in sorted(names)},
        "rules": [_rule(rule) for rule in VISIBILITY[line_type.slug]],
        "rows": [
            _row(line_type, line, number, remarks.form) for number, line in enumerate(page.lines, page.first)
        ],
        "first": page.first,
        "last": page.first + len(page.lines) - 1,
        "total": page.total,
        "page": page.number,
        "pages": page.pages,
        "choice_lists": setting.design.choice_lists.value,
        "warnings": as_sentences(tuple(warnings)),
    }


def _column(field: Field) -> Screen:
    return {
        "suffix": field.suffix.value,
        "label": field.label,
        "kind": field.kind.value,
        "list": field.choices,
        "required": field.required,
        "calculated": field.calculated,
    }


def _rule(rule: VisibilityRule) -> Screen:
    return {
        "target": rule.target.value,
        "hide": _condition(rule.hide_if),
        "readOnly": _condition(rule.read_only_if),
        "optional": _condition(rule.optional_if),
    }


def _condition(condition: Condition | None) -> Screen | None:
    if condition is None:
        return None
    operator = "NotIn" if condition.negated else "In"
    return {"field": condition.suffix.value, "op": operator, "values": list(condition.one_of)}


def _row(line_type: LineType, line: Line, number: int, form: Form) -> Screen:
    values: Sequence[str] = list(line.values.values())
    if form:
        values = [
            value if field.calculated else form.get(field_name(line_type, line.instance, field.suffix), value)
            for field, value in zip(line_type.fields, values, strict=True)
        ]
    return {"instance": line.instance, "number": number, "values": values}


def with_field_states(screen: Screen) -> Screen:
    """The screen with the state of every field in its rows: the browser works these out by itself."""
    suffixes = [column["suffix"] for column in screen["columns"]]
    for row in screen["rows"]:
        values = dict(zip(suffixes, row["values"], strict=True))
        row["states"] = {key: state.value for key, state in field_states(screen["type"], values).items()}
    return screen


def _summary(setting: Setting, state: BillState, place: Place, remarks: Remarks) -> Screen:
    total, vat = pence(state.globals[Global.TOTAL_AMOUNT]), pence(state.globals[Global.TOTAL_VAT])
    totals = [_type_total(state, slug) for slug in screens(state.globals) if slug in LINE_TYPES]
    return {
        "kind": "summary",
        **_common(setting, place, "Bill summary", None, remarks),
        "totals": totals,
        "lines": len(state.lines),
        "net": for_people(money(total - vat)),
        "vat": for_people(money(vat)),
        "total": for_people(money(total)),
        "warnings": as_sentences(warnings_of(state, setting.certificate)),
        "missing": what_is_missing(state),
    }


def _type_total(state: BillState, slug: str) -> Screen:
    lines = lines_of(state, slug)
    net = sum(pence(line.values[Suffix.NET]) for line in lines if line.values[Suffix.NET])
    total = sum(pence(line.values[Suffix.TOTAL]) for line in lines if line.values[Suffix.TOTAL])
    return {
        "title": LINE_TYPES[slug].title,
        "lines": len(lines),
        "net": for_people(money(net)),
        "vat": for_people(money(total - net)),
        "total": for_people(money(total)),
    }


def what_is_missing(state: BillState) -> list[str]:
    """Why the bill cannot be submitted yet, in sentences; nothing when it is complete."""
    if not state.globals[Global.DISBURSEMENTS]:
        return ["Answer whether you want to bill disbursements."]
    if not state.lines:
        return ["Add at least one line to the bill."]
    if state.globals[Global.COMPLETE] == NO:
        return [sentence for slug in LINE_TYPES for sentence in _incomplete_lines(state, LINE_TYPES[slug])]
    return []


def _incomplete_lines(state: BillState, line_type: LineType) -> list[str]:
    numbers = [
        str(number)
        for number, line in enumerate(lines_of(state, line_type.slug), 1)
        if missing_fields(line_type, line.values)
    ]
    if not numbers:
        return []
    lines = "line" if len(numbers) == 1 else "lines"
    return [f"{line_type.title}: fill in everything on {lines} {', '.join(numbers)}."]
