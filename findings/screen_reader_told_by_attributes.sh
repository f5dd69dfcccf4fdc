#!/usr/bin/env bash
# On Linux, Chromium shows an AT-SPI client no page until that client reads the attributes of an object.
#
# A guess: a page is read out, and costs what that costs, once the session says that a screen reader is there
# (`IsEnabled` and `ScreenReaderEnabled` of org.a11y.Status) and a client walks the windows. A client that reads
# names, roles and states alone sees windows without a page in them, and the page takes no longer than without it.
# So the time of a page in such a session says nothing of people with a screen reader. Orca reads attributes.
#
# Seen with Chromium 156.0.8078.114 (Debian, in a window) and AT-SPI 2.46.0:
#   names, roles and states: 3 frames, documents []
#   with attributes: 3 frames, documents ['Bill']
#
# Needs Debian's xvfb, dbus, at-spi2-core, python3-gi, gir1.2-atspi-2.0 and chromium (or its path in BROWSER). Ends
# with 1 if this has changed.
set -euo pipefail
export BROWSER=${BROWSER:-$(command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME=$folder XDG_RUNTIME_DIR=$folder ACCESSIBILITY_ENABLED=1
unset NO_AT_BRIDGE
cat > "$folder/bill.html" <<'HTML'
<!doctype html><title>Bill</title><h1>Bill</h1><label>Amount <input></label>
HTML
cat > "$folder/client.py" <<'PYTHON'
import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib

folder = sys.argv[1]
session = Gio.bus_get_sync(Gio.BusType.SESSION)
for name in ("IsEnabled", "ScreenReaderEnabled"):
    value = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True)))
    where = ("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set")
    session.call_sync(*where, value, None, Gio.DBusCallFlags.NONE, -1, None)
Atspi.init()
flags = ["--no-first-run", f"--user-data-dir={folder}/profile", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
browser = subprocess.Popen([os.environ["BROWSER"], *flags, f"file://{folder}/bill.html"], stderr=subprocess.DEVNULL)


def walk(node, attributes, found, depth=0):
    role = node.get_role_name()
    found.append((role, node.get_name()))
    node.get_state_set().get_states()
    if attributes:
        node.get_attributes()
    if depth < 20 and not role.startswith("document"):
        for place in range(node.get_child_count()):
            child = node.get_child_at_index(place)
            if child is not None:
                walk(child, attributes, found, depth + 1)


def look(attributes):
    found, desktop = [], Atspi.get_desktop(0)
    for place in range(desktop.get_child_count()):
        node = desktop.get_child_at_index(place)
        if node is not None and "hrom" in (node.get_name() or ""):
            node.clear_cache()
            walk(node, attributes, found)
    return found


def looked(attributes, seconds):
    """What is there at the end of so long a time of looking, again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look(attributes)
        time.sleep(1)
    return found


def told(found):
    documents = [name for role, name in found if role.startswith("document")]
    return len([role for role, _ in found if role == "frame"]), documents


try:
    plain, read = told(looked(False, 15)), told(looked(True, 10))
finally:
    browser.terminate()
    browser.wait(20)
version = subprocess.run([os.environ["BROWSER"], "--version"], capture_output=True, text=True).stdout.strip()
print(version)
print(f"names, roles and states: {plain[0]} frames, documents {plain[1]}")
print(f"with attributes: {read[0]} frames, documents {read[1]}")
sys.exit(0 if plain[0] and not plain[1] and "Bill" in read[1] else 1)
PYTHON
xvfb-run -a dbus-run-session -- sh -c '/usr/libexec/at-spi-bus-launcher --launch-immediately 2>/dev/null & sleep 1
  /usr/bin/python3 "$1/client.py" "$1"; status=$?; kill %1 2>/dev/null; exit $status' sh "$folder"
