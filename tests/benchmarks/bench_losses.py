"""Is a loss ever told that is none? Every journey of every design, many times, with no fault configured.

Run it with `python -m tests.benchmarks.bench_losses [TRIALS]`; 1,000 by default. Freezes are not measured. A
trial has a bill of 1 to 40 lines, drawn anew each round. A single word but `saved` makes it fail.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator

from billbench.harness.machine.browser import started_browser
from billbench.harness.model.outcomes import Outcome, Submission
from billbench.harness.model.trials import Trial, TrialState
from billbench.scenarios.catalogue import JOURNEYS
from tests.browser.journeying import Walker, walking

TRIALS = 1_000
MOST_LINES = 40


def main(trials: int = TRIALS) -> int:
    began = time.monotonic()
    endings: Counter[str] = Counter()
    wrong: list[str] = []
    lines = 0
    with started_browser() as browser, walking(browser, {}) as walker:
        for done in _walks(walker, trials):
            endings[done.state] += 1
            lines += done.ledger.lines_checked if done.ledger else 0
            wrong += _wrong(done)
            if done.state is TrialState.COMPLETED and endings[done.state] % 50 == 0:
                sys.stderr.write(f"{endings[done.state]} of {trials} trials, {len(wrong)} wrong\n")
    told = ", ".join(f"{count} {state}" for state, count in sorted(endings.items()))
    sys.stdout.write(
        f"Trials: {told}, in {(time.monotonic() - began) / 60:.0f} min; {lines:,} lines compared.\n"
        f"Lines and submissions with another word than saved: {len(wrong)}; none is asked.\n"
    )
    sys.stdout.writelines(f"  {one}\n" for one in wrong)
    return int(bool(wrong))


def _walks(walker: Walker, trials: int) -> Iterator[Trial]:
    """Trials until so many were completed; what a design does not offer is not tried again."""
    rng = random.Random(1)
    cells = [(journey, design) for journey in JOURNEYS for design in walker.axes]
    completed = launch = 0
    while completed < trials:
        launch += 1
        for cell in rng.sample(cells, len(cells)):
            done = walker.walk(*cell, rng.randint(1, MOST_LINES), launch=launch)
            if done.state is TrialState.NOT_OFFERED:
                cells.remove(cell)
                continue
            yield done
            completed += done.state is TrialState.COMPLETED
            if completed == trials:
                return


def _wrong(done: Trial) -> list[str]:
    what = f"{done.cell.journey}, {done.cell.design}, {done.cell.lines} lines, launch {done.launch}"
    if done.state is not TrialState.COMPLETED or done.ledger is None:
        return [f"{what}: {done.state}: {done.reason or 'without a ledger'}"]
    fine = (Submission.NOT_TRIED, Submission.RECEIVED)
    lost = [] if done.ledger.submission in fine else [f"{what}: submission {done.ledger.submission}"]
    return lost + [
        f"{what}: {fate.outcome} ({fate.cause})"
        for fate in done.ledger.lines
        if fate.outcome is not Outcome.SAVED
    ]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
