"""A row a request, in Parquet parts: written whole by each worker, read one part at a time.

A part is written beside its place and then moved there, so that a worker killed at any moment leaves
whole parts only. Times are seconds since the load began; those of signing in, before it, are negative.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Annotated, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

from billbench.harness.model.errors import MeasurementError
from billbench.harness.model.verdicts import Verdict

FOLDER = "requests"
SAVES_FOLDER = "saves"
FORMAT = 1
SUPERSEDED = "superseded"
"""The outcome of a save whose line a later save changed again: it proves nothing."""

# A column's type stands with the field that is written into it.
_Small = Annotated[int, pa.int16()]
_Whole = Annotated[int, pa.int32()]
_Seconds = Annotated[float, pa.float64()]
_Text = Annotated[str, pa.string()]
_Word = Annotated[str, pa.dictionary(pa.int8(), pa.string())]
_NoWhole = Annotated[int | None, pa.int32()]
_NoSeconds = Annotated[float | None, pa.float64()]
_NoText = Annotated[str | None, pa.string()]


@dataclass(slots=True, kw_only=True)
class Row:
    """One request. Until it is answered it stands as it would if it never were.

    `sent_s` is empty for what was never sent; `done_s` of a censored request is until when was waited. The
    last four are of a request that carried work: what it was to change, where, and into what.
    """

    # Not frozen: the answer is filled in, and a frozen row takes twice as long to make.
    worker: _Small
    seq: _Whole
    person: _Whole
    visit: _Whole
    step: _Word
    design: _Word
    lines: _Whole
    due_s: _Seconds
    sent_s: _NoSeconds
    done_s: _Seconds = math.nan
    status: _Small = 0
    verdict: _Word = Verdict.IN_FLIGHT
    bytes_up: _Whole = 0
    bytes_down: _Whole = 0
    in_flight: _Small
    bill: _NoWhole = None
    token: _NoText = None
    field: _NoText = None
    value: _NoText = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRow:
    """What became of one save, found by reading its bill back. `outcome` is a word of `Outcome`, or
    `superseded`; `verdict` is what the person was told."""

    stage: _Small
    worker: _Small
    seq: _Whole
    bill: _Whole
    token: _Text
    design: _Word
    lines: _Whole
    sent_s: _Seconds
    verdict: _Word
    outcome: _Word = ""
    evidence: _Text = ""


SaveCounts = Counter[tuple[str, str]]
"""Saves by outcome and verdict."""


def _schema(row: type[Row | SaveRow]) -> pa.Schema:
    hints = get_type_hints(row, include_extras=True)
    return pa.schema([(name, hint.__metadata__[0]) for name, hint in hints.items()])


SCHEMA = _schema(Row).with_metadata({"format": str(FORMAT)})
_SAVES = _schema(SaveRow)


def _table(rows: Sequence[Row | SaveRow], schema: pa.Schema) -> pa.Table:
    columns = [pa.array(list(map(attrgetter(one.name), rows)), type=one.type) for one in schema]
    return pa.Table.from_arrays(columns, schema=schema)


class PartWriter:
    """Writes the rows of one worker in one stage into this folder, a part at a time."""

    def __init__(self, folder: Path, stage: int, worker: int) -> None:
        self._paths = (folder / f"{stage:02d}-{worker:02d}-{part:05d}.parquet" for part in itertools.count())

    def write(self, rows: Sequence[Row]) -> Path:
        """Write rows as one whole part. Raises `MeasurementError` when the disk does not take it."""
        path = next(self._paths)
        unfinished = path.with_name(f"{path.name}.tmp")
        try:
            pq.write_table(_table(rows, SCHEMA), unfinished, compression="zstd")
            unfinished.replace(path)
        except OSError as error:
            raise MeasurementError(
                f"The requests could not be written to {path}: {error.strerror or error}. "
                "The parts before it are kept; free space and run the load again."
            ) from error
        return path


def warm_up() -> None:
    """Write nothing, to nowhere: the first part of a process takes a third of a second, others little."""
    pq.write_table(SCHEMA.empty_table(), pa.BufferOutputStream(), compression="zstd")


def parts(folder: Path, stage: int | None = None) -> list[Path]:
    """The parts of a run folder's requests, of one stage or of all, in the order in which they were begun."""
    return sorted((folder / FOLDER).glob("*.parquet" if stage is None else f"{stage:02d}-*.parquet"))


def count_rows(folder: Path, stage: int, worker: int) -> int:
    """The rows of one worker in one stage, as the parts themselves say."""
    own = (folder / FOLDER).glob(f"{stage:02d}-{worker:02d}-*.parquet")
    return sum(int(pq.read_metadata(path).num_rows) for path in own)


def read_parts(folder: Path, columns: Sequence[str], *, stage: int | None = None) -> Iterator[pa.Table]:
    """One part after the other, with these columns only.

    Raises:
        MeasurementError: a part is damaged.
    """
    for path in parts(folder, stage):
        yield _read(path, columns)


def write_saves(folder: Path, stage: int, saves: Sequence[SaveRow]) -> None:
    """The ledger of one stage: a row a save."""
    target = folder / SAVES_FOLDER
    target.mkdir(exist_ok=True)
    pq.write_table(_table(saves, _SAVES), target / _saves_name(stage), compression="zstd")


def count_saves(folder: Path, stage: int) -> SaveCounts:
    """How often the saves of a stage came to which end; nothing where none was sent.

    Raises:
        MeasurementError: the ledger is damaged.
    """
    path = folder / SAVES_FOLDER / _saves_name(stage)
    if not path.exists():
        return Counter()
    ends = _read(path, ("outcome", "verdict"))
    found = ends.group_by(["outcome", "verdict"]).aggregate([([], "count_all")])
    return Counter({(row["outcome"], row["verdict"]): row["count_all"] for row in found.to_pylist()})


def _saves_name(stage: int) -> str:
    return f"{stage:02d}.parquet"


def _read(path: Path, columns: Sequence[str]) -> pa.Table:
    try:
        return pq.read_table(path, columns=list(columns))
    except (OSError, pa.ArrowInvalid) as error:
        raise MeasurementError(
            f"{path} cannot be read ({error}). Restore the file, or run the load again."
        ) from error
