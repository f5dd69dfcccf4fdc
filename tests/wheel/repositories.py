"""Repositories of other people, with packages that are named as rooms of ours."""

from collections.abc import Sequence
from pathlib import Path

from tests.wheel.environment import ROOT

NAMES = ("fake_ccms", "harness", "reports", "scenarios")
_NAMED_AS_OURS = ("__main__", "build", "catalogue", "cli", "commands", "engine", "model", "plugin")
_WRONG = (
    'raise RuntimeError(f"{__name__} of this repository was imported in the place of one of billbench")\n'
)
_FAKE = """print('[{"name": "of-the-checkout", "title": "", "sentence": ""}]')"""
_INI = "[pytest]\naddopts = --strict-config\nfilterwarnings = error\n"
_TEST = """
from pathlib import Path

import billbench
from billbench import seconds

HERE = Path(__file__).parent


def test_their_packages_are_theirs():
    for name in {names}:
        module = __import__(name + ".own").own
        assert module.WHOSE == "theirs"
        assert Path(module.__file__).is_relative_to({place!r})


def test_billbench_is_ours(bill_page):
    assert repr(bill_page) == "bill page 'single-page'"
    assert seconds(1).value == 1
    assert not Path(billbench.__file__).is_relative_to(HERE)
"""


def packages(folder: Path, names: Sequence[str] = NAMES, *, with_init: bool) -> Path:
    """Packages with a module that this repository uses, and with some that are named as ours were."""
    for name in names:
        package = folder / name
        package.mkdir(parents=True)
        (package / "own.py").write_text('WHOSE = "theirs"\n')
        for module in _NAMED_AS_OURS:
            (package / f"{module}.py").write_text(_WRONG)
        if with_init:
            (package / "__init__.py").touch()
    return folder


def checkout(folder: Path) -> Path:
    """Sources of billbench that are not installed, with a fake CCMS that can be told from any other."""
    inner = folder / "billbench"
    (inner / "fake_ccms").mkdir(parents=True)
    for place in (ROOT / "billbench").iterdir():
        if place.name not in ("fake_ccms", "__pycache__"):
            (inner / place.name).symlink_to(place)
    (inner / "fake_ccms" / "__main__.py").write_text(_FAKE)
    return folder


def suite(folder: Path, names: Sequence[str] = NAMES, *, at: Path | None = None) -> Path:
    """A test-suite in `folder` that imports ours and its own packages; those may be `at` another place."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pytest.ini").write_text(_INI)
    (folder / "conftest.py").touch()  # With it, pytest itself finds what is here.
    (folder / "test_own.py").write_text(_TEST.format(names=tuple(names), place=str(at or folder)))
    return folder
