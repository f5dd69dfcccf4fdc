"""Values as typed and as stored: one canonical text per value, integers for arithmetic.

Stored forms: dates dd-MM-yyyy, times HH:MM, money with two decimals, percentages without trailing
zeros. A blank is the empty text. Arithmetic is in pence, minutes and hundredths of a per cent.
"""

import re
import unicodedata
from datetime import date
from typing import assert_never

from billbench.fake_ccms.fields import MAX_TEXT, Kind

_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_CANONICAL_DATE = re.compile(r"\d\d-\d\d-\d{4}", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)
_MONEY = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.(\d{1,2}))?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?\s*%?", re.ASCII)
_COUNT = re.compile(r"\d{1,5}", re.ASCII)

_FIRST_YEAR, _LAST_YEAR = 1990, 2099


class InvalidValueError(ValueError):
    """What was typed cannot be a value of its field; the text says what would be."""


def canonical(kind: Kind, typed: str) -> str:
    """The stored form of what was typed. Raises `InvalidValueError` with advice for the person."""
    text = typed.strip()
    if not text:
        return ""
    match kind:
        # Most fields of a screen first: a save checks a thousand.
        case Kind.TEXT | Kind.CHOICE:
            return _text(text)
        case Kind.DATE:
            return _date(text)
        case Kind.TIME:
            return _time(text)
        case Kind.MONEY:
            return _money(text)
        case Kind.PERCENT:
            return _percent(text)
        case Kind.COUNT:
            return _count(text)
        case _:
            assert_never(kind)


def _date(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        raise InvalidValueError("must be a date such as 03-04-2024")
    day, month, year = (int(part) for part in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise InvalidValueError(f"must be in a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    try:
        date(year, month, day)
    except ValueError:
        raise InvalidValueError("must be a day that exists") from None
    return text if _CANONICAL_DATE.fullmatch(text) else f"{day:02}-{month:02}-{year:04}"


def _time(text: str) -> str:
    found = _TIME.fullmatch(text)
    if found is None:
        raise InvalidValueError("must be hours and minutes, such as 01:30")
    if found[1] in ("0", "00") and found[2] == "00":
        raise InvalidValueError("must be more than 00:00")
    return f"{int(found[1]):02}:{found[2]}"


def _money(text: str) -> str:
    found = _MONEY.fullmatch(text)
    if found is None:
        raise InvalidValueError("must be an amount in pounds and pence, such as 65.75")
    pounds = found[1].replace(",", "")
    if len(pounds) > 7:
        raise InvalidValueError("must be less than 10,000,000")
    return f"{int(pounds)}.{(found[2] or '0').ljust(2, '0')}"


def _percent(text: str) -> str:
    found = _PERCENT.fullmatch(text)
    if found is None:
        raise InvalidValueError("must be a percentage such as 50")
    decimals = (found[2] or "").rstrip("0")
    return f"{int(found[1])}.{decimals}" if decimals else str(int(found[1]))


def _count(text: str) -> str:
    if _COUNT.fullmatch(text) is None or int(text) == 0:
        raise InvalidValueError("must be a whole number from 1 to 99999")
    return str(int(text))


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise InvalidValueError(f"must be {MAX_TEXT} characters or fewer; you entered {len(text)}")
    if not text.isprintable() and any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in text):
        raise InvalidValueError("must not contain control characters; type the text again")
    return text


def day(value: str) -> date:
    """The day of a stored date."""
    return date(int(value[6:]), int(value[3:5]), int(value[:2]))


def sortable(value: str) -> str:
    """A stored date as yyyy-MM-dd, so that texts compare as days do."""
    return f"{value[6:]}-{value[3:5]}-{value[:2]}"


def minutes(value: str) -> int:
    return int(value[:2]) * 60 + int(value[3:])


def pence(value: str) -> int:
    return int(value.replace(".", "", 1))


def money(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"


def for_people(amount: str) -> str:
    """A stored amount with commas between the thousands."""
    return f"{int(amount[:-3]):,}{amount[-3:]}"


def hundredths(percent: str) -> int:
    """A stored percentage in hundredths of a per cent; blank counts as none."""
    if not percent:
        return 0
    whole, _, decimals = percent.partition(".")
    return int(whole) * 100 + int(decimals.ljust(2, "0"))
