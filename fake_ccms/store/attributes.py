"""Lines, attribute rows and globals of a bill: reading them, and writing only what changed."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from fake_ccms.bill import BillState
from fake_ccms.fields import LINE_TYPES
from fake_ccms.store.schema import bill_globals, bill_lines, line_attributes


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


_INSERT_ATTRIBUTE = insert(line_attributes)
_UPDATE_ATTRIBUTE = (
    update(line_attributes)
    .where(
        line_attributes.c.bill_id == bindparam("b"),
        line_attributes.c.instance == bindparam("i"),
        line_attributes.c.name == bindparam("n"),
    )
    .values(value=bindparam("v"))
)
_UPDATE_GLOBAL = (
    update(bill_globals)
    .where(bill_globals.c.bill_id == bindparam("b"), bill_globals.c.name == bindparam("n"))
    .values(value=bindparam("v"))
)


def write_changes(connection: Connection, bill_id: int, before: BillState, after: BillState) -> None:
    """Bring lines, attribute rows and globals from one state to the other.

    Only rows that differ are written: a save that changes one field writes one attribute row, as the
    whole state is in the checkpoint anyway.
    """
    old = {line.instance: line.values for line in before.lines}
    kept = {line.instance for line in after.lines}
    _remove_lines(connection, bill_id, [instance for instance in old if instance not in kept])
    added = [line for line in after.lines if line.instance not in old]
    _run(
        connection,
        insert(bill_lines),
        [
            {"bill_id": bill_id, "instance": line.instance, "entity": LINE_TYPES[line.type].entity}
            for line in added
        ],
    )
    _run(
        connection,
        _INSERT_ATTRIBUTE,
        [
            {"bill_id": bill_id, "instance": line.instance, "name": str(name), "value": value}
            for line in added
            for name, value in line.values.items()
        ],
    )
    changed = list(_changed_attributes(bill_id, old, after))
    _run(connection, _UPDATE_ATTRIBUTE, changed)
    _write_globals(connection, bill_id, before.globals, after.globals)


def _changed_attributes(
    bill_id: int, old: Mapping[int, Mapping[str, str]], after: BillState
) -> Iterator[dict[str, object]]:
    for line in after.lines:
        values = old.get(line.instance)
        if values is None or values == line.values:
            continue
        for name, value in line.values.items():
            if values[name] != value:
                yield {"b": bill_id, "i": line.instance, "n": str(name), "v": value}


def _remove_lines(connection: Connection, bill_id: int, instances: Sequence[int]) -> None:
    if not instances:
        return
    for table in (line_attributes, bill_lines):
        connection.execute(
            delete(table).where(table.c.bill_id == bill_id, table.c.instance == bindparam("i")),
            [{"i": instance} for instance in instances],
        )


def _write_globals(
    connection: Connection, bill_id: int, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    new = [{"bill_id": bill_id, "name": str(n), "value": v} for n, v in after.items() if n not in before]
    changed = [
        {"b": bill_id, "n": str(n), "v": v} for n, v in after.items() if n in before and before[n] != v
    ]
    _run(connection, insert(bill_globals), new)
    _run(connection, _UPDATE_GLOBAL, changed)


def _run(connection: Connection, statement: object, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(statement, rows)  # type: ignore[call-overload] # insert or update
