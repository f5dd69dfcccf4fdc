"""A row a request, in Parquet parts: written whole by each worker, read one part at a time.

A part is written beside its place and then moved there, so that a worker killed at any moment leaves
whole parts only. Times are seconds since the load began; those of signing in, before it, are negative.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from billbench.harness.model.errors import MeasurementError

FOLDER = "requests"
FORMAT = 1

_WORD: pa.DataType = pa.dictionary(pa.int8(), pa.string())
SCHEMA = pa.schema(
    [
        ("worker", pa.int16()),
        ("seq", pa.int32()),
        ("person", pa.int32()),
        ("visit", pa.int32()),
        ("step", _WORD),
        ("design", _WORD),
        ("lines", pa.int32()),
        ("due_s", pa.float64()),
        # Empty for what was never sent.
        ("sent_s", pa.float64()),
        # Of a censored request, until when was waited.
        ("done_s", pa.float64()),
        ("status", pa.int16()),
        ("verdict", _WORD),
        ("bytes_up", pa.int32()),
        ("bytes_down", pa.int32()),
        ("in_flight", pa.int16()),
        # Of a request that carried work: what it was to change, where, and into what.
        ("bill", pa.int32()),
        ("token", pa.string()),
        ("field", pa.string()),
        ("value", pa.string()),
    ],
    metadata={"format": str(FORMAT)},
)

Row = tuple[object, ...]
"""One request; its values in the order of `SCHEMA`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part that was written: its name in the folder, and how many rows it holds."""

    name: str
    rows: int


def write_part(folder: Path, name: str, rows: Sequence[Row]) -> Part:
    """Write rows as one whole part. Raises `MeasurementError` when the disk does not take it."""
    columns = [
        pa.array(column, type=kind)
        for column, kind in zip(zip(*rows, strict=True), SCHEMA.types, strict=True)
    ]
    table = pa.Table.from_arrays(columns, schema=SCHEMA)
    unfinished = folder / f"{name}.tmp"
    try:
        pq.write_table(table, unfinished, compression="zstd")
        unfinished.replace(folder / name)
    except OSError as error:
        raise MeasurementError(
            f"The requests could not be written to {folder / name}: {error.strerror or error}. "
            "The parts before it are kept; free space and run the load again."
        ) from error
    return Part(name=name, rows=len(rows))


def warm_up() -> None:
    """Write nothing, to nowhere: the first part of a process takes a third of a second, others little."""
    pq.write_table(SCHEMA.empty_table(), pa.BufferOutputStream(), compression="zstd")


def parts(folder: Path, stage: int | None = None) -> list[Path]:
    """The parts of a run folder's requests, of one stage or of all, in the order in which they were begun."""
    return sorted((folder / FOLDER).glob("*.parquet" if stage is None else f"{stage:02d}-*.parquet"))


def part_name(stage: int, worker: int, number: int) -> str:
    return f"{stage:02d}-{worker:02d}-{number:05d}.parquet"


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
        try:
            yield pq.read_table(path, columns=list(columns))
        except (OSError, pa.ArrowInvalid) as error:
            raise _unreadable(path, error) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRow:
    """What became of one save, found by reading its bill back. `outcome` is a word of `Outcome`, or
    `superseded`; `verdict` is what the person was told."""

    stage: int
    worker: int
    seq: int
    bill: int
    token: str
    design: str
    lines: int
    sent_s: float
    verdict: str
    outcome: str
    evidence: str


SaveCounts = Counter[tuple[str, str]]
"""Saves by outcome and verdict."""


_SAVE_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("stage", pa.int16()),
    ("worker", pa.int16()),
    ("seq", pa.int32()),
    ("bill", pa.int32()),
    ("token", pa.string()),
    ("design", _WORD),
    ("lines", pa.int32()),
    ("sent_s", pa.float64()),
    ("verdict", _WORD),
    ("outcome", _WORD),
    ("evidence", pa.string()),
]
_SAVES = pa.schema(_SAVE_COLUMNS)
SAVES_FOLDER = "saves"


def write_saves(folder: Path, stage: int, saves: Sequence[SaveRow]) -> None:
    """The ledger of one stage: a row a save."""
    target = folder / SAVES_FOLDER
    target.mkdir(exist_ok=True)
    table = pa.Table.from_pylist([asdict(save) for save in saves], schema=_SAVES)
    pq.write_table(table, target / _saves_name(stage), compression="zstd")


def count_saves(folder: Path, stage: int) -> SaveCounts:
    """How often the saves of a stage came to which end; nothing where none was sent.

    Raises:
        MeasurementError: the ledger is damaged.
    """
    path = folder / SAVES_FOLDER / _saves_name(stage)
    if not path.exists():
        return Counter()
    try:
        table = pq.read_table(path, columns=["outcome", "verdict"])
    except (OSError, pa.ArrowInvalid) as error:
        raise _unreadable(path, error) from error
    found = table.group_by(["outcome", "verdict"]).aggregate([([], "count_all")])
    return Counter({(row["outcome"], row["verdict"]): row["count_all"] for row in found.to_pylist()})


def _saves_name(stage: int) -> str:
    return f"{stage:02d}.parquet"


def _unreadable(path: Path, error: Exception) -> MeasurementError:
    return MeasurementError(f"{path} cannot be read ({error}). Restore the file, or run the load again.")
