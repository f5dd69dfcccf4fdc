"""A server that speaks as much of the protocol as a load needs, does no work, and fails when it is told to.

`python -m tests.load.scripted [--freeze-after S --freeze-for S]`: from the first opening of a bill on, it
answers nothing between these moments, and everything that waits when they are over.
"""

import argparse
import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "only-for-tests"
LISTS = {
    "hourly": {"COST_TYPE": ["Profit cost"], "FEE_EARNER": ["Amira Patel"]},
    "disbursements": {"ACTIVITY": ["Court fee", "Other"], "FEE_EARNER": ["Amira Patel"]},
}
_SIGN_IN = b'<form><input type="hidden" name="csrf" value="x"><input name="user_name"></form>'


@dataclass
class _Bill:
    lines: list[dict[str, Any]]
    version: int = 1


@dataclass
class _Service:
    freeze_after_s: float
    freeze_for_s: float
    host: str = "127.0.0.1"
    notes: str = ""
    bills: dict[int, _Bill] = field(default_factory=dict)
    began: float = 0.0

    async def answer(self, method: str, path: str, body: bytes) -> tuple[int, str, bytes]:
        if path.startswith("/support/"):
            return self.support(method, path, body)
        if path.endswith("/sign-in"):
            return (200, "", _SIGN_IN) if method == "GET" else (303, path.replace("sign-in", "cases"), b"")
        await self.freeze()
        bill = self.bills[int(path.split("/")[3])]
        if method == "POST":
            self.save(bill, body.decode())
            return 200, "", json.dumps({"screen": {"version": bill.version}}, separators=(",", ":")).encode()
        return 200, "", self.page(bill)

    async def freeze(self) -> None:
        self.began = self.began or time.monotonic()
        ends = self.began + self.freeze_after_s + self.freeze_for_s
        now = time.monotonic()
        if self.freeze_for_s and ends - self.freeze_for_s <= now < ends:
            await asyncio.sleep(ends - now)

    def note(self, head: bytes) -> None:
        """Write down when a request came, and who it says is testing."""
        if self.notes:
            who = re.search(rb"x-billbench: *([^\r]*)", head, re.IGNORECASE)
            line = json.dumps({"at": time.monotonic(), "who": who[1].decode() if who else None})
            with Path(self.notes).open("a", encoding="utf-8") as file:
                file.write(line + "\n")

    def support(self, method: str, path: str, body: bytes) -> tuple[int, str, bytes]:
        if path == "/support/lists":
            return 200, "", json.dumps({"lists": LISTS}).encode()
        if method == "POST":
            number = len(self.bills) + 1
            self.bills[number] = _Bill(lines=json.loads(body)["lines"])
            return 201, "", json.dumps({"bill_id": number, "case_reference": str(number)}).encode()
        if path == "/support/health":
            return 200, "", b"{}"
        stored = self.bills[int(path.rpartition("/")[2])]
        return 200, "", json.dumps({"lines": stored.lines, "submissions": []}).encode()

    def save(self, bill: _Bill, form: str) -> None:
        sent = dict(parse_qsl(form))
        for number, line in enumerate(bill.lines, 1):
            line["fields"]["ACTIVITY"] = sent.get(f"PRES_{number}_ACTIVITY", line["fields"]["ACTIVITY"])
        bill.version += 1

    def page(self, bill: _Bill) -> bytes:
        hourly = [line for line in bill.lines if line["type"] == "hourly"]
        rows = [{"instance": n, "values": list(one["fields"].values())} for n, one in enumerate(hourly, 1)]
        screen = {"kind": "lines", "csrf": "x", "version": bill.version, "prefix": "PRES", "rows": rows}
        screen |= {"columns": [{"suffix": name} for name in hourly[0]["fields"]], "total": len(rows)}
        return b'<script type="application/json" id="screen">' + json.dumps(screen).encode() + b"</script>"


async def _serve(service: _Service) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                service.note(head)
                method, path, _ = head.split(b" ", 2)
                length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
                body = await reader.readexactly(int(length[1])) if length else b""
                status, location, content = await service.answer(method.decode(), path.decode(), body)
                place = f"Location: {location}\r\n" if location else ""
                start = f"HTTP/1.1 {status} X\r\n{place}Content-Length: {len(content)}\r\n\r\n"
                writer.write(start.encode() + content)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, service.host, 0)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(json.dumps({"url": f"http://{service.host}:{port}", "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def scripted(*options: str) -> Iterator[str]:
    """The server's address, while it runs."""
    command = [sys.executable, "-m", "tests.load.scripted", *options]
    with Popen(command, stdout=PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.kill()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--freeze-after", type=float, default=0)
    parser.add_argument("--freeze-for", type=float, default=0)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--notes", default="")
    given = parser.parse_args()
    asyncio.run(_serve(_Service(given.freeze_after, given.freeze_for, given.host, given.notes)))
