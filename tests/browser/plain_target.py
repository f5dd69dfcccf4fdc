"""A bill page of nobody's, small and honest, that misbehaves when its address says so.

`/bills/N` has N lines. `/bills/N?…` with `forgets`: says saved and keeps nothing; `refuses`: shows an error;
`freezes`: never answers after Save; `later`: stores only after the bill was shown without it; `beacon`: sends
what it called saved as it is left; `outbox`: sends that when the bill is opened again in the same browser;
`recants`: says saved, and then that its server did not take it; `reverts`: its days take no key. Other
addresses lead where a target should not.
"""

import html
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

SECRET = "hunter2"


@dataclass
class Service:
    """What is kept, and what was asked: each request's moment, path and headers."""

    url: str = ""
    bills: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[float, str, dict[str, str]]] = field(default_factory=list)
    put_off: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """What is stored once a bill was shown without it."""
    session: str = "me"
    """What a login gives. Where `guarded`, bills are shown to whoever has it."""
    guarded: bool = False

    def lines(self, bill: str) -> list[dict[str, str]]:
        size = int(bill) if bill.isdecimal() else 0
        made = [{"day": "2024-03-05", "work": f"Call {place}"} for place in range(size)]
        return self.bills.setdefault(bill, made)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: ClassVar[Service]

    def do_GET(self) -> None:
        self._note()
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        if path == "/round":
            self._send(302, "", location="/round")
        elif path == "/spin":
            self._send(200, "<script>location.reload()</script>")
        elif path == "/away":
            self._send(302, "", location=self.service.url.replace("127.0.0.1", "localhost") + "/bills/3")
        elif path == "/broken":
            self._send(500, "Something went wrong")
        elif path.startswith("/api/") and self._is_known:
            self._send(200, json.dumps({"lines": self.service.lines(path[5:])}), kind="application/json")
        elif path == "/many.css":
            self._send(200, "")
        elif path == "/in":
            self._send(200, _LOGIN)
        elif path == "/list":
            self._send(200, "<a id=bill-5 href=/bills/5 target=_blank>Bill 5</a>")
        else:
            self._send_bill(path, query)

    @property
    def _is_known(self) -> bool:
        return not self.service.guarded or self.headers.get("Cookie") == f"who={self.service.session}"

    def _send_bill(self, path: str, query: str) -> None:
        if not self._is_known:
            self._send(302, "", location="/in")
        elif path.startswith("/bills/") and self.service.lines(path[7:]):
            self._send(200, _page(path[7:], self.service.lines(path[7:]), query))
            self.service.bills.update(self.service.put_off)
            self.service.put_off.clear()
        else:
            self._send(404 if path != "/" else 200, "There is no such page")

    def do_POST(self) -> None:
        self._note()
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        if path == "/in":
            worked = sent["password"] == [SECRET]
            self._send(
                200,
                "<p id=me>Me</p>" if worked else _LOGIN,
                cookie=f"who={self.service.session}" if worked else "",
            )
            return
        lines = [
            {"day": day, "work": work}
            for day, work in zip(sent.get("day", []), sent.get("work", []), strict=True)
        ]
        if "refuses" in query:
            self._send(200, _page(path[7:], lines, query, said="<p class=error>Call 0 is wrong</p>"))
            return
        if "recants" in query:
            self._send(500, "Not now")
            return
        if "later" in query:
            self.service.put_off[path[7:]] = lines
        elif "forgets" not in query:
            self.service.bills[path[7:]] = lines
        self._send(200, _page(path[7:], self.service.lines(path[7:]), query, said="<p class=saved>Saved</p>"))

    def _note(self) -> None:
        self.service.asked.append((time.monotonic(), self.path, dict(self.headers)))

    def _send(
        self, status: int, body: str, *, location: str = "", cookie: str = "", kind: str = "text/html"
    ) -> None:
        head = "<!doctype html><title>Bills</title>" if kind == "text/html" else ""
        content = f"{head}{body}".encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in (("Location", location), ("Set-Cookie", cookie)):
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


_LOGIN = "<form method=post action=/in><input name=password><button>Log in</button></form>"


_COMMON = """
  const form = document.forms[0], content = () => new URLSearchParams(new FormData(form));
  const say = () => document.body.insertAdjacentHTML("afterbegin", "<p class=saved>Saved</p>");
"""
_SCRIPTS = {
    "beacon": f"""{_COMMON} form.onsubmit = () => {{
      addEventListener("pagehide", () => navigator.sendBeacon(location, content()));
      say(); return false; }};""",
    "outbox": f"""{_COMMON} const kept = localStorage.getItem(location);
      if (kept) fetch(location, {{ method: "POST", body: new URLSearchParams(kept) }});
      localStorage.removeItem(location);
      form.onsubmit = () => {{ localStorage.setItem(location, content()); say(); return false; }};""",
    "recants": f"""{_COMMON} const recant = () =>
        document.body.insertAdjacentHTML("afterbegin", "<p class=error>Call 0 is wrong</p>");
      form.onsubmit = () => {{
        say(); fetch(location, {{ method: "POST", body: content() }}).then(recant); return false; }};""",
    "reverts": """for (const day of document.getElementsByName("day"))
      day.addEventListener("blur", () => { day.value = day.defaultValue; });""",
}


def _page(bill: str, lines: list[dict[str, str]], query: str, *, said: str = "") -> str:
    rows = "".join(_row(line["day"], line["work"]) for line in lines)
    freezing = "onsubmit='for (;;);'" if "freezes" in query else ""
    many = (
        "".join(f"<link rel=stylesheet href='/many.css?{n}'>" for n in range(20)) if "many" in query else ""
    )
    return f"""{many}{said}<form method=post action="/bills/{bill}?{query}" {freezing}>
      <table>{rows}</table><template>{_row("", "")}</template>
      <button type=button id=add onclick="document.querySelector('table').append(
        document.querySelector('template').content.cloneNode(true))">Add</button>
      <button id=save>Save</button><button type=button>Twin</button><button type=button>Twin</button>
    </form><script>{next((script for name, script in _SCRIPTS.items() if name in query), "")}</script>"""


def _row(day: str, work: str) -> str:
    return (
        f"<tr><td><input name=day value='{day}'><td><input name=work value='{html.escape(work)}'>"
        "<td><button type=button class=remove onclick='this.closest(\"tr\").remove()'>Remove</button></tr>"
    )


@contextmanager
def plain_target(host: str = "127.0.0.1", keys: tuple[Path, Path] | None = None) -> Iterator[Service]:
    """The service, on a free port of an address of this machine; with `keys` under their certificate."""
    handler = type("Handler", (_Handler,), {"service": Service()})
    server = ThreadingHTTPServer((host, 0), handler)
    handler.service.url = f"http{'s' if keys else ''}://{host}:{server.server_port}"
    if keys:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*keys)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield handler.service
    finally:
        server.shutdown()
        server.server_close()


def typed(service: Service, **changes: Any) -> dict[str, Any]:
    """A target file for it, as typed; `changes` go into its tables or stand beside them."""
    tables: dict[str, Any] = {
        "name": "plain",
        "url": service.url,
        "settles_within": 1,
        "bills": {"open": "/bills/{lines}"},
        "page": {
            "row": "table tr",
            "known_by": "ACTIVITY",
            "add": "#add",
            "save": "#save",
            "remove": ".remove",
            "success": ".saved",
            "error": ".error",
            "fields": {"DATE": {"cell": "[name=day]", "kind": "date"}, "ACTIVITY": {"cell": "[name=work]"}},
        },
    }
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(tables.get(key), dict)
        tables[key] = {**tables[key], **value} if both else value
    return tables
