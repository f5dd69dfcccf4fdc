"""What is told while a load runs: by workers to the master, by the master to the command, and to who watches.

Workers tell it over Locust's connection, the master in lines on its standard output.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from billbench.harness.store.loads import StageEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCounts:
    """A worker's requests until now; `buckets` (latencies) and `lag_s` are since the last pulse."""

    due: int
    sent: int
    done: int
    dropped: int
    in_flight: int
    verdicts: Mapping[str, int]
    buckets: Mapping[int, int]
    lag_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """A worker lives; `cpu` is its share of a core since the last pulse."""

    signed_in: int
    not_signed_in: int
    cpu: float
    counted: RequestCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """The master waits for workers at this port; signals go to its `pid`."""

    kind: Literal["listening"] = "listening"
    port: int
    pid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Every worker has its job; people sign in."""

    kind: Literal["gathered"] = "gathered"
    workers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBegan:
    """The load begins at this moment of the wall clock."""

    kind: Literal["began"] = "began"
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How the load goes, about once a second; `at_s` is `None` when it is over. Percentiles are of what was
    answered since the last time."""

    kind: Literal["progress"] = "progress"
    at_s: float | None
    people: int
    due: int
    sent: int
    done: int
    dropped: int
    in_flight: int
    p50_s: float | None
    p95_s: float | None
    p99_s: float | None
    failures: Mapping[str, int]
    lag_s: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The master's last word."""

    kind: Literal["ended"] = "ended"
    end: StageEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class StageBegins:
    kind: Literal["stage"] = "stage"
    stage: int
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BillsMade:
    kind: Literal["bills"] = "bills"
    made: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingBack:
    kind: Literal["reading"] = "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserAt:
    """Which cell the browser beside the load measures, or why it could not."""

    kind: Literal["browser"] = "browser"
    where: str
    launch: int
    cell: str


MasterSays = Listening | Gathered | LoadBegan | Progress | Ended
LoadNews = MasterSays | StageBegins | BillsMade | ReadingBack | BrowserAt
Watch = Callable[[LoadNews], None]
"""Hears what happens in a load."""
