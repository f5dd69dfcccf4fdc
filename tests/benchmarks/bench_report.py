"""What writing and reading reports must reach: of 5,000 trials and a million requests in 10 s and 1 GB, each
page under 5 MB and 2 s.

    python -m tests.benchmarks.bench_report

The folders are made, not measured: a run of 2 designs, 5 devices, 10 sizes and 50 launches, every step with
every measure, and a load with a fifth of its requests saves that were read back. One process writes both
reports, from reading the journals on; Chromium then opens their pages from disk.
"""

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from billbench.harness.machine.browser import started_browser
from billbench.harness.plan.load_plan import parse_load_file
from billbench.harness.store import records
from billbench.harness.store.loads import LoadRecord, write_load
from billbench.harness.store.requests import SaveRow, write_saves
from tests.benchmarks.bench_load import write_rows
from tests.load.loading import stage_record
from tests.unit.reports.made_runs import make_run

SIZES = (10, 20, 40, 60, 70, 80, 90, 100, 120, 160)
DEVICES = tuple(f"device-{number}" for number in range(5))
LAUNCHES = 50

REQUESTS, SAVES = 1_000_000, 200_000

WRITE = """
import pathlib, sys
from billbench.harness.store.runfolder import read_run
from billbench.reports.run.build import write_report
from billbench.reports.load.build import write_load_report
run, load = map(pathlib.Path, sys.argv[1:])
write_report(read_run(run), run)
write_load_report(read_run(load), load)
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


def stored_load(folder: Path) -> None:
    typed = parse_load_file({"name": "load"}, "the bench").model_dump(mode="json")
    info = replace(make_run(launches=1).info, name="load", plan={"kind": "load", "typed": typed})
    (folder / "run.json").write_text(records.dump(info), encoding="utf-8")
    (folder / "trials.jsonl").touch()
    stage = stage_record(level=100, lasted_s=3600.0, signed_in=100, arrivals=SAVES, bills=SAVES)
    write_load(folder, LoadRecord(mode="closed", stages=(stage,)))
    write_rows(folder, REQUESTS)
    saves = (
        SaveRow(
            stage=0,
            worker=0,
            seq=number,
            bill=number,
            token=f"ref {number:07x}",
            design=("paged", "single-page")[number % 2],
            lines=(20, 80)[number % 2],
            sent_s=3600 * number / SAVES,
            verdict="ok",
            outcome="saved",
            evidence="",
        )
        for number in range(SAVES)
    )
    write_saves(folder, 0, list(saves))


def written(run: Path, load: Path) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and the largest memory in bytes of the process that writes both."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", WRITE, str(run), str(load)], check=True)
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
        run, load = Path(name) / "run", Path(name) / "load"
        for folder in (run, load):
            folder.mkdir()
        trials = stored(run)
        stored_load(load)
        wall, processor, memory = written(run, load)
        pages = [folder / "report" / "index.html" for folder in (run, load)]
        return [
            Reached(name=f"{trials:,} trials, {REQUESTS:,} requests, s", value=wall, most=10),
            Reached(name="of it processor, s", value=processor, most=10),
            Reached(name="memory, MB", value=memory / 1e6, most=1000),
            Reached(name="larger page, MB", value=max(one.stat().st_size for one in pages) / 1e6, most=5),
            Reached(name="slower page drawn in Chromium, s", value=max(map(drawn, pages)), most=2),
        ]


def main() -> int:
    found = reached()
    for one in found:
        word = "holds " if one.holds else "MISSED"
        sys.stdout.write(f"{word} {one.name:36} {one.value:8.2f}   (at most {one.most:g})\n")
    return int(not all(one.holds for one in found))


if __name__ == "__main__":
    sys.exit(main())
