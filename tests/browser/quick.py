"""The command line, for tests of what a run does and not of its figures.

What only figures need is left out: the warm-up, the repeats of disturbed trials, all turns of a gate but one,
the report of a run. Who sits at the bill hardly thinks, and what hangs is ended soon.

python -m tests.browser.quick run …
"""

import importlib
import sys
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from billbench.harness.cli import main
from billbench.harness.engine import supervisor
from billbench.harness.engine.messages import LaunchJob
from billbench.harness.model.errors import ExitStatus
from billbench.harness.model.people import Person
from billbench.harness.plan.plan import Plan

ROUNDS = 1
_GRACE_S = 1
_COMMANDS = "billbench.harness.commands"
_run_worker = supervisor.run_worker

Put = Callable[[Any, str, Any], None]
"""Puts something in a name's place, as `setattr` does."""


def run_at_once(job: LaunchJob, *more: Any) -> int:
    """Does a worker's job without what it would do first, by somebody in a hurry."""
    return _run_worker(replace(job, warm_up=(), people=tuple(map(_in_a_hurry, job.people))), *more)


def _in_a_hurry(person: Person) -> Person:
    return replace(person, point_s=0.1, mental_s=0.1)


def _no_report(*_: Any, **__: Any) -> ExitStatus:
    return ExitStatus.OK


def _run_unreported(put: Put) -> None:
    """Nor is what draws the charts imported, which takes as long as a trial, where it is not there yet."""
    name = f"{_COMMANDS}.report"
    if name in sys.modules:
        put(sys.modules[name], "report", _no_report)
    else:
        unmade: Any = SimpleNamespace(report=_no_report)
        sys.modules[name] = unmade


def _gate_in_few_rounds(put: Put) -> None:
    order: Any = importlib.import_module(f"{_COMMANDS}.gate.order")
    order_of = order.order_of
    put(order, "order_of", lambda *asked: replace(order_of(*asked), rounds=ROUNDS))


def _reproduce_at_once(put: Put) -> None:
    put(importlib.import_module(f"{_COMMANDS}.reproduce.reproduce"), "run_worker", run_at_once)


# No command waits for what another one imports.
HURRIED = {"run": _run_unreported, "gate": _gate_in_few_rounds, "reproduce": _reproduce_at_once}


_CHECKS = {"run": "run", "gate": "gate.measuring"}


def unchecked(command: str, put: Put) -> None:
    """The pages of a target are read before each trial anyway; to look at them before takes a browser."""
    if command in _CHECKS:
        module = importlib.import_module(f"{_COMMANDS}.{_CHECKS[command]}")
        put(module, "check_before_run", lambda *_: None)


def hurry(command: str = "", put: Put = setattr) -> None:
    """Leave out, in this process, what only figures need, of a command or of what any starts."""
    put(Plan, "repeats", property(lambda _: 0))
    put(supervisor, "_GRACE_S", _GRACE_S)
    put(supervisor, "run_worker", run_at_once)
    put(supervisor, "own_python", lambda _, job: [sys.executable, "-m", "tests.browser.quick_worker", job])
    if command in HURRIED:
        HURRIED[command](put)


if __name__ == "__main__":
    hurry(sys.argv[1])
    main()
