"""People with a screen reader and without, in one launch: each in a browser that does what theirs does."""

import json
from pathlib import Path

import pytest

from billbench.harness.machine.browser import started_browsers
from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.errors import ExitStatus
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import TrialState
from billbench.harness.store.runfolder import read_run
from tests.browser.hurried import hurried

NONE, READER = AssistiveTechnology.NONE, AssistiveTechnology.SCREEN_READER
DEVICES = {"unthrottled": NONE, "office-pc-screen-reader": READER}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("read-out") / "run"
    devices = [word for device in DEVICES for word in ("--device", device)]
    cell = ("--design", "single-page", "--lines", "3", "--journey", "save-and-return", "--launches", "1")
    status, said = hurried("run", *cell, *devices, "--out", str(folder))
    assert status in (ExitStatus.OK, ExitStatus.INVALID), said
    return folder


@pytest.fixture
def run(folder: Path) -> Run:
    return read_run(folder)


def test_every_record_says_what_the_browser_worked_for(run: Run) -> None:
    assert {one.cell.device: one.assistive_technology for one in run.trials} == DEVICES
    assert {one.state for one in run.trials} == {TrialState.COMPLETED}
    assert run.info.plan["assistive_technology"] == {"office-pc-screen-reader": "screen-reader"}


def test_only_the_browser_that_works_for_a_screen_reader_builds_what_it_reads(tmp_path: Path) -> None:
    built = {}
    with started_browsers({READER}) as browsers:
        for kind, browser in browsers.items():
            page, trace = browser.new_page(), tmp_path / f"{kind}.json"
            browser.start_tracing(page=page, path=trace, categories=["accessibility", "-*"])
            page.set_content("<label>Amount <input></label>")
            page.wait_for_timeout(500)
            browser.stop_tracing()
            events = json.loads(trace.read_text())["traceEvents"]
            built[kind] = any("accessibility" in event.get("cat", "") for event in events)
    assert built == {NONE: False, READER: True}
