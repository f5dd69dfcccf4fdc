"""The drawers that people take bills out of, and how many bills each of them needs."""

import math
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from billbench.harness.load.arrivals import dealt
from billbench.harness.plan.load_plan import LoadPlan, Mode, Share
from billbench.scenarios.load.drafts import DesignFacts, Draft
from billbench.scenarios.load.visits import VisitKind

_MORE = 1.15
"""Bills for so many times the visits that are expected: arrivals come by chance."""


class Drawer:
    """Bills of one person or of one kind. Those with a line left that no save has changed come first."""

    def __init__(self) -> None:
        self._fresh: deque[Draft] = deque()
        self._used: deque[Draft] = deque()

    def put(self, draft: Draft) -> None:
        (self._fresh if draft.fresh else self._used).append(draft)

    def take(self) -> Draft | None:
        if self._fresh:
            return self._fresh.popleft()
        return self._used.popleft() if self._used else None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillsForDrawer:
    """So many bills of a kind, for one drawer of one worker."""

    worker: int
    drawer: int
    kind: Share
    count: int


def bills_for_drawers(
    plan: LoadPlan, designs: Mapping[str, DesignFacts], *, lasts_s: float
) -> list[BillsForDrawer]:
    """How many bills each drawer needs, so that no save has to change a line that another has changed."""
    by = _by_person if plan.mode is Mode.CLOSED else _by_kind
    return list(by(plan, designs, lasts_s))


def _by_person(
    plan: LoadPlan, designs: Mapping[str, DesignFacts], lasts_s: float
) -> Iterator[BillsForDrawer]:
    # A few more than people: Locust deals them out, and one worker may get one more than another.
    slots = math.ceil(plan.people / plan.workers) * plan.workers
    visits = lasts_s / plan.think_s * _MORE + 2
    for person, kind in enumerate(dealt(plan.mix, slots, plan.seed)):
        count = max(1, math.ceil(visits / _saves(plan, kind, designs)))
        yield BillsForDrawer(worker=person % plan.workers, drawer=person, kind=kind, count=count)


def _by_kind(plan: LoadPlan, designs: Mapping[str, DesignFacts], lasts_s: float) -> Iterator[BillsForDrawer]:
    for worker in range(plan.workers):
        people = len(range(worker, plan.people, plan.workers))
        for drawer, kind in enumerate(plan.mix):
            at_once = min(people, math.ceil(kind.share * people + 3 * math.sqrt(kind.share * people)) + 1)
            visits = kind.share * plan.arrivals_per_s * lasts_s / plan.workers * _MORE
            count = at_once + math.ceil(visits / _saves(plan, kind, designs))
            yield BillsForDrawer(worker=worker, drawer=drawer, kind=kind, count=count)


def _saves(plan: LoadPlan, kind: Share, designs: Mapping[str, DesignFacts]) -> float:
    """How many saves a bill is good for. About nine lines in ten are hourly work."""
    if plan.visit is VisitKind.OPEN:
        return math.inf
    once = designs[kind.design].route in ("upload", "summary")
    return 1 if once else max(1, math.floor(kind.lines * 0.9))
