"""What an assertion about a freeze or about work decides, and when it refuses to."""

import re
from typing import Any, NoReturn

import pytest

from billbench import seconds
from billbench.harness.plugin.answer import Figures, PageOrder, Refusal, decode, decode_order, encode
from billbench.harness.plugin.figures import Freeze, Save
from tests.unit.plugin.answers import answer


class Undecided(Exception):  # noqa: N818 - it stands for the end of a test
    pass


class Recorder:
    """A test that keeps what it is told."""

    def __init__(self) -> None:
        self.details: list[str] = []

    def repeat(self, found: Figures) -> str:
        return found.command

    def refused(self, details: str) -> None:
        self.details.append(details)

    def undecided(self, reason: str, _details: str) -> NoReturn:
        raise Undecided(reason)


def freeze(**changes: Any) -> Freeze:
    return Freeze(answer(**changes), Recorder())


def test_a_freeze_whose_whole_interval_is_below_the_limit_is_below_it() -> None:
    assert freeze() < seconds(0.63)
    assert freeze() <= seconds(0.63)
    assert not freeze() > seconds(0.63)


def test_a_freeze_whose_whole_interval_is_above_the_limit_is_above_it() -> None:
    assert freeze() > seconds(0.39)
    assert freeze() >= seconds(0.39)
    assert not freeze() < seconds(0.39)


def test_a_limit_may_stand_first() -> None:
    assert seconds(1) > freeze()
    assert not seconds(1) < freeze()


@pytest.mark.parametrize("limit_s", [0.4, 0.5, 0.6, 0.625])
def test_an_interval_that_holds_the_limit_decides_nothing(limit_s: float) -> None:
    for compare in (lambda: freeze() < seconds(limit_s), lambda: freeze() > seconds(limit_s)):
        with pytest.raises(Undecided, match=r"inconclusive: a freeze of 500 ms .* holds the limit"):
            compare()


def test_an_inconclusive_freeze_says_how_many_launches_would_decide() -> None:
    # The half width shrinks with the root of the number: log(0.625/0.5) to log(0.6/0.5) on a log scale.
    with pytest.raises(Undecided, match="about 9 launches would decide"):
        assert freeze() < seconds(0.6)
    with pytest.raises(Undecided, match="too near to the limit for any affordable number"):
        assert freeze() < seconds(0.5)


def test_a_doubted_freeze_is_never_below_a_limit() -> None:
    with pytest.raises(Undecided, match="invalid: every launch was disturbed"):
        assert freeze(doubt="every launch was disturbed") < seconds(10)
    with pytest.raises(Undecided, match="invalid: there is no interval"):
        assert freeze(estimate_s=None, low_s=None, high_s=None) < seconds(10)


def test_a_hang_is_longer_than_any_limit_up_to_the_deadline() -> None:
    hang = freeze(estimate_s=None, low_s=None, high_s=None, hung=1, launches=5)
    assert not hang < seconds(60)
    assert hang > seconds(60)
    with pytest.raises(Undecided, match="waited for 60 s and not to 61 s"):
        assert hang < seconds(61)


def test_a_false_assertion_leaves_figure_parts_and_the_command_that_repeats_it() -> None:
    found = freeze()
    assert not found < seconds(0.2)
    (told,) = found.test.details  # type: ignore[attr-defined]
    for part in (
        "Single page, 80 lines, office-pc: page change",
        "a freeze of 500 ms (95 % interval 400 ms to 625 ms, 6 launches)",
        "Made of busy 480 ms",
        "Measure it again: billbench run --design single-page --lines 80 --launches 6",
        "billbench report runs/pytest-1/change-page-80",
    ):
        assert part in told


def test_a_true_assertion_leaves_nothing() -> None:
    found = freeze()
    assert found < seconds(1)
    assert found > seconds(0.1)
    assert found.test.details == []  # type: ignore[attr-defined]


def test_a_freeze_without_a_limit_or_a_unit_is_refused() -> None:
    """A bare number says no unit, and a figure alone would always be true."""
    with pytest.raises(TypeError, match=re.escape("held against seconds(…), not against 1")):
        assert freeze() < 1  # type: ignore[operator]
    with pytest.raises(TypeError, match="neither true nor false"):
        assert freeze()
    with pytest.raises(TypeError, match="ask for its nothing_lost"):
        assert Save(answer(), Recorder())


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_a_limit_is_a_time(value: float) -> None:
    with pytest.raises(ValueError, match="is no limit"):
        seconds(value)


def test_nothing_is_lost_when_no_bill_came_to_harm() -> None:
    assert Save(answer(), Recorder()).nothing_lost
    words = repr(Save(answer(), Recorder()).nothing_lost)
    assert words == "harm to none of 6 bills (at most 39 % of all, 95 % interval)"


def test_harm_is_told_with_its_evidence() -> None:
    asker = Recorder()
    harm = ("4 lines lost acknowledged on 2 of 6 bills: it is field 1,012 of 2,600.",)
    assert not Save(answer(harmed=2, harm=harm), asker).nothing_lost
    assert "harm to 2 of 6 bills" in asker.details[0]
    assert harm[0] in asker.details[0]


def test_work_of_which_nothing_is_known_is_not_called_safe() -> None:
    with pytest.raises(Undecided, match="invalid: the bill of trial 001-000 could not be read back"):
        assert Save(
            answer(work_doubt="the bill of trial 001-000 could not be read back"), Recorder()
        ).nothing_lost


def test_messages_arrive_as_they_were_sent() -> None:
    order = PageOrder(
        design="paged",
        lines=80,
        device="office-pc",
        journey="change-page",
        launches=6,
        url="",
        target="",
        out="runs/1",
    )
    assert decode_order(encode(order)) == order
    for message in (answer(), Refusal(message="No browser was found.", invalid=False)):
        assert decode(encode(message)) == message
    with pytest.raises(ValueError, match="kind"):
        decode("{}")
