"""Evidence: what was seen of a trial beside the bill, and which cause it proves for a line.

Pure. A cause is named only when something that was seen says so: a request that carried the line and was
answered badly or not at all, a limit that the server says it applied, an act of the person, the end of the
browser. Where nothing explains what happened, the cause is `NOT_FOUND`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from billbench.harness.model.outcomes import Cause, Line

_ABORTED = "net::ERR_ABORTED"
"""The browser's word for a request that its own page left behind: no sign of the connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request with a body, as the browser sent it, and what came of it; without an answer no `status`.

    `body` is `None` where the browser does not show it, as it does of a form with a file; how many bytes it
    was, if that is known, says `unseen_bytes`.
    """

    path: str
    body: bytes | None
    unseen_bytes: int | None = None
    content_type: str = "application/x-www-form-urlencoded"
    status: int | None = None
    failure: str = ""
    to_sign_in: bool = False

    @property
    def size(self) -> int | None:
        return self.unseen_bytes if self.body is None else len(self.body)

    def form(self) -> list[tuple[str, str]]:
        """The fields in the order in which they were sent; none of a body with files."""
        text = (self.body or b"").decode("utf-8", "replace")
        if self.content_type.startswith("application/x-www-form-urlencoded"):
            return parse_qsl(text, keep_blank_values=True)
        found = _BOUNDARY.match(self.content_type)
        return _parts(text, found[1]) if found else []


_BOUNDARY = re.compile(r'multipart/form-data;.*?boundary="?([^";,\s]+)', re.IGNORECASE)
_PART = re.compile(r'\r\nContent-Disposition: form-data; name="([^"\r\n]*)"\r\n\r\n', re.IGNORECASE)


def _parts(text: str, boundary: str) -> list[tuple[str, str]]:
    """The fields of a form that was sent in parts; none where one of them is a file."""
    parts = f"\r\n{text}".split(f"\r\n--{boundary}")[1:-1]
    heads = [_PART.match(part) for part in parts]
    if not all(heads):
        return []
    return [(head[1], part[head.end() :]) for head, part in zip(heads, parts, strict=True) if head]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedRule:
    """A limit or fault that a server in front of the application says it applied, and how often."""

    kind: str
    times: int
    limit: int | None = None
    on_exceed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was seen. `ending` says how the trial was cut short, `gave_up` that the person did it."""

    sent: tuple[Sent, ...] = ()
    rules: tuple[AppliedRule, ...] = ()
    gave_up: bool = False
    ending: Cause | None = None

    @property
    def unsettled(self) -> bool:
        """Whether the application may still be at work on what nobody waits for any more."""
        unanswered = any(sent.status in (None, HTTPStatus.GATEWAY_TIMEOUT) for sent in self.sent)
        return unanswered or self.gave_up or self.ending is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A cause with what proves it, in words."""

    cause: Cause
    proof: str


def cause_of_line(line: Line, fields: Collection[str], seen: Evidence, *, last: bool = False) -> Found:
    """Why a line is not as it was entered, by the first (or last) request in trouble that carried it."""
    carrying = [sent for sent in seen.sent if _carries(sent, line)]
    troubles = list(_troubles(carrying, line, fields, seen))
    if troubles:
        return troubles[-1 if last else 0]
    return _other_cause(carrying, seen)


def cause_of_submission(seen: Evidence) -> Found:
    """Why a submission was not received, or not known to be."""
    submissions = [sent for sent in seen.sent if sent.path.endswith("/declaration")] or list(seen.sent[-1:])
    troubles = [found for sent in submissions if (found := _trouble(sent, None, (), seen)) is not None]
    return troubles[0] if troubles else _other_cause(submissions, seen)


def _other_cause(carrying: Sequence[Sent], seen: Evidence) -> Found:
    seen_bodies = [(sent.path, sent.body) for sent in carrying if sent.body is not None]
    if len(set(seen_bodies)) < len(seen_bodies):
        return Found(cause=Cause.DOUBLE_SUBMIT, proof="the same request was sent twice")
    if seen.gave_up:
        return Found(cause=Cause.GIVEN_UP, proof="the person waited no longer")
    if seen.ending is not None:
        return Found(cause=seen.ending, proof="the trial was cut short")
    for sent in seen.sent:
        if sent.to_sign_in:
            return Found(cause=Cause.SESSION_EXPIRED, proof=f"{sent.path} led to where one signs in")
        if sent.status == HTTPStatus.UNAUTHORIZED:
            return Found(cause=Cause.SESSION_EXPIRED, proof=f"{sent.path} was answered {sent.status}")
    refused = [sent for sent in carrying if (sent.status or 0) >= HTTPStatus.BAD_REQUEST]
    # Why is not told by such a status, but that it was refused is.
    proof = f"{refused[-1].path} was answered {refused[-1].status}" if refused else ""
    return Found(cause=Cause.NOT_FOUND, proof=proof)


def _carries(sent: Sent, line: Line) -> bool:
    form = sent.form()
    if form:
        return any(
            (line.whole or name.endswith(f"_{line.known_by}")) and line.is_in(value) for name, value in form
        )
    return line.token.encode() in (sent.body or b"")


def _troubles(
    carrying: Sequence[Sent], line: Line, fields: Collection[str], seen: Evidence
) -> Iterator[Found]:
    for sent in carrying:
        found = _trouble(sent, line, fields, seen)
        if found is not None:
            yield found


def _trouble(sent: Sent, line: Line | None, fields: Collection[str], seen: Evidence) -> Found | None:
    found = _limit(sent, line, fields, seen)
    if found is not None:
        return found
    if _lost(sent, seen):
        again = ", and the browser sent it again" if sent.status is not None else ""
        told = f" ({sent.failure})" if sent.failure else ""
        return Found(
            cause=Cause.CONNECTION_LOST, proof=f"the connection was lost at {sent.path}{told}{again}"
        )
    cause = _by_status(sent)
    return None if cause is None else Found(cause=cause, proof=f"{sent.path} was answered {sent.status}")


def _limit(sent: Sent, line: Line | None, fields: Collection[str], seen: Evidence) -> Found | None:
    form = sent.form()
    for rule in seen.rules:
        if rule.limit is None or not rule.times:
            continue
        if rule.kind == "BodySize" and sent.size is not None and sent.size > rule.limit:
            proof = f"{sent.size:,} bytes were sent, the limit is {rule.limit:,}"
            return Found(cause=Cause.BODY_LIMIT, proof=proof)
        if rule.kind == "FieldCount" and len(form) > rule.limit:
            place = _last_place(form, line, fields)
            if rule.on_exceed != "cut" or place is None:
                proof = f"{len(form):,} fields were sent, the limit is {rule.limit:,}"
                return Found(cause=Cause.FIELD_LIMIT, proof=proof)
            if place > rule.limit:
                proof = f"it is field {place:,} of {len(form):,}, those after {rule.limit:,} were cut"
                return Found(cause=Cause.FIELD_LIMIT, proof=proof)
    return None


def _last_place(form: Sequence[tuple[str, str]], line: Line | None, fields: Collection[str]) -> int | None:
    """Where in the form, from 1, the last of these fields of the line stands."""
    if line is None:
        return None
    known = f"_{line.known_by}"
    prefixes = [name[: -len(known)] for name, value in form if name.endswith(known) and line.token in value]
    wanted = {f"{prefix}_{suffix}" for prefix in prefixes for suffix in fields}
    return max((place for place, (name, _) in enumerate(form, start=1) if name in wanted), default=None)


def _lost(sent: Sent, seen: Evidence) -> bool:
    """No answer came; or the browser repeated the request unasked, and the second one came too late."""
    if sent.failure:
        return sent.failure != _ABORTED
    dropped = any(rule.kind in ("DropBefore", "DropAfter") and rule.times for rule in seen.rules)
    return dropped and sent.status == HTTPStatus.CONFLICT


def _by_status(sent: Sent) -> Cause | None:
    if sent.to_sign_in:
        return Cause.SESSION_EXPIRED
    match sent.status:
        case HTTPStatus.GATEWAY_TIMEOUT:
            return Cause.GATEWAY_TIMEOUT
        case HTTPStatus.UNAUTHORIZED:
            return Cause.SESSION_EXPIRED
        case HTTPStatus.CONFLICT:
            return Cause.STALE_VERSION
        case HTTPStatus.UNPROCESSABLE_ENTITY:
            return Cause.BAD_DATA
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Cause.BODY_LIMIT
        case int() as status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Cause.GATEWAY_ERROR
    return None
