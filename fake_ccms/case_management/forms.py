"""What somebody logs, read from the form and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billbench.fake_ccms.fields import Kind
from billbench.fake_ccms.interview.entries import Lists
from billbench.fake_ccms.lists import PER_ITEM, SUMMARY_LINE
from billbench.fake_ccms.rules.table import PRESCRIBED_RATES
from billbench.fake_ccms.store.case_management import NewWork, WorkKind
from billbench.fake_ccms.values import InvalidValueError, canonical, minutes, pence, sortable

Form = Mapping[str, str]

MAX_ENTRIES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """The work, or the mistakes by field."""

    work: NewWork | None
    errors: Mapping[str, str]


def choices(kind: WorkKind, lists: Lists) -> tuple[str, ...]:
    """What can be logged of a kind."""
    match kind:
        case WorkKind.TIME:
            return tuple(category for category in lists["categories"] if category in PRESCRIBED_RATES)
        case WorkKind.COUNSEL:
            return tuple(lists["counsel_fees"])
        case WorkKind.EXPENSE:
            return tuple(entry for entry in lists["disbursement_types"] if entry != SUMMARY_LINE)


class _Reader:
    """Takes fields out of a form and keeps what is wrong with them."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.errors: dict[str, str] = {}

    def value(self, name: str, label: str, kind: Kind, *, required: bool = True) -> str:
        try:
            value = canonical(kind, self._form.get(name, ""))
        except InvalidValueError as invalid:
            self.errors[name] = f"{label} {invalid}"
            return ""
        if required and not value:
            self.errors[name] = f"{label} is missing"
        return value

    def choice(self, name: str, label: str, entries: Sequence[str]) -> str:
        value = self._form.get(name, "")
        if value not in entries:
            self.errors[name] = f"Choose the {label}"
        return value


def read_work(form: Form, kind: WorkKind, lists: Lists) -> Logged:
    """One entry of a form: of time, of counsel's fee or of an expense."""
    reader = _Reader(form)
    date = reader.value("worked_on", "Date", Kind.DATE)
    work = reader.choice("work", "work" if kind is WorkKind.TIME else "kind", choices(kind, lists))
    fee_earner = reader.choice("fee_earner", "fee earner", lists["fee_earners"])
    note = reader.value("note", "Note", Kind.TEXT, required=False)
    time = items = amount = vat = ""
    if kind is not WorkKind.TIME:
        amount = reader.value("amount", "Amount", Kind.MONEY)
        vat = reader.choice("vat", "VAT", lists["vat"])
    elif work in PER_ITEM:
        items = reader.value("items", "Items", Kind.COUNT)
    else:
        time = reader.value("time", "Time", Kind.TIME)
    if reader.errors:
        return Logged(work=None, errors=reader.errors)
    entry = NewWork(
        kind=kind,
        worked_on=sortable(date),
        fee_earner=fee_earner,
        work=work,
        note=note,
        minutes=minutes(time) if time else 0,
        items=int(items) if items else 0,
        pence=pence(amount) if amount else 0,
        vat=vat,
    )
    return Logged(work=entry, errors={})
