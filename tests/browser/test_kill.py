"""The parent killed at random moments: no finished trial is lost or done twice, and the end is the same."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from billbench.harness.store import runfolder
from tests.browser.quick_run import PLAN

KILLS = 50
# A whole run takes about two seconds; moments from before its first trial to after its last.
LATEST_S = 1.5


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.browser.quick_run", "run", str(folder)], start_new_session=True
    )


def test_a_run_killed_at_fifty_random_moments_ends_as_an_uninterrupted_one(tmp_path: Path) -> None:
    expected = [(launch, cell) for launch in range(1, PLAN.launches + 1) for cell in PLAN.order(launch)]
    rng = random.Random(50)
    kills = runs = 0
    while kills < KILLS:
        runs += 1
        folder = tmp_path / str(runs)
        kept: tuple[object, ...] = ()
        while True:
            process = start(folder)
            try:
                assert process.wait(timeout=rng.uniform(0.1, LATEST_S)) == 0
                break
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                kills += 1
            if (folder / "run.json").exists():
                found = runfolder.read_run(folder).trials
                assert found[: len(kept)] == kept, "a finished trial was lost"
                kept = found
        done = runfolder.read_run(folder).trials
        assert [(trial.launch, trial.cell) for trial in done] == expected
