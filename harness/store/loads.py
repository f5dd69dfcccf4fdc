"""What a load's folder says beside its rows: its stages, how each ended, and whether it can be believed."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from billbench.harness.model.errors import UsageError
from billbench.harness.store.records import read

LOAD_NAME = "load.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerEnd:
    """What the worker `index` on `host` says at its end. Its share of a processor is its own, over the whole
    stage (`cpu_mean`) and in its busiest 5 s (`cpu_max`); for `longest_silence_s` nothing was heard of it.

    `requests` were counted by Locust's event, `rows` by the writer of parts: they must agree, apart from
    `unfinished` (dropped and in flight), which Locust never sees. `errors` are people who ended by a fault
    of ours.
    """

    index: int
    host: str
    rows: int
    requests: int
    unfinished: int
    cpu_mean: float
    cpu_max: float
    errors: tuple[str, ...] = ()
    longest_silence_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEnd:
    """What became of a stage: the workers that reported their end, those that did not, and how it ended."""

    workers: tuple[WorkerEnd, ...]
    lost: tuple[str, ...]
    signed_in: int
    not_signed_in: int
    began_at: float
    lasted_s: float
    interrupted: bool
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a stage is invalid. `kind` is a stable name."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRecord(StageEnd):
    """The stage of number `stage` whole, at which `level` of load.

    It `began_at` a Unix time and `lasted_s` seconds with a warm-up of `warm_up_s`; `interrupted` or ended by
    a `problem`; people were `signed_in` or `not_signed_in`, workers `lost`. Of the `arrivals` that were due
    some were `dropped`, the others began late by `lag_p99_s` (99 % of them) and `lag_max_s` seconds at most.
    `lines_harmed` were changed by nobody and are not as they were.
    """

    stage: int
    level: float
    warm_up_s: float
    dropped: int
    arrivals: int
    lag_p99_s: float | None
    lag_max_s: float | None
    reasons: tuple[Reason, ...]
    bills: int
    lines_checked: int
    lines_harmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRecord:
    """A load; with `find_capacity` its stages are levels on the way to one."""

    mode: str
    stages: tuple[StageRecord, ...]
    find_capacity: bool = False
    format: int = FORMAT


def write_load(folder: Path, load: LoadRecord) -> None:
    """Replaced in one step."""
    path = folder / LOAD_NAME
    unfinished = path.with_name(f"{path.name}.tmp")
    text = json.dumps(dataclasses.asdict(load), indent=2, allow_nan=False)
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(path)


def read_load(folder: Path) -> LoadRecord:
    """The record in a load's folder.

    Raises:
        UsageError: there is no load in the folder, it is damaged, or it has another format.
    """
    path = folder / LOAD_NAME
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{folder} holds no load: it has no {LOAD_NAME}. Name a folder of a load.") from None
    return read(
        LoadRecord, text, str(path), version=FORMAT, restore="Restore the file, or run the load again."
    )


def is_load(folder: Path) -> bool:
    return (folder / LOAD_NAME).exists()
