"""The assessor's desk: where submitted bills are decided on, so that their status can be seen to change.

A stand-in for the other side of the real system. It shows the bills of the firm that is signed in.
"""

from http import HTTPStatus

from starlette.responses import Response

from billbench.fake_ccms.errors import NotFound
from billbench.fake_ccms.fields import Kind
from billbench.fake_ccms.notices import about_decision, about_documents
from billbench.fake_ccms.store import assessments
from billbench.fake_ccms.store.assessments import Outcome
from billbench.fake_ccms.store.notifications import notify
from billbench.fake_ccms.values import InvalidValueError, canonical
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.call import Call
from billbench.fake_ccms.web.moments import for_people, timestamp

_LISTED = 50


def show_desk(call: Call) -> Response:
    return _desk(call)


def _desk(call: Call, *, errors: dict[str, str] | None = None) -> Response:
    with call.timings.measure("store"), call.services.database.reading() as connection:
        waiting = assessments.waiting_bills(connection, call.person.user.firm, limit=_LISTED)
    return respond.page(
        call,
        "assessor.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        waiting=waiting,
        listed=_LISTED,
        errors=errors or {},
        typed=call.form,
        for_people=for_people,
    )


def take_decision(call: Call) -> Response:
    """Authorise or reject a bill, or ask for documents; whom it concerns is told."""
    action = call.form.get("action", "")
    number = call.request.path_params["bill"]
    field = f"text_{number}"
    try:
        text = canonical(Kind.TEXT, call.form.get(field, ""))
    except InvalidValueError as invalid:
        return _desk(call, errors={field: f"The text {invalid}"})
    if action not in ("authorise", "reject", "documents"):
        return _desk(call, errors={field: "Choose what to do with the bill"})
    if action != "authorise" and not text:
        return _desk(call, errors={field: "Enter why you reject the bill, or which documents you need"})
    now = timestamp(call.services.clock())
    with call.timings.measure("store"), call.services.database.writing() as connection:
        waiting = assessments.waiting_bill(connection, call.person.user.firm, number)
        if waiting is None:
            raise NotFound("No bill with this number waits for a decision.")
        if action == "documents":
            notify(connection, about_documents(waiting, text), now)
        else:
            outcome = Outcome.AUTHORISED if action == "authorise" else Outcome.REJECTED
            reason = text if outcome is Outcome.REJECTED else ""
            assessments.decide(connection, number, outcome, reason, now)
            notify(connection, about_decision(waiting, outcome, reason), now)
    return respond.redirect("/assessor")
