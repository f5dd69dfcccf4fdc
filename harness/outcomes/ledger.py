"""The ledger: what became of each line, judged by what is stored and not by what a page said.

Pure: the typed, the acknowledged and the stored go in, one word a line comes out (DESIGN "Outcomes"), with
the cause that the evidence proves when it is not `saved`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from billbench.harness.model.outcomes import Change, Ledger, Line, LineFate, Noted, Outcome, Submission
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
    touched = {*changes, *work.noted.removed}
    fates = [_fate(line, work, changes.get(line.token), stored.lines) for line in _all_lines(work)]
    explained = [
        _with_cause(fate, line, changes.get(line.token), seen)
        for fate, line in zip(fates, _all_lines(work), strict=True)
    ]
    submission = _submission(work, stored.submissions)
    fine = submission in (Submission.NOT_TRIED, Submission.RECEIVED)
    kept = tuple(f for f in explained if f.token in touched or f.outcome is not Outcome.SAVED)
    return Ledger(
        lines_checked=len(fates),
        lines=_as_told(kept, work),
        submission=submission,
        submission_cause=None if fine else cause_of_submission(seen).cause,
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
    return tuple(replace(fate, token=places[fate.token]) for fate in fates)


def _all_lines(work: Work) -> tuple[Line, ...]:
    return (*work.before, *work.noted.added)


def _fate(line: Line, work: Work, change: Change | None, stored: Sequence[StoredLine]) -> LineFate:
    copies = [s for s in stored if s.kind == line.kind and line.is_in(s.fields.get(line.known_by, ""))]
    if line.token in work.noted.removed:
        return _removed_line(line, len(copies), acknowledged=work.noted.removed[line.token])
    if not copies:
        return LineFate(
            token=line.token, outcome=_lost(change), evidence="the line is not in the stored bill"
        )
    if len(copies) > 1:
        return LineFate(
            token=line.token, outcome=Outcome.DUPLICATED, evidence=f"the line is stored {len(copies)} times"
        )
    return _kept_line(line, change, copies[0].fields, work)


def _removed_line(line: Line, copies: int, *, acknowledged: bool) -> LineFate:
    if not copies:
        outcome = Outcome.SAVED if acknowledged else Outcome.UNKNOWN_COMMITTED
        return LineFate(token=line.token, outcome=outcome)
    outcome = Outcome.LOST_ACKNOWLEDGED if acknowledged else Outcome.LOST_UNSAVED
    return LineFate(token=line.token, outcome=outcome, evidence="the line was removed and is still stored")


def _lost(change: Change | None) -> Outcome:
    """A change that is not stored; a line that nobody touched was acknowledged when it was made."""
    if change is None or change.acknowledged:
        return Outcome.LOST_ACKNOWLEDGED
    return Outcome.REFUSED if change.refused else Outcome.LOST_UNSAVED


def _kept_line(line: Line, change: Change | None, stored: Mapping[str, str], work: Work) -> LineFate:
    new = line in work.noted.added
    wanted = {**line.fields, **(change.fields if change else {})}
    if not _differences(wanted, stored):
        outcome = Outcome.SAVED
        if change is not None and not change.acknowledged:
            outcome = Outcome.UNKNOWN_COMMITTED
        return LineFate(token=line.token, outcome=outcome)
    if change is not None and not new and not _differences(line.fields, stored):
        return LineFate(
            token=line.token, outcome=_lost(change), evidence="the stored line is as it was before"
        )
    differing = _differences(wanted, stored)
    evidence = "; ".join(
        f"{name}: {stored.get(name, '')!r} is stored, {wanted[name]!r} was entered"
        if work.tells_values
        else f"{name}: another value is stored than was entered"
        for name in differing
    )
    return LineFate(token=line.token, outcome=Outcome.ALTERED, evidence=evidence)


def _differences(wanted: Mapping[str, str], stored: Mapping[str, str]) -> list[str]:
    """The names of the fields whose stored value is another."""
    return [name for name, value in wanted.items() if stored.get(name, "") != value]


def _with_cause(fate: LineFate, line: Line, change: Change | None, seen: Evidence) -> LineFate:
    if fate.outcome is Outcome.SAVED:
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
