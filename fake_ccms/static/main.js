// Starts an interview page: one that the browser builds, or one that the server has built.

import { attach } from "./behaviour.js";
import { sendOnce } from "./once.js";
import { Session } from "./session.js";

const main = document.getElementById("main");
const screen = document.getElementById("screen");

if (screen) new Session(main).show(JSON.parse(screen.textContent), { push: false });
else enhance(main.querySelector("form.interview"));

function enhance(form) {
  const behaviour = document.getElementById("behaviour");
  const unsaved = attach(form, behaviour && JSON.parse(behaviour.textContent));
  form.addEventListener("submit", () => {
    unsaved.set(false);
    main.setAttribute("aria-busy", "true");
  });
  sendOnce(form);
  const added = location.hash && document.getElementById(location.hash.slice(1));
  (added || main.querySelector(".errors"))?.focus();
}
