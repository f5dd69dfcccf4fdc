"""Somebody else's bill is left as it was found, whatever its page does; what is not sure is refused."""

import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from billbench.harness.application.others.desk import TargetDesk
from billbench.harness.application.others.door import Door
from billbench.harness.application.others.owed import Debt, Kind, Owed, read_owed
from billbench.harness.application.others.restoring import restore_bill
from billbench.harness.model.errors import UnreachableError, UsageError
from billbench.harness.model.flags import Flag
from billbench.harness.model.outcomes import Outcome
from billbench.harness.model.trials import TrialState
from billbench.harness.plan.target_file import TargetFile
from billbench.scenarios.pages.mapped_lines import MappedLines
from billbench.scenarios.protocol import JourneyFailed
from billbench.scenarios.target_lines import line_as_stored, lines_to_type
from tests.browser.walking import office_of, walk, words
from tests.browser.wayward_bills import LATE_S, Bills, lines_of, typed, wayward_bills

SIZE = 12


@pytest.fixture(scope="module")
def served() -> Iterator[Bills]:
    with wayward_bills() as running:
        yield running


@pytest.fixture
def bills(served: Bills) -> Bills:
    served.stored, served.left_at, served.saves, served.refuses = {}, {}, 0, False
    return served


def door_of(bills: Bills, ways: str = "", **changes: object) -> Door:
    return Door(TargetFile.model_validate(typed(bills, ways, **changes)), "run-1")


def by_name(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(lines, key=lambda line: line["work"])


@pytest.mark.parametrize(
    ("ways", "journey"),
    [
        ("remembers", "edit-lines"),
        ("sorts", "key-in"),
        ("sorts", "edit-lines"),
        ("spares", "key-in"),
        ("begins", "key-in"),
        ("", "remove-line"),
    ],
)
def test_a_trial_leaves_the_bill_as_it_was_found(
    browser: Browser, bills: Bills, tmp_path: Path, ways: str, journey: str
) -> None:
    """Where a page remembers, twice, as the second trial meets what the first one left."""
    for _ in range(2 if ways == "remembers" else 1):
        found = walk(browser, door_of(bills, ways, may_add_lines=True), tmp_path, journey, SIZE)
        assert (found.state, found.reason) == (TrialState.COMPLETED, "")
        assert set(words(found)) == {Outcome.SAVED}
        assert by_name(bills.stored[str(SIZE)]) == by_name(lines_of(SIZE))
        assert not list(tmp_path.glob("owed*")), "what is paid is forgotten"


def test_what_is_stored_late_is_put_back_too(browser: Browser, bills: Bills, tmp_path: Path) -> None:
    """Nothing seems to be changed when the bill is looked at first."""
    first, *others = lines_of(SIZE)
    typed_over = {"token": first["work"], "place": 1, "field": "DATE", "was": first["day"]}
    debt = Debt(design="wayward", bill=str(SIZE), kind=Kind.VALUE, typed="16-03-2025", **typed_over)
    Owed(tmp_path / "owed.jsonl").note([replace(debt, at=time.time())])
    office = office_of(browser, door_of(bills, "late"), tmp_path)
    late = threading.Timer(
        LATE_S, bills.stored.__setitem__, (str(SIZE), [{**first, "day": "2025-03-16"}, *others])
    )
    late.start()
    office.restore()
    assert late.finished.is_set()
    assert bills.stored[str(SIZE)] == lines_of(SIZE)


def test_a_row_that_was_begun_and_never_filled_is_taken_away(
    browser: Browser, bills: Bills, tmp_path: Path
) -> None:
    bills.stored["5"] = [*lines_of(5), {"day": "", "work": ""}]
    size = Debt(design="wayward", bill="5", kind=Kind.SIZE, lines=5, adds=True)
    Owed(tmp_path / "owed.jsonl").note([size])
    office_of(browser, door_of(bills), tmp_path).restore()
    assert bills.stored["5"] == lines_of(5)


def test_how_a_bill_was_found_is_on_the_disk_before_it_is_changed_and_for_its_owner_alone(
    browser: Browser, bills: Bills, tmp_path: Path
) -> None:
    walk(browser, door_of(bills), tmp_path, "edit-lines", SIZE, restored=False)
    path = tmp_path / "owed.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    owed = {(debt.token, debt.was, debt.typed) for debt in read_owed(path) if debt.field}
    first, middle, last = (lines_of(SIZE)[place] for place in (0, SIZE // 2, SIZE - 1))
    assert owed == {(line["work"], line["day"], "16-03-2025") for line in (first, middle, last)}


def test_a_bill_that_somebody_else_edits_is_refused_with_both_readings(
    browser: Browser, bills: Bills, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"readings do not agree: 13 lines, then 14\. Nothing was typed"):
        walk(browser, door_of(bills, "grows"), tmp_path, "edit-lines", SIZE)
    assert bills.saves == 0


def test_no_line_is_typed_to_give_a_bill_its_size(browser: Browser, bills: Bills, tmp_path: Path) -> None:
    bills.stored[str(SIZE)] = lines_of(SIZE - 2)
    with pytest.raises(UsageError, match=r"has 10 lines in both of two readings .* the target file says 12"):
        walk(browser, door_of(bills, may_add_lines=True), tmp_path, "edit-lines", SIZE)
    assert bills.saves == 0


def test_lines_that_an_earlier_run_left_are_told_and_left_to_its_own_restoring(
    browser: Browser, bills: Bills, tmp_path: Path
) -> None:
    bills.stored[str(SIZE)] = [*lines_of(SIZE), {"day": "2025-03-14", "work": "billbench 0123abcd"}]
    with pytest.raises(UsageError, match="1 of them are of a run of billbench: put its bills back"):
        walk(browser, door_of(bills), tmp_path, "edit-lines", SIZE)
    assert bills.saves == 0


def test_what_somebody_else_changed_meanwhile_is_left_and_told_without_its_content(
    browser: Browser, bills: Bills, tmp_path: Path
) -> None:
    door = door_of(bills)
    walk(browser, door, tmp_path, "edit-lines", SIZE, restored=False)
    bills.stored[str(SIZE)][0]["day"] = "2020-02-02"
    found = walk(browser, door, tmp_path, "edit-lines", SIZE)
    assert (found.state, found.flags) == (TrialState.FAILED, (Flag.NOT_PREPARED,))
    assert "bill 12 of wayward: line 1 has in DATE neither what was there" in found.reason
    assert "Call" not in found.reason
    days = [line["day"] for line in bills.stored[str(SIZE)]]
    assert days == ["2020-02-02", *(line["day"] for line in lines_of(SIZE)[1:])], "the rest is put back"


def test_a_page_that_takes_no_save_is_told_and_what_is_owed_is_kept(
    browser: Browser, bills: Bills, tmp_path: Path
) -> None:
    door = door_of(bills)
    walk(browser, door, tmp_path, "edit-lines", SIZE, restored=False)
    bills.refuses = True
    debts = read_owed(tmp_path / "owed.jsonl")
    with (
        TargetDesk(browser, door, tmp_path, timeout_s=2) as desk,
        pytest.raises(UsageError, match="put the bill"),
    ):
        restore_bill(desk, str(SIZE), debts)
    bills.refuses = False
    office_of(browser, door, tmp_path).restore()
    assert bills.stored[str(SIZE)] == lines_of(SIZE)


def test_a_target_that_is_gone_is_told_and_what_is_owed_is_kept(browser: Browser, tmp_path: Path) -> None:
    with wayward_bills() as bills:
        door = door_of(bills)
        walk(browser, door, tmp_path, "edit-lines", SIZE, restored=False)
    with pytest.raises(UnreachableError, match="does not answer"):
        office_of(browser, door, tmp_path).restore()
    assert read_owed(tmp_path / "owed.jsonl")


def test_a_line_that_is_another_by_now_is_not_typed_into(
    browser: Browser, bills: Bills, tmp_path: Path
) -> None:
    """Gone, there twice, or with another value than was read: nothing is written."""
    door = door_of(bills)
    with TargetDesk(browser, door, tmp_path, timeout_s=5) as desk:
        desk.open(str(SIZE))
        lines = [line_as_stored(fields, desk.map.page) for fields in desk.read(str(SIZE)).lines]
        desk.open(str(SIZE))
        pages = MappedLines(replace(desk.visit(str(SIZE)), lines=tuple(lines)))
        first = "document.querySelectorAll('[name=work]')"
        for act, told in (
            (f"{first}[1].value = 'Call 0'", "Two lines have the same name"),
            (f"{first}[0].value = {first}[1].value = 'Other'", "not on the screen under its own name"),
            (
                f"{first}[0].value = 'Call 0'; document.querySelector('[name=day]').value = '2020-01-01'",
                "DATE",
            ),
        ):
            desk.page.evaluate(act)
            with pytest.raises(JourneyFailed, match=told):
                pages.correct(lines[0], {"DATE": "16-03-2025"})
        days = desk.page.locator("[name=day]").evaluate_all("(all) => all.map((one) => one.value)")
    assert days == ["2020-01-01", *(line["day"] for line in lines_of(10)[1:])]


def test_a_new_line_is_begun_in_a_row_in_which_nothing_stands(
    browser: Browser, bills: Bills, tmp_path: Path
) -> None:
    """Somebody's line without a name is no blank row."""
    bills.stored["3"] = [*lines_of(3), {"day": "2024-01-01", "work": ""}]
    with TargetDesk(browser, door_of(bills), tmp_path, timeout_s=5) as desk:
        desk.open("3")
        pages = MappedLines(desk.visit("3"))
        with pytest.raises(JourneyFailed, match="no blank row"):
            pages.enter(lines_to_type(desk.map.page, 1)[0])


def test_a_file_without_owner_owes_nothing(tmp_path: Path) -> None:
    owed = Owed(tmp_path / "owed.jsonl")
    owed.settle("wayward", "12")
    assert not owed.of("wayward")
