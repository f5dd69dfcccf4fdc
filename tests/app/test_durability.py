"""An acknowledged save is there after the server was killed, at whatever moment."""

import os
import signal
import time

import pytest

from tests.app.driving import running
from tests.app.postgres import Cluster
from tests.app.savers import Saver, check_whole, make_bill, moments, saving, support_of


@pytest.mark.parametrize(("workers", "kills"), [("1", 8), ("2", 4)])
def test_no_acknowledged_save_is_lost_when_the_server_is_killed_under_load(
    database: str, workers: str, kills: int
) -> None:
    _kill_again_and_again(database, workers, kills)


def test_nor_with_postgresql(cluster: Cluster) -> None:
    _kill_again_and_again(cluster.new_database(), workers="2", kills=4)


def _kill_again_and_again(database: str, workers: str, kills: int) -> None:
    options = ("--database-url", database, "--workers", workers)
    bill = 0
    killed_in_a_save = 0
    savers: list[Saver] = []
    for after in moments(kills, seed=int(workers)):
        with running(*options) as server:
            if bill:
                with support_of(server.url) as support:
                    check_whole(support.read(bill), savers)
            bill = make_bill(server.url)
            savers = _load_until_killed(server.url, bill, after, server.process.pid)
            killed_in_a_save += any(saver.unanswered for saver in savers)
            server.process.wait(timeout=10)
    with running(*options) as server, support_of(server.url) as support:
        check_whole(support.read(bill), savers)
    assert killed_in_a_save > kills // 3, "the moments were meant to fall into saves"


def _load_until_killed(url: str, bill: int, after: float, pid: int) -> list[Saver]:
    savers = [Saver(url=url, bill=bill, name=f"saver {n}") for n in range(3)]
    with saving(savers):
        # However slow the machine is: from the first save that has been sent.
        deadline = time.monotonic() + 30
        while not any(saver.unanswered or saver.acknowledged for saver in savers):
            assert time.monotonic() < deadline, "nobody saved anything"
            time.sleep(0.001)
        time.sleep(after)
        # Server and workers at once: a worker that is left would end its request.
        os.killpg(pid, signal.SIGKILL)
    return savers
