"""Load plans: mistakes are told together, and one plan has both modes."""

import pytest

from billbench.harness.model.errors import UsageError
from billbench.harness.plan.load_plan import Mode, parse_load_file, validate

DESIGNS = ("single-page", "paged")


def valid(**typed: object):
    return validate(parse_load_file(typed, "a test"), "a test", designs=DESIGNS)


def test_every_mistake_is_in_one_message() -> None:
    with pytest.raises(UsageError) as caught:
        valid(people=0, designs={"singel-page": 1}, lines={"many": 1}, warm_up_s=60)
    said = str(caught.value)
    assert "for 4 reasons" in said
    assert 'did you mean "single-page"?' in said
    assert "a load of 0 people is none" in said


def test_an_unknown_key_is_told_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match='did you mean "people"'):
        parse_load_file({"poeple": 3}, "a test")


def test_the_same_plan_runs_in_both_modes() -> None:
    typed = {"people": 7, "arrivals_per_s": 2.5}
    assert valid(**typed, mode="closed").level == 7
    assert valid(**typed, mode="open").level == 2.5


def test_the_mix_is_every_design_at_every_size_with_shares_that_add_up() -> None:
    mix = valid(designs={"single-page": 3, "paged": 1}, lines={"20": 1, "80": 1}).mix
    assert [(one.design, one.lines, one.share) for one in mix] == [
        ("single-page", 20, 0.375),
        ("single-page", 80, 0.375),
        ("paged", 20, 0.125),
        ("paged", 80, 0.125),
    ]


def test_more_workers_than_people_are_refused_in_the_closed_mode_only() -> None:
    assert valid(people=2, workers=4, mode="open").mode is Mode.OPEN
    with pytest.raises(UsageError, match="workers: 4 are more than the 2 people"):
        valid(people=2, workers=4)
