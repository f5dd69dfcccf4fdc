"""What a screen of somebody else's application shows, and whether that is what was asked for: scripts for it.

They get the page map as it is typed, and leave nothing in the page.
"""

from billbench.scenarios.pages.signs import SIGNS

_STANDS_STILL_MS = 2_000
"""In one document, a page of no lines in the place of one is believed when it stands still for so long."""

OWN = (
    "input:not([type=hidden]), select, textarea, "
    "[contenteditable]:not([contenteditable=false]), [role=checkbox]"
)
"""What can hold a value in a cell."""

COMMON = """
const seen = (selector) => selector
  ? [...document.querySelectorAll(selector)].find((one) => one.checkVisibility()) ?? null : null;
const own = "@OWN@";
const boxOf = (cell) => cell.matches(own) || cell.isContentEditable ? cell : cell.querySelector(own);
const shown = (cell) => {
  if (!cell) return "";
  const box = boxOf(cell);
  if (!box) return cell.textContent.trim();
  if (box.isContentEditable) return box.innerText.trim();
  if (box.type === "radio") return cell.querySelector("input[type=radio]:checked")?.value ?? "";
  if (box.type === "checkbox") return box.checked ? "yes" : "no";
  if (box.tagName === "SELECT") return [...box.selectedOptions].map((one) => one.text.trim()).join(", ");
  return "value" in box ? box.value : box.ariaChecked === "true" ? "yes" : "no";
};
const rows = () => [...document.querySelectorAll(map.row)]
  .map((row, place) => ({ row, place })).filter(({ row }) => row.checkVisibility());
const known = (row) => shown(row.querySelector(map.fields[map.known_by].cell));
const name = (row) => map.row_name ? row.getAttribute(map.row_name) : null;
// What stands in a field before anybody has typed: nothing, a choice, nought, what is no number and no date.
const blank = (field, text) => text === "" || text === "no" || field.kind === "choice" ||
  (field.kind === "number" && !/[1-9]/.test(text)) || (field.kind === "date" && !/[0-9]/.test(text));
const spare = (row) => known(row).trim() === "" && Object.values(map.fields)
  .every((field) => blank(field, shown(row.querySelector(field.cell)).trim()));
const plain = (text) =>
  text.normalize("NFC").replace(/[\\u00a0\\u2007\\u202f]/g, " ").replace(/\\r\\n?/g, "\\n").trim();
""".replace("@OWN@", OWN)

_SCREEN = """
const all = rows().map(({ row }) => row);
const shapeOf = () => JSON.stringify(
  [all.length, [all[0], all[all.length - 1]].map((row) => row ? [name(row), known(row)] : null)]);
const begun = () => all.filter((row) => known(row).trim() === "").length;
const wordsOf = () => `${document.title} ${document.body?.textContent.length}`;
const submits = () => {
  try { return Boolean(seen(map.submit)); } catch { return false; }  // It may be of the driver's own kind.
};
"""

STATE = f"""(map) => {{ {COMMON} {SIGNS} {_SCREEN}
  return {{
    href: location.href, origin: performance.timeOrigin, rows: all.length, shape: shapeOf(), begun: begun(),
    words: wordsOf(), submits: submits(),
    signs: Object.fromEntries(["success", "confirmed", "error", "failure"].map((key) => [key, told(key)])),
    standing: Object.fromEntries(["success", "confirmed"].map((key) => [key, standing(key)])),
    faults: Object.fromEntries(["success", "confirmed"].map((key) => [key, faultAt(key)])),
  }};
}}"""

# What tells that the page has done what was asked: other rows, one more, one fewer, or a word that is new. An
# address alone tells nothing: many pages show it first and ask their server then.
DONE = f"""([wanted, map, before]) => {{ {COMMON} {SIGNS} {_SCREEN}
  const anew = performance.timeOrigin !== before.origin;
  // A sign is new when it says something else than before, or has since: `before` lasts from look to look.
  before.left ??= {{}};
  const elsewhere = location.href !== before.href && shapeOf() !== before.shape;
  const isNew = (key, now, then) => {{
    if (now !== then || elsewhere) before.left[key] = true;
    return now !== null && (anew || Boolean(before.left[key]) && (now !== "" || then === null));
  }};
  const key = {{ save: "success", submit: "confirmed" }}[wanted];
  const fresh = Object.fromEntries(["error", "failure", ...(key ? [key] : [])].map(
    (one) => [one, isNew(one, told(one), before.signs[one])]));
  const status = key ? standing(key) : null;
  const moved = key ? isNew(`${{key}} stands`, status, before.standing[key]) : false;
  if (document.readyState !== "complete" || seen(map.busy)) return null;
  if (map.login && seen(map.login)) return {{ error: null, login: true }};
  const answer = anew ? performance.getEntriesByType("navigation")[0]?.responseStatus ?? 0 : 0;
  const whole = () => document.body?.innerText ?? "";
  if (answer >= 400) return {{ error: `HTTP ${{answer}}. ${{whole()}}`, login: false }};
  for (const one of ["error", "failure"]) if (fresh[one]) return {{ error: told(one), login: false }};

  const reached = () => {{
    if (!fresh[key]) return false;
    const words = [signOf(map[key]).says].flat().length > 0;
    return words ? !isAtWork(told(key)) : !isUnderWay(told(key)) && !isFault(told(key));
  }};
  const turned = () => all.length > 0 && (anew || shapeOf() !== before.shape);
  // A table may be cleared before its server is asked: none of its rows are a screen once that stands still.
  const stands = () => {{
    if (before.still !== wordsOf()) [before.still, before.since] = [wordsOf(), performance.now()];
    return performance.now() - before.since > {_STANDS_STILL_MS};
  }};
  // The bill that was open already is opened again.
  const same = () => location.href === before.href && stands();
  const rowless = () => {{
    if (all.length > 0 || !before.rows && wordsOf() === before.words && !anew) return false;
    if (anew || submits() && !before.submits) return true;
    return stands();
  }};
  const done = {{
    open: () => all.length > 0 && (anew || !before.rows || turned() || same()),
    page: () => turned() || submits() && !before.submits,
    turn: () => turned() || rowless(),
    add: () => begun() > before.begun,
    remove: () => all.length < before.rows && (all.length > 0 || before.rows === 1) ||
      (map.row_name !== "" || map.next !== "") && turned(),  // The next page's first line may move up.
    save: reached,
    submit: reached,
  }}[wanted]();
  if (done) return {{ error: null, login: false }};
  // A line of status that says error is one, though the map has no words for that.
  const fault = moved ? faultAt(key) : null;
  return fault ? {{ error: fault, login: false }} : null;
}}"""
