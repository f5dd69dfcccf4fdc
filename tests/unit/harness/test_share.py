"""A share of the processor: what is held to it runs so much of the time, and is let go at the end."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from billbench.harness.application.ours.share import held_to

BUSY = "while True: pass"
LOOKED_AT_S = 1.5

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the kernel's accounts")


def child_of_this_process(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def used_s(process: subprocess.Popen[bytes]) -> float:
    times = psutil.Process(process.pid).cpu_times()
    return float(times.user + times.system)


@pytest.mark.slow
def test_a_busy_process_is_held_to_its_share_and_let_go_at_the_end() -> None:
    process = child_of_this_process(BUSY)
    try:
        with held_to(os.getpid(), 0.2):
            time.sleep(0.2)
            before, since = used_s(process), time.monotonic()
            time.sleep(LOOKED_AT_S)
            share = (used_s(process) - before) / (time.monotonic() - since)
        assert 0 < share < 0.3
        assert psutil.Process(process.pid).status() != psutil.STATUS_STOPPED
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_a_short_piece_of_work_takes_as_long_as_its_share_makes_it() -> None:
    """One request is slower, not only a crowd of them: 60 ms of work at a fifth take some 300 ms."""
    process = child_of_this_process(
        "import time\ninput(); began, used = time.monotonic(), time.process_time()\n"
        "while time.process_time() < used + 0.06: pass\nprint(time.monotonic() - began)"
    )
    time.sleep(1)
    with held_to(os.getpid(), 0.2):
        out, _ = process.communicate(b"\n", timeout=30)
    assert 0.15 < float(out) < 3
