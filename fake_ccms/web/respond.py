"""Answers: pages from templates, interview screens in the design's rendering, redirects, problems."""

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from billbench.fake_ccms.designs import Design, Rendering
from billbench.fake_ccms.errors import Problem
from billbench.fake_ccms.interview.frame import SERVICE, Screen
from billbench.fake_ccms.interview.line_screens import with_field_states
from billbench.fake_ccms.values import for_people, money
from billbench.fake_ccms.web import moments
from billbench.fake_ccms.web.call import Call, Services
from billbench.fake_ccms.web.classic import UNSHOWN, Shape, lines_of
from billbench.fake_ccms.web.markup import data_block, options
from billbench.fake_ccms.web.statics import Statics
from billbench.fake_ccms.web.timing import SCOPE_KEY, Timings

_TEMPLATES = Path(__file__).parent.parent / "templates"

# Nothing but our own files runs or is loaded; a data block (application/json) is no script.
_PAGE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept, Cookie",
}
# Classic pages have one style in an attribute, by its hash: so the server leaves out what is not shown.
_UNSHOWN_HASH = f"sha256-{b64encode(sha256(UNSHOWN.encode()).digest()).decode()}"
_JSON_HEADERS: Mapping[str, str] = {"X-Content-Type-Options": "nosniff", "Vary": "Accept, Cookie"}


def make_templates(statics: Statics) -> Environment:
    """Templates with escaping on; a name that a template misspells is an error."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(static=statics.base, modules=cache(statics.modules), service=SERVICE)
    environment.globals.update(options=options, unshown=UNSHOWN)
    environment.filters.update(data_block=data_block, amount=for_people, day=moments.day, pounds=_pounds)
    return environment


def _pounds(pence: int) -> str:
    return for_people(money(pence))


def page(
    call: Call,
    template: str,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] = _PAGE_HEADERS,
    **values: Any,
) -> Response:
    """A page from a template, built on the server in every design."""
    with call.timings.measure("render"):
        return HTMLResponse(
            _render(
                call.services,
                template,
                design=call.design,
                base=call.base,
                session=call.session,
                csrf=call.session.csrf if call.session else "",
                **values,
            ),
            status_code=status,
            headers=headers,
        )


def screen(call: Call, value: Screen, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """An interview screen: JSON when a script asks, else a page as the design renders it."""
    if call.wants_json:
        with call.timings.measure("render"):
            return as_json({"screen": value}, status=status)
    if call.design.rendering is Rendering.BROWSER:
        return page(call, "shell.html", status=status, screen=value)
    if "rows" in value:
        value = with_field_states(value)
    if call.design.is_classic and value["kind"] == "lines":
        return _classic_lines(call, value, status)
    return page(call, f"{value['kind']}.html", status=status, screen=value)


def _classic_lines(call: Call, value: Screen, status: HTTPStatus) -> Response:
    """A page of lines with a script that tells of each control, which this one answer allows and no other."""
    settings = call.services.settings
    nonce = token_urlsafe(12)
    policy = _PAGE_HEADERS["Content-Security-Policy"]
    policy = policy.replace("script-src 'self'", f"script-src 'self' 'nonce-{nonce}'")
    policy = policy.replace("style-src 'self'", f"style-src 'self' 'unsafe-hashes' '{_UNSHOWN_HASH}'")
    with call.timings.measure("render"):
        shape = Shape(
            layout=call.design.layout,
            filtered=call.design.is_filtered,
            calendars=settings.classic.calendars,
            type_slug=value["type"],
            more_visibility=settings.rules.more_visibility,
        )
        lines = lines_of(call.services.templates, shape, value)
    return page(
        call,
        "classic_lines.html",
        status=status,
        headers={**_PAGE_HEADERS, "Content-Security-Policy": policy},
        screen=value,
        lines=lines,
        nonce=nonce,
        begin={
            **settings.classic.model_dump(),
            "dressing": call.design.dressing,
            "after_answer": call.design.after_answer,
        },
    )


def as_json(value: object, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    text = json.dumps(value, separators=(",", ":"))
    return Response(text, status_code=status, headers=_JSON_HEADERS, media_type="application/json")


def download(content: bytes, file_name: str, media_type: str) -> Response:
    """A file to keep. It is never shown as a page of ours, whatever is in it."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)


def leave(call: Call, address: str) -> Response:
    """Go to a page outside the interview's screens."""
    if call.wants_json:
        return as_json({"leave": address})
    return redirect(address)


def redirect(address: str) -> Response:
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)


def problem(services: Services, request: Request, value: Problem) -> Response:
    """A problem as a page, or as JSON where a script asked."""
    if "application/json" in request.headers.get("accept", ""):
        return as_json({"problem": {"title": value.title, "message": value.message}}, status=value.status)
    design = services.settings.designs.get(request.path_params.get("design", ""))
    with _timings(request).measure("render"):
        text = _render(
            services,
            "problem.html",
            design=design,
            base=f"/{design.name}" if design else "",
            session=None,
            csrf="",
            problem=value,
            designs=tuple(services.settings.designs.values()),
        )
    return HTMLResponse(text, status_code=value.status, headers=_PAGE_HEADERS)


def entrance(services: Services, request: Request, designs: tuple[Design, ...]) -> Response:
    """The list of designs at `/`."""
    with _timings(request).measure("render"):
        text = _render(services, "designs.html", design=None, base="", session=None, csrf="", designs=designs)
    return HTMLResponse(text, headers=_PAGE_HEADERS)


def _timings(request: Request) -> Timings:
    timings: Timings = request.scope[SCOPE_KEY]
    return timings


def _render(services: Services, template: str, **values: Any) -> str:
    life = services.settings.session.life_minutes * 60
    return services.templates.get_template(template).render(session_life_s=life, **values)
