// What a screen does while it is edited, whichever side built it.

import { makeCombobox } from "./combobox.js";
import { RuleEngine, showState } from "./rules.js";
import { UnsavedChanges } from "./unsaved.js";

// `description` holds the visibility rules and the instances they are for; question screens have none.
export function attach(form, description) {
  for (const select of form.querySelectorAll("select[data-combobox]")) makeCombobox(select);
  const unsaved = new UnsavedChanges(form, form.closest("main").querySelector(".errors") !== null);
  const engine = description
    ? new RuleEngine(description, form, (changed) => changed.forEach(showState))
    : null;
  engine?.evaluate();
  form.addEventListener("change", (event) => {
    // The text of a combo box has no name: its <select> tells of the change.
    if (!event.target.name) return;
    engine?.edited(event.target.name, event.target.value);
    unsaved.check();
  });
  return unsaved;
}
