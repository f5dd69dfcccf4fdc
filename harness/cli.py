"""The command line: options in, one command called, an exit status out. The one handler of errors."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from harness.errors import BillbenchError, ExitStatus
from harness.plan_file import PlanFile, parse_plan, read_plan

_FOLDER = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="billbench")
def billbench() -> None:
    """From which size on does a bill page freeze and lose people's work, and which redesign fixes it?

    \b
    Exit status: 0 fine or gate passed, 1 gate failed, 2 wrong command, plan or target,
    3 invalid or inconclusive measurement, 4 target unreachable, 130 interrupted.
    """


@billbench.command()
@click.option("--out", type=_FOLDER, help="The run folder to make (default: runs/demo-DATE-TIME).")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def demo(out: Path | None, as_json: bool) -> ExitStatus:
    """The main job on defaults: measure two page designs, write the report, print the answer.

    \b
    Example:
      billbench demo
    """
    from harness.commands import demo as command

    return command.demo(out, _typed_command(), _console(as_json), as_json=as_json)


@billbench.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one."
)
@click.option("--lines", type=click.IntRange(1, 5000), multiple=True, help="Sizes of the sample bills.")
@click.option("--plan", type=_FOLDER, help="A plan whose own designs and list lengths are served too.")
@click.option("--list-designs", is_flag=True, help="Name the designs with a sentence each, and end.")
def serve(port: int, lines: tuple[int, ...], plan: Path | None, list_designs: bool) -> ExitStatus:
    """The fake CCMS alone, with sample bills, to click through.

    \b
    Example:
      billbench serve --lines 20 --lines 160
      billbench serve --list-designs
    """
    from harness.commands import serve as command

    typed = _typed_plan(plan, {})
    if list_designs:
        return command.list_designs(typed, Console())
    return command.serve(typed, port, lines or (10, 80, 160), Console())


def _plan_options(function: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.option("--design", "designs", multiple=True, help="Only this design (repeatable)."),
        click.option("--lines", "lines", type=int, multiple=True, help="Only this bill size (repeatable)."),
        click.option("--device", "devices", multiple=True, help="Only this device (repeatable)."),
        click.option("--journey", "journeys", multiple=True, help="Only this journey (repeatable)."),
        click.option("--browser", help="chromium, chrome, msedge, firefox or webkit."),
        click.option("--launches", type=int, help="How many browser launches."),
        click.option("--seed", type=int, help="The seed of bills and orders."),
        click.option("--deadline", "deadline_s", type=float, help="Seconds after which a step has hung."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@billbench.command()
@click.argument("plan", type=_FOLDER, required=False)
@_plan_options
@click.option("--out", type=_FOLDER, help="The run folder to make (default: runs/PLAN-DATE-TIME).")
@click.option("--resume", type=_FOLDER, help="Finish the run in this folder.")
@click.option("--gallery", is_flag=True, help="Photograph each design afterwards, for the report.")
@click.option("--short", is_flag=True, help="The plan's short form: fewer sizes and launches, a quick look.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def run(
    plan: Path | None,
    out: Path | None,
    resume: Path | None,
    gallery: bool,
    short: bool,
    as_json: bool,
    **flags: Any,
) -> ExitStatus:
    """Measure a plan in a real browser, into a run folder, and write its report.

    PLAN is a TOML file, the name of a ready plan (guideline, claims/C4) or of a folder of them (claims: each
    into a run folder of its own). Without one, the defaults with the flags' changes. Flags win over the plan.

    \b
    Examples:
      billbench run scenarios/plans/guideline.toml
      billbench run claims/C4
      billbench run claims --short
      billbench run --design paged --lines 80 --launches 5
      billbench run --resume runs/guideline-20260102-030405
    """
    from harness.commands import report as report_command
    from harness.commands import run as command

    console = _console(as_json)
    given = {name: value for name, value in flags.items() if value not in (None, ())}
    if resume is not None:
        if plan is not None or out is not None or short or given:
            raise click.UsageError("--resume takes its plan from the run folder: give nothing beside it.")
        folders = [command.resume(resume, console)]
    else:
        todo = command.prepare_all(plan, given, short=short)
        folders = command.measure_all(todo, out, _typed_command(), console)
    if gallery:
        for folder in folders:
            command.take_pictures(folder, console)
    return report_command.report(folders, Console() if as_json else console, as_json=as_json)


@billbench.command()
@click.argument("folders", metavar="RUN…", type=_FOLDER, nargs=-1, required=True)
@click.option("--out", type=_FOLDER, help="Where the report of several runs goes (default: runs/several-…).")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def report(folders: tuple[Path, ...], out: Path | None, as_json: bool) -> ExitStatus:
    """Write the report of a run folder (again) and print its answer.

    Several runs that measured the same thing become one; others stand side by side, with the claims that each
    of them decides.

    \b
    Examples:
      billbench report runs/demo-20260102-030405
      billbench report runs/guideline-20260102-030405 runs/guideline-20260103-030405
    """
    from harness.commands import report as command

    return command.report(folders, Console(), out=out, as_json=as_json)


@billbench.command()
@click.argument("folders", metavar="RUN [RUN]", type=_FOLDER, nargs=-1, required=True)
@click.option("--design", "designs", multiple=True, help="Compare two designs of one run (give it twice).")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
def compare(folders: tuple[Path, ...], designs: tuple[str, ...], as_json: bool) -> ExitStatus:
    """Two runs, or two designs of one run, side by side: differences with their intervals.

    Only like is compared with like: the same plan and browser. Two designs are paired within launches, which
    is sharper than two runs.

    \b
    Examples:
      billbench compare runs/demo-20260102-030405 runs/demo-20260103-030405
      billbench compare runs/demo-20260102-030405 --design single-page --design paged
    """
    from harness.commands import compare as command

    if len(folders) == 2 and not designs:
        return command.compare_runs(folders[0], folders[1], Console(), as_json=as_json)
    if len(folders) == 1 and len(designs) == 2:
        return command.compare_designs(folders[0], designs[0], designs[1], Console(), as_json=as_json)
    raise click.UsageError("Name two runs, or one run with --design twice.")


@billbench.command()
@click.option("--quick", is_flag=True, help="Fewer repeats, in a minute and a half.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(quick: bool, as_json: bool) -> ExitStatus:
    """The instrument against known answers: its error, its cost, its false alarms.

    Measures pages whose freezes are known, and says on this machine what observing costs, what a throttle
    does, how often two equal pages are called different, and the smallest difference that a run can see.
    Ends with 3 when the instrument is wrong, or when the machine was never quiet enough to tell.

    \b
    Example:
      billbench verify --quick
    """
    from harness.commands import verify as command

    return command.verify(_console(as_json), quick=quick, as_json=as_json)


@billbench.command()
@click.argument("plan", type=_FOLDER, required=False)
@click.option("--mode", type=click.Choice(["closed", "open"]), help="People who wait, or given arrivals.")
@click.option("--people", type=int, help="How many people; in the open mode, at most so many at once.")
@click.option("--arrivals", "arrivals_per_s", type=float, help="Arrivals a second, in the open mode.")
@click.option("--duration", "duration_s", type=float, help="Seconds that the load lasts.")
@click.option("--workers", type=int, help="Worker processes that share the load.")
@click.option("--seed", type=int, help="The seed of bills, arrivals and think times.")
@click.option("--find-capacity", is_flag=True, help="Raise the load until the plan's criterion breaks.")
@click.option("--target", type=_FOLDER, help="A target file, for another application than our own fake.")
@click.option("--master", is_flag=True, help="Wait for the workers to come from other machines.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Where a master listens.")
@click.option("--worker", is_flag=True, help="Be a worker of a master elsewhere; needs no plan.")
@click.option("--master-host", default="127.0.0.1", show_default=True, help="A worker's master.")
@click.option("--port", type=click.IntRange(1, 65535), default=5557, show_default=True, help="The master's.")
@click.option("--out", type=_FOLDER, help="The run folder to make (default: runs/PLAN-DATE-TIME).")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def load(plan: Path | None, worker: bool, as_json: bool, **flags: Any) -> ExitStatus:
    """Many people at once, on Locust: response times without omitted waits, and every save proven.

    Load goes to this machine only, unless a target file names who authorised another host and until when.
    Ends with 3 when the generator was at fault: a lost worker, dropped arrivals, late or saturated.

    \b
    Examples:
      billbench load scenarios/plans/load-mixed.toml --mode open --arrivals 5
      billbench load scenarios/plans/load-mixed.toml --workers 4 --duration 30
      billbench load --worker --master-host 10.0.0.5
    """
    from harness.commands import load as command

    if worker:
        return command.serve_as_worker(flags["master_host"], flags["port"], _console(as_json))
    if plan is None:
        raise click.UsageError("Name a load plan, such as scenarios/plans/load-mixed.toml.")
    order = command.order_of(flags, _typed_command())
    names = ("mode", "people", "arrivals_per_s", "duration_s", "workers", "seed")
    typed = command.read_load_file(plan, {name: flags[name] for name in names if flags[name] is not None})
    return command.load(typed, str(plan), order, _console(as_json), as_json=as_json)


@billbench.group()
def baseline() -> None:
    """A stored baseline: a file with what a page measured when it was last accepted."""


@baseline.command()
@click.argument("file", type=_FOLDER)
@click.option("--from", "run", type=_FOLDER, required=True, help="The run folder whose candidate it becomes.")
@click.option("--reason", required=True, help="Why it is accepted; it stays in the file.")
def update(file: Path, run: Path, reason: str) -> ExitStatus:
    """Accept what a run measured as the new baseline. The one before goes into the file's history.

    \b
    Example:
      billbench baseline update baseline.json --from runs/gate-20260102-030405 --reason "A third list column"
    """
    from harness.commands import baseline as command

    return command.update(file, run, reason, Console())


@billbench.command()
@click.argument("folders", metavar="RUN…", type=_FOLDER, nargs=-1, required=True)
@click.option("--out", type=_FOLDER, help="Where the chart goes (default: runs/trend-DATE-TIME).")
@click.option("--json", "as_json", is_flag=True, help="Print the history as JSON.")
def trend(folders: tuple[Path, ...], out: Path | None, as_json: bool) -> ExitStatus:
    """The history of a page over runs: its freeze, and where that changed for good.

    A single run far out is no step. Runs are put in the order in which they began; of a gate's run its
    candidate is followed.

    \b
    Example:
      billbench trend runs/gate-*
    """
    from harness.commands import trend as command

    return command.trend(folders, out, _console(as_json), as_json=as_json)


_SIDES = (
    click.option("--design", "designs", multiple=True, help="A design of the fake CCMS; give two."),
    click.option("--baseline-url", default="", help="An application that runs on this machine."),
    click.option("--candidate-url", default="", help="Another; BILLBENCH_TOKEN has the token of both."),
    click.option("--baseline-rev", default="", help="A revision of the git repository you are in."),
    click.option("--candidate-rev", default="", help="Another."),
    click.option("--start", default="", help="Starts a revision, at $PORT with the token $BILLBENCH_TOKEN."),
)
_GATE = (
    click.option("--against", type=_FOLDER, help="A stored baseline in place of a measured one."),
    click.option("--budgets", type=_FOLDER, help="A TOML file of absolute limits in place of a baseline."),
    click.option("--lines", type=int, multiple=True, help="A bill size; the first decides (default: 80)."),
    click.option("--margin", type=float, help="How much slower is borne, as a share (default: 0.10)."),
    click.option("--tolerance", "tolerances", multiple=True, help="A counter's growth borne: nodes=0.02."),
    click.option("--launches", type=click.IntRange(2, 1000), help="The most browser launches (default: 16)."),
    click.option("--shard", help="I/N: every N-th launch from the I-th on, to be judged with the others."),
    click.option("--seed", type=click.IntRange(0), help="The seed of bills and orders."),
    click.option("--out", type=_FOLDER, help="The run folder to make (default: runs/gate-DATE-TIME)."),
    click.option("--inconclusive", type=click.Choice(["pass", "fail"]), help="What CI is to take it for."),
    click.option("--json", "as_json", is_flag=True, help="Print the judgement as JSON."),
)


def _gate_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed((*_SIDES, *_GATE)):
        function = option(function)
    return function


@billbench.command()
@click.argument("folders", metavar="[RUN…]", type=_FOLDER, nargs=-1)
@_gate_options
def gate(
    folders: tuple[Path, ...],
    against: Path | None,
    budgets: Path | None,
    inconclusive: str | None,
    as_json: bool,
    **flags: Any,
) -> ExitStatus:
    """Did this change make it worse? The verdict for CI: pass, fail, inconclusive or invalid.

    Measures both sides in turns within the same browser launches, looks at planned moments, and ends when it
    knows. With RUN…, judges measured folders again, several as the shards of one gate.

    \b
    Exit status: 0 pass, 1 fail, 3 inconclusive or invalid, 2 wrong command, 4 no application.

    \b
    Examples:
      billbench gate --design single-page --design lean-page
      billbench gate --baseline-rev main --candidate-rev HEAD
      billbench gate --baseline-url http://127.0.0.1:8001 --candidate-url http://127.0.0.1:8002
      billbench gate --against baseline.json --design single-page
      billbench gate --budgets budgets.toml --design single-page
      billbench gate --design single-page --design lean-page --shard 1/4 --out shard-1
      billbench gate shard-1 shard-2 shard-3 shard-4
    """
    from harness.commands import gate as command
    from harness.commands.gate_order import order_of, typed_as
    from harness.commands.held_against import held_against

    telling, held = command.telling(inconclusive, as_json=as_json), held_against(against, budgets)
    given = {name: value for name, value in flags.items() if value not in (None, (), "")}
    if folders:
        out = given.pop("out", None)
        if given:
            raise click.UsageError(
                "Folders that were measured hold their own question: "
                f"leave out {typed_as(next(iter(given)))}."
            )
        return command.judge_again(folders, out or folders[0], held, telling, _console(as_json))
    order = order_of(given, held, _typed_command())
    return command.gate(order, telling, _console(as_json))


def _typed_plan(path: Path | None, flags: dict[str, Any]) -> PlanFile:
    return read_plan(path, flags) if path else parse_plan(flags, "flags")


def _typed_command() -> Sequence[str]:
    return ("billbench", *sys.argv[1:])


def _console(as_json: bool) -> Console:
    """Where people's lines go: beside the figures when those are for a machine."""
    return Console(stderr=as_json)


def main() -> None:
    """The entry point `billbench`: run a command and leave with its status."""
    try:
        status = billbench.main(prog_name="billbench", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = ExitStatus.USAGE
    except click.Abort:
        status = ExitStatus.INTERRUPTED
    except BillbenchError as error:
        click.echo(f"billbench: {error}", err=True)
        status = error.exit_status
    except KeyboardInterrupt:
        click.echo("billbench: stopped.", err=True)
        status = ExitStatus.INTERRUPTED
    sys.exit(int(status or ExitStatus.OK))
