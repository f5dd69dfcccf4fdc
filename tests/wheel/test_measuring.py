"""Real measurements from a wheel, in the worst repository: four packages of its own, on PYTHONPATH too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wheel.environment import Environment
from tests.wheel.repositories import packages

SMALL = 'designs = ["paged"]\nlines = [10]\njourneys = ["open-bill"]\nlaunches = 1\n'
SUITE = """
import pytest

@pytest.mark.parametrize("number", range(2))
def test_nothing_is_lost(bill_page, number):
    assert bill_page.save(lines=10).nothing_lost
"""


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """Beside them a module with the name of a library that only processes of ours import."""
    (tmp_path / "uvicorn.py").write_text('raise RuntimeError("imported in the place of the library")')
    return packages(tmp_path, with_init=True)


@pytest.fixture
def short_demo(environment: Environment) -> Iterator[None]:
    """What the demo measures takes minutes; here it is one page once."""
    plan = environment.packages / "billbench" / "scenarios" / "plans" / "demo.toml"
    whole = plan.read_text()
    plan.write_text(f'name = "demo"\n{SMALL}')
    yield
    plan.write_text(whole)


def test_a_suite_of_theirs_measures_a_bill_page(environment: Environment, theirs: Path) -> None:
    """By two processes of pytest-xdist, which share what one of them measured."""
    (theirs / "test_page.py").write_text(SUITE)
    told = environment.run(
        "pytest", "-n", "2", "--bill-launches", "2", "--bill-design", "paged", cwd=theirs, pythonpath=[theirs]
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "2 passed" in told.stdout
    assert told.stdout.count("Paged, 10 lines, office-pc, saved: harm to none of") == 1
    assert len(list((theirs / "runs").glob("pytest-*/*/run.json"))) == 1


def test_a_plan_of_theirs_is_measured(environment: Environment, theirs: Path) -> None:
    (theirs / "small.toml").write_text(SMALL)
    told = environment.run("billbench", "run", "small.toml", cwd=theirs, pythonpath=[theirs])
    assert told.returncode == 0, told.stdout + told.stderr
    assert len(list((theirs / "runs").glob("small-*/report/index.html"))) == 1


@pytest.mark.usefixtures("short_demo")
def test_the_demo_is_measured(environment: Environment, theirs: Path) -> None:
    told = environment.run("billbench", "demo", cwd=theirs)
    assert told.returncode == 0, told.stdout + told.stderr
    assert len(list((theirs / "runs").glob("demo-*/report/index.html"))) == 1
