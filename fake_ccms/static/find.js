// "Find in lines": the browser's own find sees only mounted rows, this looks through all of them.

import { make } from "./parts.js";

const KEYS =
  "In a line, Page Up and Page Down go some lines up or down, Ctrl with Home or End goes to the first or last line.";

// `reveal` brings a row into view and returns its element.
export function findBox(rows, reveal) {
  const input = make("input", {
    type: "search",
    id: "find-in-lines",
    class: "w-20",
    autocomplete: "off",
    "aria-describedby": "find-hint",
  });
  const status = make("p", { class: "find-status", role: "status" });
  const finder = new Finder(rows, reveal, input, status);
  const action = (text, act) => {
    const button = make("button", { type: "button", class: "button second small" }, text);
    button.addEventListener("click", act);
    return button;
  };
  input.addEventListener("input", () => finder.start());
  input.addEventListener("keydown", (event) => finder.key(event));
  return make(
    "div",
    { class: "find", role: "search" },
    make("label", { for: input.id }, "Find in lines"),
    make("p", { class: "hint", id: "find-hint" }, KEYS),
    make(
      "div",
      { class: "find-row" },
      input,
      action("Find next", () => finder.step(1)),
      action("Find previous", () => finder.step(-1)),
      action("Go to this line", () => finder.go()),
    ),
    status,
  );
}

class Finder {
  constructor(rows, reveal, input, status) {
    this.rows = rows;
    this.reveal = reveal;
    this.input = input;
    this.status = status;
    this.matches = [];
    this.at = 0;
  }

  start() {
    const wanted = this.input.value.trim().toLowerCase();
    const holds = (row) => row.texts.some((text) => text.toLowerCase().includes(wanted));
    this.matches = wanted ? this.rows.filter(holds) : [];
    this.at = 0;
    this.show();
  }

  step(by) {
    const count = this.matches.length;
    if (count) this.at = (this.at + by + count) % count;
    this.show();
  }

  key(event) {
    if (event.key === "Enter") {
      // Enter never sends the form from here.
      event.preventDefault();
      this.step(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      this.input.value = "";
      this.start();
    }
  }

  go() {
    const row = this.matches[this.at];
    if (row) this.reveal(row).querySelector("input, select, a").focus();
    else this.input.focus();
  }

  show() {
    document.querySelector(".line.found")?.classList.remove("found");
    const row = this.matches[this.at];
    if (row) this.reveal(row).classList.add("found");
    const none = this.input.value.trim() ? "Nothing was found" : "";
    this.status.textContent = row
      ? `Line ${row.number}, match ${this.at + 1} of ${this.matches.length}`
      : none;
  }
}
