"""The documents of a bill: showing, uploading, handing out and removing them."""

from http import HTTPStatus

from starlette.responses import Response

from billbench.fake_ccms.bill import Bill, BillStatus
from billbench.fake_ccms.documents import (
    ENDINGS,
    MAX_DOCUMENTS,
    DocumentKind,
    DocumentRefusedError,
    media_type_of,
)
from billbench.fake_ccms.errors import AlreadySubmitted, NotFound
from billbench.fake_ccms.interview.flow import bill_address
from billbench.fake_ccms.store import documents
from billbench.fake_ccms.store.documents import NewDocument
from billbench.fake_ccms.summary_level import is_summary_level
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.billing import case_of, find_bill
from billbench.fake_ccms.web.call import Call
from billbench.fake_ccms.web.moments import for_people, timestamp
from billbench.fake_ccms.web.multipart import MAX_FILE_BYTES, UploadedFile

KINDS = tuple(kind.value for kind in DocumentKind)
TOO_LARGE = {"file": "The document is larger than 8 MB. Save it smaller, or split it into several documents"}

Errors = dict[str, str]


def show_documents(call: Call) -> Response:
    return _page(call, find_bill(call))


def refuse_size(call: Call) -> Response:
    return _page(call, find_bill(call), errors=TOO_LARGE, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def take_document(call: Call) -> Response:
    bill = find_bill(call)
    if bill.status is BillStatus.SUBMITTED:
        raise AlreadySubmitted
    errors = attach(call, bill)
    if errors:
        return _page(call, bill, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return respond.redirect(f"{bill_address(call.design, bill.id)}/documents?uploaded=yes")


def attach(call: Call, bill: Bill) -> Errors:
    """Store the document of the form with the bill; nothing is stored where there are errors, by field."""
    errors: Errors = {}
    kind = call.form.get("kind", "")
    if kind not in KINDS:
        errors["kind"] = "Choose what the document is"
    file = call.files.get("file", UploadedFile(name="", content=b""))
    if len(file.content) > MAX_FILE_BYTES:
        return TOO_LARGE
    try:
        media_type = media_type_of(file.name, file.content)
    except DocumentRefusedError as refused:
        errors["file"] = str(refused)
    if errors:
        return errors
    new = NewDocument(
        bill_id=bill.id,
        user_id=call.person.user.id,
        kind=kind,
        file_name=file.name,
        media_type=media_type,
        content=file.content,
    )
    return _store(call, new)


def _store(call: Call, new: NewDocument) -> Errors:
    now = timestamp(call.services.clock())
    with call.timings.measure("store"), call.services.database.writing() as connection:
        if documents.count_documents(connection, new.bill_id) >= MAX_DOCUMENTS:
            return {"file": f"A bill can have {MAX_DOCUMENTS} documents. Put several into one document"}
        documents.add_document(connection, new, now)
    return {}


def show_document(call: Call) -> Response:
    """A document as it came, to keep and never to show as a page."""
    bill = find_bill(call)
    number = call.request.path_params["document"]
    with call.timings.measure("store"), call.services.database.reading() as connection:
        found = {document.id: document for document in documents.documents_of(connection, bill.id)}
        content = documents.content_of(connection, bill.id, number)
    if content is None:
        raise NotFound("The bill has no document with this number. It may have been removed.")
    return respond.download(content, found[number].file_name, found[number].media_type)


def remove_document(call: Call) -> Response:
    bill = find_bill(call)
    if bill.status is BillStatus.SUBMITTED:
        raise AlreadySubmitted
    with call.timings.measure("store"), call.services.database.writing() as connection:
        documents.remove_document(connection, bill.id, call.request.path_params["document"])
    return respond.redirect(f"{bill_address(call.design, bill.id)}/documents?removed=yes")


def _page(
    call: Call, bill: Bill, *, errors: Errors | None = None, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    with call.timings.measure("store"), call.services.database.reading() as connection:
        attached = documents.documents_of(connection, bill.id)
    notice = next(
        (text for name, text in _NOTICES.items() if name in call.request.query_params and not errors), ""
    )
    return respond.page(
        call,
        "documents.html",
        status=status,
        bill=bill,
        case=case_of(call, bill),
        documents=attached,
        summary_level=is_summary_level(bill.state),
        draft=bill.status is BillStatus.DRAFT,
        kinds=KINDS,
        kind=call.form.get("kind", ""),
        endings=ENDINGS,
        errors=errors or {},
        notice=notice,
        for_people=for_people,
    )


_NOTICES = {"uploaded": "The document was uploaded.", "removed": "The document was removed."}
