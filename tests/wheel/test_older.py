"""An installation from before the one import name, beside the wheel: one sentence, and no traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.wheel.environment import ROOT, Environment

_ENTRY_POINTS = "[console_scripts]\nbillbench = {0}harness.cli:main\n\n[pytest11]\nbillbench = {0}{1}\n"
_PLUGIN = "harness.plugin.pytest_plugin"
_OLD_COMMAND = "import sys; from harness.cli import main; sys.exit(main())"
_FINDER = "MAPPING = {'harness': '/gone/harness', 'reports': '/gone/reports'}\ndef install(): pass\n"
OLDER = "__editable___billbench_0_0_9_finder"


def metadata(folder: Path, *, before: str, name: str = "billbench-0.0.9.dist-info") -> Path:
    """What setuptools leaves of an installation; `before` stands before the names of its modules."""
    place = folder / name
    place.mkdir(parents=True)
    (place / ("METADATA" if place.suffix == ".dist-info" else "PKG-INFO")).write_text(
        "Metadata-Version: 2.4\nName: billbench\nVersion: 0.0.9\n"
    )
    (place / "entry_points.txt").write_text(_ENTRY_POINTS.format(before, _PLUGIN))
    return folder


@contextmanager
def also_in(environment: Environment, **files: str) -> Iterator[None]:
    """More files in the environment's packages, for a while."""
    places = {environment.packages / name.replace("__dot__", "."): text for name, text in files.items()}
    for place, text in places.items():
        place.write_text(text)
    try:
        yield
    finally:
        for place in places:
            place.unlink()


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "test_one.py").write_text("def test_one(): pass\n")
    return folder


def assert_both_say(environment: Environment, at: Path, *sentence: str) -> None:
    for words, status in ((("billbench", "serve", "--list-designs"), 2), (("pytest",), 4)):
        told = environment.run(*words, cwd=at)
        assert told.returncode == status, told.stdout + told.stderr
        (said,) = (line for line in told.stderr.splitlines() if line)
        assert all(part in said for part in sentence), said


def test_an_older_installation_on_the_path_is_told_with_what_removes_it(
    environment: Environment, tmp_path: Path, empty: Path
) -> None:
    """As a system's packages are, which an environment may see beside its own."""
    older = metadata(tmp_path / "older", before="")
    with also_in(environment, older__dot__pth=f"{older}\n"):
        assert_both_say(
            environment, empty, f"An older billbench is still installed in {older}", "-m pip uninstall"
        )


def test_what_an_older_build_left_is_to_be_deleted(
    environment: Environment, tmp_path: Path, empty: Path
) -> None:
    """pip would uninstall nothing there: it is no installation."""
    left = metadata(tmp_path / "checkout", before="", name="billbench.egg-info") / "billbench.egg-info"
    with also_in(environment, older__dot__pth=f"{left.parent}\n"):
        assert_both_say(environment, empty, f"{left} was left by a build of an older billbench", "Delete it.")
    (left.parent / "harness").symlink_to(ROOT / "harness")
    told = environment.run("pytest", cwd=empty, pythonpath=[left.parent])
    assert told.returncode == 2
    assert told.stderr == f"billbench: {left} was left by a build of an older billbench. Delete it.\n"


def test_a_second_installation_of_today_is_nobodys_fault(
    environment: Environment, tmp_path: Path, empty: Path
) -> None:
    """Working in a repository that an editable installation was made from, its metadata are there twice."""
    other = metadata(tmp_path / "other", before="billbench.")
    with also_in(environment, other__dot__pth=f"{other}\n"):
        for words in (("billbench", "--help"), ("pytest",)):
            told = environment.run(*words, cwd=empty)
            assert told.returncode == 0, told.stderr


def test_what_is_left_of_an_older_installation_is_named(environment: Environment, empty: Path) -> None:
    started = {f"{OLDER}__dot__pth": f"import {OLDER}; {OLDER}.install()\n", f"{OLDER}__dot__py": _FINDER}
    with also_in(environment, **started):
        assert_both_say(environment, empty, f"has left {environment.packages / OLDER}.py behind", "Delete")


@pytest.mark.parametrize("words", [("python", "-c", _OLD_COMMAND), ("pytest",), ("pytest", "-n", "2")])
def test_an_older_installation_of_a_folder_that_has_a_newer_one_now(
    environment: Environment, tmp_path: Path, empty: Path, words: tuple[str, ...]
) -> None:
    """The repository was brought up to date and not installed again: what is asked for is its old command."""
    repository = metadata(tmp_path / "repository", before="")
    (repository / "harness").symlink_to(ROOT / "harness")
    told = environment.run(*words, cwd=empty, pythonpath=[repository])
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
    assert f"pip install --editable {repository}" in told.stderr
