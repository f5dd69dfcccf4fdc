"""Measuring a gate: its sides in turns, launch by launch, up to the look that decides."""

import dataclasses
import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from rich.console import Console

from billbench.harness.commands.gate.order import GateOrder
from billbench.harness.commands.gate.sides import Served, Sides, sides_of
from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.commands.preparing.preparing import prepare
from billbench.harness.commands.preparing.run_info import RUNS, describe, note_browser
from billbench.harness.commands.watching.progress import run_progress
from billbench.harness.commands.watching.standing import read_back_from
from billbench.harness.commands.watching.stopping import sigterm_as_ctrl_c
from billbench.harness.engine.supervisor import Site, Watcher, run_launches, worker_process
from billbench.harness.machine.browser import locate
from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.errors import UnreachableError
from billbench.harness.plan.plan_file import parse_plan
from billbench.harness.store import runfolder
from billbench.harness.store.runfolder import RunFolder, read_run
from billbench.reports.gate.question import Question, planned_looks

DEVICES: Mapping[AssistiveTechnology, str] = MappingProxyType(
    {
        AssistiveTechnology.NONE: "unthrottled",
        AssistiveTechnology.SCREEN_READER: "unthrottled-screen-reader",
    }
)
"""A throttle, and scaling by reference work, make a level comparable and a ratio noisier."""
JOURNEY = "change-page"


def measure(order: GateOrder, console: Console) -> Path:
    """Measure a gate into a new run folder; return the folder. Raises as `gate`."""
    sides = sides_of(order.sides, alone=order.held.alone)
    return measure_sides(order, sides, question_of(order, sides), console)


def measure_sides(order: GateOrder, sides: Sides, question: Question, console: Console) -> Path:
    """Measure these sides, which may be more than the question is about, up to the look that decides it."""
    prepared = _prepared(order, sides, question)
    launches = order.todo
    locate(prepared.plan.engine)
    created = datetime.datetime.now(datetime.UTC)
    path = order.out or RUNS / f"gate-{created:%Y%m%d-%H%M%S}"
    info = describe(prepared, created, order.command)
    info = dataclasses.replace(
        info,
        plan={**info.plan, "rounds": order.rounds, "gate": question.as_data()},
        trials_planned=len(sides.sides) * len(question.lines) * len(launches),
    )
    # What is served comes first: a side that does not start leaves no folder behind.
    with sigterm_as_ctrl_c(), sides.serve() as served, runfolder.create(path, info) as folder:
        here = _Measuring(order=order, prepared=prepared, question=question, served=served, folder=folder)
        _go(here, launches, console)
    return path


def question_of(order: GateOrder, sides: Sides) -> Question:
    """What the gate asks. Raises `UsageError` when that cannot be judged."""
    *baseline, candidate = sides.sides
    return Question(
        baseline=baseline[0] if baseline else None,
        candidate=candidate,
        lines=order.held.sizes(order.lines),
        margin=order.margin,
        tolerances=order.tolerances,
        looks=planned_looks(order.launches),
    )


def _prepared(order: GateOrder, sides: Sides, question: Question) -> Prepared:
    typed = parse_plan(
        {
            "name": "gate",
            "designs": list(dict.fromkeys(side.design for side in sides.sides)),
            "lines": list(question.lines),
            "devices": [DEVICES[order.assistive_technology]],
            "journeys": [JOURNEY],
            "launches": order.launches,
            "seed": order.seed,
            "deadline_s": order.deadline_s,
            "variant": {name: {"sentence": sentence} for name, sentence in sides.sentences.items()},
        },
        "flags",
    )
    prepared = prepare(typed, "flags")
    measured = {side.variant for side in sides.sides}
    variants = tuple(variant for variant in prepared.plan.variants if variant.name in measured)
    return dataclasses.replace(
        prepared, plan=dataclasses.replace(prepared.plan, variants=variants, rounds=order.rounds)
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
    with (
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
    site = Site(
        urls=served.urls,
        axes={name: design.axes for name, design in here.prepared.designs.items()},
        read_back=functools.partial(read_back_from, served.urls, served.token),
    )
    start = functools.partial(worker_process, token=served.token)
    try:
        run_launches(plan, launches, here.folder, site, start, watcher)
    except UnreachableError:
        served.check()  # Where an application knows why it went, its own words say more.
        raise
    served.check()
