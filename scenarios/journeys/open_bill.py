"""Open a bill: from "bill details" to its lines on the screen."""

from billbench.harness.model.runs import StepInfo
from billbench.scenarios.pages import interview
from billbench.scenarios.protocol import Journey, Turns, Visit


def run(visit: Visit) -> None:
    with visit.step("open", rows=interview.rows_shown(visit)):
        interview.open_lines(visit)


def again(visit: Visit) -> None:
    interview.arrive(visit)
    run(visit)


JOURNEY = Journey(
    name="open-bill",
    title="Open a bill",
    steps=(StepInfo(name="open", title="opening of the bill", headline=True),),
    arrive=interview.arrive,
    run=run,
    turns=Turns(begin=run, again=again, step="open"),
)
