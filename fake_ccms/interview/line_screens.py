"""Line screens as plain data: the lines of one type, and the page of one line, as the design has them."""

from collections.abc import Iterator, Sequence

from billbench.fake_ccms.bill import BillState, Line, Place
from billbench.fake_ccms.designs import Design, EditableRows, RowFields
from billbench.fake_ccms.fields import Field, LineType, Suffix, field_name
from billbench.fake_ccms.interview.entries import Form
from billbench.fake_ccms.interview.flow import NEW_LINE, Page, address, lines_address
from billbench.fake_ccms.interview.frame import Remarks, Screen, Setting, frame
from billbench.fake_ccms.rules.engine import FieldState, field_states, missing_fields
from billbench.fake_ccms.rules.table import VISIBILITY, Condition, VisibilityRule, more_visibility
from billbench.fake_ccms.rules.warnings import as_sentences, warnings_of

ESSENTIAL = frozenset({Suffix.DATE, Suffix.ACTIVITY, Suffix.TIME, Suffix.ITEM, Suffix.NET})
"""When, what, how much of it, and for how much money: what tells one line from another."""

_PAGES_AROUND = 2


def row_fields(design: Design, line_type: LineType) -> tuple[Field, ...]:
    """The fields that a row has in this design."""
    if design.row_fields is RowFields.ALL:
        return line_type.fields
    return tuple(field for field in line_type.fields if field.suffix in ESSENTIAL)


def lines_screen(
    setting: Setting, state: BillState, page: Page, line_type: LineType, remarks: Remarks
) -> Screen:
    """A page of lines of one type. What was typed stands in the place of what is stored."""
    design = setting.design
    url = address(design, setting.bill.id, Place(screen=line_type.slug, page=page.number))
    where = f", page {page.number} of {page.pages}" if page.pages > 1 else ""
    fields = row_fields(design, line_type)
    editable = design.editable_rows is EditableRows.ALL
    warnings = (w for w in warnings_of(state, setting.measure) if w.type == line_type.slug)
    return {
        "kind": "lines",
        **frame(setting, url, line_type.title, remarks, where=where),
        **_columns(setting, line_type, fields if editable else ()),
        "columns": [_column(field) for field in fields],
        "rows": [
            _row(design, line_type, fields, line, number, remarks.form)
            for number, line in enumerate(page.lines, page.first)
        ],
        "first": page.first_shown,
        "last": page.first_shown + len(page.shown) - 1,
        "total": page.total,
        "page": page.number,
        "pages": page.pages,
        "page_links": list(_page_links(setting, line_type, page)),
        "lines_url": lines_address(design, setting.bill.id, line_type.slug),
        "editable": editable,
        "line_pages": design.has_line_pages,
        "saves_while_editing": design.saves_while_editing,
        "mounted_rows": design.mounted_rows.value,
        "warnings": as_sentences(tuple(warnings)),
    }


def line_screen(
    setting: Setting, line_type: LineType, page: Page, remarks: Remarks, *, back: Place, is_new: bool
) -> Screen:
    """The page of one line, the only line of `page`, with all its fields. `back` is where it is listed."""
    line = page.lines[0]
    lines_url = lines_address(setting.design, setting.bill.id, line_type.slug)
    url = f"{lines_url}/{NEW_LINE if is_new else line.instance}"
    heading = "Add a line" if is_new else f"Line {page.first}"
    return {
        "kind": "line",
        **frame(setting, url, heading, remarks, where=f", {line_type.title}"),
        **_columns(setting, line_type, line_type.fields),
        "columns": [_column(field) for field in line_type.fields],
        "rows": [_row(None, line_type, line_type.fields, line, page.first, remarks.form)],
        "line_type": line_type.title,
        "back_url": address(setting.design, setting.bill.id, back),
        "remove_url": "" if is_new else f"{url}/remove",
    }


def row_after_saving(line: Line, fields: Sequence[Field]) -> Screen:
    """What a saved line holds now, for the script that saved it from its row."""
    return {"values": [line.values[field.suffix] for field in fields]}


def _columns(setting: Setting, line_type: LineType, fields: Sequence[Field]) -> Screen:
    """What editing these fields of a line needs; nothing where they are only read."""
    names = {field.choices for field in fields if field.choices}
    present = {field.suffix for field in fields}
    return {
        "type": line_type.slug,
        "prefix": line_type.prefix,
        "lists": {name: setting.lists[name] for name in sorted(names)},
        "rules": [
            _rule(rule)
            for rule in (*VISIBILITY[line_type.slug], *more_visibility(line_type, setting.more_visibility))
            if _can_run(rule, present)
        ],
        "choice_lists": setting.design.choice_lists.value,
    }


def _can_run(rule: VisibilityRule, present: set[Suffix]) -> bool:
    """Whether all fields of a rule are there: where one is not, the server works the state out."""
    conditions = (rule.hide_if, rule.read_only_if, rule.optional_if)
    needed = {rule.target, *(condition.suffix for condition in conditions if condition is not None)}
    return needed <= present


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


def _row(
    design: Design | None,
    line_type: LineType,
    fields: Sequence[Field],
    line: Line,
    number: int,
    form: Form,
) -> Screen:
    """One row; a row of a line's own page has no design to look at."""
    whole = len(fields) == len(line_type.fields)
    values = list(line.values.values()) if whole else [line.values[field.suffix] for field in fields]
    row: Screen = {"instance": line.instance, "number": number, "values": values}
    if design is not None and design.editable_rows is EditableRows.ONE:
        row["incomplete"] = bool(missing_fields(line_type, line.values))
        return row
    if form:
        row["values"] = [
            value if field.calculated else form.get(field_name(line_type, line.instance, field.suffix), value)
            for field, value in zip(fields, values, strict=True)
        ]
    if not whole:
        row["states"] = _fixed_states(line_type, fields, line)
    return row


def _fixed_states(line_type: LineType, fields: Sequence[Field], line: Line) -> dict[str, str]:
    present = {field.suffix for field in fields}
    return {
        suffix.value: state.value
        for suffix, state in field_states(line_type.slug, line.values).items()
        if suffix in present and state is not FieldState.NORMAL
    }


def with_field_states(screen: Screen) -> Screen:
    """The screen with the state of every field in its rows: the browser works these out by itself."""
    suffixes = [column["suffix"] for column in screen["columns"]]
    for row in screen["rows"]:
        if "states" in row or "incomplete" in row:
            continue
        values = dict(zip(suffixes, row["values"], strict=True))
        row["states"] = {key: state.value for key, state in field_states(screen["type"], values).items()}
    return screen


def _page_links(setting: Setting, line_type: LineType, page: Page) -> Iterator[Screen]:
    """Links to the pages of a list to read, with gaps where there are many; none for a single page."""
    if setting.design.editable_rows is EditableRows.ALL or page.pages == 1:
        return
    around = range(page.number - _PAGES_AROUND, page.number + _PAGES_AROUND + 1)
    shown = [n for n in range(1, page.pages + 1) if n in (1, page.pages) or n in around]
    before = 0
    for number in shown:
        url = address(setting.design, setting.bill.id, Place(screen=line_type.slug, page=number))
        yield {
            "number": number,
            "url": url,
            "current": number == page.number,
            "gap": number > before + 1,
        }
        before = number
