"""Whether a field took what was typed: read from the field, and compared as values. Pure."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from billbench.harness.model.masking import length_of
from billbench.harness.model.outcomes import Cause, NotTaken
from billbench.harness.model.written import in_capitals, number_of
from billbench.scenarios.field_map import FieldKind, FieldMap

_YES = frozenset({"yes", "true", "on", "1"})
_DATE = "%d-%m-%Y"
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")
_TIME = re.compile(r"\b\d\d?:\d\d(:\d\d)?(\.\d+)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What counts as typed, in our way of writing, and what else the page has for the same."""

    value: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """One field as it was typed into: our value, what of it was typed, and what stood there before."""

    name: str
    field: FieldMap
    wanted: str
    typed: str
    before: str


def taken(typing: Typing, readings: Sequence[str]) -> Taken | None:
    """What a field holds by one of its readings; `None` where none of them is what was typed."""
    ours = [typing.field.as_ours(text) for text in readings]
    for text, value in zip(readings, ours, strict=True):
        if text == typing.typed or value == typing.wanted or _means(typing, text, value):
            return Taken(value=value, also=tuple(dict.fromkeys((typing.wanted, *ours))))
    return None


def _means(typing: Typing, text: str, value: str) -> bool:
    """Whether a reading that is written otherwise still says the same."""
    match typing.field.kind:
        case FieldKind.DATE:
            return _is_day(text, typing.wanted)
        case FieldKind.NUMBER:
            found = _NUMBER.findall(text)
            return len(found) == 1 and _number(found[0], typing.field.decimal) == typing.wanted
        case FieldKind.TEXT | FieldKind.CHOICE:
            letters = _letters(typing.wanted)
            return in_capitals(typing.wanted, value) or (bool(letters) and letters == _letters(value))


def is_yes(value: str) -> bool:
    """Whether a value of the map means that a box is to be ticked."""
    return value.lower() in _YES


def _letters(text: str) -> str:
    """Without what a mask puts between: blanks and signs."""
    return "".join(letter for letter in text if letter.isalnum()).upper()


def _number(text: str, decimal: str) -> str:
    try:
        return number_of(text, decimal)
    except ValueError:
        return text


def _is_day(text: str, wanted: str) -> bool:
    """Whether a text has a day's number, its month and its year in it, and nothing against them."""
    try:
        day = datetime.datetime.strptime(wanted, _DATE)
    except ValueError:
        return False
    numbers = [int(found) for found in re.findall(r"\d+", _TIME.sub("", text))]
    named = [word[:3].lower() for word in re.findall(r"[^\W\d_]{3,}", text) if word[:3].lower() in _MONTHS]
    if named:
        months = [_MONTHS.index(name) + 1 for name in named]
        return months == [day.month] and sorted(numbers) in (_of(day), _of(day, short=True))
    return sorted(numbers) in (sorted([*_of(day), day.month]), sorted([*_of(day, short=True), day.month]))


def _of(day: datetime.datetime, *, short: bool = False) -> list[int]:
    return sorted([day.day, day.year % 100 if short else day.year])


def not_taken(typing: Typing, token: str, shows: str, why: str, *, tells: bool) -> NotTaken:
    """What to say of a field that shows something else; `why`: what of the map is to be mended for it.

    With `tells` false the texts stay where they are, and their lengths are told.
    """
    told = repr if tells else length_of
    typed, there = told(typing.typed), told(shows) if shows else "nothing"
    said = f"{typing.name}: the field did not take what was typed ({typed}), it shows {there}"
    unread = not why and typing.before and _is_unread(typing.field, typing.before)
    if unread:
        why = f"the format {typing.field.format!r} of the target file does not read what stood there before"
    cause = Cause.TARGET_FILE if why else Cause.KEPT_OUT_BY_FIELD
    return NotTaken(token=token, name=typing.name, evidence=f"{said}; {why}" if why else said, cause=cause)


def _is_unread(field: FieldMap, shown: str) -> bool:
    return field.kind is FieldKind.DATE and re.fullmatch(r"\d\d-\d\d-\d{4}", field.as_ours(shown)) is None
