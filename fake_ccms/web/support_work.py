"""The support interface's way to log work in the case management system, as if it had been typed there."""

from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from billbench.fake_ccms.case_management.forms import MAX_ENTRIES, choices, read_work
from billbench.fake_ccms.fields import FEE_SCHEMES
from billbench.fake_ccms.interview.entries import Lists
from billbench.fake_ccms.store import people
from billbench.fake_ccms.store.case_management import NewWork, WorkKind, log_work
from billbench.fake_ccms.store.people import NewCase
from billbench.fake_ccms.web.respond import as_json
from billbench.fake_ccms.web.support import CERTIFICATE_START, SupportCall, json_object, refusal

_CLIENT, _MATTER = "Test Client", "Child arrangements"


def make_work(call: SupportCall) -> Response:
    """Make a case of a user with this work on it; `work` has the fields of the form for logging it."""
    wanted = json_object(call.body) or {}
    entries = wanted.get("work")
    if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
        return refusal([f"work must be a list of up to {MAX_ENTRIES}"])
    work: list[NewWork] = []
    reasons: list[str] = []
    for position, entry in enumerate(entries):
        found, mistakes = _read(entry, call.services.lists)
        work += found
        reasons += [f"entry {position}: {mistake}" for mistake in mistakes]
    if reasons:
        return refusal(reasons)
    with call.timings.measure("store"), call.services.database.writing() as connection:
        user = people.user_by_name(connection, str(wanted.get("user", "")))
        if user is None:
            return refusal([f"there is no user {wanted.get('user')!r}"])
        case = people.add_case(
            connection,
            NewCase(
                user_id=user.id,
                client=_CLIENT,
                matter=_MATTER,
                fee_schemes=(FEE_SCHEMES[2],),
                certificate_start=CERTIFICATE_START,
            ),
        )
        log_work(connection, case.id, work)
    return as_json({"case_reference": case.reference}, status=HTTPStatus.CREATED)


def _read(entry: Any, lists: Lists) -> tuple[list[NewWork], list[str]]:
    """The work of an entry, or what is wrong with it."""
    texts = isinstance(entry, dict) and all(isinstance(value, str) for value in entry.values())
    if not texts or entry.get("kind") not in set(WorkKind):
        return [], [f"must be an object of texts with a kind: {', '.join(WorkKind)}"]
    kind = WorkKind(entry["kind"])
    if not choices(kind, lists):
        return [], [f"nothing can be logged of kind {kind}"]
    logged = read_work(entry, kind, lists)
    return ([], list(logged.errors.values())) if logged.work is None else ([logged.work], [])
