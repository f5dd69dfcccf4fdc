"""What people do to a bill, request by request, exactly as the pages of each design do it.

A visit opens the bill's lines, changes one line and goes on; with `open` it only looks. Which requests
that takes follows from the design's axes: whole screens or pages, one line on a page of its own, a line
that is saved as it is left, a claim file, or the one line of a bill at summary level.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote_plus

from billbench.harness.model.outcomes import Line
from billbench.harness.model.verdicts import Verdict
from billbench.scenarios.load import claim_file
from billbench.scenarios.load.asking import Ask, Reply, Saving, Sender, VisitStep
from billbench.scenarios.load.drafts import PREFIXES, Draft, new_value
from billbench.scenarios.load.forms import PARTS, NotThatPage, ScreenForm, body, csrf_of, read_screen
from billbench.scenarios.load.judging import (
    echoes,
    has,
    is_sign_in_page,
    leaves_to,
    redirects_to,
    shows,
    trouble,
)

USERS = ("solicitor1", "solicitor2", "costs1", "costs2", "clerk1")
"""The people of one firm: each may open every bill of it."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_PARTS = {"Content-Type": PARTS}
_SCRIPT = {**_FORM, "Accept": "application/json"}
_PAGE = {"Accept": "text/html"}


class VisitKind(StrEnum):
    OPEN = "open"
    SAVE = "save"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The line that a save is to change: where it is listed, its number in addresses, what it becomes."""

    page: int
    instance: int
    line: Line
    saving: Saving

    @property
    def name(self) -> str:
        return f"{PREFIXES[self.line.kind]}_{self.instance}_{self.saving.field}"


def sign_in(sender: Sender, design: str, user: str) -> Verdict:
    """Sign in; the session is the sender's from then on."""
    path = f"/{design}/sign-in"
    page, verdict = sender.send(_get(VisitStep.SIGN_IN, path), is_sign_in_page)
    if verdict is not Verdict.OK:
        return verdict
    form = f"csrf={quote_plus(csrf_of(page.content))}&user_name={quote_plus(user)}&next="
    sent = Ask(step=VisitStep.SIGN_IN, method="POST", path=path, body=form.encode(), headers=_FORM)
    return sender.send(sent, redirects_to(f"/{design}/cases"))[1]


def visit(sender: Sender, draft: Draft, kind: VisitKind, number: int) -> Verdict:
    """One visit to a bill, up to the first answer that is not what it should be; its verdict.

    `number` is unique among the visits of a run: it makes what is typed unique.
    """
    if draft.design.route == "upload":
        return _upload(sender, draft, kind)
    target = next_target(draft, number)
    opened = open_lines(sender, draft, target.page)
    if isinstance(opened, Verdict) or kind is VisitKind.OPEN:
        return opened if isinstance(opened, Verdict) else Verdict.OK
    if draft.design.one_row:
        return _save_on_own_page(sender, draft, target)
    if draft.design.by_line:
        return _keep_line(sender, draft, target, opened)
    return save_screen(sender, draft, target, opened)


def next_target(draft: Draft, number: int) -> Target:
    """The line that the next save of this bill changes."""
    place, line = draft.next_line()
    size = draft.design.rows_per_page
    value = new_value(draft, line, number)
    saving = Saving(bill_id=draft.bill_id, token=line.token, field=draft.design.changed_field, value=value)
    page = place // size + 1 if size else 0
    return Target(page=page, instance=draft.instances[place], line=line, saving=saving)


def _lines_path(draft: Draft) -> str:
    return f"/{draft.design.name}/bills/{draft.bill_id}/lines/{draft.design.kind}"


def _page_path(draft: Draft, page: int) -> str:
    return f"{_lines_path(draft)}?page={page}" if page else _lines_path(draft)


def _get(step: VisitStep, path: str, saving: Saving | None = None) -> Ask:
    return Ask(step=step, method="GET", path=path, headers=_PAGE, saving=saving)


def open_lines(sender: Sender, draft: Draft, page: int) -> ScreenForm | Verdict:
    """Open the lines; the page has to show as many as the bill has."""

    def check(form: ScreenForm) -> Verdict:
        return Verdict.OK if form.total == len(draft.worked_on) else Verdict.WRONG_LINES

    return _open_screen(sender, draft, _get(VisitStep.OPEN, _page_path(draft, page)), check)


def _open_screen(
    sender: Sender, draft: Draft, ask: Ask, check: Callable[[ScreenForm], Verdict]
) -> ScreenForm | Verdict:
    """Ask for an interview page, and read it once: for its verdict and for what is sent next."""
    read: list[ScreenForm] = []

    def judge(reply: Reply) -> Verdict:
        if (wrong := trouble(reply)) is not None:
            return wrong
        try:
            facts = draft.design
            read.append(read_screen(reply.content, in_browser=facts.in_browser, in_parts=facts.in_parts))
        except NotThatPage:
            return Verdict.WRONG_PAGE
        return check(read[0])

    verdict = sender.send(ask, judge)[1]
    return read[0] if verdict is Verdict.OK else verdict


def save_screen(sender: Sender, draft: Draft, target: Target, form: ScreenForm) -> Verdict:
    """Send the screen with one line changed and go on to the next page, as pressing Next does."""
    ask = _save(draft, target, form, _page_path(draft, target.page), "next")
    if draft.design.in_browser:
        return sender.send(ask, echoes(draft, form.version + 1, b'"screen":'))[1]
    reply, verdict = sender.send(ask, redirects_to(f"/{draft.design.name}/bills/{draft.bill_id}/"))
    return _follow(sender, draft, reply, form.version + 1) if verdict is Verdict.OK else verdict


def _save(draft: Draft, target: Target, form: ScreenForm, path: str, action: str) -> Ask:
    """The form with the line's new value, as the script of the page sends it or the browser itself."""
    in_browser = draft.design.in_browser or action == "keep"
    page_form = _PARTS if draft.design.in_parts else _FORM
    return Ask(
        step=VisitStep.SAVE,
        method="POST",
        path=path,
        body=body(form, action, {target.name: target.saving.value}, in_browser=in_browser),
        headers=_SCRIPT if in_browser else page_form,
        saving=target.saving,
    )


def _keep_line(sender: Sender, draft: Draft, target: Target, form: ScreenForm) -> Verdict:
    """Leave a row: a script sends this line and no other."""
    start = f"{PREFIXES[target.line.kind]}_{target.instance}_"
    calculated = (f"{start}TOTAL_CLAIM", f"{start}NET_CLAIM_INC_UPLFT")
    row = {
        name: pair for name, pair in form.pairs.items() if name.startswith(start) and name not in calculated
    }
    line_form = ScreenForm(csrf=form.csrf, version=form.version, total=None, pairs=row)
    ask = _save(draft, target, line_form, f"{_lines_path(draft)}/{target.instance}", "keep")
    return sender.send(ask, echoes(draft, form.version + 1, b'"line":'))[1]


def _save_on_own_page(sender: Sender, draft: Draft, target: Target) -> Verdict:
    """Open the line's own page from the list, change it there, and come back to the list."""

    def check(form: ScreenForm) -> Verdict:
        return Verdict.OK if target.name in form.pairs else Verdict.WRONG_PAGE

    path = f"{_lines_path(draft)}/{target.instance}"
    form = _open_screen(sender, draft, _get(VisitStep.LINE, path), check)
    if isinstance(form, Verdict):
        return form
    comes_back = leaves_to if draft.design.in_browser else redirects_to
    reply, verdict = sender.send(_save(draft, target, form, path, "next"), comes_back(_lines_path(draft)))
    return _follow(sender, draft, reply, form.version + 1) if verdict is Verdict.OK else verdict


def _follow(sender: Sender, draft: Draft, reply: Reply, version: int) -> Verdict:
    """Go where a save led to."""
    path = reply.location or json.loads(reply.content)["leave"]
    ask = _get(VisitStep.NEXT, path.partition("#")[0])
    return sender.send(ask, shows(draft, path, version))[1]


def _upload(sender: Sender, draft: Draft, kind: VisitKind) -> Verdict:
    """Send the whole bill as a claim file, and look at what became of it."""
    path = f"/{draft.design.name}/claim-upload"
    upload_page = has(b'type="file"', otherwise=Verdict.WRONG_PAGE)
    page, verdict = sender.send(_get(VisitStep.OPEN, path), upload_page)
    if verdict is not Verdict.OK or kind is VisitKind.OPEN:
        return verdict
    draft.used += 1
    content, headers = claim_file.upload(csrf_of(page.content), draft.case_reference, draft.lines)
    saving = Saving(bill_id=draft.bill_id, token="", field="", value=draft.case_reference)
    ask = Ask(step=VisitStep.UPLOAD, method="POST", path=path, body=content, headers=headers, saving=saving)
    reply, verdict = sender.send(ask, redirects_to(f"{path}/"))
    if verdict is not Verdict.OK:
        return verdict
    accepted = has(b"The bill was accepted", otherwise=Verdict.REFUSED)
    return sender.send(_get(VisitStep.RESULT, reply.location, saving), accepted)[1]
