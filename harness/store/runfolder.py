"""The run folder: the only contract between measuring and understanding.

`run.json` says what was planned and how far it came; `trials.jsonl` has a line a trial, appended and
fsynced when the trial ends. A process killed at any moment leaves whole lines and at most one torn last
line, which is set aside when the run is resumed.
"""

import dataclasses
import datetime
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from billbench.harness.model.errors import Interrupted, MeasurementError, UsageError
from billbench.harness.model.runs import Run, RunInfo, RunState
from billbench.harness.model.trials import Trial
from billbench.harness.store import records

INFO_NAME = "run.json"
TRIALS_NAME = "trials.jsonl"
ARTIFACTS = "artifacts"


class RunFolder:
    """A run that is being written. A context manager; use `create` or `reopen`."""

    def __init__(self, path: Path, info: RunInfo, trials: tuple[Trial, ...], journal: FileIO) -> None:
        self.path = path
        self.info = info
        self.finished = {trial.id: trial for trial in trials}
        self._journal = journal

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._journal.close()

    def append(self, trial: Trial) -> None:
        """Journal one finished trial; when this returns it survives a crash.

        Raises:
            MeasurementError: the disk is full or the folder is gone. Finished trials are kept.
        """
        line = records.dump(trial).encode() + b"\n"
        start = self._journal.tell()
        try:
            while line:
                line = line[self._journal.write(line) or 0 :]
            os.fsync(self._journal.fileno())
        except OSError as error:
            self._forget_torn_line(start)
            raise MeasurementError(
                f"Trial {trial.id} could not be written to {self.path / TRIALS_NAME}: {error.strerror}. "
                f"The {len(self.finished)} trials before it are kept: "
                f"free space, then go on with --resume {self.path}."
            ) from error
        self.finished[trial.id] = trial

    @contextmanager
    def going_on(self, next_step: str) -> Iterator[None]:
        """Inside the block the run goes on: complete at its end, interrupted when it is left otherwise.

        `next_step` says what can be done with a run that the person stopped, as a command.

        Raises:
            Interrupted: on Ctrl-C. What was measured is kept.
        """
        if self.info.state is not RunState.RUNNING:
            self.update(state=RunState.RUNNING)
        try:
            yield
        except KeyboardInterrupt:
            self.update(state=RunState.INTERRUPTED)
            raise Interrupted(
                f"Stopped; {len(self.finished)} finished trials are kept. {next_step}"
            ) from None
        except BaseException:
            self.update(state=RunState.INTERRUPTED)
            raise
        finished = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self.update(state=RunState.COMPLETE, finished_at=finished)

    def update(self, **changes: object) -> None:
        """Change `run.json` in one step: readers see the old text or the new one, never a part."""
        self.info = dataclasses.replace(self.info, **changes)  # type: ignore[arg-type]
        _write_info(self.path, self.info)

    def _forget_torn_line(self, start: int) -> None:
        try:
            os.ftruncate(self._journal.fileno(), start)
        except OSError:
            return  # The torn line is set aside when the run is resumed.


def create(path: Path, info: RunInfo) -> RunFolder:
    """Make a new run folder. Raises `UsageError` when the folder is taken or cannot be made."""
    if (path / INFO_NAME).exists():
        raise UsageError(
            f"The folder {path} already holds a run. Name another with --out, or go on with --resume {path}."
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The run folder {path} cannot be made: {error.strerror}. Name another with --out."
        ) from error
    journal = _own_journal(path)
    _write_info(path, info)
    return RunFolder(path, info, (), journal)


def reopen(path: Path) -> RunFolder:
    """Open a run to go on with it, setting a torn last line aside."""
    read_run(path)  # What is no run gets no journal.
    journal = _own_journal(path)
    run = read_run(path)
    whole = (path / TRIALS_NAME).read_bytes()
    journal.truncate(whole.rfind(b"\n") + 1)
    return RunFolder(path, run.info, run.trials, journal)


def _own_journal(path: Path) -> FileIO:
    """The journal, for this process alone: two in one folder would each repeat the other's trials.

    The system lets go what a process held that has died.
    """
    journal = (path / TRIALS_NAME).open("ab", buffering=0)
    try:
        fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        journal.close()
        raise UsageError(
            f"The run {path} is being measured by another process. Wait for its end, or stop it first."
        ) from None
    return journal


def read_run(path: Path) -> Run:
    """Read a run folder whole.

    Raises:
        UsageError: there is no run, or it was written in another format.
    """
    info_path = path / INFO_NAME
    try:
        info = records.load_info(info_path.read_text(encoding="utf-8"), str(info_path))
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"{path} is no run folder: it has no {INFO_NAME}. Name a folder of a run.") from None
    trials, warnings = _read_trials(path / TRIALS_NAME)
    return Run(info=info, trials=trials, warnings=warnings)


def _read_trials(path: Path) -> tuple[tuple[Trial, ...], tuple[str, ...]]:
    if not path.exists():
        return (), ()
    *whole, torn = path.read_bytes().split(b"\n")
    trials = [
        records.load_trial(line.decode("utf-8", "replace"), f"{path}, line {number}")
        for number, line in enumerate(whole, start=1)
    ]
    # A journal that was put together of two copies must not count as twice the bills; hosts number alike.
    unique: dict[tuple[str, str], Trial] = {}
    for trial in trials:
        unique.setdefault((trial.host, trial.id), trial)
    warnings = [f"{path.name} ends in half a line; it was set aside"] if torn else []
    if repeated := len(trials) - len(unique):
        warnings.append(f"{path.name} repeats trials in {repeated} lines; each trial was taken once")
    return tuple(unique.values()), tuple(warnings)


def _write_info(path: Path, info: RunInfo) -> None:
    temporary = path / f"{INFO_NAME}.tmp"
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(records.dump(info, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path / INFO_NAME)
    except OSError as error:
        raise MeasurementError(
            f"{path / INFO_NAME} could not be written: {error.strerror}. "
            f"Finished trials are kept: free space, then go on with --resume {path}."
        ) from error
