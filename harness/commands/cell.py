"""One cell measured for a test of a page: a run of its own, and what it says of the cell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from billbench.harness.application.address import check_answers
from billbench.harness.commands.gate.sides import application_at
from billbench.harness.commands.preparing.plans import named_target
from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.commands.preparing.preparing import prepare
from billbench.harness.commands.preparing.targets import prepare_targets
from billbench.harness.commands.run import measure
from billbench.harness.commands.target.check import read_browser_target
from billbench.harness.commands.target.giving_back import check_given_back
from billbench.harness.engine.offers import fitting
from billbench.harness.model.trials import Cell
from billbench.harness.plan.plan_file import parse_plan
from billbench.harness.store.runfolder import read_run
from billbench.reports.run.one_cell import OneCell, one_cell
from billbench.scenarios.catalogue import JOURNEYS

_SOURCE = "the test of a page"
_PAGE_CHANGES, _OPENING = "change-page", "open-bill"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellOrder:
    """A cell to measure in so many launches. `url`: where the application runs; "" starts the fake CCMS.

    With a `target` file it is the page that this maps, and the cell's design is its name.
    """

    cell: Cell
    launches: int
    url: str
    out: Path
    target: str = ""

    def command(self) -> Sequence[str]:
        """The command that measures the same; it starts the fake CCMS itself."""
        cell = self.cell
        page = ("--target", self.target) if self.target else ("--design", cell.design)
        return (
            *("billbench", "run", *page, "--lines", str(cell.lines)),
            *("--device", cell.device, "--journey", cell.journey, "--launches", str(self.launches)),
        )


def measure_cell(order: CellOrder, console: Console) -> OneCell:
    """Measure a cell into a run folder.

    Raises:
        UsageError: nothing has a name, the address is not on this machine, its token is missing; a bill of a
            target is not as it was found.
        UnreachableError: the application does not answer.
        MeasurementError: it could not be measured.
    """
    folder = measure(_prepared(order), order.out, order.command(), console)
    check_given_back([folder])
    return one_cell(read_run(folder), order.cell)


def at_target(order: CellOrder) -> CellOrder:
    """The order for the page of its target file, whose pages may not be there to be turned.

    Raises:
        UsageError: the file cannot be used.
    """
    target = read_browser_target(named_target(Path(order.target)))
    journeys = [JOURNEYS[order.cell.journey]]
    if order.cell.journey == _PAGE_CHANGES:
        journeys.append(JOURNEYS[_OPENING])
    journey = fitting([target.map], journeys, order.cell.lines).name
    return replace(order, cell=replace(order.cell, design=target.name, journey=journey))


def _prepared(order: CellOrder) -> Prepared:
    cell = order.cell
    asked = {
        "name": "pytest",
        "lines": [cell.lines],
        "devices": [cell.device],
        "journeys": [cell.journey],
        "launches": order.launches,
    }
    if order.target:
        return prepare_targets(None, asked, [Path(order.target)], short=False)
    prepared = prepare(parse_plan({**asked, "designs": [cell.design]}, _SOURCE), _SOURCE)
    if not order.url:
        return prepared
    address = application_at(order.url, "application")
    check_answers(address)
    return replace(prepared, at=address)
