"""Did both sides do the same work, and did the candidate harm any? Told before any time is looked at."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from billbench.harness.model.flags import NO_VERDICT
from billbench.harness.model.outcomes import Outcome
from billbench.harness.model.trials import Trial, TrialState
from billbench.reports.findings.checks.concern import DISTURBED_SHARE
from billbench.reports.gate.measured import Measured
from billbench.reports.gate.question import COUNTERS, Question, Side
from billbench.reports.words.text import clean, listing, plural

_UNHARMED = frozenset({Outcome.SAVED, Outcome.UNKNOWN, Outcome.NOT_TAKEN})
_TOLD = {
    Outcome.REFUSED: "refused with an error",
    Outcome.LOST_UNSAVED: "lost",
    Outcome.LOST_ACKNOWLEDGED: "lost after the page said that it was saved",
    Outcome.DUPLICATED: "stored twice",
    Outcome.ALTERED: "stored other than it was typed",
    Outcome.UNKNOWN_COMMITTED: "stored in spite of an error",
}
_ENDED = frozenset({TrialState.FAILED, TrialState.CRASHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why the gate could not be measured. `lasting`: more launches would not mend it."""

    text: str
    lasting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Harms:
    """What the candidate alone did to people's work, and what both did. A stored baseline did nothing."""

    alone: tuple[str, ...] = ()
    both: tuple[str, ...] = ()


def harms(measured: Measured, question: Question) -> Harms:
    """Hangs and lines that were not saved, at every size."""
    alone: list[str] = []
    both: list[str] = []
    for lines in question.lines:
        ours, theirs = (_by_launch(measured, side, lines) for side in (question.candidate, question.baseline))
        if question.baseline is not None and not theirs:
            continue
        for found, other in ((_hung(ours), _hung(theirs)), (_unsaved(ours, theirs), _unsaved(theirs, ours))):
            if found:
                text = f"{found} at {plural(lines, 'line')}"
                if other:
                    both.append(f"{text} on the candidate, {other} on the baseline")
                else:
                    alone.append(text)
    return Harms(alone=tuple(alone), both=tuple(both))


def _by_launch(measured: Measured, side: Side | None, lines: int) -> Mapping[str, Trial]:
    return {} if side is None else measured.trials_of(side, lines)


def _hung(trials: Mapping[str, Trial]) -> str:
    hung = sum(trial.state is TrialState.HUNG for trial in trials.values())
    return f"the page hung in {hung} of {plural(len(trials), 'launch')}" if hung else ""


def _unsaved(trials: Mapping[str, Trial], others: Mapping[str, Trial]) -> str:
    """Lines that did not come to be saved, but for launches that the other side's end cut short."""
    words: Counter[Outcome] = Counter()
    bills = 0
    for launch, trial in trials.items():
        other = others.get(launch)
        if trial.ledger is None or (
            other is not None and other.state in {TrialState.HUNG, TrialState.CRASHED}
        ):
            continue
        bills += 1
        words.update(fate.outcome for fate in trial.ledger.lines if fate.outcome not in _UNHARMED)
    if not words:
        return ""
    told = [f"{plural(count, 'line was', 'lines were')} {_TOLD[word]}" for word, count in words.most_common()]
    return f"{listing(told)} in {plural(bills, 'bill')}"


def fault(measured: Measured, question: Question) -> Fault | None:
    """The first reason for which the sides cannot be compared; `None` when they can."""
    return next(_faults(measured, question), None)


def _faults(measured: Measured, question: Question) -> Iterator[Fault]:
    sides = [("candidate", question.candidate)]
    if question.baseline is not None:
        sides.insert(0, ("baseline", question.baseline))
    for lines in question.lines:
        for name, side in sides:
            yield from _side_faults(measured, f"the {name} ({measured.title(side)})", side, lines)
        if len(sides) == 2:
            yield from _unlike(measured, sides, lines)


def _side_faults(measured: Measured, name: str, side: Side, lines: int) -> Iterator[Fault]:
    trials = list(measured.trials_of(side, lines).values())
    where = f"at {plural(lines, 'line')}"
    if not trials:
        yield Fault(text=f"{name} was not measured {where}", lasting=False)
        return
    if any(trial.state is TrialState.NOT_OFFERED for trial in trials):
        yield Fault(text=f"{name} does not offer the journey “{clean(measured.journey)}”", lasting=True)
    ended = [trial for trial in trials if trial.state in _ENDED and not NO_VERDICT.intersection(trial.flags)]
    if len(ended) > DISTURBED_SHARE * len(trials):
        reason = clean(ended[0].reason).rstrip(".") or ended[0].state.value
        yield Fault(
            text=f"{name} could not be worked with {where} in {len(ended)} of "
            f"{plural(len(trials), 'launch')}: {reason}",
            lasting=len(ended) == len(trials),
        )
    yield from _rows_missing(measured, name, side, lines)


def _rows_missing(measured: Measured, name: str, side: Side, lines: int) -> Iterator[Fault]:
    for sample in measured.samples_of(side, lines, measured.step).values():
        rows, expected = sample.measures["rows"], sample.measures["rows_expected"]
        if not sample.censored and rows is not None and expected is not None and rows != expected:
            yield Fault(
                text=f"{name} showed {rows:g} of {plural(int(expected), 'line')} at "
                f"{plural(lines, 'line')} in a bill, so the sides did not do the same work",
                lasting=True,
            )


def _unlike(measured: Measured, sides: Sequence[tuple[str, Side]], lines: int) -> Iterator[Fault]:
    """Signals that only one side has, and rows that two sides of one design do not share."""
    found = [list(measured.samples_of(side, lines, measured.step).values()) for _, side in sides]
    for signal in ("freeze_s", *COUNTERS):
        has = [any(sample.measures[signal] is not None for sample in samples) for samples in found]
        if all(found) and (not all(has) and (any(has) or signal == "freeze_s")):
            lacking = listing([name for (name, _), there in zip(sides, has, strict=True) if not there])
            yield Fault(text=f"the signal {signal} is missing on the {lacking}", lasting=True)
    if sides[0][1].design != sides[1][1].design:
        return
    rows = [
        {row for sample in samples if not sample.censored and (row := sample.measures["rows"]) is not None}
        for samples in found
    ]
    if all(rows) and rows[0] != rows[1]:
        shown = [listing([f"{row:g}" for row in sorted(one)], "or") for one in rows]
        yield Fault(
            text=f"at {plural(lines, 'line')} the baseline showed {shown[0]} of them and the candidate "
            f"{shown[1]}, so they did not do the same work",
            lasting=True,
        )
