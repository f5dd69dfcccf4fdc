"""Which trial is to be reproduced: one of a run, by its name or picked, or a cell that stands in no run."""

import datetime
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from billbench.harness.application.address import TOKEN_VARIABLE
from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.commands.preparing.preparing import prepare, prepared_again
from billbench.harness.commands.preparing.run_info import RUNS
from billbench.harness.engine.messages import TrialJob
from billbench.harness.model.errors import UsageError
from billbench.harness.model.masking import Masking
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Cell, Trial, target_of
from billbench.harness.plan.plan import trial_id
from billbench.harness.plan.plan_file import parse_plan
from billbench.harness.plan.target_file import TargetFile
from billbench.harness.store import runfolder
from billbench.reports.reading.picking import Among, Pick, pick, trial_named

_FAKE = Masking(keeps_content=True, secret_variables=(TOKEN_VARIABLE,))
"""The bills of our own fake are made of no real person's work: they may be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One trial to do again: its cell in its launch, and where what is found goes. `original` is the trial of
    the run, where there is one."""

    prepared: Prepared
    cell: Cell
    launch: int
    job: TrialJob
    folder: Path
    command: str
    run: str = ""
    original: Trial | None = None

    @property
    def target(self) -> TargetFile | None:
        """Whose page it is, where it is not our own fake's."""
        return self.prepared.targets.get(target_of(self.cell.design, self.cell.variant))

    @property
    def masking(self) -> Masking:
        return _FAKE if self.target is None else self.target.masking


def task_of(folder: Path | None, asked: Mapping[str, Any]) -> Subject:
    """The task of the command line's options.

    Raises:
        UsageError: they do not go together, or name what is not there.
    """
    given = {name for name, value in asked.items() if value is not None}
    if folder is None:
        if missing := [f"--{name}" for name in ("design", "lines", "device") if name not in given]:
            raise UsageError(f"Name a RUN, or a cell: {', '.join(missing)} is missing.")
        if "which" in given:
            raise UsageError(f"--{asked['which']} picks from a run. Name its folder first.")
        journey = asked["journey"] or "change-page"
        return task_of_cell(asked["design"], asked["lines"], asked["device"], journey, asked["out"])
    if lost := [f"--{name}" for name in ("device", "journey", "out") if name in given]:
        raise UsageError(f"{', '.join(lost)} is for a cell without a run. Leave it out, or leave RUN out.")
    if ("trial" in given) == ("which" in given):
        raise UsageError("Name one trial of the run: its TRIAL-ID, or --worst, or --median.")
    if "trial" in given and given & {"design", "lines"}:
        raise UsageError("--design and --lines go with --worst or --median. A TRIAL-ID says all.")
    which = Pick(asked["which"]) if "which" in given else None
    return task_of_trial(folder, asked["trial"], which, Among(design=asked["design"], lines=asked["lines"]))


def task_of_trial(path: Path, name: str | None, which: Pick | None, wanted: Among) -> Subject:
    """The trial of a run by its name, or picked from it.

    Raises:
        UsageError: there is no run or no such trial, or its plan does not fit what exists now.
    """
    run = runfolder.read_run(path)
    trial = trial_named(run, name) if name else pick(run, which or Pick.WORST, wanted)
    return Subject(
        prepared=_prepared(run, path),
        cell=trial.cell,
        launch=trial.launch,
        job=TrialJob(id=trial.id, position=trial.position, cell=trial.cell, attempt=trial.attempt),
        folder=_free(path / "artifacts" / trial.id),
        command=shlex.join(["billbench", "reproduce", str(path), trial.id]),
        run=str(path),
        original=trial,
    )


def _prepared(run: Run, path: Path) -> Prepared:
    if not isinstance(run.info.plan.get("typed"), Mapping):
        raise UsageError(f"{path} does not hold the plan that it was made by. Name design, lines and device.")
    return prepared_again(run)


def task_of_cell(design: str, lines: int, device: str, journey: str, out: Path | None) -> Subject:
    """A cell that need not stand in any run.

    Raises:
        UsageError: one of the names is unknown.
    """
    typed = {
        "name": "reproduce",
        "designs": [design],
        "lines": [lines],
        "devices": [device],
        "journeys": [journey],
    }
    prepared = prepare(parse_plan({**typed, "launches": 1}, "flags"), "flags")
    cell = prepared.plan.cells()[0]
    stamp = datetime.datetime.now(datetime.UTC)
    words = ["--design", design, "--lines", str(lines), "--device", device, "--journey", journey]
    return Subject(
        prepared=prepared,
        cell=cell,
        launch=1,
        job=TrialJob(id=trial_id(1, 0), position=0, cell=cell),
        folder=out or RUNS / f"reproduce-{stamp:%Y%m%d-%H%M%S}",
        command=shlex.join(["billbench", "reproduce", *words]),
    )


def _free(folder: Path) -> Path:
    """The folder, or the next name beside it: a trial can be looked at more than once."""
    names = (folder, *(folder.with_name(f"{folder.name}-{number}") for number in range(2, 1000)))
    return next(one for one in names if not one.exists())
