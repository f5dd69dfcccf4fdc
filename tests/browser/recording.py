"""Recording one act on a page of known behaviour, as a pass of `billbench reproduce` records a journey."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from billbench.harness.engine.desk import open_desk
from billbench.harness.instrument.meter import Meter
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.masking import Masking
from billbench.harness.model.trials import Cell
from billbench.harness.recording.order import Pass, RecordingOrder
from billbench.harness.recording.recorder import Recorder
from billbench.harness.recording.walk import Walk
from billbench.reports.anatomy.page import write_pages
from billbench.reports.anatomy.reproduction import Reproduction, write_reproduction

KEPT = Masking(keeps_content=True, secret_variables=("PLANTED_PASSWORD",))
HERE = DEVICES["unthrottled"]
_DEADLINE_S = 120  # Tests may share their core with much else.


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is done at an open page, between the beginning of a step and its end."""

    url: str
    do: Callable[[Page], None]


def bundle_of(browser: Browser, site: str, page: str, folder: Path) -> Path:
    """The folder, with all that is told of one of the planted pages."""
    record(browser, Act(url=f"{site}/{page}", do=click_until_done), folder, KEPT)
    write_pages(folder)
    return folder


def figures(bundle: Path) -> dict[str, Any]:
    return json.loads((bundle / "anatomy.json").read_text())


def click_until_done(page: Page) -> None:
    with page.expect_console_message(lambda message: message.text.startswith("done")):
        page.get_by_role("button").click()


def record(browser: Browser, act: Act, folder: Path, masking: Masking) -> None:
    """Leave a bundle of the act in `folder`, as the recorded pass does."""
    order = RecordingOrder(what=Pass.PROFILE, folder=folder, masking=masking, window=False)
    with _bell(browser) as bell, open_desk(browser, HERE, deadline_s=_DEADLINE_S) as desk:
        recorder = Recorder(order, browser, "act", bell.wait_for_timeout)
        meter = Meter(browser, desk.page, recorder.begins)
        with recorder.watch(desk, meter):
            desk.page.goto(act.url)
            with meter.step("act"):
                act.do(desk.page)
    describe(folder)


def walk(browser: Browser, act: Act, folder: Path, masking: Masking) -> None:
    """Leave Playwright's trace of the act in `folder`, as the walk-through does."""
    order = RecordingOrder(what=Pass.WALK, folder=folder, masking=masking, window=False)
    with open_desk(browser, HERE, deadline_s=_DEADLINE_S) as desk:
        through = Walk(order)
        meter = Meter(browser, desk.page, through.begins)
        with through.watch(desk, meter):
            desk.page.goto(act.url)
            with meter.step("act"):
                act.do(desk.page)


def describe(folder: Path) -> None:
    cell = Cell(design="planted", lines=1, device=HERE.name, journey="act")
    made = Reproduction(
        title="A planted page",
        cell=cell,
        seed=1,
        launch=1,
        command="billbench reproduce",
        step_titles={"act": "the act"},
    )
    write_reproduction(made, folder)


@contextmanager
def _bell(browser: Browser) -> Iterator[Page]:
    """A page that answers though the page under observation does not."""
    page = browser.new_page()
    yield page
    page.close()
