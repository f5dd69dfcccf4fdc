"""Revisions: an application as the current git repository had it, started by a command of its own.

Each revision is checked out into a worktree in a temporary folder, which goes when the block ends in any way.
The command is a line for the shell; it finds a free port in PORT and the token of its support interface in
BILLBENCH_TOKEN.
"""

import shlex
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from billbench.harness.application.address import TOKEN_VARIABLE, Address, does_answer, is_healthy
from billbench.harness.machine import cores
from billbench.harness.machine.guard import Guarded
from billbench.harness.model.errors import UnreachableError, UsageError

PORT_VARIABLE = "PORT"
CALLERS_TOKEN_VARIABLE = "BILLBENCH_TOKEN"  # noqa: S105 - the name of a variable, not a secret
OWN_START = f'{shlex.quote(sys.executable)} -m fake_ccms serve --port "${PORT_VARIABLE}"'
"""How this repository's own application is started. It knows its token by `TOKEN_VARIABLE`."""
START_WITHIN_S = 60.0
_LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What tells that an application can be measured, and what it has to do for that beside serving."""

    seen: Callable[[Address], bool]
    and_has_to: str = ""


WITH_SUPPORT = Readiness(
    seen=is_healthy, and_has_to=f", with the support interface open to ${CALLERS_TOKEN_VARIABLE}"
)
A_PAGE = Readiness(seen=does_answer)
"""Somebody else's application: it has no support interface."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A revision in words that git knows, for which `side` of the gate, and what starts it."""

    side: str
    name: str
    start: str


@contextmanager
def running_revision(
    revision: Revision,
    token: str,
    *,
    within_s: float = START_WITHIN_S,
    ready: Readiness = WITH_SUPPORT,
) -> Iterator["StartedByCommand"]:
    """The application of a revision, on a free loopback port until the block ends.

    Raises:
        UsageError: this is no git repository, it does not know the revision, or is not ours to start.
        UnreachableError: the application does not start; in its own last words.
    """
    name = f'{revision.side} (revision "{revision.name}")'
    with checked_out(revision) as folder:
        if revision.start == OWN_START and not _is_ours(folder):
            raise UsageError(
                f"The {name} is none of billbench, whose fake CCMS is started where nothing else is named. "
                "Say with --start how your application is started."
            )
        with started_in(folder, revision.start, token, name=name, within_s=within_s, ready=ready) as started:
            yield started


def _is_ours(folder: Path) -> bool:
    """Another repository may have a `fake_ccms` of its own, which does who knows what."""
    return (folder / "fake_ccms" / "designs.py").is_file()


@contextmanager
def checked_out(revision: Revision) -> Iterator[Path]:
    """The revision's files in a worktree of their own. Raises `UsageError` as `running_revision` does."""
    commit = _git(["rev-parse", "--verify", "--end-of-options", f"{revision.name}^{{commit}}"], revision)
    with tempfile.TemporaryDirectory(prefix="billbench-") as temporary:
        folder = Path(temporary) / revision.side
        try:
            _git(["worktree", "add", "--detach", str(folder), commit], revision)
            yield folder
        finally:
            _ask_git(["worktree", "remove", "--force", str(folder)])  # Also what an interrupted git left.


def _git(words: Sequence[str], revision: Revision) -> str:
    answer = _ask_git(words)
    if answer.returncode != 0:
        said = answer.stderr.strip().splitlines() or ["it says nothing"]
        raise UsageError(
            f'git cannot give the {revision.side} revision "{revision.name}" ({said[-1]}). '
            "Name a commit, branch or tag of the repository in which you are."
        )
    return answer.stdout.strip()


def _ask_git(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["git", *words], capture_output=True, text=True, check=False)  # noqa: S607
    except FileNotFoundError:
        raise UsageError("Two revisions need git, which was not found here. Install it.") from None


class StartedByCommand:
    """An application that a command started; made by `started_in`."""

    def __init__(self, process: Guarded, address: Address, name: str, ready: Readiness) -> None:
        self.address = address
        self._ready = ready
        self._name = name
        self._process = process
        # Nobody reads what it prints, and a full pipe would stop it.
        threading.Thread(target=_drain, args=(process.stdout,), daemon=True).start()

    def wait_until_ready(self, within_s: float) -> None:
        """Raises `UnreachableError` when the application ends, or stays silent for so long."""
        give_up_at = time.monotonic() + within_s
        while not self._ready.seen(self.address):
            self.check()
            if time.monotonic() > give_up_at:
                raise self._failure(f"did not answer at {self.address.url} within {within_s:g} s")
            time.sleep(_LOOK_EVERY_S)
        cores.keep_off(self._process.pid)

    def check(self) -> None:
        """Raises `UnreachableError` when the application has ended."""
        status = self._process.wait(_LOOK_EVERY_S)
        if status is not None:
            raise self._failure(f"ended with status {status}")

    def _failure(self, what: str) -> UnreachableError:
        words = self._process.last_words().splitlines()
        said = f'its last words were "{words[-1].strip()}"' if words else "it said nothing"
        return UnreachableError(
            f"The {self._name} {what}; {said}. It has to serve at ${PORT_VARIABLE} on 127.0.0.1"
            f"{self._ready.and_has_to}: look at --start."
        )


@contextmanager
def started_in(
    folder: Path,
    start: str,
    token: str,
    *,
    name: str,
    within_s: float = START_WITHIN_S,
    ready: Readiness = WITH_SUPPORT,
) -> Iterator[StartedByCommand]:
    """The application that a command starts in a folder. Raises `UnreachableError` when it does not start."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    # The guard runs here and the command there: in the folder, the guard would be that folder's own.
    command = f"cd {shlex.quote(str(folder))} || exit; {start}"
    environment = {PORT_VARIABLE: str(port), CALLERS_TOKEN_VARIABLE: token, TOKEN_VARIABLE: token}
    process = Guarded(["/bin/sh", "-c", command], environment=environment)
    try:
        started = StartedByCommand(process, Address(url=f"http://127.0.0.1:{port}", token=token), name, ready)
        started.wait_until_ready(within_s)
        yield started
    finally:
        process.stop()


def _drain(stream: Iterable[str]) -> None:
    with suppress(ValueError):  # The stream is closed with the process.
        deque(stream, maxlen=0)
