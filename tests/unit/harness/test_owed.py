"""What a bill is owed: written down before it is changed, read after any end, forgotten when it is paid."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from billbench.harness.application.others.owed import Debt, Kind, Owed, read_owed
from billbench.harness.application.others.reading import Reading, check_alike, check_on_page, check_size
from billbench.harness.application.others.restoring import to_do
from billbench.harness.model.errors import MeasurementError, UsageError
from billbench.scenarios.page_map import PageMap

PAGE = PageMap.model_validate(
    {
        "row": "tr",
        "known_by": "ACTIVITY",
        "remove": ".remove",
        "fields": {"DATE": {"cell": "a", "kind": "date"}, "ACTIVITY": {"cell": "b"}},
    }
)
SIZE = Debt(design="mine", bill="7", kind=Kind.SIZE, lines=2, adds=True)
TYPED = Debt(
    design="mine",
    bill="7",
    kind=Kind.VALUE,
    token="Call",
    place=1,
    field="DATE",
    was="2024-03-05",
    typed="16-03-2025",
)
OURS = Debt(design="mine", bill="7", kind=Kind.ADDED, token="billbench 0123abcd")


def bill(day: str = "16-03-2025", *more: str, spares: int = 0) -> Reading:
    lines = [{"DATE": day, "ACTIVITY": "Call"}, {"DATE": "06-03-2024", "ACTIVITY": "Letter"}]
    return Reading(
        lines=(*lines, *({"DATE": "14-03-2025", "ACTIVITY": name} for name in more)), spares=spares
    )


def test_what_is_owed_survives_its_process_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "owed.jsonl"
    owed = Owed(path)
    owed.note([SIZE, TYPED])
    owed.note([TYPED, OURS])
    assert read_owed(path) == (SIZE, TYPED, OURS)
    assert Owed(path).of("mine") == {"7": [SIZE, TYPED, OURS]}
    assert not Owed(path).of("another")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_half_an_entry_is_set_aside_and_written_over(tmp_path: Path) -> None:
    """Who was killed while it was written had not pressed a key for it."""
    path = tmp_path / "owed.jsonl"
    Owed(path).note([SIZE, TYPED])
    path.write_bytes(path.read_bytes()[:-20])
    assert read_owed(path) == (SIZE,)
    Owed(path).note([OURS])
    assert read_owed(path) == (SIZE, OURS)


def test_what_is_paid_is_forgotten_and_nothing_else(tmp_path: Path) -> None:
    path, other = tmp_path / "owed.jsonl", replace(TYPED, bill="8")
    owed = Owed(path)
    owed.note([SIZE, TYPED, other])
    owed.settle("mine", "7")
    assert read_owed(path) == (other,)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    owed.settle("mine", "8")
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_down_is_not_typed(tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match="Nothing was typed"):
        Owed(tmp_path / "gone" / "owed.jsonl").note([SIZE])


@pytest.mark.parametrize(
    ("read", "typed_over", "added", "blank", "left"),
    [
        (bill(), {"Call": {"DATE": "2024-03-05"}}, [], 0, []),
        (bill("05-03-2024"), {}, [], 0, []),
        (bill("01-01-2020"), {}, [], 0, ["line 1 has in DATE neither what was there nor what was typed"]),
        (bill("05-03-2024", OURS.token), {}, [OURS.token], 0, []),
        (bill("05-03-2024", OURS.token.upper()), {}, [OURS.token.upper()], 0, []),
        (bill("05-03-2024", "billbench 01"), {}, ["billbench 01"], 0, []),
        (bill("05-03-2024", "billbench ffff0000"), {}, [], 0, ["it has 3 lines in the place of 2"]),
        (bill("05-03-2024", "Billbench meeting"), {}, [], 0, ["it has 3 lines in the place of 2"]),
        (bill("05-03-2024", spares=1), {}, [], 1, []),
        (
            Reading(lines=bill().lines[1:]),
            {},
            [],
            0,
            ["line 1 is not there", "it has 1 lines in the place of 2"],
        ),
    ],
)
def test_only_what_is_still_as_the_run_left_it_is_put_back(
    read: Reading, typed_over: object, added: list[str], blank: int, left: list[str]
) -> None:
    found = to_do(read, [SIZE, TYPED, OURS], PAGE)
    assert (found.typed_over, [line.token for line in found.added], found.blank) == (typed_over, added, blank)
    assert list(found.left) == left


def test_the_first_value_of_a_field_is_what_it_gets_back() -> None:
    """However often it was typed over since."""
    again = replace(TYPED, was="2025-03-16", typed="17-03-2025")
    for day in ("16-03-2025", "17-03-2025"):
        assert to_do(bill(day), [SIZE, TYPED, again], PAGE).typed_over == {"Call": {"DATE": "2024-03-05"}}


def test_blank_rows_are_taken_away_only_after_a_journey_that_adds_some() -> None:
    """Some pages fill their table up with blank rows."""
    assert to_do(bill("05-03-2024", spares=1), [replace(SIZE, adds=False), TYPED], PAGE).is_nothing


def test_without_remove_what_was_added_is_told() -> None:
    page = PAGE.model_copy(update={"remove": ""})
    found = to_do(bill("05-03-2024", OURS.token), [SIZE, TYPED, OURS], page)
    assert found.is_nothing
    assert found.left == ("1 lines that were added are there, and its page has no remove",)


def test_two_readings_that_differ_are_both_told_without_their_content() -> None:
    with pytest.raises(UsageError, match="3 lines, then 2"):
        check_alike(bill("05-03-2024", "More"), bill("05-03-2024"), "7")
    with pytest.raises(UsageError, match=r"2 lines both times, which differ in line 1\.") as told:
        check_alike(bill(), bill("05-03-2024"), "7")
    assert "Call" not in str(told.value)


def test_another_size_is_told_with_what_to_do() -> None:
    read = replace(bill("05-03-2024", OURS.token), times=2)
    with pytest.raises(UsageError, match=r"3 lines in both .* says 2\. .*1 of them are of a run .*restore"):
        check_size(read, 2, PAGE, "7")
    with pytest.raises(UsageError, match=r"what leads to its beginning \(back\)"):
        check_size(bill(), 3, PAGE.model_copy(update={"next": ".next"}), "7")


def test_a_page_of_another_bill_than_the_api_tells_of_is_refused() -> None:
    on_screen = ({"ACTIVITY": "Call"}, {"ACTIVITY": "Somebody else"})
    with pytest.raises(UsageError, match=r"of 2 lines on the screen the API does not have 1\. Nothing"):
        check_on_page(on_screen, bill(), PAGE, "7")
