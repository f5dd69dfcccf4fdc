"""The command line, for tests of what a run does and not of its figures.

What only figures need is left out: the warm-up, the repeats of disturbed trials, most turns of a gate. Who
sits at the bill hardly thinks, and what hangs is ended soon.

python -m tests.browser.quick run …
"""

from dataclasses import replace
from typing import Any

from billbench.harness.cli import main
from billbench.harness.commands.gate import order
from billbench.harness.commands.gate.order import GateOrder
from billbench.harness.commands.reproduce import reproduce
from billbench.harness.engine import supervisor
from billbench.harness.engine.messages import LaunchJob
from billbench.harness.model.people import Person
from billbench.harness.plan.plan import Plan

ROUNDS = 2
_GRACE_S = 1
_run_worker, _order_of = supervisor.run_worker, order.order_of


def run_at_once(job: LaunchJob, *more: Any) -> int:
    """Does a worker's job without what it would do first, by somebody in a hurry."""
    return _run_worker(replace(job, warm_up=(), people=tuple(map(_in_a_hurry, job.people))), *more)


def _in_a_hurry(person: Person) -> Person:
    return replace(person, point_s=0.1, mental_s=0.1)


def of_few_rounds(*asked: Any) -> GateOrder:
    return replace(_order_of(*asked), rounds=ROUNDS)


if __name__ == "__main__":
    Plan.repeats = property(lambda _: 0)  # type: ignore[assignment, method-assign]
    supervisor._GRACE_S = _GRACE_S
    supervisor.run_worker = reproduce.run_worker = run_at_once
    order.order_of = of_few_rounds
    main()
