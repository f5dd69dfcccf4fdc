"""A load worker: a Locust worker whose people speak the application's protocol.

`python -m billbench.harness.load.locust_worker HOST PORT [FOLDER]`. With a folder, parts are written into it;
without one they are written to a place of the worker's own and sent to the master, for machines that share
no disk.
"""

import gc
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

import gevent
import psutil
from locust.env import Environment
from locust.event import Events

from billbench.harness.load.crew import Crew
from billbench.harness.load.job import Job
from billbench.harness.load.messages import Pulse
from billbench.harness.load.request_log import RequestLog
from billbench.harness.load.users import Visitors
from billbench.harness.model.wire import decode, encode
from billbench.harness.store.loads import WorkerEnd
from billbench.harness.store.requests import PartWriter, Row, warm_up

_PULSE_S = 0.5


def collect_seldom() -> None:
    """Set aside what is there for good, and look for cycles seldom: requests leave few behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class _Worker:
    """One stage in this process, from the master's job to the last report."""

    def __init__(self, host: str, port: int, folder: Path | None) -> None:
        self._environment = Environment(user_classes=[Visitors], events=Events(), stop_timeout=1)  # type: ignore[no-untyped-call]
        self._requests = 0
        self._errors: list[str] = []
        self._environment.events.request.add_listener(self._count)  # type: ignore[no-untyped-call]
        self._environment.events.user_error.add_listener(self._note)  # type: ignore[no-untyped-call]
        self._process = psutil.Process()
        self._shares: list[float] = []
        self._watched = 0.0
        self._last_pulse = 0.0
        self.runner = self._environment.create_worker_runner(host, port)
        self._folder = folder
        for word, listener in (("job", self._take_job), ("begin", self._begin), ("end", self._end)):
            self.runner.register_message(word, listener, concurrent=True)
        # Locust has told the master already, but what the master says is only heard from here on.
        self.runner.send_message("hello", {})

    def _count(self, **_: Any) -> None:
        self._requests += 1

    def _note(self, exception: Exception, **_: Any) -> None:
        self._errors.append(repr(exception)[:200])

    def _take_job(self, msg: Any, **_: Any) -> None:
        job = decode(Job, msg.data["line"])
        warm_up()
        log = RequestLog(job.index, self._writer(job))
        self.crew = Crew(job, log, self._environment.events.request)
        Visitors.crew = self.crew
        collect_seldom()
        self.runner.send_message("ready", {})
        gevent.spawn(self._pulses)

    def _writer(self, job: Job) -> Callable[[list[Row]], object]:
        """Writes rows into the run's folder, or sends them through the master into it."""
        if self._folder is not None:
            return PartWriter(self._folder, job.stage, job.index).write
        self._own = tempfile.TemporaryDirectory(prefix="billbench-load-")
        parts = PartWriter(Path(self._own.name), job.stage, job.index)

        def send(rows: list[Row]) -> None:
            part = parts.write(rows)
            self.runner.send_message("part", {"name": part.name, "content": part.read_bytes()})

        return send

    def _begin(self, msg: Any, **_: Any) -> None:
        self.crew.log.begin(msg.data["at"])
        self.crew.begun.set()

    def _end(self, **_: Any) -> None:
        """No new request from now on; those under way get the drain, then they are given up."""
        crew = self.crew
        crew.over.set()
        crew.begun.set()
        until = time.monotonic() + crew.plan.drain_s
        while crew.log.in_flight and time.monotonic() < until:
            gevent.sleep(0.02)
        crew.log.give_up()
        # Once more, without the last pulse's rounding: the master must see the final counts.
        self._tell_pulse()
        shares = self._shares or [0.0]
        end = WorkerEnd(
            index=crew.job.index,
            host=platform.node(),
            rows=crew.log.rows_written,
            requests=self._requests,
            unfinished=crew.log.unfinished,
            cpu_mean=fmean(shares),
            cpu_max=_busiest(shares),
            errors=tuple([*self._errors, *crew.errors][:5]),
        )
        self.runner.send_message("done", {"line": encode(end)})

    def _pulses(self) -> None:
        while True:
            self._tell_pulse()
            gevent.sleep(_PULSE_S)

    def _tell_pulse(self) -> None:
        crew = self.crew
        now, used = time.monotonic(), sum(self._process.cpu_times()[:2])
        share = (used - self._watched) / (now - self._last_pulse) if self._last_pulse else 0.0
        self._watched, self._last_pulse = used, now
        if crew.begun.is_set() and crew.log.now() > _PULSE_S:
            self._shares.append(share)
        pulse = Pulse(
            signed_in=crew.signed_in,
            not_signed_in=crew.not_signed_in,
            cpu=share,
            counted=crew.log.counted(),
        )
        self.runner.send_message("pulse", {"line": encode(pulse)})


def _busiest(shares: list[float]) -> float:
    """The largest mean over five seconds: a short burst is no saturation."""
    size = max(1, min(len(shares), round(5 / _PULSE_S)))
    return max(fmean(shares[start : start + size]) for start in range(len(shares) - size + 1))


def main(arguments: list[str]) -> int:
    host, port, *folder = arguments
    # The master says when it is over, Ctrl-C or not.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        worker = _Worker(host, int(port), Path(folder[0]) if folder else None)
    except ConnectionError:
        sys.stderr.write(f"There is no load master at {host} port {port}. Start it first, with --master.\n")
        return 4
    worker.runner.greenlet.join()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
