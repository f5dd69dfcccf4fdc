// The unsaved-changes check: on every edit it walks the fields until one differs from its first value.

export class UnsavedChanges {
  // With `always`, the screen shows entries that were refused, so it has unsaved changes as it is.
  constructor(fields, always) {
    this.always = always;
    this.fields = fields;
    this.dirty = false;
    if (always) this.check();
  }

  check() {
    let dirty = this.always;
    for (let index = 0; !dirty && index < this.fields.length; index += 1) {
      dirty = this.fields[index].changed;
    }
    this.set(dirty);
  }

  set(dirty) {
    if (dirty && !this.dirty) window.addEventListener("beforeunload", warn);
    if (!dirty && this.dirty) window.removeEventListener("beforeunload", warn);
    this.dirty = dirty;
  }
}

// The fields of a form without lines.
export function plainFields(form) {
  return [...form.elements].filter(isTyped).map((element) => {
    const first = valueOf(element);
    return {
      get changed() {
        return valueOf(element) !== first;
      },
    };
  });
}

function isTyped(element) {
  return element.name && element.type !== "hidden" && element.tagName !== "BUTTON";
}

function valueOf(element) {
  return element.type === "radio" || element.type === "checkbox" ? element.checked : element.value;
}

function warn(event) {
  event.preventDefault();
}
