"""Looking at pages with a real browser."""

from playwright.sync_api import BrowserContext, Locator, Page, expect

from fake_ccms.designs import PRESETS

WINDOW = {"width": 1350, "height": 940}
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
