"""The support interface: make bills and read them back. Off unless the server was given a token."""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from time import perf_counter
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from billbench.fake_ccms.bill import NO, YES, BillState, Global, Place, new_state, with_new_line
from billbench.fake_ccms.errors import Problem
from billbench.fake_ccms.fields import FEE_SCHEMES, LINE_TYPES, LineType
from billbench.fake_ccms.interview.entries import Lists, check
from billbench.fake_ccms.interview.screens import what_is_missing
from billbench.fake_ccms.interview.steps import MAX_LINES
from billbench.fake_ccms.lists import PER_ITEM
from billbench.fake_ccms.rules.engine import FieldState, determine, field_states, missing_fields, screens
from billbench.fake_ccms.store import bills, people
from billbench.fake_ccms.store.attributes import stored_globals, stored_lines
from billbench.fake_ccms.store.history import add_history
from billbench.fake_ccms.store.people import NewCase
from billbench.fake_ccms.store.submitted_again import repeated_submissions_of
from billbench.fake_ccms.values import InvalidValueError
from billbench.fake_ccms.web.call import Endpoint, Services, check_address, read_body
from billbench.fake_ccms.web.moments import timestamp
from billbench.fake_ccms.web.respond import as_json
from billbench.fake_ccms.web.timing import SCOPE_KEY, Timings

_SLUG_OF_ENTITY = {line_type.entity: slug for slug, line_type in LINE_TYPES.items()}
CERTIFICATE_START = "2022-01-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportCall:
    services: Services
    request: Request
    body: bytes
    timings: Timings


SupportHandler = Callable[[SupportCall], Response]


class RefusedError(Exception):
    """A bill that cannot be made; one reason per mistake, with the position of its line."""

    def __init__(self, reasons: list[dict[str, Any]]) -> None:
        super().__init__("the bill was refused")
        self.reasons = reasons


def support_endpoint(services: Services, token: str, handler: SupportHandler) -> Endpoint:
    """An endpoint that answers only to the token."""

    async def endpoint(request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return _error(HTTPStatus.UNAUTHORIZED, "the token is missing or wrong")
        timings: Timings = request.scope[SCOPE_KEY]
        try:
            check_address(request.path_params)
            body = await read_body(request, timings)
        except Problem as problem:
            return _error(problem.status, problem.message)
        call = SupportCall(services=services, request=request, body=body, timings=timings)
        asked = perf_counter()

        def in_turn() -> Response:
            timings.add("queue", perf_counter() - asked)
            return handler(call)

        return await run_in_threadpool(in_turn)

    return endpoint


def health(_call: SupportCall) -> Response:
    return as_json({"ok": True})


def show_lists(call: SupportCall) -> Response:
    """The choice lists in force, by line type and field, and which categories are paid by the item."""
    lists = call.services.lists
    by_type = {
        slug: {field.suffix.value: lists[field.choices] for field in line_type.fields if field.choices}
        for slug, line_type in LINE_TYPES.items()
    }
    return as_json({"lists": by_type, "per_item_categories": PER_ITEM})


def read_bill(call: SupportCall) -> Response:
    """A bill as its attribute rows say, so that storing is checked and not the checkpoint."""
    bill_id = call.request.path_params["bill"]
    with call.services.database.reading() as connection:
        bill = bills.find_bill(connection, bill_id)
        if bill is None:
            return _error(HTTPStatus.NOT_FOUND, f"there is no bill {bill_id}")
        case = people.case_by_id(connection, bill.case_id)
        lines = stored_lines(connection, bill_id)
        answers = stored_globals(connection, bill_id)
        first = bills.submission_of(connection, bill_id)
        submissions = [first, *repeated_submissions_of(connection, bill_id)] if first else []
    return as_json(
        {
            "bill_id": bill_id,
            "case_reference": case.reference,
            "status": bill.status.value,
            "version": bill.version,
            "disbursements": {YES: True, NO: False}.get(answers[Global.DISBURSEMENTS]),
            "globals": answers,
            "lines": _numbered(lines),
            "submissions": [{"reference": sent.reference, "at": sent.submitted_at} for sent in submissions],
        }
    )


def _numbered(lines: list[tuple[int, str, dict[str, str]]]) -> list[dict[str, Any]]:
    counts = dict.fromkeys(LINE_TYPES, 0)
    numbered: list[dict[str, Any]] = []
    for instance, entity, fields in lines:
        slug = _SLUG_OF_ENTITY[entity]
        counts[slug] += 1
        numbered.append({"type": slug, "instance": instance, "number": counts[slug], "fields": fields})
    return numbered


def make_bill(call: SupportCall) -> Response:
    """Make a case and a draft bill with these lines, as if a person had keyed them in."""
    wanted = json_object(call.body)
    if wanted is None:
        return _error(HTTPStatus.BAD_REQUEST, "send a JSON object")
    try:
        with call.timings.measure("rules"):
            state = _bill_state(wanted, call.services.lists)
        with call.timings.measure("store"):
            return _store(call.services, str(wanted.get("user", "")), state)
    except RefusedError as refused:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return as_json({"error": "the bill was refused", "reasons": refused.reasons}, status=status)


def _bill_state(wanted: dict[str, Any], lists: Lists) -> BillState:
    lines = wanted.get("lines", [])
    disbursements = wanted.get("disbursements", True)
    if not isinstance(lines, list) or len(lines) > MAX_LINES or not isinstance(disbursements, bool):
        reason = f"lines must be a list of up to {MAX_LINES}, disbursements true or false"
        raise RefusedError([{"reason": reason}])
    slugs = [line.get("type") if isinstance(line, dict) else None for line in lines]
    schemes = [slug for slug in FEE_SCHEMES if slug in slugs] or [FEE_SCHEMES[2]]
    state = new_state(schemes)
    state = replace(state, globals={**state.globals, Global.DISBURSEMENTS: YES if disbursements else NO})
    reasons: list[dict[str, Any]] = []
    for position, (line, slug) in enumerate(zip(lines, slugs, strict=True)):
        if slug not in screens(state.globals) or slug not in LINE_TYPES:
            reasons.append({"line": position, "reason": f"type {slug!r} is not known or not billed"})
            continue
        values, found = _values(LINE_TYPES[slug], line.get("fields"), lists)
        reasons += [{"line": position, "reason": reason} for reason in found]
        state = with_new_line(state, LINE_TYPES[slug], values)
    if reasons:
        raise RefusedError(reasons)
    return _settled(state)


def _values(line_type: LineType, given: object, lists: Lists) -> tuple[dict[str, str], list[str]]:
    if not isinstance(given, dict):
        return {}, ["fields must be an object"]
    values: dict[str, str] = {}
    reasons: list[str] = []
    for suffix, typed in given.items():
        field = line_type.field(suffix)
        if field is None or field.calculated or not isinstance(typed, str):
            reasons.append(f"{suffix} is not a text field that can be entered on a line of this type")
            continue
        try:
            values[suffix] = check(field, typed, lists)
        except InvalidValueError as error:
            reasons.append(f"{suffix} {error}")
    return values, reasons


def _settled(state: BillState) -> BillState:
    """The bill after the rules; refused where a line is incomplete or a value would not be taken."""
    determined = determine(replace(state, place=Place(screen=screens(state.globals)[1])))
    if not what_is_missing(determined) and determined.lines == state.lines:
        return determined
    reasons: list[dict[str, Any]] = []
    for position, (before, after) in enumerate(zip(state.lines, determined.lines, strict=True)):
        line_type = LINE_TYPES[after.type]
        closed = (FieldState.HIDDEN, FieldState.READ_ONLY)
        states = field_states(after.type, after.values)
        reasons += [
            {"line": position, "reason": f"{suffix} cannot be entered with these other values"}
            for suffix, field_state in states.items()
            if before.values[suffix] and field_state in closed
        ]
        reasons += [
            {"line": position, "reason": f"{suffix} is missing"}
            for suffix in missing_fields(line_type, after.values)
        ]
    if reasons:
        raise RefusedError(reasons)
    return determined


def _store(services: Services, user_name: str, state: BillState) -> Response:
    now = timestamp(services.clock())
    schemes = tuple(state.globals[Global.FEE_SCHEMES].split())
    with services.database.writing() as connection:
        user = people.user_by_name(connection, user_name)
        if user is None:
            raise RefusedError([{"reason": f"there is no user {user_name!r}"}])
        case = people.add_case(
            connection,
            NewCase(
                user_id=user.id,
                client="Test Client",
                matter="Child arrangements",
                fee_schemes=schemes,
                certificate_start=CERTIFICATE_START,
            ),
        )
        add_history(connection, case, user, services.settings.history)
        blank = bills.create_bill(connection, case.id, new_state(schemes), now)
        version = bills.save(connection, blank, replace(state, history=blank.state.history), now)
    return as_json(
        {
            "bill_id": blank.id,
            "case_reference": case.reference,
            "version": version,
            "lines": [{"type": line.type, "instance": line.instance} for line in state.lines],
        },
        status=HTTPStatus.CREATED,
    )


def json_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in a body; nothing where there is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def refusal(reasons: list[str]) -> Response:
    return as_json({"error": "refused", "reasons": reasons}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _error(status: HTTPStatus, message: str) -> Response:
    return as_json({"error": message}, status=status)
