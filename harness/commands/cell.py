"""One cell measured for a test of a page: a run of its own, and what it says of the cell."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from harness.commands.run import Prepared, measure, prepare
from harness.engine.revision import CALLERS_TOKEN_VARIABLE
from harness.engine.target import Address
from harness.errors import UsageError
from harness.load.target_file import check_answers, is_loopback
from harness.model import Cell
from harness.plan_file import parse_plan
from harness.store.runfolder import read_run
from reports.one_cell import OneCell, one_cell

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
    return replace(prepared, at=_address(order.url)) if order.url else prepared


def _address(url: str) -> Address:
    if not url.startswith(("http://", "https://")) or not is_loopback(url):
        raise UsageError(
            f"The application {url} is not on this machine. A test makes bills and presses buttons, "
            "so it goes to loopback only, such as http://127.0.0.1:8000."
        )
    token = os.environ.get(CALLERS_TOKEN_VARIABLE, "")
    if not token:
        raise UsageError(
            f"The support interface of an application that runs asks for its token: set "
            f"{CALLERS_TOKEN_VARIABLE} in the environment."
        )
    address = Address(url=url.rstrip("/"), token=token)
    check_answers(address)
    return address
