"""Plans: what is accepted, what is refused and how it is said."""

from pathlib import Path
from typing import Any

import pytest

from harness.engine.browser import find_browser
from harness.engines import Engine
from harness.errors import UsageError
from harness.plan import Plan, parse_plan, read_plan, validate

DESIGNS = ["single-page", "paged"]
JOURNEYS = ["open-bill", "change-page"]


def plan(**typed: Any) -> Plan:
    return validate(parse_plan(typed, "flags"), "flags", designs=DESIGNS, journeys=JOURNEYS)


def refusal(**typed: Any) -> str:
    with pytest.raises(UsageError) as caught:
        plan(**typed)
    return str(caught.value)


def test_defaults_are_the_demo() -> None:
    """A plan with nothing in it measures both designs at five sizes in three launches."""
    defaults = plan()
    assert len(defaults.cells()) == 10
    assert defaults.launches == 3


def test_an_unknown_design_is_refused_with_the_nearest_name() -> None:
    """A typo is answered with what was probably meant."""
    assert 'designs: "single-pgae" is not known; did you mean "single-page"?' in refusal(
        designs=["single-pgae"]
    )


def test_an_empty_grid_is_refused() -> None:
    """No bill sizes: nothing to measure."""
    assert "lines: the grid is empty" in refusal(lines=[])


def test_a_negative_size_is_refused() -> None:
    """A bill cannot have fewer than one line."""
    assert "lines: -5 is not a bill size" in refusal(lines=[-5, 10])


def test_a_misspelt_key_is_refused_with_the_nearest_key() -> None:
    """A key that does not exist is not silently ignored."""
    assert 'lauches: there is no such key; did you mean "launches"?' in refusal(lauches=3)


def test_all_mistakes_are_reported_together() -> None:
    """One reading of the message is enough to mend the whole plan."""
    message = refusal(designs=["nope"], lines=[0], devices=["abacus"], journeys=["fly"])
    assert "for 4 reasons" in message
    for key in ("designs", "lines", "devices", "journeys"):
        assert f"- {key}:" in message


def test_a_wrong_type_names_key_and_value() -> None:
    """The message shows what was typed."""
    assert "launches: " in refusal(launches="many")
    assert "'many'" in refusal(launches="many")


def test_names_given_twice_are_refused() -> None:
    """A repeated size would count as two cells of one name."""
    assert "lines: 10 is named twice" in refusal(lines=[10, 10])


def test_order_is_random_but_the_same_for_the_same_seed() -> None:
    """Resuming needs the order that the interrupted run had."""
    one, again, other = plan(seed=7), plan(seed=7), plan(seed=8)
    assert one.order(2) == again.order(2)
    assert one.order(2) != one.order(1)
    assert one.order(2) != other.order(2)
    assert sorted(one.order(2)) == sorted(one.cells())


def test_flags_win_over_the_file(tmp_path: Path) -> None:
    """`--launches 5` changes the plan's own number."""
    path = tmp_path / "mine.toml"
    path.write_text("launches = 2\nlines = [10]\n")
    typed = read_plan(path, {"launches": 5})
    assert (typed.name, typed.launches, typed.lines) == ("mine", 5, [10])


def test_a_missing_plan_is_refused(tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(UsageError, match=r"no plan .*nowhere\.toml"):
        read_plan(tmp_path / "nowhere.toml", {})


def test_broken_toml_is_refused(tmp_path: Path) -> None:
    """The message says where the file breaks."""
    path = tmp_path / "broken.toml"
    path.write_text("lines = [10,")
    with pytest.raises(UsageError, match="cannot be read"):
        read_plan(path, {})


def test_a_device_of_the_plan_can_be_used() -> None:
    """`[device.NAME]` makes a device."""
    own = plan(devices=["mine"], device={"mine": {"script_s": 0.01, "layout_s": 0.02}})
    assert own.device("mine").script_s == 0.01


def test_a_network_that_a_browser_cannot_imitate_is_refused() -> None:
    assert 'devices: "office-pc" has a network, which firefox cannot imitate' in refusal(browser="firefox")
    assert plan(browser="firefox", devices=["unthrottled"]).engine == "firefox"


def test_a_browser_that_is_not_there_is_named_with_the_way_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Playwright's Firefox was not found"):
        find_browser(tmp_path / "firefox", Engine.FIREFOX)
