"""Before a load: make the bills that people will work on, and share them out among the workers."""

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from billbench.harness.application.address import Address, held_back
from billbench.harness.application.ours.support import Support
from billbench.harness.load.arrivals import dealt
from billbench.harness.load.job import BillJob, Job, draft_of
from billbench.harness.model.errors import UnreachableError
from billbench.harness.model.verdicts import Verdict
from billbench.harness.plan.load_plan import LoadPlan, Mode, Share
from billbench.scenarios.bills import Lists
from billbench.scenarios.load.asking import Answer, Ask, Judge
from billbench.scenarios.load.drafts import DesignFacts
from billbench.scenarios.load.forms import csrf_of, version_of
from billbench.scenarios.load.visits import VisitKind, sign_in

USERS = ("solicitor1", "solicitor2", "costs1", "costs2", "clerk1")
"""The people of one firm: each may open every bill of it."""

_MORE = 1.15
"""Bills for so many times the visits that are expected: arrivals come by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many bills of a kind, for one drawer of one worker."""

    worker: int
    drawer: int
    kind: Share
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the load goes, and what of the application it needs to know."""

    address: Address
    designs: Mapping[str, Mapping[str, Any]]


def wanted_bills(plan: LoadPlan, routes: Mapping[str, str], *, lasts_s: float) -> list[Wanted]:
    """How many bills each drawer needs, so that no save has to change a line that another has changed.

    `routes` is the route of each design; a bill of the routes `upload` and `summary` is good for one save.
    """
    if plan.mode is Mode.CLOSED:
        return list(_by_person(plan, routes, lasts_s))
    return list(_by_kind(plan, routes, lasts_s))


def _by_person(plan: LoadPlan, routes: Mapping[str, str], lasts_s: float) -> Iterator[Wanted]:
    # A few more than people: Locust deals them out, and one worker may get one more than another.
    slots = math.ceil(plan.people / plan.workers) * plan.workers
    visits = lasts_s / plan.think_s * _MORE + 2
    for person, kind in enumerate(dealt(plan.mix, slots, plan.seed)):
        count = max(1, math.ceil(visits / _saves(plan, kind, routes)))
        yield Wanted(worker=person % plan.workers, drawer=person, kind=kind, count=count)


def _by_kind(plan: LoadPlan, routes: Mapping[str, str], lasts_s: float) -> Iterator[Wanted]:
    for worker in range(plan.workers):
        people = len(range(worker, plan.people, plan.workers))
        for drawer, kind in enumerate(plan.mix):
            at_once = min(people, math.ceil(kind.share * people + 3 * math.sqrt(kind.share * people)) + 1)
            visits = kind.share * plan.arrivals_per_s * lasts_s / plan.workers * _MORE
            count = at_once + math.ceil(visits / _saves(plan, kind, routes))
            yield Wanted(
                worker=worker, drawer=drawer, kind=kind, count=at_once if _looks_only(plan) else count
            )


def _looks_only(plan: LoadPlan) -> bool:
    return plan.visit is VisitKind.OPEN


def _saves(plan: LoadPlan, kind: Share, routes: Mapping[str, str]) -> float:
    """How many saves a bill is good for. About nine lines in ten are hourly work."""
    if _looks_only(plan):
        return math.inf
    return 1 if routes[kind.design] in ("upload", "summary") else max(1, math.floor(kind.lines * 0.9))


def make_jobs(
    plan: LoadPlan,
    place: Place,
    *,
    stage: int,
    lasts_s: float,
    until_told: bool,
    tell: Callable[[int, int], None],
) -> list[Job]:
    """Make every bill and give each worker its job. `tell` hears how many bills of how many are made.

    Raises:
        UnreachableError: the application does not answer.
    """
    facts = {name: DesignFacts.of(name, dict(place.designs[name])) for name in plan.designs}
    wanted = wanted_bills(plan, {name: one.route for name, one in facts.items()}, lasts_s=lasts_s)
    bills: list[list[BillJob]] = [[] for _ in range(plan.workers)]
    total = sum(one.count for one in wanted)
    with Support(place.address) as support, Clerk(place.address) as clerk:
        lists = support.lists()
        for made, (worker, bill) in enumerate(_made(plan, facts, wanted, stage, support, clerk, lists), 1):
            bills[worker].append(bill)
            tell(made, total)
    most = place.address.most_requests_per_s
    whole = Job(
        url=place.address.url,
        headers=dict(place.address.headers),
        most_requests_per_s=None if most is None else most / plan.workers,
        mode=plan.mode,
        visit=plan.visit,
        people=plan.people,
        users=USERS,
        think_s=plan.think_s,
        arrivals_per_s=plan.arrivals_per_s,
        spacing=plan.spacing,
        duration_s=plan.duration_s,
        drain_s=plan.drain_s,
        timeout_s=plan.timeout_s,
        seed=plan.seed,
        kinds=plan.mix,
        designs=facts,
        lists=lists,
        bills=(),
        stage=stage,
        until_told=until_told,
        of=plan.workers,
    )
    return [dataclasses.replace(whole, index=index, bills=own) for index, own in enumerate(bills)]


def _made(
    plan: LoadPlan,
    facts: Mapping[str, DesignFacts],
    wanted: Sequence[Wanted],
    stage: int,
    support: Support,
    clerk: "Clerk",
    lists: Lists,
) -> Iterator[tuple[int, BillJob]]:
    for one in wanted:
        design = facts[one.kind.design]
        for number in range(one.count):
            bill = BillJob(
                drawer=one.drawer,
                design=design.name,
                bill_id=0,
                case_reference="",
                user=USERS[0],
                lines=one.kind.lines,
                seed=f"{plan.seed}/{stage}/{one.worker}/{one.drawer}/{number}",
            )
            lines = () if design.route == "upload" else draft_of(bill, design, lists).lines
            made = support.make_bill(lines, user=USERS[0])
            number = made.bill_id
            if design.route == "upload":
                clerk.delete(design.name, number)
                number = 0
            yield one.worker, dataclasses.replace(bill, bill_id=number, case_reference=made.case_reference)


class Clerk:
    """Somebody who prepares cases over the pages. A context manager."""

    def __init__(self, address: Address) -> None:
        self._client = httpx.Client(
            base_url=address.url,
            headers=dict(address.headers),
            timeout=60,
            event_hooks=held_back(address),
        )
        self._signed_in = False

    def __enter__(self) -> "Clerk":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(self, ask: Ask, judge: Judge) -> tuple[Answer, Verdict]:
        got = self._client.request(ask.method, ask.path, content=ask.body, headers=ask.headers)
        answer = Answer(status=got.status_code, location=got.headers.get("location", ""), content=got.content)
        return answer, judge(answer)

    def delete(self, design: str, bill_id: int) -> None:
        """Delete a draft: a claim file is only taken for a case that has none."""
        try:
            if not self._signed_in:
                self._signed_in = sign_in(self, design, USERS[0]) is Verdict.OK
            path = f"/{design}/bills/{bill_id}/delete"
            page = self._client.get(path).content
            self._client.post(path, data={"csrf": csrf_of(page), "version": str(version_of(page))})
        except httpx.HTTPError as error:
            raise UnreachableError(
                f"The application does not answer at {self._client.base_url} ({error}). Look whether it runs."
            ) from error
