"""Lines, attribute rows and globals of a bill: reading them, and writing only what changed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Update, bindparam, delete, insert, select, update

from billbench.fake_ccms.bill import BillState
from billbench.fake_ccms.fields import LINE_TYPES
from billbench.fake_ccms.store.schema import bill_globals, bill_lines, line_attributes


def stored_lines(connection: Connection, bill_id: int) -> list[tuple[int, str, dict[str, str]]]:
    """Instance, entity and attributes of every line, read from the attribute rows (not the checkpoint)."""
    attributes: dict[int, dict[str, str]] = {}
    query = select(line_attributes.c.instance, line_attributes.c.name, line_attributes.c.value).where(
        line_attributes.c.bill_id == bill_id
    )
    for instance, name, value in connection.execute(query):
        attributes.setdefault(instance, {})[name] = value
    lines = select(bill_lines.c.instance, bill_lines.c.entity).where(bill_lines.c.bill_id == bill_id)
    return [
        (instance, entity, attributes.get(instance, {}))
        for instance, entity in connection.execute(lines.order_by(bill_lines.c.instance))
    ]


def stored_globals(connection: Connection, bill_id: int) -> dict[str, str]:
    query = select(bill_globals.c.name, bill_globals.c.value).where(bill_globals.c.bill_id == bill_id)
    return {row.name: row.value for row in connection.execute(query)}


Row = tuple[object, ...]

_MANY_ROWS = 1_000

# Rows for these are tuples in the order of the statement's parameters.
_INSERT_LINE = insert(bill_lines).values(
    bill_id=bindparam("b"), instance=bindparam("i"), entity=bindparam("e")
)
_INSERT_ATTRIBUTE = insert(line_attributes).values(
    bill_id=bindparam("b"), instance=bindparam("i"), name=bindparam("n"), value=bindparam("v")
)
_INSERT_GLOBAL = insert(bill_globals).values(
    bill_id=bindparam("b"), name=bindparam("n"), value=bindparam("v")
)
_UPDATE_ATTRIBUTE = (
    update(line_attributes)
    .values(value=bindparam("v"))
    .where(
        line_attributes.c.bill_id == bindparam("b"),
        line_attributes.c.instance == bindparam("i"),
        line_attributes.c.name == bindparam("n"),
    )
)
_UPDATE_GLOBAL = (
    update(bill_globals)
    .values(value=bindparam("v"))
    .where(bill_globals.c.bill_id == bindparam("b"), bill_globals.c.name == bindparam("n"))
)
_DELETE_LINE = tuple(
    delete(table).where(table.c.bill_id == bindparam("b"), table.c.instance == bindparam("i"))
    for table in (line_attributes, bill_lines)
)


def write_changes(connection: Connection, bill_id: int, before: BillState, after: BillState) -> None:
    """Bring lines, attribute rows and globals from one state to the other.

    Only rows that differ are written: a save that changes one field writes one attribute row, as the
    whole state is in the checkpoint anyway.
    """
    old = {line.instance: line.values for line in before.lines}
    kept = {line.instance for line in after.lines}
    removed = [(bill_id, instance) for instance in old if instance not in kept]
    for statement in _DELETE_LINE:
        _run(connection, statement, removed)
    added = [line for line in after.lines if line.instance not in old]
    _run(
        connection,
        _INSERT_LINE,
        [(bill_id, line.instance, LINE_TYPES[line.type].entity) for line in added],
    )
    _run(
        connection,
        _INSERT_ATTRIBUTE,
        [(bill_id, line.instance, str(name), value) for line in added for name, value in line.values.items()],
    )
    _run(connection, _UPDATE_ATTRIBUTE, list(_changed_attributes(bill_id, old, after)))
    _write_globals(connection, bill_id, before.globals, after.globals)


def _changed_attributes(
    bill_id: int, old: Mapping[int, Mapping[str, str]], after: BillState
) -> Iterator[Row]:
    for line in after.lines:
        values = old.get(line.instance)
        if values is None or values == line.values:
            continue
        for name, value in line.values.items():
            if values[name] != value:
                yield value, bill_id, line.instance, str(name)


def _write_globals(
    connection: Connection, bill_id: int, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    new = [(bill_id, str(name), value) for name, value in after.items() if name not in before]
    changed = [
        (value, bill_id, str(name))
        for name, value in after.items()
        if name in before and before[name] != value
    ]
    _run(connection, _INSERT_GLOBAL, new)
    _run(connection, _UPDATE_GLOBAL, changed)


def _run(connection: Connection, statement: Insert | Update | Delete, rows: Sequence[Row]) -> None:
    # Straight to the driver: a dictionary of parameters for every row, and its processing, would cost
    # more than half of a whole save.
    if isinstance(statement, Insert) and len(rows) >= _MANY_ROWS and connection.dialect.name == "postgresql":
        _copy(connection, statement, rows)
    elif rows:
        connection.exec_driver_sql(_in_words_of(connection.dialect, statement), list(rows))


def _copy(connection: Connection, statement: Insert, rows: Sequence[Row]) -> None:
    """Many rows at once, as PostgreSQL takes them in fastest; their order is that of the table's columns."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {statement.table.name} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@lru_cache(maxsize=64)
def _in_words_of(dialect: Dialect, statement: Insert | Update | Delete) -> str:
    return str(statement.compile(dialect=dialect))
