"""The load's master: a Locust master that gives jobs, begins, ends, counts, and never sends a request.

`python -m billbench.harness.load.master SPEC` where SPEC is a JSON file; what happens goes to standard
output, one JSON line a message: `listening`, `gathered`, `began`, `progress`, `ended`. SIGTERM and SIGINT end
the load as if it were over; SIGUSR1 ends one that goes on until it is told.
"""

import json
import math
import os
import signal
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event
from locust.env import Environment
from locust.event import Events
from locust.runners import STATE_MISSING

from billbench.harness.load.job import worker_end
from billbench.harness.load.recorder import BUCKET
from billbench.harness.load.users import Visitors
from billbench.harness.store.loads import StageEnd, WorkerEnd

_LOOK_S = 0.1
_NOTICE_S = 0.5
"""From saying when the load begins to its beginning: the word has to reach every worker."""
_SIGN_IN_S = 120
_LAST_WORDS_S = 10


class _Master:
    """One stage."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec
        self._environment = Environment(user_classes=[Visitors], events=Events(), stop_timeout=1)  # type: ignore[no-untyped-call]
        self.runner = self._environment.create_master_runner(spec["host"], spec["port"])
        self._stop, self._told = Event(), Event()
        self._crew: list[str] = []
        self._present: set[str] = set()
        self._ready: set[str] = set()
        self._pulses: dict[str, dict[str, Any]] = {}
        self._heard: dict[str, float] = {}
        self._silences: Counter[str] = Counter()
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
        now = time.monotonic()
        before = self._heard.get(msg.node_id, now)
        self._silences[msg.node_id] = max(self._silences[msg.node_id], now - before)  # type: ignore[assignment]
        self._heard[msg.node_id] = now
        self._pulses[msg.node_id] = msg.data
        self._buckets.update({int(bucket): count for bucket, count in msg.data["buckets"].items()})
        self._lag_s = max(self._lag_s, msg.data["lag_s"])

    def _on_part(self, msg: Any, **_: Any) -> None:
        """A part of a worker on another machine: whole into the run's folder."""
        place = Path(self._spec["folder"]) / Path(msg.data["name"]).name
        unfinished = place.with_name(f"{place.name}.tmp")
        unfinished.write_bytes(msg.data["content"])
        unfinished.replace(place)

    def _on_done(self, msg: Any, **_: Any) -> None:
        self._ends[msg.node_id] = worker_end(msg.data)

    def run(self) -> StageEnd:
        """The whole stage. A problem before it began is told in `StageEnd.problem`."""
        _tell("listening", port=self.runner.server.port, pid=os.getpid())
        problem = self._gather() or self._sign_in()
        began_at = time.time() + _NOTICE_S
        if not problem:
            self._send("begin", {"at": began_at})
            _tell("began", at=began_at)
            self._hold(began_at)
        lasted_s = max(time.time() - began_at, 0)
        self._send("end", None)
        self._await_ends()
        return StageEnd(
            workers=tuple(
                WorkerEnd(**{**asdict(end), "longest_silence_s": float(self._silences[node])})
                for node, end in sorted(self._ends.items(), key=lambda item: item[1].index)
            ),
            lost=tuple(f"worker {self._crew.index(node)}" for node in self._crew if node not in self._ends),
            signed_in=self._sum("signed_in"),
            not_signed_in=self._sum("not_signed_in"),
            began_at=began_at,
            lasted_s=lasted_s,
            interrupted=self._stop.is_set(),
            problem=problem,
        )

    def _gather(self) -> str:
        """Wait for the workers and give each its job."""
        jobs: list[str] = self._spec["jobs"]
        until = time.monotonic() + self._spec["gather_s"]
        while len(self._present) < len(jobs):
            if self._stop.wait(_LOOK_S):
                return "stopped before all workers were there"
            if time.monotonic() > until:
                return f"only {len(self._present)} of {len(jobs)} workers came in time"
        # By their id, as Locust deals users to workers in this order.
        self._crew = sorted(self._present)[: len(jobs)]
        for node, job in zip(self._crew, jobs, strict=True):
            self.runner.send_message("job", {"job": job}, node)
        while len(self._ready) < len(jobs):
            if self._stop.wait(_LOOK_S):
                return "stopped before all workers were ready"
            if time.monotonic() > until:
                return f"only {len(self._ready)} of {len(jobs)} workers were ready in time"
        _tell("gathered", workers=len(jobs))
        return ""

    def _sign_in(self) -> str:
        """Start the users, and wait until everybody is signed in or cannot be."""
        users: int = self._spec["users"]
        self.runner.start(users, spawn_rate=users)
        until = time.monotonic() + _SIGN_IN_S
        people: int = self._spec["people"]
        while self._sum("signed_in") + self._sum("not_signed_in") < people:
            if self._stop.wait(_LOOK_S):
                return "stopped while people were signing in"
            if self._missing() or time.monotonic() > until:
                return f"only {self._sum('signed_in')} of {people} people could sign in within {_SIGN_IN_S} s"
        return "" if self._sum("signed_in") else "nobody could sign in"

    def _hold(self, began_at: float) -> None:
        """Until the load is over, someone says so, or a worker is lost."""
        told_at = 0.0
        while not self._stop.wait(_LOOK_S) and not self._missing():
            if time.time() - told_at >= 1:
                told_at = time.time()
                self._tell_progress(told_at - began_at)
            if time.time() - began_at >= self._spec["duration_s"] and (
                not self._spec["until_told"] or self._told.is_set()
            ):
                return

    def _await_ends(self) -> None:
        until = time.monotonic() + self._spec["drain_s"] + _LAST_WORDS_S
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

    def _sum(self, key: str) -> int:
        return sum(pulse[key] for pulse in self._pulses.values())

    def _tell_progress(self, at_s: float | None) -> None:
        verdicts: Counter[str] = Counter()
        for pulse in self._pulses.values():
            verdicts.update(pulse["verdicts"])
        _tell(
            "progress",
            at_s=at_s,
            people=self._sum("signed_in"),
            **{key: self._sum(key) for key in ("due", "sent", "done", "dropped", "in_flight")},
            **{f"p{share}_s": _percentile(self._buckets, share / 100) for share in (50, 95, 99)},
            failures={word: count for word, count in verdicts.items() if word != "ok"},
            lag_s=self._lag_s,
            cpu=max((pulse["cpu"] for pulse in self._pulses.values()), default=0.0),
        )
        self._buckets.clear()
        self._lag_s = 0.0


def _percentile(buckets: Counter[int], share: float) -> float | None:
    """From counts in steps of 2 %, since the last line: to watch, not to report."""
    left = share * sum(buckets.values())
    for bucket in sorted(buckets):
        left -= buckets[bucket]
        if left <= 0:
            return round(math.exp(bucket * BUCKET), 4)
    return None


def _tell(kind: str, **data: Any) -> None:
    sys.stdout.write(json.dumps({"kind": kind, **data}) + "\n")
    sys.stdout.flush()


def main(argument: str) -> int:
    spec = json.loads(Path(argument).read_text(encoding="utf-8"))
    master = _Master(spec)
    end = master.run()
    # Workers are let go before the last word: who hears it may end this process at once.
    master.runner.quit()
    _tell("ended", end=asdict(end))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
