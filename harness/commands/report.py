"""`billbench report`: findings and pages from a run folder, and the answer on the terminal."""

import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from harness.errors import ExitStatus
from harness.model import Run
from harness.store.requests import is_load
from harness.store.runfolder import read_run
from reports.answer import Answer, answer
from reports.build import write_report
from reports.load.answer import answer as load_answer
from reports.load.build import write_load_report
from reports.validity import State


def report(path: Path, console: Console, *, as_json: bool = False) -> ExitStatus:
    """Write the report of a run and print its answer; `INVALID` when the run says nothing.

    Raises:
        UsageError: there is no run in the folder.
        MeasurementError: the report could not be written.
    """
    said, state = _written(read_run(path), path)
    if as_json:
        summary = json.loads((path / "report" / "summary.json").read_text(encoding="utf-8"))
        console.print_json(data=summary)
    else:
        _print_answer(said, path, console)
    return ExitStatus.INVALID if state is State.INVALID else ExitStatus.OK


def _written(run: Run, path: Path) -> tuple[Answer, State]:
    """Write the report that the run's kind has; what it says and how far to believe it."""
    if is_load(path):
        load = write_load_report(run, path)
        return load_answer(load), State.VALID if load.valid else State.INVALID
    findings = write_report(run, path)
    return answer(findings), findings.validity.state


def _print_answer(found: Answer, path: Path, console: Console) -> None:
    for sentence in (*found.sentences, *found.guideline, *found.work, found.validity):
        console.print(sentence, markup=False, highlight=False)
    table = Table(*(escape(column) for column in found.columns))
    for row in found.rows:
        table.add_row(*(escape(value) for value in row))
    console.print(table)
    console.print(f"Report: {path / 'report' / 'index.html'}", highlight=False, soft_wrap=True)
