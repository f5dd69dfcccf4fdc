"""See that there is a browser: one already here, else Playwright's download, else the package manager."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from billbench.harness.machine.browser import VARIABLE, locate
from billbench.harness.model.errors import ExitStatus, UsageError

_MANAGERS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "apt-get",
        (
            ("apt-get", "update", "-qq"),
            ("apt-get", "install", "-y", "-qq", "chromium-headless-shell"),
            ("apt-get", "install", "-y", "-qq", "chromium"),
        ),
    ),
    ("dnf", (("dnf", "install", "-y", "-q", "chromium"),)),
    ("apk", (("apk", "add", "--quiet", "chromium"),)),
    ("pacman", (("pacman", "-Sy", "--noconfirm", "--quiet", "chromium"),)),
)
_DOWNLOAD = (sys.executable, "-m", "playwright", "install", "chromium")
_PATIENCE_S = 600


def main() -> int:
    """Name the browser, installing one if need be; 2 with one message when that cannot be done."""
    for install in (None, _download, _from_packages):
        if install is not None:
            install()
        try:
            print(f"Browser: {locate()}")  # noqa: T201 - this is a command
        except UsageError as error:
            if os.environ.get(VARIABLE):
                print(f"billbench: {error}", file=sys.stderr)  # noqa: T201
                return ExitStatus.USAGE
            continue
        return ExitStatus.OK
    print(  # noqa: T201
        "billbench: no browser was found and none could be installed. Install Chromium, Google Chrome or "
        f"Microsoft Edge, or set {VARIABLE} to the path of one, then run `make setup` again.",
        file=sys.stderr,
    )
    return ExitStatus.USAGE


def _download() -> None:
    print("No browser here: trying Playwright's download.")  # noqa: T201
    _try(_DOWNLOAD)


def _from_packages() -> None:
    if os.geteuid() != 0:
        return
    for name, steps in _MANAGERS:
        if shutil.which(name):
            print(f"Trying the system's packages ({name}).")  # noqa: T201
            for step in steps:
                if not _is_there():
                    _try(step)
            return


def _is_there() -> bool:
    try:
        locate()
    except UsageError:
        return False
    return True


def _try(command: Sequence[str]) -> None:
    """Run an installer; whether it worked is seen by looking for the browser afterwards."""
    try:
        subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE_S)
    except (OSError, subprocess.TimeoutExpired):
        return


if __name__ == "__main__":
    sys.exit(main())
