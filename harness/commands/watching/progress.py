"""Progress of a run: a bar on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from billbench.harness.model.trials import Cell, Trial, TrialState

_EVERY_S = 10


class RunProgress:
    """Tells cell, launch and time left. Time left is the mean of finished trials times those to come."""

    def __init__(self, bar: Progress, task: TaskID, note: Callable[[Mapping[str, Any]], None]) -> None:
        self._bar = bar
        self._task = task
        self._note_browser = note
        self._began = time.monotonic()
        self._done = 0
        self._told_at = 0.0

    def browser_started(self, browser: Mapping[str, Any]) -> None:
        self._note_browser(browser)

    def trial_begins(self, cell: Cell, launch: int) -> None:
        what = f"launch {launch}: {cell.journey}, {cell.design}, {cell.lines} lines"
        self._bar.update(self._task, description=what, left=self._time_left())
        if not self._bar.console.is_terminal and time.monotonic() - self._told_at > _EVERY_S:
            self._told_at = time.monotonic()
            task = self._bar.tasks[self._task]
            self._bar.console.print(
                f"{task.completed:.0f}/{task.total:.0f} {what}, {self._time_left()} left", highlight=False
            )

    def trial_ends(self, trial: Trial) -> None:
        self._done += 1
        self._bar.update(self._task, advance=0 if trial.attempt else 1, left=self._time_left())
        if trial.state is not TrialState.COMPLETED:
            self._bar.console.print(
                f"trial {trial.id} ({trial.cell.name}) {trial.state}: {trial.reason}",
                style="yellow",
                markup=False,
                highlight=False,
            )

    def _time_left(self) -> str:
        task = self._bar.tasks[self._task]
        if not self._done or task.total is None:
            return "?"
        seconds = (time.monotonic() - self._began) / self._done * (task.total - task.completed)
        return f"{seconds // 60:.0f} min {seconds % 60:02.0f} s" if seconds >= 60 else f"{seconds:.0f} s"


@contextmanager
def run_progress(
    console: Console, *, total: int, done: int, note: Callable[[Mapping[str, Any]], None]
) -> Iterator[RunProgress]:
    """The progress of a run of `total` trials, `done` of which were finished before."""
    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("· {task.fields[left]} left", style="dim"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("starting", total=total, completed=done, left="?")
        yield RunProgress(bar, task, note)
