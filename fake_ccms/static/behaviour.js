// What a screen does while it is edited, whichever side built it.

import { checkChoice, showState } from "./fields.js";
import { RuleEngine } from "./rules.js";
import { plainFields, UnsavedChanges } from "./unsaved.js";

// `model` holds the screen's lines and `rules` their visibility rules; other screens have neither. With
// `refused`, the screen shows entries that are not saved.
export function attach(form, { model, rules, refused }) {
  const unsaved = new UnsavedChanges(model ? model.fields : plainFields(form), refused);
  const engine = model && new RuleEngine(rules, model, (changed) => changed.forEach(showState));
  engine?.evaluate();
  form.addEventListener("change", (event) => {
    // The text of a combo box has no name: its <select> tells of the change.
    if (!event.target.name) return;
    const edited = model?.byName.get(event.target.name);
    if (edited) {
      if (event.target.list) checkChoice(edited.field);
      edited.field.value = event.target.value;
    }
    engine?.evaluate();
    unsaved.check();
  });
  return unsaved;
}
