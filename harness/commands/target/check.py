"""`billbench target`: is a target file right, and what shape has one."""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from billbench.harness.application.others.aside import check as check_aside
from billbench.harness.application.others.check import Finding, problems
from billbench.harness.machine.browser import locate
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import ExitStatus, UsageError
from billbench.harness.plan.target_file import TargetFile, read_target

CHECKS = Path("runs") / "target-checks"
_SAMPLE_LINES = 10


def check(path: Path, console: Console, *, lines: Sequence[int] = (), as_json: bool = False) -> ExitStatus:
    """Look for every part of a target file on the target's pages, and say where each is.

    Raises:
        UsageError: something is not as the file says, or nobody has authorised its host.
        UnreachableError: the target does not answer.
    """
    target = read_browser_target(path)
    locate()
    findings = check_aside(target, lines or _some_sizes(target), CHECKS / target.name, Engine.CHROMIUM)
    if as_json:
        told = [{name: getattr(one, name) for name in Finding.__slots__} for one in findings]
        console.print_json(json.dumps(told))
    else:
        console.print(_table(findings))
    _refuse(findings, str(path))
    if not as_json:
        console.print(f"{path}: every part was found.", highlight=False)
    return ExitStatus.OK


def schema(console: Console) -> ExitStatus:
    """Print the JSON Schema of target files, for an editor."""
    console.print_json(json.dumps(TargetFile.model_json_schema()))
    return ExitStatus.OK


def read_browser_target(path: Path) -> TargetFile:
    """A target for a browser that may be tested today. Raises `UsageError`."""
    target = read_target(path, datetime.datetime.now(datetime.UTC).date())
    if target.page is None:
        raise UsageError(
            f"The target file {path} has no [bills] and [page]: a browser does not know where its bills are. "
            "Map them; `billbench target record` makes such a file."
        )
    return target


def check_before_run(targets: Sequence[TargetFile], sizes: Sequence[int], engine: Engine) -> None:
    """Before a run: is everything where the target file says. Raises `UsageError` and `UnreachableError`."""
    for target in targets:
        _refuse(check_aside(target, sizes, CHECKS / target.name, engine), target.name)


def _some_sizes(target: TargetFile) -> Sequence[int]:
    return target.map.bills.sizes or (_SAMPLE_LINES,)


def _refuse(findings: Sequence[Finding], source: str) -> None:
    wrong = list(dict.fromkeys((one.problem, one.picture) for one in problems(findings)))
    if not wrong:
        return
    told = [f"{problem}. Screenshot: {picture}" for problem, picture in wrong]
    if len(told) == 1:
        raise UsageError(f"The target file ({source}) does not fit: {told[0]}")
    listed = "".join(f"\n  - {one}" for one in told)
    raise UsageError(f"The target file ({source}) does not fit, for {len(told)} reasons:{listed}")


def _table(findings: Sequence[Finding]) -> Table:
    table = Table("part", "looked for with", "seen", "where", box=None)
    told: set[str] = set()
    for one in findings:
        if one.part in told and not one.problem:
            continue  # On a bill of another size it is the same.
        told.add(one.part)
        style = "red" if one.problem else None
        table.add_row(one.part, escape(one.selector), str(one.count), escape(one.where), style=style)
    return table
