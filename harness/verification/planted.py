"""Measure the planted pages as real trials are: by the supervisor, in random order, launch by launch."""

import datetime
import itertools
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from billbench.harness.engine.messages import LaunchJob
from billbench.harness.engine.supervisor import Site, run_plan
from billbench.harness.machine.guard import Guarded
from billbench.harness.machine.python import own_python
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.kinds import MEASURES
from billbench.harness.model.runs import RunInfo, RunState
from billbench.harness.model.trials import Cell, Trial, TrialState
from billbench.harness.model.verification import Repeat, Repeats
from billbench.harness.model.wire import encode
from billbench.harness.plan.plan import Plan
from billbench.harness.store import runfolder
from billbench.harness.verification.case import PlantedCase, Span
from billbench.harness.verification.cases import CASES
from billbench.harness.verification.planted_worker import OWN_CLOCK, PLANTED
from billbench.harness.verification.site import planted_site

_DESIGN = "planted"
_DEADLINE_S: Mapping[Span, float] = {Span.SHORT: 20.0, Span.KIND: 20.0, Span.LONG: 60.0, Span.ENDLESS: 2.0}

Tell = Callable[[str], None]
"""Is told what is being done, for a person who waits."""


@dataclass(slots=True)
class Watch:
    """Follows a run, and times how soon after a hang the next trial begins."""

    tell: Tell
    total: int
    what: str = "planted pages"
    done: int = 0
    restarts_s: dict[str, float] = field(default_factory=dict)
    """By the trial that hung."""
    _hung: tuple[str, float] | None = None

    def browser_started(self, browser: Mapping[str, Any]) -> None:
        """Nothing to note: all launches are of this one moment and machine."""

    def trial_begins(self, cell: Cell, launch: int) -> None:
        if self._hung is not None:
            trial, at = self._hung
            self.restarts_s[trial] = time.monotonic() - at
            self._hung = None
        self.tell(f"{self.what}: {self.done} of {self.total} done, now {cell.journey} (launch {launch})")

    def trial_ends(self, trial: Trial) -> None:
        self.done += not trial.attempt
        if trial.state is TrialState.HUNG:
            self._hung = trial.id, time.monotonic()


def measure_cases(launches: Mapping[Span, int], tell: Tell) -> tuple[Repeats, ...]:
    """Every repeat of every case, in their order; `launches` says how often each span is repeated."""
    found: dict[str, Repeats] = {}
    with planted_site() as url:
        for span, times in launches.items():
            if times and (plan := _plan(span, times)):
                found |= {one.name: one for one in _measure(plan, span, url, tell)}
    return tuple(found[case.name] for case in CASES if case.name in found)


def _plan(span: Span, launches: int) -> Plan | None:
    cases = [case for case in CASES if case.span is span]
    if not cases:
        return None
    # After a hang another trial must begin soon: an endless span has one beside it, and a first order in
    # which the hang comes first.
    beside = [CASES[0]] if span is Span.ENDLESS else []
    plans = (_seeded(span, [*beside, *cases], launches, seed) for seed in itertools.count(1))
    return next(plan for plan in plans if not beside or plan.order(1)[0].journey == cases[0].name)


def _seeded(span: Span, cases: Sequence[PlantedCase], launches: int, seed: int) -> Plan:
    return Plan(
        name="verify",
        designs=(_DESIGN,),
        lines=(1,),
        devices=(DEVICES["unthrottled"],),
        journeys=tuple(case.name for case in cases),
        launches=launches,
        seed=seed,
        deadline_s=_DEADLINE_S[span],
    )


def _measure(plan: Plan, span: Span, url: str, tell: Tell) -> list[Repeats]:
    watch = Watch(tell, total=plan.launches * len(plan.cells()))
    trials = run_to_end(plan, Site(urls={"": url}, axes={_DESIGN: {}}), _start, watch)
    return [
        Repeats(
            name=case.name,
            endless=span is Span.ENDLESS,
            expects=case.expects,
            allows=case.allows,
            kind=case.kind,
            repeats=tuple(_repeat(case, trial, watch) for trial in trials if trial.cell.journey == case.name),
        )
        for case in CASES
        if case.span is span
    ]


def _repeat(case: PlantedCase, trial: Trial, watch: Watch) -> Repeat:
    measures = trial.steps[0].measures if trial.steps else {}
    return Repeat(
        truth_s=_truth_s(case, measures),
        freeze_s=measures.get("freeze_s"),
        hung=trial.state is TrialState.HUNG,
        diagnoses=frozenset(d for step in trial.steps for d in step.diagnoses),
        flags=trial.flags,
        problem="" if trial.state is TrialState.COMPLETED else f"{trial.state}: {trial.reason}",
        next_after_s=watch.restarts_s.get(trial.id),
        planted_s=measures.get(PLANTED) if case.planted_s is None else case.planted_s,
        kinds={kind: took for kind, name in MEASURES.items() if (took := measures.get(name)) is not None},
    )


def _truth_s(case: PlantedCase, measures: Mapping[str, float | None]) -> float | None:
    """What is true of a hang is "at least the deadline"."""
    if case.span is Span.ENDLESS:
        return _DEADLINE_S[case.span]
    return measures.get(OWN_CLOCK) if case.truth_s is None else case.truth_s


def run_to_end(plan: Plan, site: Site, start: Callable[[LaunchJob], Any], watch: Watch) -> Sequence[Trial]:
    """Run a plan in a run folder that nobody keeps; its trials."""
    with tempfile.TemporaryDirectory(prefix="billbench-verify-") as path:
        with runfolder.create(Path(path), _info(plan)) as folder:
            run_plan(plan, folder, site, start, watch)
        return runfolder.read_run(Path(path)).trials


def _start(job: LaunchJob) -> Guarded:
    return Guarded(own_python("billbench.harness.verification.planted_worker", encode(job)))


def _info(plan: Plan) -> RunInfo:
    return RunInfo(
        name=plan.name,
        state=RunState.RUNNING,
        created_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        seed=plan.seed,
        trials_planned=len(plan.cells()) * plan.launches,
        plan={},
        steps={},
        environment={},
        command=("billbench", "verify"),
    )
