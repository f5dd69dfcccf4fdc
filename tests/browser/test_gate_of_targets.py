"""A gate of a page of others at two revisions of its repository, as `scenarios/targets/sample` has it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from billbench.harness.model.errors import ExitStatus
from billbench.harness.model.outcomes import Outcome
from billbench.harness.store.runfolder import read_run
from tests.browser.hurried import hurried

SAMPLE = Path(__file__).parents[2] / "scenarios" / "targets" / "sample"
NOBODY = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org")


def git(repository: Path, *words: str) -> str:
    command = ["git", "-C", str(repository), *NOBODY, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The sample in a repository: as it is, and with a change by which it forgets what it was told."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("bills.py", "bills.toml"):
        shutil.copy(SAMPLE / name, folder)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "A bill page")
    page = (folder / "bills.py").read_text(encoding="utf-8")
    (folder / "bills.py").write_text(page.replace("    lines[:] = ", "    _ = "), encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--message", "Forget")
    return folder


def test_a_revision_that_loses_what_it_said_was_saved_fails_the_gate(repository: Path) -> None:
    target = repository / "bills.toml"
    target.write_text(f"settles_within = 0.5\n{target.read_text(encoding='utf-8')}", encoding="utf-8")
    start = f'{sys.executable} bills.py "$PORT"'
    revisions = ("--baseline-rev", "main~1", "--candidate-rev", "main", "--start", start)
    asked = ("--target", "bills.toml", *revisions, "--lines", "20", "--launches", "2", "--out", "run")
    status, said = hurried("gate", *asked, folder=repository)
    assert (status, "lost after the page said" in " ".join(said.split())) == (ExitStatus.GATE_FAILED, True), (
        said
    )
    run = read_run(repository / "run")
    fates = {(one.cell.variant, fate.outcome) for one in run.trials for fate in one.ledger.lines}  # type: ignore[union-attr]
    assert fates == {("baseline", Outcome.SAVED), ("candidate", Outcome.LOST_ACKNOWLEDGED)}
    assert {step.name for one in run.trials for step in one.steps} == {"open", "edit", "leave", "return"}
    assert not (repository / "run" / "owed.jsonl").exists()
    assert len(git(repository, "worktree", "list").splitlines()) == 1
