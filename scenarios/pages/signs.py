"""Signs by which a page says how its work stands, by a selector, by words, or both: scripts for the page.

Old maps have a selector alone. What it shows is then read as people read it: work that is under way is no
success, and what says that something went wrong is an error. Words of the map go before that.
"""

SIGNS = r"""
const flat = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
const signOf = (one) => typeof one === "string" ? { css: one, says: [] } : one ?? { css: "", says: [] };
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const DENIED = String.raw`(?<!(?:\bnot|\bnever|\bcannot|n['’]t)\s+(?:yet\s+|been\s+|be\s+)*)`;
const holds = (text, words) => words.some((word) => new RegExp(
  `${DENIED}(?<![\\p{L}\\p{N}])${escaped(flat(word))}(?![\\p{L}\\p{N}])`, "iu").test(text));
const raw = String.raw;
const FINISHED = ["complete", "completed", "done", "finished", "success", "successful", "successfully"];
const DONE_WORDS = [...FINISHED, "saved", "stored", "updated", "received", "submitted", "sent", "thank you"];
const AT_WORK = /^(saving|sending|submitting|(up)?loading|syncing|updating|storing|working|processing)\b/i;
const WAITING = new RegExp(raw`\b(unsaved|please wait|in progress|queued|pending|waiting|not yet saved)\b` +
  raw`|(…|\.\.\.)$`, "i");
const FAILED = new RegExp(raw`\b(errors?|fail(s|ed|ure)?|could not|couldn['’]t|can ?not|can['’]t|did not|` +
  raw`didn['’]t|unable|unsuccessful|refused|denied|rejected|try again|conflict|timed? ?out|` +
  raw`not (be |been )?(saved|stored|sent|received|accepted|submitted))\b`, "i");
const NO_FAULT = /\b(no|0|zero|without( any)?) (errors?|failures?|conflicts?)\b/gi;
const QUOTED = /“[^”]*”|"[^"]*"|‘[^’]*’/g;  // What somebody's bill is called says nothing.
const isAtWork = (text) => AT_WORK.test(text) && !holds(text, FINISHED);
const isUnderWay = (text) => isAtWork(text) || WAITING.test(text) && !holds(text, DONE_WORDS);
const isFault = (text) =>
  FAILED.test(text.replace(QUOTED, "").replace(NO_FAULT, "")) && !holds(text, ["successfully"]);

// Words without a selector are looked for where pages announce things, and then in all that is no line.
const LIVE = "[role=status], [role=alert], [aria-live]:not([aria-live=off]), output, dialog[open]";
function* wordsAnywhere() {
  for (const one of document.querySelectorAll(LIVE)) if (one.checkVisibility()) yield one.innerText;
  const lines = new Set(document.querySelectorAll(map.row));
  const kinds = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
  const walker = document.createTreeWalker(document.body, kinds, (node) =>
    lines.has(node) || /^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT)$/.test(node.nodeName) ? NodeFilter.FILTER_REJECT :
      node.nodeType === Node.TEXT_NODE ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP);
  while (walker.nextNode())
    if (walker.currentNode.parentElement.checkVisibility()) yield walker.currentNode.data;
}
function* wordsAt(css) {
  for (const one of document.querySelectorAll(css)) if (one.checkVisibility()) yield one.innerText;
}
// What shows a sign of the map now: its text, or null.
const told = (key) => {
  const { css, says } = signOf(map[key]);
  const wanted = [says].flat();
  if (!css && !wanted.length) return null;
  for (const text of css ? wordsAt(css) : wordsAnywhere())
    if (!wanted.length || holds(flat(text), wanted)) return flat(text);
  return null;
};
// What stands where a success would, whatever it says.
const standing = (key) => {
  const { css } = signOf(map[key]);
  for (const text of css ? wordsAt(css) : []) return flat(text);
  return null;
};
// An error that stands there, where the map has no words of its own for that.
const faultAt = (key) => {
  const failure = signOf(map.failure), text = standing(key);
  return !failure.css && ![failure.says].flat().length && text && isFault(text) ? text : null;
};
"""
