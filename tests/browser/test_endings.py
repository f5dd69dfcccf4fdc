"""Every way in which a journey can end is an observation with its kind."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from billbench.harness.engine import trial
from billbench.harness.engine.desk import Desk, open_desk
from billbench.harness.machine.browser import find_browser
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.people import AVERAGE
from billbench.harness.model.trials import TrialState
from billbench.scenarios.hands import Hands
from billbench.scenarios.protocol import JourneyFailed, Notebook, Visit

HERE = DEVICES["unthrottled"]
Act = Callable[[Visit], None]


@contextlib.contextmanager
def unmeasured(name: str, *, rows: int | None = None) -> Iterator[None]:
    pytest.fail(f"{name} {rows}: these journeys measure nothing")
    yield


def ends(browser: Browser, act: Act, *, deadline_s: float = 1) -> tuple[trial.Ending, Desk]:
    """How a journey that does `act` ends."""
    with open_desk(browser, HERE, deadline_s=deadline_s) as desk:
        visit = Visit(
            page=desk.page,
            site="",
            bill_id=1,
            case_reference="",
            user="",
            design="",
            axes={},
            lines=(),
            step=unmeasured,
            notebook=Notebook(),
            hands=Hands(person=AVERAGE, page=desk.page, seed="", pass_time=lambda _: None),
            look=lambda script, argument, **_: desk.look(script, argument),
            aside=lambda act: act(),
            download=desk.download,
        )
        return trial._how_it_ends(visit, desk, act), desk


def test_a_page_that_answers_but_lacks_a_part_is_a_failed_journey(browser: Browser) -> None:
    """It is no hang: the page could be asked."""
    ending, _ = ends(browser, lambda visit: visit.page.get_by_role("button").click())
    assert ending.state is TrialState.FAILED
    assert "The page answers" in ending.reason


def test_what_the_person_saw_is_the_reason_of_a_failed_journey(browser: Browser) -> None:
    def act(_: Visit) -> None:
        raise JourneyFailed("The page shows an error: no")

    ending, _ = ends(browser, act)
    assert (ending.state, ending.reason) == (TrialState.FAILED, "The page shows an error: no")


def test_a_crashed_renderer_is_a_crash(browser: Browser) -> None:
    def act(visit: Visit) -> None:
        with contextlib.suppress(Error):
            visit.page.goto("chrome://crash")
        visit.page.evaluate("1")

    ending, desk = ends(browser, act, deadline_s=10)
    assert ending.state is TrialState.CRASHED
    assert desk.incidents == ["page crashed"]


def test_a_browser_that_goes_away_is_a_crash(browser: Browser) -> None:
    kind = browser.browser_type
    mortal = kind.launch(executable_path=find_browser(Path(kind.executable_path)), chromium_sandbox=False)

    def act(visit: Visit) -> None:
        mortal.close()
        visit.page.evaluate("1")

    ending, _ = ends(mortal, act)
    assert ending.state is TrialState.CRASHED


def test_a_dialog_is_answered_and_noted(browser: Browser) -> None:
    """Left open it would block the page for ever."""
    ending, desk = ends(browser, lambda visit: visit.page.evaluate("confirm('Leave?')"))
    assert ending.state is TrialState.COMPLETED
    assert desk.incidents == ["dialog (confirm)"]


def test_another_tab_is_closed_and_noted(browser: Browser) -> None:
    def act(visit: Visit) -> None:
        visit.page.evaluate("void window.open('about:blank')")
        visit.page.wait_for_timeout(300)

    ending, desk = ends(browser, act)
    assert ending.state is TrialState.COMPLETED
    assert desk.incidents == ["new tab"]
    assert len(desk.page.context.pages) <= 1


def test_a_download_is_refused_and_noted(browser: Browser) -> None:
    def act(visit: Visit) -> None:
        visit.page.set_content("<a download='bill.txt' href='data:text/plain,bill'>Save</a>")
        visit.page.get_by_role("link").click()
        visit.page.wait_for_timeout(300)

    ending, desk = ends(browser, act)
    assert ending.state is TrialState.COMPLETED
    assert desk.incidents == ["download"]
