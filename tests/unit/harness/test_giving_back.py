"""What a run could not put back stands in the run, ends its command, and is put back by another."""

from pathlib import Path
from typing import Any

import pytest

from billbench.harness.application.others.owed import OWED, Debt, Kind, Owed
from billbench.harness.commands.target import giving_back
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import ExitStatus, UnreachableError, UsageError
from billbench.harness.store import runfolder
from tests.command_line import said_by
from tests.unit.harness.factory import info

TARGET = {
    "name": "mine",
    "url": "http://127.0.0.1:9",
    "bills": {"open": "/b/{id}", "ids": {"20": ["7"]}},
    "page": {"row": "tr", "known_by": "ACTIVITY", "fields": {"ACTIVITY": {"cell": "input"}}},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A run that was ended before it could put bill 7 back."""
    folder = tmp_path / "run"
    with runfolder.create(folder, info(plan={"targets": {"mine": TARGET}})) as made:
        made.update(warnings=("something else",))
    Owed(folder / OWED).note([Debt(design="mine", bill="7", kind=Kind.SIZE, lines=20)])
    return folder


def answers(monkeypatch: pytest.MonkeyPatch, *found: Any) -> None:
    """What looking at the target gives, one after the other."""
    left = list(found)

    def aside(_target: object, _run: str, _pictures: Path, _engine: Engine, owed: Path) -> list[str]:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if not answer:
            Owed(owed).settle("mine", "7")
        return list(answer)

    monkeypatch.setattr(giving_back, "restore_aside", aside)


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        (UnreachableError("Nobody answers."), ExitStatus.UNREACHABLE, "bill 7 of mine: Nobody answers."),
        (["Not as it was found is bill 7 of mine: line 3"], ExitStatus.USAGE, "bill 7 of mine: line 3."),
    ],
)
def test_what_could_not_be_put_back_is_told_until_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch, answer: Any, status: ExitStatus, told: str
) -> None:
    answers(monkeypatch, answer, [])
    ended, said = said_by("target", "restore", str(path))
    assert (ended, told in said) == (status, True), said
    assert f"billbench target restore {path}" in said
    other, warning = runfolder.read_run(path).info.warnings
    assert (other, told in warning) == ("something else", True), "its report says so, too"
    with pytest.raises(UsageError, match="Not as it was found is bill 7"):
        giving_back.check_given_back([path])
    assert said_by("target", "restore", str(path))[0] == ExitStatus.OK
    assert runfolder.read_run(path).info.warnings == ("something else",)
    giving_back.check_given_back([path])


def test_a_run_that_owes_nothing_asks_nobody(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch)
    (path / OWED).unlink()
    assert said_by("target", "restore", str(path))[0] == ExitStatus.OK


def test_what_is_no_run_is_told(tmp_path: Path) -> None:
    ended, said = said_by("target", "restore", str(tmp_path / "nothing"))
    assert (ended, "is no run folder" in said) == (ExitStatus.USAGE, True), said
