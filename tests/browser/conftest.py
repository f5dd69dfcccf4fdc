"""A real browser, and pages of known behaviour on a loopback server."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, Page

BLOCK = "const block = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };"

# What other scripts of a page put in the place of what everybody relies on.
MEDDLING = """
  Array.prototype.toJSON = Object.prototype.toJSON = function () { return "x"; };
  JSON.stringify = JSON.parse = () => { throw new Error("not here"); };
  Date.now = () => 0;
  const now = performance.now.bind(performance);
  window.block = (ms) => { const end = now() + ms; while (now() < end); };
  performance.now = () => 0;
  window.setTimeout = window.setInterval = window.requestIdleCallback = () => 0;
  scheduler.postTask = () => Promise.resolve();
"""


class Pages(BaseHTTPRequestHandler):
    """Serves the pages of `PAGES` by path."""

    pages: ClassVar[dict[str, str]] = {}
    received: ClassVar[list[int]] = []

    def do_POST(self) -> None:
        self.received.append(len(self.rfile.read(int(self.headers["Content-Length"]))))
        self.do_GET()

    def do_GET(self) -> None:
        body = self.pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the pages of known behaviour; the busy loops here ARE the known answers."""
    Pages.pages = {
        "/click": f"<button onclick='block(300)'>Go</button><script>{BLOCK}</script>",
        "/promise": f"<button onclick='Promise.resolve().then(() => block(300))'>Go</button>"
        f"<script>{BLOCK}</script>",
        "/timer": f"<button onclick='setTimeout(() => block(300), 50)'>Go</button><script>{BLOCK}</script>",
        "/late": f"<button onclick='setTimeout(() => block(300), 500)'>Go</button><script>{BLOCK}</script>",
        "/yielding": f"<button onclick='pieces()'>Go</button><script>{BLOCK} async function pieces() {{"
        " for (let i = 0; i < 40; i++) { block(20); await scheduler.yield(); } }</script>",
        "/hidden": f"<button onclick='location.href = \"/light\"'>Go</button><script>{BLOCK}"
        " addEventListener('pagehide', () => block(300));</script>",
        "/quiet": "<button>Go</button>",
        "/leave": "<button onclick=\"block(300); location.href = '/light'\">Go</button>"
        f"<script>{BLOCK}</script>",
        "/light": "<h1>Arrived</h1>",
        "/arrive": "<button onclick=\"location.href = '/heavy'\">Go</button>",
        "/heavy": f"<script>{BLOCK} block(400);</script><h1>Arrived</h1>",
        "/file": "<form method=post action=/light enctype=multipart/form-data><input name=text value=x>"
        "<input type=file name=file><button>Go</button></form>",
        "/meddling": f"<button onclick='block(300)'>Go</button><script>{MEDDLING}</script>",
        "/lists": "<button onclick='lists()'>Go</button><script>function lists() {"
        " for (let i = 0; i < 500; i++) {"
        " const list = document.body.appendChild(document.createElement('select'));"
        " for (let n = 0; n < 40; n++) list.add(new Option(`Choice ${n}`)); } }</script>",
        "/filling": "<button onclick='fill()'>Go</button><script>" + BLOCK + " function fill() { block(300);"
        " setTimeout(() => put('Sum '.repeat(500)), 300); put('Saved'); } const put = (text) =>"
        " document.body.appendChild(document.createElement('p')).append(text);</script>",
        "/framed": "<button>Go</button><iframe src=/click name=inner></iframe>",
        "/hang": f"<button onclick='block(1e9)'>Go</button><script>{BLOCK}</script>",
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()
