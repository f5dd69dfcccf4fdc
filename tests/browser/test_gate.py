"""A gate in a real browser: sides in turns, and what becomes of it when one of them goes wrong."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from rich.console import Console

from billbench.harness.commands.gate.measuring import measure
from billbench.harness.commands.gate.order import GateOrder
from billbench.harness.commands.gate.served import SidesTyped
from billbench.harness.engine import supervisor
from billbench.harness.model.errors import ExitStatus
from billbench.harness.model.outcomes import Outcome
from billbench.harness.model.runs import RunState
from billbench.harness.model.trials import TrialState
from billbench.harness.store.runfolder import read_run
from tests.browser.hurried import hurried
from tests.browser.quick import ROUNDS
from tests.command_line import said_by
from tests.planted_app import (
    DIES_AT_THE_SECOND_BILL,
    HANGS_WHEN_SHOWN_AGAIN,
    ONE_NODE_A_LINE,
    Change,
    plant,
    planted_app,
)

TOKEN = "token-of-this-test"
LINES = 3
DEADLINE_S, GRACE_S = 3.0, 0.5


def gate(*words: str) -> tuple[int, str]:
    """A gate of fewer rounds."""
    return hurried("gate", *words)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gate of a design against itself, as a person starts it."""
    folder = tmp_path_factory.mktemp("gate") / "run"
    pair = ("--design", "single-page", "--design", "single-page")
    status, said = gate(*pair, "--lines", str(LINES), "--launches", "2", "--out", str(folder))
    assert status in (ExitStatus.OK, ExitStatus.INVALID), said  # Of so few launches it may know nothing.
    return folder


def test_equal_sides_take_turns_in_the_same_launches_and_do_the_same_work(folder: Path) -> None:
    run = read_run(folder)
    assert run.info.state is RunState.COMPLETE
    assert sorted((t.launch, t.cell.variant) for t in run.trials) == [
        (launch, side) for launch in (1, 2) for side in ("baseline", "candidate")
    ]
    for trial in run.trials:
        assert trial.state is TrialState.COMPLETED, trial.reason
        assert [step.name for step in trial.steps] == ["open", "edit", *["next", "back"] * ROUNDS]
        assert trial.ledger is not None
        assert {fate.outcome for fate in trial.ledger.lines} == {Outcome.SAVED}
    for pair in ([t for t in run.trials if t.launch == launch] for launch in (1, 2)):
        nodes = [[step.measures["nodes"] for step in trial.steps] for trial in pair]
        assert nodes[0] == nodes[1]


def test_the_folder_holds_its_question_and_is_judged_again_by_itself(folder: Path, tmp_path: Path) -> None:
    first = json.loads((folder / "gate" / "gate.json").read_text())
    status, said = said_by("gate", str(folder), "--json", "--out", str(tmp_path))
    assert json.loads(said)["verdict"] == first["verdict"]
    assert status in (ExitStatus.OK, ExitStatus.INVALID)
    for name in ("gate.json", "summary.md", "comment.md", "junit.xml", "chart.svg"):
        assert (tmp_path / "gate" / name).exists()


def test_a_gates_folder_is_a_run_folder_like_any_other(folder: Path) -> None:
    status, said = said_by("report", str(folder))
    assert status in (ExitStatus.OK, ExitStatus.INVALID), said
    assert (folder / "report" / "index.html").exists()


def test_a_gate_is_not_resumed_as_a_run(folder: Path) -> None:
    """Its sides would be measured one after the other."""
    status, said = said_by("run", "--resume", str(folder))
    assert status == ExitStatus.USAGE
    assert "billbench gate" in said


def undisturbed(folder: Path, copy: Path) -> Path:
    """A copy of the folder as if no other work had been on the machine: of two launches, none is to spare."""
    shutil.copytree(folder, copy)
    journal = copy / "trials.jsonl"
    trials = [json.loads(line) for line in journal.read_text().splitlines()]
    journal.write_text("".join(json.dumps({**one, "flags": []}) + "\n" for one in trials))
    return copy


def test_what_a_gate_measured_becomes_the_baseline_of_those_after_it(folder: Path, tmp_path: Path) -> None:
    measured, file = undisturbed(folder, tmp_path / "run"), tmp_path / "baseline.json"
    for reason in ("the first", "a wider table"):
        status, said = said_by("baseline", "update", str(file), "--from", str(measured), "--reason", reason)
        assert status == ExitStatus.OK, said
    kept = json.loads(file.read_text())
    assert kept["accepted"]["reason"] == "a wider table"
    assert [one["reason"] for one in kept["history"]] == ["the first"]
    status, said = said_by("gate", str(measured), "--against", str(file), "--json")
    assert status in (ExitStatus.OK, ExitStatus.INVALID), said
    assert json.loads(said)["form"] == "stored baseline"


def test_a_run_that_is_unlike_the_baseline_is_not_compared(folder: Path, tmp_path: Path) -> None:
    measured, file = undisturbed(folder, tmp_path / "run"), tmp_path / "baseline.json"
    said_by("baseline", "update", str(file), "--from", str(measured), "--reason", "the first")
    stored = json.loads(file.read_text())
    stored["environment"]["browser"] = "Chrome/1.0"
    file.write_text(json.dumps(stored))
    status, said = said_by("gate", str(measured), "--against", str(file))
    assert status == ExitStatus.USAGE
    assert "not comparable: browser was Chrome/1.0" in said


def test_budgets_are_held_against_one_side_measured_by_itself(tmp_path: Path) -> None:
    kept, broken = tmp_path / "kept.toml", tmp_path / "broken.toml"
    kept.write_text(f'budgets = ["nodes per line at {LINES} lines <= 1000"]')
    broken.write_text(f'budgets = ["nodes per line at {LINES} lines <= 1"]')
    run = ("--design", "paged", "--launches", "2", "--out", str(tmp_path / "run"))
    status, said = gate("--budgets", str(kept), *run)
    assert status == ExitStatus.OK, said
    trials = read_run(tmp_path / "run").trials
    assert [trial.cell.variant for trial in trials] == ["", ""]
    status, said = said_by("gate", str(tmp_path / "run"), "--budgets", str(broken))
    assert status == ExitStatus.GATE_FAILED, said
    status, said = said_by("gate", str(tmp_path / "run"))
    assert status == ExitStatus.USAGE
    assert "one side alone" in said


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Change], SidesTyped]]:
    """The application and a copy of it with a change, both running."""
    monkeypatch.setenv("BILLBENCH_TOKEN", TOKEN)
    with ExitStack() as stack:

        def started(change: Change) -> SidesTyped:
            baseline = stack.enter_context(planted_app(tmp_path / "baseline", TOKEN))
            candidate = stack.enter_context(planted_app(tmp_path / "candidate", TOKEN, change))
            return SidesTyped(
                designs=("rewritten-page",),  # The changes are in its scripts.
                baseline_url=baseline.address.url,
                candidate_url=candidate.address.url,
            )

        yield started


def test_one_node_a_line_is_caught_by_the_counters(
    pair: Callable[[Change], SidesTyped], tmp_path: Path
) -> None:
    """No statistics are needed: two launches are enough."""
    sides = pair(ONE_NODE_A_LINE)
    status, said = gate(
        *("--baseline-url", sides.baseline_url, "--candidate-url", sides.candidate_url),
        *("--design", *sides.designs, "--lines", str(LINES)),
        *("--launches", "2", "--out", str(tmp_path / "run")),
    )
    assert status == ExitStatus.GATE_FAILED, said
    assert "nodes" in said


def test_a_side_that_hangs_is_recorded_as_hung_and_the_next_launch_starts(
    pair: Callable[[Change], SidesTyped], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_GRACE_S", GRACE_S)
    sides = pair(HANGS_WHEN_SHOWN_AGAIN)
    asked = GateOrder(
        sides=sides,
        lines=(LINES,),
        launches=2,
        rounds=ROUNDS,
        out=tmp_path / "run",
        deadline_s=DEADLINE_S,
    )
    path = measure(asked, Console(quiet=True))
    trials = read_run(path).trials
    assert [trial.launch for trial in trials] == [1, 1, 2, 2]
    for trial in trials:
        if trial.cell.variant == "candidate":
            assert trial.state is TrialState.HUNG
            steps = [(step.name, step.measures["freeze_s"]) for step in trial.steps]
            assert steps == [("next", DEADLINE_S)]
        else:
            assert trial.state is TrialState.FAILED
            assert trial.flags == ("broken off",)
    status, said = said_by("gate", str(path))
    assert status == ExitStatus.GATE_FAILED, said
    assert "hung" in said


def test_a_revision_that_dies_half_way_ends_the_gate_in_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was measured is kept, and the worktrees are gone."""
    repository = tmp_path / "repository"
    repository.mkdir()
    monkeypatch.chdir(repository)
    git("init", "--quiet")
    for name, changes in (("old", ()), ("new", (DIES_AT_THE_SECOND_BILL,))):
        plant(repository, *changes)
        git("add", ".")
        git("commit", "--quiet", "--message", name)
        git("tag", name)
    folder = tmp_path / "run"
    status, said = gate(
        *("--baseline-rev", "old", "--candidate-rev", "new"),
        *("--lines", str(LINES), "--launches", "3", "--out", str(folder)),
    )
    assert status == ExitStatus.UNREACHABLE, said
    assert (
        'The candidate (revision "new") ended with status 3; its last words were "the disk is on fire"'
        in said
    )
    assert "Traceback" not in said
    run = read_run(folder)
    assert run.info.state is RunState.INTERRUPTED
    assert {trial.launch for trial in run.trials} >= {1}
    assert len(git("worktree", "list").splitlines()) == 1


def git(*words: str) -> str:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
