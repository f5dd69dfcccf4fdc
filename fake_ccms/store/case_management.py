"""Work logged in the firm's case management system."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, delete, func, insert, select

from billbench.fake_ccms.store.schema import logged_work


class WorkKind(StrEnum):
    TIME = "time"
    COUNSEL = "counsel"
    EXPENSE = "expense"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWork:
    """A piece of work: minutes or items of a fee earner's work, or pence paid to counsel or somebody else.

    `work` is the category of work, the counsel's fee or the kind of expense; `worked_on` is yyyy-MM-dd;
    `vat` is the rate on what was paid out.
    """

    kind: WorkKind
    worked_on: str
    fee_earner: str
    work: str
    note: str = ""
    minutes: int = 0
    items: int = 0
    pence: int = 0
    vat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(NewWork):
    id: int


def log_work(connection: Connection, case_id: int, work: Sequence[NewWork]) -> None:
    rows = [
        {
            "case_id": case_id,
            "kind": entry.kind.value,
            "worked_on": entry.worked_on,
            "fee_earner": entry.fee_earner,
            "work": entry.work,
            "note": entry.note,
            "minutes": entry.minutes,
            "items": entry.items,
            "pence": entry.pence,
            "vat": entry.vat,
        }
        for entry in work
    ]
    if rows:
        connection.execute(insert(logged_work), rows)


def work_on(connection: Connection, case_id: int) -> list[Work]:
    """Everything logged on a case, by day."""
    query = (
        select(logged_work)
        .where(logged_work.c.case_id == case_id)
        .order_by(logged_work.c.worked_on, logged_work.c.id)
    )
    return [
        Work(
            id=row.id,
            kind=WorkKind(row.kind),
            worked_on=row.worked_on,
            fee_earner=row.fee_earner,
            work=row.work,
            note=row.note,
            minutes=row.minutes,
            items=row.items,
            pence=row.pence,
            vat=row.vat,
        )
        for row in connection.execute(query)
    ]


def count_work(connection: Connection, case_ids: Sequence[int]) -> dict[int, int]:
    """How much is logged on each of these cases."""
    query = (
        select(logged_work.c.case_id, func.count().label("entries"))
        .where(logged_work.c.case_id.in_(case_ids))
        .group_by(logged_work.c.case_id)
    )
    return {row.case_id: row.entries for row in connection.execute(query)}


def remove_work(connection: Connection, case_id: int, work_id: int) -> None:
    connection.execute(
        delete(logged_work).where(logged_work.c.case_id == case_id, logged_work.c.id == work_id)
    )
