"""What was flagged, set aside, stolen or disagreed about, counted by cause: the figures behind a run's
validity."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.reading.cells import CellStep
from billbench.reports.reading.samples import standing_trials
from billbench.reports.words.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseCount:
    """`trials` with one cause, and how many of them are `standing` for want of an undisturbed repeat."""

    cause: str
    trials: int
    standing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stolen:
    """Other work on the machine during the `steps` of one design: its `share` of the waiting, and that of the
    `worst` step."""

    design: str
    steps: int
    share: float
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """Of all `trials`, of which `repeats` are repeats: `states` counts how they ended, `diagnoses` those with
    each disagreement of signals."""

    trials: int
    repeats: int
    flags: tuple[CauseCount, ...]
    states: tuple[tuple[TrialState, int], ...]
    diagnoses: tuple[tuple[str, int], ...]
    stolen: tuple[Stolen, ...]


def doubts_of(run: Run, cells: Sequence[CellStep]) -> Doubts:
    flagged, standing = _flags(run.trials), _flags(standing_trials(run.trials))
    diagnoses = Counter(
        clean(name)
        for trial in run.trials
        for name in dict.fromkeys(
            [*trial.diagnoses, *(one for step in trial.steps for one in step.diagnoses)]
        )
    )
    states = Counter(trial.state for trial in run.trials)
    return Doubts(
        trials=len(run.trials),
        repeats=sum(trial.attempt > 0 for trial in run.trials),
        flags=tuple(
            CauseCount(cause=cause, trials=trials, standing=standing[cause])
            for cause, trials in sorted(flagged.items())
        ),
        states=tuple((state, states[state]) for state in TrialState if states[state]),
        diagnoses=tuple(diagnoses.most_common()),
        stolen=_stolen(cells),
    )


def _flags(trials: Sequence[Trial]) -> Counter[str]:
    """How many trials have each flag."""
    return Counter(flag for trial in trials for flag in {clean(flag) for flag in trial.flags})


def _stolen(cells: Sequence[CellStep]) -> tuple[Stolen, ...]:
    by_design = {
        design: stolen_and_waited([cell for cell in cells if cell.series.design == design])
        for design in dict.fromkeys(cell.series.design for cell in cells)
    }
    return tuple(
        Stolen(
            design=design,
            steps=len(pairs),
            share=stolen_share(pairs),
            worst=max(stolen / wait for stolen, wait in pairs),
        )
        for design, pairs in by_design.items()
        if pairs
    )


def stolen_and_waited(cells: Sequence[CellStep]) -> list[tuple[float, float]]:
    """Of each step of each launch that has both."""
    return [
        (stolen, wait)
        for cell in cells
        for sample in cell.samples
        if (stolen := sample.measures["stolen_s"]) is not None and (wait := sample.measures["wait_s"])
    ]


def stolen_share(pairs: Sequence[tuple[float, float]]) -> float:
    return sum(stolen for stolen, _ in pairs) / sum(wait for _, wait in pairs)
