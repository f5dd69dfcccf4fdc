"""What the page's work was made of: by kind, in words that lead to a fix."""

from billbench.harness.model.kinds import MEASURES, ThreadKind
from billbench.harness.model.metrics import METRICS
from billbench.reports.reading.cells import CellStep
from billbench.reports.reading.parts import OTHER_WAITING, made_of, parts_of, total
from billbench.reports.reading.samples import Sample
from billbench.reports.words.series import Series
from tests.unit.harness.factory import cell


def sample(scripts: dict[str, float] | None = None, **measures: float) -> Sample:
    values = {**dict.fromkeys(METRICS), **measures}
    return Sample(launch="a#1", lines=80, measures=values, censored=False, scripts=scripts or {})


def of_kinds(scripts: dict[str, float] | None = None, **measures: float) -> Sample:
    return sample(scripts, **{**dict.fromkeys(MEASURES.values(), 0.0), **measures})


def step(*samples: Sample) -> CellStep:
    return CellStep(series=Series.of(cell(), "back"), lines=80, samples=samples, measures={}, exceeded={})


def test_the_kinds_that_matter_are_told_with_the_file_of_the_script() -> None:
    found = of_kinds({"combobox.js": 0.5, "page.js": 0.1}, script_s=0.61, layout_s=0.3, paint_s=0.09)
    assert made_of([found]) == "61 % script (most of it in combobox.js) and 30 % layout"


def test_where_no_file_had_most_of_the_script_the_first_is_named() -> None:
    found = of_kinds({"a.js": 0.4, "b.js": 0.3, "c.js": 0.3}, script_s=1.0)
    assert made_of([found]) == "100 % script (in a.js)"


def test_nothing_is_said_of_runs_whose_kinds_were_not_told_apart() -> None:
    assert made_of([sample(busy_s=1.0, script_s=0.2, style_s=0.1, layout_s=0.1)]) == ""


def test_the_rest_of_a_run_of_before_is_left_over_and_adds_up() -> None:
    old = sample(busy_s=1.0, script_s=0.2, style_s=0.1, layout_s=0.1, wait_s=1.2)
    found = parts_of(step(old))
    assert found is not None
    assert round(found[ThreadKind.LEFT_OVER], 6) == 0.6
    assert round(found[OTHER_WAITING], 6) == 0.2
    assert round(total(found), 6) == 1.2


def test_the_kinds_of_a_run_are_the_parts_of_its_chart() -> None:
    found = parts_of(step(of_kinds(busy_s=1.0, script_s=0.6, accessibility_s=0.3, left_over_s=0.1, wait_s=1)))
    assert found is not None
    assert found[ThreadKind.ACCESSIBILITY] == 0.3
    assert round(found[ThreadKind.LEFT_OVER], 6) == 0.1
