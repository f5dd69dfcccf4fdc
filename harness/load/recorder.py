"""A worker's own record: every request as a row, and counts for who watches. Knows nothing of Locust."""

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from billbench.harness.model.verdicts import Verdict
from billbench.harness.store.requests import Part, Row
from billbench.scenarios.load.asking import Answer, Ask

_ROWS_PER_PART = 4_000
BUCKET = math.log(1.02)
"""Live percentiles are counted in steps of 2 %; the report's come from the rows."""

_LONG_BEFORE_S = 1e6

WritePart = Callable[[int, list[Row]], Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whose request it is, and of which visit to what kind of bill."""

    person: int
    visit: int
    design: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A request under way."""

    seq: int
    about: About
    ask: Ask
    due_s: float
    sent_s: float
    in_flight: int


@dataclass(slots=True)
class Counts:
    due: int = 0
    sent: int = 0
    done: int = 0
    dropped: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)


class Recorder:
    """Times are taken here. `begin` sets the moment from which they count."""

    def __init__(self, worker: int, write: WritePart) -> None:
        self.counts = Counts()
        self.rows_written = 0
        self.unfinished = 0
        self._worker = worker
        self._write = write
        self._rows: list[Row] = []
        self._parts = 0
        self._seq = 0
        self._pending: dict[int, Pending] = {}
        # Until the load begins, everything comes before it, however long signing in takes.
        self._zero = time.monotonic() + _LONG_BEFORE_S
        self._buckets: Counter[int] = Counter()
        self._lag_s = 0.0

    def begin(self, wall_clock: float) -> None:
        """The load begins at this moment of the wall clock, which all machines share."""
        self._zero = time.monotonic() + (wall_clock - time.time())

    def now(self) -> float:
        """Seconds since the load began."""
        return time.monotonic() - self._zero

    @property
    def in_flight(self) -> int:
        return len(self._pending)

    def sent(self, about: About, ask: Ask, due_s: float) -> Pending:
        now = self.now()
        self._seq += 1
        pending = Pending(
            seq=self._seq, about=about, ask=ask, due_s=due_s, sent_s=now, in_flight=len(self._pending)
        )
        self._pending[pending.seq] = pending
        self.counts.due += 1
        self.counts.sent += 1
        self._lag_s = max(self._lag_s, now - due_s)
        return pending

    def arrived(self) -> float:
        """The moment at which an answer was whole, or was given up."""
        return self.now()

    def done(self, pending: Pending, done_s: float, answer: Answer, verdict: Verdict) -> None:
        del self._pending[pending.seq]
        self.counts.done += 1
        self.counts.verdicts[verdict] += 1
        self._buckets[round(math.log(max(done_s - pending.due_s, 1e-6)) / BUCKET)] += 1
        self._add(pending, done_s, answer, verdict)

    def dropped(self, about: About, ask: Ask, due_s: float) -> None:
        """A visit that was due and for which nobody was free."""
        self._seq += 1
        self.counts.due += 1
        self.counts.dropped += 1
        self.unfinished += 1
        never = Pending(
            seq=self._seq, about=about, ask=ask, due_s=due_s, sent_s=math.nan, in_flight=len(self._pending)
        )
        self._add(never, self.now(), Answer(), Verdict.DROPPED)

    def give_up(self) -> None:
        """Whatever is still under way was waited for until now."""
        now = self.now()
        for pending in list(self._pending.values()):
            self.unfinished += 1
            self._add(pending, now, Answer(), Verdict.IN_FLIGHT)
        self._pending.clear()
        self.flush()

    def flush(self) -> None:
        """Write what is there as a whole part."""
        if self._rows:
            part = self._write(self._parts, self._rows)
            self._rows, self._parts = [], self._parts + 1
            self.rows_written += part.rows

    def pulse(self) -> dict[str, Any]:
        """What happened until now, and what was measured since the last pulse."""
        told = {
            "due": self.counts.due,
            "sent": self.counts.sent,
            "done": self.counts.done,
            "dropped": self.counts.dropped,
            "in_flight": self.in_flight,
            "verdicts": {str(word): count for word, count in self.counts.verdicts.items()},
            "buckets": dict(self._buckets),
            "lag_s": self._lag_s,
        }
        self._buckets, self._lag_s = Counter(), 0.0
        return told

    def _add(self, pending: Pending, done_s: float, answer: Answer, verdict: Verdict) -> None:
        ask, about, saving = pending.ask, pending.about, pending.ask.saving
        self._rows.append(
            (
                self._worker,
                pending.seq,
                about.person,
                about.visit,
                ask.step.value,
                about.design,
                about.lines,
                pending.due_s,
                None if math.isnan(pending.sent_s) else pending.sent_s,
                done_s,
                answer.status,
                verdict.value,
                len(ask.body or b""),
                len(answer.content),
                pending.in_flight,
                saving.bill_id if saving else None,
                saving.token if saving else None,
                saving.field if saving else None,
                saving.value if saving else None,
            )
        )
        if len(self._rows) >= _ROWS_PER_PART:
            self.flush()
