// The always-on signals of a measured page: performance entries, sent out as they come, together.
//
// Entries leave through a CDP binding, so they outlive their document. All times
// are on one clock (time origin + performance.now(), in ms since the epoch), so that a step which spans
// two documents has one time line. The script adds nothing to the page's own document.
(() => {
  const binding = window.billbenchSignal;
  if (!binding || window !== window.top) return;
  // What was told since the step began is kept for the hand-over when the document is left. What waits leaves
  // together: a call of the binding costs the page more than all the rest of observing.
  let told = [];
  let waiting = [];
  const tell = (message) => {
    told.push(message);
    waiting.push(message);
  };
  function post() {
    if (waiting.length) binding(`[${waiting.join()}]`);
    waiting = [];
  }
  const origin = performance.timeOrigin;
  const at = (time) => origin + time;
  const supported = PerformanceObserver.supportedEntryTypes;
  const framed = supported.includes("long-animation-frame");

  const shape = {
    longtask: (e) => ({ start: at(e.startTime), duration: e.duration }),
    "long-animation-frame": (e) => ({
      start: at(e.startTime),
      duration: e.duration,
      blocking: e.blockingDuration,
    }),
    event: (e) => ({
      start: at(e.startTime),
      duration: e.duration,
      delay: e.processingStart - e.startTime,
      // What follows the handlers is in the long animation frame; without that signal, the event counts whole.
      handled: framed ? e.processingEnd - e.startTime : e.duration,
      name: e.name,
    }),
    resource: request,
    navigation: request,
  };

  function request(e) {
    const app = (e.serverTiming || []).find((timing) => timing.name === "total");
    return {
      start: at(e.startTime),
      duration: e.responseEnd - e.startTime,
      initiator: e.initiatorType,
      server: app ? app.duration : null,
      bytes: e.decodedBodySize,
    };
  }

  const messages = (entries) =>
    entries.map((entry) => JSON.stringify({ kind: entry.entryType, ...shape[entry.entryType](entry) }));

  function deliver(entries, dropped) {
    messages(entries).forEach(tell);
    if (dropped) tell(JSON.stringify({ kind: "dropped", count: dropped }));
    post();
  }

  const observer = new PerformanceObserver((list, _, options) =>
    deliver(list.getEntries(), options && options.droppedEntriesCount),
  );
  Object.keys(shape)
    .filter((type) => supported.includes(type))
    .forEach((type) => observer.observe({ type, buffered: true, durationThreshold: 16 }));
  tell(JSON.stringify({ kind: "supported", types: supported }));
  const flush = () => deliver(observer.takeRecords());

  // The first trusted input of a step is its start: the driver's own clock starts before the click lands.
  for (const type of ["pointerdown", "keydown"]) {
    addEventListener(
      type,
      (e) => e.isTrusted && tell(JSON.stringify({ kind: "input", start: at(e.timeStamp), name: type })),
      { capture: true, passive: true },
    );
  }

  // The heartbeat: a timer that should fire every PERIOD ms. It alone sees a page that is starved by
  // many short tasks. On from the beginning of a document or step until the page is quiet.
  // A timer that is due lets one more task go first, so it is late by up to two tasks of a page that
  // answers in between: two tasks too short to be long ones are no news.
  const PERIOD = 20;
  const NOTICED = 100;
  let timer = null;
  let last = 0;
  function lateBeat() {
    const now = performance.now();
    // What kept the beat began somewhere between the last one and the one that was due.
    const late = timer === null ? 0 : now - last - PERIOD / 2;
    return late > NOTICED
      ? [JSON.stringify({ kind: "heartbeat", start: at(now - late), duration: late })]
      : [];
  }
  function beat() {
    lateBeat().forEach(tell);
    post();
    last = performance.now();
  }
  function heartbeat(on) {
    post();
    told = [];
    clearInterval(timer);
    last = performance.now();
    timer = on ? setInterval(beat, PERIOD) : null;
  }
  heartbeat(true);

  // While a document is being left the binding stops answering at some moment that the document cannot
  // see: all that its step sent goes once more, by the tab's session storage, to the document that
  // follows. Who receives knows a message that came twice.
  const LEFT = "billbench.left";
  addEventListener(
    "pagehide",
    () => {
      [...messages(observer.takeRecords()), ...lateBeat()].forEach(tell);
      if (told.length) sessionStorage.setItem(LEFT, JSON.stringify(told));
      post();
    },
    { capture: true },
  );
  try {
    JSON.parse(sessionStorage.getItem(LEFT) || "[]").forEach(tell);
    sessionStorage.removeItem(LEFT);
  } catch {
    // An origin without storage leaves nothing behind.
  }
  post();

  Object.defineProperty(window, "billbench", { value: { flush, heartbeat }, enumerable: false });
})();
