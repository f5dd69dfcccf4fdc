#!/usr/bin/env bash
# Where Chromium works for a screen reader, replacing a table of lists in labels takes longer each time, until garbage
# is collected.
#
# A guess: to put the same table in the place of the last costs the same each time, with a screen reader a constant
# factor more. With `<label>Kind <select>…</label>` in its rows script itself (`innerHTML`) takes longer with every
# table that was taken away and is not collected yet; nobody sees that without a screen reader. So a page that is
# rewritten in place slows down with use, and the mean of some page changes depends on how many there were.
#
# Seen with Chromium 156.0.8078.114 (headless shell) and Playwright 1.65.2, 800 rows, ms:
#   nobody reads: 13 20 20 19 19 19 21 22
#   a screen reader: 24 112 176 245 305 371 471 582
#   a screen reader, garbage collected after each: 26 114 126 158 128 160 132 157
# (With 14 replacements the browser collected by itself after the eighth: 568, then 165 again.)
#
# Needs python3 and a Chromium on the path, or in BROWSER. Ends with 1 if this has changed.
set -euo pipefail
browser=${BROWSER:-$(command -v chromium-headless-shell || command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
"$folder/venv/bin/python" - "$browser" <<'PYTHON'
import sys

from playwright.sync_api import sync_playwright

LIST = "<label>Kind <select><option>Letter<option>Call<option>Hearing</select></label>"
PAGE = "<!doctype html><title>Bill</title><div id=lines></div>"
FILL = """(cell) => {
  const start = performance.now();
  lines.innerHTML = `<table>${Array.from({ length: 800 }, (_, i) => `<tr><td>${i}<td>${cell}`).join("")}</table>`;
  return performance.now() - start;
}"""


def replacements(browser, collect):
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    page.set_content(PAGE)
    took = []
    for _ in range(8):
        took.append(page.evaluate(FILL, LIST))
        page.wait_for_timeout(500)
        if collect:
            session.send("HeapProfiler.collectGarbage")
    page.close()
    return took


with sync_playwright() as playwright:
    grown = []
    for who, switches, collect in (
        ("nobody reads", [], False),
        ("a screen reader", ["--force-renderer-accessibility=complete"], False),
        ("a screen reader, garbage collected after each", ["--force-renderer-accessibility=complete"], True),
    ):
        browser = playwright.chromium.launch(executable_path=sys.argv[1], chromium_sandbox=False, args=switches)
        took = replacements(browser, collect)
        print(f"Chromium {browser.version}, {who}:", *(f"{one:.0f}" for one in took))
        grown.append((max(took[2:]) - took[1]) / 100)
        browser.close()
# In tenths of a second: what the slowest replacement took more than the second.
sys.exit(0 if max(grown[0], grown[2]) < 1 < grown[1] else 1)
PYTHON
