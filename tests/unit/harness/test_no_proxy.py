"""A machine behind a proxy: what is on the machine itself is asked directly."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from billbench.harness.application.address import Address, is_healthy
from billbench.harness.application.ours.support import Support
from billbench.harness.load.clerk import Clerk
from billbench.harness.model.errors import UnreachableError
from billbench.scenarios.load.visits import USERS, sign_in

ABSENT = Address(url="http://127.0.0.1:9", token="a-token-of-this-test")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the environment's proxy was asked; it answers everything."""
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", 0), Proxy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
        try:
            yield asked
        finally:
            server.shutdown()
            thread.join()


def test_no_proxy_is_asked_for_what_is_on_this_machine_nor_gets_a_token(told: list[str]) -> None:
    assert not is_healthy(ABSENT)
    with Support(ABSENT) as support, pytest.raises(UnreachableError):
        support.lists()
    with Clerk(ABSENT) as clerk, pytest.raises(Exception, match="refused"):
        sign_in(clerk, "single-page", USERS[0])
    assert told == []
