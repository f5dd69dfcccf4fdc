"""`billbench reproduce`: one trial again, once as it was measured and once with everything switched on."""

import datetime
import functools
import json
import secrets
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from harness.commands.run import RUNS, Prepared, prepare
from harness.engine import environment
from harness.engine.browser import locate, why_no_window
from harness.engine.messages import LaunchJob, TrialJob
from harness.engine.recording.order import Order, Pass
from harness.engine.recording.worker import recording_process
from harness.engine.supervisor import StartWorker, run_worker, worker_process
from harness.engine.target import TOKEN_VARIABLE, Address, Support, running_fake_ccms
from harness.engine.trial import bill_of
from harness.engines import Engine
from harness.errors import ExitStatus, Interrupted, MeasurementError, UsageError
from harness.masking import Masking, mask_line, mask_trial
from harness.model import Cell, Run, Trial, TrialState
from harness.plan_file import PlanFile, parse_plan
from harness.store import runfolder
from reports.anatomy.page import RECORDING, write_pages
from reports.anatomy.reproduction import Reproduction, write_reproduction
from reports.anatomy.story import Story
from reports.picking import Pick, Wanted, pick, trial_named
from scenarios.catalogue import JOURNEYS

_FIRST_TRIAL = "001-000"
FAKE = Masking(keeps_content=True, secret_variables=(TOKEN_VARIABLE,))
"""The bills of our own fake are made of no real person's work: they may be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
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


def task_of(folder: Path | None, asked: Mapping[str, Any]) -> Task:
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
    return task_of_trial(folder, asked["trial"], which, Wanted(design=asked["design"], lines=asked["lines"]))


def task_of_trial(path: Path, trial_id: str | None, which: Pick | None, wanted: Wanted) -> Task:
    """The trial of a run by its name, or picked from it.

    Raises:
        UsageError: there is no run or no such trial, or its plan does not fit what exists now.
    """
    run = runfolder.read_run(path)
    trial = trial_named(run, trial_id) if trial_id else pick(run, which or Pick.WORST, wanted)
    return Task(
        prepared=prepare(_typed(run, path), f"{path}/{runfolder.INFO_NAME}"),
        cell=trial.cell,
        launch=trial.launch,
        job=TrialJob(id=trial.id, position=trial.position, cell=trial.cell, attempt=trial.attempt),
        folder=_free(path / "artifacts" / trial.id),
        command=shlex.join(["billbench", "reproduce", str(path), trial.id]),
        run=str(path),
        original=trial,
    )


def _typed(run: Run, path: Path) -> PlanFile:
    typed = run.info.plan.get("typed")
    if not isinstance(typed, Mapping):
        raise UsageError(f"{path} does not hold the plan that it was made by. Name design, lines and device.")
    return parse_plan(typed, run.info.name)


def task_of_cell(design: str, lines: int, device: str, journey: str, out: Path | None) -> Task:
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
    return Task(
        prepared=prepared,
        cell=cell,
        launch=1,
        job=TrialJob(id=_FIRST_TRIAL, position=0, cell=cell),
        folder=out or RUNS / f"reproduce-{stamp:%Y%m%d-%H%M%S}",
        command=shlex.join(["billbench", "reproduce", *words]),
    )


def _free(folder: Path) -> Path:
    """The folder, or the next name beside it: a trial can be looked at more than once."""
    names = (folder, *(folder.with_name(f"{folder.name}-{number}") for number in range(2, 1000)))
    return next(one for one in names if not one.exists())


def reproduce(task: Task, console: Console, *, as_json: bool) -> ExitStatus:
    """Do a trial again in two passes and a walk-through, and write the bundle with its pages.

    Raises:
        UsageError: the browser of the trial gives no performance trace, or the folder is taken.
        MeasurementError: nothing could be recorded. What there is stays in the folder.
        Interrupted: on Ctrl-C.
    """
    _refuse(task)
    try:
        task.folder.mkdir(parents=True, exist_ok=True)
        told = _record_and_tell(task, console)
    except KeyboardInterrupt:
        raise Interrupted(f"Stopped. What was recorded so far is in {task.folder}.") from None
    except OSError as error:
        raise MeasurementError(
            f"{task.folder} could not be written: {error}. Free space, try again."
        ) from error
    if as_json:
        Console().print_json((task.folder / "anatomy.json").read_text(encoding="utf-8"))
    else:
        for sentence in (told.lead, *told.sentences):
            console.print(sentence, markup=False, highlight=False)
        console.print(f"Page: {task.folder / 'index.html'}", highlight=False, soft_wrap=True)
    return ExitStatus.OK


def _refuse(task: Task) -> None:
    engine = task.prepared.plan.engine
    if engine in (Engine.FIREFOX, Engine.WEBKIT):
        raise UsageError(
            f"This trial was measured in {engine}, which writes no performance trace. "
            'Measure it with browser = "chromium", then reproduce that trial.'
        )
    if task.folder.exists() and any(task.folder.iterdir()):
        raise UsageError(f"The folder {task.folder} is not empty. Name another with --out.")
    locate(engine)


def _record_and_tell(task: Task, console: Console) -> Story:
    reason = why_no_window(task.prepared.plan.engine)
    shown = f"without a window: {reason}" if reason else "in a window"
    console.print(f"{task.cell.name}: the recorded pass runs {shown}.", markup=False, highlight=False)
    made = _passes(task, FAKE, console, window=not reason)
    notes = (
        f"The recorded pass ran {shown}.",
        (
            "Bill, journey and device are those of the trial. What went before it in its launch is not "
            "repeated: the browser is fresh, and warmed up with the same design."
        ),
        *(() if (task.folder / "trace.zip").exists() else ("There is no trace of Playwright's own.",)),
    )
    write_reproduction(replace(made, notes=notes), task.folder)
    if not (task.folder / RECORDING).exists():
        why = made.recorded.reason if made.recorded else "no browser stayed up"
        raise MeasurementError(f"Nothing could be recorded: {why} What there is is in {task.folder}.")
    return write_pages(task.folder)


def _passes(task: Task, masking: Masking, console: Console, *, window: bool) -> Reproduction:
    """The plain pass, then the recorded one, then the walk-through for Playwright's trace."""
    with _running(task) as (url, token):
        _describe(task, masking, url, token)
        orders = [
            Order(what=what, folder=task.folder.resolve(), masking=masking, window=window) for what in Pass
        ]
        job = _job(task, url)
        plain = _one_pass(
            "plain, as it was measured", job, functools.partial(worker_process, token=token), console
        )
        _stop_if_absent(plain.trial)
        recorded = _one_pass(
            "with everything recorded", job, _recording(orders[0], token), console, task.folder
        )
        # Playwright's trace keeps what pages show, and a page that hangs would only hang once more.
        if masking.keeps_content and recorded.trial and recorded.trial.state is TrialState.COMPLETED:
            _one_pass("with Playwright's trace", job, _recording(orders[1], token), console)
    machine = {**environment.describe_machine(), "plain": plain.browser, "recorded": recorded.browser}
    _write(task.folder / "environment.json", machine)
    return Reproduction(
        title=f"{JOURNEYS[task.cell.journey].title}: {task.cell.design}, {task.cell.lines} lines",
        cell=task.cell,
        seed=task.prepared.plan.seed,
        launch=task.launch,
        command=task.command,
        step_titles={step.name: step.title for step in JOURNEYS[task.cell.journey].steps},
        run=task.run,
        original=task.original and mask_trial(task.original, masking),
        plain=plain.trial and mask_trial(plain.trial, masking),
        recorded=recorded.trial,
        environment=machine,
    )


def _recording(order: Order, token: str) -> StartWorker:
    return functools.partial(recording_process, order=order, token=token)


def _stop_if_absent(plain: Trial | None) -> None:
    if plain is not None and plain.state is TrialState.NOT_OFFERED:
        raise UsageError(f"There is nothing to reproduce: {plain.reason} Name another design or journey.")


@contextmanager
def _running(task: Task) -> Iterator[tuple[str, str]]:
    """The application in the trial's variant: its address and its token."""
    token = secrets.token_urlsafe(24)
    variant = next(one for one in task.prepared.plan.variants if one.name == task.cell.variant)
    with running_fake_ccms(
        variant.app_settings,
        token=token,
        workers=variant.workers,
        processor_share=variant.processor_share,
    ) as address:
        yield address.url, token


def _job(task: Task, url: str) -> LaunchJob:
    plan = task.prepared.plan
    return LaunchJob(
        launch=task.launch,
        engine=plan.engine,
        trials=(task.job,),
        repeats=0,
        warm_up=(replace(task.cell, lines=min(plan.lines)),),
        sites={task.cell.variant: url},
        axes={task.cell.design: dict(task.prepared.designs[task.cell.design].axes)},
        devices=(plan.device(task.cell.device),),
        people=tuple(person for person in plan.people if person.name == task.cell.person),
        seed=plan.seed,
        deadline_s=plan.deadline_s,
    )


@dataclass(slots=True)
class _Kept:
    """What one pass gave: its trial and its browser. Journal and watcher in one."""

    trial: Trial | None = None
    browser: Mapping[str, Any] = field(default_factory=dict)

    def append(self, trial: Trial) -> None:
        self.trial = trial

    def browser_started(self, browser: Mapping[str, Any]) -> None:
        self.browser = browser

    def trial_begins(self, cell: Cell, launch: int) -> None:
        """There is one trial, and the pass was announced."""

    def trial_ends(self, trial: Trial) -> None:
        """It is journalled at the same moment."""


def _one_pass(
    what: str, job: LaunchJob, start: StartWorker, console: Console, folder: Path | None = None
) -> _Kept:
    where = f" (into {folder})" if folder else ""
    console.print(f"{job.trials[0].cell.name} {what}{where}…", markup=False, highlight=False, soft_wrap=True)
    kept = _Kept()
    run_worker(job, start, kept, kept, None)
    if kept.trial is not None and kept.trial.state not in (TrialState.COMPLETED, TrialState.NOT_OFFERED):
        console.print(
            f"This pass {kept.trial.state}: {kept.trial.reason}",
            style="yellow",
            markup=False,
            highlight=False,
        )
    return kept


def _describe(task: Task, masking: Masking, url: str, token: str) -> None:
    """`repeat.txt` and `bill.json`, before anything can go wrong."""
    seed = task.prepared.plan.seed
    with Support(Address(url=url, token=token)) as support:
        lines = bill_of(task.cell, seed, task.launch, support.lists())
    said = (
        f"{task.command}\n\n"
        f"cell    {task.cell.name}\n"
        f"seed    {seed}, launch {task.launch}\n"
        f"bill    bill.json: {task.cell.lines} lines, the same for every design in this launch\n"
    )
    (task.folder / "repeat.txt").write_text(said, encoding="utf-8")
    bill: Sequence[Any] = [asdict(mask_line(line, masking)) for line in lines]
    _write(task.folder / "bill.json", {"seed": seed, "launch": task.launch, "lines": bill})


def _write(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
