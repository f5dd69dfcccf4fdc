"""`billbench load`: many people at once, every save proven, and the generator's own faults told.

This process never imports Locust, which patches the interpreter: master and workers are processes of
their own.
"""

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from billbench.harness.application.address import Address
from billbench.harness.application.ours.fake import known_designs, running_fake_ccms
from billbench.harness.commands.load.beside import Beside, prepare_beside
from billbench.harness.commands.load.capacity import find_capacity
from billbench.harness.commands.load.live import live_view
from billbench.harness.commands.preparing.plans import named_target
from billbench.harness.commands.report import report
from billbench.harness.commands.watching.stop_key import stop_key
from billbench.harness.commands.watching.stopping import sigterm_as_ctrl_c
from billbench.harness.load.control import Ground
from billbench.harness.load.prepare import Place
from billbench.harness.load.stages import Field, StageFound, run_stage
from billbench.harness.load.target import address_of, check_allowed
from billbench.harness.machine import environment
from billbench.harness.machine.browser import locate
from billbench.harness.machine.guard import Guarded
from billbench.harness.machine.python import own_python
from billbench.harness.model.errors import ExitStatus, UnreachableError, UsageError
from billbench.harness.model.runs import RunInfo, RunState
from billbench.harness.plan.load_plan import LoadFile, LoadPlan, read_load_file, validate
from billbench.harness.plan.target_file import read_target
from billbench.harness.store import requests, runfolder
from billbench.harness.store.loads import LoadRecord, Reason, write_load
from billbench.harness.store.runfolder import RunFolder

__all__ = ["load", "order_of", "read_load_file", "serve_as_worker"]

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
    designs = {design.name: design for design in known_designs(typed.app_settings())}
    plan = validate(typed, source, designs=list(designs))
    _check_order(plan, order)
    created = datetime.datetime.now(datetime.UTC)
    path = order.out or RUNS / f"{plan.name}-{created:%Y%m%d-%H%M%S}"
    with (
        _application(plan, order.target, path.name) as address,
        runfolder.create(path, _describe(plan, created, order.command)) as folder,
        sigterm_as_ctrl_c(),
        stop_key(),
    ):
        (path / requests.FOLDER).mkdir(exist_ok=True)
        place = Place(address=address, designs={name: design.axes for name, design in designs.items()})
        with live_view(console) as watch:
            field = Field(place=place, folder=path, ground=order.ground, watch=watch)
            status = _run(order, plan, field, folder)
    told = report([path], Console() if as_json else console, as_json=as_json)
    return status or told


def _check_order(plan: LoadPlan, order: LoadOrder) -> None:
    """Refuse before anything starts what could not be measured. Raises `UsageError`."""
    ours = [table for table in ("app", "server") if table in plan.typed.model_fields_set]
    if order.target is not None and ours:
        tables = " and ".join(f"[{table}]" for table in ours)
        raise UsageError(
            f"The plan's {tables} would set up the fake CCMS, and --target names an application that runs "
            "already: leave one of them out."
        )
    if plan.typed.browser is not None:
        if order.find_capacity:
            raise UsageError(
                "A plan with [browser] is one load: leave out --find-capacity, or the [browser]."
            )
        locate()
        prepare_beside(plan)


def _run(order: LoadOrder, plan: LoadPlan, field: Field, folder: RunFolder) -> ExitStatus:
    try:
        stages = _stages(order, plan, field)
    except BaseException:
        folder.update(state=RunState.INTERRUPTED)
        raise
    record = LoadRecord(
        mode=plan.mode, find_capacity=order.find_capacity, stages=tuple(one.record() for one in stages)
    )
    write_load(folder.path, record)
    return _finish(stages, folder)


def _stages(order: LoadOrder, plan: LoadPlan, field: Field) -> Sequence[StageFound]:
    if order.find_capacity:
        return find_capacity(field, plan)
    browser = plan.typed.browser
    if browser is None:
        return [run_stage(field, plan, 0)]
    beside = Beside(
        prepared=prepare_beside(plan),
        address=field.place.address,
        folder=field.folder,
        command=order.command,
        watch=field.watch,
    )
    beside.run_idle()
    try:
        stage = run_stage(field, plan, 0, lasts_s=browser.at_most_s, meanwhile=beside.start)
    finally:
        beside.finish()
    if beside.failure is not None:
        lost = Reason(kind="browser_ended", text=f"The browser beside the load: {beside.failure}")
        stage = dataclasses.replace(stage, reasons=(*stage.reasons, lost))
    return [stage]


def _finish(stages: Sequence[StageFound], folder: RunFolder) -> ExitStatus:
    interrupted = any(stage.end.interrupted for stage in stages)
    finished = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    state = RunState.INTERRUPTED if interrupted else RunState.COMPLETE
    folder.update(state=state, finished_at=finished)
    if interrupted:
        return ExitStatus.INTERRUPTED
    return ExitStatus.INVALID if any(stage.reasons for stage in stages) else ExitStatus.OK


def serve_as_worker(host: str, port: int, console: Console) -> ExitStatus:
    """Be a worker of a master on another machine, until the master says that it is over.

    Raises:
        UnreachableError: there is no master at that place.
    """
    worker = Guarded(own_python("billbench.harness.load.worker", host, str(port)))
    console.print(f"Working for the load master at {host} port {port} (Ctrl-C ends it).", highlight=False)
    try:
        while (status := worker.wait(timeout_s=3600)) is None:
            continue
    except KeyboardInterrupt:
        worker.stop()
        return ExitStatus.INTERRUPTED
    if status:
        raise UnreachableError(worker.last_words() or f"The worker ended with status {status}.")
    return ExitStatus.OK


@contextmanager
def _application(plan: LoadPlan, target: Path | None, run: str) -> Iterator[Address]:
    if target is not None:
        today = datetime.datetime.now(datetime.UTC).date()
        address = address_of(read_target(named_target(target), today), target, run)
        check_allowed(plan, address)
        yield address
        return
    server = plan.typed.server
    with running_fake_ccms(
        plan.typed.app_settings(),
        workers=server.workers,
        on_cores=server.cores,
        processor_share=server.processor_share,
    ) as address:
        yield address


def _describe(plan: LoadPlan, created: datetime.datetime, command: tuple[str, ...]) -> RunInfo:
    return RunInfo(
        name=plan.name,
        state=RunState.RUNNING,
        created_at=created.isoformat(timespec="seconds"),
        seed=plan.seed,
        trials_planned=0,
        plan={
            "kind": "load",
            "designs": list(plan.designs),
            "lines": sorted({share.lines for share in plan.mix}),
            "typed": plan.typed.model_dump(mode="json"),
        },
        steps={},
        environment=environment.describe_machine(),
        command=command,
    )
