"""The interview over HTTP: show a screen, and take what was entered on it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from starlette.responses import Response

from billbench.fake_ccms.bill import (
    NO,
    QUESTION,
    SUMMARY,
    Bill,
    BillState,
    BillStatus,
    Global,
    Line,
    Place,
    lines_of,
)
from billbench.fake_ccms.designs import EditableRows
from billbench.fake_ccms.errors import StaleVersion
from billbench.fake_ccms.fields import DISBURSEMENTS, LINE_TYPES, LineType
from billbench.fake_ccms.interview.entries import (
    Entries,
    at_shown_fields,
    lines_as_sent,
    missing_entries,
    take_entries,
)
from billbench.fake_ccms.interview.flow import Page, address, bill_address, lines_address, page_of, page_with
from billbench.fake_ccms.interview.frame import NO_REMARKS, Remarks, Screen
from billbench.fake_ccms.interview.line_screens import lines_screen, row_fields
from billbench.fake_ccms.interview.screens import build, incomplete_lines, what_is_missing
from billbench.fake_ccms.interview.steps import (
    MAX_LINES,
    Action,
    Pressed,
    Step,
    lines_step,
    pressed_in,
    step_from,
    without_removed,
)
from billbench.fake_ccms.rules.engine import determine, screens
from billbench.fake_ccms.rules.table import DISBURSEMENTS_ANSWERS
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.billing import check_version, find_bill, is_stale
from billbench.fake_ccms.web.call import Call
from billbench.fake_ccms.web.drafts import (
    FULL,
    draft_of,
    line_type_of,
    save_bill,
    setting_of,
    stale_problem,
    with_query,
)


def show_question(call: Call) -> Response:
    return _show(call, Place(screen=QUESTION))


def show_summary(call: Call) -> Response:
    return _show(call, Place(screen=SUMMARY))


def show_lines(call: Call) -> Response:
    return _show(call, _lines_place(call))


def _lines_place(call: Call) -> Place:
    return Place(screen=line_type_of(call).slug, page=_number(call, "page", 1))


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
    remarks = Remarks(errors={}, form={}, notice=_notice(call))
    setting = setting_of(call, bill)
    with call.timings.measure("render"):
        value = build(setting, bill.state, place, remarks)
    return respond.screen(call, value)


def _go(call: Call, bill: Bill, place: Place) -> Response:
    target = address(call.design, bill.id, place)
    if call.wants_json:
        setting = setting_of(call, bill)
        return respond.screen(call, build(setting, bill.state, place))
    return respond.redirect(target)


def take_question(call: Call) -> Response:
    bill = draft_of(call)
    place = Place(screen=QUESTION)
    pressed = pressed_in(call.form)
    given = call.form.get(Global.DISBURSEMENTS, "")
    answer = given if given in DISBURSEMENTS_ANSWERS else bill.state.globals[Global.DISBURSEMENTS]
    error = _answer_error(bill.state, given, pressed.action)
    if error:
        errors = {Global.DISBURSEMENTS.value: error}
        return _refuse(call, bill, bill.state, place, Remarks(errors=errors, form=call.form))
    check_version(call, bill)
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
    bill = draft_of(call)
    place = Place(screen=SUMMARY)
    action = pressed_in(call.form).action
    if action is Action.NEXT:
        if what_is_missing(bill.state):
            return _refuse(call, bill, bill.state, place, NO_REMARKS)
        check_version(call, bill)
        return respond.leave(call, f"{bill_address(call.design, bill.id)}/declaration")
    check_version(call, bill)
    return _turn(call, bill, step_from(call.design, bill.state, place, action))


def take_lines(call: Call) -> Response:
    """Take a whole line screen: check it, run the rules, save it, and go where the button leads."""
    bill = draft_of(call)
    place = _lines_place(call)
    if place.screen not in screens(bill.state.globals):
        return _go(call, bill, Place(screen=QUESTION))
    line_type = LINE_TYPES[place.screen]
    pressed = pressed_in(call.form)
    if is_stale(call, bill) and not _only_goes_on(call, pressed):
        return _stale(call, bill, line_type, place)
    page = page_of(bill.state, place.screen, call.design, place.page)
    with call.timings.measure("parse"):
        entries = take_entries(bill.state, line_type, page, call.form, call.services.lists)
    with call.timings.measure("rules"):
        state = determine(entries.state)
    errors = _lines_errors(call, entries, state, line_type, page, pressed)
    place = Place(screen=place.screen, page=_page_with_error(call, state, line_type, page, errors))
    problem = _lines_problem(call, bill, state, line_type, pressed)
    if errors or problem:
        return _refuse(call, bill, state, place, Remarks(errors=errors, form=call.form, problem=problem))
    try:
        step = lines_step(call.design, state, line_type, page, pressed)
        return _turn(call, bill, step, determined=state)
    except StaleVersion:  # Somebody saved between our reading and our writing.
        return _stale(call, bill, line_type, place)


def _only_goes_on(call: Call, pressed: Pressed) -> bool:
    """Whether a button leaves a list to read: it brings no entries, so an old version does no harm."""
    removes = pressed.action in (Action.REMOVE, Action.REMOVE_ALL)
    return call.design.editable_rows is EditableRows.ONE and not removes


def _lines_errors(
    call: Call, entries: Entries, state: BillState, line_type: LineType, page: Page, pressed: Pressed
) -> dict[str, str]:
    """Mistakes in what was sent; only Next asks for what is missing."""
    errors = dict(without_removed(entries.errors, line_type, page, pressed))
    if pressed.action is Action.NEXT and call.design.editable_rows is EditableRows.ALL:
        errors = {**missing_entries(state, line_type, page), **errors}
    return at_shown_fields(errors, row_fields(call.design, line_type))


def _page_with_error(
    call: Call, state: BillState, line_type: LineType, page: Page, errors: Mapping[str, str]
) -> int:
    """The page to show again: the one that was sent, or the first with a mistake if it has none."""
    wrong = [int(re.split("[_-]", name)[1]) for name in errors]
    if not wrong or any(line.instance in wrong for line in page.shown):
        return page.number
    return page_with(state, line_type.slug, call.design, wrong[0])


def _lines_problem(
    call: Call, bill: Bill, state: BillState, line_type: LineType, pressed: Pressed
) -> Mapping[str, str] | None:
    """What stands in the way beside mistakes in fields."""
    if pressed.action is Action.ADD and len(state.lines) >= MAX_LINES:
        return FULL
    if pressed.action is not Action.NEXT or call.design.editable_rows is EditableRows.ALL:
        return None
    return _incomplete(call, bill, line_type, incomplete_lines(state, line_type))


def _incomplete(
    call: Call, bill: Bill, line_type: LineType, lines: Mapping[int, Line]
) -> Mapping[str, str] | None:
    """Lines of a list to read that lack something, with a link to the first of them."""
    if not lines:
        return None
    first = next(iter(lines))
    return {
        "title": "There is a problem",
        "message": f"Fill in everything on {'line' if len(lines) == 1 else 'lines'} "
        f"{', '.join(str(number) for number in lines)}.",
        "href": f"{lines_address(call.design, bill.id, line_type.slug)}/{lines[first].instance}",
        "text": f"Change line {first}",
    }


def _turn(call: Call, bill: Bill, step: Step, *, determined: BillState | None = None) -> Response:
    """Save the bill and show where the step leads."""
    saved = save_bill(call, bill, step.state, step.place, determined=determined)
    if step.leaves:
        return respond.leave(call, f"{bill_address(call.design, bill.id)}?saved=yes")
    if step.opens:
        lines = lines_address(call.design, bill.id, step.place.screen)
        return respond.leave(call, f"{lines}/{step.opens}")
    if not call.wants_json:
        return respond.redirect(_address_after(call, bill, step))
    setting = setting_of(call, saved)
    remarks = Remarks(errors={}, form={}, notice=_removal_notice(step.removed), focus=step.focus)
    with call.timings.measure("render"):
        value = build(setting, saved.state, step.place, remarks)
    return respond.screen(call, value)


def _address_after(call: Call, bill: Bill, step: Step) -> str:
    target = with_query(address(call.design, bill.id, step.place), "removed", step.removed)
    return f"{target}#{step.focus}" if step.focus else target


def _notice(call: Call) -> str:
    saved = _number(call, "saved", 0)
    return f"Line {saved} is saved." if saved else _removal_notice(_number(call, "removed", 0))


def _removal_notice(removed: int) -> str:
    if not removed:
        return ""
    return "1 line was removed." if removed == 1 else f"{removed} lines were removed."


def _refuse(call: Call, bill: Bill, state: BillState, place: Place, remarks: Remarks) -> Response:
    """The same screen again with its errors and with everything that was typed; nothing is saved."""
    setting = setting_of(call, bill)
    with call.timings.measure("render"):
        value: Screen = build(setting, state, place, remarks)
    return respond.screen(call, value, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _stale(call: Call, bill: Bill, line_type: LineType, place: Place) -> Response:
    """What was typed, on the lines the person saw, with the reason why it was not saved."""
    lines = lines_as_sent(line_type, bill.state, call.form)
    page = Page(lines=lines, number=place.page, pages=place.page, first=1, total=len(lines))
    remarks = Remarks(errors={}, form=call.form, problem=stale_problem(address(call.design, bill.id, place)))
    value = lines_screen(setting_of(call, bill), bill.state, page, line_type, remarks)
    # The old version stays in the form: sending it again must be refused again.
    value["version"] = call.form.get("version", "")
    return respond.screen(call, value, status=HTTPStatus.CONFLICT)
