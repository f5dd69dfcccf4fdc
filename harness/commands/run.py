"""`billbench run`: measure a plan into a run folder, from the start or from where it stopped."""

import datetime
import functools
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from harness.commands.plans import name_of, named_plans
from harness.commands.prepared import Prepared
from harness.commands.progress import run_progress
from harness.commands.stop_key import stop_key
from harness.commands.target import check_before_run
from harness.commands.targets import of_targets, prepare_targets
from harness.engine import environment
from harness.engine.browser import locate
from harness.engine.gallery import photograph
from harness.engine.readback import Begun, Noted, applied_since, read_back
from harness.engine.supervisor import Site, Watcher, run_plan, worker_process
from harness.engine.target import Address, Support, known_designs, running_fake_ccms
from harness.engine.target_aside import AsideRecords
from harness.errors import Interrupted, UnreachableError, UsageError
from harness.evidence import Evidence
from harness.model import Cause, Cell, Ledger, Run, RunInfo, RunState
from harness.plan import validate
from harness.plan_file import PlanFile, parse_plan, read_plan
from harness.store import runfolder
from harness.store.runfolder import RunFolder
from harness.target_file import TargetFile, check_may_be_tested
from scenarios.catalogue import JOURNEYS
from scenarios.people import PEOPLE

RUNS = Path("runs")
_RESTARTS = 3
"""How often an application under test that died is started anew within one run."""


def prepare(typed: PlanFile, source: str) -> Prepared:
    """Check a plan against what exists. Raises `UsageError` with every mistake."""
    designs = known_designs(typed.app_settings())
    for name in typed.variant:
        known_designs(typed.app_settings(name))  # Its settings are the application's to refuse, and now.
    plan = validate(
        typed,
        source,
        designs=[design.name for design in designs],
        journeys=list(JOURNEYS),
        people=PEOPLE,
    )
    return Prepared(typed=typed, plan=plan, designs={design.name: design for design in designs})


def prepare_all(
    plan: Path | None, flags: Mapping[str, Any], *, short: bool, targets: Sequence[Path] = ()
) -> list[Prepared]:
    """Check every plan that a name stands for, before the first is measured.

    Raises:
        UsageError: with every mistake of the first plan that has any.
    """
    if plan is None and short:
        raise UsageError("--short is a form of a plan, and no plan is named. Name one, or leave it out.")
    if targets:
        return [prepare_targets(plan, flags, targets, short=short)]
    if plan is None:
        return [prepare(parse_plan(flags, "flags"), "flags")]
    return [
        replace(prepare(read_plan(path, flags, short=short), str(path)), named=name_of(path))
        for path in named_plans(plan)
    ]


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
    locate(prepared.plan.engine)
    check_before_run(list(prepared.targets.values()), prepared.plan.lines, prepared.plan.engine)
    created = datetime.datetime.now(datetime.UTC)
    path = out or RUNS / f"{prepared.plan.name}-{created:%Y%m%d-%H%M%S}"
    info = describe(prepared, created, command)
    with runfolder.create(path, info) as folder:
        _go_on(prepared, folder, console)
    return path


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
    locate(prepared.plan.engine)
    with runfolder.reopen(path) as folder:
        _go_on(prepared, folder, console)
    return path


def prepared_again(run: Run) -> Prepared:
    """The plan of a run as it was typed, and whether its targets may still be tested."""
    typed = parse_plan(run.info.plan["typed"], run.info.name)  # type: ignore[arg-type]
    targets = {
        name: TargetFile.model_validate(plain)
        for name, plain in run.info.plan.get("targets", {}).items()  # type: ignore[attr-defined]
    }
    if not targets:
        return prepare(typed, run.info.name)
    for target in targets.values():
        check_may_be_tested(target, run.info.name, datetime.datetime.now(datetime.UTC).date())
    return of_targets(typed, run.info.name, targets)


def _go_on(prepared: Prepared, folder: RunFolder, console: Console) -> None:
    if folder.info.state is RunState.COMPLETE:
        return
    total = folder.info.trials_planned
    done = sum(not trial.attempt for trial in folder.finished.values())
    folder.update(state=RunState.RUNNING)
    note = functools.partial(note_browser, folder)
    try:
        with stop_key(), run_progress(console, total=total, done=done, note=note) as progress:
            _run_to_the_end(prepared, folder, progress)
    except KeyboardInterrupt:
        folder.update(state=RunState.INTERRUPTED)
        raise Interrupted(
            f"Stopped; {len(folder.finished)} finished trials are kept. "
            f"Finish the run with: billbench run --resume {folder.path}"
        ) from None
    except BaseException:
        folder.update(state=RunState.INTERRUPTED)
        raise
    finished = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    folder.update(state=RunState.COMPLETE, finished_at=finished)


def _run_to_the_end(prepared: Prepared, folder: RunFolder, watcher: Watcher) -> None:
    """Run what is missing; an application that died is started anew, or tried again, a few times."""
    again = "The target was tried again" if prepared.targets else "The application was started anew"
    for restarts_left in reversed(range(_RESTARTS + 1)):
        with _standing(prepared, folder.path) as (site, token):
            start = functools.partial(worker_process, token=token)
            try:
                run_plan(prepared.plan, folder, site, start, watcher)
            except UnreachableError as death:
                if not restarts_left or prepared.at is not None:
                    raise
                folder.update(warnings=(*folder.info.warnings, f"{again}: {death}"))
            else:
                return


@contextmanager
def _standing(prepared: Prepared, folder: Path) -> Iterator[tuple[Site, str]]:
    """What is measured, and its token: our fake, which runs meanwhile, or targets that run anyway."""
    axes = {name: design.axes for name, design in prepared.designs.items()}
    if prepared.targets:
        plain = {name: target.plain for name, target in prepared.targets.items()}
        reader = functools.partial(_read_back_target, prepared, folder)
        yield Site(urls={}, axes=axes, targets=plain, read_back=reader), ""
        return
    with _running(prepared) as (urls, token):
        yield Site(urls=urls, axes=axes, read_back=functools.partial(read_back_from, urls, token)), token


def _read_back_target(
    prepared: Prepared, folder: Path, cell: Cell, begun: Begun, noted: Noted, cause: Cause
) -> Ledger:
    records = AsideRecords(
        prepared.targets[cell.design], folder.name, folder / runfolder.ARTIFACTS, prepared.plan.engine
    )
    return read_back(records, begun, noted, Evidence(gave_up=noted.gave_up, ending=cause))


def read_back_from(
    urls: Mapping[str, str], token: str, cell: Cell, begun: Begun, noted: Noted, cause: Cause
) -> Ledger:
    """The bill of a trial that was ended from outside. What its page sent was seen by nobody who is left."""
    with Support(Address(url=urls[cell.variant], token=token)) as support:
        seen = Evidence(rules=applied_since(support, begun.rules), gave_up=noted.gave_up, ending=cause)
        return read_back(support, begun, noted, seen)


@contextmanager
def _running(prepared: Prepared) -> Iterator[tuple[Mapping[str, str], str]]:
    """The application in each variant: where each is, and the token that all of them take."""
    variants = prepared.plan.variants
    if prepared.at is not None:
        yield {variant.name: prepared.at.url for variant in variants}, prepared.at.token
        return
    token = secrets.token_urlsafe(24)
    with ExitStack() as stack:
        urls = {
            variant.name: stack.enter_context(
                running_fake_ccms(
                    variant.app_settings,
                    token=token,
                    workers=variant.workers,
                    processor_share=variant.processor_share,
                )
            ).url
            for variant in variants
        }
        yield urls, token


def note_browser(folder: RunFolder, browser: Mapping[str, Any]) -> None:
    """Write the browser into the run when it first starts, and refuse another one later."""
    recorded = folder.info.environment
    unlike = environment.differences(recorded, browser)
    if unlike:
        raise UsageError(
            f"{folder.path} cannot go on: {'; '.join(unlike)}. Use the same browser, or start a new run."
        )
    if "browser" not in recorded:
        folder.update(environment={**recorded, **browser})


def _factors(typed: PlanFile) -> Mapping[str, object]:
    """Which value of which axis each design of a factor plan has, for its report."""
    if typed.factors is None:
        return {}
    return {"factors": {"axes": typed.factors.axes, "levels": typed.factors.expanded().levels}}


def describe(prepared: Prepared, created: datetime.datetime, command: Sequence[str]) -> RunInfo:
    """What the run's folder says of a run that begins."""
    plan = prepared.plan
    named = [prepared.designs[name] for name in plan.designs]
    return RunInfo(
        name=plan.name,
        state=RunState.RUNNING,
        created_at=created.isoformat(timespec="seconds"),
        seed=plan.seed,
        trials_planned=len(plan.cells()) * plan.launches,
        plan={
            "designs": list(plan.designs),
            "design_titles": {design.name: design.title for design in named},
            "design_sentences": {design.name: design.sentence for design in named},
            "design_axes": {design.name: dict(design.axes) for design in named},
            "lines": list(plan.lines),
            "variants": [variant.name for variant in plan.variants],
            "variant_sentences": {variant.name: variant.sentence for variant in plan.variants},
            "devices": [device.name for device in plan.devices],
            "device_sentences": {device.name: device.sentence for device in plan.devices},
            "journeys": list(plan.journeys),
            "journey_titles": {name: JOURNEYS[name].title for name in plan.journeys},
            "launches": plan.launches,
            "deadline_s": plan.deadline_s,
            "seed": plan.seed,
            **_factors(prepared.typed),
            "named": prepared.named,
            **(
                {"targets": {name: one.plain for name, one in prepared.targets.items()}}
                if prepared.targets
                else {}
            ),
            "typed": prepared.typed.model_dump(mode="json"),
        },
        steps={name: JOURNEYS[name].steps for name in plan.journeys},
        environment=environment.describe_machine(),
        command=tuple(command),
    )
