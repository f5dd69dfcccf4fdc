"""Whole runs at the pages of others, from the command line: measured, read back, hung, reported."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from billbench.harness.model.errors import ExitStatus
from billbench.harness.model.outcomes import Cause, Outcome
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import TrialState
from billbench.harness.store.runfolder import read_run
from tests.browser.hurried import hurried
from tests.browser.plain_target import SECRET, Service, plain_target, typed
from tests.command_line import said_by
from tests.targets.serving import PEOPLE, served

_COMMAND = (sys.executable, "-m", "tests.browser.quick")
_PLAN = ("--device", "unthrottled", "--launches", "1")


def begun(folder: Path, *words: str) -> subprocess.Popen[str]:
    """As `hurried`, in a process of its own, under way."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(
        [*_COMMAND, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=environment,
    )


@pytest.fixture
def service() -> Iterator[Service]:
    with plain_target() as running:
        yield running


def write(folder: Path, service: Service, **changes: Any) -> Path:
    path = folder / "plain.toml"
    path.write_text(tomli_w.dumps(typed(service, **changes)), encoding="utf-8")
    return path


def outcomes(run: Run, journey: str) -> list[Outcome]:
    (found,) = [one for one in run.trials if one.cell.journey == journey and not one.attempt]
    assert found.state is TrialState.COMPLETED, found.reason
    assert found.ledger is not None
    return [fate.outcome for fate in found.ledger.lines]


@pytest.mark.parametrize(
    ("name", "size", "journeys"),
    [
        ("admin", 6, {"open-bill": 0, "key-in": 3, "remove-line": 1}),
        # More lines than one of its pages has, and than it mounts of them.
        ("grid", 60, {"change-page": 1, "edit-lines": 3, "remove-line": 1}),
    ],
)
def test_an_application_of_others_is_measured_and_read_back_by_the_same_journeys(
    tmp_path: Path, name: str, size: int, journeys: dict[str, int]
) -> None:
    """Server-rendered and script-heavy; no code knows them, only their target files."""
    with served(name, tmp_path, size) as path:
        words = [word for journey in journeys for word in ("--journey", journey)]
        status, said = hurried(
            "run", "--target", str(path), *_PLAN, *words, "--out", "run", folder=tmp_path, **PEOPLE
        )
        assert status == ExitStatus.OK, said
    run = read_run(tmp_path / "run")
    assert {one.cell.design for one in run.trials} == {name}
    for journey, touched in journeys.items():
        assert outcomes(run, journey) == [Outcome.SAVED] * touched, journey
    opened = next(step for one in run.trials for step in one.steps if step.name == "open")
    for measure in ("wait_s", "busy_s", "nodes", "response_bytes"):
        assert opened.measures[measure], measure
    assert opened.measures["freeze_s"] is not None, "0.0 is less than the browser reports"
    status, said = said_by("report", str(tmp_path / "run"))
    assert status == ExitStatus.OK, said
    summary = json.loads((tmp_path / "run" / "report" / "summary.json").read_text(encoding="utf-8"))
    assert str(run.info.plan["design_titles"][name]) in json.dumps(summary)  # type: ignore[index]


def test_a_page_that_hangs_is_left_and_its_work_is_read_from_outside(
    service: Service, tmp_path: Path
) -> None:
    path = write(tmp_path, service, bills={"open": "/bills/{lines}?freezes"})
    words = ("--target", str(path), *_PLAN, "--lines", "5", "--journey", "edit-lines", "--deadline", "2")
    status, said = hurried("run", *words, "--out", "run", folder=tmp_path)
    assert status == ExitStatus.OK, said
    found = read_run(tmp_path / "run").trials[0]
    assert found.state is TrialState.HUNG
    assert found.ledger is not None
    fates = [(fate.outcome, fate.cause) for fate in found.ledger.lines]
    assert fates == [(Outcome.LOST_UNSAVED, Cause.FROZEN)] * 3
    assert not (tmp_path / "run" / "owed.jsonl").exists(), "somebody looked what is to be put back"


@pytest.mark.parametrize(
    ("how", "ends"), [(signal.SIGINT, ExitStatus.INTERRUPTED), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_a_run_that_is_broken_off_leaves_the_bill_as_it_was_found(
    service: Service, tmp_path: Path, how: signal.Signals, ends: int
) -> None:
    """At once where it can; after a kill by `target restore`, which a second time has nothing to do."""
    found, path = list(map(dict, service.lines("5"))), write(tmp_path, service)
    words = ("--target", str(path), *_PLAN, "--lines", "5", "--journey", "edit-lines", "--out", "run")
    process = begun(tmp_path, "run", *words)
    while service.lines("5") == found:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(how)
    said, _ = process.communicate()
    assert process.returncode == ends, said
    if how is signal.SIGKILL:
        assert service.lines("5") != found
        status, said = hurried("target", "restore", "run", folder=tmp_path)
        assert (status, "as it was found again" in " ".join(said.split())) == (ExitStatus.OK, True), said
    assert service.lines("5") == found
    assert said_by("target", "restore", str(tmp_path / "run"))[0] == ExitStatus.OK
    assert not list((tmp_path / "run").glob("owed*"))


def test_no_secret_and_no_content_reaches_the_run_folder_or_a_reproduction(
    service: Service, tmp_path: Path
) -> None:
    login = {
        "page": "/in",
        "fields": {"[name=password]": "PLAIN_PASSWORD"},
        "submit": "button",
        "shown_by": "#me",
    }
    path = write(tmp_path, service, login=login)
    words = ("--target", str(path), *_PLAN, "--lines", "3", "--journey", "save-and-return")
    status, said = hurried("run", *words, "--out", "run", folder=tmp_path, PLAIN_PASSWORD=SECRET)
    assert status == ExitStatus.OK, said
    assert len(read_run(tmp_path / "run").trials[0].ledger.lines) == 1  # type: ignore[union-attr]
    status, said = hurried("reproduce", "run", "001-000", folder=tmp_path, PLAIN_PASSWORD=SECRET)
    assert status == ExitStatus.OK, said
    bundle = tmp_path / "run" / "artifacts" / "001-000"
    assert (bundle / "index.html").exists()
    assert (bundle / "performance-trace.json").exists()
    for file in (one for one in (tmp_path / "run").rglob("*") if one.is_file()):
        content = file.read_bytes()
        assert SECRET.encode() not in content, file
        assert b"Call 0" not in content, file
        assert b"who=me" not in content, file


def test_bills_of_the_wrong_size_are_refused_with_what_exists(service: Service, tmp_path: Path) -> None:
    bills = {"open": "/bills/{id}", "ids": {"5": ["5"], "7": ["8"]}}
    path = write(tmp_path, service, bills=bills)
    status, said = hurried("run", "--target", str(path), "--lines", "6", folder=tmp_path)
    assert (status, "There are bills of 5, 7 lines" in said) == (ExitStatus.USAGE, True), said
    status, said = hurried("run", "--target", str(path), "--lines", "7", folder=tmp_path, checked=True)
    assert (status, "bill 8 has 8 lines, the target file says 7" in said) == (ExitStatus.USAGE, True), said
    status, said = hurried("run", "--target", str(path), "--lines", "5", folder=tmp_path)
    assert (status, "Nothing can be measured. change-page at plain" in " ".join(said.split())) == (2, True), (
        said
    )
    assert not list(tmp_path.glob("runs/plain-*"))


def test_a_target_is_checked_by_a_process_that_can_be_left(service: Service, tmp_path: Path) -> None:
    status, said = hurried("target", "check", str(write(tmp_path, service)), folder=tmp_path)
    assert status == ExitStatus.OK, said
    assert "every part was found" in " ".join(said.split()), "a long path breaks the line anywhere"
    assert "button#save at" in said


def test_a_host_that_nobody_authorised_is_not_even_asked(tmp_path: Path) -> None:
    path = write(tmp_path, Service(url="http://203.0.113.5:8000"))
    for words in (("run", "--target"), ("target", "check")):
        status, said = said_by(*words, str(path))
        assert status == ExitStatus.USAGE
        assert "does not say who authorised a test of it" in said
        assert len(said.strip().splitlines()) == 1


def test_without_a_display_nobody_can_point(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    status, said = said_by("target", "record", "http://127.0.0.1:9")
    assert (status, "there is no display" in said) == (ExitStatus.USAGE, True), said
    assert len(said.strip().splitlines()) == 1
