"""Signing in (by user name only: this is a fake) and out."""

import hmac
import secrets
from http import HTTPStatus

from starlette.responses import Response

from billbench.fake_ccms.errors import NotAllowed
from billbench.fake_ccms.store import people
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.call import SESSION_COOKIE, Call

# Signed-out visitors have no session, so the token of the sign-in form is compared with a cookie.
VISIT_COOKIE = "fake_ccms_visit"


def show_sign_in(call: Call) -> Response:
    return _form(call, error="", typed="", status=HTTPStatus.OK)


def sign_in(call: Call) -> Response:
    visit = call.request.cookies.get(VISIT_COOKIE, "")
    if not visit or not hmac.compare_digest(call.form.get("csrf", "").encode(), visit.encode()):
        raise NotAllowed
    name = call.form.get("user_name", "").strip()
    with call.timings.measure("store"), call.services.database.reading() as connection:
        user = people.user_by_name(connection, name)
    if user is None:
        error = "Enter your user name" if not name else "There is no user with this name"
        return _form(call, error=error, typed=name, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    token = secrets.token_urlsafe(32)
    with call.timings.measure("store"), call.services.database.writing() as connection:
        people.start_session(connection, token, secrets.token_urlsafe(24), user, call.services.clock())
    response = respond.redirect(_safe_next(call))
    response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="lax")
    return response


def sign_out(call: Call) -> Response:
    with call.timings.measure("store"), call.services.database.writing() as connection:
        people.end_session(connection, call.request.cookies[SESSION_COOKIE])
    response = respond.redirect(f"{call.base}/sign-in")
    response.delete_cookie(SESSION_COOKIE)
    return response


def _form(call: Call, *, error: str, typed: str, status: HTTPStatus) -> Response:
    visit = call.request.cookies.get(VISIT_COOKIE) or secrets.token_urlsafe(24)
    with call.timings.measure("store"), call.services.database.reading() as connection:
        users = people.all_users(connection)
    response = respond.page(
        call,
        "sign_in.html",
        status=status,
        error=error,
        typed=typed,
        users=users,
        visit=visit,
        next=call.request.query_params.get("next") or call.form.get("next", ""),
        ended="ended" in call.request.query_params,
    )
    response.set_cookie(VISIT_COOKIE, visit, httponly=True, samesite="strict")
    return response


def _safe_next(call: Call) -> str:
    # Only into this design's own pages and those beside CCMS: never to another site.
    wanted = call.form.get("next", "")
    inside = wanted.startswith((f"{call.base}/", "/case-management", "/assessor")) and not any(
        c in wanted for c in "\\\r\n"
    )
    return wanted if inside else f"{call.base}/cases"
