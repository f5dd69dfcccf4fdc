"""`billbench load`: many people at once, every save proven, and the generator's own faults told.

This process never imports Locust, which patches the interpreter: master and workers are processes of
their own.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from billbench.harness.application.ours.fake import known_designs
from billbench.harness.commands.load.beside import prepare_beside, run_beside
from billbench.harness.commands.load.live import live_view
from billbench.harness.commands.preparing.plans import named_target
from billbench.harness.commands.report import report
from billbench.harness.commands.watching.stop_key import stop_key
from billbench.harness.commands.watching.stopping import sigterm_as_ctrl_c
from billbench.harness.load.job import Ground
from billbench.harness.load.site import LoadSite, application
from billbench.harness.load.stages import Venue, run_stage
from billbench.harness.machine import environment
from billbench.harness.machine.browser import locate
from billbench.harness.model.errors import ExitStatus, UsageError
from billbench.harness.model.runs import RunInfo, RunState
from billbench.harness.plan.load_plan import LoadFile, LoadPlan, read_load_file, validate
from billbench.harness.store import requests, runfolder
from billbench.harness.store.loads import LoadRecord, StageRecord, write_load
from billbench.harness.store.runfolder import RunFolder

__all__ = ["load", "order_of", "read_load_file"]

RUNS = Path("runs")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOrder:
    """What was asked for on the command line beside the plan."""

    out: Path | None
    target: Path | None
    ground: Ground
    find_capacity: bool
    command: tuple[str, ...]


def order_of(flags: Mapping[str, Any], command: Sequence[str]) -> LoadOrder:
    """The order in the options of the command line."""
    ground = (
        Ground(host=flags["bind"], port=flags["port"], local_workers=False) if flags["master"] else Ground()
    )
    return LoadOrder(
        out=flags["out"],
        target=flags["target"],
        ground=ground,
        find_capacity=flags["find_capacity"],
        command=tuple(command),
    )


def load(typed: LoadFile, source: str, order: LoadOrder, console: Console, *, as_json: bool) -> ExitStatus:
    """Run a load into a new run folder, write its report and print its answer.

    Raises:
        UsageError: a mistake in the plan, or a target that nobody authorised.
        UnreachableError: the application does not answer.
        Interrupted: a second Ctrl-C. The first one drains, writes everything and reads it back.
    """
    designs = {design.name: design.axes for design in known_designs(typed.app_settings())}
    plan = validate(typed, source, designs=list(designs))
    _check_order(typed, plan, order)
    created = datetime.datetime.now(datetime.UTC)
    path = order.out or RUNS / f"{plan.name}-{created:%Y%m%d-%H%M%S}"
    with (
        application(plan, order.target and named_target(order.target), path.name) as address,
        runfolder.create(path, _describe(typed, designs, created, order.command)) as folder,
        sigterm_as_ctrl_c(),
        stop_key(),
    ):
        (path / requests.FOLDER).mkdir(exist_ok=True)
        site = LoadSite(address=address, designs=designs)
        with live_view(console) as watch:
            venue = Venue(site=site, folder=path, ground=order.ground, watch=watch)
            status = _run(order, plan, venue, folder)
    told = report([path], Console() if as_json else console, as_json=as_json)
    return status or told


def _check_order(typed: LoadFile, plan: LoadPlan, order: LoadOrder) -> None:
    """Refuse before anything starts what could not be measured. Raises `UsageError`."""
    ours = [table for table in ("app", "server") if table in typed.model_fields_set]
    if order.target is not None and ours:
        tables = " and ".join(f"[{table}]" for table in ours)
        raise UsageError(
            f"The plan's {tables} would set up the fake CCMS, and --target names an application that runs "
            "already: leave one of them out."
        )
    if plan.browser is not None:
        if order.find_capacity:
            raise UsageError(
                "A plan with [browser] is one load: leave out --find-capacity, or the [browser]."
            )
        locate()
        prepare_beside(plan, plan.browser)


def _describe(
    typed: LoadFile,
    designs: Mapping[str, Mapping[str, Any]],
    created: datetime.datetime,
    command: tuple[str, ...],
) -> RunInfo:
    return RunInfo(
        name=typed.name,
        state=RunState.RUNNING,
        created_at=created.isoformat(timespec="seconds"),
        seed=typed.seed,
        trials_planned=0,
        plan={
            "kind": "load",
            "designs": list(typed.designs),
            "design_axes": {name: dict(designs[name]) for name in typed.designs},
            "lines": sorted({int(size) for size in typed.lines}),
            "typed": typed.model_dump(mode="json"),
        },
        steps={},
        environment=environment.describe_machine(),
        command=command,
    )


def _run(order: LoadOrder, plan: LoadPlan, venue: Venue, folder: RunFolder) -> ExitStatus:
    try:
        stages = _stages(order, plan, venue)
    except BaseException:
        folder.update(state=RunState.INTERRUPTED)
        raise
    record = LoadRecord(mode=plan.mode, find_capacity=order.find_capacity, stages=tuple(stages))
    write_load(folder.path, record)
    return _finish(stages, folder)


def _stages(order: LoadOrder, plan: LoadPlan, venue: Venue) -> Sequence[StageRecord]:
    if order.find_capacity:
        # What fits its curve takes longer to import than all else that a load needs to begin.
        from billbench.harness.commands.load.capacity import find_capacity

        return find_capacity(venue, plan)
    if plan.browser is not None:
        return [run_beside(venue, plan, plan.browser, order.command)]
    return [run_stage(venue, plan, 0)]


def _finish(stages: Sequence[StageRecord], folder: RunFolder) -> ExitStatus:
    interrupted = any(stage.interrupted for stage in stages)
    finished = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    state = RunState.INTERRUPTED if interrupted else RunState.COMPLETE
    folder.update(state=state, finished_at=finished)
    if interrupted:
        return ExitStatus.INTERRUPTED
    return ExitStatus.INVALID if any(stage.reasons for stage in stages) else ExitStatus.OK
