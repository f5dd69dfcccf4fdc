#!/usr/bin/env bash
# A page whose browser context is closed by the driver is not told that it is left.
#
# A guess: context.close() ends its pages as a person does who closes the tab, so that what a bill page sends at its end
# (an outbox, a draft, a beacon) arrives. Neither `pagehide` nor `visibilitychange` fires, and no beacon is sent: a test
# that ends so and then reads the bill calls lost what no person would have lost. page.close() gives both their turn;
# `beforeunload` comes with run_before_unload, or when the page is led elsewhere.
#
# Seen with Chromium 156.0.8078.114 (headless shell) and Playwright 1.65.2, 3 of 3 times each:
#   page.goto("about:blank")             beforeunload, pagehide, visibilitychange
#   page.close()                         pagehide, visibilitychange
#   page.close(run_before_unload=True)   beforeunload, pagehide, visibilitychange
#   context.close()                      nothing
#
# Needs python3 and a Chromium on the path, or in BROWSER. Ends with 1 if this has changed.
set -euo pipefail
browser=${BROWSER:-$(command -v chromium-headless-shell || command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
"$folder/venv/bin/python" - "$browser" <<'PYTHON'
import http.server
import sys
import threading
import time

from playwright.sync_api import sync_playwright

PAGE = b"""<!doctype html><title>Bill</title><input><script>
for (const [on, name] of [[window, "beforeunload"], [window, "pagehide"], [document, "visibilitychange"]])
  on.addEventListener(name, () => navigator.sendBeacon("/" + name));
</script>"""
heard = []


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200, PAGE)

    def do_POST(self):
        heard.append(self.path[1:])
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer(200, b"")

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
SOON, WHOLE = ["pagehide", "visibilitychange"], ["beforeunload", "pagehide", "visibilitychange"]
WAYS = {
    'page.goto("about:blank")': (lambda page: page.goto("about:blank"), WHOLE),
    "page.close()": (lambda page: page.close(), SOON),
    "page.close(run_before_unload=True)": (lambda page: page.close(run_before_unload=True), WHOLE),
    "context.close()": (lambda page: page.context.close(), []),
}
changed = False
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], chromium_sandbox=False)
    for name, (leave, expected) in WAYS.items():
        for _ in range(3):
            page = browser.new_context().new_page()
            page.on("dialog", lambda dialog: dialog.accept())
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            page.locator("input").press_sequentially("1")  # Somebody was at the page.
            heard.clear()
            leave(page)
            time.sleep(1)
            changed = changed or sorted(heard) != expected
            print(f"Chromium {browser.version}, {name}: {', '.join(sorted(heard)) or 'nothing'}")
    browser.close()
sys.exit(changed)
PYTHON
