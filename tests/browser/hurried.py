"""What `tests.browser.quick` does, in this process: the start of a Python is most of a short command."""

import os
from pathlib import Path

import pytest

# With it here, it is left out of a run of this process alone.
import billbench.harness.commands.report  # noqa: F401
from tests.browser.quick import hurry, unchecked
from tests.command_line import said_by

ROOT = Path(__file__).parents[2]


def hurried(
    *words: str, folder: Path | None = None, checked: bool = False, **environment: str
) -> tuple[int, str]:
    """A command without a display, in a folder: its exit status, and all that it says.

    `checked`: a target's pages are looked at before the run, as they are of a command in no hurry.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if "DISPLAY" in name]:
            patch.delenv(name)
        # Its workers are started in the folder, and find `tests` all the same.
        for name, value in {"PYTHONPATH": str(ROOT), **environment}.items():
            patch.setenv(name, value)
        patch.chdir(folder or Path.cwd())
        hurry(words[0], patch.setattr)
        if not checked:
            unchecked(words[0], patch.setattr)
        return said_by(*words)
