"""A bill that a script draws, ten lines a page, and that goes its own ways when its address says so.

`/bills/N?…` with `remembers`: opens at the page where it was saved; `sorts`: by day, at once when one is
changed; `spares`: blank rows wait for more lines; `begins`: Add stores a blank row at once; `late`: stores a
second after it has said so; `grows`: somebody else adds a line whenever it is opened. `Bills.refuses`:
nothing is saved.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

LATE_S = 1.0

Line = dict[str, str]


def lines_of(size: int) -> list[Line]:
    """What is on a bill at first: the newest day first."""
    return [{"day": f"2024-03-{28 - place:02}", "work": f"Call {place}"} for place in range(size)]


@dataclass
class Bills:
    """What is stored, where each bill was left, and how many saves there were."""

    url: str = ""
    stored: dict[str, list[Line]] = field(default_factory=dict)
    left_at: dict[str, int] = field(default_factory=dict)
    saves: int = 0
    refuses: bool = False

    def lines(self, bill: str) -> list[Line]:
        return self.stored.setdefault(bill, lines_of(int(bill)))


class _Handler(BaseHTTPRequestHandler):
    bills: ClassVar[Bills]

    def do_GET(self) -> None:
        bill, ways = urlsplit(self.path).path.rpartition("/")[2], urlsplit(self.path).query
        if not bill:
            self._send("Bills")
            return
        lines = self.bills.lines(bill)
        if "grows" in ways:
            lines.append({"day": "2024-01-01", "work": f"Theirs {len(lines)}"})
        place = self.bills.left_at.get(bill, 0) if "remembers" in ways else 0
        self._send(_PAGE.replace("BILL", json.dumps({"lines": lines, "page": place, "ways": ways})))

    def do_POST(self) -> None:
        bill, ways = urlsplit(self.path).path.rpartition("/")[2], urlsplit(self.path).query
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.bills.refuses:
            self.bills.saves += 1
            threading.Timer(LATE_S if "late" in ways else 0, self._store, (bill, sent)).start()
        self._send("not now" if self.bills.refuses else "saved")

    def _store(self, bill: str, sent: dict[str, Any]) -> None:
        self.bills.stored[bill] = sent["lines"]
        self.bills.left_at[bill] = sent["page"]

    def _send(self, body: str) -> None:
        content = f"<!doctype html><title>Bills</title>{body}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


_PAGE = """<output id=said></output> <button id=add>Add</button> <button id=save>Save</button>
<button id=back>Back</button> <button id=next>Next</button>
<template><tr><td><input name=day type=date><td><input name=work>
  <td><button class=remove>Remove</button></template>
<table></table>
<script>
const bill = BILL, SIZE = 10, ways = bill.ways;
const at = (selector) => document.querySelector(selector);
const last = () => Math.max(Math.ceil(bill.lines.length / SIZE) - 1, 0);
const blank = () => ({ day: "", work: "" });
function row(line) {
  const made = at("template").content.cloneNode(true).firstElementChild;
  for (const name of ["day", "work"]) {
    const box = made.querySelector(`[name=${name}]`);
    box.value = line[name];
    box.oninput = () => { line[name] = box.value; };
    box.onchange = () => { if (ways.includes("sorts") && name === "day") draw(); };
  }
  made.querySelector(".remove").onclick = () => {
    bill.lines = bill.lines.filter((one) => one !== line);
    draw();
  };
  return made;
}
function draw() {
  if (ways.includes("sorts")) bill.lines.sort((a, b) => (a.day < b.day) - (a.day > b.day));
  at("table").replaceChildren(...bill.lines.slice(SIZE * bill.page, SIZE * (bill.page + 1)).map(row));
  at("#back").disabled = bill.page === 0;
  at("#next").disabled = bill.page >= last();
}
at("#back").onclick = () => { bill.page--; draw(); };
at("#next").onclick = () => { bill.page++; draw(); };
at("#add").onclick = async () => {
  bill.lines.push(blank());
  bill.page = last();
  draw();
  if (ways.includes("begins")) await send();
};
async function send() {
  const lines = ways.includes("spares") ? bill.lines.filter((line) => line.day || line.work) : bill.lines;
  return (await fetch(location, { method: "POST", body: JSON.stringify({ lines, page: bill.page }) })).text();
}
at("#save").onclick = async () => {
  const said = await send();
  at("#said").textContent = said.includes("saved") ? `Saved ${performance.now()}` : "";
};
if (ways.includes("spares")) bill.lines.push(blank(), blank());
draw();
</script>"""


@contextmanager
def wayward_bills() -> Iterator[Bills]:
    """The bills, on a free port of this machine."""
    handler = type("Handler", (_Handler,), {"bills": Bills()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.bills.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield handler.bills
    finally:
        server.shutdown()
        server.server_close()


def typed(bills: Bills, ways: str, **changes: Any) -> dict[str, Any]:
    """A target file for them, as typed."""
    return {
        "name": "wayward",
        "url": bills.url,
        "settles_within": 4,
        "bills": {"open": f"/bills/{{lines}}?{ways}"},
        "page": {
            "row": "table tr",
            "rows_per_page": 10,
            "known_by": "ACTIVITY",
            "add": "#add",
            "next": "#next",
            "back": "#back",
            "save": "#save",
            "remove": ".remove",
            "success": "#said",
            "fields": {"DATE": {"cell": "[name=day]", "kind": "date"}, "ACTIVITY": {"cell": "[name=work]"}},
        },
        **changes,
    }
