"""What all worker processes of one server know together: the clock's advance, the rules, the counts.

It lives in memory that forked workers share, so reading it costs a request next to nothing; a database
row would be one more query for each. It ends with the server: a new one starts without faults and with
the true time.
"""

import fcntl
import mmap
import os
import struct
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from billbench.fake_ccms.limits.model import MAX_RULES

MAX_RULES_BYTES = 64 * 1024

# Generation of the rules, seconds the clock is ahead, when the rules came into force, their length.
_HEAD = struct.Struct("<QddQ")
_COUNT = struct.Struct("<QQ")
_COUNTS_AT = _HEAD.size
_RULES_AT = _COUNTS_AT + MAX_RULES * _COUNT.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many requests a rule was about, and how many of them it was applied to."""

    fitting: int
    applied: int


class Shared:
    """The shared memory. Make it before the workers are forked."""

    def __init__(self) -> None:
        self._file, path = tempfile.mkstemp(prefix="fake-ccms-shared-")
        Path(path).unlink()
        # It is memory rather than a file: it goes when nobody has it any more.
        weakref.finalize(self, os.close, self._file)
        os.truncate(self._file, _RULES_AT + MAX_RULES_BYTES)
        self._memory = mmap.mmap(self._file, 0)
        self._threads = threading.Lock()
        _HEAD.pack_into(self._memory, 0, 0, 0.0, time.monotonic(), 0)

    @property
    def generation(self) -> int:
        """Changes whenever the rules do."""
        return int(_HEAD.unpack_from(self._memory)[0])

    @property
    def advance_s(self) -> float:
        """How far the clock of the sessions is ahead of the true time."""
        return float(_HEAD.unpack_from(self._memory)[1])

    @property
    def elapsed_s(self) -> float:
        """Seconds since the rules came into force; the monotonic clock is one for all processes."""
        return time.monotonic() - float(_HEAD.unpack_from(self._memory)[2])

    def advance(self, seconds: float) -> None:
        with self._alone():
            generation, ahead, since, length = _HEAD.unpack_from(self._memory)
            _HEAD.pack_into(self._memory, 0, generation, ahead + seconds, since, length)

    def rules(self) -> bytes:
        """The rules set at run time; empty where those of the settings hold."""
        with self._alone():
            length = _HEAD.unpack_from(self._memory)[3]
            return self._memory[_RULES_AT : _RULES_AT + length]

    def set_rules(self, rules: bytes) -> None:
        """Put rules in force in every worker, and count from nothing again."""
        with self._alone():
            generation, ahead, _, _ = _HEAD.unpack_from(self._memory)
            self._memory[_COUNTS_AT:_RULES_AT] = bytes(_RULES_AT - _COUNTS_AT)
            self._memory[_RULES_AT : _RULES_AT + len(rules)] = rules
            _HEAD.pack_into(self._memory, 0, generation + 1, ahead, time.monotonic(), len(rules))

    def count_fitting(self, rule: int) -> int:
        """Count a request that a rule is about; its number, from 1."""
        with self._alone():
            at = _COUNTS_AT + rule * _COUNT.size
            fitting, applied = _COUNT.unpack_from(self._memory, at)
            _COUNT.pack_into(self._memory, at, fitting + 1, applied)
            return int(fitting) + 1

    def count_applied(self, rule: int) -> None:
        with self._alone():
            at = _COUNTS_AT + rule * _COUNT.size
            fitting, applied = _COUNT.unpack_from(self._memory, at)
            _COUNT.pack_into(self._memory, at, fitting, applied + 1)

    def count(self, rule: int) -> Count:
        fitting, applied = _COUNT.unpack_from(self._memory, _COUNTS_AT + rule * _COUNT.size)
        return Count(fitting=fitting, applied=applied)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # The system gives a lock of this kind back when its process is killed, but does not tell the
        # threads of one process apart; the other lock does.
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
