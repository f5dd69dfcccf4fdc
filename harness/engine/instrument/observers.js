// The always-on signals of a measured page: performance entries, sent out as they come.
//
// Entries leave through a CDP binding, so they outlive their document. All times
// are on one clock (time origin + performance.now(), in ms since the epoch), so that a step which spans
// two documents has one time line. The script adds nothing to the page's own document.
(() => {
  const binding = window.billbenchSignal;
  if (!binding || window !== window.top) return;
  // What was sent since the step began: kept for the hand-over when the document is left.
  let sent = [];
  const send = (message) => {
    sent.push(message);
    binding(message);
  };
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
    messages(entries).forEach((message) => send(message));
    if (dropped) send(JSON.stringify({ kind: "dropped", count: dropped }));
  }

  const observers = Object.keys(shape)
    .filter((type) => supported.includes(type))
    .map((type) => {
      const observer = new PerformanceObserver((list, _, options) =>
        deliver(list.getEntries(), options && options.droppedEntriesCount),
      );
      observer.observe({ type, buffered: true, durationThreshold: 16 });
      return observer;
    });
  send(JSON.stringify({ kind: "supported", types: supported }));
  const pending = () => observers.flatMap((observer) => observer.takeRecords());
  const flush = () => deliver(pending());

  // The first trusted input of a step is its start: the driver's own clock starts before the click lands.
  for (const type of ["pointerdown", "keydown"]) {
    addEventListener(
      type,
      (e) => e.isTrusted && send(JSON.stringify({ kind: "input", start: at(e.timeStamp), name: type })),
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
    lateBeat().forEach((message) => send(message));
    last = performance.now();
  }
  function heartbeat(on) {
    sent = [];
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
      const left = [...sent, ...messages(pending()), ...lateBeat()];
      if (left.length) sessionStorage.setItem(LEFT, JSON.stringify(left));
    },
    { capture: true },
  );
  try {
    JSON.parse(sessionStorage.getItem(LEFT) || "[]").forEach((message) => send(message));
    sessionStorage.removeItem(LEFT);
  } catch {
    // An origin without storage leaves nothing behind.
  }

  Object.defineProperty(window, "billbench", { value: { flush, heartbeat }, enumerable: false });
})();
