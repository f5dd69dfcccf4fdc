"""The verdict on budgets: absolute limits, held against the launches of one side, all at once at the end."""

from collections.abc import Sequence

from billbench.harness.model.runs import Run
from billbench.reports.gate.budgets import LOST_LINES, Budget
from billbench.reports.gate.explain import worst_of
from billbench.reports.gate.judgement import BudgetResult, GateForm, Judgement, Launches
from billbench.reports.gate.kept import Basis, results
from billbench.reports.gate.measured import read_measured
from billbench.reports.gate.pairing import in_words, set_aside
from billbench.reports.gate.question import Question
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.work import fault
from billbench.reports.words.text import listing, plural

_MOST_TOLD = 3


def judge_budgets(run: Run, question: Question, budgets: Sequence[Budget]) -> Judgement:
    """Hold the candidate's launches against every budget. The question names the sizes that were measured."""
    measured = read_measured(run, question)
    noisy = sum(not budget.exact and budget.measure != LOST_LINES for budget in budgets)
    basis = Basis(run=run, question=question, measured=measured, noisy=max(noisy, 1))
    pairs = [pair for budget in budgets for pair in results(basis, budget)]
    found = tuple(result for result, _ in pairs)
    verdict, reason = _overall(basis, found)
    wanted = [count for result, count in pairs if count and result.verdict is GateVerdict.INCONCLUSIVE]
    aside = set_aside(measured, question.candidate, question.primary)
    used = len(measured.launches) - sum(aside.values())
    return Judgement(
        form=GateForm.BUDGETS,
        verdict=verdict,
        reason=reason,
        question=question,
        baseline="budgets",
        candidate=measured.title(question.candidate),
        launches=Launches(
            used=used,
            measured=len(measured.launches),
            asked=question.launches,
            look=len(measured.launches),
            set_aside=in_words(aside),
        ),
        budgets=found,
        notices=(f"Not counted: {listing(list(in_words(aside)))}.",) if aside else (),
        needed=max(wanted) if verdict is GateVerdict.INCONCLUSIVE and wanted else None,
        worst=worst_of(measured, question, run),
        step_titles={step: measured.plan.step_title(measured.journey, step) for step in measured.steps},
        lasting=verdict is not GateVerdict.INVALID,
    )


def _overall(basis: Basis, found: Sequence[BudgetResult]) -> tuple[GateVerdict, str]:
    by_verdict = {verdict: [one for one in found if one.verdict is verdict] for verdict in GateVerdict}
    if broken := by_verdict[GateVerdict.FAIL]:
        return GateVerdict.FAIL, f"{_are(len(broken), 'broken')}: {_told(broken)}."
    unlike = fault(basis.measured, basis.question)
    if unlike is not None:
        return GateVerdict.INVALID, f"{unlike.text[0].upper()}{unlike.text[1:]}."
    if unknown := by_verdict[GateVerdict.INVALID]:
        return GateVerdict.INVALID, f"{_are(len(unknown), 'without a figure')}: {_told(unknown)}."
    if unclear := by_verdict[GateVerdict.INCONCLUSIVE]:
        return (
            GateVerdict.INCONCLUSIVE,
            f"{_are(len(unclear), 'shown neither kept nor broken')}: {_told(unclear)}.",
        )
    return GateVerdict.PASS, f"{_are(len(found), 'kept')}."


def _are(number: int, what: str) -> str:
    return f"{plural(number, 'budget is', 'budgets are')} {what}"


def _told(results: Sequence[BudgetResult]) -> str:
    told = [f"“{one.text}” ({one.sentence})" for one in results[:_MOST_TOLD]]
    more = len(results) - len(told)
    return listing([*told, plural(more, "other")] if more else told)
