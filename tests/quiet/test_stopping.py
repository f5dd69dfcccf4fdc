"""One key on the terminal ends a run, at once: nobody waits for a page that is frozen."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import tomli_w

from billbench.harness.model.errors import ExitStatus
from tests.browser.plain_target import plain_target, typed

ROOT = Path(__file__).parents[2]
LATEST_S = 60.0


@contextmanager
def at_a_terminal(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The command with a terminal of its own, and our end of that.

    A process that begins a session takes the first terminal that it opens; to fork here would not do, with
    threads in this process.
    """
    ours, theirs = pty.openpty()
    shell = ("sh", "-c", 'exec "$@" <"$0" >"$0" 2>&1', os.ttyname(theirs))
    command = [*shell, sys.executable, "-m", "billbench", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True)
    try:
        yield process, ours
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("key", [b"q", b"\x03"], ids=["q", "ctrl-c"])
def test_one_key_stops_a_run_within_two_seconds(tmp_path: Path, key: bytes) -> None:
    with plain_target() as service:
        target = tmp_path / "plain.toml"
        target.write_text(tomli_w.dumps(typed(service, bills={"open": "/bills/{lines}?freezes"})))
        words = ("--target", str(target), "--lines", "5", "--journey", "edit-lines", "--out", "run")
        with at_a_terminal(tmp_path, "run", *words) as (process, terminal):
            said = read_until(terminal, b"launch 1")
            measuring = psutil.Process(process.pid).children(recursive=True)
            assert measuring
            os.write(terminal, key)
            pressed = time.monotonic()
            while any(lives(child) for child in measuring):
                assert time.monotonic() - pressed < 2, "the browser is still there"
                time.sleep(0.02)
            asked = len(service.asked)
            said += read_until(terminal, b"--resume")
            assert process.wait(timeout=LATEST_S) == ExitStatus.INTERRUPTED, said
            assert len(service.asked) == asked


def lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def read_until(terminal: int, wanted: bytes) -> bytes:
    said, latest = b"", time.monotonic() + LATEST_S
    while wanted not in said:
        ready, _, _ = select.select([terminal], [], [], max(latest - time.monotonic(), 0))
        assert ready, f"{wanted!r} did not come: {said!r}"
        said += os.read(terminal, 4096)
    return said
