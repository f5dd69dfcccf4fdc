"""`billbench reproduce` as a person starts it: of a run, and of a cell in no run."""

import json
import zipfile
from pathlib import Path

import pytest

from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.errors import ExitStatus
from billbench.harness.model.trials import Trial
from billbench.harness.store.runfolder import read_run
from billbench.reports.anatomy.reproduction import Reproduction, read_reproduction
from tests.browser.hurried import hurried
from tests.command_line import said_by

FILES = (
    *("index.html", "what-happened.md", "repeat.txt", "bill.json", "environment.json", "trace.zip"),
    *("performance-trace.json", "cpu.cpuprofile", "filmstrip.png", "network.har", "console.jsonl"),
    *("timeline.svg", "anatomy.json", "recording.json", "reproduction.json"),
)
_EXACT = ("nodes", "fields", "rows")
LINES = 3


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with one trial, and that trial reproduced."""
    folder = tmp_path_factory.mktemp("reproduced") / "run"
    cell = ("--design", "single-page", "--lines", str(LINES), "--device", "unthrottled-screen-reader")
    status, said = hurried("run", *cell, "--journey", "remove-line", "--launches", "1", "--out", str(folder))
    assert status in (ExitStatus.OK, ExitStatus.INVALID), said
    status, said = hurried("reproduce", str(folder), "001-000")
    assert status == ExitStatus.OK, said
    assert "without a window: there is no display" in said
    assert f"{folder}/artifacts/001-000/index.html" in said
    return folder


@pytest.fixture(scope="module")
def made(run: Path) -> Reproduction:
    return read_reproduction(run / "artifacts" / "001-000")


def counters(trial: Trial | None) -> list[tuple[str, dict[str, float | None]]]:
    assert trial is not None
    return [(step.name, {name: step.measures[name] for name in _EXACT}) for step in trial.steps]


def test_a_reproduction_leaves_every_file(run: Path) -> None:
    bundle = run / "artifacts" / "001-000"
    assert [name for name in FILES if not (bundle / name).exists()] == []
    with zipfile.ZipFile(bundle / "trace.zip") as archive:
        assert archive.testzip() is None
        assert any(name.endswith(".trace") for name in archive.namelist())


def test_every_pass_meets_the_same_pages_as_the_trial(run: Path, made: Reproduction) -> None:
    """Nodes, fields and rows of every step are the same: same bill, same journey."""
    original = read_run(run).trials[0]
    assert counters(made.plain) == counters(original)
    assert counters(made.recorded) == counters(original)


def test_a_trial_with_a_screen_reader_is_reproduced_with_one(made: Reproduction) -> None:
    for trial in (made.plain, made.recorded):
        assert trial is not None
        assert trial.assistive_technology is AssistiveTechnology.SCREEN_READER


def test_the_bundle_says_the_command_and_has_the_bill(run: Path, made: Reproduction) -> None:
    bundle = run / "artifacts" / "001-000"
    assert made.command == f"billbench reproduce {run} 001-000"
    assert made.command in (bundle / "repeat.txt").read_text()
    assert len(json.loads((bundle / "bill.json").read_text())["lines"]) == LINES


def test_the_story_is_about_the_step_that_the_journey_is_about(run: Path) -> None:
    found = json.loads((run / "artifacts" / "001-000" / "anatomy.json").read_text())
    assert found["step"] == "remove"
    assert found["wait_by_kind_s"]["script"] > 0
    assert sum(found["wait_by_kind_s"].values()) == pytest.approx(found["wait_s"], abs=0.001)


def test_reproducing_leaves_the_run_as_it_was_and_can_be_done_again(run: Path) -> None:
    before = (run / "trials.jsonl").read_bytes()
    status, said = hurried("reproduce", str(run), "--worst", "--json")
    assert status == ExitStatus.OK, said
    # The worst may be the first attempt or, where other work disturbed that, its repeat.
    assert len(list((run / "artifacts").glob("001-000-*/index.html"))) == 1
    assert (run / "trials.jsonl").read_bytes() == before


def test_a_cell_of_no_run_is_reproduced_into_a_folder_of_its_own(tmp_path: Path) -> None:
    cell = ("--design", "add-to-list", "--lines", str(LINES), "--device", "unthrottled")
    words = (*cell, "--journey", "open-bill")
    status, said = hurried("reproduce", *words, "--out", str(tmp_path / "bundle"))
    assert status == ExitStatus.OK, said
    assert [name for name in FILES if not (tmp_path / "bundle" / name).exists()] == []


def test_a_journey_that_the_design_does_not_offer_is_a_usage_error(tmp_path: Path) -> None:
    words = ("--design", "claim-upload", "--lines", "3", "--device", "unthrottled", "--journey", "add-line")
    status, said = said_by("reproduce", *words, "--out", str(tmp_path / "bundle"))
    assert status == ExitStatus.USAGE, said
    assert "There is nothing to reproduce" in said
    assert "Traceback" not in said
