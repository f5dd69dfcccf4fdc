"""The person of a trial at their visit: steps measured with their own time, and what they noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from billbench.harness.application.office import Beginning
from billbench.harness.engine.aside import patient
from billbench.harness.engine.bench import Bench
from billbench.harness.engine.desk import Desk
from billbench.harness.engine.messages import OwnStep, TrialJob
from billbench.harness.instrument.meter import Meter
from billbench.harness.model.metrics import METRICS
from billbench.harness.model.trials import StepResult
from billbench.scenarios.hands import Hands
from billbench.scenarios.protocol import MappedNotebook, MeasureStep, Notebook, PatienceEnded, Visit


def visit_of(
    bench: Bench, job: TrialJob, beginning: Beginning, desk: Desk, meter: Meter
) -> tuple[Visit, set[int]]:
    """The person's visit, and the places of the steps in which they only type, filled as it goes on."""
    bill, typed, cell = beginning.begun.bill, set[int](), job.cell
    office = bench.office(cell)
    hands = Hands(
        person=bench.people[cell.person],
        page=desk.page,
        seed=f"{bench.seed}/{bench.launch}",
        pass_time=office.pass_time,
    )
    if office.map is not None:
        hands.rest = lambda seconds: _rest(bench, desk, hands, seconds)
    notebook = Notebook() if office.map is None else MappedNotebook()

    def note() -> None:
        office.before_writing(beginning.begun, notebook)
        bench.note(notebook.noted)

    notebook.on_note = note
    # How long the person leaves the page alone, to think and to point. Our own pages do nothing then; on
    # others' a sum may wait for the last key, and a list for an answer. Who takes turns does not rest: the
    # other side would be measured meanwhile.
    rests = office.map is not None and not job.group
    alone_s = hands.person.mental_s + hands.person.point_s if rests else 0.0
    visit = Visit(
        page=desk.page,
        site=office.site,
        bill_id=bill.bill_id,
        case_reference=bill.case_reference,
        user=bill.user,
        design=cell.design,
        axes=bench.axes[cell.design],
        lines=beginning.begun.before,
        to_key_in=beginning.to_key_in,
        step=_steps_by(hands, meter, typed, alone_s),
        notebook=notebook,
        hands=hands,
        look=patient(desk, bench.aside),
        aside=bench.aside,
        download=desk.download,
        map=office.map,
    )
    return visit, typed


def _rest(bench: Bench, desk: Desk, hands: Hands, seconds: float) -> None:
    """The person thinks: that is no waiting for the page, whose deadline begins anew with the step."""
    bench.announce(OwnStep.THINK)
    desk.page.wait_for_timeout(1000 * seconds)
    bench.announce(hands.step)


def _steps_by(hands: Hands, meter: Meter, typed: set[int], alone_s: float) -> MeasureStep:
    """The meter's steps with the person's own time, who leaves the page alone for so long between them;
    `typed` gets the places of those of typing alone."""

    def only_types() -> bool:
        return bool(hands.keys) and not hands.waits

    @contextmanager
    def step(name: str, *, rows: int | None = None) -> Iterator[None]:
        hands.start_step(name)
        try:
            with meter.step(name, rows=rows, pause_s=lambda: alone_s if only_types() else 0.0):
                yield
        except PatienceEnded as end:
            meter.results.append(_waited_out(name, end.waited_s, hands.spent_s))
            raise
        if only_types():
            typed.add(len(meter.results) - 1)
        measures = {**meter.results[-1].measures, "operator_s": hands.spent_s}
        meter.results[-1] = replace(meter.results[-1], measures=measures)
        if alone_s and not only_types():
            meter.after(alone_s)

    return step


def _waited_out(name: str, waited_s: float, operator_s: float) -> StepResult:
    """A step that the person did not wait for to the end: they waited so long at least."""
    measures: dict[str, float | None] = dict.fromkeys(METRICS)
    return StepResult(
        name=name, measures={**measures, "wait_s": waited_s, "operator_s": operator_s}, censored=True
    )
