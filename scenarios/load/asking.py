"""What a person's browser asks the service, and what comes back.

Nothing here knows who sends: visits are written against `Sender`, so that they run under Locust, in a test,
and from a plain locustfile alike.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from billbench.harness.model.verdicts import Verdict


class VisitStep(StrEnum):
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

    step: VisitStep
    method: str
    path: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    saving: Saving | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. With `broken` set, no whole answer came, and the rest is empty."""

    status: int = 0
    location: str = ""
    content: bytes = b""
    broken: Verdict | None = None


Judge = Callable[[Reply], Verdict]


class Sender(Protocol):
    """Who sends requests for one person, keeps their cookies, and notes the verdict on each."""

    def send(self, ask: Ask, judge: Judge) -> tuple[Reply, Verdict]: ...
