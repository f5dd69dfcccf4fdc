"""The command that measures one cell again."""

import shlex

from reports.samples import Series


def command(series: Series, lines: int) -> str:
    parts = [
        *("billbench", "run", "--design", series.design, "--lines", str(lines)),
        *("--device", series.device, "--journey", series.journey, "--launches", "1"),
    ]
    return shlex.join(parts)
