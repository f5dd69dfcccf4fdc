"""What bills are owed: how they were found, written down before anything is changed in them.

A file beside the run's journal, which only its owner can read: it holds the names of the lines that were
typed into and what stood in those fields. Each entry is on the disk before the first key is pressed, so a
bill can be put back after a run that was killed. When nothing is owed any more, the file is gone.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from billbench.harness.model.errors import MeasurementError
from billbench.harness.model.wire import decode, encode

OWED = "owed.jsonl"
_OWN = 0o600


class Kind(StrEnum):
    SIZE = "size"
    """How many lines there were, how many blank rows beside them, and whether the journey adds some."""
    VALUE = "value"
    """What stood in a field of a line, as it was shown, and what was typed in its place."""
    ADDED = "added"
    """A line of ours."""
    REMOVED = "removed"
    """A line of ours that the journey takes away itself."""
    SUBMITTED = "submitted"
    """The bill was submitted, which nobody can take back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One thing to put back. `token` is the line's name, `place` its place in the bill; noted at `at`."""

    design: str
    bill: str
    kind: Kind
    at: float = 0.0
    token: str = ""
    place: int = 0
    field: str = ""
    was: str = ""
    typed: str = ""
    lines: int = 0
    spares: int = 0
    adds: bool = False

    @property
    def same(self) -> tuple[str, ...]:
        """What makes it the same debt however often it is noted."""
        return (self.design, self.bill, self.kind, self.token, self.field, self.typed)


class Owed:
    """The debts of a run. Without a file, as in a pass of its own, they live as long as the process."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._debts = {debt.same: debt for debt in read_owed(path)} if path else {}

    def of(self, design: str) -> Mapping[str, Sequence[Debt]]:
        """The debts of a target, by bill."""
        found: dict[str, list[Debt]] = {}
        for debt in self._debts.values():
            if debt.design == design:
                found.setdefault(debt.bill, []).append(debt)
        return found

    def note(self, debts: Iterable[Debt]) -> None:
        """Write down what is new; when this returns, it survives a crash.

        Raises:
            MeasurementError: the disk is full or the folder is gone.
        """
        new = {debt.same: debt for debt in debts if debt.same not in self._debts}
        if not new:
            return
        if self._path is not None:
            _append(self._path, new.values())
        self._debts.update(new)

    def settle(self, design: str, bill: str) -> None:
        """The bill is as it was found."""
        self._debts = {
            same: debt for same, debt in self._debts.items() if (debt.design, debt.bill) != (design, bill)
        }
        if self._path is None:
            return
        if self._debts:
            _write_anew(self._path, self._debts.values())
        else:
            self._path.unlink(missing_ok=True)


def read_owed(path: Path) -> tuple[Debt, ...]:
    """What is owed by the run; half a line at the end was never followed by a key."""
    try:
        *whole, _torn = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    return tuple(decode(Debt, line) for line in whole)


def _append(path: Path, debts: Iterable[Debt]) -> None:
    text = "".join(encode(debt) + "\n" for debt in debts).encode()
    try:
        begins_anew = not path.exists()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _OWN)
        try:
            _cut_torn_line(file, path)
            while text:
                text = text[os.write(file, text) :]
            os.fsync(file)
        finally:
            os.close(file)
        if begins_anew:
            _sync_folder(path.parent)
    except OSError as error:
        raise MeasurementError(
            f"How the bill was found could not be written to {path}: {error.strerror}. Nothing was typed. "
            "Finished trials are kept: free space, then go on with --resume."
        ) from error


def _cut_torn_line(file: int, path: Path) -> None:
    whole = path.read_bytes()
    if whole and not whole.endswith(b"\n"):
        os.ftruncate(file, whole.rfind(b"\n") + 1)


def _write_anew(path: Path, debts: Iterable[Debt]) -> None:
    temporary = path.with_suffix(".tmp")
    temporary.unlink(missing_ok=True)
    _append(temporary, debts)
    temporary.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
