"""The interview over HTTP: show a screen, and take what was entered on it."""

import re
from dataclasses import replace
from http import HTTPStatus

from starlette.responses import Response

from fake_ccms.bill import NO, QUESTION, SUMMARY, Bill, BillState, BillStatus, Global, Place, lines_of
from fake_ccms.errors import AlreadySubmitted, NotFound, StaleVersion
from fake_ccms.fields import DISBURSEMENTS, LINE_TYPES, LineType
from fake_ccms.interview.entries import lines_as_sent, missing_entries, take_entries
from fake_ccms.interview.flow import Page, address, bill_address, page_of
from fake_ccms.interview.screens import (
    NO_REMARKS,
    Remarks,
    Screen,
    Setting,
    build,
    lines_screen,
    what_is_missing,
)
from fake_ccms.interview.steps import (
    MAX_LINES,
    Action,
    Step,
    lines_step,
    pressed_in,
    step_from,
    without_removed,
)
from fake_ccms.rules.engine import determine, screens
from fake_ccms.rules.table import DISBURSEMENTS_ANSWERS
from fake_ccms.rules.warnings import Certificate
from fake_ccms.store import bills
from fake_ccms.web import respond
from fake_ccms.web.billing import case_of, find_bill
from fake_ccms.web.call import Call
from fake_ccms.web.moments import timestamp

_FULL = {
    "title": "The bill is full",
    "message": f"A bill can have {MAX_LINES:,} lines. No line was added and nothing was saved.",
}


def show_question(call: Call) -> Response:
    return _show(call, Place(screen=QUESTION))


def show_summary(call: Call) -> Response:
    return _show(call, Place(screen=SUMMARY))


def show_lines(call: Call) -> Response:
    return _show(call, _lines_place(call))


def _lines_place(call: Call) -> Place:
    slug = call.request.path_params["type"]
    if slug not in LINE_TYPES:
        raise NotFound(f"There is no screen for lines of the type “{slug}”.")
    return Place(screen=slug, page=_number(call, "page", 1))


def _number(call: Call, name: str, otherwise: int) -> int:
    text = call.request.query_params.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) else otherwise


def _show(call: Call, place: Place) -> Response:
    bill = find_bill(call)
    if bill.status is BillStatus.SUBMITTED:
        return respond.leave(call, f"{bill_address(call.design, bill.id)}/confirmation")
    started = bill.state.globals[Global.DISBURSEMENTS] != ""
    if place.screen not in screens(bill.state.globals) or (place.screen != QUESTION and not started):
        return _go(call, bill, Place(screen=QUESTION))
    remarks = Remarks(errors={}, form={}, notice=_removal_notice(_number(call, "removed", 0)))
    setting = _setting(call, bill)
    with call.timings.measure("render"):
        value = build(setting, bill.state, place, remarks)
    return respond.screen(call, value)


def _go(call: Call, bill: Bill, place: Place) -> Response:
    target = address(call.design, bill.id, place)
    if call.wants_json:
        setting = _setting(call, bill)
        return respond.screen(call, build(setting, bill.state, place))
    return respond.redirect(target)


def _setting(call: Call, bill: Bill) -> Setting:
    case = case_of(call, bill)
    return Setting(
        design=call.design,
        bill=bill,
        case_reference=case.reference,
        certificate=Certificate(start=case.certificate_start, end=case.certificate_end),
        csrf=call.person.csrf,
        lists=call.services.lists,
    )


def take_question(call: Call) -> Response:
    bill = _draft(call)
    place = Place(screen=QUESTION)
    pressed = pressed_in(call.form)
    given = call.form.get(Global.DISBURSEMENTS, "")
    answer = given if given in DISBURSEMENTS_ANSWERS else bill.state.globals[Global.DISBURSEMENTS]
    error = _answer_error(bill.state, given, pressed.action)
    if error:
        errors = {Global.DISBURSEMENTS.value: error}
        return _refuse(call, bill, bill.state, place, Remarks(errors=errors, form=call.form))
    state = replace(bill.state, globals={**bill.state.globals, Global.DISBURSEMENTS: answer})
    return _turn(call, bill, step_from(call.design, state, place, pressed.action))


def _answer_error(state: BillState, given: str, action: Action) -> str:
    if action is Action.NEXT and given not in DISBURSEMENTS_ANSWERS:
        return "Choose Yes if you want to bill disbursements"
    kept = len(lines_of(state, DISBURSEMENTS))
    if given == NO and kept:
        return f"Remove the {kept} disbursement lines of this bill first, or choose Yes"
    return ""


def take_summary(call: Call) -> Response:
    bill = _draft(call)
    place = Place(screen=SUMMARY)
    action = pressed_in(call.form).action
    if action is Action.NEXT:
        if what_is_missing(bill.state):
            return _refuse(call, bill, bill.state, place, NO_REMARKS)
        _check_version(call, bill)
        return respond.leave(call, f"{bill_address(call.design, bill.id)}/declaration")
    return _turn(call, bill, step_from(call.design, bill.state, place, action))


def take_lines(call: Call) -> Response:
    """Take a whole line screen: check it, run the rules, save it, and go where the button leads."""
    bill = _draft(call)
    place = _lines_place(call)
    if place.screen not in screens(bill.state.globals):
        return _go(call, bill, Place(screen=QUESTION))
    line_type = LINE_TYPES[place.screen]
    if call.form.get("version") != str(bill.version):
        return _stale(call, bill, line_type, place)
    page = page_of(bill.state, place.screen, call.design, place.page)
    pressed = pressed_in(call.form)
    with call.timings.measure("parse"):
        entries = take_entries(bill.state, line_type, page, call.form, call.services.lists)
    errors = dict(without_removed(entries.errors, line_type, page, pressed))
    with call.timings.measure("rules"):
        state = determine(entries.state)
    if pressed.action is Action.NEXT:
        errors = {**missing_entries(state, line_type, page), **errors}
    place = Place(screen=place.screen, page=page.number)
    if errors:
        return _refuse(call, bill, state, place, Remarks(errors=errors, form=call.form))
    if pressed.action is Action.ADD and len(state.lines) >= MAX_LINES:
        return _refuse(call, bill, state, place, Remarks(errors={}, form=call.form, problem=_FULL))
    try:
        return _turn(call, bill, lines_step(call.design, state, line_type, page, pressed))
    except StaleVersion:  # Somebody saved between our reading and our writing.
        return _stale(call, bill, line_type, place)


def _draft(call: Call) -> Bill:
    bill = find_bill(call)
    if bill.status is BillStatus.SUBMITTED:
        raise AlreadySubmitted
    return bill


def _check_version(call: Call, bill: Bill) -> None:
    if call.form.get("version") != str(bill.version):
        raise StaleVersion


def _turn(call: Call, bill: Bill, step: Step) -> Response:
    """Save the bill and show where the step leads."""
    _check_version(call, bill)
    with call.timings.measure("rules"):
        state = determine(replace(step.state, place=step.place))
    now = timestamp(call.services.clock())
    with call.timings.measure("store"), call.services.database.writing() as connection:
        version = bills.save(connection, bill, state, now)
    saved = replace(bill, version=version, state=state)
    if step.leaves:
        return respond.leave(call, f"{bill_address(call.design, bill.id)}?saved=yes")
    if not call.wants_json:
        return respond.redirect(_address_after(call, bill, step))
    setting = _setting(call, saved)
    remarks = Remarks(errors={}, form={}, notice=_removal_notice(step.removed), focus=step.focus)
    with call.timings.measure("render"):
        value = build(setting, state, step.place, remarks)
    return respond.screen(call, value)


def _address_after(call: Call, bill: Bill, step: Step) -> str:
    target = address(call.design, bill.id, step.place)
    if step.removed:
        target += f"{'&' if '?' in target else '?'}removed={step.removed}"
    return f"{target}#{step.focus}" if step.focus else target


def _removal_notice(removed: int) -> str:
    if not removed:
        return ""
    return "1 line was removed." if removed == 1 else f"{removed} lines were removed."


def _refuse(call: Call, bill: Bill, state: BillState, place: Place, remarks: Remarks) -> Response:
    """The same screen again with its errors and with everything that was typed; nothing is saved."""
    setting = _setting(call, bill)
    with call.timings.measure("render"):
        value: Screen = build(setting, state, place, remarks)
    return respond.screen(call, value, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _stale(call: Call, bill: Bill, line_type: LineType, place: Place) -> Response:
    """What was typed, on the lines the person saw, with the reason why it was not saved."""
    lines = lines_as_sent(line_type, bill.state, call.form)
    page = Page(lines=lines, number=place.page, pages=place.page, first=1, total=len(lines))
    stale = StaleVersion()
    problem = {
        "title": stale.title,
        "message": stale.message,
        "href": address(call.design, bill.id, place),
        "text": "Open the latest version of the bill",
    }
    remarks = Remarks(errors={}, form=call.form, problem=problem)
    value = lines_screen(_setting(call, bill), bill.state, page, line_type, remarks)
    # The old version stays in the form: sending it again must be refused again.
    value["version"] = call.form.get("version", "")
    return respond.screen(call, value, status=HTTPStatus.CONFLICT)
