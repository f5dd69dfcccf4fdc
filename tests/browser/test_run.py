"""A whole run as a person starts it: measured, interrupted, killed, resumed, reported."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from billbench.harness.model.errors import ExitStatus
from billbench.harness.model.outcomes import Outcome
from billbench.harness.model.runs import Run, RunState
from billbench.harness.model.trials import TrialState
from billbench.harness.store.runfolder import read_run
from tests.background import IN_THE_BACKGROUND
from tests.command_line import said_by

PLAN = (
    *("--design", "single-page", "--journey", "save-and-return"),
    *("--lines", "3", "--launches", "2"),
)


def start(*words: str, by: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    command = [*by, sys.executable, "-m", "tests.browser.quick", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = process.communicate(timeout=300)
    return process.returncode, out + err


def until(condition: Callable[[], bool], timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def finished_trials(folder: Path) -> int:
    journal = folder / "trials.jsonl"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def order_of(run: Run) -> list[tuple[str, str]]:
    """The plan's own trials; how many were repeated is the machine's matter."""
    return [(trial.id, trial.cell.name) for trial in run.trials if not trial.attempt]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an uninterrupted run."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    status, said = finish(start("run", *PLAN, "--out", str(folder)))
    assert status == ExitStatus.OK, said
    return folder


@pytest.fixture
def whole(folder: Path) -> Run:
    """What every other run here is held against."""
    return read_run(folder)


def test_a_run_measures_every_cell_and_saves_every_line(whole: Run) -> None:
    assert whole.info.state is RunState.COMPLETE
    assert len(order_of(whole)) == 2
    assert {trial.state for trial in whole.trials} == {TrialState.COMPLETED}
    for trial in whole.trials:
        assert trial.ledger is not None
        assert trial.ledger.lines_checked == trial.cell.lines
        assert {fate.outcome for fate in trial.ledger.lines} == {Outcome.SAVED}


def test_every_step_has_its_measures_and_every_row_is_on_the_screen(whole: Run) -> None:
    """A freeze of 0.0 is less than the 50 ms from which on the browser reports; an absent one is `None`."""
    for trial in whole.trials:
        assert [step.name for step in trial.steps] == ["open", "edit", "leave", "return"]
        leave, back = (step.measures for step in trial.steps[-2:])
        assert back["rows"] == back["rows_expected"] == trial.cell.lines
        for measures in (leave, back):
            assert measures["freeze_s"] is not None
            for name in ("busy_s", "wait_s", "server_s", "nodes"):
                assert measures[name], name
        assert leave["request_bytes"]
        assert back["fields"]


def test_what_was_started_stands_in_the_run(whole: Run) -> None:
    """Browser, flags and machine: without them two runs cannot be held side by side."""
    for key in ("browser", "flags", "cpu", "cores", "versions", "sandbox"):
        assert key in whole.info.environment
    assert "--headless" in str(whole.info.environment["flags"])


def test_ctrl_c_leaves_a_valid_partial_run_that_resume_finishes(whole: Run, tmp_path: Path) -> None:
    """Even where whoever started it had Ctrl-C ignored."""
    process = start("run", *PLAN, "--out", str(tmp_path / "run"), by=IN_THE_BACKGROUND)
    until(lambda: finished_trials(tmp_path / "run") == 1)
    process.send_signal(signal.SIGINT)
    status, said = finish(process)
    assert status == ExitStatus.INTERRUPTED
    assert "--resume" in said
    assert "Traceback" not in said
    partial = read_run(tmp_path / "run")
    assert partial.info.state is RunState.INTERRUPTED
    status, said = finish(start("run", "--resume", str(tmp_path / "run")))
    assert status == ExitStatus.OK, said
    resumed = read_run(tmp_path / "run")
    assert resumed.trials[: len(partial.trials)] == partial.trials
    assert order_of(resumed) == order_of(whole)


def test_kill_9_leaves_no_process_behind_and_resume_finishes(whole: Run, tmp_path: Path) -> None:
    process = start("run", *PLAN, "--out", str(tmp_path / "run"))
    until(lambda: finished_trials(tmp_path / "run") == 1)
    family = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    until(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family), 10)
    status, said = finish(start("run", "--resume", str(tmp_path / "run")))
    assert status == ExitStatus.OK, said
    assert order_of(read_run(tmp_path / "run")) == order_of(whole)


def test_its_report_is_made_from_its_folder(folder: Path) -> None:
    """What a person starts makes it at once: tests/wheel."""
    status, said = said_by("report", str(folder))
    assert status == ExitStatus.OK, said
    assert (folder / "report" / "index.html").exists()
    assert "Single page" in said


def test_a_run_of_an_unlike_machine_is_not_resumed(folder: Path, tmp_path: Path) -> None:
    """Trials of two machines do not stand in one run unseen."""
    copy = shutil.copytree(folder, tmp_path / "run")
    info = json.loads((copy / "run.json").read_text())
    info["environment"]["cpu"] = "Another CPU"
    (copy / "run.json").write_text(json.dumps(info))
    status, said = finish(start("run", "--resume", str(copy)))
    assert status == ExitStatus.USAGE
    assert "the run has 'Another CPU'" in said


def test_an_occupied_port_is_a_usage_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = finish(start("serve", "--port", str(taken.getsockname()[1])))
    assert status == ExitStatus.USAGE
    assert "port" in said.lower()
    assert "Traceback" not in said
