"""Bills in the database: reading the checkpoint, and saving only what changed of the attribute rows."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from billbench.fake_ccms.bill import Bill, BillState, BillStatus, Line, from_checkpoint, to_checkpoint
from billbench.fake_ccms.errors import AlreadySubmitted, StaleVersion
from billbench.fake_ccms.store.assessments import Outcome
from billbench.fake_ccms.store.attributes import write_changes
from billbench.fake_ccms.store.schema import (
    assessments,
    bill_globals,
    bill_lines,
    bills,
    cases,
    checkpoints,
    documents,
    line_attributes,
    submissions,
    users,
)

_FIRST_INVOICE = 1_000_000


def shown_status(status: BillStatus, outcome: str) -> str:
    """The status of a bill as people read it."""
    return status.value if status is BillStatus.DRAFT else outcome or "Submitted, not authorised"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillHeading:
    """A bill as the statement of account lists it. `reference` is blank until it is submitted,
    `outcome` until the assessor decided."""

    id: int
    status: BillStatus
    saved_at: str
    total: str
    reference: str
    outcome: str

    @property
    def shown_status(self) -> str:
        return shown_status(self.status, self.outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillVersion:
    """A bill as the support interface lists it."""

    bill_id: int
    case_reference: str
    status: str
    version: int
    saved_at: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    bill_id: int
    reference: str
    submitted_at: str
    total: str


def create_bill(connection: Connection, case_id: int, state: BillState, now: str) -> Bill:
    """Store a new draft with the history of its case, or return the draft that the case has already."""
    state = replace(state, history=_history(connection, case_id))
    values = {
        "case_id": case_id,
        "status": BillStatus.DRAFT.value,
        "version": 1,
        "created_at": now,
        "saved_at": now,
    }
    try:
        with connection.begin_nested():
            bill_id = connection.execute(insert(bills).values(values).returning(bills.c.id)).scalar_one()
    except IntegrityError:
        draft = draft_of(connection, case_id)
        assert draft is not None, "only another draft can be in the way"
        return draft
    connection.execute(insert(checkpoints).values(bill_id=bill_id, interview_data=to_checkpoint(state)))
    write_changes(connection, bill_id, BillState(globals={}), state)
    return Bill(id=bill_id, case_id=case_id, status=BillStatus.DRAFT, version=1, state=state)


_EARLIER = (
    select(checkpoints.c.interview_data)
    .join(bills, bills.c.id == checkpoints.c.bill_id)
    .outerjoin(assessments, assessments.c.bill_id == bills.c.id)
    .where(
        bills.c.case_id == bindparam("case"),
        bills.c.status == BillStatus.SUBMITTED.value,
        # What a rejected bill claims may be claimed again.
        func.coalesce(assessments.c.outcome, "") != Outcome.REJECTED.value,
    )
    .order_by(bills.c.id)
)


def _history(connection: Connection, case_id: int) -> tuple[Line, ...]:
    """The lines of the case's earlier bills."""
    earlier = connection.execute(_EARLIER, {"case": case_id}).scalars()
    return tuple(line for blob in earlier for line in from_checkpoint(blob).lines)


def draft_of(connection: Connection, case_id: int) -> Bill | None:
    query = select(bills.c.id).where(bills.c.case_id == case_id, bills.c.status == BillStatus.DRAFT.value)
    bill_id = connection.execute(query).scalar_one_or_none()
    return None if bill_id is None else find_bill(connection, bill_id)


_FIND = (
    select(bills.c.case_id, bills.c.status, bills.c.version, users.c.firm, checkpoints.c.interview_data)
    .join(checkpoints, checkpoints.c.bill_id == bills.c.id)
    .join(cases, cases.c.id == bills.c.case_id)
    .join(users, users.c.id == cases.c.user_id)
    .where(bills.c.id == bindparam("bill"))
)


def find_bill(connection: Connection, bill_id: int, *, firm: str | None = None) -> Bill | None:
    """Read a bill from its checkpoint; with a firm, only if its case is one of that firm's."""
    row = connection.execute(_FIND, {"bill": bill_id}).one_or_none()
    if row is None or (firm is not None and row.firm != firm):
        return None
    return Bill(
        id=bill_id,
        case_id=row.case_id,
        status=BillStatus(row.status),
        version=row.version,
        state=from_checkpoint(row.interview_data),
    )


_SAVE_CHECKPOINT = (
    update(checkpoints)
    .where(checkpoints.c.bill_id == bindparam("bill"))
    .values(interview_data=bindparam("state"))
)
_RAISE_VERSION = (
    update(bills)
    .where(
        bills.c.id == bindparam("bill"),
        bills.c.version == bindparam("read_version"),
        bills.c.status == BillStatus.DRAFT.value,
    )
    .values(version=bills.c.version + 1, saved_at=bindparam("now"), status=bindparam("new_status"))
)


def save(connection: Connection, bill: Bill, state: BillState, now: str) -> int:
    """Replace the state of a draft and return its new version.

    Raises `StaleVersion` when somebody saved it since `bill` was read, and `AlreadySubmitted` when it
    is no draft.
    """
    _raise_version(connection, bill, BillStatus.DRAFT, now)
    write_changes(connection, bill.id, bill.state, state)
    connection.execute(_SAVE_CHECKPOINT, {"bill": bill.id, "state": to_checkpoint(state)})
    return bill.version + 1


def _raise_version(connection: Connection, bill: Bill, status: BillStatus, now: str) -> None:
    changed = connection.execute(
        _RAISE_VERSION,
        {"bill": bill.id, "read_version": bill.version, "now": now, "new_status": status.value},
    )
    if changed.rowcount != 1:
        present = connection.execute(select(bills.c.status).where(bills.c.id == bill.id)).scalar_one_or_none()
        raise AlreadySubmitted if present == BillStatus.SUBMITTED.value else StaleVersion


def submit(connection: Connection, bill: Bill, *, user_id: int, total: str, now: str) -> Submission:
    """Submit a draft once; a bill submitted before answers with its first submission."""
    before = submission_of(connection, bill.id)
    if before is not None:
        return before
    try:
        _raise_version(connection, bill, BillStatus.SUBMITTED, now)
    except AlreadySubmitted:
        # Where writers do not wait for each other at their start, the first may have come between.
        before = submission_of(connection, bill.id)
        if before is None:
            raise
        return before
    reference = f"INV{_FIRST_INVOICE + bill.id}"
    connection.execute(
        insert(submissions).values(
            bill_id=bill.id, reference=reference, submitted_at=now, user_id=user_id, total=total
        )
    )
    return Submission(bill_id=bill.id, reference=reference, submitted_at=now, total=total)


def submission_of(connection: Connection, bill_id: int) -> Submission | None:
    query = select(
        submissions.c.bill_id, submissions.c.reference, submissions.c.submitted_at, submissions.c.total
    ).where(submissions.c.bill_id == bill_id)
    row = connection.execute(query).one_or_none()
    return Submission(**row._mapping) if row else None


def delete_draft(connection: Connection, bill: Bill, now: str) -> None:
    """Delete a draft with everything it holds. Raises as `save` does."""
    _raise_version(connection, bill, BillStatus.DRAFT, now)
    for table in (line_attributes, bill_lines, bill_globals, checkpoints, documents):
        connection.execute(delete(table).where(table.c.bill_id == bill.id))
    connection.execute(delete(bills).where(bills.c.id == bill.id))


def headings_of(connection: Connection, case_id: int, total_global: str) -> list[BillHeading]:
    """The bills of a case, newest first."""
    total = and_(bill_globals.c.bill_id == bills.c.id, bill_globals.c.name == total_global)
    query = (
        select(
            bills.c.id,
            bills.c.status,
            bills.c.saved_at,
            func.coalesce(bill_globals.c.value, "0.00").label("total"),
            func.coalesce(submissions.c.reference, "").label("reference"),
            func.coalesce(assessments.c.outcome, "").label("outcome"),
        )
        .outerjoin(bill_globals, total)
        .outerjoin(submissions, submissions.c.bill_id == bills.c.id)
        .outerjoin(assessments, assessments.c.bill_id == bills.c.id)
        .where(bills.c.case_id == case_id)
        .order_by(bills.c.id.desc())
    )
    return [
        BillHeading(**{**row._mapping, "status": BillStatus(row.status)}) for row in connection.execute(query)
    ]


def all_bills(connection: Connection) -> list[BillVersion]:
    """Every bill there is, in the order in which they were made."""
    lines = (
        select(func.count())
        .select_from(bill_lines)
        .where(bill_lines.c.bill_id == bills.c.id)
        .scalar_subquery()
    )
    query = (
        select(
            bills.c.id.label("bill_id"),
            cases.c.reference.label("case_reference"),
            bills.c.status,
            bills.c.version,
            bills.c.saved_at,
            lines.label("lines"),
        )
        .join(cases, cases.c.id == bills.c.case_id)
        .order_by(bills.c.id)
    )
    return [BillVersion(**row._mapping) for row in connection.execute(query)]
