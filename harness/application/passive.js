// Looks whenever the page has changed, at most once in 20 ms, and answers once there is something to see. While
// nothing happens it costs nothing, but for a look each quarter of a second: an address that a script has changed
// and a value that it has set are told by no observer.
([argument, lifeMs]) => new Promise((answer) => {
  const look = /* look */;
  const APART_MS = 20;
  const SELDOM_MS = 250;
  const EVENTS = ["readystatechange", "load", "popstate", "hashchange", "input", "change"];
  let due = null;
  let last = -Infinity;
  function see() {
    due = null;
    last = performance.now();
    const found = look(argument);
    if (!found) return;
    stop();
    answer(found);
  }
  function soon() {
    if (due === null) due = setTimeout(see, Math.max(0, last + APART_MS - performance.now()));
  }
  const observer = new MutationObserver(soon);
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  for (const event of EVENTS) addEventListener(event, soon, true);
  document.addEventListener("readystatechange", soon);
  const seldom = setInterval(see, SELDOM_MS);
  const end = setTimeout(stop, lifeMs);
  function stop() {
    observer.disconnect();
    for (const event of EVENTS) removeEventListener(event, soon, true);
    document.removeEventListener("readystatechange", soon);
    clearInterval(seldom);
    clearTimeout(end);
    clearTimeout(due);
  }
  see();
})
