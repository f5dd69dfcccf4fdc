"""`gate.json`: all that a gate found, for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from billbench.harness.model.runs import Run
from billbench.reports.gate.judgement import (
    BudgetResult,
    CounterGrowth,
    GateForm,
    Judgement,
    Launches,
    TimeGrowth,
    Worst,
)
from billbench.reports.gate.looks import FAIL_ERROR, PASS_ERROR
from billbench.reports.gate.question import Question
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.pages.programs import row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRun:
    """The run that was judged: when it was begun (`created_at`, ISO 8601), the `seed` of its orders, the
    `environment` that it ran on."""

    name: str
    created_at: str
    seed: int
    environment: Mapping[str, Any]
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDocument:
    """What a gate found. Times are seconds, sizes bytes, changes shares of the baseline; what is not known is
    null, and NaN never appears."""

    format: Literal[1] = 1
    form: GateForm
    verdict: GateVerdict
    reason: str
    """The verdict in one sentence."""
    baseline: str
    """What the candidate is held against, for people."""
    candidate: str
    """What is judged, for people."""
    question: Question
    errors: Mapping[Literal["fail", "pass"], float]
    """How often equal pages fail, and how often one that is slower by the margin passes."""
    launches: Launches
    primary: TimeGrowth | None
    """The growth that decides. Its bounds hold over all looks together."""
    others: tuple[TimeGrowth, ...]
    """What else was compared, with 95 % intervals; `p` is adjusted by Holm."""
    counters: tuple[CounterGrowth, ...]
    budgets: tuple[BudgetResult, ...]
    notices: tuple[str, ...]
    """What a reader should know besides."""
    needed: int | None
    """Launches that would decide, where these did not."""
    detectable: float | None
    """The slow-down that a gate of all launches asked for would fail four times in five."""
    worst: Worst | None
    log_ratios: tuple[float, ...]
    """Candidate over baseline, of each launch that decided."""
    run: GateRun


def gate_document(judgement: Judgement, run: Run) -> GateDocument:
    errors = {"fail": FAIL_ERROR, "pass": PASS_ERROR}
    return row_of(GateDocument, judgement, errors=errors, run=row_of(GateRun, run.info))
