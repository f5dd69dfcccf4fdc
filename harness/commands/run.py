"""`billbench run`: measure a plan into a run folder, from the start or from where it stopped."""

import datetime
import functools
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from billbench.harness.application.ours.fake import running_fake_ccms
from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.commands.preparing.preparing import prepared_again
from billbench.harness.commands.preparing.run_info import RUNS, describe, note_browser
from billbench.harness.commands.target.check import check_before_run
from billbench.harness.commands.target.giving_back import giving_back
from billbench.harness.commands.watching.progress import run_progress
from billbench.harness.commands.watching.standing import standing
from billbench.harness.commands.watching.stop_key import stop_key
from billbench.harness.engine.gallery import photograph
from billbench.harness.engine.offers import lacking
from billbench.harness.engine.supervisor import Watcher, run_plan, worker_process
from billbench.harness.machine import environment
from billbench.harness.machine.browser import locate, why_no_window
from billbench.harness.model.errors import UnreachableError, UsageError
from billbench.harness.model.runs import RunState
from billbench.harness.plan.plan import Plan
from billbench.harness.store import runfolder
from billbench.harness.store.runfolder import RunFolder
from billbench.scenarios.catalogue import JOURNEYS

_RESTARTS = 3
"""How often an application under test that died is started anew within one run."""


def measure_all(
    todo: Sequence[Prepared], out: Path | None, command: Sequence[str], console: Console
) -> list[Path]:
    """Measure plans one after the other; several go into folders of their own, below `out`."""
    if len(todo) == 1:
        return [measure(todo[0], out, command, console)]
    folders = []
    for prepared in todo:
        console.print(f"Plan {prepared.plan.name}", highlight=False)
        folders.append(measure(prepared, out / prepared.plan.name if out else None, command, console))
    return folders


def measure(prepared: Prepared, out: Path | None, command: Sequence[str], console: Console) -> Path:
    """Run a plan into a new run folder; return the folder.

    Raises:
        Interrupted: on Ctrl-C. The partial run is valid and can be resumed.
    """
    _check_browser(prepared.plan)
    check_before_run(list(prepared.targets.values()), prepared.typed.all_lines, prepared.plan.engine)
    _check_offered(prepared)
    created = datetime.datetime.now(datetime.UTC)
    path = out or RUNS / f"{prepared.plan.name}-{created:%Y%m%d-%H%M%S}"
    info = describe(prepared, created, command)
    with runfolder.create(path, info) as folder:
        _go_on(prepared, folder, console)
    return path


def _check_browser(plan: Plan) -> None:
    """Raises `UsageError`: there is none, or none that can show the windows that were asked for."""
    locate(plan.engine)
    if plan.window and (reason := why_no_window(plan.engine)):
        raise UsageError(
            f"No window can be measured: {reason}. Install a whole browser and run this where there is a "
            "screen, be it a virtual one (xvfb-run billbench …), or leave out the window."
        )


def _check_offered(prepared: Prepared) -> None:
    """Raises `UsageError` when no target offers what any of the journeys needs."""
    told = [
        f"{journey} at {name}: {lacking(target.map, JOURNEYS[journey])}"
        for name, target in prepared.targets.items()
        for journey in prepared.plan.journeys
        if lacking(target.map, JOURNEYS[journey])
    ]
    if told and len(told) == len(prepared.targets) * len(prepared.plan.journeys):
        raise UsageError(
            f"Nothing can be measured. {' '.join(told)} Name what is needed in the target file, or "
            "another journey."
        )


def take_pictures(path: Path, console: Console) -> None:
    """Photograph the designs of a finished run, in a pass of its own, into its folder."""
    prepared = prepared_again(runfolder.read_run(path))
    if prepared.targets:
        raise UsageError("A gallery shows the designs of the fake CCMS; leave --gallery out with a target.")
    axes = {name: prepared.designs[name].axes for name in prepared.plan.designs}
    console.print("Taking pictures of the designs…", highlight=False)

    def note(text: str) -> None:
        console.print(text, markup=False, highlight=False)

    with running_fake_ccms(prepared.typed.app_settings()) as address:
        photograph(axes, address, prepared.plan.devices[0], path, note)


def resume(path: Path, console: Console) -> Path:
    """Finish a run: same plan, same seed, same order, no finished trial again.

    Raises:
        UsageError: the folder has no run, or this machine is unlike the one that began it.
    """
    run = runfolder.read_run(path)
    if "gate" in run.info.plan:
        raise UsageError(
            f"{path} was measured for a gate, launch by launch until a look decided. "
            f"Judge what there is with: billbench gate {path}"
        )
    prepared = prepared_again(run)
    unlike = environment.differences(run.info.environment, environment.describe_machine())
    if unlike:
        raise UsageError(
            f"{path} cannot be resumed here: {'; '.join(unlike)}. "
            "Resume it where it was begun, or start a new run."
        )
    _check_browser(prepared.plan)
    with runfolder.reopen(path) as folder:
        _go_on(prepared, folder, console)
    return path


def _go_on(prepared: Prepared, folder: RunFolder, console: Console) -> None:
    if folder.info.state is RunState.COMPLETE:
        return
    done = sum(not trial.attempt for trial in folder.finished.values())
    note = functools.partial(note_browser, folder)
    with (
        giving_back(prepared.targets, prepared.plan.engine, folder, console),
        folder.going_on(f"Finish the run with: billbench run --resume {folder.path}"),
        stop_key(),
        run_progress(console, total=folder.info.trials_planned, done=done, note=note) as progress,
    ):
        _run_to_the_end(prepared, folder, progress)


def _run_to_the_end(prepared: Prepared, folder: RunFolder, watcher: Watcher) -> None:
    """Run what is missing; an application that died is started anew, or tried again, a few times."""
    again = "The target was tried again" if prepared.targets else "The application was started anew"
    for restarts_left in reversed(range(_RESTARTS + 1)):
        with standing(prepared, folder.path) as (site, token):
            start = functools.partial(worker_process, token=token)
            try:
                run_plan(prepared.plan, folder, site, start, watcher)
            except UnreachableError as death:
                if not restarts_left or prepared.at is not None:
                    raise
                folder.update(warnings=(*folder.info.warnings, f"{again}: {death}"))
            else:
                return
