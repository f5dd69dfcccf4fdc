// Builds interview screens in the browser from the description that the server sends.

import { lineForm, linesForm } from "./lines.js";
import { button, buttons, errorSummary, make, problemBox, warnings } from "./parts.js";

// `model` holds the lines of the screens that have any.
export function buildScreen(screen, model) {
  const part = screen.line_type ? `, ${screen.line_type}` : "";
  return [
    screen.problem && problemBox(screen.problem),
    Object.keys(screen.errors).length ? errorSummary(screen.errors) : null,
    screen.notice && make("div", { class: "notice", role: "status" }, make("p", {}, screen.notice)),
    make("p", { class: "caption" }, `Case ${screen.case_reference}${part}`),
    make("h1", { tabindex: "-1" }, screen.heading),
    form(screen, model),
  ].filter(Boolean);
}

function form(screen, model) {
  const builders = { question, summary, lines: linesForm, line: lineForm };
  return make(
    "form",
    { class: "interview", method: "post", action: screen.url, novalidate: "" },
    make("input", { type: "hidden", name: "csrf", value: screen.csrf }),
    make("input", { type: "hidden", name: "version", value: screen.version }),
    make("button", { name: "action", value: "next", hidden: "" }, "Next"),
    ...builders[screen.kind](screen, model),
    screen.kind === "line" ? lineButtons(screen) : screenButtons(),
  );
}

function screenButtons() {
  return buttons(
    button("next", "Next", "button"),
    button("back", "Back"),
    button("save", "Save and come back later"),
  );
}

function lineButtons(screen) {
  const remove = screen.remove_url
    ? make("a", { class: "apart", href: screen.remove_url }, "Remove this line")
    : null;
  return buttons(
    button("next", "Save and continue", "button"),
    make("a", { href: screen.back_url }, "Cancel"),
    remove,
  );
}

function question(screen) {
  const error = screen.errors[screen.name];
  const fieldset = make(
    "fieldset",
    { class: error ? "field wrong" : "field", id: screen.name },
    make("legend", { class: "unseen" }, screen.heading),
    make("p", { class: "hint" }, "Without disbursements there is no disbursement page, and no claim at summary level."),
    error && make("p", { class: "error", id: `${screen.name}_error` }, error),
    ...screen.options.map((option) => radio(screen, option)),
  );
  if (error) fieldset.setAttribute("aria-describedby", `${screen.name}_error`);
  return [fieldset];
}

function radio(screen, option) {
  const id = `answer_${option}`;
  const input = make("input", { type: "radio", id, name: screen.name, value: option });
  input.checked = option === screen.value;
  return make("div", { class: "tick" }, input, " ", make("label", { for: id }, option));
}

function summary(screen) {
  const missing = screen.missing.length
    ? make(
        "section",
        { class: "warnings missing", "aria-labelledby": "missing-heading" },
        make("h2", { id: "missing-heading" }, "The bill is not complete"),
        make("ul", {}, ...screen.missing.map((sentence) => make("li", {}, sentence))),
      )
    : null;
  const next = "Nothing has been submitted yet. Choose Next to go to the declaration.";
  return [missing, warnings(screen), totals(screen), make("p", {}, next)];
}

function totals(screen) {
  const heads = ["Lines", "Net (£)", "VAT (£)", "Total (£)"];
  const head = heads.map((label) => make("th", { scope: "col", class: "money" }, label));
  const row = (title, item) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, title),
      ...[item.lines, item.net, item.vat, item.total].map((figure) => make("td", { class: "money" }, String(figure))),
    );
  return make(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "totals-caption" },
    make(
      "table",
      {},
      make("caption", { id: "totals-caption" }, "Totals of the bill"),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Lines of"), ...head)),
      make("tbody", {}, ...screen.totals.map((item) => row(item.title, item))),
      make("tfoot", {}, row("Bill", screen)),
    ),
  );
}
