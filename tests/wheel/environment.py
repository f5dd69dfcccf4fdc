"""A wheel of this repository, and a fresh environment with it."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("billbench", "fake_ccms", "harness", "reports", "scenarios")
_PROJECT = ("pyproject.toml", "setup.cfg", "README.md", "LICENSE")
_NOT_LINKED = ("billbench", "__editable__", "__pycache__", "dash")
"""Dash comes only with our own tests, and its plugin of pytest is older than pytest."""
_QUIET = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
_PYTEST = """#!{python}
import sys
from {entry.module} import {entry.attr}
sys.exit({entry.attr}())
"""


def build_wheel(folder: Path) -> Path:
    """The wheel of what the repository holds now, built in a copy: building leaves things behind."""
    copy = folder / "sources"
    copy.mkdir(parents=True)
    for name in SOURCES:
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, symlinks=True, ignore=ignored)
    for name in _PROJECT:
        shutil.copy(ROOT / name, copy / name)
    _leave_an_old_build(copy)
    _pip("wheel", *_QUIET, "--no-build-isolation", "--wheel-dir", str(folder), str(copy))
    (wheel,) = folder.glob("*.whl")
    return wheel


def _leave_an_old_build(copy: Path) -> None:
    """What `pip install .` of an older billbench leaves in its folder."""
    stale = copy / "build" / "lib" / "harness"
    stale.mkdir(parents=True)
    (stale / "__init__.py").touch()


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment. `added` is what the wheel put into it, as paths of its highest new folders."""

    folder: Path
    added: frozenset[str]

    @property
    def packages(self) -> Path:
        return packages_of(self.folder)

    def run(
        self,
        *words: str,
        cwd: Path,
        pythonpath: Sequence[Path] = (),
        variables: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run one of its commands as a person would in `cwd`, with nothing of the session that tests it."""
        ours = ("PYTEST", "PYTHON", "VIRTUAL_ENV")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        path = {"PYTHONPATH": os.pathsep.join(map(str, pythonpath))} if pythonpath else {}
        return subprocess.run(
            [str(self.folder / "bin" / words[0]), *words[1:]],
            cwd=cwd,
            env={**clean, **path, **(variables or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


def make_environment(folder: Path, wheel: Path) -> Environment:
    """An environment with the wheel. What it needs is linked from the one that runs: that saves minutes."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    packages = packages_of(folder)
    for place in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if not place.name.startswith(_NOT_LINKED):
            (packages / place.name).symlink_to(place)
    before = set(_files(folder))
    _pip("--python", str(folder / "bin" / "python"), "install", *_QUIET, str(wheel))
    added = set(_files(folder)) - before
    command = folder / "bin" / "pytest"
    (entry,) = metadata.entry_points(group="console_scripts", name="pytest")
    command.write_text(_PYTEST.format(python=folder / "bin" / "python", entry=entry))
    command.chmod(0o755)
    return Environment(folder=folder, added=frozenset(_highest(added, before, folder)))


def packages_of(folder: Path) -> Path:
    return folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


def _files(folder: Path) -> Iterable[Path]:
    for root, _, files in os.walk(folder):
        yield from (Path(root) / name for name in files)


def _highest(added: Iterable[Path], before: Iterable[Path], folder: Path) -> Iterable[str]:
    there = {parent for path in before for parent in path.parents}
    for path in added:
        new = [
            place for place in (path, *path.parents) if place.is_relative_to(folder) and place not in there
        ]
        yield new[-1].relative_to(folder).as_posix()


def _pip(*words: str) -> None:
    told = subprocess.run([sys.executable, "-m", "pip", *words], check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
