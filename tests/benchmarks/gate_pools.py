"""Real launches for the bench of the gate, measured once and kept in run folders.

Each pool has its sides in turns within the same launches. The slow ones are copies of the application whose
pages do more of their own work; how much more is found by the growth of the freeze, and told as measured.
"""

import bisect
import math
import os
import random
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
from rich.console import Console

from billbench.harness.commands.gate.measuring import measure_sides, question_of
from billbench.harness.commands.gate.order import GateOrder
from billbench.harness.commands.gate.served import Served, Sides, SidesTyped
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial
from billbench.harness.store.runfolder import read_run
from billbench.reports.gate.measured import read_measured
from billbench.reports.gate.pairing import pair_up
from billbench.reports.gate.question import LOOKS, Question, Side
from tests.planted_app import ONE_NODE_A_LINE, Change, builds_again, planted_app

DESIGN, LINES = "rewritten-page", 80
TOKEN = "token-of-the-bench"
CALIBRATING_LAUNCHES = 12
_MEAN_PAUSE_S = 2.0

Plants = Mapping[str, Sequence[Change]]
"""What is changed in the copy of each side, by the side's name."""

COPIES: Plants = {"first": (), "second": ()}


def measure_pool(folder: Path, plants: Plants, launches: int, seed: int) -> Run:
    """Measure every side in so many launches, none of which ends it."""
    sides = tuple(Side(design=DESIGN, variant=name) for name in plants)
    asked = Sides(
        sides=sides, sentences={name: name for name in plants}, serve=lambda: _serving(folder, plants)
    )
    order = GateOrder(sides=SidesTyped(), lines=(LINES,), launches=launches, seed=seed, out=folder)
    return measure_all(order, asked)


def measure_all(order: GateOrder, sides: Sides) -> Run:
    """Measure every launch of the order: no look ends it."""
    assert order.out is not None, "a pool is kept"
    question = question_of(order, sides)
    pair = sides.sides[:2]
    asked = replace(question, baseline=pair[0], candidate=pair[1], looks=(order.launches,))
    measure_sides(order, sides, asked, Console())
    return read_run(order.out)


def asked_of(run: Run, first: str, second: str) -> Question:
    """What a gate would ask of these two of the pool's sides."""
    pooled = Question.from_data(run.info.plan["gate"])
    baseline, candidate = (replace(pooled.candidate, variant=name) for name in (first, second))
    return replace(pooled, baseline=baseline, candidate=candidate, looks=LOOKS)


def _serving(folder: Path, plants: Plants) -> AbstractContextManager[Served]:
    @contextmanager
    def serving() -> Iterator[Served]:
        with ExitStack() as stack:
            apps = {
                name: stack.enter_context(
                    planted_app(folder.with_name(f"{folder.name}-apps") / name, TOKEN, *changes)
                )
                for name, changes in plants.items()
            }

            def check() -> None:
                for app in apps.values():
                    app.check()

            yield Served(urls={name: app.address.url for name, app in apps.items()}, token=TOKEN, check=check)

    return serving()


BUILT_AGAIN = {"some": 0.25, "more": 0.6}
"""Which share of its lines a calibrating side builds once more. To build few costs less a line than many."""
CALIBRATING: Plants = {
    "as-it-is": (),
    **{name: (builds_again(share),) for name, share in BUILT_AGAIN.items()},
    "node": (ONE_NODE_A_LINE,),
}


def slow_plants(calibrated: Run) -> Plants:
    """The sides of the slow pool: as it is, and a freeze longer by 10 and by 25 %, by the growth that the
    calibrating sides showed."""
    known = {0.0: 0.0}
    for name, share in BUILT_AGAIN.items():
        known[math.expm1(statistics.fmean(log_ratios(calibrated, "as-it-is", name)))] = share
    growths = sorted(known)
    assert [known[one] for one in growths] == sorted(known.values()), f"{known}: the machine was not quiet"
    return {"as-it-is": ()} | {
        f"slower-{percent}": (builds_again(_share_for(percent / 100, known)),) for percent in (10, 25)
    }


def _share_for(growth: float, known: Mapping[float, float]) -> float:
    """On the straight line between the two calibrated growths around it, or through the last two."""
    growths = sorted(known)
    place = min(max(bisect.bisect(growths, growth), 1), len(growths) - 1)
    low, high = growths[place - 1 : place + 1]
    slope = (known[high] - known[low]) / (high - low)
    return known[low] + slope * (growth - low)


def log_ratios(run: Run, first: str, second: str) -> tuple[float, ...]:
    """Of the launches, as a gate takes them."""
    question = asked_of(run, first, second)
    assert question.baseline is not None, "it asks of two sides"
    seen = read_measured(run, question)
    return pair_up(seen, question.baseline, question.candidate, question.primary).log_ratios


def thread_s(run: Run, side: str) -> list[float]:
    """What the page's main thread worked in the headline step of each launch: its tasks, less the time in
    which it was kept waiting within them."""
    return [
        busy - stolen
        for busy, stolen in zip(headline(run, side, "busy_s"), headline(run, side, "stolen_s"), strict=True)
    ]


def headline(run: Run, side: str, measure: str) -> list[float]:
    """The median of the rounds, for each launch that measured every side."""
    whole = [
        launch
        for launch in sorted({trial.launch for trial in run.trials})
        if all(_steps(run, trial) for trial in run.trials if trial.launch == launch)
    ]
    found = {trial.launch: trial for trial in run.trials if trial.cell.variant == side}
    return [
        statistics.median(value[measure] or 0.0 for value in _steps(run, found[launch])) for launch in whole
    ]


def _steps(run: Run, trial: Trial) -> list[Mapping[str, float | None]]:
    decides = Question.from_data(run.info.plan["gate"]).step
    return [step.measures for step in trial.steps if step.name == decides and not step.censored]


@contextmanager
def competing_load(seed: int) -> Iterator[None]:
    """Another program on the core of the measured page, that works and rests at random."""
    core = max(os.sched_getaffinity(0))
    worker = psutil.Process(subprocess.Popen([sys.executable, "-c", "while True: pass"]).pid)
    worker.cpu_affinity([core])
    over = threading.Event()
    thread = threading.Thread(target=_work_and_rest, args=(worker, over, random.Random(seed)))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        worker.kill()
        worker.wait()


def _work_and_rest(worker: psutil.Process, over: threading.Event, rng: random.Random) -> None:
    while not over.wait(rng.expovariate(1 / _MEAN_PAUSE_S)):
        worker.suspend()
        over.wait(rng.expovariate(1 / _MEAN_PAUSE_S))
        worker.resume()
