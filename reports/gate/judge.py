"""The verdict on two sides that were measured in the same launches."""

import math

from harness.model import Run
from reports.gate.judgement import Form, Growth, Judgement, Launches
from reports.gate.question import Question, Side
from reports.gate.verdict import Verdict
from reports.statistics.intervals import mean_interval


def judge(run: Run, question: Question) -> Judgement:
    """Walk through the planned looks that the run reached, and end at the first that decides.

    The same run gives the same judgement, whatever was measured beyond the look that decided.
    """
    return _simplest(run, question)


def decided(run: Run, question: Question) -> bool:
    """Whether the launches measured so far decide, so that measuring can end: asked at each planned look."""
    found = judge(run, question)
    return found.launches.measured >= question.launches or (
        found.verdict is not Verdict.INCONCLUSIVE and found.lasting
    )


def _simplest(run: Run, question: Question) -> Judgement:
    values: dict[tuple[Side, int], list[float]] = {}
    for trial in run.trials:
        if trial.cell.lines == question.primary:
            side = Side(design=trial.cell.design, variant=trial.cell.variant)
            freezes = [step.measures.get("freeze_s") for step in trial.steps if step.name == "back"]
            values.setdefault((side, trial.launch), []).extend(one for one in freezes if one)
    assert question.baseline is not None
    launches = sorted({launch for _, launch in values})
    logs, means = [], []
    for launch in launches:
        pair = [values.get((side, launch), []) for side in (question.baseline, question.candidate)]
        if all(pair):
            first, second = (sum(one) / len(one) for one in pair)
            means.append((first, second))
            logs.append(math.log(second / first))
    interval = mean_interval(logs)
    measured = Launches(used=len(logs), measured=len(launches), asked=question.launches, look=1)
    first_name, second_name = question.baseline.design, question.candidate.design
    if interval is None:
        return Judgement(
            form=Form.PAIRED,
            verdict=Verdict.INVALID,
            reason="Fewer than two launches measured both sides.",
            question=question,
            launches=measured,
            lasting=False,
            baseline=first_name,
            candidate=second_name,
        )
    low, high = math.expm1(interval.low), math.expm1(interval.high)
    verdict = Verdict.INCONCLUSIVE
    if high < question.margin:
        verdict = Verdict.PASS
    elif low > 0:
        verdict = Verdict.FAIL
    return Judgement(
        form=Form.PAIRED,
        verdict=verdict,
        reason=f"The freeze is {low:+.0%} to {high:+.0%} against the baseline's.",
        question=question,
        launches=measured,
        primary=Growth(
            measure="freeze_s",
            step="back",
            lines=question.primary,
            baseline=sum(one for one, _ in means) / len(means),
            candidate=sum(one for _, one in means) / len(means),
            estimate=math.expm1(interval.estimate),
            low=low,
            high=high,
            launches=len(logs),
        ),
        log_ratios=tuple(logs),
        baseline=first_name,
        candidate=second_name,
    )
