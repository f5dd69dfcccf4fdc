"""`make setup` and what it can meet: an environment that is broken or half-made, an old Python, no network.

Python is played by a script here, which does in a moment what else takes a minute.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.wheel.environment import ROOT

MAKE = shutil.which("make") or "make"
PYTHON = """#!/bin/sh
echo "$(basename "$0") $*" >> calls.txt
case "$*" in
  *version_info*) exec "$REAL" -c "import sys; sys.version_info = (${VERSION:-3, 11})\n$2" ;;
  "-m venv --clear .venv")
    [ -z "$NO_VENV" ] || { echo "much more"; echo "ensurepip is not available"; exit 1; }
    rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *requirements.lock)
    [ -z "$NO_NETWORK" ] || { echo "WARNING: Retrying"; echo "ERROR: No matching distribution"; exit 1; } ;;
esac
"""
MADE = ["-m venv --clear .venv", "requirements.lock", "--editable .", "browser_setup"]
BROUGHT_UP = MADE[1:]
NOTHING_MADE = MADE[3:]


class Checkout:
    """A copy of what `make setup` reads, with a log of what it lets Python do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "Makefile").write_text((ROOT / "Makefile").read_text())
        for name in ("requirements.lock", "pyproject.toml"):
            (folder / name).touch()
        self.python = folder / "python-played"
        self.python.write_text(PYTHON)
        self.python.chmod(0o755)

    def setup(self, **variables: str) -> subprocess.CompletedProcess[str]:
        (self.folder / "calls.txt").unlink(missing_ok=True)
        return subprocess.run(
            [
                MAKE,
                "setup",
                *(f"{key}={value}" for key, value in {"PYTHON": self.python, **variables}.items()),
            ],
            cwd=self.folder,
            # Whoever runs the tests by make is not the make that is tested.
            env={key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
            | {"REAL": sys.executable},
            capture_output=True,
            text=True,
            check=False,
        )

    def did(self, wanted: list[str]) -> bool:
        """Whether these were its calls, by their ends; apart from those that look whether Python runs."""
        calls = (self.folder / "calls.txt").read_text().splitlines()
        calls = [call for call in calls if "import" not in call]
        return len(calls) == len(wanted) and all(map(str.endswith, calls, wanted))

    def renew_lock(self) -> None:
        later = (self.folder / ".venv" / ".ready").stat().st_mtime_ns + 1
        os.utime(self.folder / "requirements.lock", ns=(later, later))

    @property
    def is_ready(self) -> bool:
        return (self.folder / ".venv" / ".ready").exists()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    (tmp_path / "checkout").mkdir()
    return Checkout(tmp_path / "checkout")


@pytest.fixture
def made(checkout: Checkout) -> Checkout:
    assert checkout.setup().returncode == 0
    assert checkout.did(MADE)
    return checkout


def assert_says(told: subprocess.CompletedProcess[str], *parts: str) -> None:
    """One sentence of ours, and then make's own."""
    assert told.returncode == 2
    said, _, makes_own = told.stderr.partition("\n")
    assert all(part in said for part in parts), said
    assert makes_own.startswith("make: ***")
    assert makes_own.count("\n") == 1


def test_what_is_made_is_not_made_again(made: Checkout) -> None:
    assert made.setup().returncode == 0
    assert made.did(NOTHING_MADE)


def test_what_is_older_than_the_lock_is_brought_up_to_it(made: Checkout) -> None:
    made.renew_lock()
    assert made.setup().returncode == 0
    assert made.did(BROUGHT_UP)


@pytest.mark.parametrize("gone", ["bin/python", ".ready"])
def test_a_half_made_or_broken_environment_is_made_anew(made: Checkout, gone: str) -> None:
    (made.folder / ".venv" / gone).unlink()
    (made.folder / ".venv" / "half-made").touch()
    assert made.setup().returncode == 0
    assert made.did(MADE)
    assert not (made.folder / ".venv" / "half-made").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(made: Checkout) -> None:
    python = made.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/gone/python3")
    assert made.setup().returncode == 0
    assert made.did(MADE)


def test_an_environment_that_was_moved_is_made_anew(made: Checkout) -> None:
    """Its commands would still look for the Python where it was."""
    elsewhere = made.folder.rename(made.folder.with_name("moved"))
    moved = Checkout(elsewhere)
    assert moved.setup().returncode == 0
    assert moved.did(MADE)


def test_without_a_network_nothing_half_made_counts(checkout: Checkout) -> None:
    told = checkout.setup(NO_NETWORK="yes")
    assert_says(told, "No matching distribution", "mend the network or set PIP_INDEX_URL", "make setup again")
    assert "WARNING: Retrying" in (checkout.folder / ".venv" / "pip.log").read_text()
    assert not checkout.is_ready
    assert checkout.setup().returncode == 0
    assert checkout.did(MADE)


def test_an_interrupted_update_does_not_count_either(made: Checkout) -> None:
    made.renew_lock()
    assert made.setup(NO_NETWORK="yes").returncode == 2
    assert not made.is_ready


@pytest.mark.parametrize("variables", [{"VERSION": "3, 10"}, {"PYTHON": "no-python"}])
def test_an_old_python_is_refused(checkout: Checkout, variables: dict[str, str]) -> None:
    assert_says(checkout.setup(**variables), "needs Python 3.11 or newer", "make setup PYTHON=python3.11")
    assert not (checkout.folder / ".venv").exists()


def test_a_python_that_makes_no_environments_is_told(checkout: Checkout) -> None:
    told = checkout.setup(NO_VENV="yes")
    assert_says(told, ".venv could not be made: ensurepip is not available.", "python3-venv")
    assert not checkout.is_ready
