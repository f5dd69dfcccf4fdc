"""What a person typed, and what became of it: the words of DESIGN "Outcomes"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one line that a person typed (DESIGN "Outcomes")."""

    SAVED = "saved"
    REFUSED = "refused"
    LOST_UNSAVED = "lost_unsaved"
    LOST_ACKNOWLEDGED = "lost_acknowledged"
    DUPLICATED = "duplicated"
    ALTERED = "altered"
    UNKNOWN_COMMITTED = "unknown_committed"
    NOT_TAKEN = "not_taken"
    """Its field did not hold what was typed, or the trial ended there before it was saved: no loss."""
    UNKNOWN = "unknown"
    """The stored bill could not be read back, so nothing is known."""


ACCUSING = frozenset({Outcome.LOST_UNSAVED, Outcome.LOST_ACKNOWLEDGED, Outcome.DUPLICATED, Outcome.ALTERED})
"""Words that hold something against an application: said once two readings agree."""


class Submission(StrEnum):
    """What became of a submission; `NOT_TRIED` for journeys that do not submit."""

    NOT_TRIED = "not_tried"
    RECEIVED = "received"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    SENT_TWICE = "sent_twice"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """Why a line or a submission came to another word than `saved` or `received`: told by evidence."""

    FIELD_LIMIT = "field_limit"
    BODY_LIMIT = "body_limit"
    GATEWAY_TIMEOUT = "gateway_timeout"
    GATEWAY_ERROR = "gateway_error"
    CONNECTION_LOST = "connection_lost"
    SESSION_EXPIRED = "session_expired"
    DOUBLE_SUBMIT = "double_submit"
    STALE_VERSION = "stale_version"
    BAD_DATA = "bad_data"
    GIVEN_UP = "given_up"
    """The person reloaded or left while the page did not answer."""
    FROZEN = "frozen"
    """The page did not answer until the deadline."""
    BROWSER_DIED = "browser_died"
    SERVER_DIED = "server_died"
    KEPT_OUT_BY_FIELD = "kept_out_by_field"
    """The page's own field shows another value than was typed into it."""
    TARGET_FILE = "target_file"
    """The target file names a field that does not take what it says."""
    NOT_FOUND = "not_found"
    """Nothing that was seen explains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of a bill as a person enters it: `fields` by suffix, as typed.

    `token` is unique in its bill and stands inside the value of `known_by`: by it the line is known
    again in the stored bill, whatever became of its other fields. `whole`: it is that whole value, as in a
    bill that somebody else made.
    """

    kind: str
    token: str
    known_by: str
    fields: Mapping[str, str]
    whole: bool = False

    def is_in(self, value: str) -> bool:
        """Whether a value of the known field is this line's."""
        return value == self.token if self.whole else self.token in value


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person typed into one line, and whether a page said afterwards that it was saved.

    `refused`: a page showed an error in its place, and what was typed was still on the screen then; `error`
    is what it said. `also`: other ways in which a field writes the same, as an option has text and value.
    `unread`: fields that nobody has read since they were typed into.
    """

    token: str
    fields: Mapping[str, str]
    acknowledged: bool
    refused: bool = False
    error: str = ""
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """A line of which a field did not hold what was typed: what was, and what it shows, in words."""

    token: str
    name: str
    evidence: str
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A person's notebook at one moment: what they typed, and what a page acknowledged since.

    `added` are new lines, each with a change that has all its fields; `removed` are lines that the person
    took away, by token, with whether a page acknowledged it. `submitted` is `None` when nothing was
    submitted, else whether a page confirmed it; `submit_refused`: a page showed an error in its place.
    `bill_id` is the bill that the journey made itself. With `not_taken` the trial ended before its save.
    """

    changes: tuple[Change, ...] = ()
    added: tuple[Line, ...] = ()
    removed: Mapping[str, bool] = field(default_factory=dict)
    submitted: bool | None = None
    submit_refused: bool = False
    bill_id: int | None = None
    gave_up: bool = False
    not_taken: tuple[NotTaken, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFate:
    """What became of one typed or touched line; when it is not `saved`, with cause and evidence in words.

    `late_s`: a first look did not see it as it was meant, and so many seconds later one did.
    """

    token: str
    outcome: Outcome
    evidence: str = ""
    cause: Cause | None = None
    late_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What became of the work of one trial. `lines_checked` counts every line compared on read-back."""

    lines_checked: int
    lines: tuple[LineFate, ...]
    submission: Submission = Submission.NOT_TRIED
    submission_cause: Cause | None = None
    submission_evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillHandle:
    """What a trial begins with: a bill, or with 0 as its number a case with logged work and no bill.

    A target's bill has no number of ours either: `case_reference` is what stands for it in its address.
    """

    bill_id: int
    case_reference: str
    user: str
