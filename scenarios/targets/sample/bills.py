"""A bill page as somebody might write it in an afternoon: one form, a row a line, everything saved at once.

    python bills.py 8000

It keeps its bills in memory: 20 and 80, by their number of lines.
"""

import html
import sys
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from socketserver import ThreadingMixIn
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

FIELDS = ("day", "work", "hours", "rate")
BILLS = {
    size: [
        {
            "day": f"{date(2026, 1, 5) + timedelta(days=place):%Y-%m-%d}",
            "work": f"Attendance {place + 1}",
            "hours": "1.50",
            "rate": "58.41",
        }
        for place in range(size)
    ]
    for size in (20, 80)
}

PAGE = """<!DOCTYPE html>
<html lang="en"><title>Bill {size}</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<style>
  body {{ font: 1rem/1.4 system-ui, sans-serif; margin: 1rem auto; max-width: 60rem; padding: 0 1rem; }}
  th {{ text-align: left }}  td, th {{ padding: .2rem .4rem .2rem 0 }}  input {{ font: inherit; width: 100% }}
  .said {{ background: #e6f4ea; padding: .5rem }}  .wrong {{ background: #fce8e6; padding: .5rem }}
</style>
<h1>Bill of {size} lines</h1>
{said}
<form method="post">
<table>
<thead><tr><th>Day<th>Work<th>Hours<th>Rate<th>Sum</thead>
<tbody>{rows}</tbody>
</table>
<p><strong>Total: <output id="total"></output></strong></p>
<button id="save">Save</button>
</form>
<script>
  const rows = [...document.querySelectorAll("tbody tr")];
  // Each row adds the whole bill up again: nobody notices at 20 lines.
  const total = () => {{
    let sum = 0;
    for (const row of document.querySelectorAll("tbody tr")) {{
      const [, , hours, rate] = [...row.querySelectorAll("input")].map((field) => Number(field.value));
      row.querySelector(".sum").textContent = (hours * rate).toFixed(2);
      sum += hours * rate;
    }}
    document.querySelector("#total").textContent = sum.toFixed(2);
  }};
  for (const row of rows) {{ row.addEventListener("change", total); total(); }}
</script>
</html>"""
ROW = (
    '<tr><td><input type="date" name="day" aria-label="Day" value="{day}">'
    '<td><input name="work" aria-label="Work" value="{work}">'
    '<td><input name="hours" aria-label="Hours" inputmode="decimal" value="{hours}">'
    '<td><input name="rate" aria-label="Rate" inputmode="decimal" value="{rate}"><td class="sum">'
)
Start = Callable[[str, list[tuple[str, str]]], object]


def application(environ: dict[str, object], start: Start) -> Iterable[bytes]:
    size = str(environ["PATH_INFO"]).removeprefix("/bills/")
    lines = BILLS.get(int(size)) if size.isdecimal() else None
    if lines is None:
        links = "".join(f'<li><a href="/bills/{size}">Bill of {size} lines</a>' for size in BILLS)
        return _answer(
            start, f'<!DOCTYPE html><html lang="en"><title>Bills</title><h1>Bills</h1><ul>{links}</ul>'
        )
    said = ""
    if environ["REQUEST_METHOD"] == "POST":
        body = environ["wsgi.input"].read(int(str(environ.get("CONTENT_LENGTH") or 0)))  # type: ignore[attr-defined]
        said = _saved(lines, parse_qs(body.decode(), keep_blank_values=True))
    rows = "".join(ROW.format(**{name: html.escape(line[name]) for name in FIELDS}) for line in lines)
    return _answer(start, PAGE.format(size=len(lines), rows=rows, said=said))


def _saved(lines: list[dict[str, str]], typed: dict[str, list[str]]) -> str:
    columns = [typed.get(name, []) for name in FIELDS]
    if any(len(column) != len(lines) for column in columns):
        return '<p class="wrong" role="alert">The form did not arrive whole. Nothing was saved.</p>'
    try:
        for hours, rate in zip(*columns[2:], strict=True):
            Decimal(hours), Decimal(rate)
    except InvalidOperation:
        return '<p class="wrong" role="alert">Hours and rates are numbers. Nothing was saved.</p>'
    lines[:] = [dict(zip(FIELDS, values, strict=True)) for values in zip(*columns, strict=True)]
    return '<p class="said" role="status">Saved.</p>'


def _answer(start: Start, page: str) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")])
    return [page.encode()]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None: ...


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    with make_server("127.0.0.1", port, application, Server, Quiet) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()
