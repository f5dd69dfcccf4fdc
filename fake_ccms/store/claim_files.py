"""Claim files that were uploaded, with what became of each of their bills."""

import json
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Row, insert, select, update

from billbench.fake_ccms.store.people import User
from billbench.fake_ccms.store.schema import bills, claim_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong at a place of the file, and what to do about it.

    `row` is the line of the file; `line` names the line of the bill and is blank for the bill as a whole.
    """

    row: int
    line: str = ""
    field: str = ""
    wrong: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedBill:
    reference: str
    bill_id: int
    lines: int
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedBill:
    """`row` is the line of the file where the bill begins; `more` counts mistakes that are not listed."""

    reference: str
    row: int
    mistakes: tuple[Mistake, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    id: int
    file_name: str
    uploaded_at: str
    accepted: tuple[AcceptedBill, ...]
    rejected: tuple[RejectedBill, ...]


def open_file(connection: Connection, user: User, file_name: str, digest: str, now: str) -> int:
    """Store that a file came, before its bills are stored in the same transaction."""
    values = {
        "user_id": user.id,
        "firm": user.firm,
        "digest": digest,
        "file_name": file_name,
        "uploaded_at": now,
        "result": json.dumps({"accepted": [], "rejected": []}),
    }
    return int(
        connection.execute(insert(claim_files).values(values).returning(claim_files.c.id)).scalar_one()
    )


def close_file(
    connection: Connection, file_id: int, accepted: list[AcceptedBill], rejected: list[RejectedBill]
) -> None:
    result = {
        "accepted": [asdict(bill) for bill in accepted],
        "rejected": [asdict(bill) for bill in rejected],
    }
    connection.execute(
        update(claim_files).where(claim_files.c.id == file_id).values(result=json.dumps(result))
    )


def find_file(connection: Connection, firm: str, file_id: int) -> FileResult | None:
    query = select(claim_files).where(claim_files.c.id == file_id, claim_files.c.firm == firm)
    row = connection.execute(query).one_or_none()
    return _result(row) if row else None


def files_like(connection: Connection, firm: str, digest: str) -> list[FileResult]:
    """Earlier uploads of the same content by the same firm, newest first."""
    query = (
        select(claim_files)
        .where(claim_files.c.firm == firm, claim_files.c.digest == digest)
        .order_by(claim_files.c.id.desc())
    )
    return [_result(row) for row in connection.execute(query)]


def brought_in(connection: Connection, file_id: int) -> set[int]:
    """The numbers of the bills that the file brought in and that are still there."""
    return set(connection.execute(select(bills.c.id).where(bills.c.claim_file_id == file_id)).scalars())


def mark_brought_in(connection: Connection, bill_id: int, file_id: int) -> None:
    connection.execute(update(bills).where(bills.c.id == bill_id).values(claim_file_id=file_id))


def _result(row: Row[tuple[object, ...]]) -> FileResult:
    found = json.loads(str(row.result))
    return FileResult(
        id=row.id,
        file_name=row.file_name,
        uploaded_at=row.uploaded_at,
        accepted=tuple(AcceptedBill(**bill) for bill in found["accepted"]),
        rejected=tuple(
            RejectedBill(**{**bill, "mistakes": tuple(Mistake(**mistake) for mistake in bill["mistakes"])})
            for bill in found["rejected"]
        ),
    )
