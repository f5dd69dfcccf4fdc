"""Run one stage of a load from outside Locust: start master and workers, follow them, end them.

This process never imports Locust, which patches the interpreter; it reads the master's lines.
"""

import os
import queue
import signal
import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from billbench.harness.load.job import Ground, Job, MasterJob
from billbench.harness.load.messages import Ended, Listening, MasterSays, Watch
from billbench.harness.machine import cores
from billbench.harness.machine.guard import Guarded
from billbench.harness.machine.python import own_python
from billbench.harness.model.errors import Interrupted, MeasurementError
from billbench.harness.model.wire import decode, encode
from billbench.harness.store.loads import StageEnd


class Stage:
    """A stage under way. `run` follows it to its end; `let_end` may be called from another thread."""

    def __init__(self, jobs: Sequence[Job], folder: Path, ground: Ground) -> None:
        self._job = MasterJob(ground=ground, folder=folder, jobs=jobs)
        self._beside = jobs[0].plan.browser is not None
        self._master_pid = 0

    def run(self, watch: Watch) -> StageEnd:
        """Until the master's last word.

        Raises:
            Interrupted: a second Ctrl-C, which does not wait for the drain.
            MeasurementError: the master died.
        """
        with ExitStack() as stack:
            # With every bill it is too long for a command line.
            job = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="billbench-"))) / "load.json"
            job.write_text(encode(self._job), encoding="utf-8")
            master = _guarded(stack, "billbench.harness.load.locust_master", str(job), keep_off=self._beside)
            end = self._follow(master, stack, watch)
        if end is None:
            raise MeasurementError(
                f"The load's master ended before the load did: {master.last_words() or 'no last words'}"
            )
        return end

    def let_end(self) -> None:
        """A load that goes on until it is told may end now."""
        self._signal(signal.SIGUSR1)

    def _follow(self, master: Guarded, stack: ExitStack, watch: Watch) -> StageEnd | None:
        # A queue can be waited for under Ctrl-C without losing half a line.
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_pass_on, args=(master, lines), daemon=True).start()
        interrupted = False
        while True:
            try:
                line = lines.get()
                if not line:
                    return None
                told = decode(MasterSays, line)
                if isinstance(told, Listening):
                    self._master_pid = told.pid
                    self._start_workers(stack, told.port)
                watch(told)
                if isinstance(told, Ended):
                    return told.end
            except KeyboardInterrupt:
                if interrupted:
                    raise Interrupted("Stopped at once; what was under way is not in the record.") from None
                interrupted = True
                self._signal(signal.SIGTERM)

    def _start_workers(self, stack: ExitStack, port: int) -> None:
        if self._job.ground.local_workers:
            arguments = ("127.0.0.1", str(port), str(self._job.folder))
            for _ in self._job.jobs:
                _guarded(stack, "billbench.harness.load.locust_worker", *arguments, keep_off=self._beside)

    def _signal(self, number: signal.Signals) -> None:
        if self._master_pid:
            try:
                os.kill(self._master_pid, number)
            except ProcessLookupError:
                return


def _pass_on(master: Guarded, lines: "queue.Queue[str]") -> None:
    """Every line, and an empty one at the end."""
    try:
        for line in master.stdout:
            lines.put(line)
    except ValueError:  # The pipe was closed under us, at the end of the stage.
        pass
    lines.put("")


def _guarded(stack: ExitStack, module: str, *arguments: str, keep_off: bool) -> Guarded:
    process = Guarded(own_python(module, *arguments))
    stack.callback(process.stop)
    # Beside a browser, its main thread has a core for itself.
    if keep_off:
        cores.keep_off(process.pid)
    return process
