"""Our own Python processes: started here, so that no file of somebody else's stands in for one of ours."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from billbench.harness.machine.installation import HOME


def own_python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours (`billbench.…`) in this Python.

    Neither the working folder (`-P`) nor PYTHONPATH (`-E`) is searched: in somebody's repository both may
    hold a module that is named as one of ours or of a library's.
    """
    return [sys.executable, *_apart(), "-m", module, *arguments]


def _apart() -> Iterator[str]:
    # Where billbench itself is found by one of them (in a checkout that is not installed, or by
    # pip install --target), a process without it would not start, or be that of another installation.
    if Path.cwd() != HOME:
        yield "-P"
    known_by_path = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    if HOME not in (Path(place).absolute() for place in known_by_path):
        yield "-E"
