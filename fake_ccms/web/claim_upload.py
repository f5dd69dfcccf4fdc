"""Claim Upload: a file of bills from the firm's case management system, its result, and the schema."""

from http import HTTPStatus

from starlette.responses import Response

from billbench.fake_ccms.claims.accepting import (
    Upload,
    cases_for,
    check_bills,
    digest_of,
    earlier_upload,
    store_bills,
)
from billbench.fake_ccms.claims.model import BillRead, FileRefusedError
from billbench.fake_ccms.claims.reading import SPLIT, TOO_LARGE, read_claim_file
from billbench.fake_ccms.claims.structure import SCHEMA
from billbench.fake_ccms.claims.writing import EXAMPLE, write_claim_file
from billbench.fake_ccms.errors import NotFound
from billbench.fake_ccms.store import claim_files
from billbench.fake_ccms.store.people import Case
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.call import Call
from billbench.fake_ccms.web.cases import case_in_address
from billbench.fake_ccms.web.moments import for_people, timestamp
from billbench.fake_ccms.web.multipart import UploadedFile


def show_upload(call: Call) -> Response:
    return _form(call, HTTPStatus.OK)


def refuse_size(call: Call) -> Response:
    return _form(call, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, FileRefusedError(TOO_LARGE, SPLIT))


def take_upload(call: Call) -> Response:
    """Take a claim file: on to its result, or the form again with the reason why it cannot be read."""
    case = _case(call)
    file = call.files.get("file", UploadedFile(name="", content=b""))
    try:
        with call.timings.measure("parse"):
            read = read_claim_file(file.name, file.content)
    except FileRefusedError as refused:
        return _form(call, HTTPStatus.UNPROCESSABLE_ENTITY, refused)
    upload = Upload(
        user=call.person.user,
        file_name=file.name,
        digest=digest_of(file.content),
        only_case=case.reference if case else "",
    )
    return _take(call, upload, read)


def _take(call: Call, upload: Upload, read: list[BillRead]) -> Response:
    with call.timings.measure("store"), call.services.database.reading() as connection:
        earlier = earlier_upload(connection, upload)
        cases = cases_for(connection, upload.user, read)
    if earlier is not None:
        return respond.redirect(f"{_result(call, earlier.id)}?again=yes")
    with call.timings.measure("rules"):
        candidates = check_bills(upload, read, cases, call.services.lists)
    now = timestamp(call.services.clock())
    with call.timings.measure("store"), call.services.database.writing() as connection:
        # Once more, now that nobody else writes: the same file may have been sent twice at once.
        earlier = earlier_upload(connection, upload)
        stored = earlier.id if earlier else store_bills(connection, upload, candidates, now)
    return respond.redirect(_result(call, stored) + ("?again=yes" if earlier else ""))


def _result(call: Call, file_id: int) -> str:
    return f"{call.base}/claim-upload/{file_id}"


def show_result(call: Call) -> Response:
    file_id = call.request.path_params["file"]
    with call.timings.measure("store"), call.services.database.reading() as connection:
        result = claim_files.find_file(connection, call.person.user.firm, file_id)
        kept = claim_files.brought_in(connection, file_id)
    if result is None:
        raise NotFound("Your firm has uploaded no claim file with this number.")
    return respond.page(
        call,
        "claim_upload_result.html",
        result=result,
        kept=kept,
        at=for_people(result.uploaded_at),
        again="again" in call.request.query_params,
    )


def show_schema(_call: Call) -> Response:
    return respond.download(SCHEMA.read_bytes(), "claim_upload.xsd", "application/xml")


def show_example(_call: Call) -> Response:
    return respond.download(write_claim_file([EXAMPLE]), "claim_upload_example.xml", "application/xml")


def _case(call: Call) -> Case | None:
    """The case whose page the form is on; none on the page for files of several cases."""
    return case_in_address(call) if "reference" in call.request.path_params else None


def _form(call: Call, status: HTTPStatus, refused: FileRefusedError | None = None) -> Response:
    return respond.page(
        call,
        "claim_upload.html",
        status=status,
        case=_case(call),
        errors={"file": f"{refused.wrong}. {refused.advice}"} if refused else {},
    )
