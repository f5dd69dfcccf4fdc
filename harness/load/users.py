"""Locust's users: in the closed mode each is a person, in the open one each worker has one that sends people.

They are one class, because master and workers know a class by its name.
"""

import gevent
from gevent.pool import Pool
from locust import User, task
from locust.exception import StopUser

from billbench.harness.load.arrivals import Arrival
from billbench.harness.load.crew import Crew, LocustDesk
from billbench.harness.plan.load_plan import Mode

_SIGNING_IN_AT_ONCE = 8


class Visitors(User):
    """`crew` is the worker's; the master's copy of the class has none and is never run."""

    crew: Crew

    @task
    def live(self) -> None:
        if self.crew.job.mode is Mode.CLOSED:
            _live_as_one(self.crew)
        else:
            _send_people(self.crew)
        raise StopUser


def _live_as_one(crew: Crew) -> None:
    """Closed: think, visit, wait for the answers, think again. A visit is due when its thinking is over."""
    desk = crew.new_person()
    if not crew.admit(desk):
        return
    crew.begun.wait()
    drawer = crew.drawers[desk.person]
    due_s = 0.0
    for number, think_s in enumerate(crew.think_times(desk.person)):
        due_s += think_s
        if crew.is_past(due_s) or crew.over.wait(timeout=max(due_s - crew.recorder.now(), 0)):
            return
        draft = drawer.take()
        assert draft is not None, "a person's drawer is theirs alone"
        # Numbers of different people must differ: they make what is typed unlike.
        crew.visit(desk, draft, number * crew.job.people + desk.person, due_s)
        drawer.put(draft)
        due_s = crew.recorder.now()


def _send_people(crew: Crew) -> None:
    """Open: whoever is free goes when a visit is due; where nobody is, the visit is dropped and counted."""
    free = [crew.new_person() for _ in crew.people_of_stripe()]
    admitted = Pool(_SIGNING_IN_AT_ONCE).map(crew.admit, free)
    free = [desk for desk, welcome in zip(free, admitted, strict=True) if welcome]
    crew.begun.wait()
    at_work = Pool()
    for arrival in crew.arrivals():
        if crew.is_past(arrival.due_s) or crew.over.wait(timeout=max(arrival.due_s - crew.recorder.now(), 0)):
            break
        _dispatch(crew, arrival, free, at_work)
    at_work.join()


def _dispatch(crew: Crew, arrival: Arrival, free: list[LocustDesk], at_work: Pool) -> None:
    kind = crew.kind_of(arrival)
    draft = crew.drawers[kind].take()
    if not free or draft is None:
        if draft is not None:
            crew.drawers[kind].put(draft)
        crew.drop(arrival.number, arrival.due_s, kind)
        return
    # The one who has been free longest: sessions are used evenly.
    desk = free.pop(0)

    def go() -> None:
        crew.visit(desk, draft, arrival.number, arrival.due_s)
        crew.drawers[kind].put(draft)
        free.append(desk)

    at_work.start(gevent.Greenlet(go))
