"""Limits and faults as values: what happens to a request, and to which requests.

A limit of a real server and a fault that is switched on for an experiment are the same thing, a rule:
an effect and the requests that meet it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal, get_args

from pydantic import Field

from billbench.fake_ccms.tables import Table, number, switch, whole, word

MAX_RULES = 40
MAX_BYTES = 1 << 40
MAX_FIELDS = 10_000_000
MAX_SECONDS = 10_000_000

Method = Literal["GET", "POST", "PUT", "DELETE", "HEAD"]


class OnExceed(StrEnum):
    """What a server does with a request beyond a limit."""

    REFUSE = "refuse"
    CUT = "cut"
    VANISH = "vanish"
    DROP = "drop"


class Form(StrEnum):
    """How a form is sent: servers count and limit the two in ways of their own."""

    ANY = "any"
    URL_ENCODED = "url-encoded"
    MULTIPART = "multipart"


class Counted(StrEnum):
    """What a limit counts: every field, or each name once."""

    FIELDS = "fields"
    NAMES = "names"


class Weighed(StrEnum):
    """What of a body counts for its size: all of it, the entries, or these with their names."""

    BODY = "body"
    ENTRIES = "entries"
    NAMED_ENTRIES = "named-entries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the outer layer can know of a request. `fields` is 0 where the body is no form."""

    method: str
    path: str
    fields: int
    size: int
    form: Form | None = None


class Rule(Table):
    """Which requests meet a rule: by route and size, then by a window of time, of requests, and a share.

    Requests are counted from 1, and only those of the route and size. Times are seconds since the rules
    came into force. A window holds its start and not its end.
    """

    route: str = Field(default="*", min_length=1, max_length=500, description="a text of 1 to 500 characters")
    methods: tuple[Method, ...] = Field(
        default=(), strict=False, description=f"a list of some of {', '.join(get_args(Method))}"
    )
    form: Form = word(Form.ANY, Form)
    min_fields: int = whole(0, 0, MAX_BYTES)
    max_fields: int | None = whole(None, 0, MAX_BYTES)
    min_bytes: int = whole(0, 0, MAX_BYTES)
    max_bytes: int | None = whole(None, 0, MAX_BYTES)
    from_s: float = number(0, 0, MAX_SECONDS)
    until_s: float | None = number(None, 0, MAX_SECONDS)
    from_request: int = whole(1, 1, MAX_BYTES)
    until_request: int | None = whole(None, 0, MAX_BYTES)
    share: float = number(1, 0, 1)
    seed: int = whole(0, 0, 1 << 62)

    def at(self, asked: Asked) -> bool:
        """Whether the rule is about requests to this address, as far as that alone tells."""
        return (not self.methods or asked.method in self.methods) and fnmatchcase(asked.path, self.route)

    def fits(self, asked: Asked) -> bool:
        """Whether the rule is about requests such as this one."""
        return (
            self.at(asked)
            and self.form in (Form.ANY, asked.form)
            and _within(asked.fields, self.min_fields, self.max_fields)
            and _within(asked.size, self.min_bytes, self.max_bytes)
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


class Limit(Rule):
    """A limit of a size. A refusal has `status` and says `says`, on a page or as JSON; blank: its status.

    `CUT` takes away what is beyond the limit and says nothing, `VANISH` takes away all. Where a warning is
    printed before the page (`warned`), session and redirect go with it.
    """

    on_exceed: OnExceed = word(OnExceed.REFUSE, OnExceed)
    status: int = whole(413, 400, 599)
    says: str = Field(default="", max_length=200, description="a text of at most 200 characters")
    as_json: bool = switch(default=False)
    warned: bool = switch(default=False)


class FieldCount(Limit):
    """At most `limit` fields in a form. With `query`, the parameters of the address count, and come first.

    Of a form that is cut `left` fields are left, where that is not the limit.
    """

    kind: Literal["fields"] = "fields"
    limit: int = whole(1_000, 1, MAX_FIELDS)
    status: int = whole(400, 400, 599)
    counts: Counted = word(Counted.FIELDS, Counted)
    query: bool = switch(default=False)
    left: int | None = whole(None, 0, MAX_FIELDS)


class BodySize(Limit):
    """At most `limit` bytes in a body. Of one that is cut nothing is left, as with Tomcat and PHP."""

    kind: Literal["body"] = "body"
    limit: int = whole(1024 * 1024, 1, MAX_BYTES)
    counts: Weighed = word(Weighed.BODY, Weighed)


class FieldSize(Limit):
    """At most `limit` bytes in one entry of a form; files are none. Of a form that is cut nothing is left."""

    kind: Literal["field-size"] = "field-size"
    limit: int = whole(1024 * 1024, 1, MAX_BYTES)


class FormReading(Rule):
    """What of a form is lost in reading it, however small it is.

    Blank entries; the order of the fields, another one in each process; or the numbers of lines, which
    some count anew from 1, without gaps.
    """

    kind: Literal["form-reading"] = "form-reading"
    blanks_lost: bool = switch(default=False)
    order_lost: bool = switch(default=False)
    numbers_lost: bool = switch(default=False)


class UploadTimeout(Rule):
    """A body that has not arrived whole after this time is answered with 408."""

    kind: Literal["upload-timeout"] = "upload-timeout"
    after_s: float = number(300, 0, 86_400)


class WorkerTimeout(Rule):
    """The process that works on a request is killed after this time: 500, and what it had committed stays."""

    kind: Literal["worker-timeout"] = "worker-timeout"
    after_s: float = number(30, 0, 86_400)


class GatewayTimeout(Rule):
    """Without an answer after this time the client gets a 504, while the service goes on and may save."""

    kind: Literal["gateway-timeout"] = "gateway-timeout"
    after_s: float = number(60, 0, 86_400)


class DropBefore(Rule):
    """The connection is lost before the service sees the request."""

    kind: Literal["drop-before"] = "drop-before"


class DropAfter(Rule):
    """The service does its work to the end, then the connection is lost before the answer."""

    kind: Literal["drop-after"] = "drop-after"


class DropWithin(Rule):
    """The service does its work to the end, then the connection is lost in the middle of the answer.

    Browsers silently send a request again whose connection was lost before any of the answer: this loss
    they show. An answer without a body, such as a redirect, has no middle and passes.
    """

    kind: Literal["drop-within"] = "drop-within"


class ErrorAnswer(Rule):
    """A gateway's own error, such as 502 or 503; the service does not see the request."""

    kind: Literal["error"] = "error"
    status: int = whole(502, 400, 599)


class SlowAnswer(Rule):
    """The answer comes at this many bytes a second, as over a bad line."""

    kind: Literal["slow-answer"] = "slow-answer"
    bytes_per_s: int = whole(10_000, 100, 1 << 30)


Effect = (
    FieldCount
    | BodySize
    | FieldSize
    | FormReading
    | UploadTimeout
    | WorkerTimeout
    | GatewayTimeout
    | DropBefore
    | DropAfter
    | DropWithin
    | ErrorAnswer
    | SlowAnswer
)
"""A rule with what happens to the requests that meet it."""

EFFECTS: Mapping[str, type[Rule]] = MappingProxyType(
    {effect.model_fields["kind"].default: effect for effect in get_args(Effect)}
)


def _within(value: int, low: int, high: int | None) -> bool:
    return low <= value and (high is None or value <= high)


def _drawn(seed: int, number: int) -> float:
    """A number from 0 to 1 that follows from seed and request number alone, so that a run can be repeated."""
    digest = blake2b(f"{seed}/{number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
