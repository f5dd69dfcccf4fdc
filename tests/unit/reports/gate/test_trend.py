"""The history of a page: at one speed, with its steps, and without its spikes."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from defusedxml import ElementTree

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run
from billbench.reports.gate.question import Question, Side
from billbench.reports.gate.trend import Trend, trend
from billbench.reports.gate.trend_pages import trend_text, write_trend
from tests.unit.reports.gate.made_gates import launch_noise, make_gate

ALONE = Question(candidate=Side(design="single-page"), lines=(80,))


def run(place: int, freeze_s: float = 0.25, **environment: object) -> Run:
    made = make_gate(
        question=ALONE, launches=4, seed=200 + place, freeze_s=freeze_s, noise=launch_noise(0.06)
    )
    info = replace(
        made.info,
        name=f"main-{place:03d}",
        created_at=f"2026-10-{place + 1:02d}T10:00:00+00:00",
        environment={**made.info.environment, **environment},
    )
    return replace(made, info=info)


@pytest.fixture(scope="module")
def stepped() -> Trend:
    """A step of 30 % at the eleventh of twenty runs, and a spike at the sixth; given in disorder."""
    runs = [
        run(place, 0.25 * (1.3 if place >= 10 else 1) * (2.0 if place == 5 else 1)) for place in range(20)
    ]
    return trend(runs[::-1])


def test_runs_stand_in_the_order_of_time(stepped: Trend) -> None:
    assert [point.run for point in stepped.points] == [f"main-{place:03d}" for place in range(20)]


def test_the_step_is_marked_and_the_spike_is_not(stepped: Trend) -> None:
    (step,) = stepped.steps
    assert step.place == 10
    assert step.change == pytest.approx(0.3, abs=0.08)
    assert "From main-010 (2026-10-11) on" in trend_text(stepped)


def test_a_steady_history_has_no_step() -> None:
    found = trend([run(place) for place in range(12)])
    assert found.steps == ()
    assert "No step is shown over 12 runs" in trend_text(found)


def test_few_runs_say_that_they_are_few() -> None:
    found = trend([run(0), run(1, 0.5)])
    assert found.steps == ()
    assert any("no step can be shown" in notice for notice in found.notices)


def test_another_browser_on_the_way_is_told() -> None:
    found = trend([run(0), run(1, browser="Chromium 157")])
    assert any("the browser is Chromium 157" in notice for notice in found.notices)


def test_of_gates_the_candidate_is_followed() -> None:
    found = trend([make_gate(ratio=2.0)])
    assert found.points[0].freeze_s == pytest.approx(0.5, rel=0.2)


def test_runs_of_other_sizes_are_refused() -> None:
    other = replace(ALONE, lines=(40,))
    with pytest.raises(UsageError, match=r"not comparable: .*size"):
        trend([run(0), make_gate(question=other, lines=(40,))])


def test_no_runs_are_refused() -> None:
    with pytest.raises(UsageError, match="needs runs"):
        trend([])


def test_a_trend_is_written_as_text_data_and_chart(stepped: Trend, tmp_path: Path) -> None:
    write_trend(stepped, tmp_path)
    data = json.loads((tmp_path / "trend" / "trend.json").read_text())
    assert data["steps"][0]["run"] == "main-010"
    assert len(data["points"]) == 20
    chart = (tmp_path / "trend" / "trend.svg").read_text()
    title, description = (ElementTree.fromstring(chart).find(f"{{*}}{tag}") for tag in ("title", "desc"))
    assert "freeze of the page change, 80 lines" in title.text
    assert "main-010" in description.text
    assert re.search(r"\+\d+ %", chart)


def test_runs_of_a_page_that_was_described_otherwise_are_refused() -> None:
    now = run(1)
    plan = {**now.info.plan, "design_axes": {"single-page": {"rows_per_page": "all", "rendering": "server"}}}
    with pytest.raises(UsageError, match=r"not comparable: .*description of the design"):
        trend([run(0), replace(now, info=replace(now.info, plan=plan))])
