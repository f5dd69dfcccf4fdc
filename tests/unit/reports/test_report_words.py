"""Numbers and texts as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billbench.harness.model.flags import Diagnosis, Flag
from billbench.harness.model.metrics import Unit
from billbench.reports.findings.words import share_in_launches
from billbench.reports.pages.shown import Shown, narrowed
from billbench.reports.statistics.proportions import wilson_of_clusters
from billbench.reports.words.meanings import MEANINGS
from billbench.reports.words.numbers import count, limit, percent, quantity, seconds, size_of
from billbench.reports.words.text import clean, csv_safe, listing, markdown_safe, plural


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0 ms"),
        (0.0012, "1.2 ms"),
        (0.09, "90 ms"),
        (0.9996, "1.00 s"),
        (1.234, "1.23 s"),
        (12.34, "12.3 s"),
        (119.9, "119.9 s"),
        (2539.0, "42.3 min"),
    ],
)
def test_seconds_are_shown_in_the_unit_that_reads_best(value: float, shown: str) -> None:
    assert seconds(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.2, "200 ms"), (1.0, "1 s"), (15.0, "15 s")])
def test_a_limit_is_shown_round(value: float, shown: str) -> None:
    assert limit(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(900, "900 B"), (12_345, "12.3 kB"), (2_500_000, "2.5 MB")])
def test_bytes_are_shown_in_thousands(value: float, shown: str) -> None:
    assert size_of(value) == shown


def test_an_absent_value_is_a_dash_and_never_nought() -> None:
    assert quantity(None, Unit.SECONDS) == "–"


def test_counts_have_thousands_separators() -> None:
    assert (count(12_345), count(3), count(2.5)) == ("12,345", "3", "2.5")


def test_small_shares_do_not_read_as_nothing() -> None:
    assert (percent(0.004), percent(0.5), percent(0)) == ("0.4 %", "50 %", "0 %")


@given(st.text())
def test_clean_text_is_one_printable_line_of_bounded_length(text: str) -> None:
    found = clean(text)
    assert len(found) <= 200
    assert not any(ord(char) < 32 or char in "\u2028\u202e" for char in found)
    assert clean(found) == found


@given(st.text())
def test_no_text_in_a_table_starts_a_formula(text: str) -> None:
    assert not csv_safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text())
def test_markdown_text_opens_no_markup(text: str) -> None:
    found = markdown_safe(text)
    assert "<" not in found
    assert "\n" not in found


def test_lists_and_plurals_read_as_english() -> None:
    assert listing(["a", "b", "c"]) == "a, b and c"
    assert [plural(1, "launch"), plural(3, "launch"), plural(1200, "line")] == [
        "1 launch",
        "3 launches",
        "1,200 lines",
    ]


def test_every_flag_and_diagnosis_is_explained() -> None:
    assert {*Flag, *Diagnosis} == MEANINGS.keys()
    assert all(MEANINGS.values())


def test_a_share_of_repeats_names_the_launches_that_its_interval_is_of() -> None:
    nine = wilson_of_clusters([(0, 3)] * 3)
    assert share_in_launches(nine, 3) == "none of 9 in 3 launches (under 56 %)"
    assert share_in_launches(wilson_of_clusters([(0, 1)] * 3), 3) == "none of 3 (under 56 %)"


def _table(*devices: str) -> Shown:
    rows = tuple(("Paged", device, f"{number}") for number, device in enumerate(devices))
    return Shown(
        caption="Safe sizes", columns=("Design", "Device", "Lines"), rows=rows, numeric=frozenset({2})
    )


def test_a_device_that_all_rows_share_stands_in_the_caption() -> None:
    found = narrowed(_table("office-pc", "office-pc"))
    assert found.caption == "Safe sizes (office-pc)"
    assert found.columns == ("Design", "Lines")
    assert found.rows == (("Paged", "0"), ("Paged", "1"))
    assert found.numeric == {1}


def test_a_device_that_differs_keeps_its_column() -> None:
    table = _table("office-pc", "old-laptop")
    assert narrowed(table) == table


def test_an_empty_table_stays_as_it_is() -> None:
    assert narrowed(_table()) == _table()
