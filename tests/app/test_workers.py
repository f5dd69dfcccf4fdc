"""Several processes behind one address: one ready line, one set of faults and one clock, one clean end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import psutil
import pytest

from tests.app.driving import (
    NO_TLS,
    Server,
    Support,
    heading,
    hourly_line,
    person_of,
    running,
    sign_in,
    support_client,
)

WORKERS = 3


@pytest.fixture(scope="module")
def shared_server() -> Iterator[Server]:
    with running("--workers", str(WORKERS)) as server:
        yield server


def workers_of(server: Server) -> list[psutil.Process]:
    return psutil.Process(server.process.pid).children()


def ask_each(server: Server, path: str, cookies: dict[str, str], times: int = 60) -> list[httpx.Response]:
    """The same request on many fresh connections, so that every process gets some."""
    return [httpx.get(f"{server.url}{path}", cookies=cookies, verify=NO_TLS) for _ in range(times)]


def signed_in_cookies(server: Server) -> dict[str, str]:
    with person_of(server.url) as client:
        sign_in(client, "paged")
        return dict(client.cookies)


def test_all_processes_take_part(shared_server: Server) -> None:
    assert len(workers_of(shared_server)) == WORKERS
    before = [sum(worker.cpu_times()[:2]) for worker in workers_of(shared_server)]
    cookies = signed_in_cookies(shared_server)
    deadline = time.monotonic() + 20
    busy = 0
    while busy < WORKERS and time.monotonic() < deadline:
        ask_each(shared_server, "/paged/cases", cookies)
        used = [sum(worker.cpu_times()[:2]) for worker in workers_of(shared_server)]
        busy = sum(now > then for now, then in zip(used, before, strict=True))
    assert busy == WORKERS


def test_faults_and_clock_reach_every_process_at_once(shared_server: Server) -> None:
    cookies = signed_in_cookies(shared_server)
    with support_client(shared_server.url) as support:
        fault = {"kind": "error", "status": 502, "route": "/paged/cases", "from_request": 11}
        support.put("/support/faults", json={"fault": [fault]})
        statuses = [answer.status_code for answer in ask_each(shared_server, "/paged/cases", cookies, 40)]
        assert statuses == [200] * 10 + [502] * 30
        assert support.get("/support/faults").json()["rules"][0]["fitting"] == 40
        support.delete("/support/faults")
        assert {answer.status_code for answer in ask_each(shared_server, "/paged/cases", cookies)} == {200}
        support.post("/support/clock", json={"advance_s": 3601})
        assert {answer.status_code for answer in ask_each(shared_server, "/paged/cases", cookies)} == {303}


def test_a_process_that_dies_is_replaced(shared_server: Server) -> None:
    cookies = signed_in_cookies(shared_server)
    victim = workers_of(shared_server)[0]
    victim.kill()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        alive = workers_of(shared_server)
        if len(alive) == WORKERS and victim not in alive:
            break
        time.sleep(0.05)
    assert len(workers_of(shared_server)) == WORKERS
    assert {answer.status_code for answer in ask_each(shared_server, "/paged/cases", cookies)} == {200}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_processes_cleanly(number: signal.Signals) -> None:
    with running("--workers", "2") as server:
        workers = workers_of(server)
        server.process.send_signal(number)
        assert server.process.wait(timeout=15) == 0
        assert psutil.wait_procs(workers, timeout=5)[1] == []


def test_no_process_outlives_the_one_that_started_it() -> None:
    with running("--workers", "2") as server:
        workers = workers_of(server)
        server.process.kill()
        assert psutil.wait_procs(workers, timeout=15)[1] == []


def test_processes_that_cannot_start_are_one_clear_sentence() -> None:
    command = [sys.executable, "-m", "billbench.fake_ccms", "serve", "--workers", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False, env=os.environ)
    assert done.returncode == 2
    assert "give one from 1 to 64" in done.stderr


def test_a_bill_saved_through_one_process_is_read_through_all(shared_server: Server) -> None:
    with support_client(shared_server.url) as client:
        bill = Support(client=client).make([hourly_line(ACTIVITY="Seen by all")])["bill_id"]
    cookies = signed_in_cookies(shared_server)
    pages = ask_each(shared_server, f"/paged/bills/{bill}/lines/hourly", cookies, 30)
    assert {heading(page) for page in pages} == {"Hourly rates"}
    assert all("Seen by all" in page.text for page in pages)
