"""What a load is doing, while it does it: a table on a terminal, JSON lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import assert_never

from rich.console import Console
from rich.live import Live
from rich.table import Table

from billbench.harness.load.messages import (
    BillsMade,
    BrowserAt,
    Ended,
    Gathered,
    Listening,
    LoadBegan,
    LoadNews,
    Progress,
    ReadingBack,
    StageBegins,
    Watch,
)
from billbench.harness.model.wire import encode

_EVERY_BILLS = 50


@contextmanager
def live_view(console: Console) -> Iterator[Watch]:
    """Someone who hears what happens and shows it as it comes."""
    if not console.is_terminal:
        yield lambda told: _as_line(told, console)
        return
    with Live(console=console, refresh_per_second=4) as live:
        yield lambda told: live.update(_as_table(told))


def _as_line(told: LoadNews, console: Console) -> None:
    match told:
        case Listening() | ReadingBack() | Ended():
            return
        case BillsMade(made=made, total=total) if made != total and made % _EVERY_BILLS:
            return
        case _:
            console.print(encode(told), soft_wrap=True, markup=False, highlight=False)


def _as_table(told: LoadNews) -> Table | str:
    match told:
        case BillsMade():
            return f"Making bills: {told.made} of {told.total}"
        case Gathered():
            return "People are signing in"
        case Progress():
            return _progress_table(told)
        case ReadingBack():
            return "Reading every bill back"
        case StageBegins():
            return f"Stage {told.stage + 1}: a load of {told.level:g}"
        case BrowserAt():
            return f"{told.where}: launch {told.launch}, {told.cell}"
        case Listening() | LoadBegan() | Ended():
            return "The load begins"
        case _:
            assert_never(told)


def _progress_table(told: Progress) -> Table:
    cells = {
        "people": f"{told.people}",
        "due": f"{told.due}",
        "sent": f"{told.sent}",
        "done": f"{told.done}",
        "dropped": f"{told.dropped}",
        "in flight": f"{told.in_flight}",
        "p50": _seconds(told.p50_s),
        "p95": _seconds(told.p95_s),
        "p99": _seconds(told.p99_s),
        "lag": _seconds(told.lag_s),
        "CPU": f"{told.cpu:.0%}",
    }
    table = Table(show_header=True, title="Draining" if told.at_s is None else f"{told.at_s:.0f} s")
    for name in cells:
        table.add_column(name, justify="right")
    table.add_row(*cells.values())
    failures = ", ".join(f"{word} {count}" for word, count in sorted(told.failures.items()))
    table.caption = f"Failures: {failures or 'none'}"
    return table


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f} s"
