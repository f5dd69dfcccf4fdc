"""The support interface's controls: the clock, limits and faults, the list of bills, back to the start."""

import json
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from starlette.responses import Response

from billbench.fake_ccms.limits.model import Rule
from billbench.fake_ccms.limits.reading import Limits
from billbench.fake_ccms.limits.shared import MAX_RULES_BYTES
from billbench.fake_ccms.seeding import seed
from billbench.fake_ccms.settings_file import mistakes_in
from billbench.fake_ccms.store import bills
from billbench.fake_ccms.web.moments import timestamp
from billbench.fake_ccms.web.respond import as_json
from billbench.fake_ccms.web.support import SupportCall, json_object, refusal

# Beyond the year 9999 there is no date to write into a bill.
_MAX_ADVANCE_S = 1_000 * 365 * 24 * 3600


def list_bills(call: SupportCall) -> Response:
    """Every bill with its version, without its lines."""
    with call.timings.measure("store"), call.services.database.reading() as connection:
        found = bills.all_bills(connection)
    return as_json({"bills": [asdict(bill) for bill in found]})


def show_clock(call: SupportCall) -> Response:
    shared = call.services.shared
    return as_json({"ahead_s": shared.advance_s, "now": timestamp(call.services.clock())})


def advance_clock(call: SupportCall) -> Response:
    """Move the clock of sessions and timestamps forward, for every process of the server."""
    given = json_object(call.body)
    seconds = given.get("advance_s") if given is not None else None
    left = _MAX_ADVANCE_S - call.services.shared.advance_s
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= left:
        return refusal(["advance_s must be a number of seconds from 0; the clock only goes forward"])
    call.services.shared.advance(seconds)
    return show_clock(call)


def show_faults(call: SupportCall) -> Response:
    """The rules in force, and how many requests each was about and was applied to."""
    shared = call.services.shared
    text = shared.rules()
    limits = Limits.model_validate(json.loads(text)) if text else call.services.settings
    return as_json({"queue": limits.limits.queue, "rules": _told(call, limits)})


def _told(call: SupportCall, limits: Limits) -> list[dict[str, Any]]:
    when = set(Rule.model_fields)
    return [
        {
            "effect": {**rule.model_dump(mode="json", exclude=when), "kind": type(rule).__name__},
            "when": rule.model_dump(mode="json", include=when),
            **asdict(call.services.shared.count(number)),
        }
        for number, rule in enumerate(limits.chain)
    ]


def set_faults(call: SupportCall) -> Response:
    """Put limits and faults in force in the place of those before; counts and windows start anew."""
    given = json_object(call.body)
    if given is None or len(call.body) > MAX_RULES_BYTES:
        return refusal([f"send a JSON object of at most {MAX_RULES_BYTES:,} bytes"])
    try:
        Limits.model_validate(given)
    except ValidationError as error:
        return refusal([*mistakes_in(error, Limits)])
    call.services.shared.set_rules(call.body)
    return show_faults(call)


def clear_faults(call: SupportCall) -> Response:
    """Back to the limits and faults of the settings file."""
    call.services.shared.set_rules(b"")
    return show_faults(call)


def reset(call: SupportCall) -> Response:
    """The bills and cases of the start, and no others; sessions, clock and faults stay as they are."""
    with call.timings.measure("store"), call.services.database.writing() as connection:
        seed.reset(connection)
    return as_json({"ok": True}, status=HTTPStatus.OK)
