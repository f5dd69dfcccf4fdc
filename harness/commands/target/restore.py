"""`billbench target restore RUN`: put the bills back that a run could not put back itself."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from billbench.harness.application.others.aside import restore as restore_aside
from billbench.harness.application.others.owed import OWED, read_owed
from billbench.harness.application.others.restoring import NOT_AS_FOUND
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import BillbenchError, ExitStatus, UsageError
from billbench.harness.model.plan_record import PlanRecord
from billbench.harness.plan.target_file import TargetFile, check_may_be_tested
from billbench.harness.store import runfolder
from billbench.harness.store.runfolder import ARTIFACTS, RunFolder


def restore(path: Path, console: Console) -> ExitStatus:
    """Put back what the run has changed in somebody's bills and did not put back.

    Raises:
        UsageError: there is no run, it is under way, or not all could be put back.
        UnreachableError: the target does not answer.
    """
    with runfolder.reopen(path) as folder:
        if not read_owed(path / OWED):
            console.print(f"Every bill of {path} is as it was found.", highlight=False, soft_wrap=True)
            _note(folder, "")
            return ExitStatus.OK
        plain = PlanRecord.read(folder.info.plan).targets
        targets = {name: TargetFile.model_validate(one) for name, one in plain.items()}
        for target in targets.values():
            check_may_be_tested(target, folder.info.name, datetime.datetime.now(datetime.UTC).date())
        give_back_noted(targets, folder, Engine.CHROMIUM)
    console.print(f"Every bill of {path} is as it was found again.", highlight=False, soft_wrap=True)
    return ExitStatus.OK


def give_back_noted(targets: Mapping[str, TargetFile], folder: RunFolder, engine: Engine) -> None:
    """As `give_back`; what could not be put back stands in the run, for its report."""
    try:
        give_back(targets, folder.path, engine)
    except BillbenchError as error:
        _note(folder, str(error))
        raise
    _note(folder, "")


def give_back(targets: Mapping[str, TargetFile], run: Path, engine: Engine) -> None:
    """Put back all that a run still owes.

    Raises:
        UsageError: not all could be put back.
        UnreachableError: the target does not answer.
    """
    owed = run / OWED
    for design in dict.fromkeys(debt.design for debt in read_owed(owed)):
        try:
            left = restore_aside(targets[design], run.name, run / ARTIFACTS, engine, owed)
        except BillbenchError as error:
            bills = f"{NOT_AS_FOUND} {_bills(owed, design)} of {design}"
            raise type(error)(f"{bills}: {error} {_rest(run)}") from error
        if left:
            raise UsageError(f"{'. '.join(left)}. {_rest(run)}")


def _bills(owed: Path, design: str) -> str:
    return ", ".join(dict.fromkeys(debt.bill for debt in read_owed(owed) if debt.design == design))


def _rest(path: Path) -> str:
    return f"What was measured is kept. Put back the rest with: billbench target restore {path}"


def _note(folder: RunFolder, said: str) -> None:
    """What the run's report says of its bills: what is true now alone."""
    others = [text for text in folder.info.warnings if not text.startswith(NOT_AS_FOUND)]
    now = (*others, *([said] if said else []))
    if now != folder.info.warnings:
        folder.update(warnings=now)
