"""Designs, levers, page sizes, assumptions and claims: what was put in is found, what is open is called
so."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from billbench.harness.model.outcomes import LineFate, Outcome
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.findings.claims.table import ClaimName, ClaimVerdict
from billbench.reports.findings.comparisons import Aspect
from billbench.reports.findings.findings import Findings, find
from billbench.reports.findings.guideline import Failure, GuidelineHolds, failure_verdict, verdict
from billbench.reports.pages.programs import to_json
from billbench.reports.run.answer import answer
from billbench.reports.run.chapters.levers import page_size
from billbench.reports.run.sections import measured
from billbench.reports.run.summary import summary
from billbench.reports.statistics.thresholds import GridSide
from billbench.reports.words.series import Series
from tests.unit.reports.made_runs import flat, make_run, power, with_trials

HEADLINE = Series(design="single-page", device="office-pc", journey="change-page", step="back")
LINES = (20, 40, 60, 80, 120, 160)


def with_plan(run: Run, **changes: object) -> Run:
    return replace(run, info=replace(run.info, plan={**run.info.plan, **changes}))


def test_the_answer_is_about_the_first_person_of_the_plan() -> None:
    """Not about the one whose trial came first, nor the first of the alphabet."""
    run = make_run(lines=LINES)
    crowd = [
        replace(trial, id=f"{person}-{trial.id}", cell=replace(trial.cell, person=person))
        for person in ("hurried", "typical")
        for trial in run.trials
    ]
    typed = {"people": ["typical", "hurried"]}
    told = with_plan(
        replace(run, trials=tuple(crowd)),
        typed=typed,
        person_sentences={"typical": "clicks again after 10 s"},
    )
    findings = find(told)
    assert findings.plan.person == "typical"
    assert "typical: clicks again after 10 s" in measured(findings).texts


def two_designs(ratio: float, **changes: object) -> Run:
    truths = {"single-page": power(74), "paged": lambda lines: power(74)(lines) * ratio}
    return make_run(truths=truths, lines=LINES, launches=8, **changes)


def ratio_at(findings: Findings, lines: int, aspect: Aspect = Aspect.FREEZE):
    assert findings.comparisons is not None
    found = findings.comparisons.at("paged", "office-pc", lines, aspect)
    assert found is not None
    return found


def test_a_design_that_freezes_half_as_long_is_shown_to() -> None:
    found = ratio_at(find(two_designs(0.5)), 80)
    assert found.shown
    assert found.effect.low <= 0.5 <= found.effect.high


@pytest.mark.slow
def test_equal_designs_are_rarely_shown_to_differ() -> None:
    shown = [ratio_at(find(two_designs(1.0, seed=seed)), 80).shown for seed in range(30)]
    assert sum(shown) <= 4


def test_freezes_that_nobody_feels_do_not_differ() -> None:
    truths = {"single-page": flat(0.004), "paged": flat(0.02)}
    found = ratio_at(find(make_run(truths=truths, launches=8)), 80)
    assert not found.shown
    assert found.effect.ratio == pytest.approx(1.0)


def test_a_design_is_best_only_where_others_are_shown_to_be_worse() -> None:
    best = find(two_designs(1.0)).comparisons.best
    assert any(one.within_noise for one in best)
    clear = find(two_designs(0.3)).comparisons.best
    assert {one.best for one in clear if one.aspect is Aspect.FREEZE} == {"paged"}


def test_repeated_page_changes_count_one_launch_each() -> None:
    """Five changes that all freeze in every launch are no more certain than one."""

    def repeat(trial: Trial) -> Trial:
        return replace(trial, steps=(*trial.steps, *[trial.steps[-1]] * 4))

    once = find(make_run(launches=5, truths={"single-page": power(40)}))
    often = find(with_trials(make_run(launches=5, truths={"single-page": power(40)}), repeat))
    assert "5 of 5 (57 % to 100 %)" in answer(once).guideline[0]
    assert "25 of 25 in 5 launches (57 % to 100 %)" in answer(often).guideline[0]


def test_a_hang_among_repeats_stands_for_the_launch() -> None:
    def hang(trial: Trial) -> Trial:
        last = replace(trial.steps[-1], measures={"freeze_s": 30.0}, censored=True)
        return replace(trial, steps=(*trial.steps, last), state=TrialState.HUNG)

    cell = find(with_trials(make_run(), hang)).cells_of(HEADLINE)[0]
    assert all(sample.censored for sample in cell.samples)
    assert cell.measures["freeze_s"].median.value == 30.0


def test_the_guideline_holds_fails_or_is_left_open() -> None:
    def held(at: float, sd: float) -> GuidelineHolds:
        run = make_run(truths={"single-page": power(at)}, lines=LINES, launches=8, launch_sd=sd)
        return verdict(find(run).safe_size(HEADLINE, 1.0))

    assert held(120, 0.05) is GuidelineHolds.SHOWN
    assert held(50, 0.05) is GuidelineHolds.CONTRADICTED
    assert held(80, 0.3) is GuidelineHolds.NOT_SHOWN


def test_lost_lines_from_a_size_on_are_found() -> None:
    def lose(trial: Trial) -> Trial:
        if trial.cell.lines < 100 or trial.ledger is None:
            return trial
        fates = tuple(replace(fate, outcome=Outcome.LOST_UNSAVED) for fate in trial.ledger.lines)
        return replace(trial, ledger=replace(trial.ledger, lines=fates))

    run = make_run(lines=LINES, launches=10, truths={"single-page": power(74)})
    findings = find(with_trials(run, lose))
    found = next(one for one in findings.failures if one.failure is Failure.LOST_LINES)
    assert found.separated
    assert (found.high.lines, found.high.side) == (120, GridSide.INSIDE)
    assert found.failed == 20
    assert failure_verdict(found) is not GuidelineHolds.CONTRADICTED


def with_variants(factors: Mapping[str, float], **changes: object) -> Run:
    """The run again under other settings, in the same launches, with freezes so many times as long."""
    base = make_run(truths={"single-page": power(74)}, lines=LINES, launches=8, **changes)
    trials = list(base.trials)
    for name, factor in factors.items():
        for trial in base.trials:
            steps = tuple(
                replace(step, measures={**step.measures, "freeze_s": step.measures["freeze_s"] * factor})
                for step in trial.steps
            )
            cell = replace(trial.cell, variant=name)
            trials.append(replace(trial, id=f"{trial.id}-{name}", cell=cell, steps=steps))
    return replace(base, trials=tuple(trials))


def test_an_assumption_that_doubles_the_freeze_moves_the_safe_size_and_leads_the_chart() -> None:
    findings = find(with_variants({"long-lists": 2.0, "same": 1.0}))
    (found,) = findings.sensitivities
    assert [one.name for one in found.shifts] == ["long-lists", "same"]
    assert found.shifts[0].shown
    assert found.shifts[0].factor.estimate == pytest.approx(2 ** (-1 / 1.3), rel=0.1)
    assert not found.shifts[1].shown


def test_variants_stay_out_of_the_answer() -> None:
    assert len(answer(find(with_variants({"long-lists": 2.0}))).sentences) == 1


def decisions(run: Run) -> Mapping[ClaimName, ClaimVerdict]:
    return {one.claim.name: one.verdict for one in find(run).claims}


def test_what_a_run_has_no_cells_for_is_not_tested() -> None:
    found = decisions(make_run())
    assert {name for name, one in found.items() if one is ClaimVerdict.NOT_TESTED} == {"C4", "C6", "C7", "C8"}


def test_the_claim_of_around_80_is_decided_by_the_interval() -> None:
    def c1(at: float) -> ClaimVerdict:
        run = make_run(truths={"single-page": power(at)}, lines=(10, 20, 40, 80, 160, 320, 640), launches=8)
        return decisions(run)[ClaimName.C1]

    assert c1(85) is ClaimVerdict.SHOWN
    assert c1(30) is ClaimVerdict.CONTRADICTED
    assert c1(300) is ClaimVerdict.CONTRADICTED


def test_one_launch_decides_no_claim_about_freezes() -> None:
    found = decisions(make_run(launches=1, truths={"single-page": flat(0.3), "paged": flat(0.09)}))
    assert {found[name] for name in (ClaimName.C1, ClaimName.C2, ClaimName.C5)} == {ClaimVerdict.NOT_SHOWN}


def test_the_claim_about_page_changes_is_told_of_no_other_journey() -> None:
    assert decisions(make_run(journeys=("key-in",), launches=8))[ClaimName.C2] is ClaimVerdict.NOT_TESTED


def test_more_server_that_moves_no_freeze_shows_the_claim_of_capacity() -> None:
    assert decisions(with_variants({"more-workers": 1.0}))[ClaimName.C4] is ClaimVerdict.SHOWN
    assert decisions(with_variants({"more-workers": 0.5}))[ClaimName.C4] is ClaimVerdict.CONTRADICTED


def test_a_setting_that_brings_the_safe_size_under_80_shows_the_claim_of_many_variables() -> None:
    easy = {"truths": {"single-page": power(110)}}
    base = make_run(lines=LINES, launches=8, **easy)
    assert decisions(base)[ClaimName.C8] is ClaimVerdict.NOT_TESTED
    assert decisions(with_variants({"long-lists": 2.0}))[ClaimName.C8] is ClaimVerdict.SHOWN


def test_no_loss_contradicts_the_claim_of_losses_only_where_losses_were_provoked() -> None:
    run = make_run(launches=10)
    assert decisions(run)[ClaimName.C3] is ClaimVerdict.NOT_SHOWN
    assert decisions(with_plan(run, typed={"claim": "C3"}))[ClaimName.C3] is ClaimVerdict.CONTRADICTED


def test_a_plan_that_varies_one_thing_at_a_time_misses_nothing_that_it_left_out() -> None:
    """Its second design was not to be measured on its second device, so there is nothing to say of it."""
    run = two_designs(0.5, devices=("office-pc", "old-laptop"))
    kept = tuple(
        trial
        for trial in run.trials
        if trial.cell.design == "single-page" or trial.cell.device == "office-pc"
    )
    said = answer(find(replace(with_plan(run, typed={"one_at_a_time": True}), trials=kept)))
    assert [row[:2] for row in said.rows] == [
        ("Single page", "office-pc"),
        ("Paged, 10 lines", "office-pc"),
        ("Single page", "old-laptop"),
    ]
    assert not [sentence for sentence in said.sentences if "nothing can be said" in sentence]


def test_lines_that_only_a_planted_limit_lost_are_told_under_its_name() -> None:
    def cut(trial: Trial) -> Trial:
        if trial.cell.variant != "fields-cut" or trial.ledger is None:
            return trial
        fates = tuple(replace(fate, outcome=Outcome.LOST_UNSAVED) for fate in trial.ledger.lines)
        return replace(trial, ledger=replace(trial.ledger, lines=fates))

    run = with_trials(with_variants({"fields-cut": 1.0, "long-lists": 1.0}), cut)
    (found,) = [one for one in find(run).claims if one.claim.name is ClaimName.C3]
    assert found.verdict is ClaimVerdict.SHOWN
    assert re.search(r"\(\d+ lines with fields-cut and none with the plan’s own settings\)", found.figure), (
        found.figure
    )


def factor_run(effects: tuple[float, ...], pair: float = 1.0) -> Run:
    axes = [f"axis_{number}" for number in range(len(effects))]
    levels = {
        f"factor-{number}": dict(zip(axes, row, strict=True))
        for number, row in enumerate(product((0, 1), repeat=len(effects)))
    }

    def factor(row: Mapping[str, int]) -> float:
        both = pair if all(list(row.values())[:2]) else 1.0
        return both * math.prod(one for one, on in zip(effects, row.values(), strict=True) if on)

    truths = {name: flat(2.0 * factor(row)) for name, row in levels.items()}
    run = make_run(truths=truths, titles={}, lines=(40, 80), launches=6)
    return with_plan(run, factors={"axes": {axis: ["all", 10] for axis in axes}, "levels": levels})


def test_levers_are_found_alone_and_together() -> None:
    found = next(one for one in find(factor_run((0.5, 0.8, 1.0), pair=0.7)).levers if one.lines == 80)
    effects = {one.axes: one for one in found.effects if one.measure == "freeze_s"}
    together = math.sqrt(0.7)
    assert effects["axis_0",].ratio == pytest.approx(0.5 * together, rel=0.06)
    assert effects["axis_1",].ratio == pytest.approx(0.8 * together, rel=0.06)
    assert not effects["axis_2",].shown
    assert effects["axis_0", "axis_1"].ratio == pytest.approx(together, rel=0.06)
    assert effects["axis_0", "axis_1"].shown
    assert not found.aliased


@pytest.mark.slow
def test_a_lever_interval_holds_its_truth() -> None:
    held = []
    for seed in range(20):
        run = factor_run((0.5, 0.8))
        noisy = with_trials(run, lambda trial, seed=seed: _noise(trial, seed))
        for one in find(noisy).levers[0].effects:
            truth = {("axis_0",): 0.5, ("axis_1",): 0.8}.get(one.axes, 1.0)
            if one.measure == "freeze_s":
                held.append(one.interval.low <= truth <= one.interval.high)
    assert np.mean(held) >= 0.85


def _noise(trial: Trial, seed: int) -> Trial:
    rng = np.random.default_rng([seed, trial.launch, trial.position])
    steps = tuple(
        replace(
            step,
            measures={**step.measures, "freeze_s": step.measures["freeze_s"] * math.exp(rng.normal(0, 0.1))},
        )
        for step in trial.steps
    )
    return replace(trial, steps=steps)


AXES = {"single-page": {"rows_per_page": None, "mounted_rows": "all", "route": "lines"}}


def test_where_a_page_costs_with_its_square_smaller_pages_win() -> None:
    run = make_run(truths={"single-page": lambda lines: (lines / 40) ** 2}, lines=LINES, launches=6)
    (found,) = find(with_plan(run, design_axes=AXES)).advices
    assert found.lines == 160
    assert found.best < 80
    assert found.least <= found.best <= found.most
    assert [one.changes for one in found.sizes if one.rows == 60] == [3]


def test_where_a_page_costs_nearly_nothing_more_for_lines_one_page_wins() -> None:
    run = make_run(truths={"single-page": flat(0.3)}, lines=LINES, launches=6)
    (found,) = find(with_plan(run, design_axes=AXES)).advices
    assert found.best == 160


def test_the_fastest_page_size_is_told_beside_what_shorter_freezes_cost() -> None:
    """A fixed second a page change makes one page the fastest; it freezes for 0.8 s, one of 30 for 0.15 s."""
    run = make_run(truths={"single-page": lambda lines: lines / 200}, lines=LINES, launches=6, launch_sd=0.01)

    def waiting(trial: Trial) -> Trial:
        steps = (replace(one, measures={**one.measures, "wait_s": 1.0}) for one in trial.steps)
        return replace(trial, steps=tuple(steps))

    run = with_plan(with_trials(run, waiting), design_axes=AXES)
    (said, *_) = page_size(find(run)).texts
    assert "with 160 lines a page" in said
    assert "30 lines keep each freeze within 200 ms and take" in said
    assert "80 lines keep each freeze within 500 ms and take" in said
    assert "within 1 s" not in said


def test_a_journey_without_page_changes_advises_no_page_size() -> None:
    run = make_run(truths={"single-page": flat(0.3)}, lines=LINES, launches=6, journeys=("submit-bill",))
    assert find(with_plan(run, design_axes=AXES)).advices == ()


def test_pages_lose_what_bills_of_their_size_lost() -> None:
    """Bills over 100 lines lost what was beyond: pages of up to 80 lines lose nothing, however many."""

    def cut(trial: Trial) -> Trial:
        beyond = max(trial.cell.lines - 100, 0)
        fates = tuple(LineFate(token=f"L{n}", outcome=Outcome.LOST_ACKNOWLEDGED) for n in range(beyond))
        assert trial.ledger is not None
        return replace(trial, ledger=replace(trial.ledger, lines=fates))

    run = with_trials(make_run(truths={"single-page": flat(0.3)}, lines=LINES, launches=3), cut)
    (found,) = find(with_plan(run, design_axes=AXES)).advices
    lost = {one.rows: one.lost_per_100 for one in found.sizes}
    assert (lost[20], lost[80], lost[160]) == (0, 0, 6000)
    assert lost[120] == 2 * 2000


def test_memory_that_grows_with_each_page_change_is_found() -> None:
    def repeat(trial: Trial) -> Trial:
        last = trial.steps[-1]
        heaps = [4e6 + number * 5e5 + (trial.launch % 2) * 1e4 * number for number in range(5)]
        repeats = [replace(last, measures={**last.measures, "heap_bytes": heap}) for heap in heaps]
        return replace(trial, steps=(*trial.steps[:-1], *repeats))

    found = find(with_trials(make_run(launches=5), repeat)).memory
    assert found
    assert all(one.shown and one.bytes_a_change == pytest.approx(5e5, rel=0.05) for one in found)


def test_time_on_task_is_typing_and_waiting() -> None:
    def type_too(trial: Trial) -> Trial:
        steps = tuple(replace(one, measures={**one.measures, "operator_s": 10.0}) for one in trial.steps)
        return replace(trial, steps=steps)

    findings = find(with_trials(two_designs(0.5), type_too))
    assert findings.typed
    waits, tasks = ratio_at(findings, 80, Aspect.WAIT), ratio_at(findings, 80, Aspect.TASK)
    assert waits.effect.ratio < tasks.effect.ratio < 1


def test_the_summary_of_every_kind_of_finding_has_no_nan() -> None:
    text = to_json(summary(find(with_plan(factor_run((0.5, 0.8)), claim="C5"))))
    assert "nan" not in text.replace("nanos", "")
