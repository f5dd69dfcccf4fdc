"""The `Server-Timing` header: what every answer says of where its time went."""

from collections.abc import Mapping
from typing import Final

NAME: Final = "server-timing"

SPANS: Final = ("queue", "parse", "rules", "store", "render")
"""In every header, 0 where nothing of the kind was done: a reader need not guess what is missing."""


def header(spans: Mapping[str, float]) -> str:
    """The header's value; `spans` are seconds, the header has milliseconds."""
    told = {**dict.fromkeys(SPANS, 0.0), **spans}
    return ", ".join(f"{name};dur={seconds * 1000:.2f}" for name, seconds in told.items())
