#!/usr/bin/env bash
# While a large document is parsed, a page that has shown something answers keys later than one that is still blank.
#
# A guess: the parser gives way to input alike all the time, or sooner once there is something to see, and a long
# animation frame tells how long a key would have waited. It is the other way round on both counts. Before the first
# frame the parser works in pieces of some 50 ms, keys are handled between them, and one long animation frame still
# lasts for all of them. After a first frame of one line of text, it works in pieces of up to half a second.
#
# Seen with Chromium 156.0.8078.114 (headless shell) and Playwright 1.65.2, 200,000 rows in a template, a key every
# 40 ms, medians of 5, ms:
#   blank: longest wait of a key 58, longest animation frame 661
#   one line shown: longest wait of a key 426, longest animation frame 443
#
# Needs python3 and a Chromium on the path, or in BROWSER. Ends with 1 if this has changed.
set -euo pipefail
browser=${BROWSER:-$(command -v chromium-headless-shell || command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
"$folder/venv/bin/python" - "$browser" <<'PYTHON'
import asyncio
import http.server
import statistics
import sys
import threading

from playwright.async_api import async_playwright

SCRIPT = """<script>
const waits = [], frames = [];
addEventListener("keydown", (event) => waits.push(performance.now() - event.timeStamp));
new PerformanceObserver((list) => list.getEntries().forEach((one) => frames.push(one.duration)))
  .observe({ type: "long-animation-frame" });
</script>"""
ROWS = "<template>" + "<tr><td>Line<td><label>Rate <input value=1></label></tr>" * 200_000 + "</template>"
PAGES = {
    "/": "<!doctype html><title>Before</title>",
    "/blank": f"<!doctype html><title>Bill</title>{SCRIPT}{ROWS}",
    "/shown": f"<!doctype html><title>Bill</title><p>Bill</p>{SCRIPT}{ROWS}",
}


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = PAGES.get(self.path, "").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


async def longest(browser, url):
    page = await browser.new_page()
    await page.goto(url.rpartition("/")[0] + "/")
    session = await page.context.new_cdp_session(page)
    loading = asyncio.create_task(page.goto(url))
    await asyncio.sleep(0.12)
    keys = []
    while not loading.done():
        keys.append(asyncio.create_task(session.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": "a"})))
        await asyncio.sleep(0.04)
    await asyncio.wait(keys, timeout=10)
    await asyncio.sleep(0.3)
    found = await page.evaluate("[Math.max(0, ...waits), Math.max(0, ...frames)]")
    await page.close()
    return found


async def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seen = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=sys.argv[1], chromium_sandbox=False)
        for name in ("blank", "shown"):
            tries = [await longest(browser, f"http://127.0.0.1:{server.server_port}/{name}") for _ in range(5)]
            seen[name] = [statistics.median(one) for one in zip(*tries, strict=True)]
            wait, frame = seen[name]
            print(f"Chromium {browser.version}, {name}, medians of 5: "
                  f"longest wait of a key {wait:.0f} ms, longest animation frame {frame:.0f} ms")
        await browser.close()
    (blank, frame), (shown, _) = seen["blank"], seen["shown"]
    sys.exit(0 if shown > 2 * blank and frame > 2 * blank else 1)


asyncio.run(main())
PYTHON
