"""One request as a handler sees it, and the way from a route to its handler.

Handlers are plain functions that run in the bounded thread pool; only reading the body is asynchronous.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from time import perf_counter
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import Environment
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from billbench.fake_ccms.designs import Design
from billbench.fake_ccms.errors import NotAllowed, NotFound, Problem
from billbench.fake_ccms.limits.shared import Shared
from billbench.fake_ccms.settings import Settings
from billbench.fake_ccms.store import people
from billbench.fake_ccms.store.database import Database
from billbench.fake_ccms.store.people import SignedIn
from billbench.fake_ccms.web.classic import usual_names
from billbench.fake_ccms.web.multipart import UploadedFile, is_multipart, parse_multipart, read_upload
from billbench.fake_ccms.web.timing import SCOPE_KEY, Timings

SESSION_COOKIE = "fake_ccms_session"
MAX_BODY_BYTES = 16 * 1024 * 1024

_LARGEST_NUMBER = 2**31 - 1

# A session's last use is written at most this often, so that reading a page rarely writes.
_TOUCH_EVERY_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What handlers work with; made once, in `create_app`."""

    settings: Settings
    database: Database
    lists: Mapping[str, tuple[str, ...]]
    templates: Environment
    clock: Callable[[], float]
    shared: Shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. `person` is there for every page behind the sign-in."""

    services: Services
    request: Request
    design: Design
    form: Mapping[str, str]
    files: Mapping[str, UploadedFile]
    timings: Timings
    session: SignedIn | None

    @property
    def person(self) -> SignedIn:
        assert self.session is not None, "only pages without sign-in are called without a session"
        return self.session

    @property
    def wants_json(self) -> bool:
        return "application/json" in self.request.headers.get("accept", "")

    @property
    def base(self) -> str:
        return f"/{self.design.name}"


Handler = Callable[[Call], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
ShowProblem = Callable[[Services, Request, Problem], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """Makes endpoints: finds the design and the session, refuses foreign forms, shows problems."""

    services: Services
    show_problem: ShowProblem
    design: str = ""
    """For pages whose address names no design."""

    def page(self, handler: Handler, *, open_to_all: bool = False) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            timings: Timings = request.scope[SCOPE_KEY]
            try:
                body = await read_body(request, timings)
            except Problem as problem:
                return self.show_problem(self.services, request, problem)
            asked = perf_counter()
            return await run_in_threadpool(self._answer, handler, open_to_all, request, body, timings, asked)

        return endpoint

    def uploads(self, take: Handler, refuse: Handler) -> Endpoint:
        """For a form with a file; `refuse` answers when it is too large to be read, without form or file."""

        async def endpoint(request: Request) -> Response:
            timings: Timings = request.scope[SCOPE_KEY]
            body = await read_upload(request, timings)
            handler = refuse if body is None else take
            return await run_in_threadpool(
                self._answer, handler, False, request, body, timings, perf_counter()
            )

        return endpoint

    def _answer(
        self,
        handler: Handler,
        open_to_all: bool,
        request: Request,
        body: bytes | None,
        timings: Timings,
        asked: float,
    ) -> Response:
        timings.add("queue", perf_counter() - asked)
        try:
            call = self._call(request, body, timings)
            if call.session is None and not open_to_all:
                return _to_sign_in(call)
            if request.method == "POST" and not open_to_all and body is not None:
                _check_csrf(call.form, call.person.csrf)
            return handler(call)
        except Problem as problem:
            return self.show_problem(self.services, request, problem)
        except (OperationalError, PoolTimeoutError):
            return self.show_problem(self.services, request, _busy())
        except DataError:
            return self.show_problem(self.services, request, _not_storable())

    def _call(self, request: Request, body: bytes | None, timings: Timings) -> Call:
        check_address(request.path_params)
        name = request.path_params.get("design", self.design)
        design = self.services.settings.designs.get(name)
        if design is None:
            raise NotFound(f"There is no page design called “{name}”.")
        with timings.measure("parse"):
            form, files = parse_body(request.headers.get("content-type", ""), body or b"")
            form = usual_names(form) if design.is_classic else form
        with timings.measure("store"):
            session = _find_session(self.services, request)
        return Call(
            services=self.services,
            request=request,
            design=design,
            form=form,
            files=files,
            timings=timings,
            session=session,
        )


async def read_body(request: Request, timings: Timings) -> bytes:
    """The body of a request; one that is too large is refused before it is kept."""
    if request.method not in ("POST", "PUT"):
        return b""
    with timings.measure("receive"):
        parts: list[bytes] = []
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > MAX_BODY_BYTES:
                raise Problem(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    "Too much was sent",
                    "The page sent more than the service accepts, so nothing was saved.",
                )
            parts.append(part)
        return b"".join(parts)


def check_address(parameters: Mapping[str, object]) -> None:
    """Refuse what no database could look up: numbers beyond its integers, texts with a null character."""
    for value in parameters.values():
        if (isinstance(value, int) and value > _LARGEST_NUMBER) or (isinstance(value, str) and "\0" in value):
            raise NotFound("There is nothing at this address.")


def parse_body(content_type: str, body: bytes) -> tuple[Mapping[str, str], Mapping[str, UploadedFile]]:
    if body and is_multipart(content_type):
        return parse_multipart(content_type, body)
    return parse_form(body), {}


def parse_form(body: bytes) -> dict[str, str]:
    """An url-encoded form; of a field sent twice the last counts.

    Not Starlette's parser: that refuses more than 1,000 fields, and how many fields a server takes is a
    limit to be set, not a constant. Nor the standard library's, which takes five times as long: a screen
    of 80 lines has 1,040 fields, and most need no decoding.
    """
    form: dict[str, str] = {}
    for pair in body.decode("utf-8", "replace").replace("+", " ").split("&"):
        name, _, value = pair.partition("=")
        if pair:
            form[unquote(name) if "%" in name else name] = unquote(value) if "%" in value else value
    return form


def _find_session(services: Services, request: Request) -> SignedIn | None:
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    now = services.clock()
    not_before = now - services.settings.session.life_minutes * 60
    with services.database.reading() as connection:
        session = people.find_session(connection, token, not_before=not_before)
    touch_after = min(_TOUCH_EVERY_S, services.settings.session.life_minutes * 6)
    if session is not None and now - session.seen_at > touch_after:
        with services.database.writing() as connection:
            people.touch_session(connection, token, now)
    return session


def _check_csrf(form: Mapping[str, str], expected: str) -> None:
    if not hmac.compare_digest(form.get("csrf", "").encode(), expected.encode()):
        raise NotAllowed


def _to_sign_in(call: Call) -> Response:
    """Ask to sign in; a script is told so, as a redirect would hide it from it."""
    path = call.request.url.path
    query = f"?{call.request.url.query}" if call.request.url.query else ""
    ended = "&ended=yes" if call.request.method == "POST" else ""
    address = f"{call.base}/sign-in?next={quote(path + query)}{ended}"
    if not call.wants_json:
        return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)
    problem: dict[str, Any] = {
        "title": "Your session has ended",
        "message": "You have been signed out, so this was not saved. What you entered is still on this "
        "screen: sign in again in another window, then come back here and try again.",
        "link": {"href": f"{call.base}/sign-in", "text": "Sign in (opens in a new window)", "new": True},
    }
    return JSONResponse({"problem": problem}, status_code=HTTPStatus.UNAUTHORIZED)


def _not_storable() -> Problem:
    return Problem(
        HTTPStatus.BAD_REQUEST,
        "This cannot be stored",
        "What was sent has a character or a number that the service cannot store, so nothing was saved. "
        "Go back and type it again.",
    )


def _busy() -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The service is busy",
        "The service could not do this in time. What you entered was not saved; please try again.",
    )
