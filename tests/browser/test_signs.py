"""What a page has done is told by its words and its lines as they change: one small page, played anew."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from billbench.harness.application import passive
from billbench.scenarios.page_map import PageMap
from billbench.scenarios.pages import looking, screens

STATUS = {"css": "#status", "says": "All changes saved"}
OLD = "#status"

_PLAY = """([first, scenes]) => {
  for (const number of window.due ?? []) clearTimeout(number);
  const put = ({ status, rows, href, more, hides }) => {
    const at = (id) => document.getElementById(id);
    if (status !== undefined) at("status").textContent = status;
    if (hides !== undefined) at("status").hidden = hides;
    if (rows !== undefined) at("rows").innerHTML = rows.map((work) => `<tr><td class=work>${work}`).join("");
    if (more !== undefined) at("more").innerHTML = more;
    if (href !== undefined) history.pushState({}, "", href);
  };
  put({ status: "", hides: false, rows: ["Call 1", "Call 2"], more: "", href: "#" });
  put(first);
  window.due = scenes.map((scene, place) => setTimeout(() => put(scene), 60 * (place + 1)));
}"""


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto("data:text/html,<p>begin")
    page.route("http://page.test/*", lambda route: route.fulfill(body=_BODY, content_type="text/html"))
    page.goto("http://page.test/bill")
    yield page
    context.close()


_BODY = "<p id=status></p><div id=more></div><table><tbody id=rows></tbody></table>"


def ends(
    tab: Page, wanted: str, said: dict[str, Any], first: dict[str, Any], scenes: list[dict[str, Any]]
) -> str:
    """At which scene (from 1) the page counts as done or in error; `never` where at none of them."""
    page_map = looking.as_typed(
        PageMap.model_validate(
            {"row": "#rows tr", "known_by": "WORK", "fields": {"WORK": {"cell": ".work"}}, **said}
        )
    )
    tab.evaluate(_PLAY, [first, []])
    before = tab.evaluate(screens.STATE, page_map)
    began = tab.evaluate("() => performance.now()")
    tab.evaluate(_PLAY, [first, scenes])
    try:
        found = passive.look(
            tab, screens.DONE, [wanted, page_map, before], timeout_s=0.06 * len(scenes) + 0.3
        )
    except PlaywrightTimeout:
        return "never"
    scene = int((tab.evaluate("() => performance.now()") - began) // 60)
    return f"error {found['error']}" if found["error"] is not None else f"done {min(scene, len(scenes))}"


def texts(*said: str) -> list[dict[str, Any]]:
    return [{"status": one} for one in said]


SAVES: dict[str, tuple[dict[str, Any], str, list[dict[str, Any]], str]] = {
    "by words": ({"success": STATUS}, "Unsaved changes", texts("Saving…", "All changes saved"), "done 2"),
    "old form": ({"success": OLD}, "", texts("Saved at 10:00"), "done 1"),
    "saving is none": ({"success": OLD}, "", texts("Saving…", "Saving…", "Saved"), "done 3"),
    "saving in words": ({"success": OLD}, "", texts("Saving your changes", "Saved"), "done 2"),
    "saving, by words": (
        {"success": {"css": OLD, "says": "saved"}},
        "",
        texts("Saving, last saved at 9:00", "Saved at 10:00"),
        "done 2",
    ),
    "in any language": ({"success": OLD}, "", texts("Wird gesichert …", "Gesichert"), "done 2"),
    "nor is unsaved": ({"success": OLD}, "", texts("Unsaved changes", "3 lines saved"), "done 2"),
    "only saving": ({"success": OLD}, "", texts("Saving…"), "never"),
    "the same again": (
        {"success": STATUS},
        "All changes saved",
        texts("Saving…", "All changes saved"),
        "done 2",
    ),
    "the same all along": ({"success": STATUS}, "All changes saved", texts("All changes saved"), "never"),
    "other words": ({"success": STATUS}, "", texts("Draft kept on this computer"), "never"),
    "the words denied": ({"success": {"css": OLD, "says": "saved"}}, "", texts("Not yet saved"), "never"),
    "words in a word": ({"success": {"css": OLD, "says": "saved"}}, "", texts("Unsaved"), "never"),
    "one of several": ({"success": {"css": OLD, "says": ["Stored", "Kept"]}}, "", texts("Kept."), "done 1"),
    "words alone": ({"success": {"says": "Bill saved"}}, "", [{"more": "<i>Bill saved</i>"}], "done 1"),
    "words in a line": ({"success": {"says": "Call saved"}}, "", [{"rows": ["Call saved"]}], "never"),
    "cleared": ({"success": OLD}, "Saved at 9:00", texts("", "Saved at 10:00"), "done 2"),
    "an error": ({"success": STATUS}, "", texts("Saving…", "Could not save. Try again."), "error Could not"),
    "an error, old form": ({"success": OLD}, "", texts("Saving…", "Save failed"), "error Save failed"),
    "by its own words": (
        {"success": STATUS, "failure": {"css": OLD, "says": "Nicht gesichert"}},
        "",
        texts("Nicht gesichert"),
        "error Nicht gesichert",
    ),
    "another sign": ({"success": STATUS, "error": "b"}, "", [{"more": "<b>Wrong</b>"}], "error Wrong"),
    "no fault": ({"success": OLD}, "", texts("Saved, 0 errors"), "done 1"),
    "a bill's name": ({"success": OLD}, "", texts("“Error v Denied” was saved"), "done 1"),
    "an address": ({"success": OLD}, "Saved at 9:00", [{"href": "#saved"}], "never"),
}


@pytest.mark.parametrize("name", SAVES)
def test_a_save_is_told_by_what_the_page_says(tab: Page, name: str) -> None:
    said, first, scenes, told = SAVES[name]
    assert ends(tab, "save", said, {"status": first}, scenes).startswith(told)


PAGES: dict[str, tuple[str, list[dict[str, Any]], str]] = {
    "rows": ("turn", [{"rows": ["Call 3"]}], "done 1"),
    "an address first": ("turn", [{"href": "?page=2"}, {}, {"rows": ["Call 3"]}], "done 3"),
    "an address alone": ("turn", [{"href": "?page=2"}], "never"),
    "words first": (
        "turn",
        [{"href": "?page=2", "more": "Loading page 2"}, {}, {"rows": ["Call 3"]}],
        "done 3",
    ),
    "cleared first": ("page", [{"rows": []}, {}, {"rows": ["Call 3"]}], "done 3"),
    "on to a summary": ("page", [{"rows": [], "more": "<a>Submit</a>"}], "done 1"),
    "one row fewer": ("remove", [{"rows": ["Call 2"]}], "done 1"),
    "none for a moment": ("remove", [{"rows": []}, {}, {"rows": ["Call 2"]}], "done 3"),
    "one row more": ("add", [{"href": "#new"}, {"rows": ["Call 1", "Call 2", ""]}], "done 2"),
    "another bill": ("open", [{"href": "#/bills/2"}, {"rows": ["Call 9"]}], "done 2"),
}


@pytest.mark.parametrize("name", PAGES)
def test_another_screen_is_told_by_its_content(tab: Page, name: str) -> None:
    wanted, scenes, told = PAGES[name]
    assert ends(tab, wanted, {"submit": "#more a", "confirmed": "b"}, {}, scenes) == told
