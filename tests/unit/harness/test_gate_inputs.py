"""The gate's command line: every bad input is one clear sentence and its status, and never a pass."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from billbench.harness.commands.gate.gate import _status
from billbench.harness.model.errors import ExitStatus, UsageError
from billbench.harness.model.runs import Run, RunState
from billbench.harness.store import runfolder
from billbench.reports.gate.question import Question, Side
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.reading.merging import merge_shards
from tests.unit.harness.factory import cell, info, trial
from tests.unit.harness.test_cli import Captured, said

PAIR = ("--design", "single-page", "--design", "paged")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is measured here, so no run folder may come about."""
    monkeypatch.chdir(tmp_path)
    yield
    assert not (tmp_path / "runs").exists()


def refused(capsys: Captured, *words: str) -> str:
    status, text = said(capsys, *words)
    assert status == ExitStatus.USAGE, text
    assert "Traceback" not in text
    return text


def test_nothing_named_is_refused_with_every_way_to_name_it(capsys: Captured) -> None:
    text = refused(capsys, "gate")
    for way in ("--design twice", "--baseline-url", "--baseline-rev", "--against", "--budgets"):
        assert way in text


def test_an_unknown_design_is_refused_with_the_nearest(capsys: Captured) -> None:
    text = refused(capsys, "gate", "--design", "single-page", "--design", "pagd")
    assert 'did you mean "paged"?' in text


def test_a_tolerance_of_no_counter_is_refused(capsys: Captured) -> None:
    text = refused(capsys, "gate", "--design", "paged", "--design", "paged", "--tolerance", "knots=0.1")
    assert "layout_objects" in text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read"),
        ("", "is empty"),
        ("{}", "its format is None"),
        ('{"format": "billbench-baseline", "version": 99}', "version 99"),
        ("not json", "is not JSON"),
    ],
)
def test_a_stored_baseline_that_is_none_is_refused(
    capsys: Captured, tmp_path: Path, content: str | None, why: str
) -> None:
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_text(content)
    assert why in refused(capsys, "gate", "--against", str(path), "--design", "paged")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('budgets = ["freez_s at 80 lines <= 1.0"]', "freeze_s"),
        ("budgets = []", "must hold one list"),
        ("budgets = [", "Mend the file"),
    ],
)
def test_a_budget_that_cannot_be_kept_is_refused(
    capsys: Captured, tmp_path: Path, content: str, why: str
) -> None:
    path = tmp_path / "budgets.toml"
    path.write_text(content)
    assert why in refused(capsys, "gate", "--budgets", str(path), "--design", "paged")


def test_a_folder_without_a_gate_is_not_judged(capsys: Captured, tmp_path: Path) -> None:
    runfolder.create(tmp_path / "run", info()).__exit__(None, None, None)
    assert "was not measured for a gate" in refused(capsys, "gate", str(tmp_path / "run"))


def test_a_measured_folder_takes_no_option_that_would_measure(capsys: Captured, tmp_path: Path) -> None:
    text = refused(capsys, "gate", str(tmp_path), *PAIR)
    assert "leave out --design" in text


def test_a_baseline_is_accepted_for_a_reason_only(capsys: Captured, tmp_path: Path) -> None:
    runfolder.create(tmp_path / "run", info()).__exit__(None, None, None)
    where = ("baseline", "update", str(tmp_path / "b.json"), "--from", str(tmp_path / "run"))
    assert "Missing option '--reason'" in refused(capsys, *where)
    assert "Say it with --reason" in refused(capsys, *where, "--reason", " ")
    assert not (tmp_path / "b.json").exists()


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        (GateVerdict.PASS, ExitStatus.OK),
        (GateVerdict.FAIL, ExitStatus.GATE_FAILED),
        (GateVerdict.INCONCLUSIVE, ExitStatus.INVALID),
        (GateVerdict.INVALID, ExitStatus.INVALID),
    ],
)
def test_each_verdict_has_its_status(verdict: GateVerdict, status: ExitStatus) -> None:
    assert _status(verdict, None) == status


def test_only_what_is_inconclusive_can_be_taken_for_something_else() -> None:
    """What could not be measured at all is never a pass."""
    assert _status(GateVerdict.INCONCLUSIVE, GateVerdict.PASS) == ExitStatus.OK
    assert _status(GateVerdict.INCONCLUSIVE, GateVerdict.FAIL) == ExitStatus.GATE_FAILED
    assert _status(GateVerdict.INVALID, GateVerdict.PASS) == ExitStatus.INVALID
    assert _status(GateVerdict.FAIL, GateVerdict.PASS) == ExitStatus.GATE_FAILED


def shard(*launches: int, host: str = "one", **plan: object) -> Run:
    """A shard of a gate of two designs with these launches."""
    question = Question(
        baseline=Side(design="single-page"), candidate=Side(design="paged"), lines=(10,), looks=(2, 4)
    )
    planned = {"launches": 4, "gate": question.as_data(), "designs": ["single-page", "paged"], **plan}
    trials = tuple(
        trial(id=f"{launch:03d}-{place:03d}", launch=launch, cell=cell(design=design), host=host)
        for launch in launches
        for place, design in enumerate(("single-page", "paged"))
    )
    return Run(info=info(plan=planned, state=RunState.COMPLETE, trials_planned=len(trials)), trials=trials)


def test_shards_become_the_gate_that_they_are_parts_of() -> None:
    """Launches keep their numbers, from whatever machine they come, and stand in their order."""
    found = merge_shards([shard(2, 4, host="two"), shard(1, 3)])
    assert [one.launch for one in found.trials] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert found.info.trials_planned == 8
    assert found.info.plan["launches"] == 4


def test_a_launch_that_comes_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="Launch 2 is in two of these folders"):
        merge_shards([shard(1, 2), shard(2, 3)])


def test_shards_of_two_gates_are_refused() -> None:
    with pytest.raises(UsageError, match="not shards of one gate: their plans differ in designs"):
        merge_shards([shard(1), shard(2, designs=["single-page", "lean-page"])])
    with pytest.raises(UsageError, match="their seeds or launches differ"):
        merge_shards([shard(1), shard(2, launches=8)])
