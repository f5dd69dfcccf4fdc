"""What can go wrong, and the exit status each kind ends with.

Every error that a person can cause or meet is a `BillbenchError`: one sentence that names the thing,
the cause and the next step. `harness.cli` has the one handler.
"""

from enum import IntEnum
from typing import ClassVar


class ExitStatus(IntEnum):
    """How a command ends. CI must be able to tell "worse" from "could not tell"."""

    OK = 0
    GATE_FAILED = 1
    USAGE = 2
    INVALID = 3
    UNREACHABLE = 4
    INTERRUPTED = 130


class BillbenchError(Exception):
    """The base of every error that is told to a person instead of shown as a traceback."""

    exit_status: ClassVar[ExitStatus] = ExitStatus.USAGE


class UsageError(BillbenchError):
    """A wrong command, plan, target file or run folder. Nothing was measured."""


class MeasurementError(BillbenchError):
    """The measurement could not be made or says nothing. What was measured is kept."""

    exit_status = ExitStatus.INVALID


class UnreachableError(BillbenchError):
    """The application under test does not answer."""

    exit_status = ExitStatus.UNREACHABLE


class Interrupted(BillbenchError):  # noqa: N818 - it is a request of the person, not a fault
    """The person stopped the command. What was measured is kept."""

    exit_status = ExitStatus.INTERRUPTED
