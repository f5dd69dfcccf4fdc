"""Gates made from a known truth: two sides in turns within the same launches."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from billbench.harness.model.outcomes import Ledger, LineFate, Outcome
from billbench.harness.model.runs import Run, RunInfo, RunState
from billbench.harness.model.trials import Cell, DeviceReading, StepResult, Trial, TrialState
from billbench.reports.gate.question import Question, Side
from tests.unit.reports.made_runs import STEPS

BASELINE = Side(design="single-page", variant="baseline")
CANDIDATE = Side(design="single-page", variant="candidate")
QUESTION = Question(baseline=BASELINE, candidate=CANDIDATE, lines=(80,))
ROUNDS = 8
_MEDIAN_SD = 0.4101
"""Standard deviation of the median of so many standard normal values."""

Noise = Callable[[np.random.Generator, int], NDArray[np.float64]]
"""Factors of a launch: a row a side, a column a round."""


def launch_noise(sd: float) -> Noise:
    """Normal on the log scale; `sd` is that of a launch's log ratio."""
    per_round = sd / (math.sqrt(2) * _MEDIAN_SD)
    return lambda rng, rounds: np.exp(rng.normal(0, per_round, (2, rounds)))


def two_speeds(slow: float = 1.9, share: float = 0.3) -> Noise:
    """A shared machine that goes at one of two speeds for about as long as a round takes."""

    def drawn(rng: np.random.Generator, rounds: int) -> NDArray[np.float64]:
        return np.where(rng.random((2, rounds)) < share, slow, 1.0) * np.exp(rng.normal(0, 0.03, (2, rounds)))

    return drawn


def competing_load(share: float = 0.3) -> Noise:
    """Other work that comes and goes: some rounds of either side take longer, by any amount."""

    def drawn(rng: np.random.Generator, rounds: int) -> NDArray[np.float64]:
        hit = rng.random((2, rounds)) < share
        return np.exp(rng.normal(0, 0.08, (2, rounds)) + hit * rng.exponential(0.7, (2, rounds)))

    return drawn


USUAL_NOISE = launch_noise(0.06)
"""What two equal copies of a page showed in turns, unthrottled (BROWSER.md §8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """`ratio` is the truth: candidate over baseline. `more` is what the candidate's counters have more."""

    ratio: float = 1.0
    launches: int = 16
    lines: tuple[int, ...] = (80,)
    noise: Noise = USUAL_NOISE
    level_sd: float = 0.15
    freeze_s: float = 0.25
    more: Mapping[str, float] = field(default_factory=dict)
    seed: int = 1
    question: Question = QUESTION
    device: str = "unthrottled"


def make_gate(recipe: Recipe | None = None, **changes: object) -> Run:
    """A gate's run; `changes` are those of a default recipe."""
    made = replace(recipe or Recipe(), **changes)  # type: ignore[arg-type]
    rng = np.random.default_rng(made.seed)
    trials = [trial for launch in range(1, made.launches + 1) for trial in _launch(made, launch, rng)]
    return Run(info=_info(made, len(trials)), trials=tuple(trials))


def of_side(run: Run, side: Side, change: Callable[[Trial], Trial], launches: set[int] | None = None) -> Run:
    """The run with the trials of one side changed, in some launches or in all."""
    return replace(
        run,
        trials=tuple(
            change(trial)
            if (trial.cell.design, trial.cell.variant) == (side.design, side.variant)
            and (launches is None or trial.launch in launches)
            else trial
            for trial in run.trials
        ),
    )


def every_step(change: Callable[[dict[str, float | None]], Mapping[str, float | None]]):
    """A change of a trial that changes the measures of all its steps."""

    def changed(trial: Trial) -> Trial:
        steps = tuple(replace(step, measures=change(dict(step.measures))) for step in trial.steps)
        return replace(trial, steps=steps)

    return changed


def hung(trial: Trial) -> Trial:
    return replace(trial, state=TrialState.HUNG, steps=trial.steps[:2], reason="outlived its deadline")


def failed(trial: Trial) -> Trial:
    return replace(trial, state=TrialState.FAILED, steps=trial.steps[:1], reason="there was no button")


def broken_off(trial: Trial) -> Trial:
    """The trial of the side that went with the one it took turns with."""
    return replace(trial, state=TrialState.FAILED, steps=trial.steps[:3], flags=("broken off",))


def contended(trial: Trial) -> Trial:
    return replace(trial, flags=("contended",))


def losing(trial: Trial) -> Trial:
    fate = LineFate(token="L0", outcome=Outcome.LOST_ACKNOWLEDGED, evidence="gone")
    return replace(trial, ledger=Ledger(lines_checked=80, lines=(fate,)))


def _launch(recipe: Recipe, launch: int, rng: np.random.Generator) -> list[Trial]:
    level = math.exp(rng.normal(0, recipe.level_sd))
    found: list[Trial] = []
    for lines in recipe.lines:
        noise = recipe.noise(rng, ROUNDS)
        speed = level * math.exp(rng.normal(0, 0.03))
        sides = [
            (side, level * factors)
            for side, factors in zip(
                (recipe.question.baseline, recipe.question.candidate), noise, strict=True
            )
            if side is not None
        ]
        found += [
            _trial(recipe, launch, len(found) + place, (*one, speed), lines)
            for place, one in enumerate(sides)
        ]
    return found


def _trial(
    recipe: Recipe, launch: int, position: int, one: tuple[Side, NDArray[np.float64], float], lines: int
) -> Trial:
    side, factors, speed = one
    is_candidate = side == recipe.question.candidate
    ratio = recipe.ratio if is_candidate else 1.0
    more = recipe.more if is_candidate else {}
    freezes = recipe.freeze_s * (lines / 80) ** 1.3 * ratio * factors
    steps = [_step("open", float(freezes.mean()) * 0.9, lines, launch, more)]
    steps.append(_step("edit", 0.06, lines, launch, more))
    for freeze in freezes:
        steps.append(_step("next", float(freeze) * 0.2, lines, launch, more))
        steps.append(_step("back", float(freeze), lines, launch, more))
    return Trial(
        id=f"{launch:03d}-{position:03d}",
        launch=launch,
        position=position,
        cell=Cell(
            design=side.design,
            lines=lines,
            device=recipe.device,
            journey="change-page",
            variant=side.variant,
        ),
        state=TrialState.COMPLETED,
        started_at="2026-11-20T10:00:00+00:00",
        duration_s=4.0,
        steps=tuple(steps),
        device=_device(speed),
        ledger=Ledger(lines_checked=lines, lines=(LineFate(token="L0", outcome=Outcome.SAVED),)),
        host="bench",
    )


def _step(name: str, freeze: float, lines: int, launch: int, more: Mapping[str, float]) -> StepResult:
    busy = freeze * 1.15 + 0.02
    counters = {
        "nodes": 210.0 + 146 * lines,
        "layout_objects": 160.0 + 90 * lines,
        "fields": 13.0 * lines,
        "request_bytes": 400.0 + 350 * lines + launch % 3,
        "response_bytes": 12_000.0 + 9_500 * lines + 7 * (launch % 5),
    }
    return StepResult(
        name=name,
        measures={
            "freeze_s": freeze,
            "busy_s": busy,
            "script_s": busy * 0.42,
            "style_s": busy * 0.17,
            "layout_s": busy * 0.29,
            "paint_s": busy * 0.1,
            "left_over_s": busy * 0.02,
            "wait_s": busy + 0.09,
            "server_s": 0.05,
            "transfer_s": 0.05,
            "stolen_s": 0.0005,
            "rows": float(lines),
            "rows_expected": float(lines),
            **{counter: value + more.get(counter, 0.0) * lines for counter, value in counters.items()},
        },
    )


def _device(slowness: float) -> DeviceReading:
    return DeviceReading(
        target_script_s=None,
        target_layout_s=None,
        measured_script_s=0.010 * slowness,
        measured_layout_s=0.025 * slowness,
        factor_script=1.0,
        factor_layout=1.0,
    )


def _info(recipe: Recipe, trials: int) -> RunInfo:
    asked = recipe.question
    sides = [side for side in (asked.baseline, asked.candidate) if side is not None]
    return RunInfo(
        name="gate",
        state=RunState.COMPLETE,
        created_at="2026-11-20T10:00:00+00:00",
        finished_at="2026-11-20T10:03:10+00:00",
        seed=recipe.seed,
        trials_planned=trials,
        plan={
            "designs": list(dict.fromkeys(side.design for side in sides)),
            "design_titles": {"single-page": "Single page", "lean-page": "Lean page"},
            "design_axes": {"single-page": {"rows_per_page": "all", "editable_rows": "all"}},
            "lines": list(recipe.lines),
            "devices": [recipe.device],
            "journeys": ["change-page"],
            "launches": recipe.launches,
            "variants": [side.variant for side in sides],
            "deadline_s": 30.0,
            "seed": recipe.seed,
            "gate": asked.as_data(),
        },
        steps={"change-page": STEPS["change-page"]},
        environment={
            "browser": "Chromium 156.0.7000.12",
            "headless": "new",
            "platform": "Linux x86_64",
            "cpu": "Example CPU 3.1 GHz",
            "cores": 2,
        },
        command=("billbench", "gate", "--design", "single-page", "--design", "single-page"),
    )
