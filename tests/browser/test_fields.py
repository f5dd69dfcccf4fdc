"""Fields of all kinds on one page: what each holds after it was typed into is what counts as typed."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from billbench.harness.application import passive
from billbench.harness.model.outcomes import Cause
from billbench.harness.model.people import AVERAGE
from billbench.scenarios.hands import Hands
from billbench.scenarios.page_map import BillsMap, PageMap, TargetMap
from billbench.scenarios.pages import looking, typing_in
from billbench.scenarios.pages.mapped_lines import MappedLines
from billbench.scenarios.protocol import FieldNotTaken, MappedNotebook, Visit
from billbench.scenarios.target_lines import line_as_stored

DAY = "16-03-2025"
PAGE, FILE = Cause.KEPT_OUT_BY_FIELD, Cause.TARGET_FILE

# What each field is on the page, what the map says of it, and what is typed into it in our way of writing.
FIELDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "text": ("<input value=old>", {}, "new words"),
    "area": ("<textarea>old</textarea>", {}, "new words"),
    "inside its cell": ("<span><b>Work</b> <input value=old></span>", {}, "new words"),
    "number": ("<input type=number value=1>", {"kind": "number"}, "58.41"),
    "number with a comma": ("<input value='1,00'>", {"kind": "number", "decimal": ","}, "58.41"),
    "date": ("<input type=date value=2024-01-08>", {"kind": "date"}, DAY),
    "date of another format": ("<input type=date>", {"kind": "date", "format": "%d/%m/%Y"}, DAY),
    "date as text": ("<input value=08/01/2024>", {"kind": "date", "format": "%d/%m/%Y"}, DAY),
    "date and time": ("<input type=datetime-local value=2024-01-08T09:30>", {"kind": "date"}, DAY),
    "month": ("<input type=month value=2024-01>", {"kind": "date"}, DAY),
    "time": ("<input type=time value=09:00>", {}, "13:45"),
    "masked": ("<input class=mask value=08/01/2024>", {"kind": "date", "format": "%d/%m/%Y"}, DAY),
    "masked text": ("<input class=groups>", {}, "AB12CD"),
    "editable": ("<p contenteditable>2024-01-08</p>", {"kind": "date"}, DAY),
    "editable cell": ("<div><i contenteditable=true>old</i></div>", {}, "new words"),
    "spinner": ("<input class=spinner role=spinbutton value=1>", {"kind": "number"}, "7"),
    "capitals": ("<input oninput='this.value = this.value.toUpperCase()'>", {}, "new words"),
    "autocomplete": ("<input class=search role=combobox value=old>", {}, "Reading papers"),
    "autocomplete that must be chosen from": (
        "<input class='search strict' aria-autocomplete=list>",
        {},
        "Reading papers",
    ),
    "autocomplete without a list": ("<input role=combobox aria-controls=nothing>", {}, "Reading papers"),
    "datalist": ("<input list=choices>", {}, "Reading papers"),
    "select": ("<select><option value=1>One<option value=2>Two</select>", {"kind": "choice"}, "Two"),
    "select by value": ("<select><option value=1>One<option value=2>Two</select>", {"kind": "choice"}, "2"),
    "select that fills": ("<select class=late></select>", {"kind": "choice"}, "Two"),
    "checkbox": ("<input type=checkbox>", {}, "yes"),
    "checkbox ticked": ("<input type=checkbox checked>", {}, "true"),
    "checkbox of its own": (
        "<b role=checkbox aria-checked=false tabindex=0 onclick='this.ariaChecked = \"true\"'>x</b>",
        {},
        "1",
    ),
    "on blur": (
        "<input onblur='this.value = Number(this.value).toFixed(2) + \" h\"'>",
        {"kind": "number"},
        "1.5",
    ),
    "late on blur": (
        "<input onblur='setTimeout(() => { this.value = \"16 Mar 2025\" }, 300)'>",
        {"kind": "date"},
        DAY,
    ),
    "editor": ("<u class=cell>2024-01-08</u>", {"kind": "date", "editor": "input"}, DAY),
}

# What is held against the page or the map, and never against a store.
KEPT_OUT: dict[str, tuple[str, dict[str, Any], str, str, Cause]] = {
    "cut": ("<input maxlength=6>", {}, "new words", "'new words'), it shows 'new wo'", PAGE),
    "clamped": (
        "<input type=number value=1 onchange='this.value = Math.min(this.value, 99)'>",
        {"kind": "number"},
        "500",
        "it shows '99'",
        PAGE,
    ),
    "picker": ("<input class=picker value=2024-01-08>", {"kind": "date"}, DAY, "it shows '2024-01-08'", PAGE),
    "read only": ("<input readonly value=2024-01-08>", {"kind": "date"}, DAY, "it is read only", FILE),
    "disabled": (
        "<select disabled><option>One<option>Two</select>",
        {"kind": "choice"},
        "Two",
        "it is disabled",
        FILE,
    ),
    "hidden": ("<input hidden value=old>", {}, "new words", "it is hidden", FILE),
    "no option": ("<select><option>One</select>", {"kind": "choice"}, "Two", "has no such option", FILE),
    "other format": ("<input class=mask value=08/01/2024>", {"kind": "date"}, DAY, "'%Y-%m-%d'", FILE),
    "text for a day": ("<input type=date>", {}, "new words", "say its kind", FILE),
    "other offer": (
        "<input onblur='this.value = \"Reading\"'>",
        {},
        "Reading papers",
        "it shows 'Reading'",
        PAGE,
    ),
    "unticked": ("<input type=checkbox onclick='return false'>", {}, "yes", "it shows 'no'", PAGE),
}

_SCRIPT = """
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
each(".mask", (one) => one.addEventListener("input", () => {
  const digits = one.value.replace(/\\D/g, "").slice(0, 8);
  one.value = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter(Boolean).join("/");
}));
each(".groups", (one) => one.addEventListener("input", () => {
  one.value = one.value.replace(/\\W/g, "").replace(/(..)(?=.)/g, "$1 ");
}));
each(".search", (one) => {
  const list = one.after(document.createElement("div")) ?? one.nextElementSibling;
  let chosen = "";
  one.addEventListener("input", () => setTimeout(() => {
    list.innerHTML = ["Reading", "Reading papers"].map((text) => `<p role=option>${text}</p>`).join("");
    for (const offer of list.children) offer.onmousedown = () => { one.value = chosen = offer.textContent; };
  }, 200));
  if (one.matches(".strict")) one.addEventListener("blur", () => { one.value = chosen; });
  one.addEventListener("blur", () => list.replaceChildren());
});
each(".spinner", (one) => one.addEventListener("blur", () => { one.value = Number(one.value).toFixed(1); }));
each(".picker", (one) => one.addEventListener("blur", () => { one.value = one.defaultValue; }));
each(".cell", (one) => one.addEventListener("click", () => {
  if (one.querySelector("input")) return;
  const box = document.createElement("input");
  box.value = one.textContent;
  box.onblur = () => { one.textContent = new Date(box.value).toDateString(); };
  one.replaceChildren(box);
  box.focus();
}));
setTimeout(() => each(".late", (one) => one.append(new Option("One", "1"), new Option("Two", "2"))), 300);
"""


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing on this page takes longer."""
    monkeypatch.setattr(typing_in, "_OFFERS_WITHIN_MS", 500)
    monkeypatch.setattr(typing_in, "_OFFER_COMES_WITHIN_MS", 500)
    monkeypatch.setattr(typing_in, "_TAKES_WITHIN_MS", 500)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One page with a row for every field, each known by its name."""
    rows = "".join(
        f"<tr><td class=name>{name}<td class=field>{one[0]}" for name, one in {**FIELDS, **KEPT_OUT}.items()
    )
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(5000)
    page = context.new_page()
    page.set_content(
        f"<table>{rows}</table><ul id=offers><li>Reading papers</ul><datalist id=choices></datalist>"
        f"<script>{_SCRIPT}</script>"
    )
    yield page
    context.close()


def lines_of(tab: Page, name: str, said: dict[str, Any], *, keeps: bool = True) -> MappedLines:
    page_map = PageMap.model_validate(
        {
            "row": "tr",
            "known_by": "NAME",
            "fields": {"NAME": {"cell": ".name"}, "FIELD": {"cell": ".field > :first-child", **said}},
        }
    )
    target = TargetMap(page=page_map, bills=BillsMap(open="/{lines}"), keeps_content=keeps)
    there = {row["NAME"]: row for row in looking.rows_on_screen(tab, page_map)}
    return MappedLines(
        Visit(
            page=tab,
            site="",
            bill_id=0,
            case_reference="",
            user="",
            design="",
            axes={},
            lines=(line_as_stored(there[name], page_map),),
            step=lambda _name, *, rows=None: nullcontext(rows),
            notebook=MappedNotebook(),
            hands=Hands(person=AVERAGE, page=tab, seed="", pass_time=lambda _: None),
            look=lambda script, argument, within_s=None: passive.look(
                tab, script, argument, timeout_s=within_s or 5
            ),
            aside=lambda _: None,
            download=lambda _: None,  # type: ignore[arg-type, return-value]
            map=target,
        )
    )


@pytest.mark.parametrize("name", FIELDS)
def test_what_a_field_holds_is_what_counts_as_typed(tab: Page, name: str) -> None:
    _, said, value = FIELDS[name]
    pages = lines_of(tab, name, said)
    (line,) = pages.visit.lines
    pages.open(line, {"FIELD"})
    pages.correct(line, {"FIELD": value})
    (change,) = pages.visit.notebook.changes.values()
    assert value in (change.fields["FIELD"], *change.also["FIELD"])
    shown = next(row for row in looking.rows_on_screen(tab, pages.map) if row["NAME"] == name)["FIELD"]
    assert shown in (change.fields["FIELD"], *change.also["FIELD"])
    assert not pages.visit.notebook.not_taken


@pytest.mark.parametrize("name", KEPT_OUT)
def test_a_field_that_shows_something_else_is_told_as_the_page_s_or_the_map_s(tab: Page, name: str) -> None:
    _, said, value, told, cause = KEPT_OUT[name]
    pages = lines_of(tab, name, said)
    (line,) = pages.visit.lines
    pages.open(line, {"FIELD"})
    with pytest.raises(FieldNotTaken, match="did not take what was typed"):
        pages.correct(line, {"FIELD": value})
    (found,) = pages.visit.notebook.not_taken
    assert (found.token, found.name, found.cause) == (name, "FIELD", cause)
    assert told in found.evidence
    (change,) = pages.visit.notebook.changes.values()
    assert change.unread == ("FIELD",), "it is nobody's work yet"
