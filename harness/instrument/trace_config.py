"""What a trace is to hold, as Perfetto's `TraceConfig`: the one form in which processes can be chosen.

Half of the events of a light trace are of the browser's own process, of its compositor and its network: the
browser makes JSON of each, the driver passes it on, and nobody looks at it. Messages and numbers of fields
are those of https://github.com/google/perfetto/tree/main/protos/perfetto/config (`trace_config.proto`,
`data_source_config.proto`, `chrome/chrome_config.proto`, `track_event/track_event_config.proto`). Written by
hand, for these are a dozen fields, and Perfetto's own package brings all of its messages along.
"""

import base64
import json
from collections.abc import Iterable, Sequence

_BUFFER_KB = 100_000
_DISCARD_WHEN_FULL = 2
_BYTES = 2
"""The wire type of strings and messages; numbers have 0."""


def trace_config(categories: Sequence[str], processes: Iterable[int]) -> str:
    """The events of these categories in these processes, in base64."""
    chrome = {"included_categories": [*categories], "excluded_categories": ["*"]}
    chosen = b"".join([_field(1, "*"), *(_field(2, name) for name in categories)])
    source = b"".join(
        [
            _field(1, "track_event"),
            _field(101, _field(1, json.dumps(chrome)) + _field(3, 1)),  # told as the browser's older JSON
            _field(113, chosen),
        ]
    )
    producers = (_field(2, f"org.chromium-{process}") for process in processes)
    buffer = _field(1, _BUFFER_KB) + _field(4, _DISCARD_WHEN_FULL)
    config = _field(1, buffer) + _field(2, b"".join([_field(1, source), *producers]))
    return base64.b64encode(config).decode()


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _number(number << 3) + _number(value)
    content = value.encode() if isinstance(value, str) else value
    return _number(number << 3 | _BYTES) + _number(len(content)) + content


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first; all but the last have the eighth."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
