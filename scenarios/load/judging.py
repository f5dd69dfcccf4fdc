"""The one word for what came back: by its content, as a person sees it, and never by its status alone."""

from collections.abc import Callable

from billbench.harness.model.verdicts import Verdict
from billbench.scenarios.load.asking import Judge, Reply
from billbench.scenarios.load.drafts import Draft
from billbench.scenarios.load.forms import read_screen, version_of

CLEARLY_REFUSED = frozenset(
    {Verdict.REFUSED, Verdict.STALE, Verdict.SESSION_ENDED, Verdict.LIMIT, Verdict.BUSY}
)
"""The person is told that the entries were not taken."""

_BY_STATUS = {
    400: Verdict.LIMIT,
    401: Verdict.SESSION_ENDED,
    409: Verdict.STALE,
    413: Verdict.LIMIT,
    422: Verdict.REFUSED,
    502: Verdict.GATEWAY,
    504: Verdict.GATEWAY,
}


def trouble(reply: Reply) -> Verdict | None:
    """What is wrong with an answer at first sight; `None` when its content has to say."""
    if reply.broken is not None:
        return reply.broken
    # What a script gets is no page, and looking through all of it takes as long as sending a save.
    is_page = not reply.content.startswith(b"{")
    if "/sign-in" in reply.location or (is_page and b'name="user_name"' in reply.content):
        return Verdict.SESSION_ENDED
    if reply.status == 503:
        own = b'"problem"' in reply.content or b"The service is busy" in reply.content
        return Verdict.BUSY if own else Verdict.GATEWAY
    if reply.status in _BY_STATUS:
        return _BY_STATUS[reply.status]
    return Verdict.GATEWAY if reply.status >= 500 else None


def _when(fits: Callable[[Reply], bool], otherwise: Verdict = Verdict.WRONG_PAGE) -> Judge:
    return lambda reply: trouble(reply) or (Verdict.OK if fits(reply) else otherwise)


def has(content: bytes, otherwise: Verdict) -> Judge:
    """A page on which this stands."""
    return _when(lambda reply: content in reply.content, otherwise)


def redirects_to(start: str) -> Judge:
    return _when(lambda reply: reply.status == 303 and reply.location.startswith(start))


def leaves_to(start: str) -> Judge:
    """A script's answer that sends the browser to another page."""
    leaving = f'{{"leave":"{start}'.encode()
    return _when(lambda reply: reply.content.startswith(leaving))


def is_sign_in_page(reply: Reply) -> Verdict:
    if reply.broken is not None:
        return reply.broken
    return Verdict.OK if b'name="user_name"' in reply.content else trouble(reply) or Verdict.WRONG_PAGE


def shows(draft: Draft, path: str, version: int) -> Judge:
    """The page that a save led to. It echoes the version, and the number of lines where it lists them."""
    lists_them = f"/lines/{draft.design.kind}" in path

    def judge(reply: Reply) -> Verdict:
        if (wrong := trouble(reply)) is not None:
            return wrong
        if version_of(reply.content) != version:
            return Verdict.WRONG_VERSION
        if not lists_them:
            return Verdict.OK
        form = read_screen(reply.content, in_browser=draft.design.in_browser)
        return Verdict.OK if form.total == len(draft.worked_on) else Verdict.WRONG_LINES

    return judge


def echoes(draft: Draft, version: int, proof: bytes) -> Judge:
    """A script's answer: the screen or the line, with the version that the save made."""
    expected = f'"version":{version}'.encode()
    lines = f'"total":{len(draft.worked_on)},'.encode()
    own_screen = f'"type":"{draft.design.kind}"'.encode()

    def judge(reply: Reply) -> Verdict:
        if (wrong := trouble(reply)) is not None:
            return wrong
        content = reply.content
        if not content.startswith(b"{" + proof):
            return Verdict.WRONG_PAGE
        at = content.find(expected)
        if at < 0 or content[at + len(expected) : at + len(expected) + 1].isdigit():
            return Verdict.WRONG_VERSION
        return Verdict.WRONG_LINES if own_screen in content and lines not in content else Verdict.OK

    return judge
