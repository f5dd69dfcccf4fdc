"""Looking at pages with a real browser."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from billbench.fake_ccms.design_presets import PRESETS

WINDOW = {"width": 1350, "height": 940}
PHONE = {"width": 360, "height": 740}
_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LINE_PRESETS = tuple(name for name, design in PRESETS.items() if design.route == "lines")


def ready(page: Page) -> None:
    """Wait until the page is there and not busy."""
    expect(page.locator("main:not([aria-busy])")).to_be_visible()


def open_lines(window: BrowserContext, design: str, bill: int, lines: str = "hourly") -> Page:
    page = window.pages[0]
    page.goto(f"/{design}/bills/{bill}/lines/{lines}")
    ready(page)
    return page


def settled(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    ready(page)


def box(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def focused_name(page: Page) -> str:
    """What has the focus: its accessible name as far as labels, texts and attributes give it."""
    return page.evaluate(
        "() => { const f = document.activeElement;"
        " return f.getAttribute('aria-label') || f.labels?.[0]?.textContent || f.textContent; }"
    )


def violations(page: Page) -> str:
    """What axe-core finds of WCAG 2.2 AA; nothing where all is well."""
    results = Axe().run(page, options={"runOnly": _WCAG, "resultTypes": ["violations"]})
    return results.generate_report() if results.violations_count else ""


def small_targets(page: Page) -> list[str]:
    """What can be pressed and is less than 24 by 24 CSS pixels; links in sentences are exempt."""
    return page.evaluate("""() => [...document.querySelectorAll("a, button, input, select")]
      .filter((e) => e.offsetParent && !e.closest(".unseen, .skip") && e.type !== "hidden")
      .filter((e) => !(e.tagName === "A" && e.closest("p, .errors, td, th") && !e.closest(".row-links")))
      .filter((e) => e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24)
      .map((e) => e.outerHTML.slice(0, 120))""")


def check_screen(page: Page, what: str) -> None:
    """No violation, no leaked value, nothing too small to press, and nothing beside the screen of a phone."""
    leaked = re.findall(r"\b(?:false|null|undefined|NaN)\b", page.inner_text("body"))
    assert leaked == [], what
    assert violations(page) == "", what
    assert small_targets(page) == [], what
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], what
    page.set_viewport_size(WINDOW)  # type: ignore[arg-type]
