"""What writing and reading a report must reach: 5,000 trials in 10 s and 1 GB, a page under 5 MB and 2 s.

    python -m tests.benchmarks.bench_report

The folder is made, not measured: 2 designs, 5 devices, 10 sizes and 50 launches, every step with every
measure. A process of its own writes the report, from reading the journal on; Chromium then opens the page
from disk.
"""

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from harness.engine.browser import started_browser
from harness.store import records
from tests.unit.reports.made_runs import make_run

SIZES = (10, 20, 40, 60, 70, 80, 90, 100, 120, 160)
DEVICES = tuple(f"device-{number}" for number in range(5))
LAUNCHES = 50

WRITE = """
import pathlib, sys
from harness.store.runfolder import read_run
from reports.build import write_report
path = pathlib.Path(sys.argv[1])
write_report(read_run(path), path)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    name: str
    value: float
    most: float

    @property
    def holds(self) -> bool:
        return self.value <= self.most


def stored(folder: Path) -> int:
    run = make_run(lines=SIZES, devices=DEVICES, launches=LAUNCHES)
    (folder / "run.json").write_text(records.dump(run.info), encoding="utf-8")
    with (folder / "trials.jsonl").open("w", encoding="utf-8") as journal:
        for trial in run.trials:
            journal.write(records.dump(trial) + "\n")
    return len(run.trials)


def written(folder: Path) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and the largest memory in bytes of a process that writes the report."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", WRITE, str(folder)], check=True)
    took = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024.0


def drawn(page_file: Path) -> float:
    """Seconds from opening the page until two frames after everything was laid out."""
    with started_browser() as browser:
        page = browser.new_page(viewport={"width": 1350, "height": 940})
        page.goto("about:blank")
        begun = time.perf_counter()
        page.goto(page_file.as_uri(), wait_until="load")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return time.perf_counter() - begun


def reached() -> list[Reached]:
    with tempfile.TemporaryDirectory(prefix="billbench-") as name:
        folder = Path(name)
        trials = stored(folder)
        wall, processor, memory = written(folder)
        page = folder / "report" / "index.html"
        return [
            Reached(name=f"report of {trials} trials, s", value=wall, most=10),
            Reached(name="of it processor, s", value=processor, most=10),
            Reached(name="memory, MB", value=memory / 1e6, most=1000),
            Reached(name="page, MB", value=page.stat().st_size / 1e6, most=5),
            Reached(name="page drawn in Chromium, s", value=drawn(page), most=2),
        ]


def main() -> int:
    found = reached()
    for one in found:
        word = "holds " if one.holds else "MISSED"
        sys.stdout.write(f"{word} {one.name:32} {one.value:8.2f}   (at most {one.most:g})\n")
    return int(not all(one.holds for one in found))


if __name__ == "__main__":
    sys.exit(main())
