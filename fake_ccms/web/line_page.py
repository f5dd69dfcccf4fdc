"""One line on a page of its own: show, add, save and remove it; and save it from its row in a list."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.responses import Response

from billbench.fake_ccms.bill import (
    QUESTION,
    Bill,
    BillState,
    BillStatus,
    Line,
    Place,
    lines_of,
    with_new_line,
    without_lines,
)
from billbench.fake_ccms.errors import NotFound, StaleVersion
from billbench.fake_ccms.fields import LineType
from billbench.fake_ccms.interview.entries import lines_as_sent, missing_entries, take_entries
from billbench.fake_ccms.interview.flow import Page, address, bill_address, lines_address, page_with
from billbench.fake_ccms.interview.frame import NO_REMARKS, Remarks
from billbench.fake_ccms.interview.line_screens import line_screen, row_after_saving, row_fields
from billbench.fake_ccms.interview.steps import MAX_LINES, Action, pressed_in
from billbench.fake_ccms.rules.engine import determine, screens
from billbench.fake_ccms.web import respond
from billbench.fake_ccms.web.billing import case_of, check_version, find_bill, is_stale
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """The line that a page is about, in a state that holds it; a new line is only in this state."""

    line_type: LineType
    line: Line
    number: int
    state: BillState
    is_new: bool

    @property
    def page(self) -> Page:
        return Page(lines=(self.line,), number=1, pages=1, first=self.number, total=1)


def show_line(call: Call) -> Response:
    bill = find_bill(call)
    if bill.status is BillStatus.SUBMITTED:
        return respond.leave(call, f"{bill_address(call.design, bill.id)}/confirmation")
    if not _is_billed(call, bill):
        return respond.leave(call, address(call.design, bill.id, Place(screen=QUESTION)))
    return _show(call, bill, _subject(call, bill), NO_REMARKS, HTTPStatus.OK)


def take_line(call: Call) -> Response:
    """Take the entries of one line: from its own page, or, on leaving its row, from a script."""
    bill = draft_of(call)
    if not _is_billed(call, bill):
        return respond.leave(call, address(call.design, bill.id, Place(screen=QUESTION)))
    if is_stale(call, bill):
        return _stale(call, bill)
    subject = _subject(call, bill)
    keep = pressed_in(call.form).action is Action.KEEP
    with call.timings.measure("parse"):
        entries = take_entries(subject.state, subject.line_type, subject.page, call.form, call.services.lists)
    with call.timings.measure("rules"):
        state = determine(entries.state)
    # A row that is left may be half filled in; a page that is left by its button may not.
    missing = {} if keep else missing_entries(state, subject.line_type, subject.page)
    errors = {**missing, **entries.errors}
    if errors and keep:
        return respond.as_json({"line": {"errors": errors}}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    full = subject.is_new and len(bill.state.lines) >= MAX_LINES
    if errors or full:
        remarks = Remarks(errors=errors, form=call.form, problem=FULL if full else None)
        return _show(call, bill, subject, remarks, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return _save(call, bill, subject, state, keep=keep)
    except StaleVersion:  # Somebody saved between our reading and our writing.
        return _stale(call, bill)


def _is_billed(call: Call, bill: Bill) -> bool:
    """Whether this bill has lines of the type in the address."""
    return line_type_of(call).slug in screens(bill.state.globals)


def _save(call: Call, bill: Bill, subject: _Subject, state: BillState, *, keep: bool) -> Response:
    if keep:
        # Coming back, the person finds the page that is in view: a row that is left changes no place.
        saved = save_bill(call, bill, state, bill.state.place)
        line = next(line for line in saved.state.lines if line.instance == subject.line.instance)
        row = row_after_saving(line, row_fields(call.design, subject.line_type))
        return respond.as_json({"line": {**row, "version": saved.version}})
    place = _listed_at(call, state, subject)
    save_bill(call, bill, state, place)
    target = with_query(address(call.design, bill.id, place), "saved", subject.number)
    return respond.leave(call, f"{target}#line-{subject.line.instance}")


def show_removal(call: Call) -> Response:
    """Ask before a line is removed."""
    bill = draft_of(call)
    subject = _subject(call, bill)
    return respond.page(
        call,
        "remove_line.html",
        bill=bill,
        case=case_of(call, bill),
        subject=subject,
        back=address(call.design, bill.id, _listed_at(call, bill.state, subject)),
    )


def remove_line(call: Call) -> Response:
    bill = draft_of(call)
    check_version(call, bill)
    subject = _subject(call, bill)
    state = without_lines(bill.state, frozenset({subject.line.instance}))
    before = _listed_at(call, bill.state, subject)
    save_bill(call, bill, state, before)
    return respond.redirect(with_query(address(call.design, bill.id, before), "removed", 1))


def _subject(call: Call, bill: Bill) -> _Subject:
    """The line in the address; without an instance there, a new blank one."""
    line_type = line_type_of(call)
    instance = call.request.path_params.get("instance")
    is_new = instance is None
    state = with_new_line(bill.state, line_type) if is_new else bill.state
    wanted = bill.state.next_instance if is_new else instance
    for number, line in enumerate(lines_of(state, line_type.slug), 1):
        if line.instance == wanted:
            return _Subject(line_type=line_type, line=line, number=number, state=state, is_new=is_new)
    raise NotFound("This bill has no such line. It may have been removed.")


def _listed_at(call: Call, state: BillState, subject: _Subject) -> Place:
    slug = subject.line_type.slug
    return Place(screen=slug, page=page_with(state, slug, call.design, subject.line.instance))


def _show(call: Call, bill: Bill, subject: _Subject, remarks: Remarks, status: HTTPStatus) -> Response:
    with call.timings.measure("render"):
        value = line_screen(
            setting_of(call, bill),
            subject.line_type,
            subject.page,
            remarks,
            back=_listed_at(call, bill.state, subject),
            is_new=subject.is_new,
        )
    return respond.screen(call, value, status=status)


def _stale(call: Call, bill: Bill) -> Response:
    """What was typed, with the reason why it was not saved, even where the line is gone meanwhile."""
    line_type = line_type_of(call)
    sent = lines_as_sent(line_type, bill.state, call.form)
    if not sent:
        raise StaleVersion
    instances = [line.instance for line in lines_of(bill.state, line_type.slug)]
    is_new = "instance" not in call.request.path_params
    number = instances.index(sent[0].instance) + 1 if sent[0].instance in instances else len(instances) + 1
    href = lines_address(call.design, bill.id, line_type.slug)
    page = Page(lines=sent[:1], number=1, pages=1, first=number, total=1)
    remarks = Remarks(errors={}, form=call.form, problem=stale_problem(href))
    value = line_screen(
        setting_of(call, bill), line_type, page, remarks, back=Place(screen=line_type.slug), is_new=is_new
    )
    # The old version stays in the form: sending it again must be refused again.
    value["version"] = call.form.get("version", "")
    return respond.screen(call, value, status=HTTPStatus.CONFLICT)
