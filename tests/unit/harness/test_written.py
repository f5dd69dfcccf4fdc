"""Values as they are written: what is the same is the same, and what truly differs still does."""

import os
import time
from collections.abc import Iterator

import pytest

from billbench.harness.model.written import in_capitals, moment_of, number_of, text_of


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("58.41", ["58.41", "58,41", "58.410", " 58.41 ", "£58.41", "58,41 €", "058.41", "\u00a058.41"]),
        ("1058.41", ["1,058.41", "1.058,41", "1 058,41", "1'058.41", "1\u202f058,410", "$1,058.41"]),
        ("1058", ["1,058", "1058", "1 058", "1058.00"]),
        ("1058410", ["1,058,410", "1.058.410", "10,58,410"]),
        ("-3.5", ["-3.5", "\u22123,50"]),
        ("0", ["0", "0.00", "-0"]),
    ],
)
def test_a_number_is_the_same_however_it_is_written(number: str, written: list[str]) -> None:
    assert [number_of(one) for one in written] == [number] * len(written)


@pytest.mark.parametrize("text", ["", "soon", "1,2,3", "58.41 h", "1,05.3", "12:30", "5e3"])
def test_what_is_no_number_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        number_of(text)


def test_a_file_may_say_what_stands_before_the_fraction() -> None:
    assert (number_of("1,058", ","), number_of("1.058", ",")) == ("1.058", "1058")
    assert (number_of("1,058", "."), number_of("1.058", ".")) == ("1058", "1.058")


def test_other_numbers_are_others() -> None:
    values = ["58.41", "58.4", "5841", "584.1", "-58.41", "58.411", "1058.41"]
    assert len({number_of(one) for one in values}) == len(values)


@pytest.fixture(params=["UTC", "Europe/London", "America/New_York", "Asia/Tokyo"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def day_of(written: str, form: str = "%Y-%m-%d") -> str:
    return moment_of(written, form).strftime("%d-%m-%Y")


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(
    "written",
    [
        "2025-06-16",
        "2025-06-16T00:00:00",
        "2025-06-16T09:30",
        "2025-06-16T00:00:00Z",
        "2025-06-16T00:00:00.000Z",
        "2025-06-16T00:00:00+02:00",
        "20250616",
        "1750032000",
        "1750032000000",
        "/Date(1750032000000)/",
        r"\/Date(1750032000000)\/",
        "/Date(1750024800000+0200)/",
    ],
)
def test_a_day_is_the_same_however_it_is_written_and_wherever_it_is_read(written: str) -> None:
    assert day_of(written) == "16-06-2025"


def test_midnight_where_the_browser_is_stands_for_its_day(zone: str) -> None:
    """A page that makes moments of days in its own time, and tells them in UTC."""
    moment = {"UTC": "00:00", "Europe/London": "23:00", "America/New_York": "04:00", "Asia/Tokyo": "15:00"}[
        zone
    ]
    before = moment in ("23:00", "15:00")
    assert day_of(f"2025-06-{15 if before else 16}T{moment}:00Z") == "16-06-2025"
    assert os.environ["TZ"] == zone


def test_a_file_s_own_form_goes_before_all_others() -> None:
    assert day_of("06/05/2025", "%m/%d/%Y") == "05-06-2025"
    assert day_of("16062025", "%d%m%Y") == "16-06-2025"


@pytest.mark.parametrize("text", ["", "soon", "16/06/2025", "58.41", "20250"])
def test_what_is_no_day_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment_of(text, "%Y-%m-%d")


def test_a_text_is_the_same_with_other_ends_of_lines_blanks_and_accents() -> None:
    assert text_of(" Call\r\nagain\rand\u00a0on ") == "Call\nagain\nand on"
    assert text_of("Cafe\u0301") == "Café"
    assert text_of("Call  again") != text_of("Call again")


def test_capitals_are_told_from_other_words() -> None:
    assert in_capitals("Call 1", "CALL 1")
    assert in_capitals("Call 1", "call 1")
    for other in ("Call 1", "CALL 2", "CaLL 1", ""):
        assert not in_capitals("Call 1", other)
