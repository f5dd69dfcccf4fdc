"""Cores: the measured page's main thread has one for itself, everything else shares the others.

A browser's own processes, the harness and the application under test run at the same time as the page. Left
to the kernel on two cores, they took 5-29 % of a page's time; kept apart, about 1 %, at equal waits. People's
computers have more cores than the machines that tests run on, so this is nearer to them, too.

Linux only, with two cores or more; elsewhere nothing is moved, and `stolen_s` says what that costs.
"""

import os
import platform
import threading
from pathlib import Path

import psutil


def _divide() -> tuple[frozenset[int], frozenset[int]]:
    usable = frozenset(os.sched_getaffinity(0)) if platform.system() == "Linux" else frozenset()
    if len(usable) < 2:
        return frozenset(), frozenset()
    return frozenset({max(usable)}), usable - {max(usable)}


_OWN, _OTHERS = _divide()


def keep_off(pid: int) -> None:
    """Keep a process and all it has started off the main thread's core.

    For a browser, only once it is up: it sizes its thread pools by the cores it finds at its start.
    """
    keep_on(pid, _OTHERS)


def keep_off_this_thread() -> None:
    """Keep the calling thread, and what it starts, off the main thread's core."""
    _move(threading.get_native_id(), _OTHERS)


def keep_on(pid: int, cores: frozenset[int]) -> None:
    """Keep a process and all it has started on these cores."""
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in family:
        for thread in _threads(process.pid):
            _move(thread, cores)


def give_own(pid: int) -> None:
    """Give a renderer's main thread its core; threads that it started since have inherited it: move them."""
    for thread in _threads(pid):
        _move(thread, _OWN if thread == pid else _OTHERS)


def _threads(pid: int) -> list[int]:
    try:
        return [int(entry.name) for entry in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:  # The process has ended.
        return []


def _move(thread: int, cores: frozenset[int]) -> None:
    if not cores:
        return
    try:
        os.sched_setaffinity(thread, cores)
    except OSError:  # It has ended, or it is not ours to move.
        return
