"""Which lists the real page had is unknown: what it says of the guideline is told for each style."""

from dataclasses import replace

import pytest

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.designs import as_plain
from billbench.harness.model.runs import Run
from billbench.reports.findings.claims.decide import ClaimDecision
from billbench.reports.findings.claims.table import ClaimName, ClaimVerdict
from billbench.reports.findings.findings import Findings, find
from billbench.reports.findings.sensitivity import Assumption
from billbench.reports.pages.html import to_html
from billbench.reports.pages.markdown import to_markdown
from billbench.reports.pages.page import ReportPage
from billbench.reports.reading.real_page import is_real_page
from billbench.reports.run.answer import answer
from billbench.reports.run.document import compose
from billbench.reports.run.summary import summary
from tests.unit.reports.made_runs import Truth, flat, make_run, power

TRUTHS = {"single-page": flat(0.1), "single-page-filtered": power(40), "paged": flat(0.05)}
PLAIN = "If its lists were plain, page change in bills of 80 lines: "
SEARCHING = "If they were searching lists, page change in bills of 80 lines: "


def described(truths: dict[str, Truth], **changes: object) -> Run:
    """A run of presets, described as the fake CCMS describes them."""
    titles = {name: PRESETS[name].title for name in truths}
    run = make_run(truths=truths, titles=titles, launches=6, **changes)
    axes = {name: as_plain(PRESETS[name]) for name in truths}
    return replace(run, info=replace(run.info, plan={**run.info.plan, "design_axes": axes}))


@pytest.fixture(scope="module")
def both() -> Findings:
    return find(described(TRUTHS))


@pytest.fixture(scope="module")
def page(both: Findings) -> ReportPage:
    return compose(both)


def decision(findings: Findings, name: ClaimName) -> ClaimDecision:
    return next(one for one in findings.claims if one.claim.name is name)


def test_the_two_presets_alone_stand_for_the_real_page() -> None:
    found = [name for name, design in PRESETS.items() if is_real_page(as_plain(design))]
    assert found == ["single-page", "single-page-filtered"]


def test_the_guideline_is_answered_for_each_style_side_by_side(both: Findings) -> None:
    intro, plain, searching = answer(both).assumed
    assert intro.endswith("told twice, for plain lists and searching lists, each as an assumption.")
    assert plain.startswith(PLAIN)
    assert plain.endswith("that of 80 holds.")
    assert searching.startswith(SEARCHING)
    assert searching.endswith("that of 80 does not hold.")
    assert [said.partition(",")[0] for said in answer(both).guideline] == ["Paged"]


def test_every_form_of_the_report_tells_both(both: Findings, page: ReportPage) -> None:
    shown = (to_html(page).replace("\u00a0", " "), to_markdown(page), "\n".join(summary(both).answer.assumed))
    for text in shown:
        assert PLAIN in text
        assert SEARCHING in text


def test_an_answer_too_long_to_be_read_out_tells_both_all_the_same(page: ReportPage) -> None:
    long = replace(page, answer=replace(page.answer, sentences=("One design more.",) * 5))
    assert not long.brief
    assert SEARCHING in to_html(long).replace("\u00a0", " ")


def test_a_run_of_one_style_says_which_one_it_assumes() -> None:
    said = answer(find(described({"single-page-filtered": power(40)}))).assumed
    assert said[0].endswith("This run assumes searching lists and says nothing of plain lists.")
    assert len(said) == 2


def test_a_run_without_the_real_page_assumes_nothing_of_it() -> None:
    said = answer(find(described({"rewritten-page": power(40)})))
    assert said.assumed == ()
    assert said.guideline[0].startswith("Rewritten page, page change")


def test_each_device_is_told_apart() -> None:
    said = answer(find(described(TRUTHS, devices=("office-pc", "old-laptop")))).assumed
    assert [one for one in said if one.startswith("If they were searching lists on old-laptop, ")]


def test_the_style_of_lists_is_a_variable_of_c8(both: Findings) -> None:
    (sensitivity,) = both.sensitivities
    (shift,) = sensitivity.shifts
    assert (shift.assumption, shift.name) == (Assumption.LISTS, "searching lists")
    found = decision(both, ClaimName.C8)
    assert found.verdict is ClaimVerdict.SHOWN
    assert "the least safe size is with office-pc, searching lists: up to" in found.figure


def test_c1_is_decided_with_plain_lists_and_told_for_the_others(both: Findings) -> None:
    found = decision(both, ClaimName.C1)
    assert found.verdict is ClaimVerdict.CONTRADICTED
    assert found.figure.startswith("With plain lists, as an assumption: ")
    assert "With searching lists it would be “" in found.figure


def test_what_is_known_of_the_real_page_is_told_where_it_was_measured(page: ReportPage) -> None:
    assert any("OPA 12.1.0.386" in text for section in page.sections for text in section.texts)
