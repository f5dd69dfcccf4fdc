"""How fast is the fake CCMS on one core, and does its memory stay flat?

Run it with `python -m tests.benchmarks.bench_fake_ccms`; it ends with status 1 when a bound is missed.
The server has one core and the client another. A bound is about the time that the server had its core,
waiting for the disk included: elapsed time without what other work took of that core. Beside it stands the
elapsed time, which is the same where nothing else runs on the machine. Every figure is repeated, so that its
range is seen.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

import psutil

from tests.app.driving import Server, running
from tests.benchmarks.steps import (
    CLAIM_FILES,
    CLAIM_LINES,
    Step,
    claiming,
    saving_classic,
    saving_few,
    saving_most,
    showing,
    showing_classic,
)

CONNECTIONS = 2  # The next request waits at the server while it answers the last: its core never idles.
WARM_UP_S = 1.0
MEMORY_SAVES = 10_000
MEMORY_WARM_UP = 1_000
MEMORY_BOUND_MIB = 8
CLAIM_BOUND_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """One repeat: how many steps in how much time, by the clock and without other work on the core."""

    steps: int
    elapsed_s: float
    own_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What is measured, and the bound: steps a second of the server's own time, at least."""

    title: str
    bound: float
    make: Callable[[ExitStack, Server], Step]


BENCHES = {
    "show": Bench(title="80-line screen of the rewritten page, GET", bound=150, make=showing),
    "show-classic": Bench(
        title="80-line screen of the single page, searching lists, GET", bound=50, make=showing_classic
    ),
    "save-few": Bench(title="save of 80 lines, one field changed", bound=60, make=saving_few),
    "save-most": Bench(title="save of 80 lines, most fields changed", bound=60, make=saving_most),
    "save-classic": Bench(
        title="save of 80 lines in parts, one field changed", bound=60, make=saving_classic
    ),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_fake_ccms", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each repeat")
    parser.add_argument("--only", choices=(*BENCHES, "claim", "memory"))
    parser.add_argument("--database-url", help="default: a temporary SQLite file")
    given = parser.parse_args(arguments)
    options = ("--database-url", given.database_url) if given.database_url else ()
    held = True
    _print(f"load average at the start: {os.getloadavg()[0]:.1f}")
    for name in [given.only] if given.only else [*BENCHES, "claim", "memory"]:
        with _server_on_its_own_core(*options) as server:
            if name in BENCHES:
                held &= _speed(server, BENCHES[name], given.repeats, given.seconds)
            else:
                held &= _claim(server) if name == "claim" else _memory(server)
    return 0 if held else 1


@contextmanager
def _server_on_its_own_core(*options: str) -> Iterator[Server]:
    cores = sorted(os.sched_getaffinity(0))
    # The child inherits the first core; then this process moves away from it.
    os.sched_setaffinity(0, cores[:1])
    try:
        with running(*options) as server:
            os.sched_setaffinity(0, cores[1:] or cores)
            yield server
    finally:
        os.sched_setaffinity(0, cores)


def _speed(server: Server, bench: Bench, repeats: int, seconds: float) -> bool:
    with ExitStack() as stack:
        steps = [bench.make(stack, server) for _ in range(CONNECTIONS)]
        _repeat(server, steps, lambda started: time.perf_counter() - started > WARM_UP_S)
        paces = [
            _repeat(server, steps, lambda started: time.perf_counter() - started > seconds)
            for _ in range(repeats)
        ]
    own = [pace.steps / pace.own_s for pace in paces]
    held = median(own) >= bench.bound
    _print(f"{bench.title}: {_word(held)}, bound {bench.bound:g} a second on one core")
    _print_range("a second, other work taken off", own)
    _print_range("a second of elapsed time", [pace.steps / pace.elapsed_s for pace in paces])
    return held


def _repeat(server: Server, steps: list[Step], over: Callable[[float], bool]) -> Pace:
    """One repeat: every connection asks again as soon as it is answered, until it is over."""
    others, started = _others_s(server), time.perf_counter()

    def run(step: Step) -> int:
        done = 0
        while done == 0 or not over(started):
            step()
            done += 1
        return done

    with ThreadPoolExecutor(len(steps)) as pool:
        done = sum(pool.map(run, steps))
    elapsed_s = time.perf_counter() - started
    return Pace(steps=done, elapsed_s=elapsed_s, own_s=elapsed_s - (_others_s(server) - others))


def _others_s(server: Server) -> float:
    """How long the server's core has worked for anything else, since the machine started."""
    process = psutil.Process(server.process.pid)
    (core,) = process.cpu_affinity()
    told = psutil.cpu_times(percpu=True)[core]._asdict()
    # Guests are counted in `user` already.
    busy = sum(
        seconds for kind, seconds in told.items() if kind not in ("idle", "iowait", "guest", "guest_nice")
    )
    return busy - sum(process.cpu_times()[:2])


def _claim(server: Server) -> bool:
    """A claim file of 5,000 lines is accepted in under 5 seconds."""
    with ExitStack() as stack:
        step = claiming(stack, server)
        paces = [_repeat(server, [step], lambda _: True) for _ in range(CLAIM_FILES)]
    own = [pace.own_s for pace in paces]
    held = median(own) < CLAIM_BOUND_S
    _print(
        f"claim file of {CLAIM_LINES:,} lines accepted: {_word(held)}, bound {CLAIM_BOUND_S} s on one core"
    )
    _print_range("seconds, other work taken off", own)
    _print_range("seconds of elapsed time", [pace.elapsed_s for pace in paces])
    return held


def _memory(server: Server) -> bool:
    """Resident memory after 10,000 saves, compared with what it was when everything was warm."""
    process = psutil.Process(server.process.pid)
    with ExitStack() as stack:
        step = saving_few(stack, server)
        for _ in range(MEMORY_WARM_UP):
            step()
        seen = [process.memory_info().rss / 2**20]
        for done in range(1, MEMORY_SAVES + 1):
            step()
            if done % MEMORY_WARM_UP == 0:
                seen.append(process.memory_info().rss / 2**20)
    held = seen[-1] - seen[0] < MEMORY_BOUND_MIB
    _print(f"memory over {MEMORY_SAVES:,} saves: {_word(held)}, bound {MEMORY_BOUND_MIB} MiB more")
    _print(f"  from {seen[0]:.1f} to {seen[-1]:.1f} MiB")
    _print_range("MiB, looked at every 1,000 saves", seen)
    return held


def _word(held: bool) -> str:
    return "ok" if held else "MISSED"


def _print_range(what: str, values: list[float]) -> None:
    _print(f"  {what}: median {median(values):.1f}, range {min(values):.1f} to {max(values):.1f}")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
