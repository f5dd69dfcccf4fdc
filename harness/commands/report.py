"""`billbench report`: findings and pages from a run folder, and the answer on the terminal."""

import json
from pathlib import Path

from rich.console import Console

from harness.errors import ExitStatus
from harness.store.runfolder import read_run
from reports.answer import answer
from reports.build import write_report


def report(path: Path, console: Console, *, as_json: bool = False) -> ExitStatus:
    """Write the report of a run and print its answer; `INVALID` when the run says nothing.

    Raises:
        UsageError: there is no run in the folder.
        MeasurementError: the report could not be written.
    """
    run = read_run(path)
    findings = write_report(run, path)
    if as_json:
        summary = json.loads((path / "report" / "summary.json").read_text(encoding="utf-8"))
        console.print_json(data=summary)
    else:
        _print_answer(answer(findings), path, console)
    return ExitStatus.INVALID if findings.validity.state == "invalid" else ExitStatus.OK
