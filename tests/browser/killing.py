"""A run whose parent is killed again and again, each time after so many lines of its journal more."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from billbench.harness.store import runfolder
from tests.browser.quick_run import PLAN

EXPECTED = [(launch, cell) for launch in range(1, PLAN.launches + 1) for cell in PLAN.order(launch)]
MOST_LINES = 6
"""Between two kills: up to more than half a launch, so that every place in one has its turn."""
MOST_WAIT_S = 0.01
"""After the counted line: a line is written in a few milliseconds, so that a kill meets any moment of it."""


def kill_again_and_again(parent: Path, kills: int) -> Iterator[str]:
    """Runs in folders below `parent` until there were so many kills; yields what was wrong."""
    rng = random.Random(kills)
    left, runs = kills, 0
    while left > 0:
        runs += 1
        folder, kept = parent / str(runs), ()
        while _killed(folder, lines_of(folder) + rng.randint(0, MOST_LINES), rng.uniform(0, MOST_WAIT_S)):
            left -= 1
            found = runfolder.read_run(folder).trials
            if found[: len(kept)] != kept:
                yield f"run {runs}: a finished trial was lost"
            kept = found
        done = runfolder.read_run(folder)
        if [(trial.launch, trial.cell) for trial in done.trials] != EXPECTED:
            yield f"run {runs} does not end as an uninterrupted one"
        # A trial that was done twice is read once, with a warning.
        yield from (f"run {runs}: {warning}" for warning in done.warnings)


def lines_of(folder: Path) -> int:
    """How many lines its journal has; -1 where there is no run yet."""
    if not (folder / "run.json").exists():
        return -1
    journal = folder / "trials.jsonl"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def _killed(folder: Path, lines: int, wait_s: float) -> bool:
    """Begin the run or go on with it, and kill it so long after that line; False: it had ended by then."""
    process = _started(folder)
    while lines_of(folder) < max(lines, 0):
        if process.poll() is not None:
            assert process.returncode == 0
            return False
        time.sleep(0.0005)
    time.sleep(wait_s)
    os.kill(process.pid, signal.SIGKILL)
    return process.wait() != 0


def _started(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.browser.quick_run", "run", str(folder)]
    return subprocess.Popen(command, start_new_session=True)
