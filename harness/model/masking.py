"""What of a page may be kept: everything of our own fake, nothing typed or shown of a real target.

Pure. One `Masking` is made per application and goes to whoever writes something down. Secrets (the values of
named environment variables, cookies, authorisation) are taken out whatever else is kept.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit, urlunsplit

from billbench.harness.model.outcomes import Line, LineFate
from billbench.harness.model.trials import Trial, TrialState

_SHORTEST_SECRET = 4
_CREDENTIALS = re.compile(r"cookie|authori[sz]ation|token|secret|api-?key|password|csrf|xsrf", re.IGNORECASE)
_TELLING_HEADERS = frozenset(
    (
        "accept-ranges",
        "age",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "keep-alive",
        "server-timing",
        "transfer-encoding",
        "vary",
    )
)
"""Headers of which a masked record keeps the value: they say how an answer was sent, not what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Masking:
    """`keeps_content`: texts, values, bodies and pictures may be kept as they are.

    `secret_variables` are environment variables whose values are written nowhere.
    """

    keeps_content: bool
    secret_variables: tuple[str, ...] = ()

    def text(self, text: str) -> str:
        """A text that a page showed or a person typed: itself, or its length."""
        return self.without_secrets(text) if self.keeps_content else length_of(text)

    def url(self, url: str) -> str:
        """An address; a masked one has no user, no query and no fragment, and of data its kind alone."""
        return self.without_secrets(url) if self.keeps_content else _bare(self.without_secrets(url))

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Headers without credentials; masked, only the names of those that could tell content."""
        told = {name: value for name, value in headers.items() if not _CREDENTIALS.search(name)}
        if self.keeps_content:
            return {name: self.without_secrets(value) for name, value in told.items()}
        return {
            name: self.without_secrets(value) if name.lower() in _TELLING_HEADERS else length_of(value)
            for name, value in told.items()
        }

    def without_secrets(self, text: str) -> str:
        """`text` without any of the secrets, however they are written in it."""
        for variable, value in self._secrets():
            for form in _forms(value):
                text = text.replace(form, f"[{variable}]")
        return text

    def bytes_without_secrets(self, data: bytes) -> bytes:
        for variable, value in self._secrets():
            for form in _forms(value):
                data = data.replace(form.encode(), f"[{variable}]".encode())
        return data

    def _secrets(self) -> list[tuple[str, str]]:
        values = ((name, os.environ.get(name, "")) for name in self.secret_variables)
        # The longest first: one secret may stand inside another.
        known = [(name, value) for name, value in values if len(value) >= _SHORTEST_SECRET]
        return sorted(known, key=lambda pair: -len(pair[1]))


def length_of(text: str) -> str:
    return f"[{len(text)} characters]" if text else ""


def is_credential(header: str) -> bool:
    """Whether a header of this name says who somebody is."""
    return _CREDENTIALS.search(header) is not None


def _forms(value: str) -> tuple[str, ...]:
    """A value as it is, and as addresses, forms and JSON write it."""
    written = (value, json.dumps(value)[1:-1], quote(value, safe=""), quote(value), quote_plus(value))
    return tuple(dict.fromkeys(written))


def _bare(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return length_of(url)
    if parts.scheme in ("http", "https", "ws", "wss", "file"):
        place = f"[{host}]" if ":" in host else host
        return urlunsplit((parts.scheme, f"{place}:{port}" if port else place, parts.path, "", ""))
    return f"{parts.scheme}:" if parts.scheme else parts.path


_STEADY_KEYS = frozenset(
    (
        "frame",
        "page",
        "processId",
        "requestId",
        "scriptId",
        "isolate",
        "loaderId",
        "parent",
        "id",
        "id2",
        "functionName",
        "codeType",
        "type",
        "kind",
        "mimeType",
        "priority",
        "requestMethod",
        "protocol",
        "state",
        "phase",
        "source",
        "encodedDataLength",
        "reason",
        "invalidationList",
        "streamed",
        "sort_index",
        "resourceType",
        "renderBlocking",
        "fetchType",
        "initiatorType",
        "frameTreeNodeId",
        "src_func",
        "src_file",
    )
)
"""Keys of a performance trace whose texts are the browser's or the script's own words."""
_NAMED_BY_PAGES = re.compile(r"blink\.(user_timing|console)|devtools\.timeline\.async|\brail\b")
_BROWSERS_MARKS = frozenset(
    (
        "navigationStart",
        "fetchStart",
        "responseEnd",
        "domLoading",
        "domInteractive",
        "domComplete",
        "domContentLoadedEventStart",
        "domContentLoadedEventEnd",
        "loadEventStart",
        "loadEventEnd",
        "requestStart",
        "unloadEventStart",
        "unloadEventEnd",
        "redirectStart",
        "redirectEnd",
        "domainLookupStart",
        "domainLookupEnd",
        "connectStart",
        "connectEnd",
        "responseStart",
        "firstPaint",
        "firstContentfulPaint",
        "commitNavigationEnd",
    )
)


def mask_trace(events: Sequence[Mapping[str, Any]], masking: Masking) -> list[Mapping[str, Any]]:
    """The events of a performance trace; a masked one keeps no text but names of functions and kinds.

    A text stays when its key is known to hold none of the page's own; every other becomes its length, so
    that a key which a newer browser adds is masked until somebody looks at it.
    """
    if masking.keeps_content:
        return list(events)
    return [_masked_event(event, masking) for event in events]


def _masked_event(event: Mapping[str, Any], masking: Masking) -> Mapping[str, Any]:
    masked = {**event, "args": _masked_value("args", event.get("args", {}), event, masking)}
    named_by_page = _NAMED_BY_PAGES.search(str(event.get("cat", "")))
    if named_by_page and event["name"] not in _BROWSERS_MARKS:
        masked["name"] = length_of(str(event["name"]))
    return masked


def _masked_value(key: str, value: Any, event: Mapping[str, Any], masking: Masking) -> Any:
    match value:
        case dict():
            return {name: _masked_value(name, one, event, masking) for name, one in value.items()}
        case list():
            return [_masked_value(key, one, event, masking) for one in value]
        case str():
            return _masked_text(key, value, event, masking)
        case _:
            return value


def _masked_text(key: str, text: str, event: Mapping[str, Any], masking: Masking) -> str:
    if key.lower().endswith("url"):
        return masking.url(text)
    if key == "nodeName":  # Such as `INPUT id='rate' class='…'`: an id can be anybody's name.
        return text.partition(" ")[0]
    threads_name = key == "name" and event.get("ph") == "M"
    return masking.without_secrets(text) if key in _STEADY_KEYS or threads_name else length_of(text)


def mask_trial(trial: Trial, masking: Masking) -> Trial:
    """The record of a trial: masked, no word that a page said and nothing of what stands in a line."""
    if masking.keeps_content:
        return trial
    ours = trial.state in (TrialState.COMPLETED, TrialState.HUNG)
    ledger = trial.ledger and replace(
        trial.ledger,
        lines=tuple(
            LineFate(token=f"line {number}", outcome=fate.outcome, cause=fate.cause)
            for number, fate in enumerate(trial.ledger.lines, start=1)
        ),
    )
    return replace(trial, reason=trial.reason if ours else length_of(trial.reason), ledger=ledger)


def mask_line(line: Line, masking: Masking) -> Line:
    """A bill line as it may be kept: masked, its fields by name with the lengths of what is typed."""
    if masking.keeps_content:
        return line
    fields = {name: length_of(value) for name, value in line.fields.items()}
    return replace(line, token="", fields=fields)
