"""The load's master: a Locust master that gives jobs, begins, ends, counts, and never sends a request.

`python -m billbench.harness.load.locust_master JOB` where JOB is a file; what happens goes to standard output
(`harness.load.messages`). SIGTERM and SIGINT end the load as if it were over; SIGUSR1 ends one that goes on
until it is told.
"""

import math
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import gevent
import numpy as np
from gevent.event import Event
from locust.env import Environment
from locust.event import Events
from locust.runners import STATE_MISSING

from billbench.harness.load.job import MasterJob
from billbench.harness.load.messages import Ended, Gathered, Listening, LoadBegan, Progress, Pulse
from billbench.harness.load.request_log import BUCKET
from billbench.harness.load.users import Visitors
from billbench.harness.model.wire import decode, encode, tell
from billbench.harness.plan.load_plan import Mode
from billbench.harness.store.loads import StageEnd, WorkerEnd

_LOOK_S = 0.1
_NOTICE_S = 0.5
"""From saying when the load begins to its beginning: the word has to reach every worker."""
_SIGN_IN_S = 120
_LAST_WORDS_S = 10


class _Master:
    """One stage."""

    def __init__(self, job: MasterJob) -> None:
        self._job = job
        self._plan = job.jobs[0].plan
        self._environment = Environment(user_classes=[Visitors], events=Events(), stop_timeout=1)  # type: ignore[no-untyped-call]
        self.runner = self._environment.create_master_runner(job.ground.host, job.ground.port)
        self._stop, self._told = Event(), Event()
        self._crew: list[str] = []
        self._present: set[str] = set()
        self._ready: set[str] = set()
        self._pulses: dict[str, Pulse] = {}
        self._heard: dict[str, float] = {}
        self._silences: dict[str, float] = {}
        self._ends: dict[str, WorkerEnd] = {}
        self._buckets: Counter[int] = Counter()
        self._lag_s = 0.0
        listeners = (
            ("hello", self._on_hello),
            ("ready", self._on_ready),
            ("pulse", self._on_pulse),
            ("part", self._on_part),
            ("done", self._on_done),
        )
        for word, listener in listeners:
            self.runner.register_message(word, listener)
        for number in (signal.SIGINT, signal.SIGTERM):
            gevent.signal_handler(number, self._stop.set)
        gevent.signal_handler(signal.SIGUSR1, self._told.set)

    def _on_hello(self, msg: Any, **_: Any) -> None:
        self._present.add(msg.node_id)

    def _on_ready(self, msg: Any, **_: Any) -> None:
        self._ready.add(msg.node_id)

    def _on_pulse(self, msg: Any, **_: Any) -> None:
        node, now, pulse = msg.node_id, time.monotonic(), decode(Pulse, msg.data["line"])
        silence = now - self._heard.get(node, now)
        self._silences[node] = max(self._silences.get(node, 0.0), silence)
        self._heard[node] = now
        self._pulses[node] = pulse
        self._buckets.update(pulse.counted.buckets)
        self._lag_s = max(self._lag_s, pulse.counted.lag_s)

    def _on_part(self, msg: Any, **_: Any) -> None:
        """A part of a worker on another machine: whole into the run's folder."""
        place = self._job.folder / Path(msg.data["name"]).name
        unfinished = place.with_name(f"{place.name}.tmp")
        unfinished.write_bytes(msg.data["content"])
        unfinished.replace(place)

    def _on_done(self, msg: Any, **_: Any) -> None:
        self._ends[msg.node_id] = decode(WorkerEnd, msg.data["line"])

    def run(self) -> StageEnd:
        """The whole stage. A problem before it began is told in `StageEnd.problem`."""
        tell(Listening(port=self.runner.server.port, pid=os.getpid()))
        problem = self._gather() or self._sign_in()
        began_at = time.time() + _NOTICE_S
        if not problem:
            self._send("begin", {"at": began_at})
            tell(LoadBegan(at=began_at))
            self._hold(began_at)
        lasted_s = max(time.time() - began_at, 0)
        self._send("end", None)
        self._await_ends()
        ends = sorted(self._ends.items(), key=lambda item: item[1].index)
        return StageEnd(
            workers=tuple(
                replace(end, longest_silence_s=self._silences.get(node, 0.0)) for node, end in ends
            ),
            lost=tuple(f"worker {self._crew.index(node)}" for node in self._crew if node not in self._ends),
            signed_in=self._signed_in(),
            not_signed_in=self._sum(lambda pulse: pulse.not_signed_in),
            began_at=began_at,
            lasted_s=lasted_s,
            interrupted=self._stop.is_set(),
            problem=problem,
        )

    def _gather(self) -> str:
        """Wait for the workers and give each its job."""
        jobs = self._job.jobs
        until = time.monotonic() + self._job.ground.gather_s
        while len(self._present) < len(jobs):
            if self._stop.wait(_LOOK_S):
                return "stopped before all workers were there"
            if time.monotonic() > until:
                return f"only {len(self._present)} of {len(jobs)} workers came in time"
        # By their id, as Locust deals users to workers in this order.
        self._crew = sorted(self._present)[: len(jobs)]
        for node, job in zip(self._crew, jobs, strict=True):
            self.runner.send_message("job", {"line": encode(job)}, node)
        while len(self._ready) < len(jobs):
            if self._stop.wait(_LOOK_S):
                return "stopped before all workers were ready"
            if time.monotonic() > until:
                return f"only {len(self._ready)} of {len(jobs)} workers were ready in time"
        tell(Gathered(workers=len(jobs)))
        return ""

    def _sign_in(self) -> str:
        """Start the users, and wait until everybody is signed in or cannot be."""
        people = self._plan.people
        users = people if self._plan.mode is Mode.CLOSED else self._plan.workers
        self.runner.start(users, spawn_rate=users)
        until = time.monotonic() + _SIGN_IN_S
        while self._signed_in() + self._sum(lambda pulse: pulse.not_signed_in) < people:
            if self._stop.wait(_LOOK_S):
                return "stopped while people were signing in"
            if self._missing() or time.monotonic() > until:
                return f"only {self._signed_in()} of {people} people could sign in within {_SIGN_IN_S} s"
        return "" if self._signed_in() else "nobody could sign in"

    def _hold(self, began_at: float) -> None:
        """Until the load is over, someone says so, or a worker is lost."""
        told_at = 0.0
        while not self._stop.wait(_LOOK_S) and not self._missing():
            if time.time() - told_at >= 1:
                told_at = time.time()
                self._tell_progress(told_at - began_at)
            if time.time() - began_at >= self._plan.duration_s and (
                not self._job.jobs[0].until_told or self._told.is_set()
            ):
                return

    def _await_ends(self) -> None:
        until = time.monotonic() + self._plan.drain_s + _LAST_WORDS_S
        while any(node not in self._ends and node not in self._missing() for node in self._crew):
            if time.monotonic() > until:
                return
            gevent.sleep(_LOOK_S)
        self._tell_progress(None)

    def _missing(self) -> list[str]:
        clients = self.runner.clients
        return [node for node in self._crew if node not in clients or clients[node].state == STATE_MISSING]

    def _send(self, word: str, data: Any) -> None:
        for node in self._crew:
            if node in self._ready:
                self.runner.send_message(word, data, node)

    def _sum(self, count: Callable[[Pulse], int]) -> int:
        return sum(map(count, self._pulses.values()))

    def _signed_in(self) -> int:
        return self._sum(lambda pulse: pulse.signed_in)

    def _tell_progress(self, at_s: float | None) -> None:
        verdicts: Counter[str] = Counter()
        for pulse in self._pulses.values():
            verdicts.update(pulse.counted.verdicts)
        p50_s, p95_s, p99_s = _percentiles(self._buckets)
        progress = Progress(
            at_s=at_s,
            people=self._signed_in(),
            due=self._sum(lambda pulse: pulse.counted.due),
            sent=self._sum(lambda pulse: pulse.counted.sent),
            done=self._sum(lambda pulse: pulse.counted.done),
            dropped=self._sum(lambda pulse: pulse.counted.dropped),
            in_flight=self._sum(lambda pulse: pulse.counted.in_flight),
            p50_s=p50_s,
            p95_s=p95_s,
            p99_s=p99_s,
            failures={word: count for word, count in verdicts.items() if word != "ok"},
            lag_s=self._lag_s,
            cpu=max((pulse.cpu for pulse in self._pulses.values()), default=0.0),
        )
        tell(progress)
        self._buckets.clear()
        self._lag_s = 0.0


def _percentiles(buckets: Counter[int]) -> tuple[float | None, float | None, float | None]:
    """From counts in steps of 2 %, since the last line: to watch, not to report."""
    if not buckets:
        return None, None, None
    steps, counts = np.array(sorted(buckets.items())).T
    found = np.quantile(steps, (0.5, 0.95, 0.99), weights=counts, method="inverted_cdf")
    p50_s, p95_s, p99_s = (round(math.exp(step * BUCKET), 4) for step in found.tolist())
    return p50_s, p95_s, p99_s


def main(argument: str) -> int:
    master = _Master(decode(MasterJob, Path(argument).read_text(encoding="utf-8")))
    end = master.run()
    # Workers are let go before the last word: who hears it may end this process at once.
    master.runner.quit()
    tell(Ended(end=end))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
