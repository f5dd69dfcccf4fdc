"""Which trial of a run is looked at closely."""

import pytest

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run, RunState
from billbench.harness.model.trials import StepResult, Trial, TrialState
from billbench.reports.reading.picking import Among, Pick, pick, trial_named
from tests.unit.harness.factory import cell, info, trial

ANY = Among()


def frozen(number: int, *freezes_s: float, **changes: object) -> Trial:
    steps = tuple(StepResult(name="back", measures={"freeze_s": freeze}) for freeze in freezes_s)
    return trial(number, steps=steps, cell=changes.pop("cell", cell(lines=10 + number)), **changes)


def run_of(*trials: Trial) -> Run:
    return Run(info=info(state=RunState.COMPLETE), trials=trials)


THREE = run_of(frozen(0, 0.4), frozen(1, 2.0, 4.0), frozen(2, 0.9))


def test_the_worst_trial_is_the_one_whose_headline_froze_longest_on_average() -> None:
    assert pick(THREE, Pick.WORST, ANY).position == 1


def test_the_median_trial_is_the_one_in_the_middle() -> None:
    assert pick(THREE, Pick.MEDIAN, ANY).position == 2


def test_of_an_even_number_the_median_is_the_lower_of_the_two_in_the_middle() -> None:
    assert pick(run_of(frozen(0, 1.0), frozen(1, 2.0)), Pick.MEDIAN, ANY).position == 0


def test_a_hang_is_worse_than_every_freeze() -> None:
    hung = trial(
        3,
        state=TrialState.HUNG,
        steps=(StepResult(name="open", measures={}, censored=True),),
        cell=cell(lines=99),
    )
    assert pick(run_of(frozen(0, 50.0), hung), Pick.WORST, ANY).position == 3


def test_a_trial_that_failed_has_no_freeze_to_be_picked_by() -> None:
    failed = frozen(1, 9.0, state=TrialState.FAILED)
    assert pick(run_of(frozen(0, 1.0), failed), Pick.WORST, ANY).position == 0


def test_a_disturbed_attempt_that_was_repeated_is_not_picked() -> None:
    disturbed = frozen(0, 9.0, cell=cell(), flags=("contended",))
    repeated = frozen(0, 1.0, cell=cell(), attempt=1, id="001-000-r1")
    assert pick(run_of(disturbed, repeated), Pick.WORST, ANY).id == "001-000-r1"


def test_a_design_or_a_size_narrows_the_choice() -> None:
    run = run_of(frozen(0, 5.0, cell=cell(design="paged")), frozen(1, 1.0), frozen(2, 2.0))
    assert pick(run, Pick.WORST, Among(design="single-page")).position == 2
    assert pick(run, Pick.WORST, Among(lines=11)).position == 1


def test_a_choice_that_fits_nothing_is_told_what_there_is() -> None:
    with pytest.raises(
        UsageError, match=r"no trial with a freeze of 500 lines.*single-page with 10, 11 and 12"
    ):
        pick(THREE, Pick.WORST, Among(lines=500))


def test_an_unknown_trial_is_told_the_names_that_exist() -> None:
    with pytest.raises(UsageError, match=r"no trial 009-009.*001-000 to 001-002"):
        trial_named(THREE, "009-009")
