"""Several runs: alike ones become one, others stand apart, the same one is refused twice."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from billbench.harness.cli import billbench
from billbench.harness.model.errors import ExitStatus, UsageError
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial
from billbench.harness.store import records
from billbench.reports.findings.across import compare_runs, speeds_apart
from billbench.reports.findings.claims.table import ClaimName
from billbench.reports.findings.findings import find
from billbench.reports.reading.merging import differences, merge, same_run
from billbench.reports.run.overview import best
from billbench.reports.words.validity import State
from tests.unit.reports.made_runs import Recipe, flat, make_run, power, with_trials


def later(run: Run, **changes: object) -> Run:
    trials = tuple(replace(one, started_at="2026-11-21T10:00:00+00:00") for one in run.trials)
    return replace(run, trials=trials, info=replace(run.info, **changes))


def stored(run: Run, folder: Path) -> Path:
    folder.mkdir()
    (folder / "run.json").write_text(records.dump(run.info))
    (folder / "trials.jsonl").write_text("".join(records.dump(one) + "\n" for one in run.trials))
    return folder


def test_alike_runs_become_one_with_all_their_launches() -> None:
    merged = merge([make_run(launches=3), later(make_run(launches=4, seed=9))])
    findings = find(merged)
    assert {cell.launches for cell in findings.cells} == {7}
    assert merged.info.trials_planned == len(merged.trials)


def test_a_merged_run_has_the_narrower_interval() -> None:
    recipe = Recipe(launch_sd=0.3)
    first, second = make_run(recipe, launches=4), later(make_run(recipe, launches=4, seed=9))
    widths = []
    for run in (first, merge([first, second])):
        safe = next(
            one for one in find(run).safe_sizes if one.limit == 1.0 and one.series.step == "back" and one.low
        )
        widths.append(safe.high.lines - safe.low.lines)
    assert widths[1] < widths[0]


def test_runs_of_other_plans_or_browsers_are_not_alike() -> None:
    run = make_run()
    other = later(make_run(lines=(10, 80)))
    assert any("lines" in one for one in differences(run, other))
    browser = later(run, environment={**run.info.environment, "browser": "Chromium 157"})
    assert any("browser" in one for one in differences(run, browser))
    assert not differences(run, later(make_run(seed=3, launches=9), name="again"))


def test_a_run_with_a_screen_reader_is_unlike_one_without_though_the_device_has_the_same_name() -> None:
    run = make_run()
    device = next(iter({one.cell.device for one in run.trials}))
    read_out = later(run, plan={**run.info.plan, "assistive_technology": {device: "screen-reader"}})
    assert differences(run, read_out) == ("their plans differ in assistive technology",)


def test_unlike_machines_are_merged_and_said() -> None:
    run = make_run()
    environment = {**run.info.environment, "cpu": "Another CPU"}
    findings = find(merge([run, later(make_run(seed=9), environment=environment)]))
    assert findings.validity.state is State.DOUBTFUL
    assert any("unlike machines" in one.text for one in findings.validity.concerns)


def test_the_same_trials_are_known_again() -> None:
    assert same_run(make_run(), make_run())
    assert not same_run(make_run(), later(make_run()))


def test_a_run_that_is_twice_as_slow_is_shown_to_be() -> None:
    slow = later(make_run(launches=6, seed=9, truths={"single-page": power(40), "paged": flat(0.09)}))
    found = compare_runs(find(make_run(launches=6)), find(slow))
    at_80 = [
        one for one in found if (one.series.design, one.lines, one.measure) == ("single-page", 80, "freeze_s")
    ]
    assert at_80[0].shown
    truth = (74 / 40) ** 1.3
    assert at_80[0].effect.low <= truth <= at_80[0].effect.high
    counters = [one for one in found if one.measure == "nodes"]
    assert not any(one.shown for one in counters)


@pytest.mark.slow
def test_a_run_against_its_like_is_rarely_shown_to_differ() -> None:
    shown = 0
    for seed in range(10):
        found = compare_runs(find(make_run(launches=5)), find(later(make_run(launches=5, seed=100 + seed))))
        shown += any(one.shown for one in found)
    assert shown <= 2


def run_command(*arguments: str) -> tuple[int, str]:
    try:
        result = CliRunner().invoke(billbench, list(arguments), standalone_mode=False, catch_exceptions=False)
    except UsageError as error:
        return ExitStatus.USAGE, str(error)
    return int(result.return_value or 0), result.output


@pytest.fixture
def runs(tmp_path: Path) -> tuple[str, str]:
    return (
        str(stored(make_run(launches=4), tmp_path / "a")),
        str(stored(later(make_run(launches=4, seed=9)), tmp_path / "b")),
    )


@pytest.mark.slow
def test_report_merges_alike_runs(runs: tuple[str, str], tmp_path: Path) -> None:
    status, _ = run_command("report", *runs, "--out", str(tmp_path / "both"))
    summary = json.loads((tmp_path / "both" / "report" / "summary.json").read_text())
    assert status == 0
    assert summary["run"]["plan"]["launches"] == 8


@pytest.mark.slow
def test_report_sets_unlike_runs_side_by_side(runs: tuple[str, str], tmp_path: Path) -> None:
    other = str(stored(later(make_run(lines=(10, 80), seed=4)), tmp_path / "c"))
    status, text = run_command("report", runs[0], other, "--out", str(tmp_path / "both"))
    page = (tmp_path / "both" / "report" / "index.html").read_text()
    assert status == 0
    assert "Why these runs are not one" in page
    assert "plans differ in lines" in page
    (own,) = set(re.findall(r'href="([^"#]*c/report/index.html)"', page))
    assert (tmp_path / "both" / "report" / own).resolve() == tmp_path / "c" / "report" / "index.html"
    assert (tmp_path / "c" / "report" / "index.html").exists()
    assert len(json.loads((tmp_path / "both" / "report" / "claims.json").read_text())) == 8
    assert "Of the owner" in text
    page = (tmp_path / "both" / "report" / "report.md").read_text(encoding="utf-8")
    assert "| C2 | The system freezes when changing pages. | shown |" in page
    assert "Single page: no line was lost in" in page


def test_a_claim_is_told_by_the_run_that_was_planned_for_it() -> None:
    """Another run may be clearer about it by chance; the plan as typed says which question a run is about."""
    clear, planned = make_run(launches=8), make_run(launches=2, name="planned")
    typed = {**planned.info.plan, "typed": {"claim": "C1"}}
    planned = replace(planned, info=replace(planned.info, plan=typed))
    run, _ = best([find(clear), find(planned)], ClaimName.C1)
    assert run.info.name == "planned"


def test_a_run_named_twice_is_refused(runs: tuple[str, str]) -> None:
    status, text = run_command("report", runs[0], runs[0])
    assert status == ExitStatus.USAGE
    assert "Name each run once" in text


def test_compare_prints_differences_of_two_runs(runs: tuple[str, str]) -> None:
    status, text = run_command("compare", *runs, "--json")
    assert status == 0
    assert {"series", "lines", "measure", "effect", "p"} <= set(json.loads(text)["differences"][0])


@pytest.mark.parametrize(
    ("target_s", "said"), [(0.125, "Scaling to the device leaves"), (None, "not scaled")]
)
def test_a_machine_that_became_slower_is_told_with_the_differences(target_s: float | None, said: str) -> None:
    def of(speed: float) -> Callable[[Trial], Trial]:
        def changed(trial: Trial) -> Trial:
            assert trial.device is not None
            slower_s = trial.device.measured_script_s / speed
            return replace(
                trial, device=replace(trial.device, target_script_s=target_s, measured_script_s=slower_s)
            )

        return changed

    quick = find(with_trials(make_run(), of(1.0)))
    (told,) = speeds_apart(quick, find(with_trials(later(make_run(seed=9)), of(1 / 1.75))))
    assert re.search(r"office-pc: the machine was 1\.[67]\d times as fast in the first run", told)
    assert said in told
    assert speeds_apart(quick, find(with_trials(later(make_run(seed=9)), of(1.0)))) == ()


def test_compare_pairs_two_designs_of_one_run(runs: tuple[str, str]) -> None:
    status, text = run_command("compare", runs[0], "--design", "single-page", "--design", "paged", "--json")
    found = json.loads(text)
    assert status == 0
    assert (found["base"], {one["design"] for one in found["ratios"]}) == ("single-page", {"paged"})


def test_compare_refuses_unlike_runs(runs: tuple[str, str], tmp_path: Path) -> None:
    other = str(stored(later(make_run(lines=(10, 80))), tmp_path / "c"))
    status, text = run_command("compare", runs[0], other)
    assert status == ExitStatus.USAGE
    assert "cannot be compared" in text


def test_compare_refuses_a_design_that_the_run_has_not(runs: tuple[str, str]) -> None:
    status, text = run_command("compare", runs[0], "--design", "paged", "--design", "nothing")
    assert status == ExitStatus.USAGE
    assert "has no design" in text


@pytest.mark.slow
def test_half_a_journal_line_is_set_aside_and_said(tmp_path: Path) -> None:
    folder = stored(make_run(), tmp_path / "torn")
    with (folder / "trials.jsonl").open("a") as journal:
        journal.write('{"id": "99", "launch')
    status, _ = run_command("report", str(folder))
    assert status == 0
    assert "half a line" in (folder / "report" / "report.md").read_text()


def test_a_difference_is_plain_data() -> None:
    found = compare_runs(find(make_run(launches=3)), find(later(make_run(launches=3, seed=2))))
    assert json.dumps(asdict(found[0]), allow_nan=False)
