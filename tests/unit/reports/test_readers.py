"""People with a screen reader in a report: how much longer it freezes for them, beside the same without."""

import json
from dataclasses import replace

import pytest

from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import DeviceReading, Trial
from billbench.reports.findings.findings import find
from billbench.reports.pages.programs import to_json
from billbench.reports.run.answer import answer
from billbench.reports.run.document import compose
from billbench.reports.run.summary import summary
from tests.unit.reports.made_runs import flat, make_run, power, with_trials

READER = "office-pc-screen-reader"
TIMES = 4.0


def slower(trial: Trial, times: float = TIMES) -> Trial:
    if trial.cell.device != READER:
        return trial
    steps = tuple(
        replace(step, measures={**step.measures, "freeze_s": times * (step.measures["freeze_s"] or 0.0)})
        for step in trial.steps
    )
    return replace(trial, steps=steps, assistive_technology=AssistiveTechnology.SCREEN_READER)


def read_out(*, lines: tuple[int, ...] = (10, 20, 40, 80, 160), launches: int = 6) -> Run:
    """The single page on an office computer; with a screen reader it takes so many times as long."""
    truths = {"single-page": power(110)}
    run = make_run(truths=truths, lines=lines, devices=("office-pc", READER), launches=launches)
    return with_trials(run, slower)


def test_the_freeze_is_told_as_a_multiple_of_that_without() -> None:
    cost = find(read_out()).readers[0]
    assert (cost.device, cost.base, cost.reference.lines) == (READER, "office-pc", 80)
    effect = cost.reference.effect
    assert effect.low is not None
    assert effect.high is not None
    assert effect.low < TIMES < effect.high
    assert cost.reference.shown
    at_1_s = next(one for one in cost.safe if one.limit == 1.0)
    assert at_1_s.with_reader.estimate is not None
    assert at_1_s.without.estimate is not None
    assert at_1_s.with_reader.estimate.lines < 50 < at_1_s.without.estimate.lines


def test_the_chapter_says_it_in_plain_words_and_for_programs() -> None:
    findings = find(read_out())
    chapter = next(one for one in compose(findings).sections if one.id == "screen-reader")
    assert chapter.title == "For people with a screen reader"
    assert (
        "For a person with a screen reader, a page change of Single page in bills of 80 lines"
        in (chapter.texts[0])
    )
    assert "with a screen reader, and of up to" in chapter.texts[1]
    told = json.loads(to_json(summary(findings)))["screen_readers"][0]
    assert [one["lines"] for one in told["sizes"]] == [10, 20, 40, 80, 160]
    assert told["sizes"][0]["effect"]["ratio"] == pytest.approx(TIMES, rel=0.2)


def test_one_size_with_a_screen_reader_adds_one_sentence_to_the_answer() -> None:
    run = read_out()
    kept = tuple(one for one in run.trials if one.cell.device != READER or one.cell.lines == 80)
    said, without = (
        answer(find(replace(run, trials=trials)))
        for trials in (kept, tuple(one for one in run.trials if one.cell.device != READER))
    )
    added = [one for one in said.sentences if "screen reader" in one]
    assert len(added) == 1
    assert [one for one in said.sentences if one not in added] == [
        one.replace(" on office-pc", "") for one in without.sentences if "nothing can be said" not in one
    ]
    assert not find(replace(run, trials=kept)).sensitivities


def test_what_of_the_work_is_the_browsers_for_the_screen_reader_is_told_where_it_is_known() -> None:
    def traced(trial: Trial) -> Trial:
        steps = tuple(
            replace(step, measures={**step.measures, "busy_s": 2.0, "accessibility_s": 1.2})
            for step in trial.steps
        )
        return replace(trial, steps=steps)

    told = [
        next(one for one in compose(find(run)).sections if one.id == "screen-reader").texts
        for run in (with_trials(read_out(), traced), read_out())
    ]
    assert "of 2.00 s of work in it, 1.20 s is the browser’s for the screen reader" in told[0][1]
    assert len(told[0]) == len(told[1]) + 1


def test_of_hardly_a_freeze_without_no_multiple_is_told() -> None:
    run = make_run(truths={"single-page": flat(0.015)}, devices=("office-pc", READER), launches=6)
    read = with_trials(run, lambda trial: slower(trial, times=40.0))
    told = answer(find(read)).sentences[-1]
    assert "times as long" not in told
    assert "without one it hardly freezes (1" in told
    chapter = next(one for one in compose(find(read)).sections if one.id == "screen-reader")
    assert all(row[-2].startswith("over 1") for row in chapter.tables[0].rows)


def test_a_run_without_a_screen_reader_has_no_such_chapter() -> None:
    findings = find(make_run(devices=("office-pc", "old-laptop")))
    assert findings.readers == ()
    assert "screen-reader" not in {one.id for one in compose(findings).sections}


def test_a_faster_computer_without_is_not_held_against_one_with() -> None:
    """Its speed would be told as the screen reader's."""

    def another(trial: Trial) -> Trial:
        if trial.cell.device != READER:
            return trial
        assert isinstance(trial.device, DeviceReading)
        return replace(trial, device=replace(trial.device, target_script_s=0.03))

    assert find(with_trials(read_out(), another)).readers == ()
