#!/usr/bin/env bash
# What Chromium does for a screen reader after a page change stands in no entry of the page's observers.
#
# A guess: Long Tasks, Long Animation Frames, Event Timing and InteractionContentfulPaint tell of whatever keeps a page
# from answering after a click. Where the browser works for a screen reader, they end when the frame is drawn, and the
# page answers nothing for several times as long after it. A task that asks for its turn meanwhile is told of it.
#
# Seen with Chromium 156.0.8078.114 (headless shell) and Playwright 1.65.2, 1,500 rows, medians of 5, ms:
#   nobody reads: longest entry of any observer 288, longest lateness of a task 265
#   a screen reader: longest entry of any observer 358, longest lateness of a task 1,642
#
# Needs python3 and a Chromium of version 151 or later on the path, or in BROWSER. Ends with 1 if this has changed.
set -euo pipefail
browser=${BROWSER:-$(command -v chromium-headless-shell || command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
"$folder/venv/bin/python" - "$browser" <<'PYTHON'
import statistics
import sys

from playwright.sync_api import sync_playwright

PAGE = """<!doctype html><title>Bill</title><button onclick="fill()">Next</button><div id=lines></div><script>
const line = (i) => `<tr><td>${i}<td><label>Rate <input value=${i}></label><td><label>Kind <select>
  <option>Letter<option>Call<option>Hearing</select></label>`;
const fill = () => {
  lines.innerHTML = `<table>${Array.from({length: 1500}, (_, i) => line(i)).join("")}</table>`;
};
const told = [], late = [];
const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => told.push(entry.duration)));
for (const type of ["longtask", "long-animation-frame", "event", "interaction-contentful-paint"])
  observer.observe({ type, durationThreshold: 16 });
let last = performance.now();
const beat = () => scheduler.postTask(() => {
  late.push(performance.now() - last - 20);
  last = performance.now();
  beat();
}, { priority: "user-blocking", delay: 20 });
beat();
</script>"""


def longest(browser):
    page = browser.new_page()
    page.set_content(PAGE)
    page.wait_for_timeout(500)
    page.evaluate("told.length = late.length = 0")
    page.click("button")
    page.wait_for_timeout(3000)
    found = page.evaluate("[Math.max(0, ...told), Math.max(0, ...late)]")
    page.close()
    return found


with sync_playwright() as playwright:
    seen = {}
    for words in ([], ["--force-renderer-accessibility=complete"]):
        browser = playwright.chromium.launch(executable_path=sys.argv[1], chromium_sandbox=False, args=words)
        tries = [longest(browser) for _ in range(5)]
        told, late = (statistics.median(one) for one in zip(*tries, strict=True))
        print(f"Chromium {browser.version}{' for a screen reader' if words else ''}, medians of 5: "
              f"longest entry of any observer {told:.0f} ms, longest lateness of a task {late:.0f} ms")
        seen[bool(words)] = late / told
        browser.close()
sys.exit(0 if seen[False] < 1.5 and seen[True] > 2 else 1)
PYTHON
