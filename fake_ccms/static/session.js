// Sends a screen and shows the next one in the same document, for designs that render in the browser.

import { attach } from "./behaviour.js";
import { buildScreen, problemBox } from "./build.js";

const STILL_HERE = "What you entered is still on this screen.";
const LEAVE = "You have unsaved changes on this screen. Leave it and lose them?";

export class Session {
  constructor(main) {
    this.main = main;
    this.sending = false;
    this.unsaved = null;
    this.staleToken = false;
    main.addEventListener("submit", (event) => this.submitted(event));
    main.addEventListener("click", followErrorLink);
    window.addEventListener("popstate", () => this.moved());
  }

  show(screen, { push }) {
    this.unsaved?.set(false);
    this.main.replaceChildren(...buildScreen(screen));
    this.unsaved = attach(this.form, screen.kind === "lines" ? behaviourOf(screen) : null);
    document.title = screen.title;
    if (push && screen.url !== location.pathname + location.search) history.pushState(null, "", screen.url);
    this.url = screen.url;
    this.focus(screen);
    this.busy(false);
  }

  get form() {
    return this.main.querySelector("form.interview");
  }

  focus(screen) {
    const first = this.main.querySelector(".errors");
    const target = first ?? (screen.focus && document.getElementById(screen.focus)) ?? null;
    if (!target) window.scrollTo(0, 0);
    (target || this.main.querySelector("h1")).focus();
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
    const body = new URLSearchParams();
    body.append("action", event.submitter?.value ?? "next");
    for (const [name, value] of new FormData(this.form)) body.append(name, value);
    const answer = await this.ask(this.url, { method: "POST", body });
    this.take(answer, { push: true });
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
    this.main.querySelector(".errors")?.remove();
    const box = problemBox(problem);
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
      const message = `The service could not be reached, so it is not known whether this was saved. ${STILL_HERE} Try again.`;
      return { problem: { title: "The connection was lost", message } };
    }
    this.staleToken ||= response.status === 401;
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

async function answerOf(response) {
  let answer = null;
  try {
    answer = await response.json();
  } catch {
    // Not from the service itself: a gateway's page, or half an answer.
  }
  if (answer?.screen || answer?.leave) return answer;
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

function behaviourOf(screen) {
  return {
    prefix: screen.prefix,
    rules: screen.rules,
    instances: screen.rows.map((row) => row.instance),
    required: screen.columns.filter((column) => column.required).map((column) => column.suffix),
  };
}

function followErrorLink(event) {
  const link = event.target.closest(".errors a[href^='#']");
  if (!link) return;
  event.preventDefault();
  const target = document.getElementById(link.hash.slice(1));
  (target?.matches("fieldset") ? target.querySelector("input") : target)?.focus();
}
