"""A share of the processor: hold a process to so much of one core, as a small virtual machine has it.

The process works at full speed until it has used its share, then it is stopped until the account is even
again: what the kernel does under a quota, by signals, since writing a quota needs rights that a person rarely
has. An idle process is never stopped, and none of its work is left out or made up.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

_LOOK_EVERY_S = 0.002
_LOOK_FOR_CHILDREN_EVERY_S = 1.0
_PERIOD_S = 0.02
"""Unused share is kept for so long. The kernel's usual 0.1 s would let one person's requests through at full
speed at any share: a larger server could not be told from a smaller one."""


@contextmanager
def held_to(pid: int, share: float) -> Iterator[None]:
    """Hold a process and its children to `share` of one core; with 1, leave them alone."""
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
        _tell(_family(pid), signal.SIGCONT)


def _keep(pid: int, share: float, over: threading.Event) -> None:
    members, known_since = _family(pid), time.monotonic()
    used, since, credit_s = _used_s(members), time.monotonic(), 0.0
    while not over.wait(_LOOK_EVERY_S):
        if time.monotonic() - known_since > _LOOK_FOR_CHILDREN_EVERY_S:
            members, known_since = _family(pid), time.monotonic()
            used = _used_s(members)
        now, at = _used_s(members), time.monotonic()
        credit_s = min(credit_s + share * (at - since), share * _PERIOD_S) - (now - used)
        used, since = now, at
        if credit_s < 0:
            _tell(members, signal.SIGSTOP)
            over.wait(-credit_s / share)
            _tell(members, signal.SIGCONT)


def _family(pid: int) -> list[int]:
    """The process and all it has started; to find them takes longer than a request."""
    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def _used_s(members: Sequence[int]) -> float:
    """Processor time of the family, from the scheduler's own account in nanoseconds."""
    total = 0
    for member in members:
        for task in Path(f"/proc/{member}/task").glob("*/schedstat"):
            with suppress(OSError):
                total += int(task.read_text().split()[0])
    return total / 1e9


def _tell(members: Sequence[int], number: signal.Signals) -> None:
    for member in members:
        with suppress(ProcessLookupError):
            os.kill(member, number)
