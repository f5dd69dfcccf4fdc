"""What is asked of the browser's tracing, read again as any reader of protocol buffers reads it."""

import base64
import json
from collections import defaultdict
from typing import Any

from billbench.harness.instrument.trace_config import trace_config


def number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(data: bytes) -> dict[int, list[Any]]:
    found, at = defaultdict[int, list[Any]](list), 0
    while at < len(data):
        key, at = number(data, at)
        value, at = number(data, at)
        if key & 7:
            assert key & 7 == 2, "only strings, messages and numbers are written"
            value, at = data[at : at + value], at + value  # type: ignore[assignment]
        found[key >> 3].append(value)
    return found


def test_the_events_of_some_categories_are_asked_for_in_some_processes() -> None:
    config = fields(base64.b64decode(trace_config(["v8", "toplevel"], [7, 4_194_303])))
    (buffer,), (source,) = config[1], config[2]
    assert fields(buffer) == {1: [100_000], 4: [2]}
    told = fields(source)
    assert told[2] == [b"org.chromium-7", b"org.chromium-4194303"]
    asked = fields(told[1][0])
    assert asked[1] == [b"track_event"]
    chrome, events = fields(asked[101][0]), fields(asked[113][0])
    assert json.loads(chrome[1][0]) == {
        "included_categories": ["v8", "toplevel"],
        "excluded_categories": ["*"],
    }
    assert (chrome[3], events) == ([1], {1: [b"*"], 2: [b"v8", b"toplevel"]})
