// A person points at a part of the page; the answer is a selector for it, "" when they press Escape.
//
// `rows` is empty for a part of the page; the word "row" for a row of the list; else the selector of the rows, for
// a part that every row has.
(rows) => new Promise((done) => {
  const mark = document.createElement("div");
  mark.style.cssText = "position:fixed;pointer-events:none;outline:3px solid #d4351c;z-index:2147483647";
  document.documentElement.append(mark);

  const tag = (one) => one.localName;
  const attributes = ["name", "data-testid", "data-test", "data-ref", "col-id", "type", "aria-label", "placeholder"];
  const words = (one) => [
    ...(one.id ? [`#${CSS.escape(one.id)}`] : []),
    ...attributes.filter((key) => one.getAttribute(key))
      .map((key) => `${tag(one)}[${key}="${CSS.escape(one.getAttribute(key))}"]`),
    ...[...one.classList].map((word) => `.${CSS.escape(word)}`),
    ...[...one.classList].map((word) => `${tag(one)}.${CSS.escape(word)}`),
    tag(one),
  ];
  const nth = (one) => `${tag(one)}:nth-of-type(${
    [...one.parentElement.children].filter((other) => tag(other) === tag(one)).indexOf(one) + 1})`;
  // The shortest way that fits: by the part's own words, by those of what holds it, by its place.
  const way = (one, root, fits) => {
    for (const word of words(one)) if (fits(word)) return word;
    for (let holder = one.parentElement; holder && holder !== root; holder = holder.parentElement)
      for (const outer of words(holder))
        for (const inner of words(one)) if (fits(`${outer} ${inner}`)) return `${outer} ${inner}`;
    const steps = [];
    for (let step = one; step && step !== root && step !== document.documentElement; step = step.parentElement)
      steps.unshift(nth(step));
    return steps.join(" > ");
  };
  const once = (one) => way(one, document.documentElement, (selector) =>
    document.querySelectorAll(selector).length === 1 && document.querySelector(selector) === one);
  const inRows = (one) => {
    const own = one.closest(rows);
    if (!own) return "";
    const all = [...document.querySelectorAll(rows)];
    return way(one, own, (selector) => own.querySelector(selector) === one &&
      all.every((row) => row.querySelectorAll(selector).length === 1));
  };
  const row = (one) => {
    const like = (item) => [...item.parentElement.children].filter((other) => tag(other) === tag(item));
    let item = one.closest("tr, [role=row], li") ?? one;
    while (item.parentElement && like(item).length < 2) item = item.parentElement;
    if (!item.parentElement) return "";
    const common = [...item.classList].filter((word) => like(item).every((other) => other.classList.contains(word)));
    const kind = tag(item) + common.map((word) => `.${CSS.escape(word)}`).join("");
    return `${once(item.parentElement)} > ${kind}`;
  };

  const still = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
  const show = (event) => {
    const box = event.target.getBoundingClientRect();
    Object.assign(mark.style, { left: `${box.left}px`, top: `${box.top}px`,
      width: `${box.width}px`, height: `${box.height}px` });
  };
  const end = (selector) => {
    for (const [kind, listener] of listeners) removeEventListener(kind, listener, true);
    mark.remove();
    done(selector);
  };
  const pick = (event) => {
    still(event);
    end(rows === "" ? once(event.target) : rows === "row" ? row(event.target) : inRows(event.target));
  };
  const skip = (event) => { if (event.key === "Escape") { still(event); end(""); } };
  const listeners = [["mouseover", show], ["mousedown", still], ["mouseup", still], ["click", pick], ["keydown", skip]];
  for (const [kind, listener] of listeners) addEventListener(kind, listener, true);
})
