// The pieces that screens are built from.
//
// Text only ever goes into text nodes and attributes, so nothing in a bill becomes markup.

export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  const absent = [null, undefined, false, ""];
  element.append(...children.filter((child) => !absent.includes(child)));
  return element;
}

export function button(action, label, style = "button second") {
  return make("button", { class: style, name: "action", value: action }, label);
}

export function buttons(...items) {
  return make("div", { class: "buttons" }, ...items);
}

export function unseen(text) {
  return make("span", { class: "unseen" }, text);
}

export function problemBox(problem) {
  const link = problem.href
    ? make("p", {}, make("a", { href: problem.href, ...problem.attributes }, problem.text))
    : null;
  return alertBox(problem.title, make("p", {}, problem.message), link);
}

// Errors by the id of what they are about.
export function errorSummary(errors) {
  const items = Object.entries(errors).map(([target, text]) =>
    make("li", {}, make("a", { href: `#${target}` }, text)),
  );
  return alertBox("There is a problem", make("ul", {}, ...items));
}

function alertBox(title, ...content) {
  return make("div", { class: "errors", role: "alert", tabindex: "-1" }, make("h2", {}, title), ...content);
}

export function warnings(screen) {
  if (!screen.warnings.length) return null;
  const items = screen.warnings.map((warning) =>
    make("li", {}, `${warning.text}: ${warning.title}, ${warning.lines}`),
  );
  return make(
    "section",
    { class: "warnings", "aria-labelledby": "warnings-heading" },
    make("h2", { id: "warnings-heading" }, "Check before you submit"),
    make("ul", {}, ...items),
  );
}
