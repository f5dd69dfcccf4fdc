"""`summary.json`: everything that the report says, for programs. NaN never appears; absent is null."""

from dataclasses import asdict

from billbench.harness.model.outcomes import Outcome, Submission
from billbench.harness.model.trials import TrialState
from billbench.reports.findings.claims.decide import ClaimDecision
from billbench.reports.findings.findings import Findings
from billbench.reports.findings.growth import SignalGrowth
from billbench.reports.findings.outcomes import CellWork, Harm, WorkTally
from billbench.reports.findings.safe_sizes import Lines, SafeSize
from billbench.reports.findings.words import safe_size
from billbench.reports.pages.page import ReportAnswer
from billbench.reports.pages.programs import plain
from billbench.reports.reading.cells import CellStep, Level
from billbench.reports.reading.devices import DeviceFound, Spread
from billbench.reports.run.answer import answer
from billbench.reports.run.commands import command, repeats
from billbench.reports.statistics.proportions import Proportion
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.series import Series
from billbench.reports.words.validity import Validity

FORMAT = 1
"""Version of `summary.json`."""


def summary(findings: Findings) -> dict[str, object]:
    document: dict[str, object] = {
        "format": FORMAT,
        "run": _run(findings),
        "answer": _answer(answer(findings)),
        "cells": [_cell(cell, findings.plan.named) for cell in findings.cells],
        "safe_sizes": [_safe_size(one) for one in findings.safe_sizes],
        "outcomes": [_cell_work(one) for one in findings.works],
        "harms": [_harm(one) for one in findings.harms],
        "designs": {
            design: {"title": findings.plan.design_title(design), **_work(work)}
            for design, work in findings.design_works.items()
        },
        "growth": [_growth(one) for one in findings.growths],
        "devices": [_device(one) for one in findings.devices],
        "set_aside": [
            {**_series(one.series), "lines": one.lines, "launch": one.launch, "cause": one.cause}
            for one in findings.set_aside
        ],
        "failure_sizes": [asdict(one) for one in findings.failures],
        "comparisons": None if findings.comparisons is None else asdict(findings.comparisons),
        "sensitivities": [asdict(one) for one in findings.sensitivities],
        "exponents": [asdict(one) for one in findings.exponents],
        "memory": [asdict(one) for one in findings.memory],
        "levers": [asdict(one) for one in findings.levers],
        "page_sizes": [asdict(one) for one in findings.advices],
        "whole_bills": [asdict(one) for one in findings.whole_bills],
        "claims": [_claim(one, findings) for one in findings.claims],
        "doubts": asdict(findings.doubts),
        "validity": _validity(findings.validity),
    }
    found = plain(document)
    assert isinstance(found, dict)
    return found


def _run(findings: Findings) -> dict[str, object]:
    info = findings.info
    return {
        "name": info.name,
        "state": info.state.value,
        "created_at": info.created_at,
        "finished_at": info.finished_at,
        "seed": info.seed,
        "trials": findings.trials,
        "trials_planned": info.trials_planned,
        "plan": info.plan,
        "environment": info.environment,
        "command": list(info.command),
    }


def _answer(said: ReportAnswer) -> dict[str, object]:
    return {
        "lead": said.lead,
        "sentences": list(said.sentences),
        "guideline": list(said.guideline),
        "work": list(said.work),
    }


def _validity(found: Validity) -> dict[str, object]:
    return {
        "state": found.state.value,
        "warnings": [
            {"kind": one.kind, "severity": one.severity.name.lower(), "text": one.text}
            for one in found.concerns
        ],
    }


def _claim(one: ClaimDecision, findings: Findings) -> dict[str, object]:
    return {
        "claim": one.claim.name.value,
        "says": one.claim.says,
        "verdict": one.verdict.value,
        "figure": one.figure,
        "section": one.chart or None,
        "command": repeats(findings, one),
    }


def _series(series: Series) -> dict[str, object]:
    return {
        "design": series.design,
        "device": series.device,
        "journey": series.journey,
        "step": series.step,
        "variant": series.variant,
        "person": series.person,
    }


def _cell(cell: CellStep, named: str) -> dict[str, object]:
    return {
        **_series(cell.series),
        "lines": cell.lines,
        "launches": cell.launches,
        "command": command(cell.series, cell.lines, named),
        "exceeded": [
            {"measure": "freeze_s", "limit": limit, **_proportion(found)}
            for limit, found in cell.exceeded.items()
        ],
        **{name: _level(level) for name, level in cell.measures.items()},
    }


def _level(level: Level) -> dict[str, object]:
    """`low` and `high` are the interval of the geometric `mean`; `censored` counts the values that are at
    least, which is what the percentiles are then too."""
    return {
        "n": level.n,
        "median": level.median.value,
        "median_at_least": level.median.at_least,
        "p95": level.p95.value,
        "p95_at_least": level.p95.at_least,
        "p95_is_maximum": level.p95.is_maximum,
        "mean": level.mean,
        "low": level.low,
        "high": level.high,
        "censored": level.censored,
        "reason": level.reason or None,
    }


def _safe_size(one: SafeSize) -> dict[str, object]:
    """A bound beyond the sizes measured is null, and `beyond` says on which side."""
    return {
        **_series(one.series),
        "criterion": {"measure": one.measure, "limit": one.limit},
        "estimate": _inside(one.estimate),
        "low": _inside(one.low),
        "high": _inside(one.high),
        "beyond": {"estimate": _beyond(one.estimate), "low": _beyond(one.low), "high": _beyond(one.high)},
        "censored": one.censoring.value,
        "between": None if one.between is None else list(one.between),
        "launches": one.launches,
        "held": one.held,
        "reason": one.reason or None,
        "words": safe_size(one),
    }


def _inside(size: Lines | None) -> int | None:
    return size.lines if size is not None and size.side is GridSide.INSIDE else None


def _beyond(size: Lines | None) -> dict[str, object] | None:
    if size is None or size.side is GridSide.INSIDE:
        return None
    return {"side": size.side.value, "lines": size.lines}


def _cell_work(one: CellWork) -> dict[str, object]:
    cell = one.cell
    return {
        "design": cell.design,
        "lines": cell.lines,
        "device": cell.device,
        "journey": cell.journey,
        "variant": cell.variant,
        "person": cell.person,
        **_work(one.work),
    }


def _harm(one: Harm) -> dict[str, object]:
    return {
        **asdict(one.cell),
        "word": one.word.value,
        "cause": one.cause.value if one.cause else None,
        "harmed_lines": one.lines,
        "bills": one.bills,
    }


def _work(work: WorkTally) -> dict[str, object]:
    return {
        "bills": work.bills,
        "lines_checked": work.lines_checked,
        "outcomes": {word.value: work.lines.get(word, 0) for word in Outcome},
        "submissions": {word.value: work.submissions.get(word, 0) for word in Submission},
        "bills_with_loss": _proportion(work.harmed),
        "lines_lost": work.lost,
        "lost_per_100_bills": {"value": work.lost_per_100, "low": work.low, "high": work.high},
        "unfinished": {state.value: work.unfinished.get(state, 0) for state in TrialState},
    }


def _proportion(found: Proportion) -> dict[str, object]:
    return {"count": found.count, "total": found.total, "low": found.low, "high": found.high}


def _growth(one: SignalGrowth) -> dict[str, object]:
    return {
        **_series(one.series),
        "signal": one.signal,
        "growth": one.growth.value,
        "factor": one.factor,
        "p": one.p,
    }


def _device(one: DeviceFound) -> dict[str, object]:
    return {
        "device": one.device,
        "readings": one.readings,
        "target_script_s": one.target_script_s,
        "target_layout_s": one.target_layout_s,
        "measured_script_s": _spread(one.measured_script_s),
        "measured_layout_s": _spread(one.measured_layout_s),
        "factor_script": _spread(one.factor_script),
        "factor_layout": _spread(one.factor_layout),
        "doubt_script": one.doubt_script,
        "doubt_layout": one.doubt_layout,
    }


def _spread(spread: Spread | None) -> dict[str, object] | None:
    if spread is None:
        return None
    return {
        "median": spread.median,
        "least": spread.least,
        "greatest": spread.greatest,
        "cv": spread.cv,
    }
