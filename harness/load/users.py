"""Locust's users: in the closed mode each is a person, in the open one each worker has one that sends people.

They are one class, because master and workers know a class by its name.
"""

import gevent
from gevent.pool import Pool
from locust import User, task
from locust.exception import StopUser

from billbench.harness.load.arrivals import Arrival, arrivals, stripe, think_times
from billbench.harness.load.crew import Crew, LocustSender
from billbench.harness.plan.load_plan import Mode

_SIGNING_IN_AT_ONCE = 8


class Visitors(User):
    """`crew` is the worker's; the master's copy of the class has none and is never run."""

    crew: Crew

    @task
    def live(self) -> None:
        if self.crew.plan.mode is Mode.CLOSED:
            _live_as_one(self.crew)
        else:
            _send_people(self.crew)
        raise StopUser


def _live_as_one(crew: Crew) -> None:
    """Closed: think, visit, wait for the answers, think again. A visit is due when its thinking is over."""
    person = crew.new_person()
    if not crew.admit(person):
        return
    crew.begun.wait()
    drawer = crew.drawers[person.person]
    due_s = 0.0
    for number, think_s in enumerate(think_times(crew.plan.think_s, crew.plan.seed, person.person)):
        due_s += think_s
        if not crew.rest_until(due_s):
            return
        draft = drawer.take()
        assert draft is not None, "a person's drawer is theirs alone"
        # Numbers of different people must differ: they make what is typed unlike.
        crew.visit(person, draft, number * crew.plan.people + person.person, due_s)
        drawer.put(draft)
        due_s = crew.log.now()


def _send_people(crew: Crew) -> None:
    """Open: whoever is free goes when a visit is due; where nobody is, the visit is dropped and counted."""
    plan, index = crew.plan, crew.job.index
    free = [crew.new_person() for _ in range(index, plan.people, plan.workers)]
    admitted = Pool(_SIGNING_IN_AT_ONCE).map(crew.admit, free)
    free = [person for person, welcome in zip(free, admitted, strict=True) if welcome]
    crew.begun.wait()
    at_work = Pool()
    for arrival in stripe(arrivals(plan.arrivals_per_s, plan.spacing, plan.seed), index, plan.workers):
        if not crew.rest_until(arrival.due_s):
            break
        _dispatch(crew, arrival, free, at_work)
    at_work.join()


def _dispatch(crew: Crew, arrival: Arrival, free: list[LocustSender], at_work: Pool) -> None:
    kind = crew.kind_of(arrival.number)
    draft = crew.drawers[kind].take()
    if not free or draft is None:
        if draft is not None:
            crew.drawers[kind].put(draft)
        crew.drop(arrival.number, arrival.due_s, kind)
        return
    # The one who has been free longest: sessions are used evenly.
    person = free.pop(0)

    def go() -> None:
        crew.visit(person, draft, arrival.number, arrival.due_s)
        crew.drawers[kind].put(draft)
        free.append(person)

    at_work.start(gevent.Greenlet(go))
