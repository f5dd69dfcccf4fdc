"""Runs made from a known truth: the report must find what was put in."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from billbench.harness.model.outcomes import Ledger, LineFate, Outcome, Submission
from billbench.harness.model.runs import Run, RunInfo, RunState, StepInfo
from billbench.harness.model.trials import Cell, DeviceReading, StepResult, Trial, TrialState

STEPS = {
    "open-bill": (StepInfo(name="open", title="opening of the bill", headline=True),),
    "change-page": (
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="edit", title="edit of one line"),
        StepInfo(name="next", title="change to the next page"),
        StepInfo(name="back", title="page change", headline=True),
    ),
    "submit-bill": (
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="submit", title="submission", headline=True),
    ),
    "edit-lines": (
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="find", title="way to the line", headline=True),
        StepInfo(name="type", title="correction of the line"),
        StepInfo(name="leave", title="saving of the bill"),
    ),
    "key-in": (
        StepInfo(name="add", title="start of a new line", headline=True),
        StepInfo(name="type", title="typing of a line"),
    ),
}
SHARES = {"open": 0.9, "edit": 0.25, "next": 0.6, "back": 1.0, "submit": 0.8, "add": 1.0, "type": 0.2}
SHARES |= {"find": 0.0, "leave": 1.0}

Truth = Callable[[float], float]


def power(at_one_second: float, exponent: float = 1.3) -> Truth:
    """A freeze that grows as a power of the size and reaches 1 s at `at_one_second` lines."""
    return lambda lines: (lines / at_one_second) ** exponent


def flat(seconds: float) -> Truth:
    return lambda _: seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a made run holds. `truths` gives each design's freeze by lines."""

    truths: Mapping[str, Truth] = field(
        default_factory=lambda: {"single-page": power(74), "paged": flat(0.09)}
    )
    titles: Mapping[str, str] = field(
        default_factory=lambda: {"single-page": "Single page", "paged": "Paged, 10 lines"}
    )
    lines: tuple[int, ...] = (10, 20, 40, 80, 160)
    devices: tuple[str, ...] = ("office-pc",)
    journeys: tuple[str, ...] = ("change-page",)
    launches: int = 3
    launch_sd: float = 0.08
    trial_sd: float = 0.05
    deadline_s: float = 30.0
    seed: int = 7
    name: str = "demo"


def make_run(recipe: Recipe | None = None, **changes: object) -> Run:
    """A run in which everything that can be completed is; `changes` are those of a default recipe."""
    made = replace(recipe or Recipe(), **changes)  # type: ignore[arg-type]
    rng = np.random.default_rng(made.seed)
    trials = [trial for launch in range(made.launches) for trial in _launch(made, launch, rng)]
    return Run(info=_info(made, len(trials)), trials=tuple(trials))


def with_trials(run: Run, change: Callable[[Trial], Trial]) -> Run:
    return replace(run, trials=tuple(change(trial) for trial in run.trials))


def _launch(recipe: Recipe, launch: int, rng: np.random.Generator) -> list[Trial]:
    level = math.exp(rng.normal(0, recipe.launch_sd))
    cells = [
        Cell(design=design, lines=lines, device=device, journey=journey)
        for design in recipe.truths
        for lines in recipe.lines
        for device in recipe.devices
        for journey in recipe.journeys
    ]
    return [
        _trial(recipe, launch, place, cells[index], level, rng)
        for place, index in enumerate(rng.permutation(len(cells)))
    ]


def _trial(
    recipe: Recipe, launch: int, position: int, cell: Cell, level: float, rng: np.random.Generator
) -> Trial:
    steps: list[StepResult] = []
    for info in STEPS[cell.journey]:
        noise = level * math.exp(rng.normal(0, recipe.trial_sd))
        freeze = recipe.truths[cell.design](cell.lines) * SHARES[info.name] * noise
        steps.append(_step(info.name, freeze, cell, recipe))
        if steps[-1].censored:
            break
    hung = steps[-1].censored
    return Trial(
        id=f"{launch}-{position}",
        launch=launch,
        position=position,
        cell=cell,
        state=TrialState.HUNG if hung else TrialState.COMPLETED,
        started_at="2026-11-20T10:00:00+00:00",
        duration_s=sum(step.measures["wait_s"] or 0.0 for step in steps),
        steps=tuple(steps),
        device=_device(rng),
        ledger=_ledger(cell, hung),
        reason="the step outlived its deadline" if hung else "",
        host="bench",
    )


def _step(name: str, freeze: float, cell: Cell, recipe: Recipe) -> StepResult:
    deadline = recipe.deadline_s
    if freeze > deadline:
        measures = dict.fromkeys(("freeze_s", "busy_s", "wait_s", "input_delay_s"), deadline)
        return StepResult(name=name, measures=measures, censored=True)
    rows = cell.lines if cell.design != "paged" else min(10, cell.lines)
    busy = freeze * 1.15 + 0.02
    return StepResult(
        name=name,
        measures={
            "freeze_s": freeze,
            "busy_s": busy,
            "script_s": busy * 0.42,
            "style_s": busy * 0.17,
            "layout_s": busy * 0.29,
            "parsing_s": 0.0,
            "paint_s": busy * 0.05,
            "garbage_s": busy * 0.03,
            "browser_s": busy * 0.02,
            "left_over_s": busy * 0.02,
            "wait_s": busy + 0.09 + 0.0007 * cell.lines,
            "server_s": 0.02 + 0.0005 * cell.lines,
            "transfer_s": 0.05 + 0.0006 * cell.lines,
            "input_delay_s": freeze * 0.6,
            "stolen_s": 0.0005,
            "freeze_raw_s": freeze * 0.8,
            "nodes": 210.0 + 146 * rows,
            "layout_objects": 160.0 + 90 * rows,
            "fields": 13.0 * rows,
            "rows": float(rows),
            "requests": 2.0,
            "request_bytes": 400.0 + 350 * rows,
            "response_bytes": 12_000.0 + 9_500 * rows,
            "heap_bytes": 4e6 + 60_000 * rows,
            "long_task_s": None,
        },
    )


def _device(rng: np.random.Generator) -> DeviceReading:
    script, layout = (0.1 * math.exp(rng.normal(0, 0.04)) for _ in range(2))
    return DeviceReading(
        target_script_s=0.125,
        target_layout_s=0.13,
        measured_script_s=script,
        measured_layout_s=layout,
        factor_script=0.125 / script,
        factor_layout=0.13 / layout,
    )


def _ledger(cell: Cell, hung: bool) -> Ledger:
    fates = [LineFate(token=f"L{index}", outcome=Outcome.SAVED) for index in range(1)]
    if hung:
        fates = [LineFate(token="L0", outcome=Outcome.LOST_UNSAVED, evidence="typed, never stored")]
    submitted = Submission.RECEIVED if cell.journey == "submit-bill" else Submission.NOT_TRIED
    return Ledger(lines_checked=cell.lines, lines=tuple(fates), submission=submitted)


def _info(recipe: Recipe, trials: int) -> RunInfo:
    return RunInfo(
        name=recipe.name,
        state=RunState.COMPLETE,
        created_at="2026-11-20T10:00:00+00:00",
        finished_at="2026-11-20T10:04:10+00:00",
        seed=recipe.seed,
        trials_planned=trials,
        plan={
            "designs": list(recipe.truths),
            "design_titles": dict(recipe.titles),
            "design_sentences": {
                "single-page": "All lines, all fields and all lists on one screen, sent as a whole.",
                "paged": "Ten lines a page, made by the server.",
            },
            "lines": list(recipe.lines),
            "devices": list(recipe.devices),
            "device_sentences": {"office-pc": "A desktop as an office may have it: half as fast."},
            "journeys": list(recipe.journeys),
            "launches": recipe.launches,
            "deadline_s": recipe.deadline_s,
            "seed": recipe.seed,
        },
        steps={journey: STEPS[journey] for journey in recipe.journeys},
        environment={
            "browser": "Chromium 156.0.7000.12",
            "headless": "new",
            "flags": ["--no-sandbox", "--disable-hang-monitor"],
            "platform": "Linux x86_64",
            "cpu": "Example CPU 3.1 GHz",
            "cores": 2,
            "python": "3.11.7",
        },
        command=("billbench", "demo", "--launches", str(recipe.launches)),
    )
