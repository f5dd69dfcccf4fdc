"""`billbench target restore RUN`: put the bills back that a run could not put back itself."""

import datetime
from pathlib import Path

from rich.console import Console

from billbench.harness.application.others.owed import OWED, read_owed
from billbench.harness.commands.target.giving_back import give_back_noted, note_given_back
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import ExitStatus
from billbench.harness.model.plan_record import PlanRecord
from billbench.harness.plan.target_file import TargetFile, check_may_be_tested
from billbench.harness.store import runfolder


def restore(path: Path, console: Console) -> ExitStatus:
    """Put back what the run has changed in somebody's bills and did not put back.

    Raises:
        UsageError: there is no run, it is under way, or not all could be put back.
        UnreachableError: the target does not answer.
    """
    with runfolder.reopen(path) as folder:
        if not read_owed(path / OWED):
            console.print(f"Every bill of {path} is as it was found.", highlight=False, soft_wrap=True)
            note_given_back(folder, "")
            return ExitStatus.OK
        plain = PlanRecord.read(folder.info.plan).targets
        targets = {name: TargetFile.model_validate(one) for name, one in plain.items()}
        for target in targets.values():
            check_may_be_tested(target, folder.info.name, datetime.datetime.now(datetime.UTC).date())
        give_back_noted(targets, folder, Engine.CHROMIUM)
    console.print(f"Every bill of {path} is as it was found again.", highlight=False, soft_wrap=True)
    return ExitStatus.OK
