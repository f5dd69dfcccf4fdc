"""The command that measures one cell again."""

import shlex
from collections.abc import Sequence

from reports.series import Series


def command(series: Series, lines: int, typed: Sequence[str] = ()) -> str:
    """`typed` is the command of the run: its plan may hold designs and devices that only it knows."""
    plan = [part for part in typed[2:3] if part.endswith(".toml")]
    parts = [
        *("billbench", "run", *plan, "--design", series.design, "--lines", str(lines)),
        *("--device", series.device, "--journey", series.journey, "--launches", "1"),
    ]
    return shlex.join(parts)
