"""The gate at a page of others: false alarms, what it sees and how long it takes, on Django's inline bill.

    python -m tests.benchmarks.bench_gate_targets                 half an hour, on a quiet machine
    python -m tests.benchmarks.bench_gate_targets runs/bench-…    judges them again

The slower copy lays a share of its rows out once more as the page is loaded, and throws that away: no node
and no byte of the form more, so that time alone can tell. By how much it is slower is told as measured.
"""

import argparse
import datetime
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from billbench.harness.application.ours.revision import A_PAGE, started_in
from billbench.harness.commands.gate.order import GateOrder
from billbench.harness.commands.gate.served import Served, Sides, SidesTyped
from billbench.harness.commands.target.check import read_browser_target
from billbench.harness.model.runs import Run
from billbench.harness.model.trials import target_of
from billbench.harness.store.runfolder import read_run
from billbench.reports.gate.question import LOOKS, Side
from billbench.reports.gate.verdict import GateVerdict
from tests.benchmarks.bench_gate import (
    LONGEST_S,
    MOST_FALSE_ALARMS,
    draw,
    growth,
    launches_of,
    say,
    seconds_a_launch,
)
from tests.benchmarks.gate_pools import measure_all
from tests.targets.serving import PEOPLE, TARGETS

LINES, LAUNCHES = 160, 24
SHARES = {"first": 0.0, "second": 0.0, "slower": 0.3}
"""Of its rows, which each side lays out once more."""
LEAST_SEEN = 0.9
_ROOT = Path(__file__).parents[2]
_AGAIN = """addEventListener("DOMContentLoaded", () => {
  const rows = [...document.querySelectorAll("#line_set-group tr.form-row")];
  const again = document.createElement("tbody");
  for (const row of rows.slice(0, Math.round(SHARE * rows.length))) again.append(row.cloneNode(true));
  rows[0].closest("table").append(again);
  again.getBoundingClientRect();
  again.remove();
});
"""
_MEDIA = """class Lines(admin.TabularInline):
    class Media:
        js = ("bills/again.js",)

"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--launches", type=int, default=LAUNCHES)
    typed = parser.parse_args()
    stamp = f"{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}"
    folder = typed.folder or Path("runs") / f"bench-gate-targets-{stamp}"
    run = read_run(folder) if folder.exists() else _measured(folder, typed.launches)
    say(f"Load of the machine now: {os.getloadavg()[0]:.1f}. Measured launches: {folder}")
    missed = [*_equal(run), *_slower(run)]
    for reason in missed:
        say(f"MISSED: {reason}")
    return int(bool(missed))


def _measured(folder: Path, launches: int) -> Run:
    os.environ.update(PEOPLE)
    target = read_browser_target(TARGETS / "admin.toml")
    sides = tuple(Side(design=target.name, variant=name) for name in SHARES)
    names = [target_of(side.design, side.variant) for side in sides]

    @contextmanager
    def serve() -> Iterator[Served]:
        copies = folder.with_name(f"{folder.name}-copies")
        with ExitStack() as stack:
            started = {
                side.variant: stack.enter_context(
                    started_in(
                        _copied(copies / side.variant, share), _START, "", name=side.variant, ready=A_PAGE
                    )
                )
                for side, share in zip(sides, SHARES.values(), strict=True)
            }
            urls = {name: one.address.url for name, one in started.items()}
            yield Served(urls=urls, token="", check=lambda: None)

    asked = Sides(
        sides=sides,
        sentences={
            side.variant: f"lays out {share:.0%} again"
            for side, share in zip(sides, SHARES.values(), strict=True)
        },
        serve=serve,
        targets={name: target.model_copy(update={"name": name}) for name in names},
        started=True,
    )
    return measure_all(GateOrder(sides=SidesTyped(), lines=(LINES,), launches=launches, out=folder), asked)


_START = f'{sys.executable} -m tests.targets.admin_bills "$PORT" {LINES}'


def _copied(folder: Path, share: float) -> Path:
    """The application with a script of its own, which does nothing where the share is nought."""
    there = folder / "tests" / "targets"
    shutil.copytree(_ROOT / "tests" / "targets", there)
    (folder / "tests" / "__init__.py").touch()
    admin = there / "bills" / "admin.py"
    text = admin.read_text(encoding="utf-8")
    admin.write_text(text.replace("class Lines(admin.TabularInline):\n", _MEDIA), encoding="utf-8")
    script = there / "bills" / "static" / "bills" / "again.js"
    script.parent.mkdir(parents=True)
    script.write_text(_AGAIN.replace("SHARE", str(share)), encoding="utf-8")
    return folder


def _equal(run: Run) -> list[str]:
    drawn = draw(run, "first", "second", equal=True)
    launch_s = seconds_a_launch(run) * 2 / len(SHARES)
    say(f"Equal copies ({launches_of(run)} launches): {growth(run, 'first', 'second')}")
    say(f"  {len(drawn.judgements):,} gates: {drawn.shares}; {drawn.launches:.1f} launches in the mean")
    say(
        f"  A launch of two sides takes some {launch_s:.0f} s: a gate {launch_s * drawn.launches:.0f} s in "
        f"the mean, {launch_s * LOOKS[-1]:.0f} s at most"
    )
    alarms, mean_s = drawn.share(GateVerdict.FAIL), launch_s * drawn.launches
    return [
        *([f"false alarms: {alarms:.1%}"] if alarms > MOST_FALSE_ALARMS else []),
        *([f"seconds of a gate in the mean: {mean_s:.0f}"] if mean_s > LONGEST_S else []),
    ]


def _slower(run: Run) -> list[str]:
    drawn = draw(run, "first", "slower")
    seen = drawn.share(GateVerdict.FAIL)
    say(f"Slower: {growth(run, 'first', 'slower')}")
    say(f"  {len(drawn.judgements):,} gates: {drawn.shares}; {drawn.launches:.1f} launches in the mean")
    return [f"failed gates on the slower one: {seen:.1%}"] if seen < LEAST_SEEN else []


if __name__ == "__main__":
    sys.exit(main())
