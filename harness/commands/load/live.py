"""What a load is doing, while it does it: a table on a terminal, JSON lines elsewhere."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table

from billbench.harness.load.control import Watch

_EVERY_BILLS = 50


@contextmanager
def live_view(console: Console) -> Iterator[Watch]:
    """Someone who hears the master's lines and shows them as they come."""
    if not console.is_terminal:
        yield lambda told: _as_line(told, console)
        return
    with Live(console=console, refresh_per_second=4) as live:
        yield lambda told: live.update(_as_table(told))


def _as_line(told: Mapping[str, Any], console: Console) -> None:
    match told["kind"]:
        case "progress" | "began" | "gathered" | "stage" | "browser":
            console.print(json.dumps(told), soft_wrap=True, markup=False, highlight=False)
        case "bills" if told["made"] == told["total"] or told["made"] % _EVERY_BILLS == 0:
            console.print(json.dumps(told), soft_wrap=True, markup=False, highlight=False)
        case _:
            return


def _as_table(told: Mapping[str, Any]) -> Table | str:
    match told["kind"]:
        case "bills":
            return f"Making bills: {told['made']} of {told['total']}"
        case "reading":
            return "Reading every bill back"
        case "progress":
            return _progress_table(told)
        case "stage":
            return f"Stage {told['stage'] + 1}: a load of {told['level']:g}"
        case "browser":
            return f"{told['where']}: launch {told['launch']}, {told['cell']}"
        case kind:
            return {"gathered": "People are signing in"}.get(kind, "The load begins")


def _progress_table(told: Mapping[str, Any]) -> Table:
    table = Table(show_header=True, title="Draining" if told["at_s"] is None else f"{told['at_s']:.0f} s")
    for column in (
        "people",
        "due",
        "sent",
        "done",
        "dropped",
        "in flight",
        "p50",
        "p95",
        "p99",
        "lag",
        "CPU",
    ):
        table.add_column(column, justify="right")
    table.add_row(
        *(str(told[key]) for key in ("people", "due", "sent", "done", "dropped", "in_flight")),
        *(_seconds(told[key]) for key in ("p50_s", "p95_s", "p99_s", "lag_s")),
        f"{told['cpu']:.0%}",
    )
    failures = ", ".join(f"{word} {count}" for word, count in sorted(told["failures"].items()))
    table.caption = f"Failures: {failures or 'none'}"
    return table


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f} s"
