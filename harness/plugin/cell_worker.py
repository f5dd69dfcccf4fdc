"""The measuring process, `python -m billbench.harness.plugin.cell_worker ORDER`: one cell, told on stdout.

A process of its own, because a test-suite with Playwright's fixtures has its loop in pytest's, and because
what measures (browser driver, pandas) is nothing that a test-suite should have to load.
"""

import shlex
import sys
from pathlib import Path

from rich.console import Console

from billbench.harness.commands.cell import CellOrder, at_target, measure_cell
from billbench.harness.model.errors import BillbenchError, ExitStatus
from billbench.harness.model.trials import Cell
from billbench.harness.plugin.answer import Figures, PageOrder, Refusal, decode_order, encode


def main(argument: str) -> int:
    order = decode_order(argument)
    try:
        told: Figures | Refusal = _measured(order)
    except BillbenchError as error:
        told = Refusal(message=str(error), invalid=error.exit_status is ExitStatus.INVALID)
    print(encode(told), flush=True)  # noqa: T201 - standard output is the wire
    return 0


def _measured(order: PageOrder) -> Figures:
    cell = Cell(design=order.design, lines=order.lines, device=order.device, journey=order.journey)
    todo = CellOrder(
        cell=cell, launches=order.launches, url=order.url, out=Path(order.out), target=order.target
    )
    if todo.target:
        todo = at_target(todo)
    found = measure_cell(todo, Console(stderr=True))
    freeze, work, interval = found.freeze, found.work, found.freeze.interval
    return Figures(
        what=f"{found.design_title}, {order.lines} lines, {order.device}",
        step=found.step_title,
        launches=freeze.launches,
        estimate_s=interval.estimate if interval else None,
        low_s=interval.low if interval else None,
        high_s=interval.high if interval else None,
        hung=freeze.hung,
        deadline_s=found.deadline_s,
        doubt=freeze.doubt,
        made_of=freeze.made_of,
        bills=work.harmed.total,
        harmed=work.harmed.count,
        harmed_at_most=work.harmed.high,
        harm=work.harm,
        work_doubt=work.doubt,
        # What runs elsewhere can be measured again only by the test that knows where.
        command="" if order.url else shlex.join(todo.command()),
        folder=order.out,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
