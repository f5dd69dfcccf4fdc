"""Several processes that serve from one socket: start them, replace one that dies, end them together."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType

from billbench.fake_ccms.errors import StartError

Tell = Callable[[], None]

_STOPS = (signal.SIGTERM, signal.SIGINT)


def ignore_signals() -> None:
    """Let what serves handle its signals, and nothing happen when it raises them again at its end."""
    for number in _STOPS:
        signal.signal(number, _nothing)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    pass


def run_workers(count: int, work: Callable[[Tell], None], ready: Tell) -> None:
    """Run `work` in so many processes until a signal; `ready` is called once, when all have told.

    They are forked, as they share the socket and the memory of limits and counts. Raises `StartError`
    when one of them cannot start; one that dies later is replaced.
    """
    workers = _Workers(work)
    try:
        for _ in range(count):
            workers.start()
        workers.await_all_started()
        ready()
        workers.watch()
    finally:
        workers.stop()


class _Workers:
    """The processes, and the pipes on which they speak with the one that started them."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        self._work = work
        self._context = multiprocessing.get_context("fork")
        self._processes: list[ForkProcess] = []
        # Workers hold the reading end: it closes when this process is gone, however it went.
        self._life = os.pipe()
        self._told = os.pipe()
        self._signal = os.pipe()
        os.set_blocking(self._signal[1], False)
        signal.set_wakeup_fd(self._signal[1])
        ignore_signals()

    def start(self) -> None:
        process = self._context.Process(target=self._run, name="fake-ccms-worker")
        process.start()
        self._processes.append(process)

    def _run(self) -> None:
        signal.set_wakeup_fd(-1)
        os.close(self._life[1])
        threading.Thread(target=self._end_with_parent, daemon=True).start()
        self._work(self._tell)

    def _tell(self) -> None:
        os.write(self._told[1], b".")

    def _end_with_parent(self) -> None:
        os.read(self._life[0], 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def await_all_started(self) -> None:
        told = 0
        while told < len(self._processes):
            happened = wait([self._told[0], self._signal[0], *self._sentinels()])
            if self._told[0] in happened:
                told += len(os.read(self._told[0], len(self._processes)))
            elif self._signal[0] in happened:
                raise StartError("The server was told to stop before all its processes had started.")
            else:
                raise StartError("A process of the server ended while it was starting.")

    def watch(self) -> None:
        """Until a signal, replace what dies."""
        while self._signal[0] not in wait([self._signal[0], *self._sentinels()]):
            dead = [process for process in self._processes if not process.is_alive()]
            for process in dead:
                self._processes.remove(process)
                self.start()

    def _sentinels(self) -> list[int]:
        return [process.sentinel for process in self._processes]

    def stop(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        signal.set_wakeup_fd(-1)
        for end in (*self._life, *self._told, *self._signal):
            os.close(end)
