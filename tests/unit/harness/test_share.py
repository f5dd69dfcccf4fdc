"""A share of the processor: a busy process gets no more of it than was said, an idle one is left alone."""

import subprocess
import sys
import time

import psutil
import pytest

from harness.engine.share import held_to

BUSY = "while True: pass"
LOOKED_AT_S = 1.5

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the kernel's accounts")


def used_s(process: subprocess.Popen[bytes]) -> float:
    times = psutil.Process(process.pid).cpu_times()
    return float(times.user + times.system)


@pytest.mark.slow
def test_a_busy_process_is_held_to_its_share_and_let_go_at_the_end() -> None:
    process = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        with held_to(process.pid, 0.2):
            time.sleep(0.2)
            before, since = used_s(process), time.monotonic()
            time.sleep(LOOKED_AT_S)
            share = (used_s(process) - before) / (time.monotonic() - since)
        assert 0 < share < 0.3
        assert psutil.Process(process.pid).status() != psutil.STATUS_STOPPED
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_short_piece_of_work_takes_as_long_as_its_share_makes_it() -> None:
    """A request is held back while it is worked on, not after it: 60 ms of work at a fifth of a core."""
    work = (
        "import time\ninput(); began, used = time.monotonic(), time.process_time()\n"
        "while time.process_time() < used + 0.06: pass\nprint(time.monotonic() - began)"
    )
    process = subprocess.Popen([sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    time.sleep(1)
    with held_to(process.pid, 0.2):
        time.sleep(0.3)
        out, _ = process.communicate(b"\n", timeout=30)
    assert 0.15 < float(out) < 0.6


@pytest.mark.slow
def test_an_idle_process_is_never_stopped() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        time.sleep(0.5)
        with held_to(process.pid, 0.2):
            seen = {psutil.Process(process.pid).status() for _ in range(50) if not time.sleep(0.01)}
        assert psutil.STATUS_STOPPED not in seen
    finally:
        process.kill()
        process.communicate()
