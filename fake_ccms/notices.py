"""Who is told what about a bill: a request for documents goes to the person who submitted it, all else to
the contact registered on the case."""

from collections.abc import Iterable, Sequence

from billbench.fake_ccms.bill import Bill
from billbench.fake_ccms.documents import DocumentKind
from billbench.fake_ccms.rules.warnings import Concern, Measure, as_sentences, warnings_of
from billbench.fake_ccms.store.assessments import Outcome, Waiting
from billbench.fake_ccms.store.bills import Submission
from billbench.fake_ccms.store.notifications import NewNotification, NotificationKind
from billbench.fake_ccms.store.people import Case
from billbench.fake_ccms.values import for_people

_PROVES = {Concern.VOUCHER: DocumentKind.VOUCHER, Concern.NOTE: DocumentKind.FILE_NOTE}

DOCUMENTS_REQUIRED = "Documents required"


def about_submission(
    bill: Bill, case: Case, submission: Submission, submitter_id: int, wanted: Sequence[str]
) -> list[NewNotification]:
    """What is sent when a bill has been submitted; `wanted` are the proofs asked for, in sentences."""
    received = NewNotification(
        case_id=case.id,
        bill_id=bill.id,
        user_id=case.user_id,
        kind=NotificationKind.NOTIFICATION,
        subject="Bill received",
        details=f"Bill {bill.id} of £{for_people(submission.total)} was submitted as {submission.reference}.",
    )
    if not wanted:
        return [received]
    return [received, _documents_required(case.id, bill.id, submitter_id, " ".join(wanted))]


def documents_wanted(bill: Bill, measure: Measure, attached: Iterable[str]) -> list[str]:
    """The proofs that the lines of a bill ask for, in sentences; a kind that is attached is not asked for."""
    there = set(attached)
    wanted = (
        warning
        for warning in warnings_of(bill.state, measure)
        if warning.concern in _PROVES and _PROVES[warning.concern] not in there
    )
    return [f"{told['text']}: {told['title']}, {told['lines']}." for told in as_sentences(tuple(wanted))]


def about_documents(waiting: Waiting, details: str) -> NewNotification:
    return _documents_required(waiting.case_id, waiting.bill_id, waiting.submitter_id, details)


def about_decision(waiting: Waiting, outcome: Outcome, reason: str) -> NewNotification:
    amount = for_people(waiting.total)
    details = f"Bill {waiting.bill_id} of £{amount} ({waiting.reference}) was {outcome.lower()}."
    return NewNotification(
        case_id=waiting.case_id,
        bill_id=waiting.bill_id,
        user_id=waiting.contact_id,
        kind=NotificationKind.NOTIFICATION,
        subject=f"Bill {outcome.lower()}",
        details=f"{details} Reason: {reason}" if reason else details,
    )


def _documents_required(case_id: int, bill_id: int, user_id: int, details: str) -> NewNotification:
    return NewNotification(
        case_id=case_id,
        bill_id=bill_id,
        user_id=user_id,
        kind=NotificationKind.ACTION,
        subject=DOCUMENTS_REQUIRED,
        details=details,
    )
