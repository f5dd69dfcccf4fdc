"""People: what an action costs by the Keystroke-Level Model, without a browser."""

from dataclasses import replace
from typing import Any

import pytest

from billbench.harness.model.people import AVERAGE
from billbench.scenarios.hands import Hands
from billbench.scenarios.people import PEOPLE


class Control:
    """A control that takes everything; `kind` and `value` are what a page would tell."""

    def __init__(self, kind: str = "text", value: str = "") -> None:
        self.kind, self.value, self.done = kind, value, []

    def evaluate(self, script: str) -> Any:
        if "activeElement" in script:
            return True
        return self.kind if "tagName" in script else self.value

    def click(self, **_: bool) -> None:
        self.done.append("click")

    def press(self, key: str) -> None:
        self.done.append(key)

    def press_sequentially(self, text: str) -> None:
        self.done.append(text)

    def select_option(self, value: str) -> None:
        self.done.append(value)


def hands(passed: list[float] | None = None, **changes: Any) -> Hands:
    told = [] if passed is None else passed
    return Hands(person=replace(AVERAGE, **changes), page=None, seed="1", pass_time=told.append)  # type: ignore[arg-type]


def test_a_click_is_thought_pointed_and_pressed() -> None:
    """M + P + BB = 1.35 + 1.10 + 0.20."""
    mine = hands()
    mine.click(Control())  # type: ignore[arg-type]
    assert mine.spent_s == pytest.approx(2.65)


def test_typing_is_one_m_and_a_key_a_letter_with_the_hands_moved_once() -> None:
    """H + M + 10 K, and for the next field M + 5 K only."""
    mine = hands()
    mine.enter(Control(), "03-04-2024")  # type: ignore[arg-type]
    assert mine.spent_s == pytest.approx(0.40 + 1.35 + 10 * 0.20)
    mine.enter(Control(), "01:30")  # type: ignore[arg-type]
    assert mine.spent_s == pytest.approx(0.40 + 2 * 1.35 + 15 * 0.20)
    assert mine.keys == 15


def test_what_stands_there_already_is_not_typed_again() -> None:
    mine, field = hands(), Control(value="20")
    mine.enter(field, "20")  # type: ignore[arg-type]
    assert (mine.spent_s, field.done) == (0, [])


def test_another_value_is_selected_before_it_is_typed_over() -> None:
    mine, field = hands(), Control(value="54.90")
    mine.enter(field, "58.41")  # type: ignore[arg-type]
    assert field.done == ["ControlOrMeta+a", "58.41"]
    assert mine.keys == 2 + 5


def test_time_that_is_only_waited_through_is_told_to_the_session_before_the_next_click() -> None:
    passed: list[float] = []
    mine = hands(passed)
    mine.enter(Control(), "03-04-2024")  # type: ignore[arg-type]
    assert passed == []
    mine.click(Control())  # type: ignore[arg-type]
    assert passed == [pytest.approx(mine.spent_s, abs=0.2)]


def test_thinking_is_as_long_in_every_design_and_on_the_mean_as_it_says() -> None:
    """It depends on the seed and the work, not on what was done before."""
    one, other = hands(think_s=4.0), hands(think_s=4.0)
    other.click(Control())  # type: ignore[arg-type]
    other.start_step("find")
    one.think("ref 0001")
    other.think("ref 0001")
    assert one.spent_s == other.spent_s > 0
    one.start_step("find")
    for number in range(2_000):
        one.think(str(number))
    assert one.spent_s / 2_000 == pytest.approx(4.0, rel=0.1)


def test_patient_typical_and_hurried_people_differ_in_speed_patience_and_care() -> None:
    assert PEOPLE["patient"].key_s > PEOPLE["typical"].key_s > PEOPLE["hurried"].key_s
    assert PEOPLE["patient"].gives_up_s is None
    assert PEOPLE["patient"].saves_every


def test_where_a_session_s_clock_cannot_be_moved_a_pause_for_thought_is_made() -> None:
    rested: list[float] = []
    mine = hands(think_s=5.0)
    mine.rest = rested.append
    mine.think("Call 1")
    assert rested == [mine.spent_s]
    assert mine.spent_s > 0
