"""What a person at a browser met beside a load, against the same person when nobody else was there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from billbench.harness.model.flags import Flag
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Cell, Trial, TrialState
from billbench.harness.store.runfolder import read_run
from billbench.reports.findings.outcomes import lost_lines
from billbench.reports.reading.samples import standing_trials
from billbench.reports.statistics.intervals import Interval, geometric_interval

IDLE = "browser-idle"
BESIDE = "browser-beside"
SHOWN = ("freeze_s", "wait_s", "server_s", "stolen_s", "heartbeat_s")
"""`stolen_s` and `heartbeat_s` are the proof that the load did not slow the browser itself."""
_LEAST_S = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideMeasure:
    """Medians over launches, `idle_s` and `beside_s`, and the ratio beside to idle with its interval."""

    name: str
    idle_s: float
    beside_s: float
    ratio: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideCell:
    """One cell in both places: lost lines (`lost_idle`, `lost_beside`), and trials that were disturbed by
    other work (`flagged_idle`, `flagged_beside`)."""

    cell: Cell
    step: str
    launches: int
    measures: tuple[BesideMeasure, ...]
    lost_idle: int
    lost_beside: int
    flagged_idle: int
    flagged_beside: int


def beside_cells(folder: Path) -> tuple[BesideCell, ...]:
    """Every cell that was measured in both; none when the load had no browser."""
    if not (folder / IDLE).exists() or not (folder / BESIDE).exists():
        return ()
    idle, beside = read_run(folder / IDLE), read_run(folder / BESIDE)
    cells = sorted({trial.cell for trial in idle.trials} & {trial.cell for trial in beside.trials})
    return tuple(one for cell in cells if (one := _cell(cell, idle, beside)) is not None)


def is_distorted(cells: tuple[BesideCell, ...]) -> bool:
    """Whether most trials beside the load were disturbed by other work of this machine."""
    flagged = sum(cell.flagged_beside for cell in cells)
    return bool(cells) and flagged * 2 > sum(cell.launches for cell in cells)


def _cell(cell: Cell, idle: Run, beside: Run) -> BesideCell | None:
    step = next((one.name for one in idle.info.steps.get(cell.journey, ()) if one.headline), "")
    here, there = _of(idle, cell), _of(beside, cell)
    launches = sorted(here.keys() & there.keys())
    if not launches:
        return None
    return BesideCell(
        cell=cell,
        step=step,
        launches=len(launches),
        measures=tuple(_measures(step, here, there, launches)),
        lost_idle=_lost(here),
        lost_beside=_lost(there),
        flagged_idle=_flagged(here),
        flagged_beside=_flagged(there),
    )


def _lost(trials: dict[int, Trial]) -> int:
    return sum(lost_lines(trial.ledger) for trial in trials.values() if trial.ledger)


def _flagged(trials: dict[int, Trial]) -> int:
    return sum(Flag.CONTENDED in trial.flags for trial in trials.values())


def _of(run: Run, cell: Cell) -> dict[int, Trial]:
    """The attempt of a cell that stands in each launch."""
    mine = [trial for trial in run.trials if trial.cell == cell and trial.state is TrialState.COMPLETED]
    return {trial.launch: trial for trial in standing_trials(mine)}


def _measures(
    step: str, idle: dict[int, Trial], beside: dict[int, Trial], launches: list[int]
) -> Iterator[BesideMeasure]:
    for name in SHOWN:
        pairs = [(_value(idle[one], step, name), _value(beside[one], step, name)) for one in launches]
        known = [(a, b) for a, b in pairs if a is not None and b is not None]
        if known:
            ratios = [max(b, _LEAST_S) / max(a, _LEAST_S) for a, b in known]
            yield BesideMeasure(
                name=name,
                idle_s=median(a for a, _ in known),
                beside_s=median(b for _, b in known),
                ratio=geometric_interval(ratios),
            )


def _value(trial: Trial, step: str, name: str) -> float | None:
    """The mean of a step that a trial repeats, as in every report."""
    values = [one.measures.get(name) for one in trial.steps if one.name == step]
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
