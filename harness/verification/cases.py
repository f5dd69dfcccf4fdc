"""The planted pages: what each does, how long it really freezes, and what must be said of it.

One table. A new behaviour is one row of `CASES`; nothing else knows the names. The busy loops here are the
known answers themselves, and the only ones in this project.

What is true of a page: the longest time that an input, made when the planted work began, had to wait for its
turn. (A page's own tasks of the same urgency as our heartbeat's go before it: those count, too.) Where the
work takes as long as the machine lets it, the page times it with its own clock.
"""

import math

from billbench.harness.model.flags import Diagnosis
from billbench.harness.model.kinds import ThreadKind
from billbench.harness.verification.case import PlantedCase, Span
from billbench.harness.verification.kind_cases import KIND_CASES

_SCRIPT = frozenset({Diagnosis.SCRIPT_BOUND})
_LAYOUT = frozenset({Diagnosis.LAYOUT_BOUND})
_SERVER = frozenset({Diagnosis.WAITING_ON_SERVER})
_CHUNKS = frozenset({Diagnosis.CHUNKED_BUSY})
_STARVED = frozenset({Diagnosis.STARVED})

_POST_TASKS = """
  for (let i = 1; i <= 18; i++)
    scheduler.postTask(() => { block(45); if (i === 18) done(); }, { priority: "user-blocking" });
"""

_YIELDING = """
  (async () => {
    for (let piece = 0; piece < 60; piece++) { block(20); await scheduler.yield(); }
    done();
  })();
"""

_CHUNKED = """
  let left = 20;
  const chunk = () => { block(40); --left ? setTimeout(chunk, 0) : done(); };
  chunk();
"""

_FRAMES = """
  let left = 3;
  const frame = () => { block(200); --left ? requestAnimationFrame(frame) : done(); };
  requestAnimationFrame(frame);
"""

_RENDER = """
  const start = performance.now();
  const row = (i) => `<tr><td>${i}<td>Line ${i}<td><label>Rate <input value="${i}"></label></tr>`;
  box.innerHTML = `<table>${Array.from({ length: 4000 }, (_, i) => row(i)).join("")}</table>`;
  afterFrame(() => done(performance.now() - start));
"""

_THRASH = """
  const start = performance.now();
  for (const row of box.children) row.style.width = `${100 + (box.offsetHeight % 7)}px`;
  afterFrame(() => done(performance.now() - start));
"""

_ROWS_TO_THRASH = """
  box.innerHTML = Array.from({ length: 900 }, (_, i) => `<div>Line ${i}</div>`).join("");
"""

_SYNC_XHR = """
  const start = performance.now();
  const request = new XMLHttpRequest();
  request.open("GET", "/answer?after=500", false);
  request.send();
  done(performance.now() - start);
"""

_WORKER = """
  const work = "const end = performance.now() + 400; while (performance.now() < end); postMessage(0);";
  new Worker(URL.createObjectURL(new Blob([work]))).onmessage = () => done();
"""

CASES: tuple[PlantedCase, ...] = (
    PlantedCase(
        name="300 ms in a click handler",
        path="sync",
        kind=ThreadKind.SCRIPT,
        planted_s=0.3,
        act="block(300); done();",
        truth_s=0.3,
        expects=_SCRIPT,
    ),
    PlantedCase(
        name="300 ms in a promise",
        path="promise",
        expects=_SCRIPT,
        kind=ThreadKind.SCRIPT,
        planted_s=0.3,
        act="Promise.resolve().then(() => { block(300); done(); });",
        truth_s=0.3,
    ),
    *KIND_CASES,
    PlantedCase(
        name="20 x 40 ms in timers",
        path="chunks",
        act=_CHUNKED,
        # The page answers between two chunks.
        truth_s=0.04,
        expects=_CHUNKS,
        allows=_SCRIPT,
    ),
    PlantedCase(
        name="18 x 45 ms in urgent tasks",
        path="urgent-tasks",
        act=_POST_TASKS,
        # Whatever is no input waits for all of them.
        truth_s=0.81,
        expects=_STARVED,
        # Many short tasks look like one of which no entry came.
        allows=_SCRIPT | _CHUNKS | {Diagnosis.OBSERVER_LOST_ENTRIES},
    ),
    PlantedCase(
        name="60 x 20 ms that yield",
        path="yielding",
        act=_YIELDING,
        # A key is answered after any of the pieces, though every timer waits for the last of them.
        truth_s=0.02,
        expects=_CHUNKS,
    ),
    PlantedCase(
        name="60 x 20 ms that do not yield",
        path="not-yielding",
        act=_YIELDING.replace("await scheduler.yield();", ""),
        truth_s=1.2,
        expects=_SCRIPT,
    ),
    PlantedCase(
        name="3 x 200 ms in frames",
        path="frames",
        act=_FRAMES,
        # The page answers between two frames.
        truth_s=0.2,
        expects=_SCRIPT,
    ),
    PlantedCase(
        name="300 ms with nobody at the page",
        path="timer",
        kind=ThreadKind.SCRIPT,
        planted_s=0.3,
        act="setTimeout(() => { block(300); done(); }, 50);",
        truth_s=0.3,
        expects=_SCRIPT,
        by_click=False,
    ),
    PlantedCase(name="4,000 rows by innerHTML", path="render", act=_RENDER, truth_s=None, expects=_LAYOUT),
    PlantedCase(
        name="layout forced 900 times",
        path="thrash",
        setup=_ROWS_TO_THRASH,
        act=_THRASH,
        truth_s=None,
        expects=_LAYOUT,
    ),
    PlantedCase(
        name="synchronous request of 500 ms", path="sync-xhr", act=_SYNC_XHR, truth_s=None, allows=_SCRIPT
    ),
    PlantedCase(name="400 ms in a worker", path="worker", act=_WORKER, truth_s=0.0),
    PlantedCase(
        name="save of 500 ms in the background",
        path="save",
        act='fetch("/answer?after=500").then((answer) => answer.text()).then(() => done());',
        truth_s=0.0,
        expects=_SERVER,
    ),
    PlantedCase(
        name="300 ms in the page that is left",
        path="left",
        expects=_SCRIPT,
        kind=ThreadKind.SCRIPT,
        planted_s=0.3,
        act="block(300); leave();",
        next_page="done();",
        truth_s=0.3,
    ),
    PlantedCase(
        name="600 ms on leaving the page",
        path="pagehide",
        expects=_SCRIPT,
        kind=ThreadKind.SCRIPT,
        planted_s=0.6,
        act="addEventListener('pagehide', () => block(600)); leave();",
        next_page="done();",
        # No observer of either document tells of it.
        truth_s=0.6,
    ),
    PlantedCase(
        name="400 ms while the next page is parsed",
        path="entered",
        kind=ThreadKind.SCRIPT,
        planted_s=0.4,
        act="leave();",
        next_page="block(400); done();",
        truth_s=0.4,
        expects=_SCRIPT,
        # The browser reports this task to no observer in two of sixteen loads and more: then the heartbeat
        # alone sees it, and cannot tell one piece of work from many.
        allows=_CHUNKS | _STARVED | {Diagnosis.OBSERVER_LOST_ENTRIES},
    ),
    PlantedCase(
        name="a page that the server holds for 800 ms",
        path="slow-server",
        act="leave();",
        next_page="done();",
        held_s=0.8,
        truth_s=0.0,
        expects=_SERVER,
    ),
    PlantedCase(name="100 ms", path="100-ms", act="block(100); done();", truth_s=0.1, expects=_SCRIPT),
    PlantedCase(name="3 s", path="3-s", act="block(3000); done();", truth_s=3.0, expects=_SCRIPT),
    PlantedCase(
        name="30 s", path="30-s", act="block(30000); done();", truth_s=30.0, expects=_SCRIPT, span=Span.LONG
    ),
    PlantedCase(name="a hang", path="hang", act="block(Infinity);", truth_s=math.inf, span=Span.ENDLESS),
)


def case_named(name: str) -> PlantedCase:
    return next(case for case in CASES if case.name == name)
