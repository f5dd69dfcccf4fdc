"""`billbench load --find-capacity`: raise the load until the criterion breaks, then look in between."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from billbench.harness.load.messages import StageBegins
from billbench.harness.load.stages import Venue, run_stage
from billbench.harness.plan.load_plan import LoadPlan, Mode
from billbench.harness.store.loads import StageRecord
from billbench.reports.load.capacity import Criterion, LevelHolds, LoadLevel, capacity
from billbench.reports.load.findings import find_stage, level_of

_MOST_DOUBLINGS = 10
_CLOSE = 1.1
"""Two loads this near to each other need nothing in between."""


@dataclass(slots=True)
class Search:
    """The levels tried so far. It ends early when a stage was interrupted or cannot be believed."""

    venue: Venue
    plan: LoadPlan
    stages: list[StageRecord]
    levels: list[LoadLevel]
    ended: bool = False

    def run(self) -> list[StageRecord]:
        """Try the plan's levels, or doublings until one breaks; then halve what is between, a few times."""
        search = self.plan.capacity
        given = [level for level in sorted(search.levels) if level <= self._most()]
        for load in given or self._doublings():
            self._try(load)
            if self.ended or (not given and self.levels[-1].holds is LevelHolds.NO):
                break
        for _ in range(search.refinements):
            between = _between(self.plan, self.levels)
            if self.ended or between is None:
                break
            self._try(between)
        return self.stages

    def _doublings(self) -> Iterator[float]:
        doublings = (self.plan.level * 2**step for step in range(_MOST_DOUBLINGS))
        return (level for level in doublings if level <= self._most())

    def _most(self) -> float:
        """What a target allows; a larger load is not tried."""
        address = self.venue.site.address
        most = address.most_requests_per_s if self.plan.mode is Mode.OPEN else address.most_people
        return math.inf if most is None else most

    def _try(self, load: float) -> None:
        plan = at_level(self.plan, load)
        number = len(self.stages)
        self.venue.watch(StageBegins(stage=number, level=load))
        found = run_stage(self.venue, plan, number)
        self.stages.append(found)
        figures = find_stage(self.venue.folder, found, plan.mode, plan.think_s)
        criterion = Criterion(p95_s=plan.capacity.p95_s, failed_per_1000=plan.capacity.failed_per_1000)
        self.levels.append(level_of(figures, criterion))
        self.ended = found.interrupted or bool(found.reasons)


def find_capacity(venue: Venue, plan: LoadPlan) -> list[StageRecord]:
    """Every stage that was run."""
    return Search(venue=venue, plan=plan, stages=[], levels=[]).run()


def at_level(plan: LoadPlan, load: float) -> LoadPlan:
    """The plan with another load: people in the closed mode, arrivals a second in the open one."""
    if plan.mode is Mode.OPEN:
        return plan.model_copy(update={"arrivals_per_s": load})
    people = max(1, round(load))
    return plan.model_copy(update={"people": people, "workers": min(plan.workers, people)})


def _between(plan: LoadPlan, levels: list[LoadLevel]) -> float | None:
    """A load between the largest that holds and the smallest that breaks; `None` when they are close."""
    found = capacity(levels)
    if found.largest is None or found.high is None or found.high / found.largest < _CLOSE:
        return None
    middle = (found.largest * found.high) ** 0.5
    middle = float(round(middle)) if plan.mode is Mode.CLOSED else middle
    return None if middle in (found.largest, found.high) else middle
