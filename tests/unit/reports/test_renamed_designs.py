"""A run that says `single-page` is about the page that had this name when it was measured."""

from dataclasses import replace

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.designs import as_plain
from billbench.harness.model.runs import Run
from billbench.reports.findings.findings import find
from billbench.reports.reading.merging import differences
from billbench.reports.run.sections import measured
from tests.unit.reports.made_runs import make_run

BEFORE = "rewritten-page"
"""The preset that is described as `single-page` was."""
COMMON = ("name", "title", "sentence")


def described_as(design: str) -> Run:
    """A run whose `single-page` is described as this preset is now."""
    told = as_plain(PRESETS[design])
    axes = {"single-page": {key: value for key, value in told.items() if key not in COMMON}}
    sentence = {"single-page": "As it was told then." if design == BEFORE else str(told["sentence"])}
    run = make_run(seed=7 if design == BEFORE else 8)
    plan = {**run.info.plan, "design_axes": axes, "design_sentences": sentence}
    return replace(run, info=replace(run.info, plan=plan))


def warnings(run: Run) -> list[str]:
    return [one.kind for one in find(run).validity.concerns]


def test_the_report_of_a_run_of_before_tells_of_its_page_as_it_was() -> None:
    assert "Single page: As it was told then." in measured(find(described_as(BEFORE))).texts


def test_a_run_of_before_says_that_its_single_page_is_another_one() -> None:
    assert "another single page" in warnings(described_as(BEFORE))
    assert "another single page" not in warnings(described_as("single-page"))
    assert "another single page" not in warnings(make_run())


def test_runs_whose_designs_only_share_a_name_are_apart_with_the_reason() -> None:
    told = differences(described_as(BEFORE), described_as("single-page"))
    assert any("“single-page” is not the same page in both" in one and "rendering" in one for one in told)
    assert differences(described_as(BEFORE), replace(described_as(BEFORE))) == ()
