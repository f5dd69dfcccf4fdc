#!/usr/bin/env bash
# Which processes a trace is of can be chosen in a session of the browser, by whole names alone.
#
# A guess: `Tracing.start` with a `perfettoConfig` traces what its `producer_name_filter` or `producer_name_regex_filter`
# names, whoever asks. Asked in a page's session, as most tools do, the filter is put aside without a word: the browser's
# own and the graphics process are in the trace, half of its events, which the browser turns into JSON and the driver
# passes on at the end of every step of a bill page. In a session of the browser names are heeded and patterns are not.
#
# Seen with Chromium 156.0.8078.114 (headless shell) and Playwright 1.65.2, 3 of 3 times each:
#   session of the page, by name         browser, graphics, renderer
#   session of the browser, by name      renderer
#   session of the browser, by pattern   browser, graphics, renderer
#
# Needs python3 and a Chromium on the path, or in BROWSER. Ends with 1 if this has changed.
set -euo pipefail
browser=${BROWSER:-$(command -v chromium-headless-shell || command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
"$folder/venv/bin/python" - "$browser" <<'PYTHON'
import base64
import json
import sys

from playwright.sync_api import sync_playwright

NAME, PATTERN = 2, 3
"""Fields of a data source in Perfetto's TraceConfig."""


def number(value):
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])


def field(place, value):
    if isinstance(value, int):
        return number(place << 3) + number(value)
    content = value.encode() if isinstance(value, str) else value
    return number(place << 3 | 2) + number(len(content)) + content


def config(filtered_by, value):
    chrome = json.dumps({"included_categories": ["toplevel"], "excluded_categories": ["*"]})
    events = field(1, "*") + field(2, "toplevel")
    source = field(1, "track_event") + field(101, field(1, chrome) + field(3, 1)) + field(113, events)
    whole = field(1, field(1, 50_000) + field(4, 2)) + field(2, field(1, source) + field(filtered_by, value))
    return base64.b64encode(whole).decode()


def traced(session, page, filtered_by, value):
    """Whose processes are in the trace, by the threads that they have."""
    done = []
    session.once("Tracing.tracingComplete", lambda event: done.append(event))
    asked = {"transferMode": "ReturnAsStream", "perfettoConfig": config(filtered_by, value)}
    session.send("Tracing.start", asked)
    page.locator("input").fill("58.41")
    page.wait_for_timeout(200)
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(20)
    told = ""
    while True:
        piece = session.send("IO.read", {"handle": done[0]["stream"]})
        told += piece["data"]
        if piece["eof"]:
            break
    events = json.loads(told)["traceEvents"]
    named = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["name"] == "thread_name"}
    seen = {named.get((e["pid"], e["tid"])) for e in events if e["ph"] == "X"}
    whose = {"CrBrowserMain": "browser", "VizCompositorThread": "graphics", "CrRendererMain": "renderer"}
    return ", ".join(who for thread, who in whose.items() if thread in seen)


changed = False
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], chromium_sandbox=False)
    print(f"Chromium {browser.version}")
    page = browser.new_page()
    page.set_content("<input>")
    of_page, of_browser = page.context.new_cdp_session(page), browser.new_browser_cdp_session()
    there = of_browser.send("SystemInfo.getProcessInfo")["processInfo"]
    renderer = next(one["id"] for one in there if one["type"] == "renderer")
    own = f"org.chromium-{renderer}"
    everybody = "browser, graphics, renderer"
    for what, session, by, value, expected in (
        ("session of the page, by name", of_page, NAME, own, everybody),
        ("session of the browser, by name", of_browser, NAME, own, "renderer"),
        ("session of the browser, by pattern", of_browser, PATTERN, f".*-{renderer}", everybody),
    ):
        for _ in range(3):
            seen = traced(session, page, by, value)
            print(f"{what:36} {seen}")
            changed |= seen != expected
    browser.close()
sys.exit(changed)
PYTHON
