"""`billbench trend`: the history of a page over runs, with its steps marked."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from billbench.harness.commands.preparing.run_info import RUNS
from billbench.harness.model.errors import ExitStatus, MeasurementError
from billbench.harness.store.runfolder import read_run
from billbench.reports.gate.trend import trend as history_of
from billbench.reports.gate.trend_pages import trend_text, write_trend
from billbench.reports.pages.programs import as_data


def trend(paths: Sequence[Path], out: Path | None, console: Console, *, as_json: bool) -> ExitStatus:
    """Write the history of these runs and print it.

    Raises:
        UsageError: a folder holds no run, or one that is not comparable with the first.
    """
    found = history_of([read_run(path) for path in paths])
    folder = out or RUNS / f"trend-{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}"
    try:
        write_trend(found, folder)
    except OSError as error:
        raise MeasurementError(
            f"The trend could not be written to {folder}: {error.strerror or error}. Name another with --out."
        ) from error
    if as_json:
        Console().print_json(data=as_data(found))
        return ExitStatus.OK
    console.print(trend_text(found), markup=False, highlight=False, soft_wrap=True, end="")
    console.print(f"Chart: {folder}/trend/trend.svg", markup=False, highlight=False, soft_wrap=True)
    return ExitStatus.OK
