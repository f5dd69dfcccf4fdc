"""Run a command that must not outlive its parent: `python -m billbench.harness.machine.guard COMMAND...`.

The parent holds the guard's standard input open. When it closes, because the parent closed it or died
in any way, the guard kills the command with everything it started.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

import psutil

from billbench.harness.machine.python import own_python

_GONE_WITHIN_S = 5.0


class Guarded:
    """A child process under a guard. `stdout` gives its lines."""

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            own_python("billbench.harness.machine.guard", *command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
            # Ctrl-C is the parent's to answer; it must not reach a child that is in the middle of a trial.
            start_new_session=True,
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self.stdout = self._process.stdout
        self._errors: list[str] = []
        self._reader = threading.Thread(target=self._keep_errors, args=(self._process.stderr,), daemon=True)
        self._reader.start()

    def _keep_errors(self, stream: object) -> None:
        for line in stream:  # type: ignore[attr-defined]
            self._errors = [*self._errors[-19:], line.rstrip()]

    def last_words(self) -> str:
        """The end of what the process wrote to standard error."""
        self._reader.join(timeout=1)
        return "\n".join(self._errors).strip()

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait(self, timeout_s: float) -> int | None:
        """The exit status, or `None` when it still runs after `timeout_s`."""
        try:
            return self._process.wait(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> None:
        """End the command and everything it started, now."""
        kill_tree(self._process.pid)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()


def kill_tree(pid: int) -> None:
    """Kill a process and all it started, and wait for what it started to be gone.

    A browser has sessions of its own, so a group is not enough. A killed process gives back its memory
    before it is gone, which would disturb what is measured next.
    """
    try:
        parent = psutil.Process(pid)
        family = [*parent.children(recursive=True), parent]
    except psutil.NoSuchProcess:
        return
    for process in family:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    give_up_at = time.monotonic() + _GONE_WITHIN_S
    while any(_lives(child) for child in family[:-1]) and time.monotonic() < give_up_at:
        time.sleep(0.01)


def _lives(process: psutil.Process) -> bool:
    # A zombie has given back all it had; it waits only for a parent that may never ask.
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _end_with_parent(child: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    kill_tree(child.pid)
    os._exit(1)


def main(command: Sequence[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_parent, args=(child,), daemon=True).start()
    # Leave at once: the thread sits in a read of standard input, which a tidy shutdown would trip over.
    os._exit(child.wait() & 0xFF)


if __name__ == "__main__":
    main(sys.argv[1:])
