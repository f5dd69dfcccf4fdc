"""In other people's repositories our plugin and our commands work, and their packages are theirs."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.wheel.environment import Environment
from tests.wheel.repositories import NAMES, checkout, packages, suite

GIT = shutil.which("git") or "git"
FORMS = {
    "pytest": ("pytest",),
    "python -m pytest": ("python", "-m", "pytest"),
    "pytest -n 2": ("pytest", "-n", "2"),
}
both_kinds = pytest.mark.parametrize("with_init", [True, False], ids=["with __init__", "without __init__"])


def assert_passes(environment: Environment, words: tuple[str, ...], at: Path, *path: Path) -> None:
    told = environment.run(*words, cwd=at, pythonpath=path)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "2 passed" in told.stdout


@both_kinds
@pytest.mark.parametrize("form", FORMS)
def test_four_packages_of_theirs(
    environment: Environment, tmp_path: Path, form: str, with_init: bool
) -> None:
    packages(tmp_path, with_init=with_init)
    assert_passes(environment, FORMS[form], suite(tmp_path))


@both_kinds
@pytest.mark.parametrize("name", NAMES)
def test_one_package_of_theirs(environment: Environment, tmp_path: Path, name: str, with_init: bool) -> None:
    """`python -m` has the working folder first, before all that is installed."""
    packages(tmp_path, [name], with_init=with_init)
    assert_passes(environment, FORMS["python -m pytest"], suite(tmp_path, [name]))


@pytest.mark.parametrize("form", FORMS)
def test_their_packages_on_pythonpath(environment: Environment, tmp_path: Path, form: str) -> None:
    elsewhere = packages(tmp_path / "elsewhere", with_init=True)
    assert_passes(environment, FORMS[form], suite(tmp_path / "here", at=elsewhere), elsewhere)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packages(tmp_path_factory.mktemp("theirs"), with_init=True)


def test_ready_plans_are_known_by_name(environment: Environment, theirs: Path) -> None:
    told = environment.run(
        "billbench", "serve", "--plan", "claims/C3", "--list-designs", cwd=theirs, pythonpath=[theirs]
    )
    assert told.returncode == 0, told.stderr
    assert "single-page: " in told.stdout


def test_ready_load_plans_and_target_files_are_known_by_name(environment: Environment, theirs: Path) -> None:
    """The one is read before the other is looked for, whose secrets are not in the environment."""
    told = environment.run("billbench", "load", "load-mixed", "--target", "admin", cwd=theirs)
    assert told.returncode == 2
    assert (
        "admin.toml takes a secret from variables that are not set: BILLS_USER, BILLS_PASSWORD" in told.stderr
    )


def test_their_fake_is_never_started_for_ours(environment: Environment, tmp_path: Path) -> None:
    """Without --start a gate starts the fake CCMS of the revision, which only our own repository has."""
    packages(tmp_path, with_init=True)
    for words in (
        "init --quiet",
        "add .",
        "-c user.name=they -c user.email=they@theirs commit --quiet -m theirs",
    ):
        subprocess.run([GIT, *words.split()], cwd=tmp_path, check=True)
    told = environment.run(
        "billbench", "gate", "--baseline-rev", "HEAD", "--candidate-rev", "HEAD", cwd=tmp_path
    )
    assert told.returncode == 2
    assert "Say with --start how your application is started." in told.stderr


@pytest.mark.parametrize("words", [("billbench",), ("python", "-m", "billbench")])
def test_the_version_says_where_it_runs_from(
    environment: Environment, theirs: Path, words: tuple[str, ...]
) -> None:
    told = environment.run(*words, "--version", cwd=theirs, pythonpath=[theirs])
    assert told.returncode == 0, told.stderr
    assert f"\ninstalled: wheel, in {environment.packages}\n" in told.stdout
    assert "\nrevision: " not in told.stdout


@pytest.mark.parametrize("by", ["working folder", "PYTHONPATH"])
def test_processes_of_a_checkout_are_its_own(environment: Environment, tmp_path: Path, by: str) -> None:
    """It is not installed, and a wheel is; without one they would not start at all."""
    own = checkout(tmp_path / "own")
    at, path = (own, []) if by == "working folder" else (tmp_path, [own])
    told = environment.run("python", "-m", "billbench", "serve", "--list-designs", cwd=at, pythonpath=path)
    assert "of-the-checkout" in told.stdout, told.stderr


def test_the_fake_alone_is_ours(environment: Environment, theirs: Path) -> None:
    told = environment.run("python", "-m", "billbench.fake_ccms", "designs", "--json", cwd=theirs)
    assert "single-page" in {design["name"] for design in json.loads(told.stdout)}
