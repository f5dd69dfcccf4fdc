"""Factor plans: every combination once, and fractions that keep single effects apart."""

from itertools import combinations as pairs_of

import numpy as np
import pytest

from billbench.harness.model.errors import UsageError
from billbench.harness.plan.factors import combinations
from billbench.harness.plan.plan import validate
from billbench.harness.plan.plan_file import parse_plan

TYPED = {"factors": {"axes": {"rows_per_page": ["all", 10], "choice_lists": ["combobox", "select"]}}}


@pytest.mark.parametrize(("factors", "designs"), [(1, 2), (3, 8), (4, 16), (5, 16), (6, 16), (7, 16)])
def test_every_combination_is_its_own(factors: int, designs: int) -> None:
    found = combinations(factors)
    assert len(found) == len(set(found)) == designs


@pytest.mark.parametrize("factors", [5, 6, 7])
def test_a_fraction_keeps_single_effects_apart_from_each_other_and_from_pairs(factors: int) -> None:
    coded = np.array(combinations(factors)) * 2 - 1
    singles = [coded[:, place] for place in range(factors)]
    pairs = [coded[:, a] * coded[:, b] for a, b in pairs_of(range(factors), 2)]
    for place, one in enumerate(singles):
        others = [*singles[:place], *singles[place + 1 :], *pairs]
        assert one.sum() == 0
        assert all(int(one @ other) == 0 for other in others)


def test_a_factor_plan_measures_its_own_designs() -> None:
    typed = parse_plan(TYPED, "test")
    assert typed.designs == ["factor-01", "factor-02", "factor-03", "factor-04"]
    assert typed.design["factor-04"]["rows_per_page"] == 10
    assert typed.design["factor-04"]["choice_lists"] == "select"


def test_named_designs_win_over_those_of_the_factors() -> None:
    assert parse_plan({**TYPED, "designs": ["factor-02"]}, "test").designs == ["factor-02"]


def test_a_factor_plan_reads_back_as_it_was_typed() -> None:
    typed = parse_plan(TYPED, "test")
    assert parse_plan(typed.model_dump(mode="json"), "again") == typed


def test_a_factor_needs_two_different_values() -> None:
    typed = parse_plan({"factors": {"axes": {"rows_per_page": [10, 10]}}}, "test")
    with pytest.raises(UsageError, match="name two different ones"):
        validate(typed, "test", designs=[], journeys=["change-page"], people={})


@pytest.mark.parametrize("axes", [{}, {f"axis-{number}": [0, 1] for number in range(8)}, {"one": [1, 2, 3]}])
def test_a_factor_plan_of_another_shape_is_refused(axes: dict[str, list[int]]) -> None:
    with pytest.raises(UsageError, match=r"factors\.axes"):
        parse_plan({"factors": {"axes": axes}}, "test")
