"""One measurement at a time, over processes."""

import subprocess
import sys
from pathlib import Path

from harness.plugin.turn import turn

HOLD = """
import sys, pathlib
from harness.plugin.turn import turn
with turn(pathlib.Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


def started(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_another_process_has_its_turn_when_the_first_is_done(tmp_path: Path) -> None:
    with turn(tmp_path):
        second = started(tmp_path)
        try:
            second.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            pass
        else:
            raise AssertionError("it did not wait")
    assert heard(second) == "mine"
    second.communicate("")


def test_a_killed_process_blocks_nobody(tmp_path: Path) -> None:
    holder = started(tmp_path)
    assert heard(holder) == "mine"
    holder.kill()
    holder.communicate()
    with turn(tmp_path):
        pass
