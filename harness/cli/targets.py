"""The commands about target files."""

from pathlib import Path

import click
from rich.console import Console

from billbench.harness.cli.root import FOLDER, billbench
from billbench.harness.model.errors import ExitStatus


@billbench.group()
def target() -> None:
    """Target files: which application is tested, how its pages are worked, and who allowed it.

    \b
    Example:
      billbench target check mine.toml
    """


@target.command("check")
@click.argument("file", type=FOLDER)
@click.option("--lines", type=click.IntRange(1, 5000), multiple=True, help="Only bills of this size.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def target_check(file: Path, lines: tuple[int, ...], as_json: bool) -> ExitStatus:
    """Open the target's pages and say of every part of the map whether it was found, once, and where.

    FILE is a TOML file or the name of a ready one (admin, grid). Logs in and opens a bill of each size; types
    and presses nothing else. Ends with 2 when something is not as the file says, with 4 when the target does
    not answer; a screenshot shows what was there instead.

    \b
    Example:
      billbench target check mine.toml --lines 20
    """
    from billbench.harness.commands.preparing.plans import named_target
    from billbench.harness.commands.target import check as command

    return command.check(named_target(file), Console(), lines=lines, as_json=as_json)


@target.command("record")
@click.argument("url")
@click.option("--out", type=FOLDER, default=Path("target.toml"), show_default=True, help="The file to write.")
def target_record(url: str, out: Path) -> ExitStatus:
    """Open a window at URL, ask you to point at the parts of a bill page, and write a target file of them.

    \b
    Example:
      billbench target record http://127.0.0.1:8011/admin/ --out mine.toml
    """
    from billbench.harness.commands.target import record as command

    return command.record(url, out, Console())


@target.command("restore")
@click.argument("run", type=FOLDER)
def target_restore(run: Path) -> ExitStatus:
    """Put back what RUN has changed in the target's bills and did not put back itself, as when it was killed.

    What was typed over is typed back, and lines that it added are taken away. What somebody else has changed
    since then is left and told. Ends with 2 when not all could be put back, with 4 when the target does not
    answer.

    \b
    Example:
      billbench target restore runs/mine-20260102-030405
    """
    from billbench.harness.commands.target import restore as command

    return command.restore(run, Console())


@target.command("schema")
def target_schema() -> ExitStatus:
    """Print the JSON Schema of target files, for an editor.

    \b
    Example:
      billbench target schema
    """
    from billbench.harness.commands.target import check as command

    return command.schema(Console())
