"""Submissions beyond a bill's first, where the settings let a declaration that is sent again count again."""

from sqlalchemy import Connection, func, insert, select

from billbench.fake_ccms.store.bills import Submission
from billbench.fake_ccms.store.schema import repeated_submissions


def submit_again(connection: Connection, first: Submission, *, user_id: int, now: str) -> None:
    """The agency receives the bill once more, under a reference of its own."""
    of_bill = select(func.count()).where(repeated_submissions.c.bill_id == first.bill_id)
    number = connection.execute(of_bill).scalar_one() + 2
    connection.execute(
        insert(repeated_submissions).values(
            bill_id=first.bill_id,
            reference=f"{first.reference}-{number}",
            submitted_at=now,
            user_id=user_id,
            total=first.total,
        )
    )


def repeated_submissions_of(connection: Connection, bill_id: int) -> list[Submission]:
    table = repeated_submissions.c
    query = select(table.bill_id, table.reference, table.submitted_at, table.total)
    rows = connection.execute(query.where(table.bill_id == bill_id).order_by(table.id))
    return [Submission(**row._mapping) for row in rows]
