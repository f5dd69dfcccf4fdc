"""What a run of one cell says to the test of a page, held against runs of known truth."""

from dataclasses import replace
from typing import Any

import pytest

from billbench.harness.model.outcomes import Cause, Ledger, LineFate, Outcome
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Cell, StepResult, Trial, TrialState
from billbench.reports.run.one_cell import OneCell, one_cell
from tests.unit.reports.made_runs import flat, make_run

CELL = Cell(design="single-page", lines=80, device="office-pc", journey="change-page")


def run_of_one(truth_s: float = 0.5, launches: int = 6, **changes: Any) -> Run:
    return make_run(truths={"single-page": flat(truth_s)}, lines=(80,), launches=launches, **changes)


def with_trial(run: Run, place: int, **changes: Any) -> Run:
    trials = list(run.trials)
    trials[place] = replace(trials[place], **changes)
    return replace(run, trials=tuple(trials))


def found(run: Run) -> OneCell:
    return one_cell(run, CELL)


def with_measures(trial: Trial, **measures: float) -> tuple[StepResult, ...]:
    return tuple(replace(step, measures={**step.measures, **measures}) for step in trial.steps)


@pytest.mark.slow
def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """A 95 % interval of six launches, 400 times: between 92 and 98 % hold it."""
    held = 0
    for seed in range(400):
        interval = found(run_of_one(seed=seed, launch_sd=0.15)).freeze.interval
        assert interval is not None
        held += interval.low <= 0.5 <= interval.high
    assert 0.92 <= held / 400 <= 0.98


def test_a_freeze_too_short_to_be_told_has_an_interval_all_the_same() -> None:
    """The page answers at once: nought has no logarithm, and the test of such a page must pass."""
    run = run_of_one()
    run = replace(
        run, trials=tuple(replace(one, steps=with_measures(one, freeze_s=0.0)) for one in run.trials)
    )
    interval = found(run).freeze.interval
    assert interval is not None
    assert 0 < interval.high < 0.1


def test_a_hang_is_counted_and_leaves_no_interval() -> None:
    run = run_of_one()
    hung = with_trial(run, 2, state=TrialState.HUNG, steps=run.trials[2].steps[:-1])
    freeze = found(hung).freeze
    assert (freeze.hung, freeze.interval, freeze.doubt) == (1, None, "")


def test_a_journey_that_failed_makes_the_freeze_doubtful() -> None:
    failed = with_trial(run_of_one(), 0, state=TrialState.FAILED, reason="No such button.", steps=())
    assert found(failed).freeze.doubt == "1 launch of 6 ended as “failed” (No such button)"


def test_one_launch_is_not_enough() -> None:
    assert "an interval needs two" in found(run_of_one(launches=1)).freeze.doubt


def test_a_launch_that_other_work_disturbed_does_not_count() -> None:
    """Its freeze of an hour, were it to count, would be in the interval."""
    run = run_of_one()
    slow = with_measures(run.trials[0], freeze_s=3600.0)
    freeze = found(with_trial(run, 0, flags=("contended",), steps=slow)).freeze
    assert freeze.interval is not None
    assert (freeze.launches, freeze.doubt) == (5, "")
    assert freeze.interval.high < 1
    assert "1 of 6 launches do not count: other work on this machine disturbed them." in freeze.made_of


def test_an_undisturbed_repeat_stands_for_its_launch() -> None:
    run = run_of_one()
    first = replace(run.trials[0], flags=("contended",), steps=with_measures(run.trials[0], freeze_s=3600.0))
    again = replace(run.trials[0], id="000-000-r1", attempt=1, flags=("device unsteady",))
    freeze = found(replace(run, trials=(first, again, *run.trials[1:]))).freeze
    assert freeze.launches == 6
    assert freeze.interval is not None
    assert freeze.interval.high < 1


@pytest.mark.parametrize("undisturbed", [0, 1])
def test_too_few_undisturbed_launches_say_nothing(undisturbed: int) -> None:
    run = run_of_one()
    trials = [replace(one, flags=("contended",)) for one in run.trials[undisturbed:]]
    freeze = found(replace(run, trials=(*run.trials[:undisturbed], *trials))).freeze
    assert freeze.interval is None
    assert f", {6 - undisturbed} disturbed by other work on this machine" in freeze.doubt


def test_a_hang_counts_whatever_else_the_machine_did() -> None:
    hung = with_trial(run_of_one(), 2, state=TrialState.HUNG, flags=("contended",))
    assert found(hung).freeze.hung == 1


def test_rows_that_were_not_rendered_make_the_freeze_doubtful() -> None:
    run = run_of_one()
    short = with_trial(run, 1, steps=with_measures(run.trials[1], rows=40.0, rows_expected=80.0))
    assert found(short).freeze.doubt == "the page showed 40 rows where 80 were expected"


def test_it_says_what_the_freeze_is_made_of() -> None:
    said = " ".join(found(run_of_one()).freeze.made_of)
    for part in ("on the page's main thread, of it script", "layout", "server", "nodes", "The longest of 6"):
        assert part in said, part


def test_lines_that_were_not_saved_are_harm_with_their_evidence() -> None:
    run = run_of_one()
    fates = tuple(
        LineFate(
            token=str(n), outcome=Outcome.LOST_ACKNOWLEDGED, evidence="it was cut", cause=Cause.FIELD_LIMIT
        )
        for n in range(3)
    )
    lossy = with_trial(run, 0, ledger=Ledger(lines_checked=80, lines=fates))
    work = found(lossy).work
    assert (work.harmed.count, work.harmed.total) == (1, 6)
    assert work.harm == ("3 lines lost acknowledged on 1 of 6 bills: it was cut.",)
    assert found(run).work.harmed.count == 0


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"ledger": None}, "could not be read back"),
        ({"state": TrialState.FAILED, "reason": "No such button."}, "ended as “failed”"),
    ],
)
def test_work_that_was_not_done_or_not_read_is_not_called_safe(changes: dict[str, Any], doubt: str) -> None:
    assert doubt in found(with_trial(run_of_one(), 0, **changes)).work.doubt


def test_a_save_that_hung_is_harm() -> None:
    hung = with_trial(run_of_one(), 0, state=TrialState.HUNG, reason="“leave” outlived 60 s.")
    assert found(hung).work.harm == ("1 of 6 saves hung: “leave” outlived 60 s.",)
    assert found(hung).work.doubt == ""
