"""What the time of a step is made of: means over launches, which add up."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import fmean

from billbench.reports.reading.cells import CellStep
from billbench.reports.reading.samples import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Seconds by what they went into. `other_busy` is main-thread work that is neither script, style nor
    layout; `other_wait` is waiting that nothing else explains."""

    script: float
    style: float
    layout: float
    other_busy: float
    server: float
    network: float
    other_wait: float

    @property
    def total(self) -> float:
        return float(sum(getattr(self, part.name) for part in fields(self)))


def parts_of(cell: CellStep) -> Parts | None:
    """The mean parts of a cell's completed launches; `None` when none has its main-thread time."""
    found = [_parts(sample) for sample in cell.samples if not sample.censored]
    known = [parts for parts in found if parts is not None]
    if not known:
        return None
    return Parts(**{part.name: fmean(getattr(one, part.name) for one in known) for part in fields(Parts)})


def _parts(sample: Sample) -> Parts | None:
    busy = sample.measures["busy_s"]
    if busy is None:
        return None
    script, style, layout = (sample.measures[name] or 0.0 for name in ("script_s", "style_s", "layout_s"))
    server = sample.measures["server_s"] or 0.0
    # The transfer runs from the request to the end of the response, so it contains the server's time.
    network = max(0.0, (sample.measures["transfer_s"] or 0.0) - server)
    wait = sample.measures["wait_s"] or 0.0
    return Parts(
        script=script,
        style=style,
        layout=layout,
        other_busy=max(0.0, busy - script - style - layout),
        server=server,
        network=network,
        other_wait=max(0.0, wait - busy - server - network),
    )


PART_TITLES = {
    "script": "Script",
    "style": "Style",
    "layout": "Layout",
    "other_busy": "Other work of the page",
    "server": "Server",
    "network": "Network",
    "other_wait": "Other waiting",
}


def largest(parts: Sequence[Parts]) -> float:
    return max((one.total for one in parts), default=0.0)
