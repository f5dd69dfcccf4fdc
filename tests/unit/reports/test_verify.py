"""What is concluded from a verification: verdicts on made-up repeats, statistics on data of known truth."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from billbench.harness.commands.verify import as_data
from billbench.harness.model.flags import Diagnosis
from billbench.harness.model.kinds import ThreadKind
from billbench.harness.model.verification import Differences, Repeat, Repeats
from billbench.reports.statistics.ratios import Effect, effect_of_logs
from billbench.reports.verify import copies
from billbench.reports.verify.verdicts import CaseVerdict, judge, mistake
from billbench.reports.verify.verification import Verification

CASE = Repeats(
    name="300 ms",
    endless=False,
    expects=frozenset({Diagnosis.SCRIPT_BOUND}),
    allows=frozenset(),
    repeats=(),
)
HANG = replace(CASE, name="hang", endless=True, expects=frozenset())
SAID = frozenset({"script-bound"})


def repeat(**changes: Any) -> Repeat:
    return replace(Repeat(truth_s=0.3, freeze_s=0.3, diagnoses=SAID), **changes)


def judged(*repeats: Repeat) -> CaseVerdict:
    return judge(replace(CASE, repeats=repeats))


@pytest.mark.parametrize(
    ("truth_s", "freeze_s", "right"),
    [(0.3, 0.316, True), (0.3, 0.317, False), (0.3, 0.283, False), (3.0, 3.09, True), (3.0, 3.1, False)],
)
def test_a_report_is_right_within_16_ms_or_3_percent(truth_s: float, freeze_s: float, right: bool) -> None:
    found = mistake(CASE, repeat(truth_s=truth_s, freeze_s=freeze_s))
    assert (found == "") is right


def test_a_missing_and_a_wrong_diagnosis_are_mistakes() -> None:
    assert mistake(CASE, repeat(diagnoses=frozenset())) == "not diagnosed: script-bound"
    assert mistake(CASE, repeat(diagnoses=SAID | {"starved"})) == "wrongly diagnosed: starved"


PLANTED = replace(CASE, kind=ThreadKind.STYLE)


def of_kinds(style: float, layout: float) -> Repeat:
    kinds = {ThreadKind.STYLE: style, ThreadKind.LAYOUT: layout}
    return repeat(planted_s=0.3, kinds=kinds)


def test_the_planted_kind_is_to_be_named_within_ten_points_of_its_share() -> None:
    assert mistake(PLANTED, of_kinds(0.25, 0.2)) == "style was reported at 56 % where 67 % was planted"
    assert mistake(PLANTED, of_kinds(0.2, 0.25)) == "layout was named where style was planted"
    assert mistake(PLANTED, of_kinds(0.28, 0.2)) == ""
    assert mistake(CASE, of_kinds(0.2, 0.25)) == ""


def test_a_verdict_tells_the_shares_of_the_planted_kind() -> None:
    found = judge(replace(PLANTED, repeats=(of_kinds(0.3, 0.3), of_kinds(0.3, 0.1), of_kinds(0.2, 0.3)))).kind
    assert found is not None
    assert (found.kind, found.told, found.planted) == (ThreadKind.STYLE, 0.5, pytest.approx(0.6))
    assert judged(repeat()).kind is None


def test_kinds_that_the_browser_does_not_tell_are_no_mistake() -> None:
    assert mistake(PLANTED, repeat(planted_s=0.3)) == ""


def test_contention_is_of_the_machine_and_no_wrong_diagnosis() -> None:
    assert mistake(CASE, repeat(diagnoses=SAID | {"contended"})) == ""


def test_a_hang_is_right_when_it_was_recorded_and_the_next_trial_began_soon() -> None:
    recorded = Repeat(truth_s=2.0, freeze_s=2.0, hung=True)
    assert mistake(HANG, replace(recorded, next_after_s=9.0)) == ""
    assert "the next trial began 11.0 s" in mistake(HANG, replace(recorded, next_after_s=11.0))
    assert "not recorded" in mistake(HANG, replace(recorded, hung=False))


def test_a_page_that_hung_by_mistake_is_wrong() -> None:
    assert "hung" in mistake(CASE, Repeat(truth_s=20.0, freeze_s=20.0, hung=True, problem="hung: no answer"))


def test_disturbed_repeats_do_not_count_whatever_they_say() -> None:
    """The flag is their cause; their value may be right or wrong."""
    found = judged(repeat(), repeat(freeze_s=0.9, flags=("contended",)))
    assert (found.ok, found.repeats, found.undisturbed, found.freeze_s) == (True, 2, 1, 0.3)


def test_without_an_undisturbed_repeat_nothing_is_ok_and_the_cause_is_told() -> None:
    found = judged(repeat(flags=("contended",)))
    assert not found.ok
    assert found.reason == "no undisturbed repeat was had (contended)"
    assert found.freeze_s == 0.3


@pytest.mark.parametrize(("wrong", "ok"), [(1, True), (2, False)])
def test_one_wrong_repeat_in_twenty_is_borne(wrong: int, ok: bool) -> None:
    found = judged(*[repeat()] * (20 - wrong), *[repeat(freeze_s=0.9)] * wrong)
    assert found.ok is ok
    assert found.right == 20 - wrong
    assert ("900 ms were reported for 300 ms" in found.reason) is not ok


def test_the_interval_of_a_ratio_holds_the_true_ratio_95_times_in_100() -> None:
    rng = np.random.default_rng(1)
    runs = 2000
    held = 0
    for logs in rng.normal(math.log(1.05), 0.1, size=(runs, 6)):
        found = effect_of_logs(list(logs))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 1.05 <= found.high
    assert held / runs == pytest.approx(0.95, abs=0.015)


def test_one_pair_has_a_ratio_and_no_interval() -> None:
    found = effect_of_logs([math.log(2)])
    assert (found.ratio, found.low) == (pytest.approx(2), None)


@pytest.mark.parametrize("launches", [3, 10])
def test_equal_copies_with_normal_noise_are_called_different_one_time_in_twenty(launches: int) -> None:
    rng = np.random.default_rng(2)
    shares = [copies.false_alarms(list(rng.normal(0, 0.1, size=12)), launches) for _ in range(40)]
    assert np.mean([share for share in shares if share is not None]) == pytest.approx(0.05, abs=0.015)


def test_fewer_differences_than_launches_tell_no_false_alarms() -> None:
    assert copies.false_alarms([0.1, -0.2, 0.1], 10) is None


@pytest.mark.parametrize("launches", [3, 10])
def test_the_smallest_shift_is_seen_in_eight_runs_of_ten(launches: int) -> None:
    """By simulation, without the formula."""
    shift = copies.smallest_shift(launches)
    runs = np.random.default_rng(3).normal(shift, 1, size=(20_000, launches))
    seen = stats.ttest_1samp(runs, 0, axis=1).pvalue < 0.05
    assert np.mean(seen) == pytest.approx(0.8, abs=0.01)


def test_the_detectable_effect_grows_with_the_spread_and_shrinks_with_launches() -> None:
    few, many = (copies.detectable([0.05, -0.06, 0.04], launches) for launches in (3, 10))
    noisy = copies.detectable([0.1, -0.12, 0.08], 10)
    assert few is not None
    assert many is not None
    assert noisy is not None
    assert many.low < many.effect < many.high
    assert many.effect < noisy.effect < few.effect


def verification(**changes: Any) -> Verification:
    cheap = Effect(ratio=1.005, low=0.99, high=1.02, p=0.5, pairs=4)
    values: dict[str, Any] = {
        "cases": (judged(repeat()),),
        "observer_cost": {1: cheap, 4: cheap},
        "trace_cost": {1: cheap, 4: cheap},
        "throttle": {"script": cheap},
        "copies": Differences(values=(0.1, -0.1, 0.1), disturbed=0),
        "false_alarm": {3: 0.25, 10: None},
        "detectable": {3: None, 10: copies.detectable([0.1], 10)},
    }
    return Verification(**values | changes)


def test_what_was_found_is_plain_json() -> None:
    data = json.loads(json.dumps(as_data(verification()), allow_nan=False))
    assert data["passed"] is True
    assert data["observer_cost"]["1x"]["estimate"] == 1.005
    assert data["false_alarm"]["3_launches"] == 0.25


def test_only_a_cost_that_is_shown_to_be_too_high_fails() -> None:
    unsure = Effect(ratio=1.2, low=1.0, high=1.44, p=0.05, pairs=2)
    dear = Effect(ratio=1.2, low=1.1, high=1.3, p=0.0, pairs=20)
    assert verification(observer_cost={1: unsure}).passed
    found = verification(observer_cost={4: dear})
    assert not found.passed
    assert found.failures == ("the observers cost at least 10.0% at 4x; 3% is allowed",)
    found = verification(trace_cost={1: dear, 4: unsure})
    assert found.failures == ("the trace costs at least 10.0% at 1x; 5% is allowed",)


def test_one_wrong_case_fails_all() -> None:
    wrong = judged(repeat(freeze_s=0.5))
    assert verification(cases=(wrong,)).failures == (
        "300 ms: 500 ms were reported for 300 ms (1 of 1 repeats wrong)",
    )


def test_a_busy_machine_is_one_reason_and_not_one_a_page() -> None:
    untold = judged(repeat(flags=("contended",)))
    (reason,) = verification(cases=(untold,) * 4).failures
    assert reason.startswith("this machine is too busy to tell: 4 of 4 pages had no repeat")
    (reason,) = verification(cases=(untold, judged(repeat()))).failures
    assert reason.startswith("this machine is too busy to tell: 1 of 2 pages (300 ms) had no repeat")
