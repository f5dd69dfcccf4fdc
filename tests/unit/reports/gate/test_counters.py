"""Work counters: any growth is found, and what is not exact decides nothing."""

from dataclasses import replace

import numpy as np
import pytest

from billbench.harness.model.trials import Trial
from billbench.reports.gate.judge import judge
from billbench.reports.gate.verdict import GateVerdict
from tests.unit.reports.gate.made_gates import CANDIDATE, QUESTION, every_step, make_gate, of_side


@pytest.mark.parametrize("counter", ["nodes", "fields", "layout_objects", "request_bytes", "response_bytes"])
def test_one_more_a_line_fails_and_the_message_names_it_per_line(counter: str) -> None:
    found = judge(make_gate(more={counter: 1}), QUESTION)
    assert found.verdict is GateVerdict.FAIL
    (grown,) = found.counters
    assert (grown.counter, grown.per_line, grown.failed) == (counter, 1.0, True)
    assert "+1 per line (80 more at 80 lines" in found.reason


def test_one_node_a_line_is_caught_in_every_gate() -> None:
    found = [judge(make_gate(more={"nodes": 1}, seed=seed), QUESTION) for seed in range(20)]
    assert {one.verdict for one in found} == {GateVerdict.FAIL}


def test_growth_within_its_tolerance_passes_and_is_told() -> None:
    found = judge(make_gate(more={"nodes": 1}), replace(QUESTION, tolerances={"nodes": 0.01}))
    assert found.verdict is GateVerdict.PASS
    assert [one.failed for one in found.counters] == [False]


def test_growth_beyond_its_tolerance_fails() -> None:
    found = judge(make_gate(more={"nodes": 2}), replace(QUESTION, tolerances={"nodes": 0.01}))
    assert found.verdict is GateVerdict.FAIL


def test_less_work_passes() -> None:
    found = judge(make_gate(more={"nodes": -20}), QUESTION)
    assert found.verdict is GateVerdict.PASS
    assert found.counters == ()


def test_bills_that_differ_between_launches_are_no_growth() -> None:
    """The bytes of the made runs differ from launch to launch, alike on both sides."""
    assert judge(make_gate(), QUESTION).counters == ()


@pytest.mark.parametrize("least", [0, 1])
def test_a_counter_that_counts_what_was_not_yet_thrown_away_decides_nothing(least: int) -> None:
    """Not even where it is larger on the candidate in every launch: so it may be by chance."""
    rng = np.random.default_rng(3)

    def garbage(trial: Trial) -> Trial:
        kept = 8562.0 * rng.integers(least, 4)
        add = every_step(
            lambda measures: {**measures, "layout_objects": (measures["layout_objects"] or 0) + kept}
        )
        return add(trial)

    found = judge(of_side(make_gate(), CANDIDATE, garbage), QUESTION)
    assert found.verdict is GateVerdict.PASS
    assert any("layout objects" in notice and "decided nothing" in notice for notice in found.notices)


def test_growth_is_told_at_every_size() -> None:
    question = replace(QUESTION, lines=(80, 20))
    found = judge(make_gate(question=question, lines=(80, 20), more={"nodes": 1}), question)
    assert {one.lines for one in found.counters} == {80, 20}


def test_a_slow_down_beside_more_work_is_told_too() -> None:
    found = judge(make_gate(more={"nodes": 1}, ratio=1.4), QUESTION)
    assert "does more work" in found.reason
    assert "shown to be slower" in found.reason
