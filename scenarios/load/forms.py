"""Pages read as far as a post needs them: version, token, number of lines, and the fields in their order."""

import html
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote_plus

_SCREEN = re.compile(rb'<script type="application/json" id="screen">(.*?)</script>', re.DOTALL)
_CONTROL = re.compile(r"<input\b[^>]*>|<select\b[^>]*>|<option selected>[^<]*|</select>")
_ATTRIBUTE = re.compile(r'\b(name|value|type)="([^"]*)"')
_TOTAL = re.compile(rb"Showing \d+ to \d+ of (\d+)")
_VERSION = re.compile(rb'name="version" value="(\d+)"')
_JSON_VERSION = re.compile(rb'"version":(\d+)')
_CSRF = re.compile(rb'name="csrf" value="([^"]*)"')


class NotThatPage(Exception):  # noqa: N818 - it is an observation of the application, not a fault of ours
    """The content is not the page that was asked for."""


@dataclass(slots=True)
class ScreenForm:
    """A screen's form. `pairs` are encoded fields by name, in the order in which a browser sends them."""

    csrf: str
    version: int
    total: int | None
    pairs: dict[str, str]
    rows: bytes = field(init=False)
    """All fields together: made once, as a screen of 80 lines has a thousand."""
    token: str = field(init=False)
    """The encoded field of `csrf`: to quote it again for each save cost more than all else of a body."""

    def __post_init__(self) -> None:
        self.token = encoded("csrf", self.csrf)
        self.rows = "&".join(self.pairs.values()).encode()


@lru_cache(maxsize=65_536)
def encoded(name: str, value: str) -> str:
    """One field of an url-encoded form. Most are sent again and again."""
    return f"{quote_plus(name)}={quote_plus(value)}"


def _quoted(value: str) -> str:
    """As `quote_plus`, word by word: those of a text that is typed again with another number are known."""
    return "+".join(
        [word if word.isascii() and word.isalnum() else _quoted_word(word) for word in value.split(" ")]
    )


_quoted_word = lru_cache(maxsize=65_536)(quote_plus)


def read_screen(content: bytes, *, in_browser: bool) -> ScreenForm:
    """The form of an interview page. Raises `NotThatPage`."""
    return _from_json(content) if in_browser else _from_page(content)


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


def _from_page(content: bytes) -> ScreenForm:
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
        pairs=_controls(content[start:].decode("utf-8", "replace")),
    )


def _controls(text: str) -> dict[str, str]:
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
    return {name: encoded(name, value) for name, value in fields.items()}


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
        pair = form.pairs[name]
        rows = rows.replace(pair.encode(), f"{pair.partition('=')[0]}={_quoted(value)}".encode(), 1)
    head = f"{form.token}&version={form.version}".encode()
    button = f"action={action}".encode()
    parts = (button, head, rows) if in_browser else (head, rows, button)
    return b"&".join(part for part in parts if part)
