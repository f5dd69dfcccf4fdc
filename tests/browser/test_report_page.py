"""The report in a browser: nothing that axe-core can find, no script, no side scroll, in light and dark."""

from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from billbench.reports.run.build import write_report
from tests.unit.reports.made_runs import flat, make_run, power
from tests.unit.reports.test_comparing import factor_run

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passes is a long list, which nobody reads here.
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
HOSTILE = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("run")
    write_report(make_run(devices=("office-pc", "old-laptop"), lines=(20, 80)), folder)
    return (folder / "report" / "index.html").as_uri()


def opened(browser: Browser, address: str, width: int, scheme: str) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => (one.open = true))")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(1350, "light"), (360, "dark")])
def test_the_page_is_accessible_with_everything_open(
    browser: Browser, report: str, width: int, scheme: str
) -> None:
    found = Axe().run(opened(browser, report, width, scheme), options=OPTIONS)
    assert not found.violations_count, found.generate_report()


def test_a_report_of_levers_is_accessible(browser: Browser, tmp_path: Path) -> None:
    write_report(factor_run((0.5, 0.8)), tmp_path)
    page = opened(browser, (tmp_path / "report" / "index.html").as_uri(), 1350, "light")
    found = Axe().run(page, options=OPTIONS)
    assert not found.violations_count, found.generate_report()


@pytest.mark.parametrize("width", [360, 1350])
def test_the_page_is_no_wider_than_its_window(browser: Browser, report: str, width: int) -> None:
    page = opened(browser, report, width, "light")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_print_hides_what_only_a_screen_can_use_and_cuts_no_table(browser: Browser, report: str) -> None:
    page = opened(browser, report, 700, "light")
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    tables = "[...document.querySelectorAll('table')]"
    assert (
        page.evaluate(f"() => Math.max(...{tables}.map((one) => one.getBoundingClientRect().right))") <= 701
    )


def test_hostile_names_run_no_script(browser: Browser, tmp_path: Path) -> None:
    run = make_run(truths={HOSTILE: flat(0.5), "paged": power(90)}, titles={HOSTILE: HOSTILE}, lines=(20, 80))
    write_report(replace(run, info=replace(run.info, name="names")), tmp_path)
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "report" / "index.html").as_uri())
    assert page.title().startswith("names")
    assert len(asked) == 1
