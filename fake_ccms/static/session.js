// Sends a screen and shows the next one in the same document, for designs that render in the browser.

import { attach } from "./behaviour.js";
import { buildScreen } from "./build.js";
import { findBox } from "./find.js";
import { WindowedRows } from "./grid.js";
import { lineRow } from "./lines.js";
import { modelOfScreen } from "./model.js";
import { errorSummary, problemBox } from "./parts.js";
import { LineSaver } from "./saver.js";

const STILL_HERE = "What you entered is still on this screen.";
const LEAVE = "You have unsaved changes on this screen. Leave it and lose them?";

export class Session {
  constructor(main) {
    this.main = main;
    this.sending = false;
    this.unsaved = null;
    this.lineProblem = null;
    this.staleToken = false;
    main.addEventListener("submit", (event) => this.submitted(event));
    main.addEventListener("click", (event) => this.followErrorLink(event));
    window.addEventListener("popstate", () => this.moved());
  }

  show(screen, { push }) {
    this.unsaved?.set(false);
    this.grid?.close();
    this.model = screen.rows ? modelOfScreen(screen) : null;
    this.main.replaceChildren(...buildScreen(screen, this.model));
    this.grid = this.windowed(screen);
    this.saver = this.savingLines(screen);
    const refused = !this.saver && this.main.querySelector(".errors") !== null;
    this.unsaved = attach(this.form, { model: this.model, rules: screen.rules, refused });
    document.title = screen.title;
    if (push && screen.url !== location.pathname + location.search) history.pushState(null, "", screen.url);
    this.url = screen.url;
    this.focus(screen);
    this.busy(false);
  }

  get form() {
    return this.main.querySelector("form.interview");
  }

  windowed(screen) {
    if (screen.mounted_rows !== "visible" || !this.model.shown.length) return null;
    const region = this.form.querySelector(".windowed");
    const grid = new WindowedRows(region, this.model.shown, (row) => lineRow(screen, row));
    region.before(findBox(this.model.shown, (row) => grid.reveal(this.model.shown.indexOf(row))));
    return grid;
  }

  savingLines(screen) {
    if (!screen.saves_while_editing) return null;
    const { form, model } = this;
    return new LineSaver({
      form,
      screen,
      model,
      ask: (address, options) => this.ask(address, options),
      onSettled: (problem) => this.settled(problem),
    });
  }

  // A line was saved, or could not be: whoever types on is told, but keeps the focus.
  settled(problem) {
    this.unsaved.check();
    this.lineProblem?.remove();
    this.lineProblem = problem && problemBox(problem);
    if (problem) this.main.prepend(this.lineProblem);
  }

  focus(screen) {
    const first = this.main.querySelector(".errors");
    const wanted = screen.focus || location.hash.slice(1);
    const target = first ?? (wanted && this.reveal(wanted));
    if (!target) window.scrollTo(0, 0);
    (target || this.main.querySelector("h1")).focus();
  }

  // The element with an id; a field of a row that is not mounted is mounted first.
  reveal(id) {
    const row = this.model?.byName.get(id)?.row;
    if (row && this.grid) this.grid.reveal(this.model.shown.indexOf(row));
    return document.getElementById(id);
  }

  followErrorLink(event) {
    const link = event.target.closest(".errors a[href^='#']");
    if (!link) return;
    event.preventDefault();
    const target = this.reveal(link.hash.slice(1));
    (target?.matches("fieldset") ? target.querySelector("input") : target)?.focus();
  }

  busy(busy) {
    this.sending = busy;
    if (busy) this.main.setAttribute("aria-busy", "true");
    else this.main.removeAttribute("aria-busy");
    for (const button of this.main.querySelectorAll("button[name=action]")) {
      if (busy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }

  async submitted(event) {
    event.preventDefault();
    if (this.sending) return;
    this.busy(true);
    const action = event.submitter?.value ?? "next";
    if (this.saver && !(await this.linesSaved(action))) return;
    const answer = await this.ask(this.url, { method: "POST", body: this.body(action) });
    this.take(answer, { push: true });
  }

  // What a button sends: the form, and the lines that it does not have mounted.
  body(action) {
    const body = new URLSearchParams({ action });
    for (const [name, value] of new FormData(this.form)) {
      if (!this.saver || !this.model.byName.has(name)) body.append(name, value);
    }
    if (this.saver || !this.model) return body;
    for (const field of this.model.fields) if (!field.element) body.append(field.name, field.value);
    return body;
  }

  // Saves the lines that are not saved yet, as buttons send none; tells which could not be.
  async linesSaved(action) {
    const open = await this.saver.flush(this.aboutToGo(action));
    if (!open.length) return true;
    const errors = {};
    for (const field of open.flatMap((row) => [...row.fields.values()])) {
      if (field.error) errors[field.name] = field.error;
    }
    const problem = open.find((row) => row.problem)?.problem;
    this.alert(problem ? problemBox(problem) : errorSummary(errors));
    return false;
  }

  aboutToGo(action) {
    if (action === "remove-all") return new Set(this.model.shown.map((row) => row.instance));
    return new Set(action.startsWith("remove-") ? [Number(action.slice("remove-".length))] : []);
  }

  // Browser Back and Forward: the address has changed already.
  async moved() {
    if (this.sending || (this.unsaved?.dirty && !window.confirm(LEAVE))) {
      history.pushState(null, "", this.url);
      return;
    }
    this.busy(true);
    this.take(await this.ask(location.href, {}), { push: false });
  }

  take(answer, { push }) {
    if (answer.leave) {
      this.unsaved?.set(false);
      location.assign(answer.leave);
    } else if (answer.screen && !answer.screen.problem) {
      this.show(answer.screen, { push });
    } else {
      this.complain(answer.problem ?? answer.screen.problem);
    }
  }

  complain(problem) {
    this.alert(problemBox(problem));
  }

  alert(box) {
    this.main.querySelector(".errors")?.remove();
    this.main.prepend(box);
    this.busy(false);
    box.focus();
  }

  async ask(address, options) {
    let response;
    try {
      if (this.staleToken && options.body) await this.renewToken(options.body);
      response = await fetch(address, { ...options, headers: { Accept: "application/json" } });
    } catch {
      return lost("The service could not be reached");
    }
    this.staleToken ||= response.status === 401;
    if (response.ok) document.dispatchEvent(new Event("sessionused"));
    return answerOf(response);
  }

  // After signing in again in another window, forms need the new session's token.
  async renewToken(body) {
    const response = await fetch(this.url, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const { screen } = await response.json();
    if (!screen) return;
    body.set("csrf", screen.csrf);
    this.form.elements.namedItem("csrf").value = screen.csrf;
    this.staleToken = false;
  }
}

function lost(what) {
  const message = `${what}, so it is not known whether this was saved. ${STILL_HERE} Try again.`;
  return { problem: { title: "The connection was lost", message } };
}

async function answerOf(response) {
  let text;
  try {
    text = await response.text();
  } catch {
    return lost("The answer of the service stopped in the middle");
  }
  let answer = null;
  try {
    answer = JSON.parse(text);
  } catch {
    // Not from the service itself: a gateway's page.
  }
  if (answer?.screen || answer?.leave || answer?.line) return answer;
  if (!answer?.problem) {
    const message = `The service answered with an error (${response.status}), so it is not known whether this was saved. ${STILL_HERE} Try again.`;
    return { problem: { title: "There is a problem with the service", message } };
  }
  const { link, ...problem } = answer.problem;
  if (link) {
    const attributes = link.new ? { target: "_blank", rel: "noopener" } : {};
    Object.assign(problem, { href: link.href, text: link.text, attributes });
  }
  if (!problem.message.includes(STILL_HERE)) problem.message += ` ${STILL_HERE}`;
  return { problem };
}
