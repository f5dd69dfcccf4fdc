"""`junit.xml` of a run: each criterion of each design as a case.

A criterion that the guideline's size is shown to break is a failure; one that is open is skipped; a run that
cannot be believed is an error.
"""

from collections.abc import Iterator

from billbench.reports.findings.findings import Findings
from billbench.reports.findings.guideline import GuidelineHolds, failure_verdict, verdict
from billbench.reports.findings.words import bound, safe_size
from billbench.reports.pages.junit import JunitCase, Result, to_junit
from billbench.reports.words.bands import GUIDELINE_LINES, HEADLINE_LIMIT_S
from billbench.reports.words.numbers import limit, percent
from billbench.reports.words.text import clean
from billbench.reports.words.validity import State

_RESULTS = {
    GuidelineHolds.SHOWN: Result.PASSED,
    GuidelineHolds.CONTRADICTED: Result.FAILED,
    GuidelineHolds.NOT_SHOWN: Result.SKIPPED,
    GuidelineHolds.UNKNOWN: Result.SKIPPED,
}


def run_junit(findings: Findings) -> str:
    cases = [*_freezes(findings), *_failures(findings), _belief(findings)]
    return to_junit(findings.info.name, cases)


def _belief(findings: Findings) -> JunitCase:
    doubted = findings.validity.state is State.INVALID
    return JunitCase(
        group="run",
        name="the run can be believed",
        result=Result.ERROR if doubted else Result.PASSED,
        text=clean(findings.validity.concerns[0].text, 500) if doubted else "",
    )


def _freezes(findings: Findings) -> Iterator[JunitCase]:
    for device in findings.plan.devices:
        for series in findings.headline_series(findings.main_journey or "", device):
            safe = findings.safe_size(series, HEADLINE_LIMIT_S)
            yield _case(
                findings,
                (series.design, device),
                f"{GUIDELINE_LINES} lines without a freeze over {limit(HEADLINE_LIMIT_S)}",
                verdict(safe),
                "no safe size" if safe is None else f"safe size: {safe_size(safe)}",
            )


def _failures(findings: Findings) -> Iterator[JunitCase]:
    for one in findings.failures:
        yield _case(
            findings,
            (one.design, one.device),
            f"{GUIDELINE_LINES} lines with {one.failure.value} in at most {percent(one.share)} of bills",
            failure_verdict(one),
            f"{one.failed:,} of {one.bills:,} bills, safe size {bound(one.low)} to {bound(one.high)}",
        )


def _case(
    findings: Findings, place: tuple[str, str], name: str, holds: GuidelineHolds, text: str
) -> JunitCase:
    design, device = place
    group = f"{findings.plan.design_title(design)} on {clean(device)}"
    if findings.validity.state is State.INVALID:
        return JunitCase(group=group, name=name, result=Result.SKIPPED, text="the run cannot be believed")
    result = _RESULTS[holds]
    told = f"{holds.value}: {text}" if result is Result.SKIPPED else text
    return JunitCase(group=group, name=name, result=result, text=told)
