"""The gate for CI, and the baselines it holds pages against."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from billbench.harness.cli.root import FOLDER, billbench, console_of, given, typed_command
from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.errors import ExitStatus


@billbench.group()
def baseline() -> None:
    """A stored baseline: a file with what a page measured when it was last accepted."""


@baseline.command()
@click.argument("file", type=FOLDER)
@click.option("--from", "run", type=FOLDER, required=True, help="The run folder whose candidate it becomes.")
@click.option("--reason", required=True, help="Why it is accepted; it stays in the file.")
def update(file: Path, run: Path, reason: str) -> ExitStatus:
    """Accept what a run measured as the new baseline. The one before goes into the file's history.

    \b
    Example:
      billbench baseline update baseline.json --from runs/gate-20260102-030405 --reason "A third list column"
    """
    from billbench.harness.commands import baseline as command

    return command.update(file, run, reason, Console())


_SIDES = (
    click.option("--design", "designs", multiple=True, help="A design of the fake CCMS; give two."),
    click.option("--target", "targets", type=FOLDER, multiple=True, help="A target file, or two of them."),
    click.option("--baseline-url", default="", help="An application that runs on this machine."),
    click.option("--candidate-url", default="", help="Another; BILLBENCH_TOKEN has the token of both."),
    click.option("--baseline-rev", default="", help="A revision of the git repository you are in."),
    click.option("--candidate-rev", default="", help="Another."),
    click.option(
        "--start", default="", help="Starts a revision, at $PORT; a fake with the token $BILLBENCH_TOKEN."
    ),
)
_GATE = (
    click.option("--against", type=FOLDER, help="A stored baseline in place of a measured one."),
    click.option("--budgets", type=FOLDER, help="A TOML file of absolute limits in place of a baseline."),
    click.option("--lines", type=int, multiple=True, help="A bill size; the first decides (default: 80)."),
    click.option("--journey", help="change-page, save-and-return or open-bill (default: the first it has)."),
    click.option("--margin", type=float, help="How much slower is borne, as a share (default: 0.10)."),
    click.option("--tolerance", "tolerances", multiple=True, help="A counter's growth borne: nodes=0.02."),
    click.option("--launches", type=click.IntRange(2, 1000), help="The most browser launches (default: 12)."),
    click.option("--shard", help="I/N: every N-th launch from the I-th on, to be judged with the others."),
    click.option("--seed", type=click.IntRange(0), help="The seed of bills and orders."),
    click.option(
        "--assistive-technology",
        type=click.Choice(list(map(str, AssistiveTechnology))),
        help="What both sides are measured with: none, or as for a person with a screen reader.",
    ),
    click.option("--out", type=FOLDER, help="The run folder to make (default: runs/gate-DATE-TIME)."),
    click.option("--inconclusive", type=click.Choice(["pass", "fail"]), help="What CI is to take it for."),
    click.option("--json", "as_json", is_flag=True, help="Print the judgement as JSON."),
)


def _gate_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed((*_SIDES, *_GATE)):
        function = option(function)
    return function


@billbench.command()
@click.argument("folders", metavar="[RUN…]", type=FOLDER, nargs=-1)
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
      billbench gate --target old.toml --target new.toml
      billbench gate --target page.toml --baseline-rev main --candidate-rev HEAD --start 'flask run -p $PORT'
      billbench gate --against baseline.json --design single-page
      billbench gate --budgets budgets.toml --design single-page
      billbench gate --baseline-rev main --candidate-rev HEAD --assistive-technology screen-reader
      billbench gate --design single-page --design lean-page --shard 1/4 --out shard-1
      billbench gate shard-1 shard-2 shard-3 shard-4
    """
    from billbench.harness.commands.gate import gate as command
    from billbench.harness.commands.gate.held_against import held_against
    from billbench.harness.commands.gate.order import order_of, typed_as

    telling, held = command.telling(inconclusive, as_json=as_json), held_against(against, budgets)
    asked = given(flags)
    if folders:
        out = asked.pop("out", None)
        if asked:
            one = typed_as(next(iter(asked)))
            raise click.UsageError(f"Folders that were measured hold their own question: leave out {one}.")
        return command.judge_again(folders, out or folders[0], held, telling, console_of(as_json))
    order = order_of(asked, held, typed_command())
    return command.gate(order, telling, console_of(as_json))
