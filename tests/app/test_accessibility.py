"""No screen of any preset has a WCAG 2.2 AA violation that axe-core can find, and all fit a phone."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.designs import Rendering
from tests.app.browsing import LINE_PRESETS, box, check_screen, open_lines, press, ready
from tests.app.driving import (
    Server,
    Support,
    hourly_line,
    person_of,
    sign_in,
    support_client,
)
from tests.app.papers import new_case
from tests.app.screens import Made, beside_the_designs, make_everything, of_a_design


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A window in which a fault of a script fails the test."""
    faults: list[str] = []
    page = window.pages[0]
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    assert faults == []


@pytest.fixture(scope="module")
def everything(server: Server) -> Made:
    """Made once: the tests here only look."""
    with (
        person_of(server.url) as client,
        support_client(server.url) as support,
    ):
        sign_in(client, "paged")
        return make_everything(client, Support(client=support))


def markup(client: httpx.Client, address: str) -> str:
    """A page as the server sends it, without the name and the title of its design."""
    design = PRESETS[address.split("/")[1]]
    text = client.get(address).text.replace(f"Page design: {design.title}.", "")
    return re.sub(rf"/{design.name}/", "/design/", text)


@pytest.mark.parametrize("design", PRESETS)
def test_no_screen_of_a_preset_has_a_violation(
    design: str, page: Page, solicitor: httpx.Client, everything: Made
) -> None:
    """Every address below the design; pages that are the same in `paged` are looked at there."""
    looked_at = 0
    for address in of_a_design(solicitor, everything, PRESETS[design]):
        in_paged = address.replace(f"/{design}/", "/paged/", 1)
        if design != "paged" and markup(solicitor, address) == markup(solicitor, in_paged):
            continue
        page.goto(address)
        ready(page)
        check_screen(page, address)
        looked_at += 1
    least = {"paged": 40, "claim-upload": 0, "summary-level": 1}
    most_screens = 10 if PRESETS[design].rendering is Rendering.BROWSER else 3
    assert looked_at >= least.get(design, most_screens), (
        "screens of this design were taken for those of paged"
    )


@pytest.mark.parametrize("design", ["claim-upload", "summary-level"])
def test_where_the_other_routes_start_there_is_no_violation(
    design: str, page: Page, support: Support, solicitor: httpx.Client
) -> None:
    page.goto(f"/{design}/cases/{new_case(support, solicitor)}/billing")
    expect(page.locator(".start")).to_be_visible()
    check_screen(page, design)


def test_pages_beside_the_designs_have_no_violation(page: Page, everything: Made) -> None:
    for address in beside_the_designs(everything):
        page.goto(address)
        check_screen(page, address)


@pytest.mark.parametrize("design", LINE_PRESETS)
def test_mistakes_on_a_line_are_shown_without_a_violation(design: str, page: Page, support: Support) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    for screen in ("", "/1"):
        page.goto(f"/{design}/bills/{bill}/lines/hourly{screen}")
        ready(page)
        if not page.get_by_label("Date").count():
            continue  # The rows of this design are only read.
        box(page, "Date" if screen else "Date, line 1").fill("never")
        press(page, "Save and continue" if screen else "Next")
        expect(page.get_by_role("alert")).to_be_visible()
        check_screen(page, f"{design}{screen} with a mistake")


@pytest.mark.parametrize("design", ["rewritten-page", "paged", "windowed-grid"])
def test_a_bill_changed_elsewhere_is_told_without_a_violation(
    design: str, page: Page, support: Support, solicitor: httpx.Client
) -> None:
    bill = support.make([hourly_line()])["bill_id"]
    open_lines(page.context, design, bill)
    other = solicitor.get(f"/paged/bills/{bill}/lines/hourly")
    fields = dict(re.findall(r'<input[^>]* name="(csrf|version)" value="([^"]*)"', other.text))
    solicitor.post(f"/paged/bills/{bill}/lines/hourly", data={**fields, "action": "save"})
    box(page, "Work conducted, line 1").fill("Too late")
    press(page, "Next")
    expect(page.get_by_text("This bill was changed somewhere else").first).to_be_visible()
    check_screen(page, design)


def test_open_lists_and_notices_have_no_violation(page: Page, support: Support) -> None:
    bill = support.make([hourly_line(), hourly_line()])["bill_id"]
    open_lines(page.context, "rewritten-page", bill)
    page.get_by_role("combobox", name="Fee earner, line 1").press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    check_screen(page, "an open combo box")
    page.keyboard.press("Escape")
    press(page, "Remove all lines on this page")
    expect(page.get_by_text("2 lines were removed.")).to_be_visible()
    check_screen(page, "a notice")


def test_saving_line_by_line_is_told_without_a_violation(page: Page, support: Support) -> None:
    bill = support.make([hourly_line(), hourly_line()])["bill_id"]
    open_lines(page.context, "windowed-grid", bill)
    box(page, "Work conducted, line 1").fill("Changed")
    box(page, "Work conducted, line 2").focus()
    expect(page.locator(".line-state").first).to_have_text("Saved")
    check_screen(page, "a saved line")
    box(page, "Date, line 2").fill("never")
    box(page, "Work conducted, line 1").focus()
    expect(page.locator(".line-state").nth(1)).to_have_text("Not saved")
    check_screen(page, "a line that is not saved")


def test_error_and_end_states_have_no_violation(page: Page, support: Support) -> None:
    made = support.make([hourly_line()])
    bill = f"/paged/bills/{made['bill_id']}"
    page.goto(f"{bill}/declaration")
    press(page, "Submit")
    expect(page.get_by_role("alert")).to_be_visible()
    check_screen(page, "declaration with errors")
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    press(page, "Submit")
    expect(page.get_by_role("heading", name="Bill submitted")).to_be_visible()
    check_screen(page, "confirmation")
    empty = support.make([])["bill_id"]
    page.goto(f"/paged/bills/{empty}")
    press(page, "Submit")
    check_screen(page, "a bill that is not complete")
    page.goto(f"/paged/bills/{empty}/summary")
    press(page, "Next")
    check_screen(page, "a summary that is not complete")


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/paged/claim-upload", "Upload"),
        ("/paged/bills/{bill}/documents", "Upload"),
        ("/paged/cases/{case}/billing/permission", "Ask for permission"),
        ("/case-management/{case}", "Log time"),
    ],
)
def test_mistakes_around_the_bill_are_shown_without_a_violation(
    path: str, button: str, page: Page, support: Support
) -> None:
    made = support.make([])
    page.goto(path.format(bill=made["bill_id"], case=made["case_reference"]))
    press(page, button)
    expect(page.get_by_role("alert")).to_be_visible()
    check_screen(page, path)


def test_pages_of_refusals_have_no_violation(page: Page, support: Support) -> None:
    """A form from elsewhere, and what stands in front of the service."""
    bill = support.make([hourly_line()])["bill_id"]
    page.goto(f"/paged/bills/{bill}/delete")
    page.evaluate("document.querySelector('main input[name=csrf]').value = 'guessed'")
    press(page, "Delete bill")
    expect(page.get_by_role("heading", name="This form is out of date")).to_be_visible()
    check_screen(page, "a form from elsewhere")
    fault = {"kind": "error", "status": 502, "route": f"/paged/bills/{bill}/report"}
    support.client.put("/support/faults", json={"fault": [fault]})
    try:
        page.goto(f"/paged/bills/{bill}/report")
        expect(page.get_by_role("heading", name="502 Bad Gateway")).to_be_visible()
        check_screen(page, "a gateway's own page")
    finally:
        support.client.delete("/support/faults")


def test_pages_without_a_session_have_no_violation(page: Page, window: BrowserContext) -> None:
    window.clear_cookies()
    for address in ("/", "/paged/sign-in", "/paged/sign-in?ended=yes", "/no-such-design/cases"):
        page.goto(address)
        check_screen(page, address)
    page.goto("/paged/sign-in")
    press(page, "Sign in")
    check_screen(page, "sign-in with an error")
