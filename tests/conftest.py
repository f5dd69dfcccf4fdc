"""The lanes of the suite: what measures times runs alone, all else side by side, two processes to a core.

The folder is the kind, and `tests/quiet` is what measures times. Where pytest-xdist runs several processes,
one that has such a test waits until the others are between two tests, and they wait until it is through.
"""

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from billbench.harness.machine import browser as browsers
from billbench.harness.model.errors import UsageError

TESTS = Path(__file__).parent
# The longest files come first, so that short ones are left to even out the ends of the processes.
ORDER = ("quiet", "browser", "wheel", "load", "app", "unit")
# Pages, servers and people are waited for half of the time.
PROCESSES_A_CORE, MOST_PROCESSES = 2, 8
# A lock on a file that is there anyway: nothing is left behind, and suites of one checkout mind each other.
LANE = os.open(__file__, os.O_RDONLY)
# Who waits for the machine holds this meanwhile, and nobody begins another test: else the others, which never
# rest all at once, would keep it for good.
DOOR = os.open(TESTS / "__init__.py", os.O_RDONLY)
KEPT = pytest.StashKey[bool]()
"""Whether this process has the machine from the test before."""
MACHINE = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def pytest_sessionstart() -> None:
    """Tests start modules of `tests` in processes of their own, which find them from here."""
    os.chdir(TESTS.parent)


def pytest_xdist_auto_num_workers() -> int:
    return min(PROCESSES_A_CORE * max(len(MACHINE), 1), MOST_PROCESSES)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_quiet(item):
            item.add_marker("quiet")
    items.sort(key=lambda item: ORDER.index(kind_of(item)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    quiet = is_quiet(item)
    if not item.config.stash.get(KEPT, False):
        fcntl.flock(DOOR, fcntl.LOCK_EX)
        fcntl.flock(LANE, fcntl.LOCK_EX if quiet else fcntl.LOCK_SH)
        fcntl.flock(DOOR, fcntl.LOCK_UN)
    if MACHINE:
        os.sched_setaffinity(0, MACHINE if quiet else cores_of(item.config))
    # Quiet tests that follow each other keep the machine: what waits meanwhile would begin long tests.
    item.config.stash[KEPT] = quiet and nextitem is not None and is_quiet(nextitem)
    try:
        return (yield)
    finally:
        if not item.config.stash[KEPT]:
            fcntl.flock(LANE, fcntl.LOCK_UN)


def cores_of(config: pytest.Config) -> set[int]:
    """The core on which a process of pytest-xdist starts what it tests; all where there is but one process.

    Each run puts its page's main thread on the last of its cores and all else on the others
    (`harness.machine.cores`). Side by side on the same cores, all of both but two threads would share one.
    """
    worker: dict[str, object] | None = getattr(config, "workerinput", None)
    if worker is None:
        return set(MACHINE)
    number, lanes = int(str(worker["workerid"]).removeprefix("gw")), int(str(worker["workercount"]))
    shares = min(lanes, len(MACHINE))
    return set(MACHINE[number % shares :: shares])


def kind_of(item: pytest.Item) -> str:
    """The folder of `tests` in which it is."""
    return item.path.relative_to(TESTS).parts[0]


def is_quiet(item: pytest.Item) -> bool:
    return kind_of(item) == "quiet"


@pytest.fixture(scope="session", autouse=True)
def where_the_browser_is(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every process that a test starts would ask a driver of its own, which takes half a second of a core."""
    with pytest.MonkeyPatch.context() as patch:
        if {kind_of(item) for item in request.session.items} != {"unit"}:
            with suppress(UsageError):  # Those that need one say that there is none.
                patch.setenv(browsers.VARIABLE, str(browsers.locate()))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests of a process: to start one costs two seconds of a core.

    Its driver is Playwright's one loop of this process, so whoever asks for a driver later gets the same.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setattr(browsers, "sync_playwright", lambda: nullcontext(playwright))
        with browsers.started_browser() as started:
            yield started
