// Builds the screens of lines: rows to edit, rows to read, and one line on its own page.

import { makeCombobox } from "./combobox.js";
import { showError, showState } from "./fields.js";
import { button, buttons, make, unseen, warnings } from "./parts.js";

export function linesForm(screen, model) {
  const count = screen.total
    ? `Showing ${screen.first} to ${screen.last} of ${screen.total}`
    : "There are no lines of this kind. Add one, or choose Next to go on without.";
  const table = model.shown.length
    ? [buttons(button("remove-all", "Remove all lines on this page")), lineTable(screen, model)]
    : [];
  return [
    make("p", {}, count),
    warnings(screen),
    ...table,
    pageNav(screen.page_links),
    buttons(button("add", "Add")),
    screen.saves_while_editing && make("p", { class: "unseen", role: "status", id: "line-status" }),
    ...sharedLists(screen),
  ];
}

export function lineForm(screen, model) {
  const row = model.rows[0];
  const controls = screen.columns.map((column) => control(screen, row, column, { label: column.label }));
  const group = make("div", { class: "one-line", "data-line": row.instance }, ...controls);
  dress(group, row);
  return [group, ...sharedLists(screen)];
}

function lineTable(screen, model) {
  const labels = screen.columns.map((column) =>
    make("th", { scope: "col", class: screen.editable ? "" : `r-${column.kind}` }, column.label),
  );
  const head = make("tr", {}, make("th", { scope: "col" }, "Line"), ...labels, make("td", {}));
  const windowed = screen.mounted_rows === "visible";
  const body = make("tbody", {}, ...(windowed ? [] : model.shown.map((row) => lineRow(screen, row))));
  const table = make("table", {}, make("thead", {}, head), body);
  if (windowed) {
    // Most rows are not in the document: these say how many there are and where a row stands.
    table.setAttribute("aria-rowcount", screen.total + 1);
    head.setAttribute("aria-rowindex", 1);
  }
  const style = { windowed, read: !screen.editable, few: screen.line_pages };
  const names = ["scroll", "lines", ...Object.keys(style).filter((name) => style[name])];
  return make(
    "div",
    { class: names.join(" "), tabindex: "0", role: "region", "aria-label": "Bill lines" },
    table,
  );
}

// A row of its line, to edit or to read, with the line's values and states as they are.
export function lineRow(screen, row) {
  const mark = row.incomplete ? make("strong", { class: "tag warn" }, "Incomplete") : null;
  const element = make(
    "tr",
    { class: "line", "data-line": row.instance },
    make("th", { scope: "row" }, `Line ${row.number}`, mark && " ", mark),
    ...(screen.editable ? cellsToEdit(screen, row) : cellsToRead(screen, row)),
  );
  if (screen.mounted_rows === "visible") element.setAttribute("aria-rowindex", row.number + 1);
  if (screen.saves_while_editing) element.firstChild.append(lineState(row));
  if (screen.editable) dress(element, row);
  return element;
}

function lineState({ status }) {
  return make("span", { class: status === "Not saved" ? "line-state failed" : "line-state" }, status);
}

function cellsToEdit(screen, row) {
  const cells = screen.columns.map((column) =>
    make("td", {}, control(screen, row, column, { label: `${column.label}, line ${row.number}`, hidden: true })),
  );
  const remove = button(`remove-${row.instance}`, "Remove", "button second small");
  remove.setAttribute("aria-label", `Remove line ${row.number}`);
  return [...cells, make("td", {}, make("div", { class: "row-buttons" }, otherFields(screen, row), remove))];
}

function otherFields(screen, row) {
  if (!screen.line_pages) return null;
  const open = button(`open-${row.instance}`, "Other fields", "button second small");
  open.id = `line-${row.instance}`;
  open.setAttribute("aria-label", `Other fields of line ${row.number}`);
  return open;
}

function cellsToRead(screen, row) {
  const address = `${screen.lines_url}/${row.instance}`;
  const line = () => unseen(` line ${row.number}`);
  const change = make("a", { id: `line-${row.instance}`, href: address }, "Change", line());
  const remove = make("a", { href: `${address}/remove` }, "Remove", line());
  return [
    ...screen.columns.map((column, index) => make("td", { class: `r-${column.kind}` }, row.values[index])),
    make("td", {}, make("div", { class: "row-links" }, change, " ", remove)),
  ];
}

function control(screen, row, column, { label, hidden }) {
  const field = row.fields.get(column.suffix);
  const isList = column.kind === "choice" && screen.choice_lists !== "datalist";
  const element = isList ? choice(screen, column, field) : text(column, field);
  if (column.required) element.setAttribute("aria-required", "true");
  field.element = element;
  return make(
    "div",
    { class: "control" },
    make("label", { class: hidden ? "unseen" : "", for: field.name }, label),
    element,
  );
}

function choice(screen, column, field) {
  const { name, value } = field;
  const select = make("select", { id: name, name, class: `k-choice l-${column.list}` }, make("option", { value: "" }));
  const entries = screen.lists[column.list];
  // A stored value that its list has lost stays choosable: a form must not blank it unseen.
  for (const text of value && !entries.includes(value) ? [...entries, value] : entries) {
    const option = make("option", {}, text);
    option.selected = text === value;
    select.append(option);
  }
  if (screen.choice_lists === "combobox") select.setAttribute("data-combobox", "");
  return select;
}

function text(column, field) {
  const { name, value } = field;
  const style = column.list ? `k-${column.kind} l-${column.list}` : `k-${column.kind}`;
  const input = make("input", { id: name, name, value, class: style, autocomplete: "off" });
  if (column.list) input.setAttribute("list", `list-${column.list}`);
  input.readOnly = column.calculated;
  return input;
}

// What a control shows beside its value: its combo box, its state and its error.
function dress(element, row) {
  for (const select of element.querySelectorAll("select[data-combobox]")) makeCombobox(select);
  for (const field of row.fields.values()) {
    if (field.state !== "normal") showState(field);
    if (field.error) showError(field);
  }
}

function sharedLists(screen) {
  if (screen.choice_lists !== "datalist") return [];
  return Object.entries(screen.lists).map(([name, entries]) =>
    make("datalist", { id: `list-${name}` }, ...entries.map((value) => make("option", { value }))),
  );
}

function pageNav(links) {
  if (!links || !links.length) return null;
  const items = links.flatMap((link) => {
    const anchor = make("a", { href: link.url, "aria-label": `Page ${link.number}` }, String(link.number));
    if (link.current) anchor.setAttribute("aria-current", "page");
    const gap = link.gap ? [make("li", {}, make("span", { class: "gap" }, "…"))] : [];
    return [...gap, make("li", {}, anchor)];
  });
  return make("nav", { class: "pages", "aria-label": "Pages of lines" }, make("ul", {}, ...items));
}
