"""A claim at summary level, from a bill that freezes: its lines go, one line with their total comes.

As the guidance has it: Remove at the top of each page of bill lines, one line on the disbursement page, a
breakdown attached, permission where the claim needs it, and the submission.
"""

from decimal import ROUND_HALF_UP, Decimal

from billbench.harness.model.outcomes import Line
from billbench.harness.model.runs import StepInfo
from billbench.scenarios.pages import interview, papers
from billbench.scenarios.pages.ccms import button
from billbench.scenarios.pages.lines import pages_of_axes
from billbench.scenarios.pages.turning import turn
from billbench.scenarios.protocol import Journey, JourneyFailed, Visit

_MOST_PAGES = 2_000
_PENNY = Decimal("0.01")


def run(visit: Visit) -> None:
    with visit.step("open", rows=interview.rows_shown(visit)):
        interview.open_lines(visit)
    with visit.step("remove"):
        _remove_all(visit)
    with visit.step("next"):
        interview.press(visit, "Next")
    pages = pages_of_axes(visit)
    line = _summary_line(visit.lines)
    with visit.step("add"):
        pages.add()
    with visit.step("type"):
        pages.enter(line)
    if pages.has_own_save:
        with visit.step("save"):
            pages.keep(line)
    with visit.step("leave"):
        interview.save_and_leave(visit)
    with visit.step("breakdown"):
        papers.attach_breakdown(visit)
    with visit.step("permission"):
        papers.ask_permission(visit)
    papers.submit(visit)


def _remove_all(visit: Visit) -> None:
    """Press Remove at the top of the page until no line is left: a design with pages has it on each."""
    kept = [line for line in visit.lines if line.kind == visit.lines[0].kind]
    visit.notebook.removing(*kept)
    remove = button(visit, "Remove all lines on this page")
    for _ in range(_MOST_PAGES):
        if not remove.count():
            visit.notebook.acknowledged()
            return
        turn(visit, remove)
    raise JourneyFailed(f"Lines are left after {_MOST_PAGES} pages.")


def _summary_line(lines: tuple[Line, ...]) -> Line:
    """The value of the claim in one line."""
    net = str(sum((_net(line) for line in lines if line.kind == lines[0].kind), Decimal(0)))
    return Line(
        kind="disbursements",
        token=net,
        known_by="NET_CLAIM_INC_UPLFT",
        fields={
            "ACTIVITY": "Profit Cost (Summary)",
            "DATE": "14-03-2025",
            "NET_CLAIM_INC_UPLFT": net,
            "VAT": "20",
            "FEE_EARNER": lines[0].fields["FEE_EARNER"],
        },
    )


def _net(line: Line) -> Decimal:
    hours, _, minutes = (line.fields["TIME"] or "00:00").partition(":")
    units = Decimal(line.fields["ITEM"] or 0) + Decimal(hours) + Decimal(minutes) / 60
    return (units * Decimal(line.fields["RATE"])).quantize(_PENNY, ROUND_HALF_UP)


JOURNEY = Journey(
    name="summary-level",
    title="Claim at summary level",
    steps=(
        StepInfo(name="open", title="opening of the bill"),
        StepInfo(name="remove", title="removal of all lines", headline=True),
        StepInfo(name="next", title="page change (to the disbursements)"),
        StepInfo(name="add", title="start of the summary line"),
        StepInfo(name="type", title="typing of the summary line"),
        StepInfo(name="save", title="saving of the line"),
        StepInfo(name="leave", title="saving of the bill"),
        StepInfo(name="breakdown", title="attaching of the breakdown"),
        StepInfo(name="permission", title="asking for permission, where it is needed"),
        StepInfo(name="declaration", title="step to the declaration"),
        StepInfo(name="submit", title="submission"),
    ),
    arrive=interview.arrive,
    run=run,
    needs=None,
)
