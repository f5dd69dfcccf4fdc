"""`billbench baseline`: accept what a run measured, on purpose and with the reason."""

import datetime
from pathlib import Path

from rich.console import Console

from billbench.harness.model.errors import ExitStatus, MeasurementError
from billbench.harness.store.runfolder import read_run
from billbench.reports.gate.accepting import accept
from billbench.reports.gate.baseline import read_baseline, write_baseline


def update(file: Path, run: Path, reason: str, console: Console) -> ExitStatus:
    """Make the baseline file of a run, or put the run in the place of the one before, which it remembers.

    Raises:
        UsageError: there is no reason, the run is not enough, or the file is no baseline.
    """
    previous = read_baseline(file) if file.exists() else None
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    baseline = accept(read_run(run), reason, today, previous)
    try:
        write_baseline(file, baseline)
    except OSError as error:
        raise MeasurementError(f"{file} could not be written: {error.strerror or error}.") from error
    figures = ", ".join(f"{one.freeze_s:.3f} s at {one.lines:,} lines" for one in baseline.accepted.figures)
    console.print(
        f"{file}: {baseline.title} at {figures}, of {baseline.accepted.launches} launches; "
        f"{len(baseline.history)} before it.",
        markup=False,
        highlight=False,
    )
    return ExitStatus.OK
