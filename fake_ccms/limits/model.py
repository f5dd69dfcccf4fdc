"""Limits and faults as values: what happens to a request, and to which requests.

A limit of a real server and a fault that is switched on for an experiment are the same thing, a rule:
an effect and the requests that meet it.
"""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from hashlib import blake2b

MAX_RULES = 32


class OnExceed(StrEnum):
    """What a server does with a request beyond a limit."""

    REFUSE = "refuse"
    CUT = "cut"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCount:
    """At most `limit` fields in a form. `CUT` takes away the fields at the end and says nothing."""

    limit: int
    on_exceed: OnExceed = OnExceed.REFUSE
    status: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class BodySize:
    """At most `limit` bytes in a body. `CUT` hands on an empty body, as Tomcat and PHP do."""

    limit: int
    on_exceed: OnExceed = OnExceed.REFUSE
    status: int = 413


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayTimeout:
    """Without an answer after this time the client gets a 504, while the service goes on and may save."""

    after_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DropBefore:
    """The connection is lost before the service sees the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropAfter:
    """The service does its work to the end, then the connection is lost before the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropWithin:
    """The service does its work to the end, then the connection is lost in the middle of the answer.

    Browsers silently send a request again whose connection was lost before any of the answer: this loss
    they show. An answer without a body, such as a redirect, has no middle and passes.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAnswer:
    """A gateway's own error, such as 502 or 503; the service does not see the request."""

    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowAnswer:
    """The answer comes at this many bytes a second, as over a bad line."""

    bytes_per_s: int


Before = ErrorAnswer | DropBefore | BodySize | FieldCount
"""What a request meets on its way to the service."""
After = GatewayTimeout | DropAfter | DropWithin | SlowAnswer
"""What the answer meets on its way back."""
Effect = Before | After


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the outer layer can know of a request. `fields` is 0 where the body is no form."""

    method: str
    path: str
    fields: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Which requests meet a rule: by route and size, then by a window of time, of requests, and a share.

    Requests are counted from 1, and only those of the route and size. Times are seconds since the rules
    came into force. A window holds its start and not its end.
    """

    route: str = "*"
    methods: tuple[str, ...] = ()
    min_fields: int = 0
    max_fields: int | None = None
    min_bytes: int = 0
    max_bytes: int | None = None
    from_s: float = 0.0
    until_s: float | None = None
    from_request: int = 1
    until_request: int | None = None
    share: float = 1.0
    seed: int = 0

    def fits(self, asked: Asked) -> bool:
        """Whether the rule is about requests such as this one."""
        return (
            (not self.methods or asked.method in self.methods)
            and _within(asked.fields, self.min_fields, self.max_fields)
            and _within(asked.size, self.min_bytes, self.max_bytes)
            and fnmatchcase(asked.path, self.route)
        )

    def holds(self, number: int, elapsed_s: float) -> bool:
        """Whether the rule is in force for the request with this number, at this moment."""
        return (
            self.from_s <= elapsed_s
            and (self.until_s is None or elapsed_s < self.until_s)
            and self.from_request <= number
            and (self.until_request is None or number < self.until_request)
            and (self.share >= 1.0 or _drawn(self.seed, number) < self.share)
        )


def _within(value: int, low: int, high: int | None) -> bool:
    return low <= value and (high is None or value <= high)


def _drawn(seed: int, number: int) -> float:
    """A number from 0 to 1 that follows from seed and request number alone, so that a run can be repeated."""
    digest = blake2b(f"{seed}/{number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    effect: Effect
    when: Condition = Condition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """All rules, in the order in which they are told. `queue`: requests that may wait for a free thread."""

    rules: tuple[Rule, ...] = ()
    queue: int | None = None


NO_LIMITS = Limits()
