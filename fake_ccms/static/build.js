// Builds interview screens in the browser from the description that the server sends.
//
// Text only ever goes into text nodes and attributes, so nothing in a bill becomes markup.

export function buildScreen(screen) {
  return [
    problemBox(screen.problem),
    errorSummary(screen.errors),
    screen.notice && make("div", { class: "notice", role: "status" }, make("p", {}, screen.notice)),
    make("p", { class: "caption" }, `Case ${screen.case_reference}`),
    make("h1", { tabindex: "-1" }, screen.heading),
    form(screen),
  ].filter(Boolean);
}

export function problemBox(problem) {
  if (!problem) return null;
  const link = problem.href
    ? make("p", {}, make("a", { href: problem.href, ...problem.attributes }, problem.text))
    : null;
  const heading = make("h2", {}, problem.title);
  return make("div", { class: "errors", role: "alert", tabindex: "-1" }, heading, make("p", {}, problem.message), link);
}

function errorSummary(errors) {
  const items = Object.entries(errors).map(([target, text]) =>
    make("li", {}, make("a", { href: `#${target}` }, text)),
  );
  if (!items.length) return null;
  const heading = make("h2", {}, "There is a problem");
  return make("div", { class: "errors", role: "alert", tabindex: "-1" }, heading, make("ul", {}, ...items));
}

function form(screen) {
  const builders = { question, lines, summary };
  return make(
    "form",
    { class: "interview", method: "post", action: screen.url, novalidate: "" },
    make("input", { type: "hidden", name: "csrf", value: screen.csrf }),
    make("input", { type: "hidden", name: "version", value: screen.version }),
    make("button", { name: "action", value: "next", hidden: "" }, "Next"),
    ...builders[screen.kind](screen),
    buttons(
      button("next", "Next", "button"),
      button("back", "Back"),
      button("save", "Save and come back later"),
    ),
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

function lines(screen) {
  const count = screen.total
    ? `Showing ${screen.first} to ${screen.last} of ${screen.total}`
    : "There are no lines of this kind. Add one, or choose Next to go on without.";
  const table = screen.rows.length
    ? [buttons(button("remove-all", "Remove all lines on this page")), lineTable(screen)]
    : [];
  return [make("p", {}, count), warnings(screen), ...table, buttons(button("add", "Add"))];
}

function lineTable(screen) {
  const labels = screen.columns.map((column) => make("th", { scope: "col" }, column.label));
  const head = make("tr", {}, make("th", { scope: "col" }, "Line"), ...labels, make("td", {}));
  const body = make("tbody", {}, ...screen.rows.map((row) => lineRow(screen, row)));
  return make(
    "div",
    { class: "scroll lines", tabindex: "0", role: "region", "aria-label": "Bill lines" },
    make("table", {}, make("thead", {}, head), body),
  );
}

function lineRow(screen, row) {
  const remove = button(`remove-${row.instance}`, "Remove", "button second small");
  remove.setAttribute("aria-label", `Remove line ${row.number}`);
  return make(
    "tr",
    { class: "line", "data-line": row.instance },
    make("th", { scope: "row" }, `Line ${row.number}`),
    ...screen.columns.map((column, index) => make("td", {}, control(screen, row, column, row.values[index]))),
    make("td", {}, remove),
  );
}

function control(screen, row, column, value) {
  const name = `${screen.prefix}_${row.instance}_${column.suffix}`;
  const error = screen.errors[name];
  const field = column.kind === "choice" ? choice(screen, column, name, value) : text(column, name, value);
  if (column.required) field.setAttribute("aria-required", "true");
  if (error) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${name}_error`);
  }
  return make(
    "div",
    { class: error ? "control wrong" : "control" },
    make("label", { class: "unseen", for: name }, `${column.label}, line ${row.number}`),
    error && make("p", { class: "error", id: `${name}_error` }, error),
    field,
  );
}

function choice(screen, column, name, value) {
  const select = make("select", { id: name, name, class: `k-choice l-${column.list}` }, make("option", { value: "" }));
  for (const text of screen.lists[column.list]) {
    const option = make("option", {}, text);
    option.selected = text === value;
    select.append(option);
  }
  if (screen.choice_lists === "combobox") select.setAttribute("data-combobox", "");
  return select;
}

function text(column, name, value) {
  const input = make("input", { id: name, name, value, class: `k-${column.kind}`, autocomplete: "off" });
  input.readOnly = column.calculated;
  return input;
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

function warnings(screen) {
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

function button(action, label, style = "button second") {
  return make("button", { class: style, name: "action", value: action }, label);
}

function buttons(...items) {
  return make("div", { class: "buttons" }, ...items);
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}
