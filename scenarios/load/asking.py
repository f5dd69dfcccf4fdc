"""What a person's browser asks the service, what comes back, and the one word for it.

Nothing here knows who sends: visits are written against `Desk`, so that they run under Locust, in a test,
and from a plain locustfile alike.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from billbench.harness.model.verdicts import Verdict


class Step(StrEnum):
    """The requests of a visit. Bill sizes and designs are columns, never names."""

    SIGN_IN = "sign-in"
    OPEN = "open"
    LINE = "line"
    SAVE = "save"
    NEXT = "next"
    UPLOAD = "upload"
    RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """Which line a save is to change in which bill, and what to: the proof is looked for there."""

    bill_id: int
    token: str
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request. `saving` is set for those that carry a person's work."""

    step: Step
    method: str
    path: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    saving: Saving | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. With `broken` set, no whole answer came, and the rest is empty."""

    status: int = 0
    location: str = ""
    content: bytes = b""
    broken: Verdict | None = None


Judge = Callable[[Answer], Verdict]


class Desk(Protocol):
    """Who sends requests for one person, keeps their cookies, and notes the verdict on each."""

    def send(self, ask: Ask, judge: Judge) -> tuple[Answer, Verdict]: ...


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


def trouble(answer: Answer) -> Verdict | None:
    """What is wrong with an answer at first sight; `None` when its content has to say."""
    if answer.broken is not None:
        return answer.broken
    # What a script gets is no page, and looking through all of it takes as long as sending a save.
    is_page = not answer.content.startswith(b"{")
    if "/sign-in" in answer.location or (is_page and b'name="user_name"' in answer.content):
        return Verdict.SESSION_ENDED
    if answer.status == 503:
        own = b'"problem"' in answer.content or b"The service is busy" in answer.content
        return Verdict.BUSY if own else Verdict.GATEWAY
    if answer.status in _BY_STATUS:
        return _BY_STATUS[answer.status]
    return Verdict.GATEWAY if answer.status >= 500 else None
