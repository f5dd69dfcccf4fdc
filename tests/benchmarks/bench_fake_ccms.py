"""How fast is the fake CCMS on one core, and does its memory stay flat?

Run it with `python -m tests.benchmarks.bench_fake_ccms`; it ends with status 1 when a bound is missed.
The server has one core and the client another. Figures are requests a second of elapsed time; beside
them stands what a fully used core would give (requests per second of the server's processor time),
which other work on the machine disturbs least. Several repeats, so that a range is seen.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

import httpx
import psutil

from tests.app.driving import JSON, TOKEN, Server, Support, hourly_line, running, shell_screen, sign_in
from tests.benchmarks.raw_client import RawClient

LINES = 80
CONNECTIONS = 2  # The next request waits at the server while it answers the last: its core never idles.
MEMORY_SAVES = 10_000
WARM_UP_SAVES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """`at_least` requests a second of the server's core."""

    name: str
    at_least: float


SHOW = Bound(name="80-line single-page screen, GET", at_least=150)
SAVE_FEW = Bound(name="save of 80 lines, one field changed", at_least=60)
SAVE_MOST = Bound(name="save of 80 lines, most fields changed", at_least=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    per_second: float
    per_core_second: float


Step = Callable[[], None]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_fake_ccms", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each repeat")
    parser.add_argument("--only", choices=("show", "save-few", "save-most", "memory"))
    parser.add_argument("--database-url")
    given = parser.parse_args(arguments)
    wanted = [given.only] if given.only else ["show", "save-few", "save-most", "memory"]
    held = True
    options = ("--database-url", given.database_url) if given.database_url else ()
    for name in wanted:
        with _server_on_its_own_core(*options) as server:
            held &= (
                _memory(server) if name == "memory" else _speed(server, name, given.repeats, given.seconds)
            )
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


def _speed(server: Server, name: str, repeats: int, seconds: float) -> bool:
    bound, make = {
        "show": (SHOW, _showing),
        "save-few": (SAVE_FEW, lambda *given: _saving(*given, changes=_few)),
        "save-most": (SAVE_MOST, lambda *given: _saving(*given, changes=_most)),
    }[name]
    with ExitStack() as stack:
        steps = [make(stack, server) for _ in range(CONNECTIONS)]
        _repeat(server, steps, seconds=1.0)
        rates = [_repeat(server, steps, seconds) for _ in range(repeats)]
    return _tell(bound, rates)


def _repeat(server: Server, steps: list[Step], seconds: float) -> Rate:
    """One repeat: every connection asks again as soon as it is answered."""
    from concurrent.futures import ThreadPoolExecutor

    process = psutil.Process(server.process.pid)
    used, started = sum(process.cpu_times()[:2]), time.perf_counter()
    ends = started + seconds
    with ThreadPoolExecutor(len(steps)) as pool:
        done = sum(pool.map(lambda step: _until(ends, step), steps))
    elapsed = time.perf_counter() - started
    busy = sum(process.cpu_times()[:2]) - used
    return Rate(per_second=done / elapsed, per_core_second=done / busy)


def _until(ends: float, step: Step) -> int:
    done = 0
    while time.perf_counter() < ends:
        step()
        done += 1
    return done


def _tell(bound: Bound, rates: list[Rate]) -> bool:
    reached = median(rate.per_core_second for rate in rates)
    held = reached >= bound.at_least
    _print(f"{bound.name}: {'ok' if held else 'MISSED'}, bound {bound.at_least:g}/s")
    for label, values in (
        ("per second of elapsed time", [rate.per_second for rate in rates]),
        ("per second of the server's core", [rate.per_core_second for rate in rates]),
    ):
        _print(f"  {label}: median {median(values):.1f}, range {min(values):.1f} to {max(values):.1f}")
    return held


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _open_bill(stack: ExitStack, server: Server) -> tuple[RawClient, str, int, list[str]]:
    """A bill of 80 lines, a signed-in connection, the address of its lines and the session's headers."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        lines = [hourly_line(ACTIVITY=f"Line {n}") for n in range(LINES)]
        made = Support(client=client).make(lines)
    with httpx.Client(base_url=server.url, follow_redirects=True) as client:
        sign_in(client, "single-page")
        path = f"/single-page/bills/{made['bill_id']}/lines/hourly"
        csrf = shell_screen(client.get(path))["csrf"]
        cookie = f"Cookie: fake_ccms_session={client.cookies['fake_ccms_session']}"
    raw = stack.enter_context(RawClient(server.url))
    return raw, path, made["version"], [cookie, csrf]


def _showing(stack: ExitStack, server: Server) -> Step:
    client, path, _, (cookie, _csrf) = _open_bill(stack, server)
    head = client.head("GET", path, cookie)

    def step() -> None:
        status, _ = client.ask(head)
        assert status == 200, status

    return step


def _few(fields: dict[str, str], turn: int) -> None:
    fields["PRES_40_ACTIVITY"] = f"Changed {turn}"


def _most(fields: dict[str, str], turn: int) -> None:
    """Ten of the thirteen fields of every line: eight as entered, and the two that follow from them."""
    odd = turn % 2
    for n in range(1, LINES + 1):
        fields |= {
            f"PRES_{n}_DATE": ("03-04-2024", "04-05-2024")[odd],
            f"PRES_{n}_COST_TYPE": ("Profit cost", "Advocacy")[odd],
            f"PRES_{n}_CATEGORY": ("Preparation", "Advocacy")[odd],
            f"PRES_{n}_ACTIVITY": f"Work {n} in turn {turn}",
            f"PRES_{n}_TIME": ("01:30", "00:45")[odd],
            f"PRES_{n}_RATE": ("54.90", "56.70")[odd],
            f"PRES_{n}_UPLIFT": ("10", "25")[odd],
            f"PRES_{n}_FEE_EARNER": ("Amira Patel", "Beth Patel")[odd],
        }


def _saving(stack: ExitStack, server: Server, *, changes: Callable[[dict[str, str], int], None]) -> Step:
    client, path, version, (cookie, csrf) = _open_bill(stack, server)
    head = client.head(
        "POST", path, cookie, "Content-Type: application/x-www-form-urlencoded", f"Accept: {JSON['Accept']}"
    )
    line: Mapping[str, str] = {
        "DATE": "03-04-2024",
        "COST_TYPE": "Profit cost",
        "CATEGORY": "Preparation",
        "ACTIVITY": "Line",
        "TIME": "01:30",
        "ITEM": "",
        "RATE": "54.90",
        "UPLIFT": "",
        "NET_CLAIM_INC_UPLFT": "82.35",
        "VAT": "20",
        "TOTAL_CLAIM": "98.82",
        "FEE_EARNER": "Amira Patel",
        "PRIOR_AUTH": "",
    }
    fields = {f"PRES_{n}_{suffix}": value for n in range(1, LINES + 1) for suffix, value in line.items()}
    state = {"version": version, "turn": 0}

    def step() -> None:
        state["turn"] += 1
        changes(fields, state["turn"])
        form = {"csrf": csrf, "version": str(state["version"]), **fields, "action": "save"}
        status, answer = client.ask(head, urlencode(form).encode())
        assert status == 200, (status, answer[:300])
        state["version"] += 1

    return step


def _memory(server: Server) -> bool:
    """Resident memory after 10,000 saves, compared with what it was when everything was warm."""
    process = psutil.Process(server.process.pid)
    with ExitStack() as stack:
        step = _saving(stack, server, changes=_few)
        for _ in range(WARM_UP_SAVES):
            step()
        before = process.memory_info().rss
        for _ in range(MEMORY_SAVES):
            step()
    grown = (process.memory_info().rss - before) / 2**20
    held = grown < 8
    _print(
        f"memory over {MEMORY_SAVES:,} saves: {'ok' if held else 'MISSED'}, grew {grown:.1f} MiB "
        f"from {before / 2**20:.1f} MiB, bound 8 MiB"
    )
    return held


if __name__ == "__main__":
    sys.exit(main())
