"""What programs read: values as JSON knows them, and tables as CSV."""

import csv
import functools
import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter

from billbench.reports.words.text import csv_safe

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`name` is that of its file."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def plain(value: object) -> object:
    """`value` as JSON knows it. Plans and environments come from elsewhere and may hold anything."""
    match value:
        case bool() | None | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return str(value)


def as_data(document: Any) -> dict[str, Any]:
    """A document, which is a dataclass, as JSON knows it."""
    # Warnings would be of read-only mappings and of what plans hold; `plain` takes both.
    found = plain(_adapter(document.__class__).dump_python(document, warnings=False))
    assert isinstance(found, dict)
    return found


def row_of(kind: type[Row], source: object, **more: object) -> Row:
    """A row or a document, which is a dataclass: `more`, and what `source` has under the same names."""
    names = [one.name for one in fields(kind) if one.name not in more and hasattr(source, one.name)]
    return kind(**{name: getattr(source, name) for name in names}, **more)


def to_json(document: Any) -> str:
    return json.dumps(as_data(document), indent=2, allow_nan=False) + "\n"


@functools.cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def table_of(name: str, kind: type, rows: Iterable[object]) -> Table:
    """A column a field of a kind of rows, which is a dataclass."""
    columns = tuple(field.name for field in fields(kind))
    return Table(name=name, columns=columns, rows=tuple(map(attrgetter(*columns), rows)))


def to_csv(table: Table) -> str:
    """RFC 4180. An absent value is an empty cell; text cannot act as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_csv_value(value) for value in row] for row in table.rows)
    return out.getvalue()


def _csv_value(value: Value) -> Value:
    # Nearly all are numbers.
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return csv_safe(value) if isinstance(value, str) else value
