"""People who save the same bill at the same time, and what a bill must look like whoever won."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.app.driving import (
    JSON,
    Support,
    hourly_line,
    person_of,
    shell_screen,
    sign_in,
    support_client,
)

LINES = 12


@contextmanager
def support_of(url: str) -> Iterator[Support]:
    with support_client(url) as client:
        yield Support(client=client)


def make_bill(url: str) -> int:
    """A bill whose lines all bear the same mark."""
    with support_of(url) as support:
        return int(support.make([hourly_line(ACTIVITY="start") for _ in range(LINES)])["bill_id"])


@dataclass
class Saver:
    """Marks every line of the bill and saves it, again and again, each time on the latest version."""

    url: str
    bill: int
    name: str
    acknowledged: dict[int, str] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    refused: int = 0

    def save_until(self, stop: threading.Event, together: threading.Barrier) -> None:
        with person_of(self.url) as client:
            sign_in(client, "rewritten-page")
            together.wait(timeout=30)
            try:
                while not stop.is_set():
                    self._save(client)
            except httpx.TransportError:
                pass  # The server is gone; what it had acknowledged must be there when it is back.

    def _save(self, client: httpx.Client) -> None:
        path = f"/rewritten-page/bills/{self.bill}/lines/hourly"
        screen = shell_screen(client.get(path))
        mark = f"{self.name} on {screen['version']}"
        form = {f"PRES_{n}_ACTIVITY": mark for n in range(1, LINES + 1)}
        form |= {"csrf": screen["csrf"], "version": str(screen["version"]), "action": "save"}
        self.unanswered.append(mark)
        answer = client.post(path, data=form, headers=JSON)
        self.unanswered.pop()
        if answer.status_code == 200:
            self.acknowledged[screen["version"] + 1] = mark
        else:
            assert answer.status_code in (409, 503), answer.text
            self.refused += 1


def save_together(url: str, bill: int, count: int, seconds: float) -> list[Saver]:
    """Several savers at once for a while."""
    savers = [Saver(url=url, bill=bill, name=f"saver {n}") for n in range(count)]
    with saving(savers) as stop:
        time.sleep(seconds)
        stop.set()
    return savers


@contextmanager
def saving(savers: list[Saver]) -> Iterator[threading.Event]:
    """All of them at work from the moment the block begins, until the event is set or the server is gone."""
    stop, together = threading.Event(), threading.Barrier(len(savers) + 1)
    threads = [threading.Thread(target=saver.save_until, args=(stop, together)) for saver in savers]
    for thread in threads:
        thread.start()
    together.wait(timeout=30)
    yield stop
    for thread in threads:
        thread.join()


def check_whole(stored: dict[str, Any], savers: list[Saver]) -> None:
    """The bill is one save's and nobody else's, and no later one was acknowledged."""
    marks = {line["fields"]["ACTIVITY"] for line in stored["lines"]}
    assert len(stored["lines"]) == LINES
    assert len(marks) == 1, f"a mixed bill: {marks}"
    assert len({line["fields"]["NET_CLAIM_INC_UPLFT"] for line in stored["lines"]}) == 1
    versions = [version for saver in savers for version in saver.acknowledged]
    assert len(versions) == len(set(versions)), "two saves were acknowledged on one version"
    (mark,) = marks
    if stored["version"] in versions:
        assert mark in {saver.acknowledged.get(stored["version"]) for saver in savers}
    else:
        # Saved and not yet acknowledged when the server died; nothing acknowledged is newer.
        assert mark in {mark for saver in savers for mark in saver.unanswered} | {"start"}
    assert stored["version"] >= max(versions, default=0)


def moments(count: int, seed: int) -> list[float]:
    """Random moments to kill a server at, in seconds from the first save of its load."""
    chance = random.Random(seed)
    return [chance.uniform(0.02, 0.6) for _ in range(count)]
