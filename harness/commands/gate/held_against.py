"""What a gate's candidate is held against: a baseline of the same launches, a stored one, or budgets."""

from dataclasses import dataclass
from pathlib import Path

from billbench.harness.model.errors import UsageError
from billbench.harness.model.runs import Run
from billbench.reports.gate.against import judge_against
from billbench.reports.gate.baseline import Baseline, read_baseline
from billbench.reports.gate.budgets import Budget, read_budgets, sizes_for
from billbench.reports.gate.judge import judge
from billbench.reports.gate.judgement import Judgement
from billbench.reports.gate.question import Question
from billbench.reports.gate.walk import ends_measuring
from billbench.reports.gate.within import judge_budgets

LINES = (80,)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAgainst:
    """A stored baseline or budgets; with neither, the baseline that was measured beside the candidate."""

    stored: Baseline | None = None
    budgets: tuple[Budget, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether the candidate is measured by itself."""
        return self.stored is not None or bool(self.budgets)

    def sizes(self, typed: tuple[int, ...], usual: tuple[int, ...] = LINES) -> tuple[int, ...]:
        """The bill sizes to measure: those typed, and those without which nothing could be said."""
        if self.budgets:
            return tuple(dict.fromkeys((*sizes_for(self.budgets, typed or usual), *typed)))
        if self.stored is not None and not typed:
            return tuple(one.lines for one in self.stored.sizes)
        return typed or usual

    def looks(self, question: Question) -> tuple[int, ...]:
        """The launches after which to ask whether to go on. Budgets are judged once, at the end. Whether a
        run is like a stored baseline is known after one launch."""
        if self.budgets:
            return question.looks[-1:]
        return question.looks if self.stored is None else (1, *question.looks)

    def judge(self, run: Run, question: Question) -> Judgement:
        """Raises `UsageError` when the run and what it is held against are not comparable."""
        if self.stored is not None:
            return judge_against(run, question, self.stored)
        return judge_budgets(run, question, self.budgets) if self.budgets else judge(run, question)

    def decided(self, run: Run, question: Question) -> bool:
        return ends_measuring(self.judge(run, question), question)


MEASURED_BESIDE = HeldAgainst()


def held_against(stored: Path | None, budgets: Path | None) -> HeldAgainst:
    """Read what was named. Raises `UsageError` when that cannot be used."""
    if stored is not None and budgets is not None:
        raise UsageError("--against and --budgets are two gates: ask for one after the other.")
    if stored is not None:
        return HeldAgainst(stored=read_baseline(stored))
    return MEASURED_BESIDE if budgets is None else HeldAgainst(budgets=read_budgets(budgets))
