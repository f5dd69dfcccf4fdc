// Starts an interview page that the server has built.

import { attach } from "./behaviour.js";
import { makeCombobox } from "./combobox.js";
import { modelOfForm } from "./model.js";
import { sendOnce } from "./once.js";

const main = document.getElementById("main");
const form = main.querySelector("form.interview");
const data = document.getElementById("behaviour");
const description = data && JSON.parse(data.textContent);

for (const select of form.querySelectorAll("select[data-combobox]")) makeCombobox(select);
const unsaved = attach(form, {
  model: description && modelOfForm(form, description),
  rules: description?.rules,
  refused: main.querySelector(".errors") !== null,
});
form.addEventListener("submit", () => {
  unsaved.set(false);
  main.setAttribute("aria-busy", "true");
});
sendOnce(form);
const target = location.hash && document.getElementById(location.hash.slice(1));
(target || main.querySelector(".errors"))?.focus();
