"""`billbench reproduce`: one trial again, once as it was measured and once with everything switched on."""

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from billbench.harness.application.address import Address
from billbench.harness.application.others.owed import OWED
from billbench.harness.application.ours.fake import running_variants
from billbench.harness.application.ours.office import bill_of
from billbench.harness.application.ours.support import Support
from billbench.harness.commands.reproduce.subject import Subject
from billbench.harness.commands.target.giving_back import give_back
from billbench.harness.engine.messages import LaunchJob
from billbench.harness.engine.supervisor import StartWorker, run_worker, worker_process
from billbench.harness.machine import environment
from billbench.harness.machine.browser import locate, why_no_window
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import ExitStatus, Interrupted, MeasurementError, UsageError
from billbench.harness.model.masking import mask_line, mask_trial
from billbench.harness.model.trials import Cell, Trial, TrialState
from billbench.harness.recording.order import Pass, RecordingOrder
from billbench.harness.recording.recording_worker import recording_process
from billbench.reports.anatomy.page import RECORDING, write_pages
from billbench.reports.anatomy.reproduction import Reproduction, write_reproduction
from billbench.reports.anatomy.story import Story
from billbench.scenarios.catalogue import JOURNEYS


def reproduce(task: Subject, console: Console, *, as_json: bool) -> ExitStatus:
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
            console.print(sentence, markup=False, highlight=False, soft_wrap=True)
        console.print(f"Page: {task.folder / 'index.html'}", highlight=False, soft_wrap=True)
    return ExitStatus.OK


def _refuse(task: Subject) -> None:
    engine = task.prepared.plan.engine
    if engine in (Engine.FIREFOX, Engine.WEBKIT):
        raise UsageError(
            f"This trial was measured in {engine}, which writes no performance trace. "
            'Measure it with browser = "chromium", then reproduce that trial.'
        )
    if task.folder.exists() and any(task.folder.iterdir()):
        raise UsageError(f"The folder {task.folder} is not empty. Name another with --out.")
    locate(engine)


def _record_and_tell(task: Subject, console: Console) -> Story:
    reason = why_no_window(task.prepared.plan.engine)
    shown = f"without a window: {reason}" if reason else "in a window"
    console.print(
        f"{task.cell.name}: the recorded pass runs {shown}.", markup=False, highlight=False, soft_wrap=True
    )
    made = _passes(task, console, window=not reason)
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


def _passes(task: Subject, console: Console, *, window: bool) -> Reproduction:
    """The plain pass, then the recorded one, then the walk-through for Playwright's trace."""
    with _running(task) as (sites, token), _giving_back(task):
        _describe(task, sites, token)
        orders = [
            RecordingOrder(what=what, folder=task.folder.resolve(), masking=task.masking, window=window)
            for what in Pass
        ]
        job = _job(task, sites)
        plain = _one_pass(
            "plain, as it was measured", job, functools.partial(worker_process, token=token), console
        )
        _stop_if_absent(plain.trial)
        recorded = _one_pass(
            "with everything recorded", job, _recording(orders[0], token), console, task.folder
        )
        # Playwright's trace keeps what pages show, and a page that hangs would only hang once more.
        if task.masking.keeps_content and recorded.trial and recorded.trial.state is TrialState.COMPLETED:
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
        original=task.original and mask_trial(task.original, task.masking),
        plain=plain.trial and mask_trial(plain.trial, task.masking),
        recorded=recorded.trial,
        environment=machine,
    )


@contextmanager
def _giving_back(task: Subject) -> Iterator[None]:
    """However the passes end, a target's bill is put back as it was found."""
    try:
        yield
    finally:
        if task.target is not None:
            give_back({task.target.name: task.target}, Path(task.run), task.prepared.plan.engine)


def _recording(order: RecordingOrder, token: str) -> StartWorker:
    return functools.partial(recording_process, order=order, token=token)


def _stop_if_absent(plain: Trial | None) -> None:
    if plain is not None and plain.state is TrialState.NOT_OFFERED:
        raise UsageError(f"There is nothing to reproduce: {plain.reason} Name another design or journey.")


@contextmanager
def _running(task: Subject) -> Iterator[tuple[Mapping[str, str], str]]:
    """Our application in the trial's variant: its address by variant, and its token. A target runs anyway."""
    if task.target is not None:
        yield {}, ""
        return
    asked = [variant for variant in task.prepared.plan.variants if variant.name == task.cell.variant]
    with running_variants(asked) as running:
        yield running


def _job(task: Subject, sites: Mapping[str, str]) -> LaunchJob:
    plan, smallest = task.prepared.plan, min(task.prepared.plan.lines)
    first = replace(task.cell, lines=smallest)
    return LaunchJob(
        launch=task.launch,
        engine=plan.engine,
        trials=(task.job,),
        repeats=0,
        # At a target a warm-up changes nothing: its bills are no throw-aways.
        warm_up=(first if task.target is None else replace(first, journey="open-bill"),),
        sites=dict(sites),
        targets={} if task.target is None else {task.target.name: task.target.plain},
        run=task.folder.name,
        pictures=str(task.folder),
        owed="" if task.target is None else str(Path(task.run) / OWED),
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


def _describe(task: Subject, sites: Mapping[str, str], token: str) -> None:
    """`repeat.txt` and, where the bill is ours, `bill.json`, before anything can go wrong."""
    seed, ours = task.prepared.plan.seed, task.target is None
    bill_is = "bill.json: {} lines, the same for every design in this launch" if ours else "of {} lines"
    said = (
        f"{task.command}\n\n"
        f"cell    {task.cell.name}\n"
        f"seed    {seed}, launch {task.launch}\n"
        f"bill    {bill_is.format(task.cell.lines)}\n"
    )
    (task.folder / "repeat.txt").write_text(said, encoding="utf-8")
    if not ours:
        return
    with Support(Address(url=sites[task.cell.variant], token=token)) as support:
        lines = bill_of(task.cell, seed, task.launch, support.lists())
    bill: Sequence[Any] = [asdict(mask_line(line, task.masking)) for line in lines]
    _write(task.folder / "bill.json", {"seed": seed, "launch": task.launch, "lines": bill})


def _write(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
