"""Notifications and actions of a person, and answering an action by uploading documents."""

import re
from http import HTTPStatus

from starlette.responses import Response

from billbench.fake_ccms.documents import ENDINGS
from billbench.fake_ccms.errors import NotFound
from billbench.fake_ccms.store import bills, documents, notifications
from billbench.fake_ccms.store.notifications import Notification
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.call import Call
from billbench.fake_ccms.web.documents import KINDS, TOO_LARGE, Errors, attach
from billbench.fake_ccms.web.moments import for_people, timestamp

_PER_PAGE = 20


def show_notifications(call: Call) -> Response:
    asked = call.request.query_params.get("page", "1")
    number = max(int(asked), 1) if re.fullmatch(r"[0-9]{1,6}", asked, re.ASCII) else 1
    with call.timings.measure("store"), call.services.database.reading() as connection:
        found = notifications.notifications_for(
            connection, call.person.user.id, limit=_PER_PAGE + 1, skip=(number - 1) * _PER_PAGE
        )
    return respond.page(
        call,
        "notifications.html",
        notifications=found[:_PER_PAGE],
        page=number,
        more=len(found) > _PER_PAGE,
        for_people=for_people,
    )


def show_notification(call: Call) -> Response:
    return _page(call, _find(call))


def refuse_size(call: Call) -> Response:
    return _page(call, _find(call), errors=TOO_LARGE, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def take_answer(call: Call) -> Response:
    """Upload one more document, or say that all are there; with none since it was asked, it stays open."""
    notification = _find(call)
    if not notification.is_open:
        return respond.redirect(_address(call, notification))
    if call.form.get("action") == "finish":
        return _finish(call, notification)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        bill = bills.find_bill(connection, notification.bill_id, firm=call.person.user.firm)
    if bill is None:
        raise NotFound("The bill of this action is not there any more.")
    errors = attach(call, bill)
    if errors:
        return _page(call, notification, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return respond.redirect(f"{_address(call, notification)}?uploaded=yes")


def _finish(call: Call, notification: Notification) -> Response:
    with call.timings.measure("store"), call.services.database.writing() as connection:
        since = notification.created_at
        there = documents.count_documents(connection, notification.bill_id, since=since)
        if there:
            notifications.answer(connection, notification.id, timestamp(call.services.clock()))
    if not there:
        errors = {"file": "Upload at least one document before you finish"}
        return _page(call, notification, errors=errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return respond.redirect(_address(call, notification))


def _find(call: Call) -> Notification:
    number = call.request.path_params["notification"]
    with call.timings.measure("store"), call.services.database.reading() as connection:
        found = notifications.find_notification(connection, call.person.user.id, number)
    if found is None:
        raise NotFound("You have no notification with this number.")
    return found


def _address(call: Call, notification: Notification) -> str:
    return f"{call.base}/notifications/{notification.id}"


def _page(
    call: Call,
    notification: Notification,
    *,
    errors: Errors | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    with call.timings.measure("store"), call.services.database.reading() as connection:
        attached = documents.documents_of(connection, notification.bill_id)
    return respond.page(
        call,
        "notification.html",
        status=status,
        notification=notification,
        documents=attached,
        kinds=KINDS,
        kind=call.form.get("kind", ""),
        endings=ENDINGS,
        errors=errors or {},
        uploaded="uploaded" in call.request.query_params and not errors,
        for_people=for_people,
    )
