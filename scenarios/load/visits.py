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
from billbench.scenarios.load.asking import Answer, Ask, Desk, Saving, Step, trouble
from billbench.scenarios.load.drafts import PREFIXES, Draft, new_value
from billbench.scenarios.load.forms import Form, NotThatPage, body, csrf_of, read_screen, version_of

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
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


def sign_in(desk: Desk, design: str, user: str) -> Verdict:
    """Sign in; the session is the desk's from then on."""
    path = f"/{design}/sign-in"
    page, verdict = desk.send(Ask(step=Step.SIGN_IN, method="GET", path=path, headers=_PAGE), _sign_in_page)
    if verdict is not Verdict.OK:
        return verdict
    form = f"csrf={quote_plus(csrf_of(page.content))}&user_name={quote_plus(user)}&next="
    sent = Ask(step=Step.SIGN_IN, method="POST", path=path, body=form.encode(), headers=_FORM)
    return desk.send(sent, _redirect_to(f"/{design}/cases"))[1]


def visit(desk: Desk, draft: Draft, kind: VisitKind, number: int) -> Verdict:
    """One visit to a bill, up to the first answer that is not what it should be; its verdict.

    `number` is unique among the visits of a run: it makes what is typed unique.
    """
    if draft.design.route == "upload":
        return _upload(desk, draft, kind)
    target = next_target(draft, number)
    opened = open_lines(desk, draft, target.page)
    if isinstance(opened, Verdict) or kind is VisitKind.OPEN:
        return opened if isinstance(opened, Verdict) else Verdict.OK
    if draft.design.one_row:
        return _save_on_own_page(desk, draft, target)
    if draft.design.by_line:
        return _keep_line(desk, draft, target, opened)
    return save_screen(desk, draft, target, opened)


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


def open_lines(desk: Desk, draft: Draft, page: int) -> Form | Verdict:
    """Open the lines; the page has to show as many as the bill has."""
    read: list[Form] = []

    def judge(answer: Answer) -> Verdict:
        wrong = trouble(answer)
        if wrong is not None:
            return wrong
        try:
            read.append(read_screen(answer.content, in_browser=draft.design.in_browser))
        except NotThatPage:
            return Verdict.WRONG_PAGE
        return Verdict.OK if read[0].total == len(draft.worked_on) else Verdict.WRONG_LINES

    ask = Ask(step=Step.OPEN, method="GET", path=_page_path(draft, page), headers=_PAGE)
    verdict = desk.send(ask, judge)[1]
    return read[0] if verdict is Verdict.OK else verdict


def save_screen(desk: Desk, draft: Draft, target: Target, form: Form) -> Verdict:
    """Send the screen with one line changed and go on to the next page, as pressing Next does."""
    in_browser = draft.design.in_browser
    ask = Ask(
        step=Step.SAVE,
        method="POST",
        path=_page_path(draft, target.page),
        body=body(form, "next", {target.name: target.saving.value}, in_browser=in_browser),
        headers=_SCRIPT if in_browser else _FORM,
        saving=target.saving,
    )
    if in_browser:
        return desk.send(ask, _echo(draft, form.version + 1, b'"screen":'))[1]
    answer, verdict = desk.send(ask, _redirect_to(f"/{draft.design.name}/bills/{draft.bill_id}/"))
    return _follow(desk, draft, answer, form.version + 1) if verdict is Verdict.OK else verdict


def _keep_line(desk: Desk, draft: Draft, target: Target, form: Form) -> Verdict:
    """Leave a row: a script sends this line and no other."""
    start = f"{PREFIXES[target.line.kind]}_{target.instance}_"
    calculated = (f"{start}TOTAL_CLAIM", f"{start}NET_CLAIM_INC_UPLFT")
    row = {
        name: pair for name, pair in form.pairs.items() if name.startswith(start) and name not in calculated
    }
    line_form = Form(csrf=form.csrf, version=form.version, total=None, pairs=row)
    ask = Ask(
        step=Step.SAVE,
        method="POST",
        path=f"{_lines_path(draft)}/{target.instance}",
        body=body(line_form, "keep", {target.name: target.saving.value}, in_browser=True),
        headers=_SCRIPT,
        saving=target.saving,
    )
    return desk.send(ask, _echo(draft, form.version + 1, b'"line":'))[1]


def _save_on_own_page(desk: Desk, draft: Draft, target: Target) -> Verdict:
    """Open the line's own page from the list, change it there, and come back to the list."""
    path = f"{_lines_path(draft)}/{target.instance}"
    in_browser = draft.design.in_browser
    read: list[Form] = []

    def judge(answer: Answer) -> Verdict:
        wrong = trouble(answer)
        if wrong is not None:
            return wrong
        try:
            read.append(read_screen(answer.content, in_browser=in_browser))
        except NotThatPage:
            return Verdict.WRONG_PAGE
        return Verdict.OK if target.name in read[0].pairs else Verdict.WRONG_PAGE

    verdict = desk.send(Ask(step=Step.LINE, method="GET", path=path, headers=_PAGE), judge)[1]
    if verdict is not Verdict.OK:
        return verdict
    ask = Ask(
        step=Step.SAVE,
        method="POST",
        path=path,
        body=body(read[0], "next", {target.name: target.saving.value}, in_browser=in_browser),
        headers=_SCRIPT if in_browser else _FORM,
        saving=target.saving,
    )
    judge_save = _leave_to(_lines_path(draft)) if in_browser else _redirect_to(_lines_path(draft))
    answer, verdict = desk.send(ask, judge_save)
    return _follow(desk, draft, answer, read[0].version + 1) if verdict is Verdict.OK else verdict


def _follow(desk: Desk, draft: Draft, answer: Answer, version: int) -> Verdict:
    """The page that a save led to. It echoes the version, and the number of lines where it lists them."""
    path = answer.location or json.loads(answer.content)["leave"]
    ask = Ask(step=Step.NEXT, method="GET", path=path.partition("#")[0], headers=_PAGE)
    return desk.send(ask, _shows(draft, path, version))[1]


def _shows(draft: Draft, path: str, version: int) -> Callable[[Answer], Verdict]:
    def judge(answer: Answer) -> Verdict:
        wrong = trouble(answer)
        if wrong is not None:
            return wrong
        if version_of(answer.content) != version:
            return Verdict.WRONG_VERSION
        if f"/lines/{draft.design.kind}" not in path:
            return Verdict.OK
        form = read_screen(answer.content, in_browser=draft.design.in_browser)
        return Verdict.OK if form.total == len(draft.worked_on) else Verdict.WRONG_LINES

    return judge


def _echo(draft: Draft, version: int, proof: bytes) -> Callable[[Answer], Verdict]:
    """A script's answer: the screen or the line, with the version that the save made."""
    expected = f'"version":{version}'.encode()
    lines = f'"total":{len(draft.worked_on)},'.encode()
    own_screen = f'"type":"{draft.design.kind}"'.encode()

    def judge(answer: Answer) -> Verdict:
        wrong = trouble(answer)
        if wrong is not None:
            return wrong
        content = answer.content
        if not content.startswith(b"{" + proof):
            return Verdict.WRONG_PAGE
        at = content.find(expected)
        if at < 0 or content[at + len(expected) : at + len(expected) + 1].isdigit():
            return Verdict.WRONG_VERSION
        return Verdict.WRONG_LINES if own_screen in content and lines not in content else Verdict.OK

    return judge


def _redirect_to(start: str) -> Callable[[Answer], Verdict]:
    def judge(answer: Answer) -> Verdict:
        wrong = trouble(answer)
        if wrong is not None:
            return wrong
        return (
            Verdict.OK if answer.status == 303 and answer.location.startswith(start) else Verdict.WRONG_PAGE
        )

    return judge


def _leave_to(start: str) -> Callable[[Answer], Verdict]:
    def judge(answer: Answer) -> Verdict:
        wrong = trouble(answer)
        if wrong is not None:
            return wrong
        return Verdict.OK if answer.content.startswith(f'{{"leave":"{start}'.encode()) else Verdict.WRONG_PAGE

    return judge


def _sign_in_page(answer: Answer) -> Verdict:
    if answer.broken is not None:
        return answer.broken
    return Verdict.OK if b'name="user_name"' in answer.content else trouble(answer) or Verdict.WRONG_PAGE


def _upload(desk: Desk, draft: Draft, kind: VisitKind) -> Verdict:
    """Send the whole bill as a claim file, and look at what became of it."""
    path = f"/{draft.design.name}/claim-upload"
    page, verdict = desk.send(Ask(step=Step.OPEN, method="GET", path=path, headers=_PAGE), _upload_page)
    if verdict is not Verdict.OK or kind is VisitKind.OPEN:
        return verdict
    draft.used += 1
    content, headers = claim_file.upload(csrf_of(page.content), draft.case_reference, draft.lines)
    saving = Saving(bill_id=draft.bill_id, token="", field="", value=draft.case_reference)
    ask = Ask(step=Step.UPLOAD, method="POST", path=path, body=content, headers=headers, saving=saving)
    answer, verdict = desk.send(ask, _redirect_to(f"{path}/"))
    if verdict is not Verdict.OK:
        return verdict
    result = Ask(step=Step.RESULT, method="GET", path=answer.location, headers=_PAGE, saving=saving)
    return desk.send(result, _accepted)[1]


def _upload_page(answer: Answer) -> Verdict:
    return trouble(answer) or (Verdict.OK if b'type="file"' in answer.content else Verdict.WRONG_PAGE)


def _accepted(answer: Answer) -> Verdict:
    wrong = trouble(answer)
    if wrong is not None:
        return wrong
    return Verdict.OK if b"The bill was accepted" in answer.content else Verdict.REFUSED
