"""From which size on work is harmed: bills that cannot be opened, saved or submitted, and lines that vanish.

What counts is what was seen: a page that showed an error, did not answer or died, an answer with the status
of a refusal, a ledger that was read back. A journey that could not go on for another reason (a part of the
page was not found, say) may be our own fault: it is no harm, and no proof that all was well. As everywhere
about work, set-aside trials count.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from billbench.harness.model.outcomes import Cause, LineFate, Outcome, Submission
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.reading.plan import PlanView
from billbench.reports.statistics.shares import Counted


class HarmKind(StrEnum):
    """What cannot be done, the worst first: nobody can work on a bill that does not open."""

    NOT_OPENED = "not opened"
    NOT_SAVED = "not saved"
    VANISHED = "vanished"
    NOT_SUBMITTED = "not submitted"
    NOT_FINISHED = "not finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cliff:
    """The bills of one design that came to the same harm, by size, of all of which that is known.

    `ways` says how, the most frequent first; `lines` counts the lines that vanished, `told_saved` whether
    the page said of all of them that they were saved. `devices` is empty where all came to it.
    """

    design: str
    kind: HarmKind
    devices: tuple[str, ...]
    counts: tuple[Counted, ...]
    ways: tuple[str, ...]
    lines: int = 0
    told_saved: bool = False

    @property
    def first(self) -> int:
        """The smallest size that came to it."""
        return next(one.size for one in self.counts if one.count)

    @property
    def spared(self) -> tuple[Counted, ...]:
        """The sizes below, at which none did."""
        return tuple(one for one in self.counts if one.size < self.first)

    @property
    def beyond(self) -> tuple[Counted, ...]:
        return tuple(one for one in self.counts if one.size >= self.first)

    @property
    def is_sharp(self) -> bool:
        """Whether every bill from the first such size on came to it."""
        return all(one.count == one.total for one in self.beyond)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What one trial says of one kind of harm: whether it came to it, and how."""

    kind: HarmKind
    harmed: bool
    way: str = ""
    fates: tuple[LineFate, ...] = ()


_UNSAVED = frozenset({Outcome.REFUSED, Outcome.LOST_UNSAVED})
_FINE = frozenset({Outcome.SAVED, Outcome.UNKNOWN_COMMITTED})
_GONE = frozenset({Outcome.LOST_ACKNOWLEDGED, Outcome.ALTERED})
_OF_A_PERSON = frozenset({None, Cause.NOT_FOUND, Cause.GIVEN_UP})

_AN_ERROR = "the page showed an error"
_ANSWERED = re.compile(r"was answered ([45]\d\d)\b")
_IN_STEP = re.compile(r'in the step "([^"]+)"')
# A number that begins an error is a status only where its phrase follows: "412 lines" is none.
_SHOWN = re.compile(r"The page shows an error(?:: (?:HTTP ([45]\d\d)\b|([45]\d\d)(?: [A-Z]|\.?$)))?")


def cliffs(run: Run, plan: PlanView) -> tuple[Cliff, ...]:
    """With the plan's own settings and person: what is planted in a variant is not found."""
    seen: dict[tuple[str, HarmKind], dict[str, list[tuple[int, _Seen]]]] = {}
    for trial in run.trials:
        cell = trial.cell
        if (cell.variant, cell.person) == (plan.variant, plan.person):
            for one in _seen(trial, plan):
                of_devices = seen.setdefault((cell.design, one.kind), {})
                of_devices.setdefault(cell.device, []).append((cell.lines, one))
    found = [
        _cliff(design, kind, of_devices)
        for (design, kind), of_devices in seen.items()
        if any(one.harmed for every in of_devices.values() for _, one in every)
    ]
    kinds = list(HarmKind)
    return tuple(sorted(found, key=lambda one: (kinds.index(one.kind), plan.designs.index(one.design))))


def _cliff(design: str, kind: HarmKind, of_devices: Mapping[str, Sequence[tuple[int, _Seen]]]) -> Cliff:
    harmed = [device for device, every in of_devices.items() if any(one.harmed for _, one in every)]
    every = [found for device in harmed for found in of_devices[device]]
    totals, counts = Counter[int](), Counter[int]()
    for size, one in every:
        totals[size] += 1
        counts[size] += one.harmed
    fates = [fate for _, one in every for fate in one.fates]
    return Cliff(
        design=design,
        kind=kind,
        devices=() if len(harmed) == len(of_devices) else tuple(harmed),
        counts=tuple(Counted(size=size, count=counts[size], total=totals[size]) for size in sorted(totals)),
        ways=tuple(way for way, _ in Counter(one.way for _, one in every if one.harmed).most_common() if way),
        lines=len(fates),
        told_saved=all(fate.outcome is Outcome.LOST_ACKNOWLEDGED for fate in fates),
    )


def _seen(trial: Trial, plan: PlanView) -> Iterator[_Seen]:
    if trial.state is TrialState.NOT_OFFERED:
        return
    error = _error(trial, plan)
    yield from _opened(trial, error)
    fates = () if trial.ledger is None else trial.ledger.lines
    if fates:
        yield from _saved(trial, fates, error)
    if _submits(trial, plan):
        yield from _submitted(trial, error)
    elif trial.state is TrialState.COMPLETED:
        yield _Seen(kind=HarmKind.NOT_FINISHED, harmed=False)
    elif error and trial.steps and not fates:
        yield _Seen(kind=HarmKind.NOT_FINISHED, harmed=True, way=error)


def _opened(trial: Trial, error: str) -> Iterator[_Seen]:
    if trial.steps:
        yield _Seen(kind=HarmKind.NOT_OPENED, harmed=False)
    elif error:
        yield _Seen(kind=HarmKind.NOT_OPENED, harmed=True, way=error)


def _saved(trial: Trial, fates: Sequence[LineFate], error: str) -> Iterator[_Seen]:
    unsaved = [fate for fate in fates if fate.outcome in _UNSAVED]
    gone = tuple(fate for fate in fates if fate.outcome in _GONE)
    if trial.state is TrialState.COMPLETED:
        gone += tuple(fate for fate in unsaved if fate.outcome is Outcome.LOST_UNSAVED)
        unsaved = [fate for fate in unsaved if fate.outcome is Outcome.REFUSED]
    causes = [fate.cause for fate in unsaved if fate.cause not in _OF_A_PERSON]
    refused = any(fate.outcome is Outcome.REFUSED for fate in unsaved)
    is_fine = all(fate.outcome in _FINE for fate in fates)
    error = (_answered(unsaved) or error) if error in {"", _AN_ERROR} else error
    if unsaved and (error or causes or refused):
        way = _way(error or ("refused" if refused else ""), causes)
        yield _Seen(kind=HarmKind.NOT_SAVED, harmed=True, way=way)
    elif is_fine:
        yield _Seen(kind=HarmKind.NOT_SAVED, harmed=False)
    if gone:
        way = _way("", [fate.cause for fate in gone if fate.cause not in _OF_A_PERSON])
        yield _Seen(kind=HarmKind.VANISHED, harmed=True, way=way, fates=gone)
    elif is_fine:
        yield _Seen(kind=HarmKind.VANISHED, harmed=False)


def _submits(trial: Trial, plan: PlanView) -> bool:
    tried = trial.ledger is not None and trial.ledger.submission is not Submission.NOT_TRIED
    return tried or any(step.name == "submit" for step in plan.steps.get(trial.cell.journey, ()))


def _submitted(trial: Trial, error: str) -> Iterator[_Seen]:
    became = Submission.NOT_TRIED if trial.ledger is None else trial.ledger.submission
    if became is Submission.RECEIVED:
        yield _Seen(kind=HarmKind.NOT_SUBMITTED, harmed=False)
    elif became in {Submission.REFUSED, Submission.NOT_SENT} or (error and trial.steps):
        cause = None if trial.ledger is None else trial.ledger.submission_cause
        way = _way(error, [] if cause in _OF_A_PERSON else [cause])
        yield _Seen(kind=HarmKind.NOT_SUBMITTED, harmed=True, way=way)


def _error(trial: Trial, plan: PlanView) -> str:
    """What the page did that the person could see; empty where nothing says so."""
    match trial.state:
        case TrialState.FAILED if shown := _SHOWN.match(trial.reason):
            status = shown[1] or shown[2]
            return _with(status) if status else _AN_ERROR
        case TrialState.HUNG if _is_of_the_page(trial, plan):
            until = "" if plan.deadline_s is None else f" for {plan.deadline_s:g} s"
            return f"the page did not answer{until}"
        case TrialState.CRASHED if trial.steps:
            return "the page or the browser died"
        case _:
            return ""


def _is_of_the_page(trial: Trial, plan: PlanView) -> bool:
    """Whether a hang was in a step of the journey, and not in what we did before or after it."""
    named = _IN_STEP.search(trial.reason)
    return named is None or named[1] in {step.name for step in plan.steps.get(trial.cell.journey, ())}


def _answered(fates: Sequence[LineFate]) -> str:
    """The refusal that carried the lines, where the evidence names one."""
    statuses = Counter(found[1] for fate in fates if (found := _ANSWERED.search(fate.evidence)))
    return _with(statuses.most_common(1)[0][0]) if statuses else ""


def _with(status: str) -> str:
    """A server that breaks refuses nothing."""
    return f"{'refused' if status.startswith('4') else 'answered'} with {status}"


_CAUSES: Mapping[Cause, str] = {
    Cause.FIELD_LIMIT: "more fields than the server takes",
    Cause.BODY_LIMIT: "more bytes than the server takes",
    Cause.GATEWAY_TIMEOUT: "a gateway gave up waiting",
    Cause.GATEWAY_ERROR: "an error of the server",
    Cause.CONNECTION_LOST: "the connection was lost",
    Cause.SESSION_EXPIRED: "the session had ended",
    Cause.DOUBLE_SUBMIT: "the same was sent twice",
    Cause.STALE_VERSION: "the bill was changed elsewhere",
    Cause.BAD_DATA: "an entry was not taken",
    Cause.SERVER_DIED: "the server died",
}


def _way(error: str, causes: Sequence[Cause | None]) -> str:
    """`refused with 400 (more fields than the server takes)`."""
    known = Counter(_CAUSES[cause] for cause in causes if cause is not None and cause in _CAUSES).most_common(
        1
    )
    cause = known[0][0] if known else ""
    if error.startswith("answered with") and cause == _CAUSES[Cause.GATEWAY_ERROR]:
        return error
    return f"{error} ({cause})" if error and cause else error or cause
