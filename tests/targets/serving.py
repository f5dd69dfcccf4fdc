"""The applications of others that the tests set up, on free ports, each in a process of its own."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from billbench.harness.machine.guard import Guarded

TARGETS = Path(__file__).parents[2] / "scenarios" / "targets"
PEOPLE = {"BILLS_USER": "clerk", "BILLS_PASSWORD": "of nobody's"}
_NEEDS = {"admin": ("django",), "grid": ("dash", "dash_ag_grid")}


@contextmanager
def served(name: str, folder: Path, *sizes: int) -> Iterator[Path]:
    """The target file of an application that runs meanwhile: the kept one with its port and sizes."""
    missing = [package for package in _NEEDS[name] if importlib.util.find_spec(package) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} is not installed: make setup installs what tests need")
    command = [sys.executable, "-m", f"tests.targets.{name}_bills", "0", *map(str, sizes)]
    process = Guarded(command, environment=PEOPLE)
    try:
        url = process.stdout.readline().strip()
        assert url, process.last_words()
        kept = (TARGETS / f"{name}.toml").read_text(encoding="utf-8")
        text = re.sub(r'(?m)^url = ".*"$', f'url = "{url}"', kept)
        ids = ", ".join(f'{size} = ["{size}"]' for size in sizes)
        path = folder / f"{name}.toml"
        path.write_text(re.sub(r"(?m)^ids = .*$", f"ids = {{ {ids} }}", text), encoding="utf-8")
        yield path
    finally:
        process.stop()
