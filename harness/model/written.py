"""Values as people, fields and programs write them, brought to one way of writing. Pure.

What cannot be read as what it should be stays as it is, so that what truly differs still does.
"""

import datetime
import re
import unicodedata
from decimal import Decimal

_BLANKS = re.compile(r"[\u00a0\u2007\u202f]")
_NOT_IN_NUMBERS = str.maketrans(dict.fromkeys("£$€ '\u2019\u00a0\u2007\u202f") | {"\u2212": "-"})
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?P<sign>[.,])(\d{2,3}(?P=sign))*\d{3}")
_EPOCH = re.compile(r"-?\d{9,14}")
_IN_JSON = re.compile(r"\\?/Date\((-?\d+)([+-]\d{4})?\)\\?/")
_MILLISECONDS_FROM = 10_000_000_000
"""As seconds, that is in the year 2286; as milliseconds, in 1970."""
_MIDNIGHT = datetime.time()


def text_of(written: str) -> str:
    """A text without what is none of its words: kinds of line ends and blanks, ways to write an accent."""
    lines = written.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", lines)).strip()


def number_of(written: str, decimal: str = "") -> str:
    """A number without signs of money, thousands and trailing noughts.

    `decimal` is what stands before its fraction; without it that is told by the number's own form: the last
    of two signs, and a comma that is not before just three digits.

    Raises:
        ValueError: it is no number.
    """
    digits = written.translate(_NOT_IN_NUMBERS)
    plain = _with_point(digits, decimal or _decimal_of(digits))
    if not _PLAIN_NUMBER.fullmatch(plain):
        raise ValueError(f"{written!r} is no number")
    number = Decimal(plain).normalize()
    return f"{number or abs(number):f}"


def _decimal_of(digits: str) -> str:
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        return "," if comma > point else "."
    if point >= 0:
        return "." if digits.count(".") == 1 else ","
    return "." if comma < 0 or _THOUSANDS.fullmatch(digits) else ","


def _with_point(digits: str, decimal: str) -> str:
    """`digits` with a point before the fraction; a sign of thousands goes where it stands before three."""
    thousands = "." if decimal == "," else ","
    whole, point, fraction = digits.partition(decimal)
    if thousands in whole and _THOUSANDS.fullmatch(whole):
        whole = whole.replace(thousands, "")
    return f"{whole}{'.' if point else ''}{fraction}"


def moment_of(written: str, form: str) -> datetime.datetime:
    """A day, with its time where it has one: as `form` says, as ISO 8601 does, or as programs count moments.

    A moment that is midnight in UTC stands for that day, whatever this machine's own time is; of any other
    the day is what people here call it, and one with an offset says itself which day it is.

    Raises:
        ValueError: it is none of these.
    """
    try:
        return datetime.datetime.strptime(written, form)
    except ValueError:
        pass
    found = _IN_JSON.fullmatch(written)
    if found is not None and found[2]:
        return _counted(found[1], datetime.datetime.strptime(found[2], "%z").tzinfo)
    if found is not None or _EPOCH.fullmatch(written):
        return _as_told_here(_counted(found[1] if found else written, datetime.UTC))
    moment = datetime.datetime.fromisoformat(written)
    return _as_told_here(moment) if moment.utcoffset() == datetime.timedelta() else moment


def _counted(count: str, zone: datetime.tzinfo | None) -> datetime.datetime:
    number = int(count)
    seconds = number / 1000 if abs(number) >= _MILLISECONDS_FROM else number
    began = datetime.datetime.fromtimestamp(0, datetime.UTC).astimezone(zone)
    return began + datetime.timedelta(seconds=seconds)


def _as_told_here(moment: datetime.datetime) -> datetime.datetime:
    return moment if moment.time() == _MIDNIGHT else moment.astimezone()


def in_capitals(entered: str, stored: str) -> bool:
    """Whether a text is stored in capitals or in small letters alone, and else as it was entered."""
    return entered != stored and stored in (entered.upper(), entered.lower())
