"""Addresses around the interview: uploads, documents, report, notifications, and the systems beside CCMS."""

from starlette.routing import BaseRoute, Route

from billbench.fake_ccms.web import (
    assessor,
    billing,
    case_management,
    claim_upload,
    documents,
    notifications,
    permission,
    report,
)
from billbench.fake_ccms.web.call import Doorway, Handler

Answers = tuple[Handler, Handler, Handler]
"""Show the form, take the file, and answer when the file is too large to be read."""


def page_routes(doorway: Doorway) -> list[BaseRoute]:
    """The pages of CCMS, under the name of a design."""
    case, bill = "/cases/{reference}/billing", "/bills/{bill:int}"
    document, notification = f"{bill}/documents/{{document:int}}", "/notifications/{notification:int}"
    claim_file: Answers = (claim_upload.show_upload, claim_upload.take_upload, claim_upload.refuse_size)
    return [
        *_upload(doorway, "/claim-upload", claim_file),
        *_upload(doorway, f"{case}/upload", claim_file),
        _get(doorway, "/claim-upload/schema.xsd", claim_upload.show_schema),
        _get(doorway, "/claim-upload/example.xml", claim_upload.show_example),
        _get(doorway, "/claim-upload/{file:int}", claim_upload.show_result),
        *_upload(
            doorway,
            f"{bill}/documents",
            (documents.show_documents, documents.take_document, documents.refuse_size),
        ),
        _get(doorway, document, documents.show_document),
        _post(doorway, f"{document}/remove", documents.remove_document),
        _get(doorway, f"{bill}/report", report.show_report),
        _get(doorway, f"{bill}/report.pdf", report.show_pdf),
        _post(doorway, f"{bill}/copy", billing.copy_bill),
        _get(doorway, f"{case}/permission", permission.show_permission),
        _post(doorway, f"{case}/permission", permission.take_permission),
        _get(doorway, "/notifications", notifications.show_notifications),
        *_upload(
            doorway,
            notification,
            (notifications.show_notification, notifications.take_answer, notifications.refuse_size),
        ),
    ]


def office_routes(doorway: Doorway) -> list[BaseRoute]:
    """The firm's case management system and the assessor's desk, which no design changes."""
    matter = "/case-management/{reference}"
    return [
        _get(doorway, "/case-management", case_management.show_matters),
        _get(doorway, matter, case_management.show_matter),
        _post(doorway, matter, case_management.take_work),
        _get(doorway, f"{matter}/claim.xml", case_management.export_claim),
        _get(doorway, "/assessor", assessor.show_desk),
        _post(doorway, "/assessor/{bill:int}", assessor.take_decision),
    ]


def _get(doorway: Doorway, path: str, show: Handler) -> BaseRoute:
    return Route(path, doorway.page(show), methods=["GET"])


def _post(doorway: Doorway, path: str, take: Handler) -> BaseRoute:
    return Route(path, doorway.page(take), methods=["POST"])


def _upload(doorway: Doorway, path: str, answers: Answers) -> list[BaseRoute]:
    show, take, refuse = answers
    return [_get(doorway, path, show), Route(path, doorway.uploads(take, refuse), methods=["POST"])]
