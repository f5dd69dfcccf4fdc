"""The web application: every address and what answers it."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from billbench.fake_ccms.errors import Problem
from billbench.fake_ccms.limits.controls import Controls
from billbench.fake_ccms.limits.layer import LimitLayer
from billbench.fake_ccms.limits.shared import Shared
from billbench.fake_ccms.lists import choice_lists
from billbench.fake_ccms.settings import Settings
from billbench.fake_ccms.store.database import Database
from billbench.fake_ccms.web import (
    around,
    billing,
    cases,
    interview,
    line_page,
    respond,
    signing_in,
    support,
    support_controls,
    support_work,
)
from billbench.fake_ccms.web.call import Doorway, Handler, Services
from billbench.fake_ccms.web.statics import read_statics
from billbench.fake_ccms.web.timing import ServerTiming


def create_app(
    settings: Settings,
    database: Database,
    *,
    support_token: str | None = None,
    clock: Callable[[], float] = time.time,
    shared: Shared | None = None,
) -> ASGIApp:
    """The application on an open database, behind its limits; with a token, there is a support interface.

    Processes that serve together are given the same `shared`.
    """
    shared = shared or Shared()
    statics = read_statics()
    services = Services(
        settings=settings,
        database=database,
        lists=choice_lists(settings.lists),
        templates=respond.make_templates(statics),
        clock=lambda: clock() + shared.advance_s,
        shared=shared,
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.server.threads
        yield

    async def entrance(request: Request) -> Response:
        return respond.entrance(services, request, tuple(settings.designs.values()))

    routes: list[BaseRoute] = [
        Route("/", entrance),
        Route("/static/{version}/{name}", statics.serve),
        *(_support_routes(services, support_token) if support_token else ()),
        *_routes_of_designs(services),
    ]
    service = Starlette(routes=routes, lifespan=lifespan, exception_handlers=_exception_handlers(services))
    # Around Starlette, not among its middleware: its answers to errors are timed and limited, too.
    return LimitLayer(ServerTiming(service), Controls(settings, shared), threads=settings.server.threads)


def _routes_of_designs(services: Services) -> list[BaseRoute]:
    doorway = Doorway(services=services, show_problem=respond.problem)
    first = next(iter(services.settings.designs))
    return [
        *around.office_routes(replace(doorway, design=first)),
        Mount("/{design}", routes=[*_page_routes(doorway), *around.page_routes(doorway)]),
    ]


def _page_routes(doorway: Doorway) -> list[BaseRoute]:
    def both(path: str, show: Handler, take: Handler) -> list[BaseRoute]:
        return [
            Route(path, doorway.page(show), methods=["GET"]),
            Route(path, doorway.page(take), methods=["POST"]),
        ]

    case, bill = "/cases/{reference}", "/bills/{bill:int}"
    return [
        Route("/", _to_cases),
        Route("/sign-in", doorway.page(signing_in.show_sign_in, open_to_all=True), methods=["GET"]),
        Route("/sign-in", doorway.page(signing_in.sign_in, open_to_all=True), methods=["POST"]),
        Route("/sign-out", doorway.page(signing_in.sign_out), methods=["POST"]),
        Route("/cases", doorway.page(cases.show_cases)),
        Route(case, doorway.page(cases.show_case)),
        *both(f"{case}/billing", cases.show_statement, cases.create_bill),
        *both(bill, billing.show_bill, billing.act_on_bill),
        *both(f"{bill}/disbursements-question", interview.show_question, interview.take_question),
        *both(f"{bill}/lines/{{type}}", interview.show_lines, interview.take_lines),
        *both(f"{bill}/lines/{{type}}/new", line_page.show_line, line_page.take_line),
        *both(f"{bill}/lines/{{type}}/{{instance:int}}", line_page.show_line, line_page.take_line),
        *both(
            f"{bill}/lines/{{type}}/{{instance:int}}/remove", line_page.show_removal, line_page.remove_line
        ),
        *both(f"{bill}/summary", interview.show_summary, interview.take_summary),
        *both(f"{bill}/declaration", billing.show_declaration, billing.submit_bill),
        Route(f"{bill}/confirmation", doorway.page(billing.show_confirmation)),
        *both(f"{bill}/delete", billing.show_delete, billing.delete_bill),
    ]


def _support_routes(services: Services, token: str) -> list[BaseRoute]:
    def route(path: str, method: str, handler: support.SupportHandler) -> Route:
        return Route(path, support.support_endpoint(services, token, handler), methods=[method])

    return [
        route("/support/health", "GET", support.health),
        route("/support/lists", "GET", support.show_lists),
        route("/support/bills", "POST", support.make_bill),
        route("/support/bills", "GET", support_controls.list_bills),
        route("/support/bills/{bill:int}", "GET", support.read_bill),
        route("/support/work", "POST", support_work.make_work),
        route("/support/clock", "GET", support_controls.show_clock),
        route("/support/clock", "POST", support_controls.advance_clock),
        route("/support/faults", "GET", support_controls.show_faults),
        route("/support/faults", "PUT", support_controls.set_faults),
        route("/support/faults", "DELETE", support_controls.clear_faults),
        route("/support/reset", "POST", support_controls.reset),
    ]


async def _to_cases(request: Request) -> Response:
    return RedirectResponse(f"/{request.path_params['design']}/cases")


def _exception_handlers(
    services: Services,
) -> dict[int | type[Exception], Callable[[Request, Exception], Response]]:
    def no_page(request: Request, error: Exception) -> Response:
        status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
        message = "There is no page at this address. Check it, or start again from the list of designs."
        return respond.problem(services, request, Problem(status, "Page not found", message))

    def fault(request: Request, _error: Exception) -> Response:
        message = "Something went wrong in the service. What you entered may not have been saved."
        return respond.problem(
            services,
            request,
            Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "There is a problem with the service", message),
        )

    def gone(_request: Request, _error: Exception) -> Response:
        # The client left before the end of its request: nothing was done, and nobody reads this.
        return Response(status_code=HTTPStatus.BAD_REQUEST)

    return {HTTPException: no_page, ClientDisconnect: gone, Exception: fault}
