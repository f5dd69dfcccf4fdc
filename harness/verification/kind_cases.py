"""The planted pages of a known kind of work: real work of that kind, as much as the page itself has timed.

Parsing comes with a document, and painting with a frame; of garbage collection no page is told.
"""

from billbench.harness.model.flags import Diagnosis
from billbench.harness.model.kinds import ThreadKind
from billbench.harness.verification.case import PlantedCase, Span

_SCRIPT = frozenset({Diagnosis.SCRIPT_BOUND})
_LAYOUT = frozenset({Diagnosis.LAYOUT_BOUND})
_CHUNKS = frozenset({Diagnosis.CHUNKED_BUSY})

# Each piece of work is timed by the page, after other kinds were done with, until there are 300 ms.
_UNTIL_ENOUGH = """
  const start = performance.now();
  let planted = 0;
  const timed = (work) => { const begun = performance.now(); work(); planted += performance.now() - begun; };
"""

_RESTYLED = f"""
  {_UNTIL_ENOUGH}
  for (let turn = 0; planted < 300; turn++) {{
    box.className = turn % 2 ? "odd" : "even";
    timed(() => getComputedStyle(box.lastChild).color);
  }}
  afterFrame(() => done(performance.now() - start, planted));
"""

_LAID_OUT = f"""
  {_UNTIL_ENOUGH}
  for (let turn = 0; planted < 300; turn++) {{
    box.style.width = `${{300 + turn % 7}}px`;
    getComputedStyle(box).color;
    timed(() => box.offsetHeight);
  }}
  afterFrame(() => done(performance.now() - start, planted));
"""

# What is moved without being laid out anew is gone over to paint it where it stands now.
_PAINTED = """
  let planted = 0, longest = 0;
  const frame = (turn) => requestAnimationFrame(() => {
    const began = performance.now();
    box.style.marginTop = `${turn % 2}px`;
    box.offsetHeight;
    const begun = performance.now();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      planted += performance.now() - begun;
      longest = Math.max(longest, performance.now() - began);
      planted < 300 ? frame(turn + 1) : done(longest, planted);
    };
    channel.port2.postMessage(0);
  });
  frame(0);
"""

# What takes long in a loop that only makes things is a pause of it.
_COLLECTED = """
  const start = performance.now();
  const kept = [];
  let planted = 0;
  for (let line = 0, last = start; planted < 300; line++) {
    for (let field = 0; field < 100; field++) kept.push({ line, fields: [field] });
    const now = performance.now();
    if (now - last > 0.5) planted += now - last;
    last = now;
  }
  done(performance.now() - start, planted);
"""

_MANY = """
  box.innerHTML = Array.from({ length: 3000 }, (_, i) => `<i>Line ${i} </i>`).join("");
"""
_FIELDS = """
  const row = `<tr><td>Line<td><label>Rate <input value="1"></label><td><input>`;
  box.innerHTML = `<table>${row.repeat(5000)}</table>`;
"""
_COLOURED = f"""
  {_MANY}
  document.head.append(Object.assign(document.createElement("style"), {{
    textContent: ".odd i {{ color: #111 }} .even i {{ color: #222 }}",
  }}));
"""

# What was hidden from it is told to the screen reader: no pixel changes, and only a timer notices.
_TOLD = """
  let last = performance.now(), longest = 0, planted = 0, calm = 0;
  box.removeAttribute("aria-hidden");
  const beat = setInterval(() => {
    const late = performance.now() - last - 10;
    last = performance.now();
    if (late > 30) {
      planted += late;
      longest = Math.max(longest, late);
      calm = 0;
    } else if (planted && ++calm > 30) {
      clearInterval(beat);
      done(longest, planted);
    }
  }, 10);
"""
_HIDDEN = """
  box.innerHTML = `<p>Line <a href="#top">and link</a></p>`.repeat(1500);
  box.setAttribute("aria-hidden", "true");
"""

_MODULE = """
  const module = `const end = performance.now() + 300; while (performance.now() < end);`;
  import(URL.createObjectURL(new Blob([module], { type: "text/javascript" }))).then(() => done());
"""

_PARSED = """
  const begun = performance.now();
</script>
<template>{rows}</template>
<script>
  const took = performance.now() - begun;
  // A long animation frame lasts until the first frame is shown, though keys are handled between its pieces.
  afterFrame(() => done(performance.now() - begun, took));
""".replace("{rows}", "<tr><td>Line<td><label>Rate <input value=1></label></tr>" * 90_000)

KIND_CASES: tuple[PlantedCase, ...] = (
    PlantedCase(
        span=Span.KIND,
        name="300 ms after an await",
        path="await",
        act="(async () => { await 0; block(300); done(); })();",
        truth_s=0.3,
        expects=_SCRIPT,
        kind=ThreadKind.SCRIPT,
        planted_s=0.3,
    ),
    PlantedCase(
        span=Span.KIND,
        name="300 ms when an answer has come",
        path="fetch-then",
        act='fetch("/answer").then(() => { block(300); done(); });',
        truth_s=0.3,
        expects=_SCRIPT,
        kind=ThreadKind.SCRIPT,
        planted_s=0.3,
    ),
    PlantedCase(
        span=Span.KIND,
        name="300 ms in a module that is fetched late",
        path="module",
        act=_MODULE,
        truth_s=0.3,
        expects=_SCRIPT,
        kind=ThreadKind.SCRIPT,
        planted_s=0.3,
    ),
    PlantedCase(
        span=Span.KIND,
        name="300 ms after a dialog",
        path="dialog",
        act='const start = performance.now(); alert("Sure?"); block(300); done(performance.now() - start);',
        truth_s=None,
        expects=_SCRIPT,
        kind=ThreadKind.SCRIPT,
        planted_s=0.3,
    ),
    PlantedCase(
        span=Span.KIND,
        name="parsing of 90,000 rows",
        path="parsed",
        act="leave();",
        next_page=_PARSED,
        # The browser parses in pieces.
        truth_s=None,
        allows=_CHUNKS | {Diagnosis.SIGNALS_DISAGREE},
        kind=ThreadKind.PARSING,
    ),
    PlantedCase(
        span=Span.KIND,
        name="300 ms of style",
        path="restyled",
        setup=_COLOURED,
        act=_RESTYLED,
        truth_s=None,
        expects=_LAYOUT,
        kind=ThreadKind.STYLE,
    ),
    PlantedCase(
        span=Span.KIND,
        name="300 ms of forced layout",
        path="laid-out",
        setup=_MANY,
        act=_LAID_OUT,
        truth_s=None,
        expects=_LAYOUT,
        kind=ThreadKind.LAYOUT,
    ),
    PlantedCase(
        span=Span.KIND,
        name="300 ms of painting",
        path="painted",
        setup=_FIELDS,
        act=_PAINTED,
        truth_s=None,
        allows=_CHUNKS | _LAYOUT,
        kind=ThreadKind.PAINT,
    ),
    PlantedCase(
        span=Span.KIND,
        name="a page that is told to a screen reader",
        path="told",
        setup=_HIDDEN,
        act=_TOLD,
        truth_s=None,
        expects=frozenset({Diagnosis.ACCESSIBILITY_BOUND}),
        # The browser reports such work to no observer but by chance.
        allows=_CHUNKS | {Diagnosis.STARVED, Diagnosis.OBSERVER_LOST_ENTRIES},
        kind=ThreadKind.ACCESSIBILITY,
        screen_reader=True,
    ),
    PlantedCase(
        span=Span.KIND,
        name="300 ms of garbage collection",
        path="collected",
        act=_COLLECTED,
        truth_s=None,
        allows=_SCRIPT,
        kind=ThreadKind.GARBAGE,
    ),
)
