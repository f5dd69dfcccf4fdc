"""One cell measured for a test of a page: a run of its own, and what it says of the cell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from billbench.harness.application.address import check_answers
from billbench.harness.commands.gate.sides import application_at
from billbench.harness.commands.preparing.prepared import Prepared
from billbench.harness.commands.preparing.preparing import prepare
from billbench.harness.commands.run import measure
from billbench.harness.model.trials import Cell
from billbench.harness.plan.plan_file import parse_plan
from billbench.harness.store.runfolder import read_run
from billbench.reports.run.one_cell import OneCell, one_cell

_SOURCE = "the test of a page"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellOrder:
    """A cell to measure in so many launches. `url`: where the application runs; "" starts the fake CCMS."""

    cell: Cell
    launches: int
    url: str
    out: Path

    def command(self) -> Sequence[str]:
        """The command that measures the same; it starts the fake CCMS itself."""
        cell = self.cell
        return (
            *("billbench", "run", "--design", cell.design, "--lines", str(cell.lines)),
            *("--device", cell.device, "--journey", cell.journey, "--launches", str(self.launches)),
        )


def measure_cell(order: CellOrder, console: Console) -> OneCell:
    """Measure a cell into a run folder.

    Raises:
        UsageError: nothing has a name, the address is not on this machine, its token is missing.
        UnreachableError: the application does not answer.
        MeasurementError: it could not be measured.
    """
    folder = measure(_prepared(order), order.out, order.command(), console)
    return one_cell(read_run(folder), order.cell)


def _prepared(order: CellOrder) -> Prepared:
    cell = order.cell
    asked = {
        "name": "pytest",
        "designs": [cell.design],
        "lines": [cell.lines],
        "devices": [cell.device],
        "journeys": [cell.journey],
        "launches": order.launches,
    }
    prepared = prepare(parse_plan(asked, _SOURCE), _SOURCE)
    if not order.url:
        return prepared
    address = application_at(order.url, "application")
    check_answers(address)
    return replace(prepared, at=address)
