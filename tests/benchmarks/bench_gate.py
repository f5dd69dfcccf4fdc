"""Does the gate cry wolf, does it see what is there, and how long does it take?

    python -m tests.benchmarks.bench_gate                        an hour and more, on a quiet machine
    python -m tests.benchmarks.bench_gate runs/bench-gate-…      judges them again, measures what is missing
    python -m tests.benchmarks.bench_gate --launches 4           a try, whose figures say nothing

Launches are real; gates are drawn from them with replacement and go through `judge` itself, look by look.
"""

import argparse
import datetime
import math
import os
import random
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Trial
from billbench.harness.store.runfolder import read_run
from billbench.reports.gate.judge import judge
from billbench.reports.gate.judgement import Judgement
from billbench.reports.gate.question import LOOKS
from billbench.reports.gate.verdict import GateVerdict
from billbench.reports.statistics.intervals import mean_interval
from tests.benchmarks.gate_pools import (
    CALIBRATING,
    CALIBRATING_LAUNCHES,
    COPIES,
    Plants,
    asked_of,
    competing_load,
    log_ratios,
    measure_pool,
    slow_plants,
    thread_s,
)

LAUNCHES = 64
"""Of equal copies; of the others so many:"""
OTHER_LAUNCHES = 30
GATES = 1_000
MOST_FALSE_ALARMS = 0.01
MOST_WRONG_PASSES = 0.025
LEAST_SEEN = {"slower-10": 0.90, "slower-25": 0.99}
LONGEST_S = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The gates drawn from one pool."""

    judgements: Sequence[Judgement]

    def share(self, verdict: GateVerdict) -> float:
        return sum(found.verdict is verdict for found in self.judgements) / len(self.judgements)

    @property
    def launches(self) -> float:
        return statistics.fmean(found.launches.look for found in self.judgements)

    @property
    def shares(self) -> str:
        counts = Counter(found.verdict.value for found in self.judgements)
        return ", ".join(f"{word} {count / len(self.judgements):.1%}" for word, count in counts.most_common())


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--launches", type=int, default=LAUNCHES)
    typed = parser.parse_args()
    folder = typed.folder or _new_folder()
    _measure(folder, typed.launches)
    say(f"Load of the machine now: {os.getloadavg()[0]:.1f}. Measured launches: {folder}")
    missed = [
        *_equal(read_run(folder / "equal")),
        *_slower(read_run(folder / "slower")),
        *_counted(read_run(folder / "calibrating")),
        *_loaded(read_run(folder / "loaded")),
    ]
    for reason in missed:
        say(f"MISSED: {reason}")
    return int(bool(missed))


def _new_folder() -> Path:
    return Path("runs") / f"bench-gate-{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}"


def _measure(folder: Path, launches: int) -> None:
    """Measure the pools that are not in the folder yet."""

    def pool(name: str, plants: Plants, count: int, seed: int) -> Run:
        if (folder / name).exists():
            return read_run(folder / name)
        return measure_pool(folder / name, plants, count, seed)

    others, few = min(OTHER_LAUNCHES, launches), min(CALIBRATING_LAUNCHES, launches)
    plants = slow_plants(pool("calibrating", CALIBRATING, few, seed=2))
    pool("equal", COPIES, launches, seed=1)
    pool("slower", plants, others, seed=3)
    with competing_load(seed=4):
        loaded = {name: plants[name] for name in ("as-it-is", "slower-25")} | {"copy": ()}
        pool("loaded", loaded, others, seed=4)


def _equal(run: Run) -> list[str]:
    """(i) and (v): equal copies, in the gate as it is by default."""
    drawn = draw(run, "first", "second", equal=True)
    launch_s = seconds_a_launch(run)
    detectable = statistics.median(found.detectable or math.nan for found in drawn.judgements)
    say(f"Equal copies ({launches_of(run)} launches): {growth(run, 'first', 'second')}")
    say(f"  {len(drawn.judgements):,} gates: {drawn.shares}; {drawn.launches:.1f} launches in the mean")
    say(
        f"  A launch takes {launch_s:.1f} s: a gate takes {launch_s * drawn.launches:.0f} s in the mean and "
        f"{launch_s * LOOKS[-1]:.0f} s at most; it says that it can detect {detectable:.0%} (median)"
    )
    return [
        *_too_much("false alarms on equal copies", drawn.share(GateVerdict.FAIL), MOST_FALSE_ALARMS),
        *_too_much("seconds of the longest gate", launch_s * LOOKS[-1], LONGEST_S),
    ]


def _slower(run: Run) -> list[str]:
    """(ii): slow-downs."""
    missed = []
    for side, least in LEAST_SEEN.items():
        drawn = draw(run, "as-it-is", side)
        by_time = [found for found in drawn.judgements if found.primary and (found.primary.low or 0) > 0]
        say(f"{side} ({launches_of(run)} launches): {growth(run, 'as-it-is', side)}")
        say(
            f"  {len(drawn.judgements):,} gates: {drawn.shares}; {len(by_time) / len(drawn.judgements):.1%} "
            f"show it by time; {drawn.launches:.1f} launches in the mean"
        )
        missed += _too_little(f"failed gates on {side}", drawn.share(GateVerdict.FAIL), least)
    return missed


def _counted(run: Run) -> list[str]:
    """(iii): one node a line, which needs no statistics and so few launches."""
    drawn = draw(run, "as-it-is", "node")
    counted = [f for f in drawn.judgements if any(c.counter == "nodes" and c.failed for c in f.counters)]
    say(
        f"One node a line: {drawn.shares}; the counter tells it in {len(counted) / len(drawn.judgements):.1%}"
    )
    return _too_little("gates that name the node", len(counted) / len(drawn.judgements), 1.0)


def _loaded(run: Run) -> list[str]:
    """(iv): beside a program that works and rests on the measured core."""
    equal, slow = draw(run, "as-it-is", "copy", equal=True), draw(run, "as-it-is", "slower-25")
    disturbed = sum(bool(trial.flags) for trial in run.trials) / len(run.trials)
    say(f"Beside a competing load ({launches_of(run)} launches, {disturbed:.0%} of trials flagged)")
    say(f"  equal copies: {growth(run, 'as-it-is', 'copy')}; {equal.shares}")
    say(f"  slower-25: {growth(run, 'as-it-is', 'slower-25')}; {slow.shares}")
    return [
        *_too_much("false alarms beside a load", equal.share(GateVerdict.FAIL), MOST_FALSE_ALARMS),
        *_too_much("passes of slower-25 beside a load", slow.share(GateVerdict.PASS), MOST_WRONG_PASSES),
    ]


def draw(run: Run, first: str, second: str, *, equal: bool = False) -> Drawn:
    """Gates of launches drawn with replacement. Of equal copies, which is the candidate is left to chance in
    every launch: nothing but chance can be between them, and a pool's own mean is not to be either."""
    rng = random.Random(f"{first} {second}")
    launches = sorted({trial.launch for trial in run.trials})
    question = asked_of(run, "baseline", "candidate")
    by_place = {(trial.launch, trial.cell.variant): trial for trial in run.trials}
    judgements = []
    for _ in range(GATES):
        trials: list[Trial] = []
        for number, launch in enumerate(rng.choices(launches, k=LOOKS[-1]), start=1):
            pair = [by_place[launch, first], by_place[launch, second]]
            if equal and rng.random() < 0.5:
                pair.reverse()
            trials += [
                _as(trial, side, number) for trial, side in zip(pair, ("baseline", "candidate"), strict=True)
            ]
        judgements.append(judge(replace(run, trials=tuple(trials)), question))
    return Drawn(judgements=judgements)


def _as(trial: Trial, side: str, launch: int) -> Trial:
    return replace(trial, id=f"{launch:03d}-{side}", launch=launch, cell=replace(trial.cell, variant=side))


def growth(run: Run, first: str, second: str) -> str:
    """What the launches themselves say: the freeze as a gate takes it, and the time of the main thread."""
    threads = zip(thread_s(run, first), thread_s(run, second), strict=True)
    thread = _percent([math.log(other / one) for one, other in threads])
    return f"freeze {_percent(log_ratios(run, first, second))}, main thread {thread}"


def _percent(logs: Sequence[float]) -> str:
    found = mean_interval(logs)
    if found is None:
        return "–"
    low, high = math.expm1(found.low), math.expm1(found.high)
    spread = statistics.stdev(logs)
    return f"{math.expm1(found.estimate):+.1%} ({low:+.1%} to {high:+.1%}; sd of a launch {spread:.3f})"


def seconds_a_launch(run: Run) -> float:
    """From the beginning of the first launch to that of the last, over the launches between."""
    starts = [datetime.datetime.fromisoformat(trial.started_at) for trial in run.trials]
    return (max(starts) - min(starts)).total_seconds() / max(launches_of(run) - 1, 1)


def launches_of(run: Run) -> int:
    return len({trial.launch for trial in run.trials})


def _too_much(what: str, found: float, most: float) -> list[str]:
    return [f"{what}: {found:.3g}, at most {most:.3g} is asked"] if found > most else []


def _too_little(what: str, found: float, least: float) -> list[str]:
    return [f"{what}: {found:.3g}, at least {least:.3g} is asked"] if found < least else []


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
