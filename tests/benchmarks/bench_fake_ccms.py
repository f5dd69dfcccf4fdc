"""How fast is the fake CCMS on one core, and does its memory stay flat?

Run it with `python -m tests.benchmarks.bench_fake_ccms`; it ends with status 1 when a bound is missed.
The server has one core and the client another. A bound is about the server's core: requests for each
second of its processor time. Beside it stand requests a second of elapsed time, which are as many only
where nothing else runs on the machine. Every figure is repeated, so that its range is seen.
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
from tests.benchmarks.steps import CLAIM_FILES, Step, claiming, saving_few, saving_most, showing

CONNECTIONS = 2  # The next request waits at the server while it answers the last: its core never idles.
WARM_UP_S = 1.0
MEMORY_SAVES = 10_000
MEMORY_WARM_UP = 1_000
MEMORY_BOUND_MIB = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """One repeat: how many steps in how much time, of the clock and of the server's core."""

    steps: int
    elapsed_s: float
    core_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What is measured, and the bound: steps a second of the server's core, at least."""

    title: str
    bound: float
    make: Callable[[ExitStack, Server], Step]


BENCHES = {
    "show": Bench(title="80-line single-page screen, GET", bound=150, make=showing),
    "save-few": Bench(title="save of 80 lines, one field changed", bound=60, make=saving_few),
    "save-most": Bench(title="save of 80 lines, most fields changed", bound=60, make=saving_most),
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
    by_core = [pace.steps / pace.core_s for pace in paces]
    held = median(by_core) >= bench.bound
    _print(f"{bench.title}: {_word(held)}, bound {bench.bound:g} a second of the server's core")
    _print_range("a second of the server's core", by_core)
    _print_range("a second of elapsed time", [pace.steps / pace.elapsed_s for pace in paces])
    return held


def _repeat(server: Server, steps: list[Step], over: Callable[[float], bool]) -> Pace:
    """One repeat: every connection asks again as soon as it is answered, until it is over."""
    process = psutil.Process(server.process.pid)
    used, started = sum(process.cpu_times()[:2]), time.perf_counter()

    def run(step: Step) -> int:
        done = 0
        while done == 0 or not over(started):
            step()
            done += 1
        return done

    with ThreadPoolExecutor(len(steps)) as pool:
        done = sum(pool.map(run, steps))
    return Pace(
        steps=done,
        elapsed_s=time.perf_counter() - started,
        core_s=sum(process.cpu_times()[:2]) - used,
    )


def _claim(server: Server) -> bool:
    """A claim file of 5,000 lines is accepted in under 5 seconds of the server's core."""
    with ExitStack() as stack:
        step = claiming(stack, server)
        paces = [_repeat(server, [step], lambda _: True) for _ in range(CLAIM_FILES)]
    by_core = [pace.core_s for pace in paces]
    held = median(by_core) < 5
    _print(f"claim file of 5,000 lines accepted: {_word(held)}, bound 5 s of the server's core")
    _print_range("seconds of the server's core", by_core)
    _print_range("seconds of elapsed time", [pace.elapsed_s for pace in paces])
    return held


def _memory(server: Server) -> bool:
    """Resident memory after 10,000 saves, compared with what it was when everything was warm."""
    process = psutil.Process(server.process.pid)
    with ExitStack() as stack:
        step = saving_few(stack, server)
        for _ in range(MEMORY_WARM_UP):
            step()
        before = process.memory_info().rss / 2**20
        for _ in range(MEMORY_SAVES):
            step()
    after = process.memory_info().rss / 2**20
    held = after - before < MEMORY_BOUND_MIB
    _print(f"memory over {MEMORY_SAVES:,} saves: {_word(held)}, bound {MEMORY_BOUND_MIB} MiB more")
    _print(f"  from {before:.1f} to {after:.1f} MiB")
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
