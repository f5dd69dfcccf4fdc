"""Where this billbench is installed, and whether an older one stands beside it.

Every pytest on the machine loads this module, so it imports little.
"""

import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from billbench.harness.model.errors import UsageError

NAME = "billbench"
HOME = Path(__file__).parents[3]
"""The folder in which `billbench` is installed, or the repository."""

_FINDER = f"__editable___{NAME}_"
"""How setuptools names the module by which an editable installation is found."""


def check_alone() -> None:
    """Refuse to work beside an installation from before the one import name.

    Its `harness`, `reports`, `scenarios` and `fake_ccms` stand in for other people's packages, and its plugin
    of pytest has the name of ours.

    Raises:
        UsageError: there is one; the message says where, and what removes it.
    """
    for place in _older_installations():
        left = place / f"{NAME}.egg-info"
        if left.is_dir():  # pip would not uninstall that.
            raise UsageError(
                f"{left} was left by a build of an older {NAME} and counts as installed. Delete it."
            )
        raise UsageError(
            f"An older {NAME} is still installed in {place}, beside the one in {HOME}, and Python would mix "
            f"them. Run `{sys.executable} -m pip uninstall {NAME}` until none is left, then install it again."
        )
    for finder in _older_finders():
        raise UsageError(
            f"An older {NAME} has left {finder} behind, which gives its packages to every Python here. "
            f"Delete this file and the __editable__.{NAME}-….pth beside it."
        )


def _older_installations() -> Iterator[Path]:
    for one in metadata.distributions(name=NAME):
        if not all(entry.value.startswith(f"{NAME}.") for entry in one.entry_points):
            yield Path(str(one.locate_file("")))


def _older_finders() -> Iterator[str]:
    """Left without an installation that pip could remove: somebody deleted a part of it by hand."""
    for name, module in sys.modules.items():
        if name.startswith(_FINDER) and set(getattr(module, "MAPPING", ())) - {NAME}:
            yield str(module.__file__)
