"""Bills put back as they were found: at any end of a run, and by `billbench target restore` after it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from billbench.harness.application.others.aside import restore as restore_aside
from billbench.harness.application.others.owed import OWED, read_owed
from billbench.harness.application.others.restoring import NOT_AS_FOUND
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import BillbenchError, Interrupted, UsageError
from billbench.harness.plan.target_file import TargetFile
from billbench.harness.store import runfolder
from billbench.harness.store.runfolder import ARTIFACTS, RunFolder


@contextmanager
def giving_back(
    targets: Mapping[str, TargetFile], engine: Engine, folder: RunFolder, console: Console
) -> Iterator[None]:
    """However the run ends, the bills of its targets are put back as they were found.

    What could not be stands in the run, for its report; `check_given_back` ends a command with it.
    """
    try:
        yield
    finally:
        try:
            _give_back(targets, engine, folder, console)
        except BillbenchError as error:
            console.print(str(error), style="yellow", markup=False, highlight=False, soft_wrap=True)


def _give_back(
    targets: Mapping[str, TargetFile], engine: Engine, folder: RunFolder, console: Console
) -> None:
    if not (folder.path / OWED).exists():
        return
    console.print("Bills are put back as they were found…", highlight=False)
    try:
        give_back_noted(targets, folder, engine)
    except KeyboardInterrupt:
        raise Interrupted(
            "Stopped while bills were put back. What was measured is kept. Do the rest with: "
            f"billbench target restore {folder.path}"
        ) from None


def check_given_back(paths: Sequence[Path]) -> None:
    """After the report, which says so too: a bill that is not as it was found is no fine end of a run.

    Raises:
        UsageError: what is not as it was found, and what puts it back.
    """
    warnings = [text for path in paths for text in runfolder.read_run(path).info.warnings]
    if told := [text for text in warnings if text.startswith(NOT_AS_FOUND)]:
        raise UsageError(" ".join(told))


def give_back_noted(targets: Mapping[str, TargetFile], folder: RunFolder, engine: Engine) -> None:
    """As `give_back`; what could not be put back stands in the run, for its report."""
    try:
        give_back(targets, folder.path, engine)
    except BillbenchError as error:
        note_given_back(folder, str(error))
        raise
    note_given_back(folder, "")


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


def note_given_back(folder: RunFolder, said: str) -> None:
    """What the run's report says of its bills: what is true now alone."""
    others = [text for text in folder.info.warnings if not text.startswith(NOT_AS_FOUND)]
    now = (*others, *([said] if said else []))
    if now != folder.info.warnings:
        folder.update(warnings=now)
