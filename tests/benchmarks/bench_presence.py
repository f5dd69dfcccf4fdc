"""What does a page see of the harness: while it is left alone, and at each step?

Run it with `python -m tests.benchmarks.bench_presence` on a quiet machine. What observing costs a page that
works is told by `billbench verify`.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser

from billbench.harness.engine.desk import Desk, open_desk
from billbench.harness.instrument.meter import Meter
from billbench.harness.machine.browser import started_browser
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.trials import StepResult

IDLE_S = 3.0
ROWS = (20, 4_000)
REPEATS = 5
STEPS = 40
MOST_BUSY_S, MOST_FREEZE_S, MOST_OVERHEAD_S = 0.030, 0.020, 0.1
_ROW = "<tr><td>Line<td><input value=1><td><input value=2><td><input value=3></tr>"
_BUTTON = "<button onclick=\"document.title = 'Pressed'\">Go</button>"


def main() -> int:
    with started_browser() as browser:
        left_alone = [_left_alone(browser, rows) for rows in ROWS]
        return int(not all([*left_alone, _steps_are_short(browser)]))


def _left_alone(browser: Browser, rows: int) -> bool:
    with _metered(browser, f"<table>{_ROW * rows}</table>") as (_, meter):
        for _ in range(REPEATS):
            with meter.step("idle", pause_s=lambda: IDLE_S):
                pass
        busy, freezes = _of("busy_s", meter.results), _of("freeze_s", meter.results)
    sys.stdout.write(
        f"{rows:,} rows left alone for {IDLE_S:.0f} s, {REPEATS} times: busy {_range_ms(busy)} "
        f"(at most {1000 * MOST_BUSY_S:.0f} is asked), freeze {_range_ms(freezes)} "
        f"(at most {1000 * MOST_FREEZE_S:.0f}).\n"
    )
    return statistics.median(busy) <= MOST_BUSY_S and max(freezes) <= MOST_FREEZE_S


def _steps_are_short(browser: Browser) -> bool:
    """What a step takes beyond the person's wait: a click on a page that answers at once."""
    beyond = []
    with _metered(browser, _BUTTON) as (desk, meter):
        button = desk.page.get_by_role("button")
        for _ in range(STEPS + 1):
            began = time.monotonic()
            with meter.step("press"):
                button.click()
            beyond.append(time.monotonic() - began - (meter.results[-1].measures["wait_s"] or 0.0))
    told = beyond[1:]  # The first one starts what the others find.
    sys.stdout.write(
        f"A step takes {_range_ms(told)} beyond the wait that it measures ({STEPS} steps; "
        f"at most {1000 * MOST_OVERHEAD_S:.0f} is asked).\n"
    )
    return statistics.median(told) <= MOST_OVERHEAD_S


@contextmanager
def _metered(browser: Browser, content: str) -> Iterator[tuple[Desk, Meter]]:
    with open_desk(browser, DEVICES["unthrottled"], deadline_s=60) as desk:
        meter = Meter(browser, desk.page, lambda _: None)
        # A page of its own address: what is set into an empty one is not observed from its beginning.
        desk.page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=content))
        desk.page.goto("http://page.test/")
        yield desk, meter


def _of(measure: str, steps: list[StepResult]) -> list[float]:
    return [step.measures[measure] or 0.0 for step in steps]


def _range_ms(seconds: list[float]) -> str:
    low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
    return f"{1000 * middle:.0f} ms ({1000 * low:.0f} to {1000 * high:.0f})"


if __name__ == "__main__":
    sys.exit(main())
