#!/usr/bin/env bash
# Playwright tells of a request that a form was redirected to (303) with the form's own Content-Type, which the
# browser does not send.
#
# A guess: a GET has the headers it was sent with, so whoever has a Content-Type carries a body. Who tells requests
# with a body by `request.headers` then takes the page after each save for a form whose content is hidden.
# `request.all_headers()` waits for what was really sent, and is right.
#
# Seen with Playwright 1.65.2 for Python and Chromium 156.0.8078.114 (headless shell):
#   GET /next: headers say multipart/form-data, all_headers say None, the server got None
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

from playwright.sync_api import sync_playwright

FORM = b"<form method=post enctype=multipart/form-data action=/save><input name=line value=1><button>Save</button></form>"
got = {}


class Bill(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        got[self.path] = self.headers.get("Content-Type")
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(FORM)))
        self.end_headers()
        self.wfile.write(FORM)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(303)
        self.send_header("Location", "/next")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bill)
threading.Thread(target=server.serve_forever, daemon=True).start()
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], chromium_sandbox=False)
    page, requests = browser.new_page(), []
    page.on("request", lambda request: requests.append(request))
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.click("button")
    page.wait_for_url("**/next")
    after = requests[-1]
    told = (after.headers.get("content-type") or "").partition(";")[0]
    sent = after.all_headers().get("content-type")
    print(f"Chromium {browser.version}")
    print(f"{after.method} /next: headers say {told or None}, all_headers say {sent}, the server got {got['/next']}")
    browser.close()
sys.exit(0 if (after.method, told, sent, got["/next"]) == ("GET", "multipart/form-data", None, None) else 1)
PYTHON
