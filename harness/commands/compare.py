"""`billbench compare`: two runs, or two designs of one run, side by side."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from billbench.harness.model.errors import ExitStatus, UsageError
from billbench.harness.model.runs import Run
from billbench.harness.store.runfolder import read_run
from billbench.reports.findings.across import compare_runs as differences_of
from billbench.reports.findings.across import speeds_apart
from billbench.reports.findings.findings import Findings, find
from billbench.reports.findings.words import times_as
from billbench.reports.reading.merging import differences, same_run, unlike_machines
from billbench.reports.words.series import setting_title
from billbench.reports.words.validity import State


def compare_runs(first: Path, second: Path, console: Console, *, as_json: bool) -> ExitStatus:
    """How many times the second run's measures are the first's; `INVALID` when either run says nothing.

    Raises:
        UsageError: a folder has no run, or the runs are not like each other.
    """
    runs = [read_run(path) for path in (first, second)]
    if same_run(*runs):
        raise UsageError(f"{first} and {second} hold the same trials. Name two runs.")
    reasons = differences(*runs)
    if reasons:
        raise UsageError(f"{first} and {second} cannot be compared: {'; '.join(reasons)}.")
    found = [find(run) for run in runs]
    rows = differences_of(found[0], found[1])
    notes = [f"The machines differ ({text}): so may every figure." for text in unlike_machines(runs)]
    notes.extend(speeds_apart(*found))
    if as_json:
        console.print_json(data={"notes": notes, "differences": [dataclasses.asdict(one) for one in rows]})
    else:
        table = _table(f"{second} over {first}", ("Design", "On", "Lines", "Measure"))
        for one in rows:
            name = (found[0].plan.design_title(one.series.design), setting_title(one.series))
            measure = one.measure.removesuffix("_s").replace("_", " ")
            _row(table, (*name, f"{one.lines:,}", measure), times_as(one.effect), shown=one.shown)
        _print(console, table, [*notes, *_states(found)])
    return _status(found)


def compare_designs(path: Path, first: str, second: str, console: Console, *, as_json: bool) -> ExitStatus:
    """How many times the second design's measures are the first's, paired within launches.

    Raises:
        UsageError: there is no run in the folder, or a design is not in it.
    """
    run = read_run(path)
    designs = dict.fromkeys(trial.cell.design for trial in run.trials)
    for name in (first, second):
        if name not in designs:
            raise UsageError(f"{path} has no design “{name}”. It has {', '.join(designs) or 'no trials'}.")
    found = find(_only(run, (first, second)))
    compared = found.comparisons
    if compared is None:
        raise UsageError(f"{path} has no size that both designs were measured at. Measure both in one run.")
    if as_json:
        console.print_json(data=dataclasses.asdict(compared))
    else:
        table = _table(f"{second} over {first}", ("On", "Lines", "Measure"))
        for one in compared.ratios:
            what = (one.device, f"{one.lines:,}", one.aspect.value)
            _row(table, what, times_as(one.effect), shown=one.shown)
        _print(console, table, _states([found]))
    return _status([found])


def _only(run: Run, designs: Sequence[str]) -> Run:
    """The run as if it had been planned with these designs, in this order."""
    info = dataclasses.replace(run.info, plan={**run.info.plan, "designs": list(designs)})
    trials = tuple(trial for trial in run.trials if trial.cell.design in designs)
    return dataclasses.replace(run, info=info, trials=trials)


def _table(title: str, columns: Sequence[str]) -> Table:
    return Table(*columns, "Times (95 % interval)", "Finding", title=escape(title))


def _row(table: Table, name: Sequence[str], effect: str, *, shown: bool) -> None:
    table.add_row(*map(escape, name), effect, "shown" if shown else "not shown")


def _print(console: Console, table: Table, notes: Sequence[str]) -> None:
    console.print(table)
    for note in notes:
        console.print(note, markup=False, highlight=False)


def _states(found: Sequence[Findings]) -> list[str]:
    return [f"{one.info.name} is {one.validity.state.value}." for one in found]


def _status(found: Sequence[Findings]) -> ExitStatus:
    invalid = any(one.validity.state is State.INVALID for one in found)
    return ExitStatus.INVALID if invalid else ExitStatus.OK
