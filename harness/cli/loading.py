"""The command that measures under load."""

from pathlib import Path
from typing import Any

import click

from billbench.harness.cli.root import FOLDER, billbench, console_of, typed_command
from billbench.harness.model.errors import ExitStatus


@billbench.command()
@click.argument("plan", type=FOLDER, required=False)
@click.option("--mode", type=click.Choice(["closed", "open"]), help="People who wait, or given arrivals.")
@click.option("--people", type=int, help="How many people; in the open mode, at most so many at once.")
@click.option("--arrivals", "arrivals_per_s", type=float, help="Arrivals a second, in the open mode.")
@click.option("--duration", "duration_s", type=float, help="Seconds that the load lasts.")
@click.option("--workers", type=int, help="Worker processes that share the load.")
@click.option("--seed", type=int, help="The seed of bills, arrivals and think times.")
@click.option("--find-capacity", is_flag=True, help="Raise the load until the plan's criterion breaks.")
@click.option("--target", type=FOLDER, help="A target file, for another application than our own fake.")
@click.option("--master", is_flag=True, help="Wait for the workers to come from other machines.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Where a master listens.")
@click.option("--worker", is_flag=True, help="Be a worker of a master elsewhere; needs no plan.")
@click.option("--master-host", default="127.0.0.1", show_default=True, help="A worker's master.")
@click.option("--port", type=click.IntRange(1, 65535), default=5557, show_default=True, help="The master's.")
@click.option("--out", type=FOLDER, help="The run folder to make (default: runs/PLAN-DATE-TIME).")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def load(plan: Path | None, worker: bool, as_json: bool, **flags: Any) -> ExitStatus:
    """Many people at once, on Locust: response times without omitted waits, and every save proven.

    PLAN is a TOML file or the name of a ready plan (load-mixed, load-capacity, load-browser).
    Load goes to this machine only, unless a target file names who authorised another host and until when.
    Ends with 3 when the generator was at fault: a lost worker, dropped arrivals, late or saturated.

    \b
    Examples:
      billbench load load-mixed --mode open --arrivals 5
      billbench load load-mixed --workers 4 --duration 30
      billbench load --worker --master-host 10.0.0.5
    """
    from billbench.harness.commands.load import load as command
    from billbench.harness.commands.load.remote_worker import serve_as_worker
    from billbench.harness.commands.preparing.plans import named_load_plan

    if worker:
        return serve_as_worker(flags["master_host"], flags["port"], console_of(as_json))
    if plan is None:
        raise click.UsageError("Name a load plan, such as load-mixed.")
    order = command.order_of(flags, typed_command())
    names = ("mode", "people", "arrivals_per_s", "duration_s", "workers", "seed")
    path = named_load_plan(plan)
    typed = command.read_load_file(path, {name: flags[name] for name in names if flags[name] is not None})
    return command.load(typed, str(path), order, console_of(as_json), as_json=as_json)
