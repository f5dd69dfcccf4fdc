"""The ledger: what became of each line, judged by what is stored and not by what a page said.

Pure: the typed, the acknowledged and the stored go in, one word a line comes out (DESIGN "Outcomes").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.model import Change, Ledger, Line, LineFate, Outcome, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """A line as the application stores it."""

    kind: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBill:
    """A bill read back; `submissions` are the references of what was received."""

    lines: tuple[StoredLine, ...]
    submissions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What was there before, what the person changed, and whether they submitted.

    `submitted` is `None` when the journey has no submission, else whether a page confirmed it.
    """

    before: tuple[Line, ...]
    changes: tuple[Change, ...]
    submitted: bool | None = None


def judge(work: Work, stored: StoredBill) -> Ledger:
    """Compare every line of the bill with what is stored; keep the fates of touched or harmed lines."""
    changes = {change.token: change for change in work.changes}
    fates = [_fate(line, changes.get(line.token), stored.lines) for line in work.before]
    return Ledger(
        lines_checked=len(work.before),
        lines=tuple(f for f in fates if f.token in changes or f.outcome is not Outcome.SAVED),
        submission=_submission(work.submitted, stored.submissions),
    )


def unknown(work: Work, reason: str) -> Ledger:
    """The ledger when the stored bill could not be read back: nothing is known of any line."""
    fates = tuple(
        LineFate(token=line.token, outcome=Outcome.UNKNOWN, evidence=reason) for line in work.before
    )
    submission = Submission.NOT_TRIED if work.submitted is None else Submission.UNKNOWN
    return Ledger(lines_checked=0, lines=fates, submission=submission)


def _fate(line: Line, change: Change | None, stored: Sequence[StoredLine]) -> LineFate:
    copies = [s for s in stored if s.kind == line.kind and line.token in s.fields.get(line.known_by, "")]
    if not copies:
        outcome = Outcome.LOST_ACKNOWLEDGED if change is None or change.acknowledged else Outcome.LOST_UNSAVED
        return LineFate(token=line.token, outcome=outcome, evidence="the line is not in the stored bill")
    if len(copies) > 1:
        return LineFate(
            token=line.token, outcome=Outcome.DUPLICATED, evidence=f"the line is stored {len(copies)} times"
        )
    return _kept_line(line, change, copies[0].fields)


def _kept_line(line: Line, change: Change | None, stored: Mapping[str, str]) -> LineFate:
    wanted = {**line.fields, **(change.fields if change else {})}
    if not _differences(wanted, stored):
        outcome = Outcome.SAVED
        if change is not None and not change.acknowledged:
            outcome = Outcome.UNKNOWN_COMMITTED
        return LineFate(token=line.token, outcome=outcome)
    if change is not None and not _differences(line.fields, stored):
        outcome = Outcome.LOST_ACKNOWLEDGED if change.acknowledged else Outcome.LOST_UNSAVED
        return LineFate(token=line.token, outcome=outcome, evidence="the stored line is as it was before")
    evidence = "; ".join(_differences(wanted, stored))
    return LineFate(token=line.token, outcome=Outcome.ALTERED, evidence=evidence)


def _differences(wanted: Mapping[str, str], stored: Mapping[str, str]) -> list[str]:
    return [
        f"{name}: {stored.get(name, '')!r} is stored, {value!r} was entered"
        for name, value in wanted.items()
        if stored.get(name, "") != value
    ]


def _submission(confirmed: bool | None, references: Sequence[str]) -> Submission:
    if confirmed is None and not references:
        return Submission.NOT_TRIED
    if len(references) > 1:
        return Submission.SENT_TWICE
    if references:
        return Submission.RECEIVED if confirmed else Submission.UNKNOWN
    return Submission.NOT_SENT
