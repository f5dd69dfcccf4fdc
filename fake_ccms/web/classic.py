"""Lines of the classic designs as markup: so much of it that templates are rendered once, then filled in.

A template is rendered with marks where a line has its number, its values and its choices; what comes of it is
a pattern for `%`. To fill in a thousand patterns takes a few milliseconds; to render a thousand macros, a
hundred.

A control's name is its address in the interview: screen, relationship, entity, instance, and last its usual
name. Those of the real one are as long: its posts have 160 bytes a field.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from jinja2 import Environment
from markupsafe import Markup, escape

from billbench.fake_ccms.designs import Layout
from billbench.fake_ccms.fields import LINE_TYPES, Field, Kind
from billbench.fake_ccms.interview.frame import Screen
from billbench.fake_ccms.web.markup import data_block, options_with_values

_MACROS = "_classic.html"
_BETWEEN = "--"
_RELATIONSHIPS = {
    "cpgfs": "cpgfsbilllines",
    "pflrs": "pflrsbilllines",
    "hourly": "prescribedhrbilllines",
    "counsel": "counselbilllines",
    "disbursements": "disbursementschemes",
}
_MARKS = ("instance", "number", "value", "options", "error")
_JSON_MARK = "@@json@@"

UNSHOWN = "display: none"
"""The style that an element has of its own while it is not shown: scripts take it off and put it on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All lines of a screen: their rows, and what the script at the page's end tells of each control."""

    rows: Markup
    telling: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All that decides how a line looks beside what is in it."""

    layout: Layout
    filtered: bool
    calendars: bool
    type_slug: str
    more_visibility: int


def usual_names(form: Mapping[str, str]) -> Mapping[str, str]:
    """A form of a classic page by the names that its controls have in every other design."""
    return {name.rpartition(_BETWEEN)[2]: value for name, value in form.items()}


@dataclass(frozen=True, slots=True)
class _Control:
    """A control as patterns: what is seen of it, and what the page's script is told."""

    shown: str
    told: str


def lines_of(environment: Environment, shape: Shape, screen: Screen) -> Lines:
    """All lines of a screen that has the state of every field in its rows."""
    patterns = _patterns(environment, shape)
    lists = {name: tuple(entries) for name, entries in screen["lists"].items()}
    rows: list[str] = []
    telling: list[str] = []
    for row in screen["rows"]:
        rows.append(patterns.before % row)
        for shown, told in _controls(patterns, row, screen, lists):
            rows.append(shown)
            telling.append(told)
        rows.append(patterns.after % row)
    # Patterns are templates, and what they are filled with is escaped.
    return Lines(rows=Markup("".join(rows)), telling=Markup("\n".join(telling)))  # noqa: S704


class _Patterns:
    """The patterns of one shape, made when they are first needed."""

    def __init__(self, environment: Environment, shape: Shape) -> None:
        self._macros = cast(Any, environment.get_template(_MACROS).module)
        self._shape = shape
        self._made: dict[tuple[str, str, bool], _Control] = {}
        self.type = LINE_TYPES[shape.type_slug]
        where = ("screen", self.type.slug, _RELATIONSHIPS[self.type.slug], self.type.entity, "@@instance@@")
        self._address = _BETWEEN.join((*where, f"{self.type.prefix}_@@instance@@_"))
        self.before = _pattern(self._macros.line_start(shape.layout, self._address))
        self.after = _pattern(self._macros.line_end(shape.layout))

    def control(self, field: Field, state: str, rules: Sequence[Screen], *, wrong: bool) -> _Control:
        key = (field.suffix.value, state, wrong)
        if key not in self._made:
            self._made[key] = self._make(field, state, rules, wrong=wrong)
        return self._made[key]

    def _make(self, field: Field, state: str, rules: Sequence[Screen], *, wrong: bool) -> _Control:
        key = f"{self.type.prefix}_@@instance@@_{field.suffix}"
        name = f"{self._address}{field.suffix}"
        described = {
            "id": key,
            "name": name,
            "instance": "@@instance@@",
            "entity": self.type.entity,
            "attribute": field.suffix.value,
            "kind": field.kind.value,
            "label": f"{field.label}, line @@number@@",
            "list": field.choices,
            "required": field.required,
            "calculated": field.calculated,
            "filtered": self._shape.filtered and field.kind is Kind.CHOICE,
            "calendar": self._shape.calendars and field.kind is Kind.DATE,
            "state": state,
            "value": _JSON_MARK,
            "rules": [rule for rule in rules if rule["target"] == field.suffix],
        }
        return _Control(
            _pattern(self._macros.control(self._shape.layout, field, described, state, wrong)),
            _pattern(self._macros.telling(described)),
        )


@lru_cache(maxsize=64)
def _patterns(environment: Environment, shape: Shape) -> _Patterns:
    return _Patterns(environment, shape)


def _pattern(rendered: str) -> str:
    """A pattern for `%`, with a name where the rendered template has a mark; no blanks between elements."""
    dense = re.sub(r"(?<=[>@])\s+(?=[<@])", "", str(rendered).strip())
    pattern = dense.replace("%", "%%").replace(f'"{_JSON_MARK}"', "%(json)s")
    for mark in _MARKS:
        pattern = pattern.replace(f"@@{mark}@@", f"%({mark})s")
    return pattern


def _controls(
    patterns: _Patterns, row: Screen, screen: Screen, lists: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    holes: dict[str, object] = {"instance": row["instance"], "number": row["number"]}
    states, errors, rules = row["states"], screen["errors"], screen["rules"]
    for field, value in zip(patterns.type.fields, row["values"], strict=True):
        error = errors.get(f"{patterns.type.prefix}_{row['instance']}_{field.suffix}") if errors else None
        control = patterns.control(field, states.get(field.suffix, "normal"), rules, wrong=error is not None)
        holes["value"] = escape(value)
        holes["json"] = _json_of(value)
        if field.kind is Kind.CHOICE:
            holes["options"] = options_with_values(lists[field.choices], value)
        if error is not None:
            holes["error"] = escape(error)
        yield control.shown % holes, control.told % holes


_json_of = lru_cache(maxsize=4096)(data_block)
