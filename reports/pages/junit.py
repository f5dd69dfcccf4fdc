"""`junit.xml`: each criterion of each design as a test case, for systems that know no other report.

A criterion that the guideline's size is shown to break is a failure; one that is open is skipped, never
passed; a run that cannot be believed is an error.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from billbench.reports.findings.findings import Findings
from billbench.reports.findings.guideline import GuidelineHolds, failure_verdict, verdict
from billbench.reports.findings.words import bound, safe_size
from billbench.reports.words.bands import GUIDELINE_LINES, HEADLINE_LIMIT_S
from billbench.reports.words.numbers import limit, percent
from billbench.reports.words.text import clean
from billbench.reports.words.validity import State


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    group: str
    name: str
    holds: GuidelineHolds
    text: str


def to_junit(findings: Findings) -> str:
    cases = [*_freezes(findings), *_failures(findings)]
    believed = findings.validity.state is not State.INVALID
    suite = Element(
        "testsuite",
        name=clean(findings.info.name),
        tests=str(len(cases) + 1),
        failures=str(sum(believed and one.holds is GuidelineHolds.CONTRADICTED for one in cases)),
        errors=str(int(not believed)),
        skipped=str(
            sum(
                not believed or one.holds in {GuidelineHolds.NOT_SHOWN, GuidelineHolds.UNKNOWN}
                for one in cases
            )
        ),
    )
    for one in cases:
        _case(suite, one, believed=believed)
    validity = SubElement(suite, "testcase", classname="run", name="the run can be believed")
    if not believed:
        SubElement(validity, "error", message=clean(findings.validity.concerns[0].text, 500))
    indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suite, encoding="unicode") + "\n"


def _case(suite: Element, one: _Case, *, believed: bool) -> None:
    node = SubElement(suite, "testcase", classname=one.group, name=one.name)
    if not believed:
        SubElement(node, "skipped", message="the run cannot be believed")
        return
    match one.holds:
        case GuidelineHolds.CONTRADICTED:
            SubElement(node, "failure", message=one.text)
        case GuidelineHolds.NOT_SHOWN | GuidelineHolds.UNKNOWN:
            SubElement(node, "skipped", message=f"{one.holds.value}: {one.text}")
        case GuidelineHolds.SHOWN:
            SubElement(node, "system-out").text = one.text
        case _:
            assert_never(one.holds)


def _freezes(findings: Findings) -> Sequence[_Case]:
    found = []
    for device in findings.plan.devices:
        for series in findings.headline_series(findings.main_journey or "", device):
            safe = findings.safe_size(series, HEADLINE_LIMIT_S)
            found.append(
                _Case(
                    group=f"{findings.plan.design_title(series.design)} on {clean(device)}",
                    name=f"{GUIDELINE_LINES} lines without a freeze over {limit(HEADLINE_LIMIT_S)}",
                    holds=verdict(safe),
                    text="no safe size" if safe is None else f"safe size: {safe_size(safe)}",
                )
            )
    return found


def _failures(findings: Findings) -> Sequence[_Case]:
    return [
        _Case(
            group=f"{findings.plan.design_title(one.design)} on {clean(one.device)}",
            name=f"{GUIDELINE_LINES} lines with {one.failure.value} in at most {percent(one.share)} of bills",
            holds=failure_verdict(one),
            text=f"{one.failed:,} of {one.bills:,} bills, safe size {bound(one.low)} to {bound(one.high)}",
        )
        for one in findings.failures
    ]
