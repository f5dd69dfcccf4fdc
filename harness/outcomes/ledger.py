"""The ledger: what became of each line, judged by what is stored and not by what a page said.

Pure: the typed, the acknowledged and the stored go in, one word a line comes out (DESIGN "Outcomes"), with
the cause that the evidence proves when it is not `saved`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from billbench.harness.model.outcomes import (
    Cause,
    Change,
    Ledger,
    Line,
    LineFate,
    Noted,
    NotTaken,
    Outcome,
    Submission,
)
from billbench.harness.model.written import in_capitals
from billbench.harness.outcomes.evidence import Evidence, Found, cause_of_line, cause_of_submission


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """A line as the application stores it."""

    kind: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBill:
    """A bill read back; `submissions` are the references of what was received, `None` where nobody tells."""

    lines: tuple[StoredLine, ...]
    submissions: tuple[str, ...] | None


_UNREAD = "it was being typed when the trial ended, and nobody had read its field yet"

NO_BILL = StoredBill(lines=(), submissions=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What was there before, and what the person noted.

    `tells_values`: values may stand in the evidence; else it names lines by their place and fields alone.
    """

    before: tuple[Line, ...]
    noted: Noted
    tells_values: bool = True


def judge(work: Work, stored: StoredBill, seen: Evidence | None = None) -> Ledger:
    """Compare every line of the bill with what is stored; keep the fates of touched or harmed lines."""
    seen = seen or Evidence()
    changes = {change.token: change for change in work.noted.changes}
    kept_out = {one.token: one for one in work.noted.not_taken}
    touched = {*changes, *work.noted.removed, *kept_out}
    fates = [_fate(line, work, changes.get(line.token), stored.lines) for line in _all_lines(work)]
    explained = [
        _with_cause(fate, line, changes.get(line.token), seen)
        for fate, line in zip(fates, _all_lines(work), strict=True)
    ]
    submission = _submission(work, stored.submissions)
    fine = submission in (Submission.NOT_TRIED, Submission.RECEIVED)
    kept = [f for f in explained if f.token in touched or f.outcome is not Outcome.SAVED]
    judged = {fate.token for fate in kept}
    # A new line of which no field had the name is on no bill.
    kept += [_kept_out(one) for token, one in kept_out.items() if token not in judged]
    why = Found(cause=Cause.NOT_FOUND, proof="") if fine else cause_of_submission(seen)
    return Ledger(
        lines_checked=len(fates),
        lines=_as_told(tuple(kept), work),
        submission=submission,
        submission_cause=None if fine else why.cause,
        submission_evidence="" if fine else why.proof or "nothing that was seen explains it",
    )


def unknown(work: Work, reason: str, seen: Evidence | None = None) -> Ledger:
    """The ledger when the stored bill could not be read back: nothing is known of any line."""
    cause = seen.ending if seen is not None else None
    fates = tuple(
        LineFate(token=line.token, outcome=Outcome.UNKNOWN, evidence=reason, cause=cause)
        for line in _all_lines(work)
    )
    submission = Submission.NOT_TRIED if work.noted.submitted is None else Submission.UNKNOWN
    return Ledger(lines_checked=0, lines=_as_told(fates, work), submission=submission)


def _as_told(fates: tuple[LineFate, ...], work: Work) -> tuple[LineFate, ...]:
    """By its place in the bill, a line says nothing of what is in it."""
    if work.tells_values:
        return fates
    places = {line.token: f"line {place}" for place, line in enumerate(_all_lines(work), start=1)}
    return tuple(replace(fate, token=places.get(fate.token, "a new line")) for fate in fates)


def _all_lines(work: Work) -> tuple[Line, ...]:
    return (*work.before, *work.noted.added)


def _fate(line: Line, work: Work, change: Change | None, stored: Sequence[StoredLine]) -> LineFate:
    copies = _copies(line, stored)
    if line.token in work.noted.removed:
        return _removed_line(line, len(copies), acknowledged=work.noted.removed[line.token])
    if not copies:
        return _missed(line, change, work, "the line is not in the stored bill")
    if len(copies) > 1:
        return LineFate(
            token=line.token, outcome=Outcome.DUPLICATED, evidence=f"the line is stored {len(copies)} times"
        )
    return _kept_line(line, change, copies[0].fields, work)


def _copies(line: Line, stored: Sequence[StoredLine]) -> list[StoredLine]:
    same = [s for s in stored if s.kind == line.kind]
    exact = [s for s in same if line.is_in(s.fields.get(line.known_by, ""))]
    return exact or [
        s for s in same if line.whole and in_capitals(line.token, s.fields.get(line.known_by, ""))
    ]


def _removed_line(line: Line, copies: int, *, acknowledged: bool) -> LineFate:
    if not copies:
        outcome = Outcome.SAVED if acknowledged else Outcome.UNKNOWN_COMMITTED
        said = "" if acknowledged else "the line is gone, and no page said that it was removed"
        return LineFate(token=line.token, outcome=outcome, evidence=said)
    outcome = Outcome.LOST_ACKNOWLEDGED if acknowledged else Outcome.LOST_UNSAVED
    return LineFate(token=line.token, outcome=outcome, evidence="the line was removed and is still stored")


def _missed(line: Line, change: Change | None, work: Work, evidence: str) -> LineFate:
    """A change that is not stored; a line that nobody touched was acknowledged when it was made."""
    if change is None or change.acknowledged:
        return LineFate(token=line.token, outcome=Outcome.LOST_ACKNOWLEDGED, evidence=evidence)
    if work.noted.not_taken or not set(change.fields) - set(change.unread):
        return _not_held(line, work)
    if not change.refused:
        return LineFate(token=line.token, outcome=Outcome.LOST_UNSAVED, evidence=evidence)
    said = "; ".join(part for part in (change.error, evidence) if part)
    return LineFate(token=line.token, outcome=Outcome.REFUSED, evidence=said)


def _not_held(line: Line, work: Work) -> LineFate:
    """Of a line that is not as it was meant, and of which no page ever had that."""
    own = next((one for one in work.noted.not_taken if one.token == line.token), None)
    if own is not None:
        return _kept_out(own)
    others = [one.evidence for one in work.noted.not_taken]
    said = f"it was not saved, as the trial ended before: {others[0]}" if others else _UNREAD
    return LineFate(token=line.token, outcome=Outcome.NOT_TAKEN, evidence=said)


def _kept_out(found: NotTaken) -> LineFate:
    return LineFate(token=found.token, outcome=Outcome.NOT_TAKEN, evidence=found.evidence, cause=found.cause)


def _kept_line(line: Line, change: Change | None, stored: Mapping[str, str], work: Work) -> LineFate:
    new = line in work.noted.added
    wanted = {**line.fields, **(change.fields if change else {})}
    if line.whole:  # Of somebody else's bill, what is not read back is not known to be blank.
        untold = [name for name in wanted if name not in stored]
        if change is not None and change.fields and set(change.fields) <= set(untold):
            said = f"{', '.join(untold)}: what is read back does not tell it"
            return LineFate(token=line.token, outcome=Outcome.UNKNOWN, evidence=said)
        wanted = {name: value for name, value in wanted.items() if name in stored}
    also = change.also if change is not None else {}
    differing = _differences(wanted, stored, also)
    kept_out = {one.name for one in work.noted.not_taken if one.token == line.token}
    unread = set(change.unread) if change is not None and not change.acknowledged else set[str]()
    if (kept_out or differing) and set(differing) <= kept_out | unread:
        return _not_held(line, work)
    if not differing:
        return _stored_as_meant(line, change, wanted, stored)
    if change is not None and not new and not _differences(line.fields, stored, {}):
        return _missed(line, change, work, "the stored line is as it was before")
    evidence = "; ".join(
        f"{name}: {stored.get(name, '')!r} is stored, {wanted[name]!r} was entered"
        if work.tells_values
        else f"{name}: another value is stored than was entered"
        for name in differing
    )
    return LineFate(token=line.token, outcome=Outcome.ALTERED, evidence=evidence)


def _stored_as_meant(
    line: Line, change: Change | None, wanted: Mapping[str, str], stored: Mapping[str, str]
) -> LineFate:
    if change is not None and not change.acknowledged:
        said = "it is stored, and no page said that it was saved"
        return LineFate(token=line.token, outcome=Outcome.UNKNOWN_COMMITTED, evidence=said)
    capitals = [name for name, value in wanted.items() if in_capitals(value, stored.get(name, ""))]
    said = f"taken in other letters, large or small: {', '.join(capitals)}" if capitals else ""
    return LineFate(token=line.token, outcome=Outcome.SAVED, evidence=said)


def _differences(
    wanted: Mapping[str, str], stored: Mapping[str, str], also: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """The names of the fields whose stored value is another."""
    return [
        name
        for name, value in wanted.items()
        if stored.get(name, "") not in (value, *also.get(name, ()))
        and not in_capitals(value, stored.get(name, ""))
    ]


def _with_cause(fate: LineFate, line: Line, change: Change | None, seen: Evidence) -> LineFate:
    if fate.outcome in (Outcome.SAVED, Outcome.NOT_TAKEN):
        return fate
    fields = change.fields if change is not None else line.fields
    found: Found = cause_of_line(line, fields, seen, last=fate.outcome is Outcome.REFUSED)
    evidence = "; ".join(part for part in (fate.evidence, found.proof) if part)
    return LineFate(token=fate.token, outcome=fate.outcome, evidence=evidence, cause=found.cause)


def _submission(work: Work, references: Sequence[str] | None) -> Submission:
    if references is None:
        return Submission.NOT_TRIED if work.noted.submitted is None else Submission.UNKNOWN
    if work.noted.submitted is None and not references:
        return Submission.NOT_TRIED
    if len(references) > 1:
        return Submission.SENT_TWICE
    if references:
        return Submission.RECEIVED if work.noted.submitted else Submission.UNKNOWN
    return Submission.REFUSED if work.noted.submit_refused else Submission.NOT_SENT
