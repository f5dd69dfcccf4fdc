"""Lines of somebody else's bill page: as they are stored there, and new ones to type."""

import secrets
from collections.abc import Mapping

from billbench.harness.model.outcomes import Line
from billbench.scenarios.field_map import FieldKind, FieldMap
from billbench.scenarios.page_map import ADDED, PageMap

_KIND = "lines"
_TYPED = {FieldKind.DATE: "14-03-2025", FieldKind.NUMBER: "1", FieldKind.TEXT: "billbench"}


def line_as_stored(fields: Mapping[str, str], page_map: PageMap) -> Line:
    """A line as the application has it."""
    known_by = page_map.known_by
    return Line(
        kind=_KIND, token=fields.get(known_by, ""), known_by=known_by, fields=dict(fields), whole=True
    )


def lines_to_type(page_map: PageMap, count: int) -> tuple[Line, ...]:
    """So many new lines with every field that the map lets be typed.

    Each is known by a word of its own, drawn and not from the seed: what an earlier trial left stays apart.
    """
    return tuple(_line(page_map, f"{ADDED}{secrets.token_hex(4)}") for _ in range(count))


def _line(page_map: PageMap, token: str) -> Line:
    fields = {name: value for name, field in page_map.fields.items() if (value := _value(field))}
    return line_as_stored({**fields, page_map.known_by: token}, page_map)


def _value(field: FieldMap) -> str:
    return field.as_ours(field.values[0]) if field.values else _TYPED.get(field.kind, "")
