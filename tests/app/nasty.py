"""Made-up requests: every address of the application, and what nobody should type."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from billbench.fake_ccms.design_presets import PRESETS
from billbench.fake_ccms.fields import LINE_TYPES
from billbench.fake_ccms.limits.layer import LimitLayer
from billbench.fake_ccms.web.timing import ServerTiming

KNOWN_TEXTS = (
    "",
    " ",
    "31-02-2024",
    "99/99/9999",
    "00-00-0000",
    "-5.00",
    "£-3",
    "1e9",
    "NaN",
    "99999999999999999999",
    "00:00",
    "25:61",
    "１２-０３-２０２４",
    "٣٤",
    "x" * 10_000,
    "\u202egnitaerht \u05e9\u05dc\u05d5\u05dd",
    "\x00",
    "bell\x07 escape\x1b[31m",
    "line\r\nbreak",
    "\u2028",
    "e\u0301\u0301\u0301",
    "👩‍⚖️",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)> & 'quoted'",
    "</textarea></select></script>",
    "{{ 7 * 7 }}${7*7}",
    "' OR 1=1 --",
    "../../etc/passwd",
    "%00%0d%0a",
    "next",
    "save",
    "add",
    "remove-1",
    "remove-all",
    "Yes",
    "No",
)

texts = st.one_of(
    st.sampled_from(KNOWN_TEXTS),
    # No form can carry a lone surrogate.
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text(alphabet=st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Mn"]), max_size=10),
)
"""What is typed."""

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)

header_values = st.binary(max_size=60).map(
    # What a server lets through: no control character, no space at the ends.
    lambda raw: bytes(letter for letter in raw if letter == 9 or 32 <= letter != 127).strip()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A route: `path` has names in braces, whatever converter the application asks for."""

    method: str
    path: str


def addresses(app: ASGIApp) -> list[Address]:
    """Every address there is, whoever added it."""
    assert isinstance(app, LimitLayer)
    assert isinstance(app.service, ServerTiming)
    service = app.service.app
    assert isinstance(service, Starlette)
    return [Address(method=method, path=path) for method, path in sorted(set(_walk(service.routes, "")))]


def _walk(routes: Sequence[BaseRoute], before: str) -> Iterator[tuple[str, str]]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _walk(route.routes or [], before + route.path)
        elif isinstance(route, Route):
            for method in (route.methods or {"GET"}) - {"HEAD"}:
                yield method, before + route.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Real:
    """What there is in the application, for addresses that lead somewhere. `bills` are stand-ins."""

    bills: tuple[str, ...]
    references: tuple[str, ...]
    csrf: str


def paths(address: Address, real: Real) -> st.SearchStrategy[str]:
    """The address with its names filled in, mostly with what there is."""
    parts = address.path.split("/")
    sensible = st.tuples(*(_sensible(part, real) for part in parts))
    astray = st.tuples(*(_sensible(part, real) | _odd(part) for part in parts))
    one_in_ten = st.integers(min_value=1, max_value=10)
    return st.builds(
        lambda chance, right, wrong: "/".join(wrong if chance == 10 else right), one_in_ten, sensible, astray
    )


def _sensible(part: str, real: Real) -> st.SearchStrategy[str]:
    name, end = _name(part)
    if not name:
        return st.just(part)
    known: dict[str, Sequence[Any]] = {
        "design": tuple(PRESETS),
        "bill": real.bills,
        "reference": real.references,
        "type": ("hourly", "disbursements", *LINE_TYPES),
        "name": ("main.js", "ccms.css"),
    }
    return st.sampled_from([f"{value}{end}" for value in known.get(name, range(1, 4))])


def _odd(part: str) -> st.SearchStrategy[str]:
    name, end = _name(part)
    if not name:
        return st.just(part)
    odd = st.sampled_from(("0", "-1", "99999999", "9" * 30, "x", "%00", "..", "a b"))
    return st.one_of(odd, texts.map(lambda text: quote(text[:200], safe="") or "-")).map(
        lambda text: text + end
    )


def filled(path: str, names: Mapping[str, str]) -> str:
    """The address with its names filled in; those that are not given are 1."""
    parts = [(part, *_name(part)) for part in path.split("/")]
    return "/".join(f"{names.get(name, '1')}{end}" if name else part for part, name, end in parts)


def _name(part: str) -> tuple[str, str]:
    """The name in braces, without the kind of number it is, and what stands behind the braces."""
    inside, _, end = part.removeprefix("{").partition("}")
    return (inside.partition(":")[0], end) if part.startswith("{") else ("", "")


PRESENT = "the version that the bill has now"

_NAMES = (
    *(
        f"PRES_{n}_{suffix}"
        for n in (1, 2, 99)
        for suffix in ("DATE", "ACTIVITY", "TIME", "RATE", "CATEGORY")
    ),
    *("DISB_3_DATE", "DISB_3_NET_CLAIM_INC_UPLFT", "BILL_DISBURSEMENTS", "action", "user_name", "next"),
    *("true", "recorded", "client", "reference", "reason", "outcome", "kind"),
)


def bodies(real: Real) -> st.SearchStrategy[dict[str, Any]]:
    """A body as httpx takes it: a form, mostly with a token that is right, an upload, or any bytes."""
    fields = st.dictionaries(st.sampled_from(_NAMES) | texts, texts, max_size=8)
    own = st.fixed_dictionaries(
        {
            "csrf": st.sampled_from((real.csrf, real.csrf, real.csrf, "guessed")),
            "version": st.sampled_from((PRESENT, PRESENT, PRESENT, "2", "x")),
        }
    )
    form = st.builds(lambda one, other: {**one, **other}, own, fields)
    files = st.tuples(texts.map(lambda text: text[:100]), st.binary(max_size=300) | st.sampled_from(_FILES))
    return st.one_of(
        form.map(lambda fields: {"data": fields}),
        form.map(lambda fields: {"data": fields}),
        st.builds(lambda fields, file: {"data": fields, "files": {"file": file}}, form, files),
        st.binary(max_size=300).map(lambda raw: {"content": raw}),
    )


_FILES = (
    b"",
    b"%PDF-1.4 nothing",
    b"<?xml version='1.0'?><claims/>",
    b"<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><a>&d;</a>",
    b"<claims><claim></claims>",
)
