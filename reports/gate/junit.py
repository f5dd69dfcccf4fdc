"""`junit.xml` of a gate: a case for the verdict, one for each counter that grew and one for each budget.

Inconclusive is skipped, never passed; invalid is an error.
"""

from dataclasses import dataclass
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from billbench.reports.gate.judgement import GateForm, Judgement
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.words import counter, limit_of, name_of
from billbench.reports.words.text import clean, plural

_LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    name: str
    verdict: GateVerdict
    text: str


def junit_page(judgement: Judgement) -> str:
    cases = _cases(judgement)
    suite = Element(
        "testsuite",
        name="billbench gate",
        tests=str(len(cases)),
        failures=str(_count(cases, GateVerdict.FAIL)),
        errors=str(_count(cases, GateVerdict.INVALID)),
        skipped=str(_count(cases, GateVerdict.INCONCLUSIVE)),
    )
    for one in cases:
        _add(suite, clean(judgement.candidate), one)
    indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suite, encoding="unicode") + "\n"


def _cases(judgement: Judgement) -> list[_Case]:
    found = [_Case(name=_question(judgement), verdict=judgement.verdict, text=judgement.reason)]
    found += [
        _Case(
            name=f"{name_of(one.counter)} at {plural(one.lines, 'line')} grow by at most "
            f"{limit_of(one.tolerance)}",
            verdict=GateVerdict.FAIL if one.failed else GateVerdict.PASS,
            text=counter(one),
        )
        for one in judgement.counters
    ]
    found += [_Case(name=one.text, verdict=one.verdict, text=one.sentence) for one in judgement.budgets]
    return found


def _question(judgement: Judgement) -> str:
    if judgement.form is GateForm.BUDGETS:
        return "all budgets are kept"
    return (
        f"not slower than {judgement.baseline} by {limit_of(judgement.question.margin)} or more at "
        f"{plural(judgement.question.primary, 'line')}, with no more work and nothing lost"
    )


def _count(cases: list[_Case], verdict: GateVerdict) -> int:
    return sum(one.verdict is verdict for one in cases)


def _add(suite: Element, group: str, one: _Case) -> None:
    node = SubElement(suite, "testcase", classname=group, name=clean(one.name, _LONGEST))
    text = clean(one.text, _LONGEST)
    match one.verdict:
        case GateVerdict.PASS:
            SubElement(node, "system-out").text = text
        case GateVerdict.FAIL:
            SubElement(node, "failure", message=text)
        case GateVerdict.INCONCLUSIVE:
            SubElement(node, "skipped", message=f"inconclusive: {text}")
        case GateVerdict.INVALID:
            SubElement(node, "error", message=text)
        case _:
            assert_never(one.verdict)
