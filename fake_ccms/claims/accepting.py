"""Taking a claim file: each of its bills becomes a draft as if it were keyed in, or is rejected whole."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import Connection

from billbench.fake_ccms.bill import Bill, BillState, Global, new_state
from billbench.fake_ccms.claims.checking import check_bill
from billbench.fake_ccms.claims.model import BillRead, shown
from billbench.fake_ccms.interview.entries import Lists
from billbench.fake_ccms.store import bills, claim_files, people
from billbench.fake_ccms.store.claim_files import AcceptedBill, FileResult, Mistake, RejectedBill
from billbench.fake_ccms.store.people import Case, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as somebody sent it. With `only_case`, bills of other cases are rejected."""

    user: User
    file_name: str
    digest: str
    only_case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A bill of the file after its checks; `state` and `case` are there unless it was rejected."""

    read: BillRead
    case: Case | None
    state: BillState | None


def digest_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def cases_for(connection: Connection, user: User, read: list[BillRead]) -> dict[str, Case]:
    """The firm's cases that the bills are for, by reference."""
    references = {bill.reference for bill in read}
    found = (people.case_by_reference(connection, user.firm, reference) for reference in references)
    return {case.reference: case for case in found if case is not None}


def check_bills(
    upload: Upload, read: list[BillRead], cases: Mapping[str, Case], lists: Lists
) -> list[Candidate]:
    """Every bill of the file, checked."""
    seen: set[str] = set()
    candidates: list[Candidate] = []
    for bill in read:
        obstacle = _obstacle(upload, bill, cases, seen)
        seen.add(bill.reference)
        if obstacle is not None:
            bill.note(obstacle)
        case = cases.get(bill.reference)
        state = check_bill(bill, case, lists) if case is not None else None
        good = not bill.mistakes
        candidates.append(Candidate(read=bill, case=case, state=state if good else None))
    return candidates


def _obstacle(upload: Upload, bill: BillRead, cases: Mapping[str, Case], seen: set[str]) -> Mistake | None:
    reference = shown(bill.reference)
    if not reference:
        return None  # That it is missing has been noted with the structure.
    if bill.reference not in cases:
        wrong = f"Your firm has no case with the reference {reference}"
        advice = "Correct the reference in your case management system."
        if "/" in reference:
            advice = "A reference with strokes is that of a case on paper: bill it on its paper form."
        return Mistake(row=bill.row, wrong=wrong, advice=advice)
    if bill.reference in seen:
        wrong = f"The file has another bill of case {reference} before this one"
        return Mistake(row=bill.row, wrong=wrong, advice="Send one bill for each case in a file.")
    if upload.only_case and bill.reference != upload.only_case:
        wrong = f"This bill is for case {reference}; you are uploading for case {upload.only_case}"
        return Mistake(row=bill.row, wrong=wrong, advice="Upload it from that case, or from Your cases.")
    return None


def earlier_upload(connection: Connection, upload: Upload) -> FileResult | None:
    """The upload of the same file before, if everything that it brought in is still there."""
    for result in claim_files.files_like(connection, upload.user.firm, upload.digest):
        kept = claim_files.brought_in(connection, result.id)
        if result.accepted and kept.issuperset(bill.bill_id for bill in result.accepted):
            return result
    return None


def store_bills(connection: Connection, upload: Upload, candidates: list[Candidate], now: str) -> int:
    """Store what was accepted and the result of the whole file; its number leads to the result."""
    file_id = claim_files.open_file(connection, upload.user, upload.file_name, upload.digest, now)
    before = _brought_in_before(connection, upload)
    accepted: list[AcceptedBill] = []
    rejected: list[RejectedBill] = []
    for candidate in candidates:
        bill = _store(connection, candidate, before, now)
        if bill is None:
            rejected.append(_rejection(candidate.read))
        else:
            claim_files.mark_brought_in(connection, bill.id, file_id)
            accepted.append(
                AcceptedBill(
                    reference=candidate.read.reference,
                    bill_id=bill.id,
                    lines=len(bill.state.lines),
                    total=bill.state.globals[Global.TOTAL_AMOUNT],
                )
            )
    claim_files.close_file(connection, file_id, accepted, rejected)
    return file_id


def _brought_in_before(connection: Connection, upload: Upload) -> dict[str, int]:
    """By case reference, the bills that the same file brought in earlier and that are still there."""
    return {
        bill.reference: bill.bill_id
        for result in claim_files.files_like(connection, upload.user.firm, upload.digest)
        for bill in result.accepted
        if bill.bill_id in claim_files.brought_in(connection, result.id)
    }


def _store(connection: Connection, candidate: Candidate, before: Mapping[str, int], now: str) -> Bill | None:
    if candidate.state is None or candidate.case is None:
        return None
    read, case = candidate.read, candidate.case
    if case.reference in before:
        wrong = f"The same file brought this bill in before, as bill {before[case.reference]}"
        read.note(Mistake(row=read.row, wrong=wrong, advice="There is nothing to do."))
        return None
    blank = bills.create_bill(connection, case.id, new_state(case.fee_schemes), now)
    if blank.state.lines:
        wrong = f"Case {case.reference} has a draft bill already, bill {blank.id}"
        read.note(Mistake(row=read.row, wrong=wrong, advice="Submit or delete it, then upload this again."))
        return None
    # New, or a draft that somebody began and left without a line: nothing is lost with it.
    state = replace(candidate.state, history=blank.state.history)
    bills.save(connection, blank, state, now)
    return replace(blank, state=state)


def _rejection(read: BillRead) -> RejectedBill:
    return RejectedBill(
        reference=shown(read.reference),
        row=read.row,
        mistakes=tuple(sorted(read.mistakes, key=lambda mistake: mistake.row)),
        more=read.more_mistakes,
    )
