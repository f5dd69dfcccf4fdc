"""Figures in assertions: a freeze against a limit, work against harm. They decide, or say why not.

`__tracebackhide__`: a person whose test ends here is shown their own line and not ours.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, Protocol

from billbench.harness.plugin.answer import Figures
from billbench.harness.plugin.durations import Seconds

MOST_LAUNCHES = 1000


class Asker(Protocol):
    """The test that asks: told what it was given, and asked to end where a figure decides nothing."""

    def repeat(self, answer: Figures) -> str:
        """The command that measures the same again."""

    def refused(self, details: str) -> None:
        """An assertion was found to be false; `details` belong to its failure."""

    def undecided(self, reason: str, details: str) -> NoReturn:
        """Neither true nor false: the test ends here."""


@dataclass(frozen=True, slots=True, eq=False)
class Freeze:
    """The freeze of the step that a journey is about, for `<` and `>` with `seconds(…)`.

    True and false are decided by the whole 95 % interval over launches. Where it holds the limit, the figure
    is inconclusive; where it cannot be believed, invalid: both end the test, as the option says.
    """

    answer: Figures
    test: Asker

    def __lt__(self, limit: object) -> bool:
        __tracebackhide__ = True
        return self._is_below(_limit(limit), wanted=True)

    def __gt__(self, limit: object) -> bool:
        __tracebackhide__ = True
        return not self._is_below(_limit(limit), wanted=False)

    # An interval has no room for a difference between "below" and "not above".
    __le__ = __lt__
    __ge__ = __gt__

    def __bool__(self) -> NoReturn:
        __tracebackhide__ = True
        raise TypeError("A freeze is neither true nor false: hold it against a limit, < seconds(…).")

    def __repr__(self) -> str:
        return freeze_in_words(self.answer)

    def _is_below(self, limit: Seconds, *, wanted: bool) -> bool:
        __tracebackhide__ = True
        found = self.answer
        if found.doubt:
            self.test.undecided(f"invalid: {found.doubt}", self._details())
        if found.hung:
            below = self._hung(limit)
        elif found.low_s is None or found.high_s is None:
            self.test.undecided("invalid: there is no interval", self._details())
        elif found.low_s <= limit.value <= found.high_s:
            self.test.undecided(
                f"inconclusive: {self!r} holds the limit of {limit}; {_needed(found, limit.value)}",
                self._details(),
            )
        else:
            below = found.high_s < limit.value
        if below is not wanted:
            self.test.refused(self._details())
        return below

    def _hung(self, limit: Seconds) -> bool:
        """A hang lasted at least as long as the deadline: more than any limit up to there."""
        __tracebackhide__ = True
        waited_s = self.answer.deadline_s
        if limit.value > waited_s:
            said = f"inconclusive: {self!r}, which was waited for {waited_s:g} s and not to {limit}"
            self.test.undecided(said, self._details())
        return False

    def _details(self) -> str:
        return "\n".join(
            [f"{self.answer.what}: {self.answer.step}", repr(self), *self.answer.made_of, *_again(self)]
        )


@dataclass(frozen=True, slots=True, eq=False)
class NothingLost:
    """True when every line of every bill is stored as it was typed, once."""

    answer: Figures
    test: Asker

    def __bool__(self) -> bool:
        __tracebackhide__ = True
        found = self.answer
        if found.work_doubt:
            self.test.undecided(f"invalid: {found.work_doubt}", self._details())
        if found.harmed:
            self.test.refused(self._details())
        return not found.harmed

    def __repr__(self) -> str:
        return work_in_words(self.answer)

    def _details(self) -> str:
        return "\n".join([self.answer.what, repr(self), *self.answer.harm, *_again(self)])


@dataclass(frozen=True, slots=True)
class Save:
    """A bill that was corrected and saved, as often as there are launches."""

    answer: Figures
    test: Asker

    @property
    def nothing_lost(self) -> NothingLost:
        return NothingLost(self.answer, self.test)

    def __bool__(self) -> NoReturn:
        __tracebackhide__ = True
        raise TypeError("A save is neither true nor false: ask for its nothing_lost.")

    def __repr__(self) -> str:
        return f"save of {self.answer.what}"


def freeze_in_words(found: Figures) -> str:
    if found.hung:
        return f"a hang in {found.hung} of {max(found.launches, found.hung)} launches"
    if found.estimate_s is None or found.low_s is None or found.high_s is None:
        return "a freeze without an interval"
    interval = f"{_time(found.low_s)} to {_time(found.high_s)}"
    return f"a freeze of {_time(found.estimate_s)} (95 % interval {interval}, {found.launches} launches)"


def work_in_words(found: Figures) -> str:
    if found.harmed:
        return f"harm to {found.harmed} of {found.bills} bills"
    at_most = f"{found.harmed_at_most:.0%}".replace("%", " %")
    return f"harm to none of {found.bills} bills (at most {at_most} of all, 95 % interval)"


def _again(figure: Freeze | NothingLost) -> Iterator[str]:
    yield f"Measure it again: {figure.test.repeat(figure.answer)}"
    yield f"What was measured: billbench report {figure.answer.folder}"


def _limit(value: object) -> Seconds:
    __tracebackhide__ = True
    if not isinstance(value, Seconds):
        raise TypeError(f"A freeze is held against seconds(…), not against {value!r}.")
    return value


def _needed(found: Figures, limit_s: float) -> str:
    """How many launches would be enough if they went on as these did (t shrinks too, so rather too many)."""
    assert found.estimate_s is not None
    assert found.high_s is not None
    distance = abs(math.log(found.estimate_s / limit_s))
    half = math.log(found.high_s / found.estimate_s)
    needed = math.inf if distance == 0 else found.launches * (half / distance) ** 2
    if needed > MOST_LAUNCHES:
        return "the freeze is too near to the limit for any affordable number of launches"
    return f"about {math.ceil(needed)} launches would decide"


def _time(value: float) -> str:
    """As in reports, which pytest is spared the import of."""
    return f"{value * 1000:.0f} ms" if value < 0.9995 else f"{value:.2f} s"
