// How a field of a line shows its state and its error, and choices that are typed.

// Sets the state that the visibility rules found for a field; a field without an element is not mounted.
export function showState(field) {
  const { element, state } = field;
  if (!element) return;
  const visible = element.comboboxInput ?? element;
  element.closest(".control").hidden = state === "hidden";
  visible.readOnly = state === "readonly" || field.calculated;
  if (field.required && state === "normal") visible.setAttribute("aria-required", "true");
  else visible.removeAttribute("aria-required");
}

// Shows the field's error, or takes it away when there is none any more.
export function showError(field) {
  const { element, error } = field;
  if (!element) return;
  const control = element.closest(".control");
  const visible = element.comboboxInput ?? element;
  const id = `${field.name}_error`;
  control.querySelector(".error")?.remove();
  control.classList.toggle("wrong", Boolean(error));
  if (!error) {
    visible.removeAttribute("aria-invalid");
    visible.removeAttribute("aria-describedby");
    return;
  }
  const text = document.createElement("p");
  text.className = "error";
  text.id = id;
  text.textContent = error;
  control.querySelector("label").after(text);
  visible.setAttribute("aria-invalid", "true");
  visible.setAttribute("aria-describedby", id);
}

// A typed choice gets the spelling of its list; text that is not in it is told at the field at once.
export function checkChoice(field) {
  const { element } = field;
  const typed = element.value.trim().toLowerCase();
  const match = [...element.list.options].find((option) => option.value.toLowerCase() === typed);
  if (match) element.value = match.value;
  const label = element.labels[0].textContent.replace(", line", " on line");
  field.error = typed && !match ? `${label} must be chosen from the list` : "";
  showError(field);
}
