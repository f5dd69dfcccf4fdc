"""What a person entered on a line screen: read from the form, checked, and put into the bill."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from billbench.fake_ccms.bill import BillState, Line
from billbench.fake_ccms.fields import Field, Kind, LineType, field_name
from billbench.fake_ccms.interview.flow import Page
from billbench.fake_ccms.rules.engine import missing_fields
from billbench.fake_ccms.values import InvalidValueError, canonical

Lists = Mapping[str, Sequence[str]]
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """The bill with the entries in it. With `errors` (by field name) it must not be saved."""

    state: BillState
    errors: Mapping[str, str]


def take_entries(state: BillState, line_type: LineType, page: Page, form: Form, lists: Lists) -> Entries:
    """Put the form's fields of the page's lines into the bill.

    Fields that the form lacks keep their stored value; fields of other lines are not looked at.
    """
    errors: dict[str, str] = {}
    changed: dict[int, Line] = {}
    for number, line in enumerate(page.lines, page.first):
        taken = dict(line.values)
        start = field_name(line_type, line.instance, "")
        for field in line_type.fields:
            suffix = field.suffix
            typed = form.get(start + suffix)
            if field.calculated or typed is None or typed == taken[suffix]:
                continue
            try:
                taken[suffix] = check(field, typed, lists)
            except InvalidValueError as error:
                errors[start + suffix] = f"{field.label} on line {number} {error}"
        changed[line.instance] = replace(line, values=taken)
    lines = tuple(changed.get(line.instance, line) for line in state.lines)
    return Entries(state=replace(state, lines=lines), errors=errors)


def check(field: Field, typed: str, lists: Lists) -> str:
    """The stored form of one entry. Raises `InvalidValueError`."""
    value = canonical(field.kind, typed)
    if value and field.kind is Kind.CHOICE and value not in lists[field.choices]:
        raise InvalidValueError("must be chosen from the list")
    return value


def missing_entries(state: BillState, line_type: LineType, page: Page) -> dict[str, str]:
    """An error, by field name, for each required field of the lines on the page shown that is blank."""
    present = {line.instance: line for line in state.lines}
    errors: dict[str, str] = {}
    for number, shown in enumerate(page.shown, page.first_shown):
        line = present[shown.instance]
        for suffix in missing_fields(line_type, line.values):
            field = line_type.field(suffix)
            assert field is not None
            verb = "Choose" if field.kind is Kind.CHOICE else "Enter"
            label = field.label if field.label.startswith("VAT") else field.label[0].lower() + field.label[1:]
            errors[field_name(line_type, line.instance, suffix)] = f"{verb} the {label} on line {number}"
    return errors


def at_shown_fields(errors: Mapping[str, str], fields: Sequence[Field]) -> dict[str, str]:
    """The errors, those of fields that rows lack taken together at the way to the line's own page."""
    shown = {field.suffix for field in fields}
    moved: dict[str, str] = {}
    for name, text in errors.items():
        _, instance, suffix = name.split("_", 2)
        if suffix in shown:
            moved[name] = text
        else:
            key = f"line-{instance}"
            moved[key] = f"{moved[key]}. {text}" if key in moved else text
    return moved


def lines_as_sent(line_type: LineType, state: BillState, form: Form) -> tuple[Line, ...]:
    """The lines a form speaks of, in its order, whether or not the bill still has them."""
    pattern = re.compile(rf"{line_type.prefix}_(\d{{1,9}})_DATE", re.ASCII)
    present = {line.instance: line for line in state.lines}
    blank: dict[str, str] = {suffix: "" for suffix in line_type.suffixes}  # noqa: C420 - typed keys
    found = (pattern.fullmatch(name) for name in form)
    instances = [int(match[1]) for match in found if match]
    return tuple(
        present.get(instance, Line(instance=instance, type=line_type.slug, values=blank))
        for instance in instances
    )
