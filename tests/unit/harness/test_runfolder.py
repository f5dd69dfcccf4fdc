"""The run folder: nothing measured is lost, nothing foreign is believed."""

import errno
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from billbench.harness.model.errors import Interrupted, MeasurementError, UsageError
from billbench.harness.model.outcomes import Ledger, LineFate, Outcome
from billbench.harness.model.runs import RunState
from billbench.harness.model.trials import StepResult
from billbench.harness.store import runfolder
from tests.unit.harness.factory import info, trial

WRITER = """
import sys
from pathlib import Path
from billbench.harness.store import runfolder
from tests.unit.harness.factory import info, trial
with runfolder.create(Path(sys.argv[1]), info()) as folder:
    for number in range(100_000):
        folder.append(trial(number))
        print(number, flush=True)
"""


def test_a_trial_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Every part of a record survives the journey to disk and back."""
    written = trial(
        3,
        steps=(StepResult(name="back", measures={"freeze_s": 0.25, "stolen_s": None}, censored=True),),
        ledger=Ledger(
            lines_checked=1, lines=(LineFate(token="ref ümlaut", outcome=Outcome.ALTERED, evidence="x"),)
        ),
    )
    with runfolder.create(tmp_path / "run", info()) as folder:
        folder.append(written)
    run = runfolder.read_run(tmp_path / "run")
    assert run.trials == (written,)
    assert run.info == info()


def test_a_torn_last_line_is_set_aside_and_said(tmp_path: Path) -> None:
    """Half a record is no record; the reader is told."""
    with runfolder.create(tmp_path / "run", info()) as folder:
        folder.append(trial(0))
        folder.append(trial(1))
    journal = tmp_path / "run" / "trials.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    run = runfolder.read_run(tmp_path / "run")
    assert [t.id for t in run.trials] == ["001-000"]
    assert "half a line" in run.warnings[0]


def test_a_journal_of_two_copies_counts_each_trial_once_and_says_so(tmp_path: Path) -> None:
    with runfolder.create(tmp_path / "run", info()) as folder:
        folder.append(trial(0))
        folder.append(trial(1))
    journal = tmp_path / "run" / "trials.jsonl"
    journal.write_bytes(journal.read_bytes() * 2)
    run = runfolder.read_run(tmp_path / "run")
    assert [one.id for one in run.trials] == [trial(0).id, trial(1).id]
    assert "repeats trials in 2 lines" in run.warnings[0]


def test_half_a_line_inside_the_journal_is_refused_by_its_number_with_what_to_do(tmp_path: Path) -> None:
    """A kill can only tear the last line: damage elsewhere came from without."""
    with runfolder.create(tmp_path / "run", info()) as folder:
        folder.append(trial(0))
        folder.append(trial(1))
    journal = tmp_path / "run" / "trials.jsonl"
    first, second = journal.read_bytes().splitlines()
    journal.write_bytes(first[:-20] + b"\n" + second + b"\n")
    with pytest.raises(UsageError, match=r"line 1 is not JSON.*delete the line"):
        runfolder.read_run(tmp_path / "run")


def test_resuming_after_a_torn_line_writes_whole_lines(tmp_path: Path) -> None:
    """The torn line does not spoil the next record."""
    with runfolder.create(tmp_path / "run", info()) as folder:
        folder.append(trial(0))
    with (tmp_path / "run" / "trials.jsonl").open("a") as journal:
        journal.write('{"format": 1, "id": "001-')
    with runfolder.reopen(tmp_path / "run") as folder:
        assert set(folder.finished) == {"001-000"}
        folder.append(trial(1))
    run = runfolder.read_run(tmp_path / "run")
    assert [t.id for t in run.trials] == ["001-000", "001-001"]
    assert run.warnings == ()


@pytest.mark.parametrize("after", [1, 7, 40])
def test_kill_9_loses_no_acknowledged_trial(tmp_path: Path, after: int) -> None:
    """What `append` returned from is on disk, whatever happens to the process."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "run")], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    acknowledged = [int(writer.stdout.readline()) for _ in range(after)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in writer.stdout.read().split()]
    writer.wait()
    writer.stdout.close()
    found = [t.position for t in runfolder.read_run(tmp_path / "run").trials]
    assert found[: len(acknowledged)] == acknowledged
    assert len(found) <= len(acknowledged) + 1


def test_a_full_disk_is_told_and_keeps_what_was_there(tmp_path: Path) -> None:
    """The failed line leaves no trace; the trials before it are whole."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with runfolder.create(tmp_path / "run", info()) as folder:
        folder.append(trial(0))
        size = (tmp_path / "run" / "trials.jsonl").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40, hard))
        try:
            with pytest.raises(MeasurementError, match=r"1 trials before it are kept.*--resume"):
                folder.append(trial(1))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, ignored)
    run = runfolder.read_run(tmp_path / "run")
    assert [t.id for t in run.trials] == ["001-000"]
    assert run.warnings == ()


def test_another_format_is_refused(tmp_path: Path) -> None:
    """A record of another version is never guessed at."""
    runfolder.create(tmp_path / "run", info()).__exit__(None, None, None)
    path = tmp_path / "run" / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(UsageError, match="has format 99, and this billbench reads format 1"):
        runfolder.read_run(tmp_path / "run")


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    """The message says what is missing."""
    with pytest.raises(UsageError, match=r"is no run folder: it has no run\.json"):
        runfolder.read_run(tmp_path)


def test_a_taken_folder_is_not_written_over(tmp_path: Path) -> None:
    """A second run does not bury the first."""
    runfolder.create(tmp_path / "run", info()).__exit__(None, None, None)
    with pytest.raises(UsageError, match="already holds a run"):
        runfolder.create(tmp_path / "run", info())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file in the way is named."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be made"):
        runfolder.create(tmp_path / "file" / "run", info())


def test_the_journal_is_synced_for_every_trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut after `append` loses nothing."""
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    with runfolder.create(tmp_path / "run", info()) as folder:
        synced.clear()
        folder.append(trial(0))
        folder.append(trial(1))
    assert len(synced) == 2


def test_a_description_that_could_not_be_synced_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut or a full disk finds the old `run.json` or the new one, never a part."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with runfolder.create(tmp_path / "run", info()) as folder:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(MeasurementError, match="No space left on device"):
            folder.update(name="another")
    assert runfolder.read_run(tmp_path / "run").info == info()


@pytest.mark.parametrize(
    ("ends", "told", "state"),
    [
        (KeyboardInterrupt(), Interrupted, RunState.INTERRUPTED),
        (MeasurementError("no browser"), MeasurementError, RunState.INTERRUPTED),
    ],
)
def test_a_run_that_is_left_is_interrupted_and_may_go_on(
    ends: BaseException, told: type[Exception], state: RunState, tmp_path: Path
) -> None:
    """However a run ends, its folder says so; one that goes on later is running and then complete."""
    path = tmp_path / "run"
    with runfolder.create(path, info()) as folder:
        folder.append(trial(0))
        with pytest.raises(told), folder.going_on("Go on."):
            raise ends
    assert runfolder.read_run(path).info.state is state
    with runfolder.reopen(path) as folder, folder.going_on("Go on."):
        assert runfolder.read_run(path).info.state is RunState.RUNNING
    whole = runfolder.read_run(path)
    assert (whole.info.state, len(whole.trials)) == (RunState.COMPLETE, 1)
    assert whole.info.finished_at is not None


def test_a_folder_that_is_being_written_is_nobody_elses(tmp_path: Path) -> None:
    """Two processes that resume the same run would measure and journal every trial twice."""
    path = tmp_path / "run"
    with runfolder.create(path, info()) as folder:
        folder.append(trial(0))
        with pytest.raises(UsageError, match="is being measured by another process"):
            runfolder.reopen(path)
        folder.append(trial(1))
    with runfolder.reopen(path) as folder:
        assert len(folder.finished) == 2
