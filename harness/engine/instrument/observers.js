// The always-on signals of a measured page: performance entries, sent out as they come.
//
// Entries leave through a CDP binding, so those of a document that is being left survive it. All times
// are on one clock (time origin + performance.now(), in ms since the epoch), so that a step which spans
// two documents has one time line. The script adds nothing to the page's own document.
(() => {
  const send = window.billbenchSignal;
  if (!send || window !== window.top) return;
  const origin = performance.timeOrigin;
  const at = (time) => origin + time;
  const supported = PerformanceObserver.supportedEntryTypes;

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

  function deliver(list, dropped) {
    for (const entry of list) {
      send(JSON.stringify({ kind: entry.entryType, ...shape[entry.entryType](entry) }));
    }
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
  const flush = () => observers.forEach((observer) => deliver(observer.takeRecords()));

  // The first trusted input of a step is its start: the driver's own clock starts before the click lands.
  for (const type of ["pointerdown", "keydown"]) {
    addEventListener(
      type,
      (e) => e.isTrusted && send(JSON.stringify({ kind: "input", start: at(e.timeStamp), name: type })),
      { capture: true, passive: true },
    );
  }
  addEventListener("pagehide", flush, { capture: true });
  Object.defineProperty(window, "billbenchFlush", { value: flush, enumerable: false });
})();
