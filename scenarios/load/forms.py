"""Pages read as far as a post needs them: version, token, number of lines, and the fields in their order."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote_plus

_SCREEN = re.compile(rb'<script type="application/json" id="screen">(.*?)</script>', re.DOTALL)
_CONTROL = re.compile(r'<input\b[^>]*>|<select\b[^>]*>|<option(?: value="[^"]*")? selected>[^<]*|</select>')
_ATTRIBUTE = re.compile(r'\b(name|value|type)="([^"]*)"')
_TOTAL = re.compile(rb"Showing \d+ to \d+ of (\d+)")
_VERSION = re.compile(rb'name="version" value="(\d+)"')
_JSON_VERSION = re.compile(rb'"version":(\d+)')
_CSRF = re.compile(rb'name="csrf" value="([^"]*)"')


_BOUNDARY = "----BillbenchFormBoundary7MA4YWxk"
_HEAD_ENDS = "\r\n\r\n"
_BETWEEN_PARTS = f"\r\n--{_BOUNDARY}\r\n"
PARTS = f"multipart/form-data; boundary={_BOUNDARY}"
"""The content type of a form that is sent in parts."""


class NotThatPage(Exception):  # noqa: N818 - it is an observation of the application, not a fault of ours
    """The content is not the page that was asked for."""


@dataclass(slots=True)
class ScreenForm:
    """A screen's form. `pairs` are encoded fields by name, in the order in which a browser sends them.

    With `in_parts` each is a part of a multipart form, else a pair of an url-encoded one.
    """

    csrf: str
    version: int
    total: int | None
    pairs: dict[str, str]
    in_parts: bool = False
    rows: bytes = field(init=False)
    """All fields together: made once, as a screen of 80 lines has a thousand."""
    token: str = field(init=False)
    """The encoded field of `csrf`: to quote it again for each save cost more than all else of a body."""

    def __post_init__(self) -> None:
        self.token = self.field("csrf", self.csrf)
        self.rows = self.between.join(self.pairs.values()).encode()

    @property
    def between(self) -> str:
        return _BETWEEN_PARTS if self.in_parts else "&"

    def changed(self, name: str, value: str) -> str:
        """A field of the page with another value."""
        if self.in_parts:
            return f"{self.pairs[name].partition(_HEAD_ENDS)[0]}{_HEAD_ENDS}{value}"
        return f"{self.pairs[name].partition('=')[0]}={_quoted(value)}"

    def field(self, name: str, value: str) -> str:
        """One field as this form sends it."""
        return _part(name, value) if self.in_parts else f"{quote_plus(name)}={_quoted(value)}"


@lru_cache(maxsize=65_536)
def encoded(name: str, value: str) -> str:
    """One field of an url-encoded form. Most are sent again and again."""
    return f"{quote_plus(name)}={quote_plus(value)}"


@lru_cache(maxsize=65_536)
def _part(name: str, value: str) -> str:
    return f'Content-Disposition: form-data; name="{name}"{_HEAD_ENDS}{value}'


def _quoted(value: str) -> str:
    """As `quote_plus`, word by word: those of a text that is typed again with another number are known."""
    return "+".join(
        [word if word.isascii() and word.isalnum() else _quoted_word(word) for word in value.split(" ")]
    )


_quoted_word = lru_cache(maxsize=65_536)(quote_plus)


def read_screen(content: bytes, *, in_browser: bool, in_parts: bool = False) -> ScreenForm:
    """The form of an interview page. Raises `NotThatPage`."""
    return _from_json(content) if in_browser else _from_page(content, in_parts)


def _from_json(content: bytes) -> ScreenForm:
    """A page that the browser builds: its form has every field of every row, calculated ones too."""
    found = _SCREEN.search(content)
    if found is None:
        raise NotThatPage
    screen = json.loads(found[1])
    if "rows" not in screen:
        raise NotThatPage
    prefix, columns = screen["prefix"], [column["suffix"] for column in screen["columns"]]
    pairs = {
        (name := f"{prefix}_{row['instance']}_{suffix}"): encoded(name, value)
        for row in screen["rows"]
        for suffix, value in zip(columns, row["values"], strict=True)
    }
    total = screen["total"] if screen["kind"] == "lines" else None
    return ScreenForm(csrf=screen["csrf"], version=screen["version"], total=total, pairs=pairs)


def _from_page(content: bytes, in_parts: bool) -> ScreenForm:
    """A page that the server has built."""
    version, csrf = _VERSION.search(content), _CSRF.search(content)
    start = content.find(b'<form class="interview"')
    if version is None or csrf is None or start < 0:
        raise NotThatPage
    total = _TOTAL.search(content)
    return ScreenForm(
        csrf=html.unescape(csrf[1].decode()),
        version=int(version[1]),
        total=int(total[1]) if total else None,
        pairs=_controls(content[start:].decode("utf-8", "replace"), _part if in_parts else encoded),
        in_parts=in_parts,
    )


def _controls(text: str, encode: Callable[[str, str], str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    select = ""
    for found in _CONTROL.finditer(text):
        tag = found[0]
        if tag.startswith("<option"):
            if select:
                fields[select] = html.unescape(tag.partition(">")[2])
        elif tag == "</select>":
            select = ""
        else:
            given = dict(_ATTRIBUTE.findall(tag))
            name = given.get("name", "")
            if tag.startswith("<select"):
                select = name
                fields[name] = ""
            elif name not in ("", "csrf", "version"):
                fields[name] = html.unescape(given.get("value", ""))
    # Names of the classic pages are addresses, whose last part is the name that the field has elsewhere.
    return {name.rpartition("--")[2]: encode(name, value) for name, value in fields.items()}


def csrf_of(content: bytes) -> str:
    """The token of a plain page's form. Raises `NotThatPage`."""
    found = _CSRF.search(content)
    if found is None:
        raise NotThatPage
    return html.unescape(found[1].decode())


def version_of(content: bytes) -> int | None:
    """The version that a page or a script's answer echoes."""
    found = _JSON_VERSION.search(content) or _VERSION.search(content)
    return int(found[1]) if found else None


def body(form: ScreenForm, action: str, changed: dict[str, str], *, in_browser: bool) -> bytes:
    """The form as the browser sends it, with changed fields.

    A script puts the button first; a page without one has it at its place in the form, after the rows.
    """
    rows = form.rows
    for name, value in changed.items():
        # Names are unique in a form, so the first place of a pair is its only one.
        rows = rows.replace(form.pairs[name].encode(), form.changed(name, value).encode(), 1)
    head = form.between.join((form.token, form.field("version", str(form.version)))).encode()
    button = form.field("action", action).encode()
    fields = (button, head, rows) if in_browser else (head, rows, button)
    sent = form.between.encode().join(field for field in fields if field)
    return (
        f"--{_BOUNDARY}\r\n".encode() + sent + f"\r\n--{_BOUNDARY}--\r\n".encode() if form.in_parts else sent
    )
