"""Values for tests, with one place to change when the model grows."""

from typing import Any

from billbench.harness.model.runs import RunInfo, RunState, StepInfo
from billbench.harness.model.trials import Cell, Trial, TrialState


def cell(**changes: Any) -> Cell:
    return Cell(
        **{"design": "single-page", "lines": 10, "device": "office-pc", "journey": "change-page"} | changes
    )


def trial(number: int = 0, **changes: Any) -> Trial:
    values: dict[str, Any] = {
        "id": f"001-{number:03d}",
        "launch": 1,
        "position": number,
        "cell": cell(),
        "state": TrialState.COMPLETED,
        "started_at": "2026-01-02T03:04:05+00:00",
        "duration_s": 1.5,
        "steps": (),
    }
    return Trial(**values | changes)


def info(**changes: Any) -> RunInfo:
    values: dict[str, Any] = {
        "name": "test",
        "state": RunState.RUNNING,
        "created_at": "2026-01-02T03:04:05+00:00",
        "seed": 1,
        "trials_planned": 10,
        "plan": {},
        "steps": {"change-page": (StepInfo(name="back", title="a page change", headline=True),)},
        "environment": {},
        "command": ("billbench", "run"),
    }
    return RunInfo(**values | changes)
