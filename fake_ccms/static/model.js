// The lines of a screen as the browser holds them: what is in each field, whether or not it is mounted.

import { showError } from "./fields.js";

export class LineField {
  constructor(name, column, value) {
    this.name = name;
    this.required = column.required;
    this.calculated = column.calculated;
    this.value = value;
    this.first = value;
    this.state = "normal";
    this.error = "";
    this.element = null;
  }

  // What the field holds at this moment: a mounted one is asked itself.
  get current() {
    return this.element ? this.element.value : this.value;
  }

  get changed() {
    return this.current !== this.first;
  }

  unmount() {
    this.value = this.current;
    this.element = null;
  }

  // Takes the stored value, unless something else was typed since `sent`.
  settle(sent, stored) {
    const untouched = this.current === sent;
    this.first = stored;
    if (!untouched) return;
    this.value = stored;
    if (!this.element || this.element.value === stored) return;
    this.element.value = stored;
    if (this.element.comboboxInput) this.element.comboboxInput.value = stored;
  }
}

// One line; `values` are as the screen came, `status` says whether it is saved, `problem` why it is not.
export class LineRow {
  constructor({ instance, number, values, incomplete }, fields) {
    this.instance = instance;
    this.number = number;
    this.values = values;
    this.incomplete = incomplete;
    this.fields = fields;
    this.status = "";
    this.problem = null;
  }

  get texts() {
    return this.fields.size ? [...this.fields.values()].map((field) => field.current) : this.values;
  }

  get changed() {
    for (const field of this.fields.values()) if (field.changed) return true;
    return false;
  }

  // Shows these errors, by field name, and no others.
  showErrors(errors) {
    for (const field of this.fields.values()) {
      field.error = errors[field.name] ?? "";
      showError(field);
    }
  }
}

// `rows` are all lines that the form sends, `shown` those on the page shown.
export class LineModel {
  constructor(rows, shown) {
    this.rows = rows;
    this.shown = shown;
    this.byName = new Map();
    for (const row of rows) {
      for (const field of row.fields.values()) this.byName.set(field.name, { row, field });
    }
  }

  get fields() {
    return [...this.byName.values()].map(({ field }) => field);
  }

  row(instance) {
    return this.rows.find((row) => row.instance === instance);
  }
}

export function modelOfScreen(screen) {
  const editable = screen.kind === "line" || screen.editable;
  const rows = screen.rows.map((row) => {
    const fields = new Map();
    if (editable) {
      screen.columns.forEach((column, index) => {
        const field = new LineField(nameOf(screen, row, column), column, row.values[index]);
        field.state = row.states?.[column.suffix] ?? "normal";
        field.error = screen.errors[field.name] ?? "";
        fields.set(column.suffix, field);
      });
    }
    return new LineRow(row, fields);
  });
  const { first, last } = screen;
  return new LineModel(rows, screen.kind === "line" ? rows : rows.filter((row) => row.number >= first && row.number <= last));
}

// The lines of a form that the server has built.
export function modelOfForm(form, description) {
  const elements = new Map();
  for (const element of form.elements) if (element.name) elements.set(element.name, element);
  const rows = description.instances.map((instance) => {
    const fields = new Map();
    for (const column of description.columns) {
      const name = nameOf(description, { instance }, column);
      const field = new LineField(name, column, elements.get(name).value);
      field.element = elements.get(name);
      fields.set(column.suffix, field);
    }
    return new LineRow({ instance }, fields);
  });
  return new LineModel(rows, rows);
}

function nameOf({ prefix }, { instance }, { suffix }) {
  return `${prefix}_${instance}_${suffix}`;
}
