"""The pages of the firm's case management system: not part of CCMS, with a look of its own.

It shares the sign-in, as two systems behind one office log-in do.
"""

from http import HTTPStatus

from starlette.responses import Response

from billbench.fake_ccms.case_management.billing import claim_of, kinds_of, price, scheme_of
from billbench.fake_ccms.case_management.forms import MAX_ENTRIES, choices, read_work
from billbench.fake_ccms.claims.writing import write_claim_file
from billbench.fake_ccms.fields import LINE_TYPES
from billbench.fake_ccms.lists import PER_ITEM
from billbench.fake_ccms.store import case_management, people
from billbench.fake_ccms.store.case_management import WorkKind
from billbench.fake_ccms.store.people import Case
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.call import Call
from billbench.fake_ccms.web.cases import case_in_address
from billbench.fake_ccms.web.moments import timestamp

_LISTED = 50
_FIELDS = ("worked_on", "work", "fee_earner", "note", "time", "items", "amount", "vat")


def show_matters(call: Call) -> Response:
    wanted = call.request.query_params.get("reference", "").strip()[:60]
    with call.timings.measure("store"), call.services.database.reading() as connection:
        found = people.cases_of(connection, call.person.user, limit=_LISTED, reference=wanted)
        entries = case_management.count_work(connection, [case.id for case in found])
    return respond.page(call, "case_management/matters.html", cases=found, entries=entries, wanted=wanted)


def show_matter(call: Call) -> Response:
    return _matter(call)


def _matter(
    call: Call, *, errors: dict[str, str] | None = None, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    case = case_in_address(call)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        work = case_management.work_on(connection, case.id)
    with call.timings.measure("rules"):
        priced = price(case, work)
    lists = call.services.lists
    return respond.page(
        call,
        "case_management/matter.html",
        status=status,
        case=case,
        scheme=LINE_TYPES[scheme_of(case)].title,
        work=list(zip(work, priced.nets, strict=True)),
        minutes=sum(entry.minutes for entry in work),
        priced=priced,
        kinds=[(kind.value, _TITLES[kind], choices(kind, lists)) for kind in kinds_of(case)],
        lists=lists,
        per_item=", ".join(PER_ITEM),
        kind=_kind(call, case).value,
        typed={name: call.form.get(name, "") for name in _FIELDS},
        errors=errors or {},
    )


_TITLES = {WorkKind.TIME: "Time", WorkKind.COUNSEL: "Counsel's fee", WorkKind.EXPENSE: "Expense"}


def _kind(call: Call, case: Case) -> WorkKind:
    """The kind of work whose form is shown or was sent; time unless it says otherwise."""
    asked = call.form.get("kind") or call.request.query_params.get("log", "")
    return next((kind for kind in kinds_of(case) if kind == asked), WorkKind.TIME)


def take_work(call: Call) -> Response:
    """Log one entry, or remove one."""
    case = case_in_address(call)
    removed = call.form.get("remove", "")
    if removed.isascii() and removed.isdecimal() and len(removed) < 10:
        with call.timings.measure("store"), call.services.database.writing() as connection:
            case_management.remove_work(connection, case.id, int(removed))
        return respond.redirect(f"/case-management/{case.reference}")
    kind = _kind(call, case)
    logged = read_work(call.form, kind, call.services.lists)
    if logged.work is None:
        return _matter(call, errors=dict(logged.errors), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    with call.timings.measure("store"), call.services.database.writing() as connection:
        full = case_management.count_work(connection, [case.id]).get(case.id, 0) >= MAX_ENTRIES
        if not full:
            case_management.log_work(connection, case.id, [logged.work])
    if full:
        errors = {"worked_on": f"A matter can have {MAX_ENTRIES:,} entries. Remove one first"}
        return _matter(call, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return respond.redirect(f"/case-management/{case.reference}?log={kind.value}#log")


def export_claim(call: Call) -> Response:
    """The Claim Upload file of everything logged on the case."""
    case = case_in_address(call)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        work = case_management.work_on(connection, case.id)
    with call.timings.measure("render"):
        content = write_claim_file([claim_of(case, work)])
    day = timestamp(call.services.clock())[:10]
    return respond.download(content, f"claim-{case.reference}-{day}.xml", "application/xml")
