"""A worker's own record: every request as a row, and counts for who watches. Knows nothing of Locust."""

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from billbench.harness.load.messages import RequestCounts
from billbench.harness.model.verdicts import Verdict
from billbench.harness.store.requests import Row
from billbench.scenarios.load.asking import Ask, Reply

_ROWS_PER_PART = 4_000
BUCKET = math.log(1.02)
"""Live percentiles are counted in steps of 2 %; the report's come from the rows."""

_LONG_BEFORE_S = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whose request it is, and of which visit to what kind of bill."""

    person: int
    visit: int
    design: str
    lines: int


class RequestLog:
    """Times are taken here. `begin` sets the moment from which they count."""

    def __init__(self, worker: int, write: Callable[[list[Row]], object]) -> None:
        self.rows_written = 0
        self.unfinished = 0
        self._worker = worker
        self._write = write
        self._rows: list[Row] = []
        self._seq = 0
        self._dropped = 0
        self._under_way: dict[int, Row] = {}
        self._verdicts: Counter[str] = Counter()
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
        return len(self._under_way)

    def sent(self, about: About, ask: Ask, due_s: float | None = None) -> Row:
        """A request that is sent now; without a moment of its own, it is due now, too."""
        now = self.now()
        row = self._row(about, ask, now if due_s is None else due_s, now)
        self._under_way[row.seq] = row
        self._lag_s = max(self._lag_s, now - row.due_s)
        return row

    def done(self, row: Row, done_s: float, reply: Reply, verdict: Verdict) -> None:
        """`done_s` is the moment at which the answer was whole, or was given up."""
        del self._under_way[row.seq]
        row.done_s = done_s
        row.status = reply.status
        row.verdict = verdict
        row.bytes_down = len(reply.content)
        self._verdicts[verdict] += 1
        self._buckets[round(math.log(max(done_s - row.due_s, 1e-6)) / BUCKET)] += 1
        self._keep(row)

    def dropped(self, about: About, ask: Ask, due_s: float) -> None:
        """A visit that was due and for which nobody was free."""
        self._dropped += 1
        self.unfinished += 1
        row = self._row(about, ask, due_s, None)
        row.done_s = self.now()
        row.verdict = Verdict.DROPPED
        self._keep(row)

    def give_up(self) -> None:
        """Whatever is still under way was waited for until now."""
        now = self.now()
        for row in list(self._under_way.values()):
            self.unfinished += 1
            row.done_s = now
            self._keep(row)
        self._under_way.clear()
        self.flush()

    def flush(self) -> None:
        """Write what is there as a whole part."""
        if self._rows:
            # Others may add rows while these are sent to a master.
            rows, self._rows = self._rows, []
            self._write(rows)
            self.rows_written += len(rows)

    def counted(self) -> RequestCounts:
        """What happened until now, and what was measured since this was last asked for."""
        told = RequestCounts(
            due=self._seq,
            sent=self._seq - self._dropped,
            done=self._verdicts.total(),
            dropped=self._dropped,
            in_flight=self.in_flight,
            verdicts=dict(self._verdicts),
            buckets=dict(self._buckets),
            lag_s=self._lag_s,
        )
        self._buckets, self._lag_s = Counter(), 0.0
        return told

    def _row(self, about: About, ask: Ask, due_s: float, sent_s: float | None) -> Row:
        self._seq += 1
        saving = ask.saving
        return Row(
            worker=self._worker,
            seq=self._seq,
            person=about.person,
            visit=about.visit,
            step=ask.step,
            design=about.design,
            lines=about.lines,
            due_s=due_s,
            sent_s=sent_s,
            bytes_up=len(ask.body or b""),
            in_flight=len(self._under_way),
            bill=saving.bill_id if saving else None,
            token=saving.token if saving else None,
            field=saving.field if saving else None,
            value=saving.value if saving else None,
        )

    def _keep(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) >= _ROWS_PER_PART:
            self.flush()
