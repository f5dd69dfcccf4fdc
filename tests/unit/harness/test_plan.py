"""Plans: what is accepted, what is refused and how it is said."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from billbench.harness.machine.browser import find_browser
from billbench.harness.model.engines import Engine
from billbench.harness.model.errors import UsageError
from billbench.harness.model.people import AVERAGE
from billbench.harness.plan.plan import Plan, validate
from billbench.harness.plan.plan_file import parse_plan, read_plan

DESIGNS = ["single-page", "paged"]
JOURNEYS = ["open-bill", "change-page"]
PEOPLE = {"typical": replace(AVERAGE, name="typical", gives_up_s=60.0)}


def plan(**typed: Any) -> Plan:
    return validate(parse_plan(typed, "flags"), "flags", designs=DESIGNS, journeys=JOURNEYS, people=PEOPLE)


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


def test_a_device_is_without_assistive_technology_unless_it_says_so() -> None:
    own = {"script_s": 0.01, "layout_s": 0.02}
    made = plan(
        devices=["mine", "read-out", "office-pc-screen-reader"],
        device={"mine": own, "read-out": {**own, "assistive_technology": "screen-reader"}},
    )
    assert [device.assistive_technology for device in made.devices] == [
        "none",
        "screen-reader",
        "screen-reader",
    ]
    assert "device.mine.assistive_technology: input should be 'none' or 'screen-reader'" in refusal(
        device={"mine": {**own, "assistive_technology": "magnifier"}}
    )


def test_what_was_typed_of_a_device_without_assistive_technology_is_as_it_was_before_there_was_any() -> None:
    """Else runs of before were of another plan than those of now."""
    typed = parse_plan({"device": {"mine": {"script_s": 0.01, "layout_s": 0.02}}}, "flags")
    assert "assistive_technology" not in typed.model_dump(mode="json")["device"]["mine"]


@pytest.mark.parametrize("browser", ["firefox", "webkit"])
def test_a_browser_that_cannot_work_for_a_screen_reader_is_refused_with_its_device(browser: str) -> None:
    own = {"script_s": 0.01, "layout_s": 0.02}
    reader = {"read-out": {**own, "assistive_technology": "screen-reader"}}
    said = refusal(browser=browser, devices=["read-out"], device=reader)
    assert (
        f'devices: "read-out" has a screen reader, for which {browser} works only where there is one' in said
    )
    assert not plan(devices=["read-out"], device=reader, browser="chrome").device("read-out").network


def test_a_browser_that_is_not_there_is_named_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="Firefox was not found"):
        find_browser(tmp_path / "playwrights" / "firefox", Engine.FIREFOX)


def test_the_systems_firefox_is_taken_where_playwright_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    systems = tmp_path / "firefox"
    systems.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser(tmp_path / "playwrights" / "firefox", Engine.FIREFOX) == systems
    own = tmp_path / "own"
    own.touch()
    assert find_browser(own, Engine.FIREFOX) == own


def test_a_plan_without_people_has_the_average_one_and_says_nothing_of_them() -> None:
    assert plan().people == (AVERAGE,)
    assert {cell.person for cell in plan().cells()} == {""}


def test_a_person_of_the_plan_is_like_a_preset_with_changes() -> None:
    own = plan(people=["slow"], person={"slow": {"key_s": 0.5, "gives_up_s": "never", "saves_every": 5}})
    (person,) = own.people
    assert (person.name, person.key_s, person.gives_up_s, person.saves_every) == ("slow", 0.5, None, 5)
    assert person.mental_s == AVERAGE.mental_s
    assert {cell.person for cell in own.cells()} == {"slow"}


def test_negative_patience_is_refused() -> None:
    message = refusal(people=["hasty"], person={"hasty": {"reloads_s": -3}})
    assert "person.hasty.reloads_s" in message
    assert 'must be more than 0 seconds, or "never"' in message


def test_an_unknown_person_is_refused_with_the_nearest_name() -> None:
    assert 'people: "typicl" is not known; did you mean "typical"?' in refusal(people=["typicl"])
    assert 'person.mine.like: "nobody" is not known' in refusal(person={"mine": {"like": "nobody"}})


def test_one_at_a_time_varies_each_thing_from_the_first_cell_alone() -> None:
    own = plan(
        one_at_a_time=True,
        lines=[10, 80],
        journeys=["change-page"],
        devices=["office-pc", "old-laptop"],
        variant={"long-lists": {"app": {"lists": {"categories": 60}}}},
    )
    found = {(cell.design, cell.device, cell.variant) for cell in own.cells()}
    assert found == {
        ("single-page", "office-pc", ""),
        ("paged", "office-pc", ""),
        ("single-page", "old-laptop", ""),
        ("single-page", "office-pc", "long-lists"),
    }
    assert len(own.cells()) == 8


def test_the_cells_of_a_plan_are_as_they_were_before_a_device_could_have_sizes_of_its_own() -> None:
    """The seeded order is drawn from them: a run of then is resumed in its order."""
    made = plan(lines=[10, 80], devices=["office-pc", "old-laptop"])
    assert [(cell.design, cell.lines, cell.device) for cell in made.cells()] == [
        (design, lines, device)
        for design in DESIGNS
        for lines in (10, 80)
        for device in ("office-pc", "old-laptop")
    ]
    assert "lines_on" not in parse_plan({}, "flags").model_dump(mode="json")


def test_a_device_can_have_sizes_of_its_own() -> None:
    made = plan(
        lines=[10, 80],
        devices=["office-pc", "old-laptop"],
        lines_on={"old-laptop": [40, 80], "fast-desktop": [20]},
        one_at_a_time=True,
    )
    assert [(cell.design, cell.device, cell.lines) for cell in made.cells()] == [
        ("single-page", "office-pc", 10),
        ("single-page", "office-pc", 80),
        ("single-page", "old-laptop", 80),
        ("single-page", "old-laptop", 40),
        ("paged", "office-pc", 10),
        ("paged", "office-pc", 80),
    ]


def test_wrong_sizes_of_a_device_are_refused() -> None:
    said = refusal(lines_on={"ofice-pc": [80], "old-laptop": [], "fast-desktop": [0]})
    assert 'lines_on: "ofice-pc" is not known; did you mean "office-pc"?' in said
    assert "lines_on.old-laptop: the grid is empty" in said
    assert "lines_on.fast-desktop: 0 is not a bill size" in said


def test_a_share_of_the_processor_is_more_than_none_and_at_most_all() -> None:
    assert "processor_share" in refusal(variant={"none": {"processor_share": 0}})
    assert "workers" in refusal(variant={"none": {"workers": 0}})


def test_the_short_form_changes_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("launches = 10\nlines = [10, 20]\n[app.lists]\ncategories = 60\n[short]\nlaunches = 2\n")
    assert read_plan(path, {}).launches == 10
    short = read_plan(path, {}, short=True)
    assert (short.launches, short.lines, short.app) == (2, [10, 20], {"lists": {"categories": 60}})


def test_a_plan_without_a_short_form_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("launches = 10\n")
    with pytest.raises(UsageError, match=r"has no \[short\] form"):
        read_plan(path, {}, short=True)


def test_a_claim_that_does_not_exist_is_refused() -> None:
    assert "claim" in refusal(claim="C9")
