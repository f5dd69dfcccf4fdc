"""A real server process for the tests, and people who use it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.app.driving import TOKEN, Server, Support, heading, running, sign_in


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running() as started:
        yield started


@pytest.fixture
def visitor(server: Server) -> Iterator[httpx.Client]:
    """Somebody who has not signed in."""
    with httpx.Client(base_url=server.url, follow_redirects=True) as client:
        yield client


@pytest.fixture
def solicitor(visitor: httpx.Client) -> httpx.Client:
    """A signed-in solicitor; the session holds for every design."""
    assert heading(sign_in(visitor, "paged")) == "Your cases"
    return visitor


@pytest.fixture
def support(server: Server) -> Iterator[Support]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        yield Support(client=client)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ccms.sqlite'}"
