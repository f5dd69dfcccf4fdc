"""What is said of a planted page: did the instrument tell the truth? Pure.

A repeat that other work disturbed is flagged by that cause, before its value is looked at, and does not
count.
"""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from billbench.harness.model.flags import Diagnosis
from billbench.harness.model.kinds import ThreadKind
from billbench.harness.model.verification import Repeat, Repeats
from billbench.reports.words.numbers import percent

TOLERANCE_S = 0.016
TOLERANCE_SHARE = 0.03
ENOUGH = 0.95
"""The share of undisturbed repeats that must be right."""
NEXT_TRIAL_WITHIN_S = 10.0
TOLERANCE_KIND = 0.1
"""By how much of all work the share of a kind may be wrong."""
_ROUNDING_S = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFound:
    """What the planted work is, and its shares of all work: as it was told, and as it was planted."""

    kind: ThreadKind
    told: float
    planted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVerdict:
    """The verdict on one case: medians over its undisturbed repeats, or over all when there are none."""

    name: str
    truth_s: float | None
    freeze_s: float | None
    error_s: float | None
    ok: bool
    diagnosis: tuple[str, ...]
    repeats: int
    undisturbed: int
    right: int
    reason: str
    kind: KindFound | None = None


def tolerance_s(truth_s: float) -> float:
    return max(TOLERANCE_S, TOLERANCE_SHARE * truth_s) + _ROUNDING_S


def mistake(case: Repeats, repeat: Repeat) -> str:
    """What is wrong with one repeat, in words; empty when it is right."""
    if case.endless is not repeat.hung:
        return repeat.problem or "a hang was not recorded as one"
    if repeat.truth_s is None or repeat.freeze_s is None or repeat.error_s is None:
        return repeat.problem or "nothing was measured"
    if abs(repeat.error_s) > tolerance_s(repeat.truth_s):
        return f"{1000 * repeat.freeze_s:.0f} ms were reported for {1000 * repeat.truth_s:.0f} ms"
    if repeat.next_after_s is not None and repeat.next_after_s > NEXT_TRIAL_WITHIN_S:
        return f"the next trial began {repeat.next_after_s:.1f} s after the hang"
    return _wrong_kind(case, repeat) or _wrong_diagnosis(case, repeat.diagnoses)


def _wrong_kind(case: Repeats, repeat: Repeat) -> str:
    """Whether the planted kind was not named, or its share of all work is wrong."""
    work = sum(repeat.kinds.values())
    if case.kind is None or repeat.planted_s is None or not work:
        return ""
    named = max(repeat.kinds, key=lambda kind: repeat.kinds[kind])
    told, planted = repeat.kinds[case.kind] / work, repeat.planted_s / work
    if named is not case.kind:
        return f"{named} was named where {case.kind} was planted"
    if abs(told - planted) > TOLERANCE_KIND:
        return f"{case.kind} was reported at {percent(told)} where {percent(planted)} was planted"
    return ""


def _wrong_diagnosis(case: Repeats, given: frozenset[str]) -> str:
    missing = case.expects - given
    wrong = given - case.expects - case.allows - {Diagnosis.CONTENDED}
    words = [f"not diagnosed: {name}" for name in sorted(missing)]
    return "; ".join([*words, *(f"wrongly diagnosed: {name}" for name in sorted(wrong))])


def judge(case: Repeats) -> CaseVerdict:
    """The verdict on all repeats of a case."""
    repeats = case.repeats
    undisturbed = [repeat for repeat in repeats if not repeat.flags]
    mistakes = [words for repeat in undisturbed if (words := mistake(case, repeat))]
    right = len(undisturbed) - len(mistakes)
    ok = bool(undisturbed) and right >= ENOUGH * len(undisturbed)
    shown = undisturbed or repeats
    return CaseVerdict(
        name=case.name,
        truth_s=_median([repeat.truth_s for repeat in shown]),
        freeze_s=_median([repeat.freeze_s for repeat in shown]),
        error_s=_median([repeat.error_s for repeat in shown]),
        ok=ok,
        diagnosis=_usual(shown),
        repeats=len(repeats),
        undisturbed=len(undisturbed),
        right=right,
        reason="" if ok else _reason(repeats, undisturbed, mistakes),
        kind=_kind_found(case, shown),
    )


def _kind_found(case: Repeats, repeats: Sequence[Repeat]) -> KindFound | None:
    """Medians over the repeats; `None` where no kind was planted, or the browser tells none."""
    shares = [
        (repeat.kinds[case.kind] / work, repeat.planted_s / work)
        for repeat in repeats
        if case.kind is not None and repeat.planted_s is not None and (work := sum(repeat.kinds.values()))
    ]
    if case.kind is None or not shares:
        return None
    told, planted = (statistics.median(one) for one in zip(*shares, strict=True))
    return KindFound(kind=case.kind, told=told, planted=planted)


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _usual(repeats: Sequence[Repeat]) -> tuple[str, ...]:
    """The diagnoses of at least half of the repeats."""
    counted = Counter(name for repeat in repeats for name in repeat.diagnoses)
    return tuple(sorted(name for name, times in counted.items() if 2 * times >= len(repeats)))


def _reason(repeats: Sequence[Repeat], undisturbed: Sequence[Repeat], mistakes: Sequence[str]) -> str:
    if not repeats:
        return "it was not measured"
    if not undisturbed:
        causes = sorted({flag for repeat in repeats for flag in repeat.flags})
        return f"no undisturbed repeat was had ({', '.join(causes)})"
    words, times = Counter(mistakes).most_common(1)[0]
    return f"{words} ({len(mistakes)} of {len(undisturbed)} repeats wrong)" if times else ""
