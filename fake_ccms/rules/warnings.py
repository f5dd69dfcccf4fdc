"""Warnings on a bill: things the assessor will ask about. They never stop a bill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fake_ccms.bill import BillState, Line
from fake_ccms.fields import DISBURSEMENTS, LINE_TYPES, Suffix
from fake_ccms.lists import SUMMARY_LINE
from fake_ccms.values import minutes, pence, sortable

VOUCHER_FROM_PENCE = 20_00
NOTE_FROM_MINUTES = 3 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The days the certificate covers, as yyyy-MM-dd; an empty `end` means it is still in force."""

    start: str
    end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillWarning:
    """One warning with the numbers of the lines of `type` that it is about."""

    text: str
    type: str
    numbers: tuple[int, ...]


Applies = Callable[[Line, Certificate], bool]


def _needs_voucher(line: Line, _certificate: Certificate) -> bool:
    total = line.values[Suffix.TOTAL]
    return (
        line.type == DISBURSEMENTS
        and line.values[Suffix.ACTIVITY] != SUMMARY_LINE
        and bool(total)
        and pence(total) >= VOUCHER_FROM_PENCE
    )


def _needs_note(line: Line, _certificate: Certificate) -> bool:
    time = line.values.get(Suffix.TIME, "")
    return bool(time) and minutes(time) >= NOTE_FROM_MINUTES


def _outside_certificate(line: Line, certificate: Certificate) -> bool:
    if not line.values[Suffix.DATE]:
        return False
    worked = sortable(line.values[Suffix.DATE])
    return worked < certificate.start or bool(certificate.end and worked > certificate.end)


NEEDS_VOUCHER = "A disbursement of £20 or more needs a voucher"
NEEDS_NOTE = "Work of 3 hours or more in one piece needs a file note"

LINE_WARNINGS: tuple[tuple[str, Applies], ...] = (
    (NEEDS_VOUCHER, _needs_voucher),
    (NEEDS_NOTE, _needs_note),
    ("The date is outside the certificate", _outside_certificate),
)
DUPLICATE = "The same work seems to be claimed more than once"


def warnings_of(state: BillState, certificate: Certificate) -> tuple[BillWarning, ...]:
    """Every warning on the bill, in the order of the table and of the lines."""
    numbered: dict[str, list[Line]] = {slug: [] for slug in LINE_TYPES}
    for line in state.lines:
        numbered[line.type].append(line)
    found: list[BillWarning] = []
    for slug, lines in numbered.items():
        for text, applies in LINE_WARNINGS:
            hits = tuple(n for n, line in enumerate(lines, 1) if applies(line, certificate))
            if hits:
                found.append(BillWarning(text=text, type=slug, numbers=hits))
        repeated = _repeated(lines)
        if repeated:
            found.append(BillWarning(text=DUPLICATE, type=slug, numbers=repeated))
    return tuple(found)


def _repeated(lines: list[Line]) -> tuple[int, ...]:
    seen: dict[tuple[str, ...], int] = {}
    hits: set[int] = set()
    for number, line in enumerate(lines, 1):
        key = tuple(line.values.values())
        if not line.values[Suffix.DATE]:
            continue
        if key in seen:
            hits |= {seen[key], number}
        else:
            seen[key] = number
    return tuple(sorted(hits))


def as_sentences(warnings: tuple[BillWarning, ...]) -> list[Mapping[str, str]]:
    """Warnings as screens show them: the text and the lines it is about."""
    return [
        {
            "text": warning.text,
            "lines": ("line " if len(warning.numbers) == 1 else "lines ")
            + ", ".join(str(number) for number in warning.numbers),
            "title": LINE_TYPES[warning.type].title,
        }
        for warning in warnings
    ]
