"""A bill outside its interview: bill details, declaration, submission, confirmation, deletion."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

from billbench.fake_ccms.bill import QUESTION, SUMMARY, Bill, BillStatus, Global, Place
from billbench.fake_ccms.errors import AlreadySubmitted, NotFound, StaleVersion
from billbench.fake_ccms.interview.flow import address, bill_address
from billbench.fake_ccms.interview.screens import what_is_missing
from billbench.fake_ccms.notices import about_submission, documents_wanted
from billbench.fake_ccms.rules.engine import screens
from billbench.fake_ccms.rules.warnings import Certificate, Measure
from billbench.fake_ccms.settings import SecondSubmit, StaleSave
from billbench.fake_ccms.store import bills, documents, people
from billbench.fake_ccms.store.assessments import Outcome, assessment_of
from billbench.fake_ccms.store.bills import shown_status
from billbench.fake_ccms.store.notifications import notify
from billbench.fake_ccms.store.people import Case
from billbench.fake_ccms.store.submitted_again import submit_again
from billbench.fake_ccms.summary_level import Facts, Remedy, is_summary_level, why_permission
from billbench.fake_ccms.summary_level import obstacles as summary_level_obstacles
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.call import Call
from billbench.fake_ccms.web.moments import for_people, timestamp

DECLARATIONS = (
    ("true", "I have checked the bill and it is true and complete to the best of my knowledge."),
    ("recorded", "The work claimed was done and is recorded on the file."),
    ("client", "Where the client has an interest in the bill, they have been sent a copy."),
)

_INCOMPLETE = "You cannot submit this bill yet. Open the bill details and complete them first."


def find_bill(call: Call) -> Bill:
    """The bill in the address, if it is one of the person's firm. Raises `NotFound`."""
    with call.timings.measure("store"), call.services.database.reading() as connection:
        bill = bills.find_bill(connection, call.request.path_params["bill"], firm=call.person.user.firm)
    if bill is None:
        raise NotFound("Your firm has no bill with this number. It may have been deleted.")
    return bill


def is_stale(call: Call, bill: Bill) -> bool:
    """Whether a form is from before the bill's last save, and is to be refused for that."""
    refused = call.services.settings.saving.stale_save is StaleSave.REFUSE
    return refused and call.form.get("version") != str(bill.version)


def check_version(call: Call, bill: Bill) -> None:
    if is_stale(call, bill):
        raise StaleVersion


def case_of(call: Call, bill: Bill) -> Case:
    with call.timings.measure("store"), call.services.database.reading() as connection:
        return people.case_by_id(connection, bill.case_id)


def measure_of(call: Call, case: Case) -> Measure:
    """What the lines of a case's bills are held against."""
    certificate = Certificate(start=case.certificate_start, end=case.certificate_end)
    return Measure(certificate=certificate, rules=call.services.settings.rules)


def show_bill(call: Call) -> Response:
    return _bill_page(call, find_bill(call))


def act_on_bill(call: Call) -> Response:
    """Submit or Delete on the bill details page: on to the page where that is confirmed."""
    bill = find_bill(call)
    if bill.status is BillStatus.SUBMITTED:
        return respond.redirect(_confirmation(call, bill))
    if call.form.get("action") == "delete":
        return respond.redirect(f"{bill_address(call.design, bill.id)}/delete")
    errors = obstacles_of(call, bill)
    if errors:
        return _bill_page(call, bill, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return respond.redirect(f"{bill_address(call.design, bill.id)}/declaration")


def obstacles_of(call: Call, bill: Bill) -> Mapping[str, str]:
    """Why the bill cannot be submitted yet, by the part of the bill page where it is put right."""
    if what_is_missing(bill.state):
        return {Remedy.DETAILS: _INCOMPLETE}
    with call.timings.measure("store"), call.services.database.reading() as connection:
        facts = Facts(
            document_kinds=frozenset(item.kind for item in documents.documents_of(connection, bill.id)),
            has_permission=documents.permission_for(connection, bill.case_id) is not None,
            court=people.case_by_id(connection, bill.case_id).court,
        )
    return summary_level_obstacles(bill.state, facts)


def _bill_page(
    call: Call, bill: Bill, *, errors: Mapping[str, str] | None = None, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    place = bill.state.place
    if place.screen not in screens(bill.state.globals):
        place = Place(screen=QUESTION)
    missing = what_is_missing(bill.state)
    case = case_of(call, bill)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        attached = documents.count_documents(connection, bill.id)
        permission = documents.permission_for(connection, case.id)
        assessment = assessment_of(connection, bill.id)
    return respond.page(
        call,
        "bill.html",
        status=status,
        bill=bill,
        case=case,
        attached=attached,
        permission=permission,
        needs_permission=is_summary_level(bill.state) and why_permission(bill.state, case.court) != "",
        total=bill.state.globals[Global.TOTAL_AMOUNT],
        details=address(call.design, bill.id, place),
        summary=None if missing else address(call.design, bill.id, Place(screen=SUMMARY)),
        progress=_progress(bill, missing),
        draft=bill.status is BillStatus.DRAFT,
        shown_status=shown_status(bill.status, assessment.outcome if assessment else ""),
        saved="saved" in call.request.query_params,
        errors=errors or {},
    )


def _progress(bill: Bill, missing: list[str]) -> str:
    if not bill.state.globals[Global.DISBURSEMENTS]:
        return "Not started"
    return "In progress" if missing else "Complete"


def show_declaration(call: Call) -> Response:
    bill = find_bill(call)
    if bill.status is BillStatus.SUBMITTED:
        return respond.redirect(_confirmation(call, bill))
    obstacles = obstacles_of(call, bill)
    if obstacles:
        return _bill_page(call, bill, errors=obstacles, status=HTTPStatus.CONFLICT)
    return _declaration_page(call, bill, errors={})


def submit_bill(call: Call) -> Response:
    """Submit with the declaration; sending it twice leads to the one confirmation."""
    bill = find_bill(call)
    if bill.status is BillStatus.SUBMITTED:
        _submit(call, bill)
        return respond.redirect(_confirmation(call, bill))
    obstacles = obstacles_of(call, bill)
    if obstacles:
        return _bill_page(call, bill, errors=obstacles, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    errors = {key: "Tick this box to submit the bill" for key, _ in DECLARATIONS if key not in call.form}
    if errors:
        return _declaration_page(call, bill, errors=errors)
    check_version(call, bill)
    _submit(call, bill)
    return respond.redirect(_confirmation(call, bill))


def _submit(call: Call, bill: Bill) -> None:
    """Submit the bill and tell those concerned, together: once, however often the form was sent."""
    now = timestamp(call.services.clock())
    person = call.person.user
    total = bill.state.globals[Global.TOTAL_AMOUNT]
    with call.timings.measure("store"), call.services.database.writing() as connection:
        before = bills.submission_of(connection, bill.id)
        if before is not None:
            if call.services.settings.saving.second_submit is SecondSubmit.TWICE:
                submit_again(connection, before, user_id=person.id, now=now)
            return
        submission = bills.submit(connection, bill, user_id=person.id, total=total, now=now)
        case = people.case_by_id(connection, bill.case_id)
        attached = [document.kind for document in documents.documents_of(connection, bill.id)]
        wanted = documents_wanted(bill, measure_of(call, case), attached)
        for notice in about_submission(bill, case, submission, person.id, wanted):
            notify(connection, notice, now)


def _declaration_page(call: Call, bill: Bill, *, errors: dict[str, str]) -> Response:
    return respond.page(
        call,
        "declaration.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        bill=bill,
        case=case_of(call, bill),
        total=bill.state.globals[Global.TOTAL_AMOUNT],
        declarations=DECLARATIONS,
        ticked={key for key, _ in DECLARATIONS if key in call.form},
        errors=errors,
    )


def show_confirmation(call: Call) -> Response:
    bill = find_bill(call)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        submission = bills.submission_of(connection, bill.id)
        assessment = assessment_of(connection, bill.id)
    if submission is None:
        return respond.redirect(bill_address(call.design, bill.id))
    return respond.page(
        call,
        "confirmation.html",
        case=case_of(call, bill),
        submission=submission,
        assessment=assessment,
        bill=bill,
        at=for_people(submission.submitted_at),
    )


def show_delete(call: Call) -> Response:
    bill = find_bill(call)
    if bill.status is BillStatus.SUBMITTED:
        raise AlreadySubmitted
    return respond.page(call, "delete.html", bill=bill, case=case_of(call, bill))


def delete_bill(call: Call) -> Response:
    bill = find_bill(call)
    check_version(call, bill)
    case = case_of(call, bill)
    with call.timings.measure("store"), call.services.database.writing() as connection:
        bills.delete_draft(connection, bill, timestamp(call.services.clock()))
    return respond.redirect(f"{call.base}/cases/{case.reference}/billing")


def _confirmation(call: Call, bill: Bill) -> str:
    return f"{bill_address(call.design, bill.id)}/confirmation"


def copy_bill(call: Call) -> Response:
    """Begin a new draft with the lines of a rejected bill; where the case has a draft, go to that."""
    bill = find_bill(call)
    with call.timings.measure("store"), call.services.database.writing() as connection:
        assessment = assessment_of(connection, bill.id)
        if assessment is None or assessment.outcome is not Outcome.REJECTED:
            raise NotFound("Only a bill that was rejected can be copied to a new draft.")
        now = timestamp(call.services.clock())
        draft = bills.create_bill(connection, bill.case_id, bill.state, now)
    return respond.redirect(bill_address(call.design, draft.id))
