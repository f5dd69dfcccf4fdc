"""The answer leads with the worst harm: what cannot be done from some size on, then what people wait for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from billbench.harness.model.outcomes import Cause, LineFate, Outcome, Submission
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.findings.findings import find
from billbench.reports.run.answer import answer
from tests.unit.reports.made_runs import flat, make_run, power, with_trials

ONE: dict[str, Any] = {"truths": {"page": power(74)}, "titles": {"page": "Page"}, "journeys": ("edit-lines",)}
BAD_REQUEST = "The page shows an error: 400 Bad Request"
MISSING = "The line is not on the screen."


def lead(run: Run) -> str:
    return answer(find(run)).lead


def said(run: Run) -> str:
    found = answer(find(run))
    return " ".join((found.lead, *found.sentences))


def fates(outcome: Outcome, count: int = 3, **more: Any) -> tuple[LineFate, ...]:
    return tuple(LineFate(token=f"L{n}", outcome=outcome, **more) for n in range(count))


def typed(trial: Trial, *lines: LineFate, **more: Any) -> Trial:
    """A trial in which three lines were corrected, and what became of them; all saved if nothing is said."""
    assert trial.ledger is not None
    ledger = replace(trial.ledger, lines=lines or fates(Outcome.SAVED), **more)
    return replace(trial, ledger=ledger)


def failing(trial: Trial, reason: str = BAD_REQUEST, **of_a_line: Any) -> Trial:
    """A journey that broke off before its last step was over, with nothing stored of what was typed."""
    lost = fates(Outcome.LOST_UNSAVED, **{"cause": Cause.NOT_FOUND, **of_a_line})
    broken = replace(trial, state=TrialState.FAILED, reason=reason, steps=trial.steps[:-1])
    return typed(broken, *lost)


def from_size(size: int, harm: Callable[[Trial], Trial], **recipe: Any) -> Run:
    """A run in which bills of this size and more come to a harm, on the first design."""
    made = {**ONE, "lines": (20, 40, 80, 89, 90, 120), **recipe}
    first = next(iter(made["truths"]))

    def change(trial: Trial) -> Trial:
        return harm(trial) if trial.cell.lines >= size and trial.cell.design == first else typed(trial)

    return with_trials(make_run(**made), change)


def test_bills_that_cannot_be_saved_are_the_first_sentence_with_the_cliff_to_the_line() -> None:
    assert lead(from_size(90, failing)).startswith(
        "Bills of 90 lines and more cannot be saved: refused with 400, 6 of 6; up to 89 lines all were "
        "saved, 12 of 12. In bills of 80 lines, a saving of the bill froze the page"
    )


def test_between_sizes_that_lie_apart_the_cliff_is_told_as_an_interval() -> None:
    told = lead(from_size(90, failing, lines=(20, 80, 90, 120)))
    assert "up to 80 lines all were saved, 6 of 6. The cliff lies between 80 and 90 lines. In bills" in told


def test_of_few_bills_the_cliff_only_seems_to_lie_there() -> None:
    told = lead(from_size(90, failing, lines=(20, 80, 90, 120), launches=2))
    assert "The cliff seems to lie between 80 and 90 lines." in told


def test_a_single_size_beyond_the_cliff_is_not_called_and_more() -> None:
    told = lead(from_size(120, failing))
    assert told.startswith(
        "Bills of 120 lines, the largest measured, cannot be saved: refused with 400, 3 of 3;"
    )


def test_lines_that_vanish_are_the_first_sentence_though_every_trial_came_to_its_end() -> None:
    def vanish(trial: Trial) -> Trial:
        gone = fates(Outcome.LOST_ACKNOWLEDGED, 1, cause=Cause.FIELD_LIMIT)
        return typed(trial, *fates(Outcome.SAVED, 2), *gone)

    assert lead(from_size(80, vanish, lines=(20, 71, 80, 160))).startswith(
        "Lines vanish from bills of 80 lines and more: 6 lines in 6 of 6 bills, though the page said that "
        "they were saved (more fields than the server takes); up to 71 lines all were saved whole, 6 of 6. "
        "The cliff lies between 71 and 80 lines. "
    )


def test_what_was_typed_and_never_acknowledged_vanishes_without_a_word_of_the_page() -> None:
    told = lead(from_size(80, lambda trial: typed(trial, *fates(Outcome.LOST_UNSAVED))))
    assert told.startswith(
        "Lines vanish from bills of 80 lines and more: 36 lines in 12 of 12 bills; up to 40"
    )


def test_a_refusal_is_told_by_the_status_of_the_answer_where_the_page_shows_nothing() -> None:
    def harm(trial: Trial) -> Trial:
        return failing(trial, MISSING, evidence="as it was before; /bills/7 was answered 413")

    assert "cannot be saved: refused with 413, 6 of 6;" in lead(from_size(90, harm))

    def shown(trial: Trial) -> Trial:
        answered = {"cause": Cause.GATEWAY_ERROR, "evidence": "/bills/7 was answered 503"}
        return failing(trial, "The page shows an error: sorry", **answered)

    assert "cannot be saved: answered with 503, 6 of 6;" in lead(from_size(90, shown))


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("The page shows an error: 500", "answered with 500"),
        ("The page shows an error: HTTP 413 (30 characters, not kept)", "refused with 413"),
        ("The page shows an error: 412 lines are too many", "the page showed an error"),
        ("The page shows an error: its text (12 characters, not kept)", "the page showed an error"),
    ],
)
def test_a_number_is_a_status_only_where_its_phrase_follows(reason: str, told: str) -> None:
    assert f"cannot be saved: {told}, 6 of 6;" in lead(from_size(90, lambda trial: failing(trial, reason)))


def test_a_cause_that_is_proven_is_told_beside_the_refusal() -> None:
    run = from_size(90, lambda trial: failing(trial, cause=Cause.FIELD_LIMIT))
    assert "cannot be saved: refused with 400 (more fields than the server takes), 6 of 6;" in lead(run)


def test_bills_that_are_not_always_saved_are_counted() -> None:
    def at_times(trial: Trial) -> Trial:
        return failing(trial) if trial.launch else typed(trial)

    assert lead(from_size(90, at_times)).startswith(
        "Of bills of 90 lines and more, 4 of 6 cannot be saved: refused with 400; up to 89 lines all were "
        "saved, 12 of 12. "
    )


def test_a_run_of_failures_alone_says_what_failed() -> None:
    assert (
        lead(from_size(1, failing))
        == "No bill can be saved, not even of 20 lines: refused with 400, 18 of 18."
    )
    assert lead(from_size(1, failing, lines=(90,))) == (
        "Bills of 90 lines, the only size measured, cannot be saved: refused with 400, 3 of 3."
    )


def test_a_failure_that_may_be_ours_is_no_harm_and_no_proof_that_all_was_saved() -> None:
    def harm(trial: Trial) -> Trial:
        return failing(trial, MISSING)

    assert "cannot be" not in said(from_size(90, harm))
    assert lead(from_size(1, harm)) == (
        "Not one of 18 trials came to its end: 18 failed. The reason told most often, by 18: The line is not "
        "on the screen."
    )

    def either(trial: Trial) -> Trial:
        return failing(trial) if trial.cell.lines > 90 else harm(trial)

    assert "up to 89 lines all were saved, 12 of 12" in lead(from_size(90, either))


def test_a_hang_counts_where_it_was_the_pages() -> None:
    def hang(step: str) -> Callable[[Trial], Trial]:
        reason = f'The page did not answer for 30 s in the step "{step}".'
        return lambda trial: replace(failing(trial, reason, cause=None), state=TrialState.HUNG)

    assert "cannot be saved: the page did not answer for 30 s, 6 of 6;" in lead(from_size(90, hang("leave")))
    assert "cannot be" not in said(from_size(90, hang("prepare")))


def test_a_bill_that_does_not_open_is_worse_than_all_else() -> None:
    def harm(trial: Trial) -> Trial:
        if trial.cell.lines < 120:
            return failing(trial)
        return replace(trial, state=TrialState.FAILED, reason=BAD_REQUEST, steps=(), ledger=None)

    told = lead(from_size(90, harm))
    assert told.startswith(
        "Bills of 120 lines, the largest measured, cannot be opened: refused with 400, 3 of 3;"
    )
    assert "lines. Bills of 90 lines, the largest measured, cannot be saved:" in told


def test_submissions_that_are_not_received_are_told() -> None:
    def harm(trial: Trial) -> Trial:
        assert trial.ledger is not None
        refused = replace(trial.ledger, submission=Submission.REFUSED, submission_cause=Cause.BODY_LIMIT)
        return replace(trial, ledger=replace(refused, lines=()))

    told = lead(from_size(90, harm, journeys=("submit-bill",)))
    assert told.startswith(
        "Bills of 90 lines and more cannot be submitted: more bytes than the server takes, 6 of 6; up to 89 "
    )


def test_a_journey_in_which_nothing_was_typed_yet_is_not_finished() -> None:
    run = from_size(90, lambda trial: replace(failing(trial), ledger=None), journeys=("change-page",))
    assert lead(run).startswith(
        "Bills of 90 lines and more cannot be worked on to the end: refused with 400, 6 of 6; up to 89 lines "
        "all were worked on to the end, 12 of 12. "
    )


def test_of_several_designs_and_devices_it_is_told_whose_harm_it_is() -> None:
    truths = {"truths": {"page": power(74), "other": flat(0.1)}, "titles": {"page": "Page", "other": "Other"}}
    assert lead(from_size(90, failing, **truths)).startswith(
        "Page: bills of 90 lines and more cannot be saved: "
    )

    def on_the_laptop(trial: Trial) -> Trial:
        return failing(trial) if trial.cell.device == "old-laptop" else typed(trial)

    told = lead(from_size(90, on_the_laptop, devices=("office-pc", "old-laptop")))
    assert told.startswith(
        "On old-laptop, bills of 90 lines and more cannot be saved: refused with 400, 6 of 6; "
    )


def test_what_is_planted_in_a_variant_is_not_found() -> None:
    run = from_size(90, lambda trial: replace(failing(trial), cell=replace(trial.cell, variant="limited")))
    assert "cannot be saved" not in said(run)


def test_without_harm_the_freeze_leads() -> None:
    assert lead(from_size(999, failing)).startswith(
        "In bills of 80 lines, a saving of the bill froze the page "
    )
    assert lead(make_run()).startswith("In bills of 80 lines, a page change froze the page for over 1 s: ")


def test_the_freeze_told_is_that_of_the_step_that_people_wait_in() -> None:
    """The way to a line froze nothing in these runs; where it does, it is what the journey is about."""
    assert "way to the line" not in said(make_run(**ONE))

    def slow_way(trial: Trial) -> Trial:
        steps = [replace(step, measures={**step.measures, "freeze_s": 0.2}) for step in trial.steps]
        return replace(trial, steps=tuple(steps))

    assert "a way to the line" in said(with_trials(make_run(**ONE), slow_way))


def test_a_run_of_one_size_says_what_it_saw() -> None:
    told = answer(find(make_run(**ONE, lines=(80,))))
    assert (
        told.lead == "In bills of 80 lines, a saving of the bill froze the page for over 1 s: Page in 3 of 3."
    )
    assert "Page: in bills of 80 lines, a saving of the bill froze the page, for 1." in told.sentences[0]
    assert "cannot be said: one size was measured" in told.sentences[0]
    calm = answer(find(make_run(**{**ONE, "truths": {"page": flat(0.01)}, "lines": (80,)}))).sentences[0]
    assert "a saving of the bill hardly froze the page, for 1" in calm


def test_a_run_of_a_later_device_of_its_plan_alone_leads_with_it() -> None:
    both = make_run(**ONE, devices=("office-pc", "old-laptop"))
    later = replace(both, trials=tuple(one for one in both.trials if one.cell.device == "old-laptop"))
    assert (
        lead(later)
        == "In bills of 80 lines, a saving of the bill froze the page for over 1 s: Page in 3 of 3."
    )
