"""Whether a field took what was typed: the same, written otherwise, is the same; anything else is not."""

from typing import Any

import pytest

from billbench.harness.model.outcomes import Cause
from billbench.scenarios.field_map import FieldMap
from billbench.scenarios.pages.taken import Typing, not_taken, taken

DATE, NUMBER, TEXT = {"kind": "date"}, {"kind": "number"}, {"kind": "text"}


def typing(said: dict[str, Any], wanted: str, before: str = "") -> Typing:
    field = FieldMap(cell="input", **said)
    return Typing(name="FIELD", field=field, wanted=wanted, typed=field.as_shown(wanted), before=before)


@pytest.mark.parametrize(
    ("said", "wanted", "shown"),
    [
        (DATE, "16-03-2025", "2025-03-16"),
        (DATE, "16-03-2025", "2025-03-16T09:30"),
        (DATE, "16-03-2025", "16 Mar 2025"),
        (DATE, "16-03-2025", "Sunday, 16 March 2025"),
        (DATE, "16-03-2025", "3/16/25"),
        (DATE, "16-03-2025", "16 Mar 2025, 09:30"),
        (NUMBER, "58.41", "£58.41"),
        (NUMBER, "1.5", "1.50 h"),
        (NUMBER, "1058.4", "1,058.40"),
        (TEXT, "new words", "NEW WORDS"),
        (TEXT, "AB12CD", "AB 12 CD"),
        (TEXT, "02012345", "(020) 12-345"),
        (TEXT, "two\nlines", "two\r\nlines"),
    ],
)
def test_the_same_written_otherwise_is_taken(said: dict[str, Any], wanted: str, shown: str) -> None:
    found = taken(typing(said, wanted), (shown,))
    assert found is not None
    assert wanted in (found.value, *found.also)
    assert FieldMap(cell="input", **said).as_ours(shown) in (found.value, *found.also)


@pytest.mark.parametrize(
    ("said", "wanted", "shown"),
    [
        (DATE, "16-03-2025", "2024-03-16"),
        (DATE, "16-03-2025", "16 Apr 2025"),
        (DATE, "16-03-2025", "16/03/20"),
        (DATE, "16-03-2025", "16/0_/____"),
        (DATE, "16-03-2025", "16-17 March 2025"),
        (DATE, "16-03-2025", ""),
        (NUMBER, "58.41", "58.4"),
        (NUMBER, "58.41", "5841"),
        (NUMBER, "58.41", "1 of 58.41"),
        (TEXT, "new words", "new wor"),
        (TEXT, "new words", "newer words"),
        (TEXT, "new words", ""),
        (TEXT, "…", "!"),
    ],
)
def test_anything_else_is_not(said: dict[str, Any], wanted: str, shown: str) -> None:
    assert taken(typing(said, wanted), (shown,)) is None


def test_an_option_is_known_by_its_text_and_by_its_value() -> None:
    for wanted in ("Two", "2"):
        found = taken(typing({"kind": "choice"}, wanted), ("Two", "2"))
        assert found is not None
        assert {found.value, *found.also} == {"Two", "2"}


def test_what_may_not_be_told_is_told_by_its_length() -> None:
    told = not_taken(typing(DATE, "16-03-2025", "2024-01-08"), "x", "2024-01-08", "", tells=False)
    assert told.evidence == (
        "FIELD: the field did not take what was typed ([10 characters]), it shows [10 characters]"
    )
    assert told.cause is Cause.KEPT_OUT_BY_FIELD


def test_a_format_that_does_not_read_what_stood_there_is_the_map_s() -> None:
    found = not_taken(typing(DATE, "16-03-2025", "8.1.24"), "x", "8.1.24", "", tells=True)
    assert found.cause is Cause.TARGET_FILE
    assert "the format '%Y-%m-%d' of the target file does not read what stood there before" in found.evidence
