// The always-on signals of a measured page: performance entries, sent out as they come, together.
//
// Entries leave through a CDP binding, so they outlive their document. All times
// are on one clock (time origin + performance.now(), in ms since the epoch), so that a step which spans
// two documents has one time line. The script adds nothing to the page's own document. A beat that is late by more
// than `noticed` ms is told.
(noticed) => {
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
  // What a page puts in the place of these later, or hangs on their prototypes, does not blind us: they are
  // taken before its first script runs, and what is told has no prototype that could have a `toJSON`.
  const { stringify, parse } = JSON;
  const clock = performance;
  const now = Performance.prototype.now.bind(clock);
  const { setInterval, clearInterval } = window;
  const postTask = window.scheduler && window.scheduler.postTask && scheduler.postTask.bind(scheduler);
  const origin = clock.timeOrigin;
  const at = (time) => origin + time;
  const bare = (message) => Object.assign(Object.create(null), message);
  const words = (message) => stringify(bare(message));
  const supported = PerformanceObserver.supportedEntryTypes;
  const framed = supported.includes("long-animation-frame");
  // No type of its own, and newer than the frames that it is told of.
  const presented = framed && "presentationTime" in PerformanceLongAnimationFrameTiming.prototype;

  const shape = {
    longtask: (e) => ({ start: at(e.startTime), duration: e.duration }),
    "long-animation-frame": (e) => ({
      start: at(e.startTime),
      duration: e.duration,
      rendered: e.renderStart ? at(e.renderStart) : 0,
      presented: e.presentationTime ? at(e.presentationTime) : 0,
      scripts: ran(e.scripts),
    }),
    // From an input to content that it led to being on the screen, however late its script put it there.
    "interaction-contentful-paint": (e) => ({ start: at(e.startTime), duration: e.duration }),
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

  // By address, in the order in which they ran: nothing of it is known of scripts of other sites.
  function ran(scripts) {
    const found = (scripts || []).map((one) =>
      bare({ url: one.sourceURL, duration: one.duration, frame: frameOf(one) }),
    );
    return Object.setPrototypeOf(found, null);
  }

  // The frame in whose window a script ran, by the name that its page gives it; nothing of the page itself.
  function frameOf({ window: its, windowAttribution }) {
    if (windowAttribution === "self") return "";
    try {
      const { name, id } = its.frameElement;
      return name || id || "without a name";
    } catch {
      return "of another site";
    }
  }

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
    entries.map((entry) => words({ kind: entry.entryType, ...shape[entry.entryType](entry) }));

  function deliver(entries, dropped) {
    messages(entries).forEach(tell);
    entries.filter((entry) => entry.entryType === "navigation").forEach(leaving);
    if (dropped) tell(words({ kind: "dropped", count: dropped }));
    post();
  }

  const LONG = 50;
  // What the page before did on `pagehide` is told to no observer of either document: it lies between the first
  // byte of this one and the end of that one's unloading.
  function leaving(e) {
    const duration = e.unloadEventEnd - e.responseStart;
    if (duration > LONG) tell(words({ kind: "leaving", start: at(e.responseStart), duration }));
  }

  const observer = new PerformanceObserver((list, _, options) =>
    deliver(list.getEntries(), options && options.droppedEntriesCount),
  );
  Object.keys(shape)
    .filter((type) => supported.includes(type))
    .forEach((type) => observer.observe({ type, buffered: true, durationThreshold: 16 }));
  const known = presented ? [...supported, "presentation-time"] : supported;
  tell(`{"kind":"supported","types":["${known.join('","')}"]}`);
  const flush = () => deliver(observer.takeRecords());

  // The first trusted input of a step is its start: the driver's own clock starts before the click lands.
  for (const type of ["pointerdown", "keydown"]) {
    addEventListener(
      type,
      (e) => {
        if (!e.isTrusted) return;
        tell(words({ kind: "input", start: at(e.timeStamp), name: type }));
        answered(e.timeStamp);
      },
      { capture: true, passive: true },
    );
  }

  // The heartbeat: it should come every PERIOD ms, and alone sees a page that no observer tells of. On from the
  // beginning of a document or step until the page is quiet.
  // Where the browser has them it is a task of the highest urgency: as an input, it goes before the rest of a page
  // that yields. A timer waits for all of that, and lets one more task go first when it is due, so it is late by up
  // to two tasks of a page that answers in between: two tasks too short to be long ones are no news.
  const PERIOD = 20;
  let stop = null;
  let last = 0;
  function lateBeat(until = now()) {
    // What kept the beat began somewhere between the last one and the one that was due.
    const late = stop === null ? 0 : until - last - PERIOD / 2;
    return late > noticed
      ? [words({ kind: "heartbeat", start: at(until - late), duration: late, urgent: Boolean(postTask) })]
      : [];
  }
  // An input that is handled is as good as a beat. What kept the beat until then may have been the driver, looking
  // for what it presses; what kept the input from then on, its own entry tells.
  function answered(madeAt) {
    lateBeat(madeAt).forEach(tell);
    last = now();
  }
  function beat() {
    lateBeat().forEach(tell);
    post();
    last = now();
  }
  function everyPeriod(act) {
    if (!postTask) {
      const timer = setInterval(act, PERIOD);
      return () => clearInterval(timer);
    }
    let on = true;
    const next = () =>
      postTask(
        () => {
          if (!on) return;
          act();
          next();
        },
        { priority: "user-blocking", delay: PERIOD },
      );
    next();
    return () => (on = false);
  }
  function heartbeat(on) {
    post();
    told = [];
    if (stop !== null) stop();
    last = now();
    stop = on ? everyPeriod(beat) : null;
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
      if (told.length) sessionStorage.setItem(LEFT, `[${told.join()}]`);
      post();
    },
    { capture: true },
  );
  try {
    parse(sessionStorage.getItem(LEFT) || "[]").map(words).forEach(tell);
    sessionStorage.removeItem(LEFT);
  } catch {
    // An origin without storage leaves nothing behind.
  }
  post();

  Object.defineProperty(window, "billbench", { value: { flush, heartbeat }, enumerable: false });
};
