"""Where a worker is, and the record of the trial that it could not write itself."""

import datetime
import platform
import time
from dataclasses import dataclass, field, replace

from billbench.harness.engine.messages import OWN_STEPS, LaunchJob, TrialJob
from billbench.harness.model.errors import MeasurementError
from billbench.harness.model.flags import Flag
from billbench.harness.model.metrics import METRICS
from billbench.harness.model.outcomes import Noted
from billbench.harness.model.trials import StepResult, Trial, TrialState
from billbench.harness.outcomes.readback import Begun


@dataclass(slots=True)
class UnderWay:
    """What is known of a trial that has begun and not ended."""

    began_at: str
    begun: Begun | None = None
    noted: Noted = field(default_factory=Noted)


@dataclass(slots=True)
class Whereabouts:
    """Where a worker is: its trial, its step, and since when. Trials in turns are under way together."""

    job: TrialJob | None = None
    step: str = "start"
    since: float = field(default_factory=time.monotonic)
    _under_way: dict[str, UnderWay] = field(default_factory=dict)

    def move(self, job: TrialJob | None, step: str) -> None:
        self.job, self.step, self.since = job, step, time.monotonic()

    def goes_on(self) -> None:
        """What is done for the record takes long and does not hang; the person's steps have a deadline."""
        if self.is_ours or self.job is None:
            self.since = time.monotonic()

    @property
    def is_ours(self) -> bool:
        """Whether the step is for the record alone, and no part of the journey."""
        return self.step in OWN_STEPS

    @property
    def trial(self) -> UnderWay:
        """The trial whose step it is."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        return self._under_way.setdefault(self.job.id if self.job else "", UnderWay(began_at=now))


def hung(here: Whereabouts, job: LaunchJob) -> Trial | None:
    """The step outlived its deadline."""
    reason = f'The page did not answer for {job.deadline_s:g} s in the step "{here.step}".'
    at_least = {name: job.deadline_s if metric.censorable else None for name, metric in METRICS.items()}
    step = StepResult(name=here.step, measures=at_least, censored=True)
    return _ended_outside(here, job, TrialState.HUNG, reason, (step,))


def not_prepared(here: Whereabouts, job: LaunchJob, waited_s: float) -> Trial | None:
    """What is read for the record outlived its patience: the trial says nothing of the page."""
    reason = (
        f'Not measured: what billbench reads for itself in the step "{here.step}" got no further for '
        f"{waited_s:g} s. That says nothing of the page."
    )
    ended = _ended_outside(here, job, TrialState.FAILED, reason, ())
    return ended and replace(ended, flags=(Flag.NOT_PREPARED,))


def died(here: Whereabouts, job: LaunchJob, last_words: str) -> Trial | None:
    """The worker ended by itself.

    Raises:
        MeasurementError: between two trials, where its last words are all that there is to tell.
    """
    words = last_words.splitlines()
    reason = f'The worker ended in the step "{here.step}": {words[-1] if words else "no last words"}'
    if here.job is None and words:
        raise MeasurementError(f"{reason}. Finished trials are kept; go on with --resume.")
    if here.is_ours:
        ended = _ended_outside(here, job, TrialState.FAILED, reason, ())
        return ended and replace(ended, flags=(Flag.NOT_PREPARED,))
    return _ended_outside(here, job, TrialState.CRASHED, reason, ())


def _ended_outside(
    here: Whereabouts, job: LaunchJob, state: TrialState, reason: str, steps: tuple[StepResult, ...]
) -> Trial | None:
    """The record of a trial that its worker could not write. `None` when no trial was under way."""
    if here.job is None:
        return None
    return Trial(
        id=here.job.id,
        launch=job.launch,
        position=here.job.position,
        attempt=here.job.attempt,
        cell=here.job.cell,
        state=state,
        reason=reason,
        started_at=here.trial.began_at,
        duration_s=time.monotonic() - here.since,
        steps=steps,
        host=platform.node(),
        assistive_technology=job.assistive_technology_of(here.job.cell),
    )


def broken_off(ended: Trial, other: TrialJob) -> Trial:
    """The record of a trial that took turns with one that had to be ended, and went with it."""
    reason = (
        f"Not measured to the end: it took turns with {ended.cell.name}, which {ended.state}. {ended.reason}"
    )
    return replace(
        ended,
        id=other.id,
        position=other.position,
        attempt=other.attempt,
        cell=other.cell,
        state=TrialState.FAILED,
        reason=reason,
        steps=(),
        flags=(Flag.BROKEN_OFF,),
        ledger=None,
    )
