"""The people of one worker: who they are, their sessions, and the bills in their drawers. Under Locust."""

import itertools
import random
from collections import deque
from collections.abc import Iterator
from typing import cast

from gevent import Timeout
from gevent.event import Event
from locust.contrib.fasthttp import FAILURE_EXCEPTIONS, FastHttpSession
from locust.event import EventHook

from billbench.harness.application.pace import Pace
from billbench.harness.load.arrivals import Arrival, arrivals, stripe, think_times
from billbench.harness.load.job import Job, draft_of
from billbench.harness.load.recorder import About, Recorder
from billbench.harness.model.verdicts import Verdict
from billbench.scenarios.load.asking import Answer, Ask, Judge, Step
from billbench.scenarios.load.drafts import Draft
from billbench.scenarios.load.visits import sign_in, visit

_PIECE_S = 0.5


class LoadOver(Exception):  # noqa: N818 - it is the end of the work, not a fault
    """No request is begun any more."""


class LocustDesk:
    """One person's browser: a session of its own, never shared by two requests at a time."""

    def __init__(self, crew: "Crew", person: int) -> None:
        self.person = person
        self.user = crew.job.users[person % len(crew.job.users)]
        self.about = About(person=person, visit=-1, design="", lines=0)
        self.due_s: float | None = None
        self._crew = crew
        self._timeout_s = crew.job.timeout_s
        self._session = FastHttpSession(
            base_url=crew.job.url,
            request_event=crew.request_event,
            user=None,
            network_timeout=self._timeout_s,
            connection_timeout=self._timeout_s,
            max_retries=0,
            concurrency=1,
        )
        # Once for all: switched for each request, it would stay off after a race.
        self._session.client.redirect_response_codes = frozenset()  # type: ignore[misc] # as Locust does

    def send(self, ask: Ask, judge: Judge) -> tuple[Answer, Verdict]:
        """Send, judge by the content, write the row. A later request of a visit is due when it is sent."""
        crew = self._crew
        if crew.pace is not None:
            crew.pace.hold_back()
        if crew.over.is_set():
            raise LoadOver
        recorder = crew.recorder
        due_s, self.due_s = self.due_s, None
        pending = recorder.sent(self.about, ask, recorder.now() if due_s is None else due_s)
        with (
            # The session's own timeout is for each piece of an answer; this one is for the whole.
            Timeout(self._timeout_s + _PIECE_S),
            self._session.request(
                ask.method,
                ask.path,
                ask.step,
                data=cast("str | None", ask.body),  # Bytes are sent as they are.
                catch_response=True,
                headers={**ask.headers, **crew.job.headers},
            ) as response,
        ):
            answer = _answer(response)
            done_s = recorder.arrived()
            verdict = judge(answer)
            recorder.done(pending, done_s, answer, verdict)
            if verdict is Verdict.OK:
                response.success()
            else:
                response.failure(verdict)
        if answer.broken is not None:
            self._session.client.close()  # A connection that broke off half-way must not be used again.
        return answer, verdict


def _answer(response: object) -> Answer:
    error = getattr(response, "error", None)
    status = int(getattr(response, "status_code", 0) or 0)
    if not status:
        timed_out = isinstance(error, (TimeoutError, Timeout))
        return Answer(broken=Verdict.TIMED_OUT if timed_out else Verdict.CONNECTION_LOST)
    try:
        content = response.content or b""  # type: ignore[attr-defined]
    except FAILURE_EXCEPTIONS as cut:
        timed_out = isinstance(cut, (TimeoutError, Timeout))
        return Answer(status=status, broken=Verdict.TIMED_OUT if timed_out else Verdict.CUT_SHORT)
    headers = response.headers  # type: ignore[attr-defined]
    location = "" if headers is None else headers.get("location") or ""
    return Answer(status=status, location=location, content=content)


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


class Crew:
    """What all users of a worker share. `begun` and `over` are the master's to set."""

    def __init__(self, job: Job, recorder: Recorder, request_event: EventHook) -> None:
        self.job = job
        self.recorder = recorder
        self.request_event = request_event
        most = job.most_requests_per_s
        self.pace = None if most is None else Pace(most)
        self.begun = Event()
        self.over = Event()
        self.signed_in = 0
        self.not_signed_in = 0
        self.errors: list[str] = []
        self.drawers: dict[int, Drawer] = {}
        self._people = itertools.count(job.index, job.of)
        for bill in job.bills:
            draft = draft_of(bill, job.designs[bill.design], job.lists)
            self.drawers.setdefault(bill.drawer, Drawer()).put(draft)

    def people_of_stripe(self) -> range:
        return range(self.job.index, self.job.people, self.job.of)

    def new_person(self) -> LocustDesk:
        return LocustDesk(self, next(self._people))

    def admit(self, desk: LocustDesk) -> bool:
        """Sign a person in, before the load begins."""
        design = next(iter(self.job.designs))
        try:
            welcome = sign_in(desk, design, desk.user) is Verdict.OK
        except LoadOver:
            return False
        self.signed_in += welcome
        self.not_signed_in += not welcome
        return welcome

    def arrivals(self) -> Iterator[Arrival]:
        whole = arrivals(self.job.arrivals_per_s, self.job.spacing, self.job.seed)
        return stripe(whole, self.job.index, self.job.of)

    def think_times(self, person: int) -> Iterator[float]:
        return think_times(self.job.think_s, self.job.seed, person)

    def kind_of(self, arrival: Arrival) -> int:
        """The kind of bill that an arrival is about: from the seed and its number alone."""
        drawn = random.Random(f"{self.job.seed}/{arrival.number}").random()
        total = 0.0
        for place, kind in enumerate(self.job.kinds):
            total += kind.share
            if drawn < total:
                return place
        return len(self.job.kinds) - 1

    def is_past(self, due_s: float) -> bool:
        """Whether a moment is after the end of the load."""
        return self.over.is_set() or (not self.job.until_told and due_s >= self.job.duration_s)

    def visit(self, desk: LocustDesk, draft: Draft, number: int, due_s: float) -> None:
        desk.about = About(person=desk.person, visit=number, design=draft.design.name, lines=draft.size)
        desk.due_s = due_s
        try:
            if visit(desk, draft, self.job.visit, number) is Verdict.SESSION_ENDED:
                sign_in(desk, draft.design.name, desk.user)
        except LoadOver:
            return
        except Exception as error:
            # A mistake of ours in one visit must not pass for the application's: it makes the load invalid.
            self.errors.append(repr(error)[:200])

    def drop(self, number: int, due_s: float, kind: int) -> None:
        share = self.job.kinds[kind]
        about = About(person=-1, visit=number, design=share.design, lines=share.lines)
        # Every visit begins with opening a page; what would have followed is not known.
        self.recorder.dropped(about, Ask(step=Step.OPEN, method="GET", path=""), due_s)
