"""The commands that measure one cell again, or repeat the verdict on a claim."""

import shlex

from billbench.reports.findings.claims.decide import ClaimDecision
from billbench.reports.findings.findings import Findings
from billbench.reports.words.series import Series


def command(series: Series, lines: int, named: str = "") -> str:
    """`named` is the run's plan or its target files: only there are its designs and devices known."""
    parts = [
        *("billbench", "run", *shlex.split(named), "--design", series.design, "--lines", str(lines)),
        *("--device", series.device, "--journey", series.journey, "--launches", "1"),
    ]
    return shlex.join(parts)


def repeats(findings: Findings, one: ClaimDecision) -> str | None:
    """The claim's own plan, or the cell that decided it; `None` where neither is known."""
    plan = findings.plan
    if plan.named and plan.claim == one.claim.name:
        return shlex.join(["billbench", "run", *shlex.split(plan.named)])
    if one.series is None or one.lines is None:
        return None
    return command(one.series, one.lines, plan.named)
