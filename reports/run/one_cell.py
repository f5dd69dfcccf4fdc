"""A run of one cell, for a test of a page: its freeze with interval, its work, and why to doubt them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from billbench.harness.model.flags import Flag
from billbench.harness.model.kinds import MEASURES
from billbench.harness.model.metrics import METRICS
from billbench.harness.model.outcomes import LineFate, Outcome
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import Cell, Trial, TrialState
from billbench.reports.reading.cells import CellStep, cell_steps, least_of, observed
from billbench.reports.reading.plan import PlanView, read_plan
from billbench.reports.reading.samples import Sample, collect, launch_name, standing_trials
from billbench.reports.statistics.intervals import Interval, geometric_interval
from billbench.reports.statistics.proportions import Proportion, wilson
from billbench.reports.words.numbers import quantity, seconds
from billbench.reports.words.series import Series
from billbench.reports.words.text import clean, listing, plural

_PARTS = tuple(MEASURES.values())
_KINDS = {measure: kind.value for kind, measure in MEASURES.items()}
_BESIDE = ("server_s", "transfer_s")
_COUNTERS = ("nodes", "layout_objects", "fields", "request_bytes", "response_bytes")
_FATE_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeFound:
    """The freeze of the step that the journey is about, over `launches` launches.

    `interval` holds the geometric mean; it is `None` where a hang has no upper end, and where `doubt` says
    in a clause why the figure says nothing. `hung` counts launches. `made_of` are sentences.
    """

    launches: int
    interval: Interval | None
    hung: int
    doubt: str
    made_of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFound:
    """What became of the work of all bills. `harm` has a sentence for each way in which lines or bills came
    to harm; `doubt` says in a clause why nothing is known."""

    harmed: Proportion
    harm: tuple[str, ...]
    doubt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneCell:
    """`deadline_s`: how long a hang was waited for at least, nought where the run does not tell."""

    design_title: str
    step_title: str
    deadline_s: float
    freeze: FreezeFound
    work: WorkFound


def one_cell(run: Run, cell: Cell) -> OneCell:
    """What a run says of a cell: of its work by every trial, of its freeze by the undisturbed ones."""
    plan = read_plan(run)
    trials = [trial for trial in run.trials if trial.cell == cell]
    step = plan.headline(cell.journey) or ""
    calm = replace(run, trials=tuple(trial for trial in trials if not _is_disturbed(trial)))
    return OneCell(
        design_title=plan.design_title(cell.design),
        step_title=plan.step_title(cell.journey, step),
        deadline_s=plan.deadline_s or 0.0,
        freeze=_freeze(
            _headline(calm, plan, cell, step),
            standing_trials(calm.trials),
            launches=len({launch_name(trial) for trial in trials}),
        ),
        work=_work(trials),
    )


def _is_disturbed(trial: Trial) -> bool:
    """As in a gate: what other work made slower must not fail a page. A hang stays one."""
    return trial.state is TrialState.COMPLETED and Flag.CONTENDED in trial.flags


def _headline(run: Run, plan: PlanView, cell: Cell, step: str) -> CellStep | None:
    series = Series.of(cell, step)
    steps = cell_steps(collect(run, plan))
    return next((one for one in steps if one.series == series and one.lines == cell.lines), None)


def _freeze(step: CellStep | None, trials: Sequence[Trial], *, launches: int) -> FreezeFound:
    """`trials` are those that count, of so many launches."""
    hung = sum(trial.state is TrialState.HUNG for trial in trials)
    values = observed(step.samples, METRICS["freeze_s"]) if step else []
    set_aside = launches - len(trials)
    doubt = "" if hung else _doubt(step, len(values), trials, set_aside)
    # A freeze shorter than a browser can tell counts as the shortest that it can: nought has no logarithm.
    least = least_of(METRICS["freeze_s"])
    interval = None if doubt or hung else geometric_interval([max(one.value, least) for one in values])
    return FreezeFound(
        launches=len(values),
        interval=interval,
        hung=hung,
        doubt=doubt,
        made_of=(*_made_of(step), *_set_aside(set_aside, launches)) if step else (),
    )


def _doubt(step: CellStep | None, values: int, trials: Sequence[Trial], set_aside: int) -> str:
    """Why the freeze says nothing, told before its values are looked at; empty when it may be believed."""
    ended = [trial for trial in trials if trial.state is not TrialState.COMPLETED]
    if ended:
        return f"{plural(len(ended), 'launch')} of {len(trials) + set_aside} {_ending(ended[0])}"
    if step is None or values < 2:
        disturbed = f", {set_aside} disturbed by other work on this machine" if set_aside else ""
        return f"{plural(values, 'launch')} gave a freeze where an interval needs two{disturbed}"
    return next((said for one in step.samples if (said := _rows_missing(one))), "")


def _rows_missing(sample: Sample) -> str:
    """Rows that were not rendered cost no time."""
    shown, expected = sample.measures["rows"] or 0.0, sample.measures["rows_expected"]
    if expected is None or shown >= expected:
        return ""
    return f"the page showed {shown:g} rows where {expected:g} were expected"


def _ending(trial: Trial) -> str:
    return f"ended as “{trial.state.value.replace('_', ' ')}” ({clean(trial.reason).rstrip('.')})"


def _made_of(step: CellStep) -> Iterator[str]:
    """Medians over launches; a measure that the browser lacks is left out."""
    parts = {name: _named(step, name) for name in (*_PARTS, *_BESIDE, *_COUNTERS)}
    busy = _named(step, "busy_s")
    if busy:
        inside = listing([parts[name] for name in _PARTS if parts[name]])
        yield f"Made of {busy} on the page's main thread" + (f", of it {inside}." if inside else ".")
    beside = [parts[name] for name in _BESIDE if parts[name]]
    if beside:
        yield f"Beside it: {listing(beside)}."
    counted = [parts[name] for name in _COUNTERS if parts[name]]
    if counted:
        yield f"The page: {listing(counted)}."
    longest = step.top("freeze_s")
    if longest is not None:
        yield f"The longest of {plural(step.launches, 'launch')}: {seconds(longest.value)}."


def _named(step: CellStep, measure: str) -> str:
    middle = step.middle(measure)
    if middle is None:
        return ""
    name = _KINDS.get(measure, measure.removesuffix("_s").replace("_", " "))
    return f"{name} {quantity(middle.value, METRICS[measure].unit)}"


def _set_aside(count: int, launches: int) -> Iterator[str]:
    if count:
        of = plural(launches, "launch")
        yield f"{count} of {of} do not count: other work on this machine disturbed them."


def _work(trials: Sequence[Trial]) -> WorkFound:
    """A disturbed machine makes a time wrong, but a line that it lost is lost: every attempt counts."""
    harmed = sum(_harmed(trial) for trial in trials)
    return WorkFound(
        harmed=wilson(harmed, len(trials)),
        harm=tuple(_harm(trials)),
        doubt="" if harmed else _work_doubt(trials),
    )


def _work_doubt(trials: Sequence[Trial]) -> str:
    """Why no harm was seen, other than that there was none."""
    stopped = next((trial for trial in trials if trial.state is not TrialState.COMPLETED), None)
    if stopped is not None:
        return f"trial {stopped.id} {_ending(stopped)}"
    unread = next((trial for trial in trials if _unread(trial)), None)
    if unread is not None:
        return f"the bill of trial {unread.id} could not be read back"
    return "" if trials else "nothing was measured"


def _unread(trial: Trial) -> bool:
    return trial.ledger is None or any(fate.outcome is Outcome.UNKNOWN for fate in trial.ledger.lines)


def _harmed(trial: Trial) -> bool:
    return trial.state is TrialState.HUNG or bool(_harmed_lines(trial))


def _harmed_lines(trial: Trial) -> list[LineFate]:
    lines = trial.ledger.lines if trial.ledger is not None else ()
    unharmed = (Outcome.SAVED, Outcome.UNKNOWN, Outcome.NOT_TAKEN)
    return [fate for fate in lines if fate.outcome not in unharmed]


def _harm(trials: Sequence[Trial]) -> Iterator[str]:
    fates: dict[str, list[LineFate]] = {}
    bills: dict[str, set[str]] = {}
    for trial in trials:
        for fate in _harmed_lines(trial):
            word = fate.outcome.value.replace("_", " ")
            fates.setdefault(word, []).append(fate)
            bills.setdefault(word, set()).add(trial.id)
    for word, found in fates.items():
        on = f"on {len(bills[word])} of {plural(len(trials), 'bill')}"
        yield f"{plural(len(found), 'line')} {word} {on}{_because(found)}."
    hung = [trial for trial in trials if trial.state is TrialState.HUNG]
    if hung:
        yield f"{len(hung)} of {plural(len(trials), 'save')} hung: {clean(hung[0].reason)}"


def _because(found: Sequence[LineFate]) -> str:
    proofs = dict.fromkeys(clean(fate.evidence) for fate in found if fate.evidence)
    return f": {'; '.join(list(proofs)[:_FATE_EXAMPLES])}" if proofs else ""
