"""`billbench gate`: two sides measured in turns within the same launches, and the verdict for CI."""

import dataclasses
import datetime
import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

from rich.console import Console

from harness.commands.gate_sides import Served, Sides, SidesTyped, sides_of
from harness.commands.progress import run_progress
from harness.commands.run import RUNS, Prepared, describe, note_browser, prepare, read_back_from
from harness.commands.stopping import sigterm_as_ctrl_c
from harness.engine.browser import locate
from harness.engine.supervisor import Site, Watcher, run_launches, worker_process
from harness.errors import ExitStatus, Interrupted, MeasurementError, UnreachableError, UsageError
from harness.model import Run, RunState
from harness.plan_file import parse_plan
from harness.store import runfolder
from harness.store.runfolder import RunFolder, read_run
from reports.gate.judge import decided, judge
from reports.gate.judgement import Judgement
from reports.gate.pages import as_text, write_gate
from reports.gate.question import LOOKS, MARGIN, Question, planned_looks
from reports.gate.verdict import Verdict
from reports.merging import merge_shards

ROUNDS = 4
"""Page changes of each side in a launch, after one that is not kept."""
DEVICE = "unthrottled"
"""A throttle, and scaling by reference work, make a level comparable and a ratio noisier."""
JOURNEY = "change-page"
LINES = (80,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Launches `first`, `first` + `of`, … of a gate."""

    first: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A gate to measure, as it was asked for."""

    sides: SidesTyped
    lines: tuple[int, ...] = LINES
    margin: float = MARGIN
    launches: int = LOOKS[-1]
    seed: int = 1
    shard: Shard | None = None
    out: Path | None = None
    deadline_s: float = 60
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How the verdict is told: `inconclusive` is the verdict that CI is to take for it, if any."""

    as_json: bool = False
    inconclusive: Verdict | None = None


_TYPED_AS = {"designs": "--design"}


def typed_as(name: str) -> str:
    """The option that a value of the command line came by."""
    return _TYPED_AS.get(name, f"--{name.replace('_', '-')}")


def order_of(given: Mapping[str, Any], command: Sequence[str]) -> Order:
    """The order in the options that were given.

    Raises:
        UsageError: a shard that there is not.
    """
    of_sides = {field.name for field in dataclasses.fields(SidesTyped)}
    sides = SidesTyped(**{name: value for name, value in given.items() if name in of_sides})
    rest = {name: value for name, value in given.items() if name not in of_sides}
    shard = _shard(rest.pop("shard")) if "shard" in rest else None
    return Order(sides=sides, shard=shard, command=tuple(command), **rest)


def _shard(text: str) -> Shard:
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", text)
    if found is None or int(found[1]) > int(found[2]):
        raise UsageError(f'"{text}" is no shard: say which of how many, such as 1/4 to 4/4.')
    return Shard(first=int(found[1]), of=int(found[2]))


def telling(inconclusive: str | None, *, as_json: bool) -> Telling:
    return Telling(as_json=as_json, inconclusive=Verdict(inconclusive) if inconclusive else None)


def gate(order: Order, telling: Telling, console: Console) -> ExitStatus:
    """Measure the sides, judge them, write what was found, and end with the verdict's status.

    Raises:
        UsageError: the order cannot be carried out.
        UnreachableError: a side does not start, or dies.
        Interrupted: on Ctrl-C. What was measured is kept.
    """
    path = measure(order, console)
    if order.shard is not None:
        console.print(
            f"One shard of the gate is in {path}. Judge all together: billbench gate RUN…", highlight=False
        )
        return ExitStatus.OK
    return judge_again([path], path, telling, console)


def judge_again(paths: Sequence[Path], out: Path, telling: Telling, console: Console) -> ExitStatus:
    """Judge measured folders, several as the shards of one gate, by the question that they hold.

    Raises:
        UsageError: a folder holds no gate, or they are not shards of one.
    """
    runs = [read_run(path) for path in paths]
    questions = [Question.from_data(run.info.plan.get("gate")) for run in runs]
    run = runs[0] if len(runs) == 1 else merge_shards(runs)
    found = judge(run, questions[0])
    return tell(found, run, out, telling, console)


def tell(found: Judgement, run: Run, out: Path, telling: Telling, console: Console) -> ExitStatus:
    """Write the judgement into `out`, print it, and return the status that goes with it."""
    try:
        write_gate(found, run, out)
    except OSError as error:
        raise MeasurementError(
            f"The gate's files could not be written to {out}: {error}. Free space."
        ) from error
    if telling.as_json:
        data = json.loads((out / "gate" / "gate.json").read_text(encoding="utf-8"))
        Console().print_json(data=data, allow_nan=False)
    else:
        console.print(as_text(found), markup=False, highlight=False, end="")
        console.print(f"In full: {out}/gate/summary.md", markup=False, highlight=False)
    return _status(found.verdict, telling.inconclusive)


def _status(verdict: Verdict, inconclusive: Verdict | None) -> ExitStatus:
    match verdict:
        case Verdict.PASS:
            return ExitStatus.OK
        case Verdict.FAIL:
            return ExitStatus.GATE_FAILED
        case Verdict.INVALID:
            return ExitStatus.INVALID
        case Verdict.INCONCLUSIVE:
            return ExitStatus.INVALID if inconclusive is None else _status(inconclusive, None)
        case other:
            assert_never(other)


def measure(order: Order, console: Console) -> Path:
    """Measure a gate into a new run folder; return the folder. Raises as `gate`."""
    sides = sides_of(order.sides, alone=False)
    return measure_sides(order, sides, question_of(order, sides), console)


def measure_sides(order: Order, sides: Sides, question: Question, console: Console) -> Path:
    """Measure these sides, which may be more than the question is about, up to the look that decides it."""
    prepared = _prepared(order, sides)
    launches = _launches(order)
    locate(prepared.plan.engine)
    created = datetime.datetime.now(datetime.UTC)
    path = order.out or RUNS / f"gate-{created:%Y%m%d-%H%M%S}"
    info = describe(prepared, created, order.command)
    info = dataclasses.replace(
        info,
        plan={**info.plan, "rounds": ROUNDS, "gate": question.as_data()},
        trials_planned=len(sides.sides) * len(order.lines) * len(launches),
    )
    # What is served comes first: a side that does not start leaves no folder behind.
    with sigterm_as_ctrl_c(), sides.serve() as served, runfolder.create(path, info) as folder:
        _go(_Measuring(prepared=prepared, question=question, served=served, folder=folder), launches, console)
    return path


def question_of(order: Order, sides: Sides) -> Question:
    """What the gate asks. Raises `UsageError` when that cannot be judged."""
    *baseline, candidate = sides.sides
    return Question(
        baseline=baseline[0] if baseline else None,
        candidate=candidate,
        lines=order.lines,
        margin=order.margin,
        looks=planned_looks(order.launches),
    )


def _prepared(order: Order, sides: Sides) -> Prepared:
    typed = parse_plan(
        {
            "name": "gate",
            "designs": list(dict.fromkeys(side.design for side in sides.sides)),
            "lines": list(order.lines),
            "devices": [DEVICE],
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
        prepared, plan=dataclasses.replace(prepared.plan, variants=variants, rounds=ROUNDS)
    )


def _launches(order: Order) -> range:
    first, step = (1, 1) if order.shard is None else (order.shard.first, order.shard.of)
    return range(first, order.launches + 1, step)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measuring:
    prepared: Prepared
    question: Question
    served: Served
    folder: RunFolder


def _go(here: _Measuring, launches: range, console: Console) -> None:
    folder = here.folder
    note = functools.partial(note_browser, folder)
    try:
        with run_progress(console, total=folder.info.trials_planned, done=0, note=note) as progress:
            _run_to_the_deciding_look(here, launches, progress)
    except BaseException as error:
        folder.update(state=RunState.INTERRUPTED)
        if isinstance(error, KeyboardInterrupt):
            raise Interrupted(
                f"Stopped; {len(folder.finished)} finished trials are kept. "
                f"Judge what there is with: billbench gate {folder.path}"
            ) from None
        raise
    finished = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    # Launches after the look that decided were never meant to be: the run is whole without them.
    folder.update(state=RunState.COMPLETE, finished_at=finished, trials_planned=len(folder.finished))


def _run_to_the_deciding_look(here: _Measuring, launches: range, watcher: Watcher) -> None:
    """Measure up to each planned look in turn and end at the first that decides. A shard decides nothing."""
    done = 0
    looks = here.question.looks if launches.step == 1 else (len(launches),)
    for look in looks:
        _run(here, launches[done:look], watcher)
        done = look
        if launches.step == 1 and decided(read_run(here.folder.path), here.question):
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
