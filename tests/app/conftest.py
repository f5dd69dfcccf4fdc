"""A real server process for the tests, and people who use it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.app.browsing import WINDOW
from tests.app.driving import (
    Server,
    Support,
    heading,
    person_of,
    running,
    sign_in,
    support_client,
)
from tests.app.postgres import Cluster, running_cluster

DATABASES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What people can do is tested on both databases; what a browser makes of the same pages, on one."""
    for name in ("server", "database_url"):
        if name in metafunc.fixturenames:
            databases = DATABASES[:1] if "window" in metafunc.fixturenames else DATABASES
            scope = "module" if name == "server" else "function"
            metafunc.parametrize(name, databases, indirect=True, scope=scope)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as started:
        yield started


@pytest.fixture(scope="session")
def sqlite_server() -> Iterator[Server]:
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def postgresql_server(cluster: Cluster) -> Iterator[Server]:
    with running("--database-url", cluster.new_database()) as started:
        yield started


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Server:
    """The server with the database of the parameter. Both stay up, whichever a file asks for next."""
    return request.getfixturevalue(f"{request.param}_server")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database: str) -> str:
    """An empty database of each kind."""
    return database if request.param == "sqlite" else request.getfixturevalue("cluster").new_database()


@pytest.fixture
def visitor(server: Server) -> Iterator[httpx.Client]:
    """Somebody who has not signed in."""
    with person_of(server.url) as client:
        yield client


@pytest.fixture
def solicitor(visitor: httpx.Client) -> httpx.Client:
    """A signed-in solicitor; the session holds for every design."""
    assert heading(sign_in(visitor, "paged")) == "Your cases"
    return visitor


@pytest.fixture
def support(server: Server) -> Iterator[Support]:
    with support_client(server.url) as client:
        yield Support(client=client)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ccms.sqlite'}"


@pytest.fixture
def window(browser: Browser, server: Server, solicitor: httpx.Client) -> Iterator[BrowserContext]:
    """A signed-in browser window."""
    context = browser.new_context(base_url=server.url, viewport=WINDOW)  # type: ignore[arg-type]
    token = solicitor.cookies["fake_ccms_session"]
    context.add_cookies([{"name": "fake_ccms_session", "value": token, "url": server.url}])
    context.new_page()
    yield context
    context.close()
