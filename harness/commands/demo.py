"""`billbench demo`: the main job on defaults."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from rich.console import Console

from billbench.harness.commands.preparing.preparing import prepare
from billbench.harness.commands.report import report
from billbench.harness.commands.run import measure
from billbench.harness.model.errors import ExitStatus
from billbench.harness.plan.plan_file import read_plan


def demo(out: Path | None, command: Sequence[str], console: Console, *, as_json: bool) -> ExitStatus:
    """Measure the demo plan, write its report and print the answer."""
    with resources.as_file(resources.files("billbench.scenarios") / "plans" / "demo.toml") as plan:
        prepared = prepare(read_plan(plan, {}), str(plan))
    folder = measure(prepared, out, command, console)
    return report([folder], Console() if as_json else console, as_json=as_json)
