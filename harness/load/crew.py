"""The people of one worker: who they are, their sessions, and the bills in their drawers. Under Locust."""

import itertools
import random
from typing import cast

from gevent import Timeout
from gevent.event import Event
from locust.contrib.fasthttp import FAILURE_EXCEPTIONS, FastHttpSession
from locust.event import EventHook

from billbench.harness.application.pace import Pace
from billbench.harness.load.drawers import Drawer
from billbench.harness.load.job import Job
from billbench.harness.load.request_log import About, RequestLog
from billbench.harness.model.verdicts import Verdict
from billbench.scenarios.load.asking import Ask, Judge, Reply, VisitStep
from billbench.scenarios.load.drafts import Draft, draft_of
from billbench.scenarios.load.visits import USERS, sign_in, visit

_PIECE_S = 0.5


class LoadOver(Exception):  # noqa: N818 - it is the end of the work, not a fault
    """No request is begun any more."""


class LocustSender:
    """One person's browser: a session of its own, never shared by two requests at a time."""

    def __init__(self, crew: "Crew", person: int) -> None:
        self.person = person
        self.user = USERS[person % len(USERS)]
        self.about = About(person=person, visit=-1, design="", lines=0)
        self.due_s: float | None = None
        self._crew = crew
        timeout_s = crew.plan.timeout_s
        # The session's own timeout is for each piece of an answer; this one is for the whole.
        self._whole_s = timeout_s + _PIECE_S
        self._session = FastHttpSession(
            base_url=crew.job.url,
            request_event=crew.request_event,
            user=None,
            network_timeout=timeout_s,
            connection_timeout=timeout_s,
            max_retries=0,
            concurrency=1,
        )
        # Once for all: switched for each request, it would stay off after a race.
        self._session.client.redirect_response_codes = frozenset()  # type: ignore[misc] # as Locust does

    def send(self, ask: Ask, judge: Judge) -> tuple[Reply, Verdict]:
        """Send, judge by the content, write the row. A later request of a visit is due when it is sent."""
        crew = self._crew
        if crew.pace is not None:
            crew.pace.hold_back()
        if crew.over.is_set():
            raise LoadOver
        row = crew.log.sent(self.about, ask, self.due_s)
        self.due_s = None
        with (
            Timeout(self._whole_s),
            self._session.request(
                ask.method,
                ask.path,
                ask.step,
                data=cast("str | None", ask.body),  # Bytes are sent as they are.
                catch_response=True,
                headers={**ask.headers, **crew.job.headers},
            ) as response,
        ):
            reply = _reply(response)
            done_s = crew.log.now()
            verdict = judge(reply)
            crew.log.done(row, done_s, reply, verdict)
            if verdict is Verdict.OK:
                response.success()
            else:
                response.failure(verdict)
        if reply.broken is not None:
            self._session.client.close()  # A connection that broke off half-way must not be used again.
        return reply, verdict


def _reply(response: object) -> Reply:
    status = int(getattr(response, "status_code", 0) or 0)
    if not status:
        return Reply(broken=_broken(getattr(response, "error", None), Verdict.CONNECTION_LOST))
    try:
        content = response.content or b""  # type: ignore[attr-defined]
    except FAILURE_EXCEPTIONS as cut:
        return Reply(status=status, broken=_broken(cut, Verdict.CUT_SHORT))
    headers = response.headers  # type: ignore[attr-defined]
    location = "" if headers is None else headers.get("location") or ""
    return Reply(status=status, location=location, content=content)


def _broken(error: object, otherwise: Verdict) -> Verdict:
    return Verdict.TIMED_OUT if isinstance(error, (TimeoutError, Timeout)) else otherwise


class Crew:
    """What all users of a worker share. `begun` and `over` are the master's to set."""

    def __init__(self, job: Job, log: RequestLog, request_event: EventHook) -> None:
        self.job = job
        self.plan = job.plan
        self.log = log
        self.request_event = request_event
        most = job.most_requests_per_s
        self.pace = None if most is None else Pace(most)
        self.begun = Event()
        self.over = Event()
        self.signed_in = 0
        self.not_signed_in = 0
        self.errors: list[str] = []
        self.drawers: dict[int, Drawer] = {}
        self._people = itertools.count(job.index, self.plan.workers)
        for bill in job.bills:
            draft = draft_of(bill, job.designs[bill.design], job.lists)
            self.drawers.setdefault(bill.drawer, Drawer()).put(draft)

    def new_person(self) -> LocustSender:
        return LocustSender(self, next(self._people))

    def admit(self, sender: LocustSender) -> bool:
        """Sign a person in, before the load begins."""
        design = next(iter(self.job.designs))
        try:
            welcome = sign_in(sender, design, sender.user) is Verdict.OK
        except LoadOver:
            return False
        self.signed_in += welcome
        self.not_signed_in += not welcome
        return welcome

    def kind_of(self, arrival: int) -> int:
        """The kind of bill that an arrival is about: from the seed and its number alone."""
        drawn = random.Random(f"{self.plan.seed}/{arrival}").random()
        total = 0.0
        for place, kind in enumerate(self.plan.mix):
            total += kind.share
            if drawn < total:
                return place
        return len(self.plan.mix) - 1

    def is_past(self, due_s: float) -> bool:
        """Whether a moment is after the end of the load."""
        return self.over.is_set() or (not self.job.until_told and due_s >= self.plan.duration_s)

    def rest_until(self, due_s: float) -> bool:
        """Wait for a moment of the load; whether the load goes on there."""
        return not self.is_past(due_s) and not self.over.wait(timeout=max(due_s - self.log.now(), 0))

    def visit(self, sender: LocustSender, draft: Draft, number: int, due_s: float) -> None:
        sender.about = About(person=sender.person, visit=number, design=draft.design.name, lines=draft.size)
        sender.due_s = due_s
        try:
            if visit(sender, draft, self.plan.visit, number) is Verdict.SESSION_ENDED:
                sign_in(sender, draft.design.name, sender.user)
        except LoadOver:
            return
        except Exception as error:
            # A mistake of ours in one visit must not pass for the application's: it makes the load invalid.
            self.errors.append(repr(error)[:200])

    def drop(self, number: int, due_s: float, kind: int) -> None:
        share = self.plan.mix[kind]
        about = About(person=-1, visit=number, design=share.design, lines=share.lines)
        # Every visit begins with opening a page; what would have followed is not known.
        self.log.dropped(about, Ask(step=VisitStep.OPEN, method="GET", path=""), due_s)
