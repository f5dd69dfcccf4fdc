"""The commands that read what was measured."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from billbench.harness.cli.root import FOLDER, billbench, console_of
from billbench.harness.model.errors import ExitStatus


@billbench.command()
@click.argument("folders", metavar="RUN…", type=FOLDER, nargs=-1, required=True)
@click.option("--out", type=FOLDER, help="Where the report of several runs goes (default: runs/several-…).")
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
    from billbench.harness.commands import report as command

    return command.report(folders, Console(), out=out, as_json=as_json)


@billbench.command()
@click.argument("folders", metavar="RUN [RUN]", type=FOLDER, nargs=-1, required=True)
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
    from billbench.harness.commands import compare as command

    if len(folders) == 2 and not designs:
        return command.compare_runs(folders[0], folders[1], Console(), as_json=as_json)
    if len(folders) == 1 and len(designs) == 2:
        return command.compare_designs(folders[0], designs[0], designs[1], Console(), as_json=as_json)
    raise click.UsageError("Name two runs, or one run with --design twice.")


@billbench.command()
@click.argument("folder", metavar="[RUN]", type=FOLDER, required=False)
@click.argument("trial", metavar="[TRIAL-ID]", required=False)
@click.option("--worst", "which", flag_value="worst", help="The trial of RUN that froze longest.")
@click.option("--median", "which", flag_value="median", help="The trial of RUN in the middle.")
@click.option("--design", help="Only this design; without RUN, the design to reproduce.")
@click.option("--lines", type=click.IntRange(1, 5000), help="Only this bill size; without RUN, the size.")
@click.option("--device", help="Without RUN: the device.")
@click.option("--journey", help="Without RUN: the journey (default: change-page).")
@click.option("--out", type=FOLDER, help="Without RUN: the folder to make (default: runs/reproduce-…).")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def reproduce(folder: Path | None, as_json: bool, **asked: Any) -> ExitStatus:
    """One trial again, in a window where there is a display, with all that explains where its time went.

    Writes a folder with a page in plain words, a performance trace for DevTools and Perfetto, a CPU profile,
    a filmstrip, the requests, the console and Playwright's trace: into RUN/artifacts/TRIAL-ID.

    \b
    Examples:
      billbench reproduce runs/demo-20260102-030405 --worst
      billbench reproduce runs/demo-20260102-030405 --median --design paged --lines 80
      billbench reproduce runs/demo-20260102-030405 002-005
      billbench reproduce --design single-page --lines 160 --device office-pc
    """
    from billbench.harness.commands.reproduce import reproduce as command
    from billbench.harness.commands.reproduce.subject import task_of

    return command.reproduce(task_of(folder, asked), console_of(as_json), as_json=as_json)


@billbench.command()
@click.argument("folders", metavar="RUN…", type=FOLDER, nargs=-1, required=True)
@click.option("--out", type=FOLDER, help="Where the chart goes (default: runs/trend-DATE-TIME).")
@click.option("--json", "as_json", is_flag=True, help="Print the history as JSON.")
def trend(folders: tuple[Path, ...], out: Path | None, as_json: bool) -> ExitStatus:
    """The history of a page over runs: its freeze, and where that changed for good.

    A single run far out is no step. Runs are put in the order in which they began; of a gate's run its
    candidate is followed.

    \b
    Example:
      billbench trend runs/gate-*
    """
    from billbench.harness.commands import trend as command

    return command.trend(folders, out, console_of(as_json), as_json=as_json)


@billbench.command()
@click.argument("name", type=click.Choice(["summary", "load", "gate", "trend"]))
def schema(name: str) -> ExitStatus:
    """Print the JSON Schema of what programs read: the summary of a run or of a load, what a gate or a trend
    found.

    \b
    Example:
      billbench schema summary
    """
    from billbench.harness.commands import schema as command

    return command.schema(name, Console())
