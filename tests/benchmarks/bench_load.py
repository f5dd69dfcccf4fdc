"""What does a load cost the generator, how late is it, and how much memory does its analysis take?

Run it with `python -m tests.benchmarks.bench_load`; it ends with status 1 when a bound is missed. The
server is scripted and has a process of its own, so that only the generator's processor time is counted.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from billbench.harness.store.requests import FOLDER, PartWriter, Row
from tests.benchmarks import load_cost
from tests.load.loading import load, record
from tests.load.scripted import scripted

SAVE_BOUND = 1.3
ROWS_BOUND = 0.10
LAG_BOUND_S = 0.010
MEMORY_BOUND_MIB = 2048
ROWS = 10_000_000
_ROWS_PER_PART = 250_000
_TURN = 200


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_load", description=__doc__)
    parser.add_argument("--turns", type=int, default=40, help=f"of {_TURN} saves of each kind")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--only", choices=("save", "lag", "memory"))
    given = parser.parse_args(arguments)
    benches: dict[str, Callable[[], bool]] = {
        "save": lambda: _save(given.turns),
        "lag": _lag,
        "memory": lambda: _memory(given.rows),
    }
    held = [bench() for name, bench in benches.items() if given.only in (None, name)]
    return 0 if all(held) else 1


def _save(turns: int) -> bool:
    """Processor time of a verified, recorded save against a plain post of its body; then of its rows."""
    with scripted() as url, ExitStack() as stack:
        savers = {kind: stack.enter_context(_saver(url, kind)) for kind in load_cost.KINDS}
        spent: dict[str, list[float]] = {kind: [] for kind in load_cost.KINDS}
        for turn in range(turns):
            # In turn, a quarter of a second each: drift of the machine meets all alike.
            for kind in load_cost.KINDS if turn % 2 else load_cost.KINDS[::-1]:
                spent[kind].append(_cpu_s(savers[kind]))
    total = {kind: sum(times) for kind, times in spent.items()}
    ratio = total["verified"] / total["plain"]
    rows = 1 - total["without-rows"] / total["verified"]
    _print(f"CPU of a verified save: {_word(ratio <= SAVE_BOUND)}, bound {SAVE_BOUND} × plain")
    levels = ", ".join(f"{kind} {1e6 * used / turns / _TURN:.0f} µs" for kind, used in total.items())
    _print(f"  {ratio:.2f} × ({_thirds(spent)}); {levels}, over {turns * _TURN:,} saves each")
    _print(f"rows' part of generator CPU: {_word(rows <= ROWS_BOUND)}, bound {ROWS_BOUND:.0%}")
    _print(f"  {rows:.1%}")
    return ratio <= SAVE_BOUND and rows <= ROWS_BOUND


@contextmanager
def _saver(url: str, kind: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.benchmarks.load_cost", url, kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def _cpu_s(saver: subprocess.Popen[str]) -> float:
    assert saver.stdin is not None
    assert saver.stdout is not None
    saver.stdin.write(f"{_TURN}\n")
    saver.stdin.flush()
    return float(saver.stdout.readline())


def _thirds(spent: Mapping[str, Sequence[float]]) -> str:
    """The same ratio in each third of the turns: how far it can be believed."""
    third = len(spent["plain"]) // 3
    pieces = [slice(number * third, (number + 1) * third) for number in range(3)]
    return ", ".join(f"{sum(spent['verified'][one]) / sum(spent['plain'][one]):.2f}" for one in pieces)


def _lag() -> bool:
    """How late the dispatcher is at 200 arrivals a second."""
    plan = {"mode": "open", "visit": "open", "arrivals_per_s": 200, "people": 200, "duration_s": 20}
    with tempfile.TemporaryDirectory() as folder, scripted() as url:
        load(Path(folder), {**plan, "designs": {"rewritten-page": 1}, "lines": {"5": 1}}, url=url)
        lag = record(Path(folder) / "run")["lag_p99_s"]
    _print(f"dispatcher lag at 200 arrivals a second: {_word(lag <= LAG_BOUND_S)}, bound 10 ms at p99")
    _print(f"  {lag * 1000:.1f} ms")
    return bool(lag <= LAG_BOUND_S)


def _memory(rows: int) -> bool:
    """The largest memory of a process that analyses so many rows."""
    with tempfile.TemporaryDirectory() as folder:
        write_rows(Path(folder), rows)
        code = (
            "import resource, sys; from pathlib import Path; "
            "from billbench.reports.load.findings import find_stage; "
            "from tests.load.loading import stage_record; "
            "s = find_stage(Path(sys.argv[1]), stage_record(lasted_s=3600.0), 'closed', 5.0); "
            "print(s.response.count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
        )
        answer = subprocess.run(
            [sys.executable, "-c", code, folder], capture_output=True, text=True, check=True
        )
    count, peak = map(int, answer.stdout.split())
    held = peak <= MEMORY_BOUND_MIB and count == rows
    _print(f"analysis of {rows:,} rows: {_word(held)}, bound {MEMORY_BOUND_MIB} MiB")
    _print(f"  {peak} MiB at most")
    return held


def write_rows(folder: Path, rows: int) -> None:
    """The requests of an hour of load, in parts as workers write them."""
    (folder / FOLDER).mkdir()
    rng = np.random.default_rng(1)
    parts = PartWriter(folder / FOLDER, 0, 0)
    for start in range(0, rows, _ROWS_PER_PART):
        count = min(_ROWS_PER_PART, rows - start)
        due = np.sort(rng.uniform(0, 3600, count)).tolist()
        took = rng.exponential(0.2, count).tolist()
        parts.write([_row(start + n, due[n], took[n]) for n in range(count)])


def _row(n: int, due: float, took: float) -> Row:
    return Row(
        worker=0,
        seq=n,
        person=n % 50,
        visit=n,
        step=("open", "save")[n % 2],
        design=("paged", "rewritten-page")[n % 3 % 2],
        lines=(20, 80)[n % 2],
        due_s=due,
        sent_s=due,
        done_s=due + took,
        status=200,
        verdict="ok",
        bytes_down=1000,
        in_flight=1,
    )


def _word(held: bool) -> str:
    return "ok" if held else "MISSED"


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
