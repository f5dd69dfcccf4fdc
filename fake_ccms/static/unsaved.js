// The unsaved-changes check: on every edit it walks the fields until one differs from its first value.

export class UnsavedChanges {
  // With `always`, the screen shows entries that were refused, so it has unsaved changes as it is.
  constructor(form, always) {
    this.always = always;
    this.fields = [];
    this.first = [];
    this.dirty = false;
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.tagName === "BUTTON") continue;
      this.fields.push(field);
      this.first.push(valueOf(field));
    }
    if (always) this.check();
  }

  check() {
    let dirty = this.always;
    for (let index = 0; !dirty && index < this.fields.length; index += 1) {
      dirty = valueOf(this.fields[index]) !== this.first[index];
    }
    this.set(dirty);
  }

  set(dirty) {
    if (dirty && !this.dirty) window.addEventListener("beforeunload", warn);
    if (!dirty && this.dirty) window.removeEventListener("beforeunload", warn);
    this.dirty = dirty;
  }
}

function valueOf(field) {
  return field.type === "radio" || field.type === "checkbox" ? field.checked : field.value;
}

function warn(event) {
  event.preventDefault();
}
