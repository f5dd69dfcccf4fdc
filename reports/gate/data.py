"""`gate.json`: all that a gate found, for programs. Its schema is `gate.schema.json` beside this file."""

from dataclasses import asdict

from billbench.harness.model.runs import Run
from billbench.reports.gate.judgement import Judgement, TimeGrowth
from billbench.reports.gate.looks import FAIL_ERROR, PASS_ERROR
from billbench.reports.pages.programs import plain

FORMAT = 1
"""Version of `gate.json`."""


def as_data(judgement: Judgement, run: Run) -> dict[str, object]:
    """Times are seconds, changes shares of the baseline; what is not known is null."""
    document = {
        "format": FORMAT,
        "form": judgement.form.value,
        "verdict": judgement.verdict.value,
        "reason": judgement.reason,
        "baseline": judgement.baseline,
        "candidate": judgement.candidate,
        "question": judgement.question.as_data(),
        "errors": {"fail": FAIL_ERROR, "pass": PASS_ERROR},
        "launches": asdict(judgement.launches),
        "primary": None if judgement.primary is None else _growth(judgement.primary),
        "others": [_growth(one) for one in judgement.others],
        "counters": [asdict(one) for one in judgement.counters],
        "budgets": [asdict(one) for one in judgement.budgets],
        "notices": list(judgement.notices),
        "needed": judgement.needed,
        "detectable": judgement.detectable,
        "worst": None if judgement.worst is None else asdict(judgement.worst),
        "log_ratios": list(judgement.log_ratios),
        "run": {
            "name": run.info.name,
            "created_at": run.info.created_at,
            "seed": run.info.seed,
            "environment": run.info.environment,
            "command": list(run.info.command),
        },
    }
    found = plain(document)
    assert isinstance(found, dict)
    return found


def _growth(one: TimeGrowth) -> dict[str, object]:
    return {**asdict(one), "shown": one.shown}
