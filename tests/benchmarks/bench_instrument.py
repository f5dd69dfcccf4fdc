"""How steady is a freeze between launches, what of it is left over, and what does the harness cost a trial?

Run it with `python -m tests.benchmarks.bench_instrument` on a quiet machine. The accuracy of the signals and
the cost of the observers are told by `billbench verify`.
"""

import dataclasses
import math
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from billbench.harness.application.address import Address
from billbench.harness.application.ours.fake import known_designs, running_fake_ccms
from billbench.harness.application.ours.office import OwnOffice
from billbench.harness.engine import trial
from billbench.harness.engine.aside import Aside
from billbench.harness.engine.messages import TrialJob
from billbench.harness.instrument.reference import ReferencePage
from billbench.harness.machine import cores
from billbench.harness.machine.browser import started_browser
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.people import AVERAGE
from billbench.harness.model.trials import Cell, Trial
from billbench.scenarios.catalogue import JOURNEYS
from billbench.scenarios.protocol import Visit

DESIGN, LINES, DEVICE, JOURNEY, STEP = "rewritten-page", 80, "office-pc", "change-page", "back"
LAUNCHES = 12
TRIALS_A_LAUNCH = 10
"""Of the demo, over which a launch's own cost is spread."""
MOST_SPREAD = 0.08
MOST_OVERHEAD_S = 0.5
MOST_LEFT_OVER = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """One launch: its trial, what the page itself took of it, and what starting the browser took."""

    trial: Trial
    page_s: float
    start_s: float

    @property
    def freeze_s(self) -> float:
        return self._mean("freeze_s")

    @property
    def freeze_raw_s(self) -> float:
        return self._mean("freeze_raw_s")

    @property
    def left_over(self) -> float:
        """What nothing names, as a share of the freeze."""
        return self._mean("left_over_s") / self.freeze_s

    @property
    def overhead_s(self) -> float:
        return self.trial.duration_s - self.page_s + self.start_s / TRIALS_A_LAUNCH

    def _mean(self, measure: str) -> float:
        values = [step.measures[measure] for step in self.trial.steps if step.name == STEP]
        return statistics.fmean(value for value in values if value is not None)


def main() -> int:
    axes = {design.name: dict(design.axes) for design in known_designs({})}
    with running_fake_ccms({}) as target:
        launches = [_launch(target, axes) for _ in range(LAUNCHES)]
    spread = _cv([one.freeze_s for one in launches])
    raw = _cv([one.freeze_raw_s for one in launches])
    overheads = sorted(one.overhead_s for one in launches)
    left_over = statistics.median(one.left_over for one in launches)
    flagged = sum(bool(one.trial.flags) for one in launches)
    sys.stdout.write(
        f"Load of the machine: {os.getloadavg()[0]:.1f}; disturbed trials: {flagged} of {LAUNCHES}.\n"
        f"Freeze at {LINES} lines on {DEVICE}: CV {spread:.1%} over {LAUNCHES} launches "
        f"({raw:.1%} as the machine is); at most {MOST_SPREAD:.0%} is asked.\n"
        f"Left over: {left_over:.1%} of the freeze; at most {MOST_LEFT_OVER:.0%} is asked.\n"
        f"Harness overhead a trial: {statistics.median(overheads):.2f} s "
        f"({overheads[0]:.2f} to {overheads[-1]:.2f} s); at most {MOST_OVERHEAD_S} s is asked.\n"
    )
    wrong = (
        spread > MOST_SPREAD,
        left_over > MOST_LEFT_OVER,
        statistics.median(overheads) > MOST_OVERHEAD_S,
    )
    return int(any(wrong))


def _launch(target: Address, axes: dict[str, dict[str, object]]) -> Launch:
    began = time.monotonic()
    with started_browser() as browser, OwnOffice(target) as office:
        for child in psutil.Process().children():
            cores.keep_off(child.pid)
        bench = trial.Bench(
            browser=browser,
            reference=ReferencePage(browser),
            offices={"": office},
            axes=axes,
            devices=DEVICES,
            people={AVERAGE.name: AVERAGE},
            aside=Aside(browser),
            launch=1,
            seed=1,
            deadline_s=60,
            announce=lambda _: None,
            note=lambda _: None,
        )
        trial.run_trial(bench, _job(10))
        start_s = time.monotonic() - began
        first = _attempt(bench)
        # As in a run, a disturbed trial is repeated once.
        tried = min(first, _attempt(bench), key=_flags) if _flags(first) else first
    done, arrival_s = tried
    return Launch(trial=done, page_s=arrival_s + _page_s(done), start_s=start_s)


def _attempt(bench: trial.Bench) -> tuple[Trial, float]:
    """A trial, and what the person's way to the bill took before its steps."""
    arrivals: list[float] = []
    journey = JOURNEYS[JOURNEY]

    def arrive(visit: Visit) -> None:
        before = time.monotonic()
        journey.arrive(visit)
        arrivals.append(time.monotonic() - before)

    kept = trial.JOURNEYS
    trial.JOURNEYS = {JOURNEY: dataclasses.replace(journey, arrive=arrive)}
    try:
        return trial.run_trial(bench, _job(LINES)), sum(arrivals)
    finally:
        trial.JOURNEYS = kept


def _flags(attempt: tuple[Trial, float]) -> int:
    return len(attempt[0].flags)


def _job(lines: int) -> TrialJob:
    return TrialJob(
        id="bench", position=0, cell=Cell(design=DESIGN, lines=lines, device=DEVICE, journey=JOURNEY)
    )


def _page_s(done: Trial) -> float:
    """What the page itself took of the steps: its waits, or its work where the person typed meanwhile.

    As this machine had them: what scaling to the device added is taken off.
    """
    found = 0.0
    for step in done.steps:
        wait, busy, freeze, raw = (step.measures[name] or 0.0 for name in _WAIT_PARTS)
        factor = freeze / raw if raw else 1.0
        found += max(wait - min(busy / factor, wait) * (factor - 1), busy / factor)
    return found


_WAIT_PARTS = ("wait_s", "busy_s", "freeze_s", "freeze_raw_s")


def _cv(values: Sequence[float]) -> float:
    """The coefficient of variation, from logs: freezes vary by factors."""
    return math.sqrt(math.expm1(statistics.variance([math.log(value) for value in values])))


if __name__ == "__main__":
    sys.exit(main())
