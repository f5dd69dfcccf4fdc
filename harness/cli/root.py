"""What every command hangs on and uses: the group, how folders are typed, where lines go."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

FOLDER = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda context, _, asked: _tell_version(context) if asked else None,
    help="What runs here: version, place, Python, browser.",
)
def billbench() -> None:
    """From which size on does a bill page freeze and lose people's work, and which redesign fixes it?

    \b
    Exit status: 0 fine or gate passed, 1 gate failed, 2 wrong command, plan or target,
    3 invalid or inconclusive measurement, 4 target unreachable, 130 interrupted.
    """


def _tell_version(context: click.Context) -> None:
    from billbench.harness.commands.version import version_lines

    for line in version_lines():
        click.echo(line)
    context.exit()


def given(flags: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given a value."""
    return {name: value for name, value in flags.items() if value not in (None, (), "")}


def typed_command() -> Sequence[str]:
    """The command as it was typed, to be told again."""
    return ("billbench", *sys.argv[1:])


def console_of(as_json: bool) -> Console:
    """Where people's lines go: beside the figures when those are for a machine."""
    return Console(stderr=as_json)
