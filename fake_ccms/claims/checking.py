"""A bill of a claim file, checked as if it were keyed in: the same values, lists and rules.

What the interview would quietly clear or work out anew (an entry in a closed field, another total) is a
mistake here: nobody looks at the screen, and the firm's system would go on with other figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from billbench.fake_ccms.bill import NO, SUMMARY, YES, BillState, Global, Line, Place, new_state
from billbench.fake_ccms.claims.model import BillRead, LineRead, Located, shown
from billbench.fake_ccms.fields import DISBURSEMENTS, LINE_TYPES, Field, Suffix
from billbench.fake_ccms.interview.entries import Lists, check
from billbench.fake_ccms.rules.engine import FieldState, determine, field_states, missing_fields
from billbench.fake_ccms.store.claim_files import Mistake
from billbench.fake_ccms.store.people import Case
from billbench.fake_ccms.values import InvalidValueError

_CLOSED = (FieldState.HIDDEN, FieldState.READ_ONLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """One value: its stored form, or the advice why it is not taken."""

    value: str = ""
    advice: str = ""


def check_bill(bill: BillRead, case: Case, lists: Lists) -> BillState:
    """The state of the bill after the rules; with `bill.mistakes` then, it must not be stored."""
    for mistake in _about_the_bill(bill, case):
        bill.note(mistake)
    checks = _ValueChecks(lists)
    lines: list[Line] = []
    wrong: set[int] = set()
    for number, line in enumerate(bill.lines, 1):
        noted = bill.noted
        lines.append(Line(instance=number, type=line.type, values=_values(bill, line, checks)))
        if bill.noted > noted:
            wrong.add(number)
    blank = new_state(case.fee_schemes)
    given = replace(
        blank,
        globals={**blank.globals, Global.DISBURSEMENTS: bill.disbursements},
        lines=tuple(lines),
        next_instance=len(lines) + 1,
        place=Place(screen=SUMMARY),
    )
    determined = determine(given)
    for line, before, after in zip(bill.lines, given.lines, determined.lines, strict=True):
        # One wrong value makes the rules miss others; what they say of such a line would only confuse.
        if before.instance not in wrong:
            for mistake in _after_the_rules(line, before, after):
                bill.note(mistake)
    return determined


def _about_the_bill(bill: BillRead, case: Case) -> Iterator[Mistake]:
    billed = (*case.fee_schemes, DISBURSEMENTS)
    titles = ", ".join(LINE_TYPES[slug].title for slug in case.fee_schemes)
    for slug in dict.fromkeys(line.type for line in bill.lines):
        first = next(line for line in bill.lines if line.type == slug)
        if slug not in billed:
            wrong = f"Case {case.reference} is not billed under {LINE_TYPES[slug].title}"
            yield Mistake(row=first.row, wrong=wrong, advice=f"It is billed under {titles}.")
        elif slug == DISBURSEMENTS and bill.disbursements == NO:
            wrong = f"The bill has disbursements, but BillDisbursements is {NO}"
            advice = f"Set it to {YES}, or take the disbursements out."
            yield Mistake(row=first.row, wrong=wrong, advice=advice)


class _ValueChecks:
    """Checks of values, each made once: a bill repeats few dates, rates and names many times."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._known: dict[tuple[str, Suffix, str], _Checked] = {}

    def check(self, slug: str, field: Field, typed: str) -> _Checked:
        key = (slug, field.suffix, typed)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._checked(field, typed)
        return found

    def _checked(self, field: Field, typed: str) -> _Checked:
        try:
            return _Checked(value=check(field, typed, self._lists))
        except InvalidValueError as error:
            return _Checked(advice=f"It {error}.")


def _values(bill: BillRead, line: LineRead, checks: _ValueChecks) -> dict[str, str]:
    """The values of a line that may be entered; mistakes in them are noted."""
    line_type = LINE_TYPES[line.type]
    for name, located in line.attributes.items():
        if line_type.field(name) is None:
            bill.note(
                Mistake(
                    row=located.row,
                    line=line.name,
                    field=name,
                    wrong="Lines of this type have no such field",
                    advice="Leave it out.",
                )
            )
    return {field.suffix: _value(bill, line, field, checks) for field in line_type.fields}


def _value(bill: BillRead, line: LineRead, field: Field, checks: _ValueChecks) -> str:
    located = line.attributes.get(field.suffix)
    if located is None or not located.value.strip():
        return ""
    checked = checks.check(line.type, field, located.value)
    if checked.advice:
        wrong = f"“{shown(located.value)}” is not accepted"
        bill.note(
            Mistake(row=located.row, line=line.name, field=field.label, wrong=wrong, advice=checked.advice)
        )
    return "" if field.calculated else checked.value


def _after_the_rules(line: LineRead, before: Line, after: Line) -> Iterator[Mistake]:
    line_type = LINE_TYPES[line.type]
    for suffix, state in field_states(line.type, after.values).items():
        if before.values[suffix] and state in _CLOSED:
            yield _about_field(
                line,
                suffix,
                "This cannot be given together with the other values of the line",
                "Leave it out, or choose another category of work.",
            )
    for field in line_type.fields:
        given = line.attributes.get(field.suffix)
        if field.calculated and given is not None and _differs(field, given, after.values[field.suffix]):
            result = after.values[field.suffix] or "blank"
            yield _about_field(
                line,
                field.suffix,
                f"“{shown(given.value)}” is in the file, but the rules make it {result}",
                "Correct the values it is worked out from, or leave it out.",
            )
    for suffix in missing_fields(line_type, after.values):
        given = line.attributes.get(suffix)
        if given is None or not given.value.strip():
            yield _about_field(line, suffix, "This is missing", "Enter it in your case management system.")


def _differs(field: Field, given: Located, result: str) -> bool:
    try:
        return check(field, given.value, {}) not in ("", result)
    except InvalidValueError:
        return False  # That it is no amount has been said already.


def _about_field(line: LineRead, suffix: Suffix, wrong: str, advice: str) -> Mistake:
    field = LINE_TYPES[line.type].field(suffix)
    assert field is not None
    located = line.attributes.get(suffix)
    row = located.row if located else line.row
    return Mistake(row=row, line=line.name, field=field.label, wrong=wrong, advice=advice)
