"""The commands that measure in a browser, and serve what they measure."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from billbench.harness.cli.root import FOLDER, billbench, console_of, given, typed_command
from billbench.harness.model.errors import ExitStatus
from billbench.harness.plan.plan_file import parse_plan, read_plan


@billbench.command()
@click.option("--out", type=FOLDER, help="The run folder to make (default: runs/demo-DATE-TIME).")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def demo(out: Path | None, as_json: bool) -> ExitStatus:
    """The main job on defaults: measure three page designs, write the report, print the answer.

    \b
    Example:
      billbench demo
    """
    from billbench.harness.commands import demo as command

    return command.demo(out, typed_command(), console_of(as_json), as_json=as_json)


@billbench.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one."
)
@click.option("--lines", type=click.IntRange(1, 5000), multiple=True, help="Sizes of the sample bills.")
@click.option("--plan", type=FOLDER, help="A plan whose own designs and list lengths are served too.")
@click.option("--list-designs", is_flag=True, help="Name the designs with a sentence each, and end.")
def serve(port: int, lines: tuple[int, ...], plan: Path | None, list_designs: bool) -> ExitStatus:
    """The fake CCMS alone, with sample bills, to click through.

    \b
    Example:
      billbench serve --lines 20 --lines 160
      billbench serve --list-designs
    """
    from billbench.harness.commands import serve as command
    from billbench.harness.commands.preparing.plans import named_plan

    typed = read_plan(named_plan(plan), {}) if plan else parse_plan({}, "flags")
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
        click.option("--window", is_flag=True, default=None, help="A whole browser, on a display."),
        click.option("--launches", type=int, help="How many browser launches."),
        click.option("--seed", type=int, help="The seed of bills and orders."),
        click.option("--deadline", "deadline_s", type=float, help="Seconds after which a step has hung."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@billbench.command()
@click.argument("plan", type=FOLDER, required=False)
@_plan_options
@click.option(
    "--target", "targets", type=FOLDER, multiple=True, help="A target file, or the name of a ready one."
)
@click.option("--out", type=FOLDER, help="The run folder to make (default: runs/PLAN-DATE-TIME).")
@click.option("--resume", type=FOLDER, help="Finish the run in this folder.")
@click.option("--gallery", is_flag=True, help="Photograph each design afterwards, for the report.")
@click.option("--short", is_flag=True, help="The plan's short form: fewer sizes and launches, a quick look.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def run(
    plan: Path | None,
    targets: tuple[Path, ...],
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
    With --target it is another application that is measured, in the place of the plan's designs.

    \b
    Examples:
      billbench run guideline
      billbench run claims --short
      billbench run --design paged --lines 80 --launches 5
      billbench run --target mine.toml --journey edit-lines --lines 20
      billbench run --resume runs/guideline-20260102-030405
    """
    from billbench.harness.commands import report as report_command
    from billbench.harness.commands import run as command
    from billbench.harness.commands.preparing.preparing import prepare_all
    from billbench.harness.commands.target.giving_back import check_given_back

    console = console_of(as_json)
    if resume is not None:
        if plan is not None or out is not None or short or targets or given(flags):
            raise click.UsageError("--resume takes its plan from the run folder: give nothing beside it.")
        folders = [command.resume(resume, console)]
    else:
        todo = prepare_all(plan, given(flags), short=short, targets=targets)
        folders = command.measure_all(todo, out, typed_command(), console)
    if gallery:
        for folder in folders:
            command.take_pictures(folder, console)
    status = report_command.report(folders, Console() if as_json else console, as_json=as_json)
    check_given_back(folders)
    return status


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
    from billbench.harness.commands import verify as command

    return command.verify(console_of(as_json), quick=quick, as_json=as_json)
