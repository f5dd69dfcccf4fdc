"""Forms as a server in front of the service sees them: counted, cut, taken apart and put together again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from billbench.fake_ccms.limits.bodies import Headers
from billbench.fake_ccms.limits.model import Form

_URL_ENCODED = b"application/x-www-form-urlencoded"
_BOUNDARY = re.compile(rb'multipart/form-data\s*;.*?boundary="?([^";,\s]{1,200})', re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(rb'Content-Disposition:[^\r\n]*?[;\s]name="([^"\r\n]*)"([^\r\n]*)', re.IGNORECASE)

# The name of a line's field ends so; in pages of the classic code its address in the interview stands before.
_OF_A_LINE = re.compile(rb"(.*--)?([A-Za-z]+_)(\d+)(_\w+)", re.DOTALL)

_AROUND_AN_ENTRY = 2
"""The `=` and the `&`, which a form in parts is weighed with as if it had them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A field as it was sent, with its name and its entry; a file has none."""

    raw: bytes
    name: bytes
    entry: bytes | None


def form_of(headers: Headers) -> Form | None:
    """How the form is sent; nothing for a body that is no form."""
    kind = _content_type(headers)
    if kind.lower().startswith(_URL_ENCODED):
        return Form.URL_ENCODED
    return Form.MULTIPART if _mark(kind) else None


def count_fields(headers: Headers, content: bytes) -> int:
    """How many fields a form has; 0 for a body that is no form."""
    mark = _mark(_content_type(headers))
    if mark is not None:
        return max(content.count(mark) - 1, 0)
    return content.count(b"&") + 1 if content and form_of(headers) else 0


def first_fields(headers: Headers, content: bytes, limit: int) -> bytes:
    """The form without the fields beyond the limit, as servers leave them out that say nothing."""
    mark = _mark(_content_type(headers))
    if limit <= 0:
        return b""
    if mark is None:
        end = _position(content, b"&", limit)
        return content if end < 0 else content[:end]
    end = _position(content, mark, limit + 1)
    return content if end < 0 else content[:end] + mark + b"--\r\n"


def parts_of(headers: Headers, content: bytes) -> tuple[Part, ...]:
    """The fields of a form in their order; none for a body that is no form."""
    mark = _mark(_content_type(headers))
    if mark is not None:
        return tuple(_part(raw) for raw in content.split(mark)[1:-1])
    if not content or form_of(headers) is None:
        return ()
    return tuple(_pair(raw) for raw in content.split(b"&"))


def put_together(headers: Headers, parts: Iterable[Part]) -> bytes:
    mark = _mark(_content_type(headers))
    if mark is None:
        return b"&".join(part.raw for part in parts)
    return b"".join(mark + part.raw for part in parts) + mark + b"--\r\n"


def weight(parts: Iterable[Part], *, named: bool) -> int:
    """The bytes of all entries, and of their names, without what stands between the parts."""
    return sum(
        len(part.entry) + (len(part.name) + _AROUND_AN_ENTRY if named else 0)
        for part in parts
        if part.entry is not None
    )


def without_blanks(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.entry != b"")


def shuffled(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts by the hash of their names, which is another one in each process."""
    return tuple(sorted(parts, key=lambda part: hash(part.name)))


def numbered_anew(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The lines of each kind counted from 1 without gaps, in the order of the numbers that they had."""
    found = [_OF_A_LINE.fullmatch(part.name) for part in parts]
    numbers: dict[bytes, set[int]] = {}
    for match in filter(None, found):
        numbers.setdefault(match[2], set()).add(int(match[3]))
    places = {
        (kind, number): place
        for kind, had in numbers.items()
        for place, number in enumerate(sorted(had), start=1)
    }
    return tuple(
        _renamed(part, b"%s%s%d%s" % (match[1] or b"", match[2], places[match[2], int(match[3])], match[4]))
        if match
        else part
        for part, match in zip(parts, found, strict=True)
    )


def _renamed(part: Part, name: bytes) -> Part:
    return replace(part, raw=part.raw.replace(part.name, name, 1), name=name)


def _content_type(headers: Headers) -> bytes:
    return next((value for name, value in headers if name == b"content-type"), b"")


def _mark(kind: bytes) -> bytes | None:
    """What stands before each part of a multipart form."""
    found = _BOUNDARY.match(kind)
    return b"--" + found[1] if found else None


def _part(raw: bytes) -> Part:
    head, _, rest = raw.partition(b"\r\n\r\n")
    named = _NAMED.search(head)
    name, more = (named[1], named[2]) if named else (b"", b"")
    is_file = b"filename" in more.lower()
    return Part(raw=raw, name=name, entry=None if is_file else rest.removesuffix(b"\r\n"))


def _pair(raw: bytes) -> Part:
    name, _, entry = raw.partition(b"=")
    return Part(raw=raw, name=name, entry=unquote_to_bytes(entry.replace(b"+", b" ")))


def _position(content: bytes, mark: bytes, number: int) -> int:
    """Where a mark stands for the `number`th time; -1 where it stands fewer times."""
    position = -1
    for _ in range(number):
        position = content.find(mark, position + 1)
        if position < 0:
            return -1
    return position
