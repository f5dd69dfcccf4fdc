"""Measuring a gate: its sides in turns, launch by launch, up to the look that decides."""

import dataclasses
import datetime
import functools
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from billbench.harness.commands.gate.held_against import LINES
from billbench.harness.commands.gate.order import GateOrder
from billbench.harness.commands.gate.preparing import journey_of, prepared_for, turns_of, where_they_are
from billbench.harness.commands.gate.served import Served, Sides
from billbench.harness.commands.gate.sides import sides_of
from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.commands.preparing.run_info import RUNS, describe, note_browser
from billbench.harness.commands.preparing.targets import usual_size
from billbench.harness.commands.target.check import check_before_run
from billbench.harness.commands.target.giving_back import giving_back
from billbench.harness.commands.watching.progress import run_progress
from billbench.harness.commands.watching.standing import read_back_from, site_of_targets
from billbench.harness.commands.watching.stopping import sigterm_as_ctrl_c
from billbench.harness.engine.supervisor import Site, Watcher, run_launches, worker_process
from billbench.harness.machine.browser import locate
from billbench.harness.model.errors import UnreachableError
from billbench.harness.store import runfolder
from billbench.harness.store.runfolder import RunFolder, read_run
from billbench.reports.gate.question import Question, planned_looks


def measure(order: GateOrder, console: Console) -> Path:
    """Measure a gate into a new run folder; return the folder. Raises as `gate`."""
    sides = sides_of(order.sides, alone=order.held.alone)
    return measure_sides(order, sides, question_of(order, sides), console)


def measure_sides(order: GateOrder, sides: Sides, question: Question, console: Console) -> Path:
    """Measure these sides, which may be more than the question is about, up to the look that decides it."""
    prepared = prepared_for(order, sides, question)
    launches = order.todo
    locate(prepared.plan.engine)
    created = datetime.datetime.now(datetime.UTC)
    path = order.out or RUNS / f"gate-{created:%Y%m%d-%H%M%S}"
    # What is served comes first: a side that does not start leaves no folder behind.
    with sigterm_as_ctrl_c(), sides.serve() as served:
        prepared = where_they_are(prepared, sides, served)
        check_before_run(list(prepared.targets.values()), question.lines, prepared.plan.engine)
        info = describe(prepared, created, order.command)
        info = dataclasses.replace(
            info,
            plan={**info.plan, "rounds": order.rounds, "gate": question.as_data()},
            trials_planned=len(sides.sides) * len(question.lines) * len(launches),
        )
        with runfolder.create(path, info) as folder:
            here = _Measuring(order=order, prepared=prepared, question=question, served=served, folder=folder)
            _go(here, launches, console)
    return path


def question_of(order: GateOrder, sides: Sides) -> Question:
    """What the gate asks. Raises `UsageError` when that cannot be judged."""
    *baseline, candidate = sides.sides
    usual = (usual_size(sides.targets),) if sides.targets else LINES
    lines = order.held.sizes(order.lines, usual)
    return Question(
        baseline=baseline[0] if baseline else None,
        candidate=candidate,
        lines=lines,
        margin=order.margin,
        tolerances=order.tolerances,
        looks=planned_looks(order.launches),
        step=turns_of(journey_of(order, sides, lines)).step,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measuring:
    order: GateOrder
    prepared: Prepared
    question: Question
    served: Served
    folder: RunFolder


def _go(here: _Measuring, launches: range, console: Console) -> None:
    folder = here.folder
    note = functools.partial(note_browser, folder)
    prepared = here.prepared
    with (
        giving_back(prepared.targets, prepared.plan.engine, folder, console),
        folder.going_on(f"Judge what there is with: billbench gate {folder.path}"),
        run_progress(console, total=folder.info.trials_planned, done=0, note=note) as progress,
    ):
        _run_to_the_deciding_look(here, launches, progress)
        # Launches after the look that decided were never meant to be: the run is whole without them.
        folder.update(trials_planned=len(folder.finished))


def _run_to_the_deciding_look(here: _Measuring, launches: range, watcher: Watcher) -> None:
    """Measure up to each planned look in turn and end at the first that decides. A shard decides nothing."""
    done, held = 0, here.order.held
    shard = here.order.shard is not None
    for look in (len(launches),) if shard else held.looks(here.question):
        _run(here, launches[done:look], watcher)
        done = look
        if not shard and held.decided(read_run(here.folder.path), here.question):
            return


def _run(here: _Measuring, launches: range, watcher: Watcher) -> None:
    plan, served = here.prepared.plan, here.served
    site = _site(here)
    start = functools.partial(worker_process, token=served.token)
    try:
        run_launches(plan, launches, here.folder, site, start, watcher)
    except UnreachableError:
        served.check()  # Where an application knows why it went, its own words say more.
        raise
    served.check()


def _site(here: _Measuring) -> Site:
    prepared, served = here.prepared, here.served
    if prepared.targets:
        return site_of_targets(prepared, here.folder.path)
    return Site(
        urls=served.urls,
        axes={name: design.axes for name, design in prepared.designs.items()},
        read_back=functools.partial(read_back_from, served.urls, served.token),
    )
