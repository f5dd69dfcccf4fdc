"""What the assessor decided on submitted bills, and the bills of a firm that wait for a decision."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from billbench.fake_ccms.store.schema import assessments, bills, cases, submissions, users


class Outcome(StrEnum):
    AUTHORISED = "Authorised"
    REJECTED = "Rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    outcome: Outcome
    reason: str
    decided_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A submitted bill on which nothing has been decided."""

    bill_id: int
    case_id: int
    case_reference: str
    contact_id: int
    submitter_id: int
    reference: str
    submitted_at: str
    total: str


def decide(connection: Connection, bill_id: int, outcome: Outcome, reason: str, now: str) -> None:
    values = {"bill_id": bill_id, "outcome": outcome.value, "reason": reason, "decided_at": now}
    connection.execute(insert(assessments).values(values))


def assessment_of(connection: Connection, bill_id: int) -> Assessment | None:
    query = select(assessments.c.outcome, assessments.c.reason, assessments.c.decided_at).where(
        assessments.c.bill_id == bill_id
    )
    row = connection.execute(query).one_or_none()
    return Assessment(**{**row._mapping, "outcome": Outcome(row.outcome)}) if row else None


_WAITING = (
    select(
        bills.c.id.label("bill_id"),
        bills.c.case_id,
        cases.c.reference.label("case_reference"),
        cases.c.user_id.label("contact_id"),
        submissions.c.user_id.label("submitter_id"),
        submissions.c.reference,
        submissions.c.submitted_at,
        submissions.c.total,
    )
    .join(submissions, submissions.c.bill_id == bills.c.id)
    .join(cases, cases.c.id == bills.c.case_id)
    .join(users, users.c.id == cases.c.user_id)
    .outerjoin(assessments, assessments.c.bill_id == bills.c.id)
    .where(assessments.c.bill_id.is_(None))
)


def waiting_bills(connection: Connection, firm: str, *, limit: int) -> list[Waiting]:
    """The firm's bills that wait, newest first."""
    query = _WAITING.where(users.c.firm == firm).order_by(bills.c.id.desc()).limit(limit)
    return [Waiting(**row._mapping) for row in connection.execute(query)]


def waiting_bill(connection: Connection, firm: str, bill_id: int) -> Waiting | None:
    row = connection.execute(_WAITING.where(users.c.firm == firm, bills.c.id == bill_id)).one_or_none()
    return Waiting(**row._mapping) if row else None
