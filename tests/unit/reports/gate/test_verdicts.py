"""What a gate says of two sides whose truth is known, and when it does not say anything."""

from dataclasses import replace

import pytest

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import RunState
from billbench.harness.model.trials import Trial
from billbench.reports.gate.judge import judge
from billbench.reports.gate.judgement import Judgement
from billbench.reports.gate.question import LOOKS, Question, Side, planned_looks
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.gate.walk import ends_measuring
from billbench.reports.reading.merging import merge
from tests.unit.reports.gate.made_gates import (
    BASELINE,
    CANDIDATE,
    QUESTION,
    broken_off,
    contended,
    every_step,
    failed,
    hung,
    launch_noise,
    losing,
    make_gate,
    of_side,
)


def judged(run, question: Question = QUESTION) -> Judgement:
    return judge(run, question)


def decided(run) -> bool:
    return ends_measuring(judge(run, QUESTION), QUESTION)


def without(signal: str):
    return every_step(lambda measures: {**measures, signal: None})


def test_equal_sides_pass_at_an_early_look() -> None:
    found = judged(make_gate(noise=launch_noise(0.03)))
    assert found.verdict is GateVerdict.PASS
    assert found.launches.look == LOOKS[0]
    assert "slower by less than 10 %" in found.reason


def test_a_slower_candidate_fails_and_the_sentence_says_where_and_how_much() -> None:
    found = judged(make_gate(ratio=1.25))
    assert found.verdict is GateVerdict.FAIL
    assert found.primary is not None
    assert found.primary.low > 0
    assert found.primary.low < 0.25 < found.primary.high
    for words in ("page change", "80 lines", "shown to be slower", "%", "ms →"):
        assert words in found.reason


def test_a_faster_candidate_passes() -> None:
    assert judged(make_gate(ratio=0.7)).verdict is GateVerdict.PASS


def test_slower_by_less_than_the_margin_passes_with_a_notice() -> None:
    found = judged(make_gate(ratio=1.05, noise=launch_noise(0.008)))
    assert found.verdict is GateVerdict.PASS
    assert "It is shown to be slower, by less than the margin of 10 %." in found.notices


def test_neither_is_inconclusive_and_says_how_many_launches_would_decide() -> None:
    found = judged(make_gate(ratio=1.06, noise=launch_noise(0.25), seed=2))
    assert found.verdict is GateVerdict.INCONCLUSIVE
    assert found.needed is not None
    assert found.needed > QUESTION.launches
    assert f"About {found.needed:,} launches would decide" in found.reason


def test_what_was_measured_beyond_the_deciding_look_changes_nothing() -> None:
    whole = make_gate(ratio=1.5)
    part = replace(whole, trials=tuple(trial for trial in whole.trials if trial.launch <= LOOKS[0]))
    one, other = judged(whole), judged(part)
    assert (one.verdict, one.primary, one.launches.look) == (
        other.verdict,
        other.primary,
        other.launches.look,
    )


def test_the_same_run_gives_the_same_judgement() -> None:
    assert judged(make_gate()) == judged(make_gate())


def test_shards_from_several_machines_are_judged_like_the_whole() -> None:
    whole = make_gate(ratio=1.12)
    shards = [
        replace(whole, trials=tuple(trial for trial in whole.trials if trial.launch % 2 == rest))
        for rest in (0, 1)
    ]
    hosts = [
        of_side(of_side(one, BASELINE, at(f"host-{n}")), CANDIDATE, at(f"host-{n}"))
        for n, one in enumerate(shards)
    ]
    merged, alone = judged(merge(hosts)), judged(whole)
    assert (merged.verdict, merged.log_ratios) == (alone.verdict, alone.log_ratios)


def at(host: str):
    return lambda trial: replace(trial, host=host)


def test_a_hang_of_the_candidate_alone_fails() -> None:
    found = judged(of_side(make_gate(), CANDIDATE, hung, {3}))
    assert found.verdict is GateVerdict.FAIL
    assert "hung in 1 of 6 launches" in found.reason
    assert found.worst is not None
    assert found.worst.at_least


def test_hangs_on_both_sides_are_a_notice() -> None:
    run = of_side(of_side(make_gate(), CANDIDATE, hung, {3}), BASELINE, hung, {5})
    found = judged(run)
    assert found.verdict is GateVerdict.PASS
    assert any("hung" in notice for notice in found.notices)


def test_hangs_everywhere_are_invalid() -> None:
    run = of_side(of_side(make_gate(), CANDIDATE, hung), BASELINE, hung)
    assert judged(run).verdict is GateVerdict.INVALID


def test_a_candidate_that_mends_a_hang_passes() -> None:
    found = judged(of_side(make_gate(), BASELINE, hung))
    assert found.verdict is GateVerdict.PASS
    assert "baseline alone hung" in found.reason


def test_a_baseline_that_hung_before_the_candidate_had_its_turn_says_nothing_of_the_candidate() -> None:
    run = of_side(of_side(make_gate(), BASELINE, hung), CANDIDATE, broken_off)
    assert judged(run).verdict is GateVerdict.INVALID


def test_a_candidate_that_hangs_and_takes_the_baseline_along_fails() -> None:
    run = of_side(of_side(make_gate(), CANDIDATE, hung, {2}), BASELINE, broken_off, {2})
    assert judged(run).verdict is GateVerdict.FAIL


def test_lines_lost_by_the_candidate_alone_fail() -> None:
    found = judged(of_side(make_gate(), CANDIDATE, losing, {2}))
    assert found.verdict is GateVerdict.FAIL
    assert "lost after the page said that it was saved" in found.reason


def test_lines_lost_on_both_sides_are_a_notice() -> None:
    run = of_side(of_side(make_gate(), CANDIDATE, losing), BASELINE, losing)
    found = judged(run)
    assert found.verdict is GateVerdict.PASS
    assert any("lost" in notice for notice in found.notices)


def test_lines_lost_with_the_browser_that_the_other_side_hung_are_not_the_candidates() -> None:
    run = of_side(of_side(make_gate(), BASELINE, hung, {2}), CANDIDATE, losing, {2})
    assert judged(run).verdict is GateVerdict.PASS


@pytest.mark.parametrize("side", [BASELINE, CANDIDATE])
def test_failed_journeys_are_invalid_and_never_pass(side: Side) -> None:
    found = judged(of_side(make_gate(), side, failed, {1, 2, 3}))
    assert found.verdict is GateVerdict.INVALID
    assert "there was no button" in found.reason


def test_one_failed_journey_in_many_launches_is_set_aside() -> None:
    found = judged(of_side(make_gate(), BASELINE, failed, {2}))
    assert found.verdict is GateVerdict.PASS
    assert any("could not be worked with" in notice for notice in found.notices)


def test_rows_that_were_not_rendered_are_invalid() -> None:
    half = every_step(lambda measures: {**measures, "rows": 40.0})
    found = judged(of_side(make_gate(), CANDIDATE, half))
    assert found.verdict is GateVerdict.INVALID
    assert "showed 40 of 80 lines" in found.reason


@pytest.mark.parametrize("signal", ["freeze_s", "nodes"])
def test_a_signal_that_is_missing_on_one_side_is_invalid(signal: str) -> None:
    found = judged(of_side(make_gate(), CANDIDATE, without(signal)))
    assert found.verdict is GateVerdict.INVALID
    assert f"{signal} is missing on the candidate" in found.reason


def test_disturbed_launches_do_not_count_and_are_told() -> None:
    found = judged(of_side(make_gate(noise=launch_noise(0.1)), BASELINE, contended, {1, 2}))
    assert found.launches.used == found.launches.look - 2
    assert any("disturbed by other work" in notice for notice in found.notices)


def test_a_run_that_was_disturbed_all_along_is_invalid_but_worth_more_launches() -> None:
    run = of_side(make_gate(launches=6), CANDIDATE, contended)
    found = judged(run)
    assert found.verdict is GateVerdict.INVALID
    assert not found.lasting
    assert not decided(run)


def test_a_run_without_trials_is_invalid() -> None:
    assert judged(replace(make_gate(), trials=())).verdict is GateVerdict.INVALID


def test_a_side_that_was_not_measured_is_invalid() -> None:
    run = make_gate()
    only = tuple(trial for trial in run.trials if trial.cell.variant == CANDIDATE.variant)
    found = judged(replace(run, trials=only))
    assert found.verdict is GateVerdict.INVALID
    assert "was not measured" in found.reason


def test_one_launch_is_invalid() -> None:
    assert judged(make_gate(launches=1)).verdict is GateVerdict.INVALID


def test_a_gate_that_was_interrupted_between_looks_is_judged_by_what_it_has() -> None:
    run = make_gate(launches=8, noise=launch_noise(0.15), ratio=1.06)
    stopped = replace(run, info=replace(run.info, state=RunState.INTERRUPTED))
    running = replace(run, info=replace(run.info, state=RunState.RUNNING))
    assert judged(stopped).launches.look == 8
    assert judged(running).launches.look == 6


def test_measuring_ends_at_the_look_that_decides_or_at_the_last() -> None:
    running = {"state": RunState.RUNNING}
    early = make_gate(launches=6, ratio=1.4)
    assert decided(replace(early, info=replace(early.info, **running)))
    unclear = make_gate(launches=10, ratio=1.06, noise=launch_noise(0.25))
    assert not decided(replace(unclear, info=replace(unclear.info, **running)))
    last = make_gate(launches=16, ratio=1.06, noise=launch_noise(0.25), seed=2)
    assert decided(replace(last, info=replace(last.info, **running)))


def test_no_freeze_that_anybody_feels_is_equal() -> None:
    found = judged(make_gate(freeze_s=0.01, ratio=2.0))
    assert found.verdict is GateVerdict.PASS
    assert any("counts as equal" in notice for notice in found.notices)


def test_other_measures_are_told_and_decide_nothing() -> None:
    """A slower server, which does not freeze the page, is a notice."""

    def slower(trial: Trial) -> Trial:
        noise = 1 + 0.01 * (trial.launch % 3)
        waits = every_step(lambda measures: {**measures, "wait_s": (measures["wait_s"] or 0) + 0.4 * noise})
        return waits(trial)

    found = judged(of_side(make_gate(), CANDIDATE, slower))
    assert found.verdict is GateVerdict.PASS
    assert any("Also shown to be slower: wait" in notice for notice in found.notices)


def test_page_changes_that_took_longer_by_chance_do_not_count_against_a_side() -> None:
    """A quarter of the candidate's rounds meet a machine at half its speed; its page is the same."""

    def hindered(trial: Trial) -> Trial:
        freezes = [step for step in trial.steps if step.name == "back"]
        slow = {id(step) for step in freezes[:2]}
        steps = (
            replace(step, measures={**step.measures, "freeze_s": 2 * (step.measures["freeze_s"] or 0)})
            if id(step) in slow
            else step
            for step in trial.steps
        )
        return replace(trial, steps=tuple(steps))

    found = judged(of_side(make_gate(noise=launch_noise(0.03)), CANDIDATE, hindered))
    assert found.verdict is GateVerdict.PASS


def test_a_shards_command_is_told_again_for_the_whole_gate_and_another_folder() -> None:
    gate = ("billbench", "gate", "--baseline-rev", "main", "--candidate-rev", "HEAD")
    whole = make_gate()
    for options in (("--shard", "1/4", "--out", "shard-1"), ("--out=shard-1", "--shard=1/4")):
        run = replace(whole, info=replace(whole.info, command=(*gate, *options)))
        worst = judged(run).worst
        assert worst is not None
        assert worst.command == " ".join(gate)


def test_a_question_survives_the_run_folder() -> None:
    asked = replace(QUESTION, margin=0.05, looks=(4, 8), tolerances={"nodes": 0.02})
    assert Question.from_data(asked.as_data()) == asked


@pytest.mark.parametrize("data", [None, {}, {"candidate": 3}, {**QUESTION.as_data(), "lines": ["many"]}])
def test_a_damaged_question_is_refused_in_a_sentence(data: object) -> None:
    with pytest.raises(UsageError, match=r"gate"):
        Question.from_data(data)


@pytest.mark.parametrize(
    "changes",
    [
        {"margin": 0.0},
        {"margin": float("nan")},
        {"looks": (6, 6)},
        {"looks": (1, 4)},
        {"lines": ()},
        {"baseline": CANDIDATE},
        {"tolerances": {"nods": 0.1}},
        {"tolerances": {"nodes": -0.1}},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="cannot be judged"):
        replace(QUESTION, **changes)


def test_looks_are_planned_for_any_number_of_launches() -> None:
    assert planned_looks(12) == LOOKS
    assert planned_looks(2) == (2,)
    assert planned_looks(40) == (20, 30, 40)
