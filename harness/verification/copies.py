"""Two copies of one cell, measured as two designs would be: what the engine calls different by mistake."""

import functools
import math
import random
import statistics
from collections.abc import Sequence

from billbench.harness.application.ours.fake import known_designs, running_fake_ccms
from billbench.harness.engine.supervisor import Site, worker_process
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.errors import MeasurementError
from billbench.harness.model.trials import Trial, TrialState, standing_attempt
from billbench.harness.model.verification import Differences
from billbench.harness.plan.plan import Plan
from billbench.harness.verification.planted import Tell, Watch, run_to_end
from billbench.scenarios.catalogue import JOURNEYS

DESIGN, DEVICE, JOURNEY = "single-page", "office-pc", "change-page"
"""The cell: the product's main question, on the plan's default device."""
_DEADLINE_S = 60.0


def measure_copies(launches: int, lines: int, tell: Tell) -> Differences:
    """Measure the two copies in each launch, in the order in which the engine puts them.

    Raises:
        MeasurementError: no launch gave both copies.
    """
    plan = Plan(
        name="verify-copies",
        designs=(DESIGN,),
        # The same cell twice: its copies are told apart by their place in the launch alone.
        lines=(lines, lines),
        devices=(DEVICES[DEVICE],),
        journeys=(JOURNEY,),
        launches=launches,
        seed=1,
        deadline_s=_DEADLINE_S,
    )
    axes = {design.name: design.axes for design in known_designs({}) if design.name == DESIGN}
    watch = Watch(tell, total=2 * launches, what="equal copies")
    with running_fake_ccms({}) as target:
        start = functools.partial(worker_process, token=target.token)
        trials = run_to_end(plan, Site(urls={"": target.url}, axes=axes), start, watch)
    return differences(trials)


def differences(trials: Sequence[Trial]) -> Differences:
    """Pair the two copies of each launch; which of them is called the first is left to chance."""
    rng = random.Random(1)
    values, disturbed = [], 0
    for launch in sorted({trial.launch for trial in trials}):
        own = [trial for trial in trials if trial.launch == launch]
        places = sorted({trial.position for trial in own})
        pair = [standing_attempt(trial for trial in own if trial.position == place) for place in places]
        times = [_headline_s(trial) for trial in pair]
        if len(times) == 2 and times[0] and times[1]:
            values.append(math.log(times[0] / times[1]) * rng.choice((1, -1)))
            disturbed += any(trial.flags for trial in pair)
    if not values:
        reasons = sorted({trial.reason for trial in trials if trial.reason})
        raise MeasurementError(f"No launch measured both copies of {DESIGN}: {'; '.join(reasons)}")
    return Differences(values=tuple(values), disturbed=disturbed)


def _headline_s(trial: Trial) -> float | None:
    headline = next(step.name for step in JOURNEYS[JOURNEY].steps if step.headline)
    if trial.state is not TrialState.COMPLETED:
        return None
    times = [s.measures.get("freeze_s") for s in trial.steps if s.name == headline]
    known = [time for time in times if time is not None]
    return statistics.fmean(known) if known else None
