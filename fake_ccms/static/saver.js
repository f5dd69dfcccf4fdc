// Saves each line by itself when the person leaves it: a small request with the bill's version, one at
// a time. A line that could not be saved is tried again when it is left again, and before any button.

let isPressed = false;
addEventListener("pointerdown", () => (isPressed = true), true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (isPressed = false), true);

// What an answer shows may move the button that is being pressed, and its click would be lost.
async function released() {
  if (!isPressed) return;
  await new Promise((done) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(done), { once: true });
  });
}

export class LineSaver {
  // `ask` sends a request and resolves to its answer; `onSettled` is called with the problem, if any.
  constructor({ form, screen, model, ask, onSettled }) {
    this.form = form;
    this.screen = screen;
    this.model = model;
    this.ask = ask;
    this.onSettled = onSettled;
    this.queue = Promise.resolve();
    form.addEventListener("focusout", (event) => this.left(event));
  }

  left(event) {
    const element = event.target.closest("[data-line]");
    if (!element || element.contains(event.relatedTarget)) return;
    this.save(this.model.row(Number(element.dataset.line)));
  }

  save(row) {
    if (row.changed) this.queue = this.queue.then(() => this.send(row));
  }

  // Saves all lines except those that are about to be removed; resolves to the lines that could not be.
  async flush(except) {
    const rows = this.model.rows.filter((row) => !except.has(row.instance));
    rows.forEach((row) => this.save(row));
    await this.queue;
    return rows.filter((row) => row.changed);
  }

  async send(row) {
    if (!row.changed) return;
    const sent = new Map([...row.fields].map(([suffix, field]) => [suffix, field.current]));
    this.tell(row, "Saving");
    const { csrf, version } = this.form.elements;
    const body = new URLSearchParams({ action: "keep", csrf: csrf.value, version: version.value });
    for (const [suffix, field] of row.fields) if (!field.calculated) body.append(field.name, sent.get(suffix));
    const answer = await this.ask(`${this.screen.lines_url}/${row.instance}`, { method: "POST", body });
    await released();
    if (answer.line?.version) this.saved(row, sent, answer.line);
    else this.failed(row, answer);
  }

  saved(row, sent, line) {
    this.form.elements.version.value = line.version;
    this.screen.columns.forEach(({ suffix }, index) => row.fields.get(suffix).settle(sent.get(suffix), line.values[index]));
    row.showErrors({});
    this.tell(row, "Saved");
    row.problem = null;
    this.onSettled(null);
  }

  failed(row, answer) {
    if (answer.line) row.showErrors(answer.line.errors);
    this.tell(row, "Not saved");
    row.problem = answer.line ? null : (answer.problem ?? answer.screen.problem);
    this.onSettled(row.problem);
  }

  tell(row, status) {
    row.status = status;
    const shown = this.form.querySelector(`[data-line="${row.instance}"] .line-state`);
    if (shown) {
      shown.textContent = status;
      shown.classList.toggle("failed", status === "Not saved");
    }
    if (status !== "Saving") this.form.querySelector("#line-status").textContent = `Line ${row.number}: ${status}`;
  }
}
