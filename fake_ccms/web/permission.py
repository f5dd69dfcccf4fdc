"""Permission for a claim at summary level: asked for on the case, before the bill or with it."""

from http import HTTPStatus

from starlette.responses import Response

from billbench.fake_ccms.fields import MAX_TEXT, Kind
from billbench.fake_ccms.store import documents
from billbench.fake_ccms.summary_level import MAGISTRATES, PERMISSION_BELOW_PENCE
from billbench.fake_ccms.values import InvalidValueError, canonical, for_people, money
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.call import Call
from billbench.fake_ccms.web.cases import case_in_address
from billbench.fake_ccms.web.moments import for_people as moment
from billbench.fake_ccms.web.moments import timestamp


def show_permission(call: Call) -> Response:
    return _page(call)


def take_permission(call: Call) -> Response:
    """Record the request. The fake grants every one at once; who asked, when and why stays on the case."""
    case = case_in_address(call)
    typed = call.form.get("reason", "")
    try:
        reason = canonical(Kind.TEXT, typed)
        error = "" if reason else "Enter why you ask for a claim at summary level"
    except InvalidValueError as invalid:
        error = f"The reason {invalid}"
    if error:
        return _page(call, error=error, typed=typed, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    now = timestamp(call.services.clock())
    with call.timings.measure("store"), call.services.database.writing() as connection:
        documents.grant_permission(connection, case.id, call.person.user.id, reason, now)
    return respond.redirect(f"{call.base}/cases/{case.reference}/billing/permission")


def _page(call: Call, *, error: str = "", typed: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    case = case_in_address(call)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        permission = documents.permission_for(connection, case.id)
    return respond.page(
        call,
        "permission.html",
        status=status,
        case=case,
        permission=permission,
        at=moment(permission.granted_at) if permission else "",
        threshold=for_people(money(PERMISSION_BELOW_PENCE)),
        magistrates=MAGISTRATES,
        longest=MAX_TEXT,
        error=error,
        typed=typed,
    )
