"""The stored baseline: kept whole, refused when unlike, compared at its own speed."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from billbench.harness.model.devices import AssistiveTechnology
from billbench.harness.model.errors import UsageError
from billbench.harness.model.kinds import MEASURES
from billbench.harness.model.runs import Run
from billbench.reports.gate.accepting import accept
from billbench.reports.gate.against import judge_against
from billbench.reports.gate.baseline import Baseline, _checked, read_baseline, write_baseline
from billbench.reports.gate.question import Question, Side
from billbench.reports.gate.verdict import GateVerdict
from tests.unit.reports.gate.made_gates import (
    CANDIDATE,
    QUESTION,
    contended,
    hung,
    launch_noise,
    losing,
    make_gate,
    of_side,
)

ALONE = Question(candidate=Side(design="single-page"), lines=(80,))


def alone(**changes: object) -> Run:
    return make_gate(**{"question": ALONE, "noise": launch_noise(0.04), **changes})


def changed(run: Run, **environment: object) -> Run:
    return replace(run, info=replace(run.info, environment={**run.info.environment, **environment}))


def slower_machine(run: Run, times: float) -> Run:
    """The same page on a machine that takes so many times longer for everything on the main thread."""

    def slow(trial):
        steps = tuple(
            replace(
                step,
                measures={
                    name: value * times if name in {"freeze_s", "busy_s", *MEASURES.values()} else value
                    for name, value in step.measures.items()
                },
            )
            for step in trial.steps
        )
        device = replace(
            trial.device,
            measured_script_s=trial.device.measured_script_s * times,
            measured_layout_s=trial.device.measured_layout_s * times,
        )
        return replace(trial, steps=steps, device=device)

    return of_side(run, ALONE.candidate, slow)


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    return accept(alone(seed=11), "first measured", "2026-11-20")


def test_a_baseline_is_read_as_it_was_written(baseline: Baseline, tmp_path: Path) -> None:
    write_baseline(tmp_path / "pages" / "baseline.json", baseline)
    assert read_baseline(tmp_path / "pages" / "baseline.json") == baseline


def with_a_screen_reader(run: Run) -> Run:
    reader = AssistiveTechnology.SCREEN_READER
    return of_side(run, ALONE.candidate, lambda trial: replace(trial, assistive_technology=reader))


def test_a_baseline_without_a_screen_reader_is_not_held_against_a_run_with_one(baseline: Baseline) -> None:
    """Nor is one from before there were any."""
    old = asdict(baseline)
    del old["device"]["assistive_technology"]
    for stored in (baseline, _checked(json.loads(json.dumps(old)), Path("old.json"))):
        with pytest.raises(UsageError, match="the assistive technology was none and is screen-reader"):
            judge_against(with_a_screen_reader(alone(seed=12)), ALONE, stored)
        judge_against(alone(seed=12), ALONE, stored)
    accepted = accept(with_a_screen_reader(alone()), "read out", "2026-11-30")
    judge_against(with_a_screen_reader(alone(seed=12)), ALONE, accepted)


def test_it_holds_every_launch_and_what_they_ran_on(baseline: Baseline) -> None:
    assert len(baseline.sizes[0].launches) == 16
    assert baseline.environment["browser"] == "Chromium 156.0.7000.12"
    assert baseline.axes["rows_per_page"] == "all"
    assert baseline.accepted.figures[0].low < baseline.accepted.figures[0].freeze_s


def test_a_new_baseline_keeps_those_before_it_with_their_reasons(baseline: Baseline) -> None:
    second = accept(alone(seed=12, ratio=1.2), "lists are complete now", "2026-11-21", baseline)
    third = accept(alone(seed=13), "lists are fetched late", "2026-11-22", second)
    assert [one.reason for one in third.history] == ["first measured", "lists are complete now"]
    assert third.history[1].figures[0].freeze_s > third.history[0].figures[0].freeze_s


def test_of_a_gate_the_candidate_is_accepted() -> None:
    found = accept(make_gate(ratio=1.5), "meant to be so", "2026-11-22")
    assert found.accepted.figures[0].freeze_s == pytest.approx(0.375, rel=0.2)


def test_kinds_are_not_held_against_a_baseline_that_did_not_tell_them_apart(baseline: Baseline) -> None:
    """What it calls script is without what ran after an `await`: the rest would be growth."""
    kinds = set(MEASURES.values())
    told = {one.measure for one in judge_against(alone(seed=14), ALONE, baseline).others}
    assert "script_s" in told
    assert "paint_s" in told
    size = baseline.sizes[0]
    older = tuple(
        replace(one, measures={name: value for name, value in one.measures.items() if name != "left_over_s"})
        for one in size.launches
    )
    before = replace(baseline, sizes=(replace(size, launches=older),))
    told = {one.measure for one in judge_against(alone(seed=14), ALONE, before).others}
    assert not told & kinds
    assert "busy_s" in told


def test_a_baseline_needs_a_reason() -> None:
    with pytest.raises(UsageError, match="--reason"):
        accept(alone(), "  ", "2026-11-22")


def test_a_baseline_is_not_made_of_disturbed_launches() -> None:
    with pytest.raises(UsageError, match="0 launches that count"):
        accept(of_side(alone(), ALONE.candidate, contended), "why not", "2026-11-22")


def test_a_baseline_is_of_one_design() -> None:
    run = make_gate()
    mixed = replace(run, info=replace(run.info, plan={**run.info.plan, "gate": None}))
    with pytest.raises(UsageError, match="of one design"):
        accept(mixed, "why not", "2026-11-22")


@pytest.mark.parametrize(
    ("ratio", "verdict"), [(1.0, GateVerdict.PASS), (0.8, GateVerdict.PASS), (1.3, GateVerdict.FAIL)]
)
def test_a_page_is_held_against_its_baseline(baseline: Baseline, ratio: float, verdict: GateVerdict) -> None:
    found = judge_against(alone(ratio=ratio, seed=3), ALONE, baseline)
    assert found.verdict is verdict
    assert any("measured apart" in notice for notice in found.notices)


def test_a_machine_that_slowed_down_is_not_a_slower_page(baseline: Baseline) -> None:
    found = judge_against(slower_machine(alone(seed=3), 1.3), ALONE, baseline)
    assert found.verdict is GateVerdict.PASS
    assert any("speed is not the baseline's" in notice for notice in found.notices)


def test_one_more_node_a_line_fails(baseline: Baseline) -> None:
    found = judge_against(alone(seed=3, more={"nodes": 1}), ALONE, baseline)
    assert found.verdict is GateVerdict.FAIL
    assert "DOM nodes +1 per line" in found.reason


@pytest.mark.parametrize("harm", [hung, losing])
def test_a_hang_or_a_lost_line_fails(baseline: Baseline, harm) -> None:
    run = of_side(alone(seed=3), ALONE.candidate, harm, {2})
    assert judge_against(run, ALONE, baseline).verdict is GateVerdict.FAIL


def test_disturbed_launches_alone_are_invalid(baseline: Baseline) -> None:
    run = of_side(alone(seed=3), ALONE.candidate, contended)
    assert judge_against(run, ALONE, baseline).verdict is GateVerdict.INVALID


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"browser": "Chromium 157.0.1.1"}, "browser was Chromium 156.0.7000.12 and is Chromium 157.0.1.1"),
        ({"headless": "old"}, "headless was new and is old"),
        ({"cores": 8}, "cores was 2 and is 8"),
        ({"cpu": "another"}, "cpu was"),
    ],
)
def test_another_browser_or_machine_is_refused(baseline: Baseline, environment, words: str) -> None:
    with pytest.raises(UsageError, match=f"not comparable: .*{words}"):
        judge_against(changed(alone(seed=3), **environment), ALONE, baseline)


def test_another_design_is_refused(baseline: Baseline) -> None:
    other = replace(ALONE, candidate=Side(design="lean-page"))
    with pytest.raises(UsageError, match="not comparable: the baseline is of the design"):
        judge_against(make_gate(question=other), other, baseline)


def test_a_design_described_otherwise_is_refused(baseline: Baseline) -> None:
    unlike = replace(baseline, axes={**baseline.axes, "rows_per_page": 10})
    with pytest.raises(UsageError, match="described otherwise"):
        judge_against(alone(), ALONE, unlike)


def test_a_size_that_the_baseline_lacks_is_refused(baseline: Baseline) -> None:
    other = replace(ALONE, lines=(40,))
    with pytest.raises(UsageError, match="bills of 80 lines and not of 40"):
        judge_against(alone(question=other, lines=(40,)), other, baseline)


def test_another_device_is_refused(baseline: Baseline) -> None:
    with pytest.raises(UsageError, match="the device was unthrottled and is office-pc"):
        judge_against(alone(device="office-pc"), ALONE, baseline)


def test_a_machine_of_quite_another_speed_is_refused(baseline: Baseline) -> None:
    with pytest.raises(UsageError, match="times slower in script"):
        judge_against(slower_machine(alone(), 2.0), ALONE, baseline)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("{", "is not JSON"),
        ("[]", "no baseline that this billbench reads"),
        ('{"format": "billbench-baseline", "version": 9}', "version 9"),
        ('{"format": "billbench-baseline", "version": 1}', "version 1"),
        ('{"format": "billbench-baseline", "version": 2}', "damaged"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=words):
        read_baseline(path)


def test_a_baseline_without_launches_is_refused(baseline: Baseline, tmp_path: Path) -> None:
    data = asdict(baseline)
    data["sizes"][0]["launches"] = []
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps(data))
    with pytest.raises(UsageError, match="is empty"):
        read_baseline(path)


def test_a_baseline_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_baseline(tmp_path / "none.json")


@pytest.mark.slow
def test_equal_pages_measured_apart_hardly_ever_fail() -> None:
    """Launches whose level drifts by 15 %, and reference work that follows it to 3 %."""
    found = [
        judge_against(
            alone(seed=1000 + seed, noise=launch_noise(0.08)),
            ALONE,
            accept(alone(seed=seed, noise=launch_noise(0.08)), "equal", "2026-11-22"),
        ).verdict
        for seed in range(60)
    ]
    assert found.count(GateVerdict.FAIL) <= 3  # At 1 %, 60 gates exceed three in 1 of 250 tries.
    assert np.mean([one is GateVerdict.PASS for one in found]) >= 0.8


def test_the_candidate_of_a_paired_gate_can_be_held_against_a_baseline() -> None:
    run = make_gate()
    stored = accept(run, "as it is", "2026-11-22")
    question = replace(QUESTION, baseline=None)
    assert judge_against(run, question, stored).verdict is GateVerdict.PASS
    assert question.candidate == CANDIDATE
