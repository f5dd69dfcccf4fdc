"""Our own Python processes: started here, so that no file of somebody else's stands in for one of ours."""

import os
import sys
from pathlib import Path

from billbench.harness.machine.installation import HOME


def own_python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours (`billbench.…`) in this Python.

    Neither the working folder (`-P`) nor PYTHONPATH (`-E`) is searched: in somebody's repository both may
    hold a module that is named as one of ours or of a library's.
    """
    return [sys.executable, "-P", *_apart(), "-m", module, *arguments]


def _apart() -> tuple[str, ...]:
    # Where billbench itself is on PYTHONPATH (pip install --target), a process without it would not start.
    known_by_path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return () if any(Path(place).absolute() == HOME for place in known_by_path) else ("-E",)
