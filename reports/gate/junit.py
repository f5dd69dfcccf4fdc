"""`junit.xml` of a gate: a case for the verdict, one for each counter that grew and one for each budget.

Inconclusive is skipped; invalid is an error.
"""

from collections.abc import Iterator

from billbench.reports.gate.judgement import GateForm, Judgement
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.words import counter, limit_of, name_of
from billbench.reports.pages.junit import JunitCase, Result, to_junit
from billbench.reports.words.text import clean, plural

_RESULTS = {
    GateVerdict.PASS: Result.PASSED,
    GateVerdict.FAIL: Result.FAILED,
    GateVerdict.INCONCLUSIVE: Result.SKIPPED,
    GateVerdict.INVALID: Result.ERROR,
}


def junit_page(judgement: Judgement) -> str:
    group = clean(judgement.candidate)
    return to_junit("billbench gate", [_case(group, *said) for said in _said(judgement)])


def _said(judgement: Judgement) -> Iterator[tuple[str, GateVerdict, str]]:
    yield _question(judgement), judgement.verdict, judgement.reason
    for one in judgement.counters:
        most = f"at {plural(one.lines, 'line')} grow by at most {limit_of(one.tolerance)}"
        yield (
            f"{name_of(one.counter)} {most}",
            GateVerdict.FAIL if one.failed else GateVerdict.PASS,
            counter(one),
        )
    for kept in judgement.budgets:
        yield kept.text, kept.verdict, kept.sentence


def _case(group: str, name: str, verdict: GateVerdict, text: str) -> JunitCase:
    told = f"{verdict.value}: {text}" if verdict is GateVerdict.INCONCLUSIVE else text
    return JunitCase(group=group, name=name, result=_RESULTS[verdict], text=told)


def _question(judgement: Judgement) -> str:
    if judgement.form is GateForm.BUDGETS:
        return "all budgets are kept"
    return (
        f"not slower than {judgement.baseline} by {limit_of(judgement.question.margin)} or more at "
        f"{plural(judgement.question.primary, 'line')}, with no more work and nothing lost"
    )
