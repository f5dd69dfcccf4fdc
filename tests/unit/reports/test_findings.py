"""What a run says is what was put in, whatever state the run is in."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billbench.harness.model.flags import Flag
from billbench.harness.model.outcomes import Cause, Ledger, LineFate, Outcome, Submission
from billbench.harness.model.runs import Run, RunState
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.findings.findings import Findings, find
from billbench.reports.findings.words import lost_sentence
from billbench.reports.pages.programs import to_json
from billbench.reports.run.answer import answer
from billbench.reports.run.summary import summary
from billbench.reports.run.views.works import harm_table, work_table
from billbench.reports.statistics.thresholds import Censoring, GridSide
from billbench.reports.words.series import Series
from billbench.reports.words.validity import State
from tests.unit.reports.made_runs import Recipe, flat, make_run, power, with_trials

HEADLINE = Series(design="single-page", device="office-pc", journey="change-page", step="back")


def kinds(findings: Findings) -> set[str]:
    return {one.kind for one in findings.validity.concerns}


def safe(run: Run, limit: float = 1.0, series: Series = HEADLINE):
    found = find(run).safe_size(series, limit)
    assert found is not None
    return found


def only(run: Run, state: TrialState) -> Run:
    return with_trials(run, lambda trial: replace(trial, state=state, steps=(), ledger=None))


def at(trial: Trial, design: str, lines: int) -> bool:
    return (trial.cell.design, trial.cell.lines) == (design, lines)


def test_the_safe_size_is_the_one_that_was_put_in() -> None:
    found = safe(make_run(launches=10, launch_sd=0.05))
    assert found.estimate is not None
    assert found.low is not None
    assert found.high is not None
    assert abs(found.estimate.lines - 74) <= 4
    assert found.low.lines <= 74 <= found.high.lines
    assert found.between == (40, 80)


def test_the_safe_size_is_rounded_down_to_a_whole_line() -> None:
    found = safe(make_run(launch_sd=0, trial_sd=0, truths={"single-page": power(60.9)}))
    assert found.estimate is not None
    assert found.estimate.lines == 60


def test_a_design_that_never_freezes_is_safe_above_the_largest_size() -> None:
    found = safe(make_run(), series=replace(HEADLINE, design="paged"))
    assert found.estimate is not None
    assert (found.estimate.side, found.estimate.lines, found.held) == (GridSide.ABOVE, 160, 3)


def test_a_sound_run_is_valid() -> None:
    findings = find(make_run())
    assert findings.validity.state is State.VALID
    assert kinds(findings) == {"coarse sizes"}


def test_one_launch_gives_estimates_without_intervals_and_is_doubtful() -> None:
    findings = find(make_run(launches=1))
    found = findings.safe_size(HEADLINE, 1.0)
    assert found is not None
    assert found.estimate is not None
    assert found.low is None
    assert findings.validity.state is State.DOUBTFUL
    assert "one launch" in kinds(findings)
    assert "one launch, so no interval" in answer(findings).sentences[0]


def test_a_single_size_says_that_nothing_can_be_said() -> None:
    findings = find(make_run(lines=(80,)))
    found = findings.safe_size(HEADLINE, 1.0)
    assert found is not None
    assert found.estimate is None
    assert "single size" in kinds(findings)
    assert findings.validity.state is State.DOUBTFUL
    assert len(answer(findings).sentences) == 1, "one reason for all designs is told once"
    assert "cannot be said: one size was measured" in answer(findings).sentences[0]


def test_a_run_that_got_no_further_than_one_size_says_so_of_its_guideline() -> None:
    run = make_run(lines=(80, 160))
    stopped = replace(run, trials=tuple(trial for trial in run.trials if trial.cell.lines == 80))
    words = answer(find(stopped))
    assert any("One size supports no guideline." in one for one in words.guideline)


def test_a_run_in_which_nothing_rises_is_measuring_nothing() -> None:
    def frozen(trial: Trial) -> Trial:
        steps = tuple(replace(step, measures={"freeze_s": 0.1, "rows": 5.0}) for step in trial.steps)
        return replace(trial, steps=steps)

    findings = find(with_trials(make_run(), frozen))
    assert findings.validity.state is State.INVALID
    assert "measuring nothing" in kinds(findings)
    assert answer(findings).sentences[0].startswith("This run gives no answer.")
    assert not answer(findings).guideline


def test_counters_without_noise_show_growth_in_two_launches_of_two_sizes() -> None:
    findings = find(make_run(launches=2, lines=(10, 80)))
    assert not {"growth not shown", "measuring nothing"} & kinds(findings)


def test_no_freeze_in_few_launches_says_what_it_cannot_exclude() -> None:
    findings = find(make_run(launches=2, lines=(10, 40, 80), truths={"single-page": power(88)}))
    assert "that does not exclude it for bills of more than" in answer(findings).sentences[0]


@pytest.mark.slow
def test_noise_alone_is_measuring_nothing_in_all_but_a_few_runs() -> None:
    def noise(trial: Trial) -> Trial:
        kept = ("freeze_s", "busy_s")
        steps = tuple(
            replace(step, measures={name: step.measures[name] for name in kept}) for step in trial.steps
        )
        return replace(trial, steps=steps)

    flats = {"single-page": flat(0.4), "paged": flat(0.4)}
    runs = [with_trials(make_run(truths=flats, seed=seed, trial_sd=0.2), noise) for seed in range(25)]
    assert sum(find(run).validity.state is State.INVALID for run in runs) >= 22


def test_a_hang_counts_as_exceeding_and_is_named() -> None:
    findings = find(make_run(deadline_s=2.6, launch_sd=0, trial_sd=0))
    cell = next(one for one in findings.cells if one.series == HEADLINE and one.lines == 160)
    assert cell.exceeded[1.0].count == cell.exceeded[1.0].total == 3
    level = cell.measures["freeze_s"]
    assert level.median.at_least
    assert level.low is None
    assert "hung" in kinds(findings)


def test_a_size_at_which_no_launch_got_that_far_is_named_with_the_answer() -> None:
    findings = find(make_run(deadline_s=2.0, launch_sd=0, trial_sd=0))
    sentence = answer(findings).sentences[0]
    assert "160 lines gave no time: 3 of 3 launches hung in an earlier step" in sentence


def test_only_hangs_leave_no_safe_size_inside_the_grid() -> None:
    findings = find(make_run(truths={"single-page": flat(100)}))
    found = findings.safe_size(replace(HEADLINE, step="open"), 1.0)
    assert found is not None
    assert found.censoring is Censoring.BELOW
    assert findings.safe_size(HEADLINE, 1.0) is None
    assert any(one.cause == "hung in an earlier step" for one in findings.set_aside)
    assert "no trial came to it: of 15, 15 hung in an earlier step" in answer(findings).sentences[0]


def test_a_trial_that_hung_before_its_step_was_written_hung_in_the_first_step_missing() -> None:
    def silent(trial: Trial) -> Trial:
        hung = at(trial, "single-page", 160)
        return replace(trial, state=TrialState.HUNG, steps=trial.steps[:3]) if hung else trial

    findings = find(with_trials(make_run(), silent))
    cell = next(one for one in findings.cells if one.series == HEADLINE and one.lines == 160)
    assert cell.measures["freeze_s"].median.value == 30.0
    assert cell.measures["freeze_s"].censored == 3


@pytest.mark.parametrize("state", [TrialState.FAILED, TrialState.CRASHED])
def test_a_run_without_a_completed_trial_measured_nothing(state: TrialState) -> None:
    findings = find(only(make_run(), state))
    assert findings.validity.state is State.INVALID
    assert {"nothing measured", state.value} <= kinds(findings)
    assert state.value in answer(findings).rows[0] or "nothing measured" in kinds(findings)


def test_a_run_without_a_trial_measured_nothing() -> None:
    findings = find(replace(make_run(), trials=()))
    assert findings.validity.state is State.INVALID


def test_crashes_are_set_aside_by_cause_and_counted() -> None:
    def crash(trial: Trial) -> Trial:
        died = at(trial, "single-page", 160) and trial.launch == 0
        return replace(trial, state=TrialState.CRASHED, steps=()) if died else trial

    findings = find(with_trials(make_run(), crash))
    assert "crashed" in kinds(findings)
    assert {one.cause for one in findings.set_aside} == {"crashed"}
    assert findings.design_works["single-page"].unfinished[TrialState.CRASHED] == 1


def test_a_trial_that_was_not_prepared_is_no_failure_of_the_page() -> None:
    def not_prepared(trial: Trial) -> Trial:
        if not (at(trial, "single-page", 160) and trial.launch == 0):
            return trial
        return replace(
            trial, state=TrialState.FAILED, steps=(), ledger=None, flags=(Flag.NOT_PREPARED,), reason="why"
        )

    findings = find(with_trials(make_run(), not_prepared))
    assert "not-prepared" in kinds(findings)
    assert not kinds(findings) & {"failed", "flagged", "hung"}
    assert not findings.design_works["single-page"].unfinished
    assert {one.cause for one in findings.set_aside} == {"not prepared"}


def test_a_flagged_trial_without_a_better_attempt_stands_and_is_said() -> None:
    """A machine that is never quiet still gives an answer, a doubtful one."""

    def flag(trial: Trial) -> Trial:
        return replace(trial, flags=("contended",))

    findings = find(with_trials(make_run(), flag))
    assert not findings.set_aside
    assert findings.validity.state is State.DOUBTFUL
    assert any("there was none" in one.text for one in findings.validity.concerns)


def test_a_place_that_stands_disturbed_is_counted_under_the_cause_of_the_attempt_that_stands() -> None:
    """Both attempts of a place were disturbed, each by another cause: the warnings and the table agree."""
    run = make_run()
    first, *others = run.trials
    again = replace(first, id=f"{first.id}-again", attempt=1, flags=("device unsteady",))
    twice = replace(run, trials=(replace(first, flags=("contended",)), again, *others))
    findings = find(twice)
    assert {one.cause: one.standing for one in findings.doubts.flags} == {
        "contended": 1,
        "device unsteady": 0,
    }
    told = [one.text for one in findings.validity.concerns if one.kind == "flagged"]
    assert ["in 1 place" in text for text in told] == [True, False]


def test_a_flagged_trial_that_was_repeated_leaves_no_gap() -> None:
    run = make_run()
    first = run.trials[0]
    flagged = replace(first, flags=("contended",))
    repeat = replace(first, id=f"{first.id}-r1", attempt=1)
    findings = find(replace(run, trials=(flagged, *run.trials[1:], repeat)))
    assert not findings.set_aside
    assert [one.standing for one in findings.doubts.flags] == [0]
    assert findings.validity.state is State.VALID
    assert {len(cell.samples) for cell in findings.cells} == {3}


def test_a_journey_that_a_design_does_not_offer_is_no_failure() -> None:
    def absent(trial: Trial) -> Trial:
        return (
            replace(trial, state=TrialState.NOT_OFFERED, steps=()) if trial.cell.design == "paged" else trial
        )

    findings = find(with_trials(make_run(), absent))
    assert not findings.set_aside
    assert "failed" not in kinds(findings)


def with_freeze(trial: Trial, value: float) -> Trial:
    steps = tuple(replace(step, measures={**step.measures, "freeze_s": value}) for step in trial.steps)
    return replace(trial, steps=steps)


@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, 1e308])
def test_a_run_without_a_freeze_that_can_be_one_gives_no_answer(value: float) -> None:
    findings = find(with_trials(make_run(), lambda trial: with_freeze(trial, value)))
    assert findings.validity.state is State.INVALID
    assert "nothing measured" in kinds(findings)


def test_a_design_without_freezes_at_the_guideline_is_not_told_to_have_frozen_in_none_of_none() -> None:
    findings = find(
        with_trials(make_run(), lambda one: with_freeze(one, math.nan) if at(one, "paged", 80) else one)
    )
    said = answer(findings)
    assert "Paged" not in said.lead
    assert said.guideline[1].endswith("no launch has a freeze that is known, so nothing can be said.")


def test_values_that_are_no_numbers_are_not_measures_and_are_counted() -> None:
    def broken(trial: Trial) -> Trial:
        if not at(trial, "single-page", 40):
            return trial
        steps = tuple(
            replace(step, measures={**step.measures, "freeze_s": float("nan")}) for step in trial.steps
        )
        return replace(trial, steps=steps)

    findings = find(with_trials(make_run(), broken))
    assert "not a number" in kinds(findings)
    found = findings.safe_size(HEADLINE, 1.0)
    assert found is not None
    assert found.estimate is not None


def test_an_interrupted_run_is_doubtful_and_says_how_far_it_came() -> None:
    run = make_run()
    info = replace(run.info, state=RunState.INTERRUPTED)
    findings = find(Run(info=info, trials=run.trials[:20]))
    assert "interrupted" in kinds(findings)
    assert findings.validity.state is not State.VALID


def test_nodes_that_do_not_follow_the_rows_are_reported() -> None:
    def drift(trial: Trial) -> Trial:
        extra = 3000.0 if trial.cell.lines == 40 else 0.0
        steps = tuple(
            replace(step, measures={**step.measures, "nodes": (step.measures.get("nodes") or 0) + extra})
            for step in trial.steps
        )
        return replace(trial, steps=steps)

    assert "nodes per line" in kinds(find(with_trials(make_run(), drift)))


def test_rows_that_differ_between_launches_are_reported_with_their_setting() -> None:
    def lose(trial: Trial) -> Trial:
        if trial.launch or not at(trial, "single-page", 80):
            return trial
        steps = tuple(replace(step, measures={**step.measures, "rows": 12 + 2 / 3}) for step in trial.steps)
        return replace(trial, steps=steps)

    run = with_trials(with_trials(make_run(), lose), lost_connections)
    told = [one.text for one in find(run).validity.concerns if one.kind == "rows differ"]
    assert any(
        text.startswith(
            "single-page on office-pc, lost-connections, change-page, 80 lines: the page showed 12.7"
        )
        for text in told
    )


def lost_connections(trial: Trial) -> Trial:
    return replace(trial, cell=replace(trial.cell, variant="lost-connections"))


def test_a_machine_of_unsteady_speed_makes_the_run_doubtful() -> None:
    def unsteady(trial: Trial) -> Trial:
        assert trial.device is not None
        return replace(trial, device=replace(trial.device, factor_script=1.0 + trial.position % 2))

    findings = find(with_trials(make_run(), unsteady))
    assert "device unsteady" in kinds(findings)
    assert findings.validity.state is State.DOUBTFUL


def test_stolen_time_is_reported_as_contention() -> None:
    def steal(trial: Trial) -> Trial:
        steps = tuple(replace(step, measures={**step.measures, "stolen_s": 0.2}) for step in trial.steps)
        return replace(trial, steps=steps)

    assert "contention" in kinds(find(with_trials(make_run(), steal)))


def test_diagnoses_and_warnings_of_the_records_are_passed_on() -> None:
    run = with_trials(make_run(), lambda trial: replace(trial, diagnoses=("starved input",)))
    run = replace(run, warnings=("the last line of the journal is cut",))
    findings = find(run)
    texts = " ".join(one.text for one in findings.validity.concerns)
    assert "starved input" in texts
    assert "the last line of the journal is cut" in texts


def test_lost_lines_are_counted_per_100_bills_with_bills_as_the_unit() -> None:
    def lose(trial: Trial) -> Trial:
        lost = tuple(LineFate(token=f"L{i}", outcome=Outcome.LOST_UNSAVED) for i in range(4))
        return (
            replace(trial, ledger=Ledger(lines_checked=80, lines=lost)) if at(trial, "paged", 80) else trial
        )

    work = find(with_trials(make_run(), lose)).design_works["paged"]
    assert (work.bills, work.lost, work.harmed.count) == (15, 12, 3)
    assert work.lost_per_100 == pytest.approx(80)
    assert work.low is not None
    assert work.high is not None
    assert work.low < 80 < work.high


def test_no_loss_still_states_what_it_cannot_exclude() -> None:
    sentence = answer(find(make_run())).work[0]
    assert "no line was lost in 15 bills" in sentence
    assert "20 % of bills" in sentence


def test_launches_of_two_machines_with_the_same_number_are_two() -> None:
    one, other = make_run(seed=1), make_run(seed=2)
    away = tuple(replace(trial, host="other") for trial in other.trials)
    findings = find(replace(one, trials=(*one.trials, *away)))
    found = findings.safe_size(HEADLINE, 1.0)
    assert found is not None
    assert found.launches == 6
    assert "several machines" in kinds(findings)


def test_a_design_without_a_title_goes_by_its_name() -> None:
    findings = find(make_run(titles={}))
    assert findings.plan.design_title("single-page") == "single-page"


def test_an_empty_plan_is_filled_from_the_trials() -> None:
    run = make_run(Recipe())
    findings = find(replace(run, info=replace(run.info, plan={}, steps={})))
    assert findings.plan.designs == ("paged", "single-page")
    assert findings.cells


STRANGE = st.sampled_from([None, 0.0, -1.0, 1e-12, 0.4, 30.0, 1e12, float("nan"), float("inf")])


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_the_measures_are_the_analysis_ends_and_fits_json(data: st.DataObject) -> None:
    def strange(trial: Trial) -> Trial:
        measures = {name: data.draw(STRANGE) for name in ("freeze_s", "busy_s", "wait_s", "rows", "nodes")}
        state = data.draw(st.sampled_from(TrialState))
        hung = state is TrialState.HUNG and data.draw(st.booleans())
        steps = tuple(replace(step, measures=measures, censored=hung) for step in trial.steps[-1:])
        return replace(trial, steps=steps, state=state)

    run = with_trials(make_run(lines=(10, 80, 160), truths={"single-page": power(70)}), strange)
    findings = find(run)
    assert answer(findings).sentences
    to_json(summary(findings))


def test_a_page_that_never_reaches_the_headline_limit_tells_the_lower_one_it_reached() -> None:
    """ "Never over 1 s" alone would hide a freeze that grows."""
    findings = find(make_run(truths={"single-page": power(220), "paged": flat(0.09)}))
    single, paged = answer(findings).sentences
    assert "never froze the page for over 1 s" in single
    assert "It froze for over 500 ms in bills of more than" in single
    assert "It froze" not in paged


def test_designs_of_which_the_same_is_to_be_said_share_a_sentence() -> None:
    truths = {"single-page": power(74), "lean": flat(0.09), "leaner": flat(0.08)}
    said = answer(find(make_run(truths=truths)))
    assert len(said.sentences) == 2
    assert said.sentences[1].startswith("lean and leaner: a page change")
    assert said.lead.endswith("Single page in 3 of 3; lean and leaner in none of 3 each.")


def test_harmed_work_is_told_by_word_and_cause() -> None:
    """Lines are counted, and the bills that they are in: the lines of one page are harmed together."""
    fates = (
        *(
            LineFate(token=f"L{i}", outcome=Outcome.LOST_ACKNOWLEDGED, cause=Cause.FIELD_LIMIT)
            for i in range(4)
        ),
        LineFate(token="L5", outcome=Outcome.REFUSED, cause=Cause.SESSION_EXPIRED),
        LineFate(token="L6", outcome=Outcome.SAVED),
    )
    ledger = Ledger(lines_checked=80, lines=fates, submission=Submission.NOT_SENT)

    def harm(trial: Trial) -> Trial:
        return replace(trial, ledger=ledger) if at(trial, "paged", 80) else trial

    found = find(with_trials(make_run(launches=3), harm)).harms
    assert {(one.cell.design, one.cell.lines) for one in found} == {("paged", 80)}
    assert {(one.word, one.cause): (one.lines, one.bills) for one in found} == {
        (Outcome.LOST_ACKNOWLEDGED, Cause.FIELD_LIMIT): (12, 3),
        (Outcome.REFUSED, Cause.SESSION_EXPIRED): (3, 3),
        (Submission.NOT_SENT, None): (0, 3),
    }


def test_a_harm_stands_with_what_was_seen_and_a_late_line_is_no_harm() -> None:
    fates = (
        LineFate(token="L1", outcome=Outcome.NOT_TAKEN, cause=Cause.TARGET_FILE, evidence="it is read only"),
        LineFate(token="L2", outcome=Outcome.SAVED, late_s=4.2),
    )
    ledger = Ledger(lines_checked=80, lines=fates)

    def told(trial: Trial) -> Trial:
        return replace(trial, ledger=ledger) if at(trial, "paged", 80) else trial

    found = find(with_trials(make_run(launches=3), told))
    assert [(one.word, one.evidence) for one in found.harms] == [(Outcome.NOT_TAKEN, "it is read only")]
    assert "it is read only" in str(harm_table(found).rows)
    work = found.design_works["paged"]
    assert (work.lost, work.late, work.latest_s) == (0, 3, 4.2)
    assert lost_sentence("Paged", work).endswith(
        "3 lines were saved and were not to be read at once, the last within 4.20 s."
    )
    assert "Of the saved, seen late" in work_table(found).columns
