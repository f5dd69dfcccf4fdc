"""No screen of any preset has a WCAG 2.2 AA violation that axe-core can find, and all fit a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.app.browsing import LINE_PRESETS, box, press, ready
from tests.app.driving import Support, disbursement, hourly_line

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
INTERVIEW = ("lines/hourly", "lines/hourly/2", "disbursements-question", "summary")
# Where rows are read, a list of more than a page has more to it than its rows.
LINES = {"add-to-list": 23}


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A window in which a fault of a script fails the test."""
    faults: list[str] = []
    page = window.pages[0]
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    assert faults == []


def make_bill(support: Support, lines: int = 2) -> dict[str, Any]:
    rows = [hourly_line(ACTIVITY=f"Drafting {n}", TIME="03:30" if n == 2 else "01:30") for n in range(lines)]
    return support.make([*rows, disbursement(NET_CLAIM_INC_UPLFT="50.00")])


def screens_of(support: Support, design: str = "paged") -> tuple[list[str], list[str]]:
    """The addresses of a bill's screens without the design: of its interview, and around it."""
    made = make_bill(support, LINES.get(design, 2))
    bill, case = f"bills/{made['bill_id']}", f"cases/{made['case_reference']}"
    around = [
        "cases",
        "cases?reference=XKDMFKSI3D56/A/D/3",
        case,
        f"{case}/billing",
        bill,
        f"{bill}/lines/hourly/2/remove",
        f"{bill}/declaration",
        f"{bill}/delete",
        "no-such-page",
        f"{bill}/documents",
        f"{bill}/report",
        f"{case}/billing/upload",
        f"{case}/billing/permission",
        "notifications",
    ]
    return [f"{bill}/{screen}" for screen in INTERVIEW], around


def violations(page: Page) -> str:
    results = Axe().run(page, options={"runOnly": WCAG})
    return results.generate_report() if results.violations_count else ""


def small_targets(page: Page) -> list[str]:
    """What can be pressed and is less than 24 by 24 CSS pixels; links in sentences are exempt."""
    return page.evaluate("""() => [...document.querySelectorAll("a, button, input, select")]
      .filter((e) => e.offsetParent && !e.closest(".unseen, .skip") && e.type !== "hidden")
      .filter((e) => !(e.tagName === "A" && e.closest("p, .errors, td, th") && !e.closest(".row-links")))
      .filter((e) => e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24)
      .map((e) => e.outerHTML.slice(0, 120))""")


def wrong_entry(page: Page) -> None:
    """Make a mistake on a line and press the button that goes on."""
    box(page, "Date" if box(page, "Date").count() else "Date, line 1").fill("never")
    press(
        page, "Next" if page.get_by_role("button", name="Next", exact=True).count() else "Save and continue"
    )
    expect(page.get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("design", LINE_PRESETS)
def test_interview_screens_have_no_violation(design: str, page: Page, support: Support) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    for screen in screens_of(support, design)[0]:
        page.goto(f"/{design}/{screen}")
        ready(page)
        assert violations(page) == "", screen
        assert small_targets(page) == [], screen
        if page.get_by_label("Date").count():
            wrong_entry(page)
            assert violations(page) == "", f"{screen} with an error"


@pytest.mark.parametrize("design", ["claim-upload", "summary-level"])
def test_where_the_other_routes_start_there_is_no_violation(
    design: str, page: Page, support: Support
) -> None:
    made = make_bill(support)
    page.goto(f"/{design}/cases/{made['case_reference']}/billing")
    assert violations(page) == ""
    assert small_targets(page) == []


def test_pages_around_the_interview_have_no_violation(page: Page, support: Support) -> None:
    for screen in screens_of(support)[1]:
        page.goto(f"/paged/{screen}")
        assert violations(page) == "", screen
        assert small_targets(page) == [], screen


def test_error_and_end_states_have_no_violation(page: Page, support: Support) -> None:
    made = make_bill(support, lines=1)
    bill = f"/paged/bills/{made['bill_id']}"
    page.goto(f"{bill}/declaration")
    press(page, "Submit")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == "", "declaration with errors"
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    press(page, "Submit")
    expect(page.get_by_role("heading", name="Bill submitted")).to_be_visible()
    assert violations(page) == "", "confirmation"
    empty = support.make([])["bill_id"]
    page.goto(f"/paged/bills/{empty}")
    press(page, "Submit")
    assert violations(page) == "", "a bill that is not complete"
    page.goto(f"/paged/bills/{empty}/summary")
    press(page, "Next")
    assert violations(page) == "", "a summary that is not complete"


def test_pages_without_a_session_have_no_violation(page: Page, window: BrowserContext) -> None:
    window.clear_cookies()
    for address in ("/", "/paged/sign-in", "/paged/sign-in?ended=yes", "/no-such-design/cases"):
        page.goto(address)
        assert violations(page) == "", address
        assert small_targets(page) == [], address
    page.goto("/paged/sign-in")
    press(page, "Sign in")
    assert violations(page) == "", "sign-in with an error"


@pytest.mark.parametrize("design", LINE_PRESETS)
def test_no_screen_scrolls_sideways_on_a_phone(design: str, page: Page, support: Support) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    interview, around = screens_of(support, design)
    for screen in interview + (around if design == "paged" else []):
        page.goto(f"/{design}/{screen}")
        ready(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, screen
