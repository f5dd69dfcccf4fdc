"""The planted pages on a loopback server, and the page of bill-like work for the cost of the observers."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from billbench.harness.verification.case import PlantedCase
from billbench.harness.verification.cases import CASES

WORK = "work"
_WORK_PAGE = Path(__file__).with_name("work.html").read_text(encoding="utf-8")

_FIRST = """<!doctype html>
<title>{name}</title>
<button>Act</button>
<div id="box"></div>
<script>
  {common}
  {setup}
  function act() {{ {act} }}
  document.querySelector("button").addEventListener("click", act);
</script>
"""

_SECOND = """<!doctype html>
<title>{name}: the second document</title>
<script>
  {common}
  {script}
</script>
"""

# `done` speaks over the console: a wait for an element would poll the page while it is being measured.
_COMMON = """
  function block(ms) { const end = performance.now() + ms; while (performance.now() < end); }
  function done(truthMs, plantedMs) { console.debug(`done/${truthMs ?? ""}/${plantedMs ?? ""}`); }
  function leave() { location.href = location.pathname + "/next"; }
  function afterFrame(f) {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = f;
      channel.port2.postMessage(0);
    });
  }
"""


def _pages() -> dict[str, str]:
    pages = {f"/{case.path}": _first(case) for case in CASES}
    pages |= {
        f"/{case.path}/next": _SECOND.format(name=case.name, common=_COMMON, script=case.next_page)
        for case in CASES
        if case.next_page is not None
    }
    return {**pages, f"/{WORK}": _WORK_PAGE, "/answer": "taken"}


def _first(case: PlantedCase) -> str:
    return _FIRST.format(name=case.name, common=_COMMON, setup=case.setup, act=case.act)


def _delays() -> dict[str, float]:
    return {f"/{case.path}/next": case.held_s for case in CASES if case.held_s}


class _PageServer(ThreadingHTTPServer):
    """Serves fixed texts by path, each after its delay or after `?after=MS`."""

    daemon_threads = True

    def __init__(self, pages: Mapping[str, str], delays: Mapping[str, float]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.delays = delays


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _PageServer

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked_ms = parse_qs(address.query).get("after", ["0"])[0]
        time.sleep(self.server.delays.get(address.path, float(asked_ms) / 1000))
        text = self.server.pages.get(address.path)
        body = (text or "").encode()
        self.send_response(404 if text is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads this log."""


@contextmanager
def planted_site() -> Iterator[str]:
    """The address of the pages, while the block runs."""
    server = _PageServer(_pages(), _delays())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
