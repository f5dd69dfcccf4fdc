"""`billbench report`: findings and pages from run folders, and the answer on the terminal."""

import datetime
import json
import os
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from billbench.harness.model.errors import ExitStatus, UsageError
from billbench.harness.model.runs import Run
from billbench.harness.store.loads import is_load
from billbench.harness.store.runfolder import read_run
from billbench.reports.load.answer import answer as load_answer
from billbench.reports.load.build import write_load_report
from billbench.reports.pages.page import ReportAnswer
from billbench.reports.reading.merging import differences, merge, same_run
from billbench.reports.run.answer import answer
from billbench.reports.run.build import write_report
from billbench.reports.run.overview import ReportedRun, answer_of, write_overview
from billbench.reports.words.validity import State


def report(
    paths: Sequence[Path], console: Console, *, out: Path | None = None, as_json: bool = False
) -> ExitStatus:
    """Write the report of a run, or of several, and print its answer; `INVALID` when it says nothing.

    Runs that measured the same thing become one; others stand side by side, unpooled.

    Raises:
        UsageError: there is no run in a folder, or a run is named twice.
        MeasurementError: the report could not be written.
    """
    runs = [read_run(path) for path in paths]
    folder = out or (paths[0] if len(paths) == 1 else _folder_of_several())
    _refuse(paths, runs)
    reasons = _why_apart(paths, runs)
    if reasons:
        return _side_by_side(paths, runs, reasons, folder, console, as_json=as_json)
    said, state = _written(runs[0] if len(runs) == 1 else merge(runs), folder)
    if as_json:
        summary = json.loads((folder / "report" / "summary.json").read_text(encoding="utf-8"))
        console.print_json(data=summary)
    else:
        _print_answer(said, folder, console)
    return ExitStatus.INVALID if state is State.INVALID else ExitStatus.OK


def _written(run: Run, folder: Path) -> tuple[ReportAnswer, State]:
    """Write the report that the run's kind has; what it says and how far to believe it."""
    if is_load(folder):
        load = write_load_report(run, folder)
        return load_answer(load), State.VALID if load.valid else State.INVALID
    findings = write_report(run, folder)
    return answer(findings), findings.validity.state


def _folder_of_several() -> Path:
    return Path("runs") / f"several-{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}"


def _refuse(paths: Sequence[Path], runs: Sequence[Run]) -> None:
    """A run that counted twice would halve every interval for nothing, and a load has a report of its own."""
    loads = [path for path in paths if is_load(path)]
    if loads and len(paths) > 1:
        raise UsageError(f"{loads[0]} is a load, which no other run is merged with. Report it alone.")
    for (first, one), (second, other) in combinations(zip(paths, runs, strict=True), 2):
        if same_run(one, other):
            raise UsageError(f"{first} and {second} hold the same trials. Name each run once.")


def _why_apart(paths: Sequence[Path], runs: Sequence[Run]) -> list[str]:
    return [
        f"{paths[0].name} and {path.name}: {reason}."
        for path, run in zip(paths[1:], runs[1:], strict=True)
        for reason in differences(runs[0], run)
    ]


def _side_by_side(
    paths: Sequence[Path],
    runs: Sequence[Run],
    reasons: Sequence[str],
    folder: Path,
    console: Console,
    *,
    as_json: bool,
) -> ExitStatus:
    """Every run gets its own report again, to which the common page leads."""
    found = [write_report(run, path) for run, path in zip(runs, paths, strict=True)]
    beside = [
        ReportedRun(findings=one, page=_page_of(path, folder)) for one, path in zip(found, paths, strict=True)
    ]
    write_overview(beside, reasons, folder)
    if as_json:
        console.print_json((folder / "report" / "claims.json").read_text(encoding="utf-8"))
    else:
        _print_answer(answer_of(found), folder, console)
    invalid = all(one.validity.state is State.INVALID for one in found)
    return ExitStatus.INVALID if invalid else ExitStatus.OK


def _page_of(run: Path, folder: Path) -> str:
    """Where a run's own report is, seen from the common one."""
    return quote(Path(os.path.relpath(run / "report" / "index.html", folder / "report")).as_posix())


def _print_answer(found: ReportAnswer, path: Path, console: Console) -> None:
    for sentence in (
        found.lead,
        *found.sentences,
        *found.assumed,
        *found.guideline,
        *found.work,
        found.validity,
    ):
        if sentence:
            console.print(sentence, markup=False, highlight=False)
    table = Table(*(escape(column) for column in found.columns))
    for row in found.rows:
        table.add_row(*(escape(value) for value in row))
    console.print(table)
    console.print(f"Report: {path / 'report' / 'index.html'}", highlight=False, soft_wrap=True)
