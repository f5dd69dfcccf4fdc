"""Budgets: absolute limits, a readable line each, in a TOML file.

    budgets = [
      "freeze_s at 80 lines <= 1.0",
      "safe_size >= 100",
      "lost_lines_per_100_bills == 0",
      "nodes per line <= 60",
    ]

A line is MEASURE [per line] [at N lines] COMPARISON LIMIT. Measures are the columns of
`harness.model.metrics`, after the step that the journey is about, in base units; `per line` divides a counter
by the lines shown. Without a size it holds at every size that was measured.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from billbench.harness.model.errors import UsageError
from billbench.harness.model.metrics import METRICS, Unit
from billbench.harness.model.typed import read_toml
from billbench.reports.words.text import clean

SAFE_SIZE = "safe_size"
LOST_LINES = "lost_lines_per_100_bills"
_MEASURES = (*METRICS, SAFE_SIZE, LOST_LINES)
EXACT = frozenset({"nodes", "fields", "rows", "requests", "request_bytes", "response_bytes"})
"""Measures that every launch counts alike, up to the bill that it opens: no statistics are needed."""

_LINE = re.compile(
    r"(?P<measure>[A-Za-z_][\w-]*)(?P<per_line> per line)?(?: at (?P<lines>[0-9]{1,6}) lines?)?"
    r" ?(?P<comparison><=|>=|==|<|>) ?(?P<limit>[0-9]+(?:\.[0-9]+)?)"
)
_SHARES = (0.25, 0.5, 0.75, 1.0, 1.25)


class Comparator(StrEnum):
    AT_MOST = "<="
    LESS = "<"
    AT_LEAST = ">="
    MORE = ">"
    EQUAL = "=="

    @property
    def caps(self) -> bool:
        """Whether the limit is one that must not be exceeded."""
        return self in {Comparator.AT_MOST, Comparator.LESS, Comparator.EQUAL}

    def holds(self, value: float, limit: float) -> bool:
        match self:
            case Comparator.AT_MOST:
                return value <= limit
            case Comparator.LESS:
                return value < limit
            case Comparator.AT_LEAST:
                return value >= limit
            case Comparator.MORE:
                return value > limit
            case Comparator.EQUAL:
                return value == limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """`text` as it was typed; `lines` is `None` for every size that was measured; a limit in base units."""

    text: str
    measure: str
    per_line: bool
    lines: int | None
    comparison: Comparator
    limit: float

    @property
    def exact(self) -> bool:
        return self.measure in EXACT


def read_budgets(path: Path) -> tuple[Budget, ...]:
    """Read a budgets file.

    Raises:
        UsageError: it cannot be read, holds no budget, or one that is not understood; with every mistake.
    """
    raw = read_toml(path, "budgets file")
    lines = raw.get("budgets")
    if not isinstance(lines, list) or not lines or set(raw) != {"budgets"}:
        raise UsageError(
            f'{path} must hold one list and nothing else, such as budgets = ["freeze_s at 80 lines <= 1.0"].'
        )
    found, mistakes = _parsed(lines)
    if mistakes:
        raise UsageError(f"{path} has budgets that cannot be kept: {'; '.join(mistakes)}.")
    return tuple(found)


def _parsed(lines: Iterable[object]) -> tuple[list[Budget], list[str]]:
    found: list[Budget] = []
    mistakes: list[str] = []
    for line in lines:
        try:
            found.append(parse(line if isinstance(line, str) else repr(line)))
        except UsageError as error:
            mistakes.append(str(error))
    return found, mistakes


def parse(line: str) -> Budget:
    """One budget.

    Raises:
        UsageError: what is wrong with it, and what would be right.
    """
    text = clean(line)
    found = _LINE.fullmatch(text)
    if found is None:
        raise UsageError(
            f'"{text}" is no budget; write MEASURE [per line] [at N lines] <= LIMIT, such as '
            '"freeze_s at 80 lines <= 1.0"'
        )
    measure = found["measure"]
    if measure not in _MEASURES:
        raise UsageError(f'"{text}" names the unknown measure {measure}; {_nearest(measure)}')
    budget = Budget(
        text=text,
        measure=measure,
        per_line=found["per_line"] is not None,
        lines=int(found["lines"]) if found["lines"] else None,
        comparison=Comparator(found["comparison"]),
        limit=float(found["limit"]),
    )
    mistake = _mistake(budget)
    if mistake:
        raise UsageError(f'"{text}" {mistake}')
    return budget


def _nearest(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), _MEASURES, n=1, cutoff=0.4)
    return f"did you mean {close[0]}?" if close else f"the measures are {', '.join(_MEASURES)}"


def _mistake(budget: Budget) -> str:
    """What a well-formed line asks that cannot be asked; empty for none."""
    if budget.lines == 0:
        return "is about bills of no lines; name a size from 1 on"
    if budget.measure == SAFE_SIZE and (budget.per_line or budget.lines or budget.comparison.caps):
        return "must read safe_size >= LINES: a safe size is one number for all sizes, and larger is better"
    if budget.measure == LOST_LINES and not _asks_of_losses(budget):
        return "must read lost_lines_per_100_bills <= LIMIT or == 0"
    metric = METRICS.get(budget.measure)
    if budget.per_line and metric is not None and metric.unit is Unit.SECONDS:
        return "divides a time by lines; only counters and bytes are told per line"
    noisy = not budget.exact and budget.measure != LOST_LINES
    if budget.comparison is Comparator.EQUAL and noisy:
        return "asks a measured figure to be equal to a number, which no measurement shows; use <="
    return ""


def _asks_of_losses(budget: Budget) -> bool:
    match budget.comparison:
        case Comparator.AT_MOST:
            return not budget.per_line
        case Comparator.LESS:
            return not budget.per_line and budget.limit > 0
        case Comparator.EQUAL:
            return not budget.per_line and budget.limit == 0
        case Comparator.AT_LEAST | Comparator.MORE:
            return False


def sizes_for(budgets: Sequence[Budget], default: tuple[int, ...]) -> tuple[int, ...]:
    """The bill sizes to measure: those named, a grid around a safe size, else the default."""
    named = [budget.lines for budget in budgets if budget.lines is not None]
    for budget in budgets:
        if budget.measure == SAFE_SIZE:
            named += [max(1, round(budget.limit * share)) for share in _SHARES]
    return tuple(dict.fromkeys(named)) or default
