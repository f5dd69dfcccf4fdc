"""Warnings on a bill: things the assessor will ask about. They never stop a bill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from billbench.fake_ccms.bill import BillState, Line
from billbench.fake_ccms.fields import DISBURSEMENTS, LINE_TYPES, Suffix
from billbench.fake_ccms.lists import SUMMARY_LINE
from billbench.fake_ccms.settings import RuleSettings
from billbench.fake_ccms.values import minutes, pence, sortable


class Concern(StrEnum):
    """What the assessor will ask about, in the order in which it is told."""

    VOUCHER = "voucher"
    NOTE = "note"
    OUTSIDE_CERTIFICATE = "outside-certificate"
    DUPLICATE = "duplicate"
    BILLED_BEFORE = "billed-before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The days the certificate covers, as yyyy-MM-dd; an empty `end` means it is still in force."""

    start: str
    end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillWarning:
    """One warning with the numbers of the lines of `type` that it is about."""

    concern: Concern
    text: str
    type: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the lines of a bill are held against."""

    certificate: Certificate
    rules: RuleSettings = field(default_factory=RuleSettings)


Applies = Callable[[Line, Measure], bool]


def _needs_voucher(line: Line, measure: Measure) -> bool:
    total = line.values[Suffix.TOTAL]
    return (
        line.type == DISBURSEMENTS
        and line.values[Suffix.ACTIVITY] != SUMMARY_LINE
        and bool(total)
        and pence(total) >= measure.rules.voucher_from_pounds * 100
    )


def _needs_note(line: Line, measure: Measure) -> bool:
    time = line.values.get(Suffix.TIME, "")
    return bool(time) and minutes(time) >= measure.rules.note_from_hours * 60


def _outside_certificate(line: Line, measure: Measure) -> bool:
    if not line.values[Suffix.DATE]:
        return False
    worked, certificate = sortable(line.values[Suffix.DATE]), measure.certificate
    return worked < certificate.start or bool(certificate.end and worked > certificate.end)


_LINE_CONCERNS: tuple[tuple[Concern, Applies], ...] = (
    (Concern.VOUCHER, _needs_voucher),
    (Concern.NOTE, _needs_note),
    (Concern.OUTSIDE_CERTIFICATE, _outside_certificate),
)


def _text(concern: Concern, rules: RuleSettings) -> str:
    match concern:
        case Concern.VOUCHER:
            return f"A disbursement of £{rules.voucher_from_pounds:g} or more needs a voucher"
        case Concern.NOTE:
            hours = "1 hour" if rules.note_from_hours == 1 else f"{rules.note_from_hours:g} hours"
            return f"Work of {hours} or more in one piece needs a file note"
        case Concern.OUTSIDE_CERTIFICATE:
            return "The date is outside the certificate"
        case Concern.DUPLICATE:
            return "The same work seems to be claimed more than once"
        case Concern.BILLED_BEFORE:
            return "The same work was claimed in an earlier bill"
        case _:
            assert_never(concern)


def warnings_of(state: BillState, measure: Measure) -> tuple[BillWarning, ...]:
    """Every warning on the bill, in the order of the table and of the lines."""
    numbered: dict[str, list[Line]] = {slug: [] for slug in LINE_TYPES}
    for line in state.lines:
        numbered[line.type].append(line)
    before = {_work(line) for line in state.history}
    found: list[BillWarning] = []
    for slug, lines in numbered.items():
        concerned = {
            concern: tuple(n for n, line in enumerate(lines, 1) if applies(line, measure))
            for concern, applies in _LINE_CONCERNS
        }
        concerned[Concern.DUPLICATE] = _repeated(lines)
        concerned[Concern.BILLED_BEFORE] = _billed(lines, before)
        found += [
            BillWarning(concern=concern, text=_text(concern, measure.rules), type=slug, numbers=numbers)
            for concern, numbers in concerned.items()
            if numbers
        ]
    return tuple(found)


def _work(line: Line) -> tuple[str, ...]:
    """What makes two lines the same work: everything that is in them."""
    return (line.type, *line.values.values())


def _billed(lines: list[Line], before: set[tuple[str, ...]]) -> tuple[int, ...]:
    if not before:
        return ()
    return tuple(n for n, line in enumerate(lines, 1) if line.values[Suffix.DATE] and _work(line) in before)


def _repeated(lines: list[Line]) -> tuple[int, ...]:
    seen: dict[tuple[str, ...], int] = {}
    hits: set[int] = set()
    for number, line in enumerate(lines, 1):
        key = _work(line)
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
