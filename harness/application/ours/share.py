"""A share of the processor: what a process started runs for so much of every four milliseconds.

So its cores are slower by that factor, for one request as for many. A quota of the kernel would not do: what
an idle process saves up lets one person's requests through at full speed, and writing one needs rights that a
person rarely has. None of the work is left out or made up.
"""

import itertools
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psutil

from billbench.harness.machine import cores

_TURN_S = 0.004
_LOOK_FOR_CHILDREN_EVERY = 250
"""Turns. To find children takes longer than a request."""


@contextmanager
def held_to(pid: int, share: float) -> Iterator[None]:
    """Hold all that a process started to `share` of the time; with 1, leave it alone.

    The process itself runs on: a guard must see its parent's end.
    """
    if share >= 1:
        yield
        return
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(pid, share, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(pid: int, share: float, over: threading.Event) -> None:
    cores.keep_off_this_thread()
    held: list[psutil.Process] = []
    let_go = time.monotonic()
    for turn in itertools.count():
        if turn % _LOOK_FOR_CHILDREN_EVERY == 0:
            held = _started_by(pid)
        if over.wait(share * _TURN_S):
            return
        _tell(held, signal.SIGSTOP)
        # As it was and not as it was meant, from before they were let go until after they were held: a busy
        # process takes the core from this thread between any two of its lines.
        ran_s = time.monotonic() - let_go
        over.wait(ran_s * (1 / share - 1))
        let_go = time.monotonic()
        _tell(held, signal.SIGCONT)


def _started_by(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _tell(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)
