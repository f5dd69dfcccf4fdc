"""One measurement at a time on a machine, however many pytest processes there are."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(folder: Path | None = None) -> Iterator[None]:
    """Wait until nobody else of this user measures for a test, and keep others waiting meanwhile.

    The system gives the turn back when this process ends in any way, so a killed one blocks nobody.
    """
    place = folder or Path(tempfile.gettempdir())
    # By number: in a container the user may have no name.
    with (place / f"billbench-{os.getuid()}.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
