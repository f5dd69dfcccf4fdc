"""A screen of bill lines in the markup and with the data that the real interview's client code works on.

The form's layout follows pages of that interview that are public, the table's is inferred from the names that
style sheets and scripts look for. Everything else is ours, and what is on the screen is the fake's own bill.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from billbench.fake_ccms.designs import Layout
from billbench.fake_ccms.web.markup import data_block
from tests.benchmarks.fidelity import real_site

Screen = Mapping[str, Any]

_GROUP = "global_global_e_bill_lines"
_LINE = "the prescribed hourly rate bill line"
_TEXT_TYPE = 2
_CONSTANT = {"isConstant": True, "result": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Control:
    id: str
    name: str
    label: str
    value: str
    state: str
    options: tuple[str, ...]

    @property
    def hidden(self) -> bool:
        return self.state == "hidden"

    @property
    def read_only(self) -> bool:
        return self.state == "readonly"

    @property
    def required(self) -> bool:
        return self.state == "enabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: int
    id: str
    title: str
    hidden_name: str
    start: str
    controls: Sequence[_Control]


def real_page(screen: Screen, *, layout: Layout, filtered: bool) -> bytes:
    """The document for a screen of lines that has the state of every field in its rows."""
    lines = [_line(screen, row) for row in screen["rows"]]
    html = _template().render(
        layout=layout,
        lines=lines,
        group=_GROUP,
        headings=[column["label"] for column in screen["columns"]],
        data=_data(list(_rules(screen, lines))),
        described=list(_described(lines, filtered=filtered)),
        static=real_site.STATIC,
        styles=real_site.STYLES,
        libraries=real_site.LIBRARIES,
        global_script=real_site.GLOBAL_SCRIPT,
        screen_scripts=real_site.SCREEN_SCRIPTS,
        mandatory_image=real_site.MANDATORY_IMAGE,
    )
    return html.encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["data_block"] = data_block
    return environment.get_template("real_page.html")


def _line(screen: Screen, row: Screen) -> _Line:
    title = f"{_LINE}{row['instance']}"
    start = f"{screen['prefix']}_BILL_LINE_{title.replace(' ', '+')}_a_"
    return _Line(
        number=row["number"],
        id=f"{screen['prefix']}{row['instance']}",
        title=title,
        hidden_name=f"ENTITY_INSTANCE_{_GROUP}%5e{title.replace(' ', '+')}",
        start=start,
        controls=[
            _control(screen, start, column, value, row["states"])
            for column, value in zip(screen["columns"], row["values"], strict=True)
        ],
    )


def _control(screen: Screen, start: str, column: Screen, value: str, states: Mapping[str, str]) -> _Control:
    name = f"{start}{column['suffix']}"
    asked = "enabled" if column["required"] else "optional"
    state = states.get(column["suffix"], "normal")
    if column["calculated"]:
        state = "readonly"
    return _Control(
        id=name.replace("+", ""),
        name=name,
        label=column["label"],
        value=value,
        state=asked if state == "normal" else state,
        options=("", *screen["lists"][column["list"]]) if column["kind"] == "choice" else (),
    )


def _described(lines: Sequence[_Line], *, filtered: bool) -> Iterator[Mapping[str, object]]:
    """What the scripts are told of each control."""
    yield {"parentCtrlId": "screen", "name": _GROUP, "id": _GROUP, "type": "Group", "state": "enabled"}
    for line in lines:
        yield {"parentCtrlId": _GROUP, "name": line.id, "id": line.id, "type": "Line", "state": "enabled"}
        for control in line.controls:
            of_list = "searching-combo" if filtered else "Dropdown"
            yield {
                "inputType": of_list if control.options else "TextBox",
                "displayValue": control.value,
                "hasHintText": False,
                "parentCtrlId": line.id,
                "name": control.name,
                "id": control.id,
                "type": "TextInputControl",
                "state": control.state,
            }


def _rules(screen: Screen, lines: Sequence[_Line]) -> Iterator[Mapping[str, object]]:
    required = {column["suffix"]: column["required"] for column in screen["columns"]}
    for line in lines:
        states = {control.name: control.state for control in line.controls}
        for rule in screen["rules"]:
            name = f"{line.start}{rule['target']}"
            yield {
                "ctrlName": name,
                "currentState": states[name],
                "defaultState": "enabled" if required[rule["target"]] else "optional",
                "hideIfExpr": _condition(line, rule["hide"]),
                "readOnlyIfExpr": _condition(line, rule["readOnly"]),
                "optionalIfExpr": _condition(line, rule["optional"]),
            }


def _condition(line: _Line, condition: Screen | None) -> Mapping[str, object]:
    if condition is None:
        return _CONSTANT
    return {
        "isConstant": False,
        "exprType": "If",
        "exprOp": condition["op"],
        "attrCtrlName": f"{line.start}{condition['field']}",
        "exprValType": _TEXT_TYPE,
        "exprVals": condition["values"],
    }


def _data(rules: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    """All that the scripts expect to be there, by its name; their warning of unsaved changes is on."""
    return {
        "explanationParams": {},
        "searchingComboboxes": {"maxResults": 20, "moreResultsText": "More", "triggerTooltip": "Open"},
        "datePickerOpts": {"dateFormat": "dd-mm-yy"},
        "screenInfo": {"backButtonURL": "/", "controls": [], "controlsByName": {}},
        "unsubmittedDataWarning": {"isEnabled": True, "hasUnsubmitted": False, "warningMsg": "Not saved."},
        "stageData": {
            "stages": [{"url": "", "text": "Bill", "kind": "active-stage"}],
            "screens": [{"url": "", "text": "Bill lines", "kind": "active-screen"}],
        },
        "dataFormats": {"bool": {"trueVal": "Yes", "falseVal": "No"}},
        "dynamicControlStateEnabled": True,
        "controlRules": rules,
    }
