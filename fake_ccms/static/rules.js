// The visibility rules of a screen, run on every edit.
//
// As in the real interview client: every rule of every row is evaluated, and again as long as a
// state changed, at most MAX_LOOPS times.

const MAX_LOOPS = 20;

class Expression {
  constructor(control, condition) {
    this.control = control;
    this.values = condition.values;
    this.isIn = condition.op === "In";
  }

  holds() {
    // A control that is hidden or read-only counts as blank.
    const open = this.control.state !== "hidden" && this.control.state !== "readonly";
    const value = open ? this.control.value : "";
    let found = false;
    for (const candidate of this.values) {
      if (value === candidate) {
        found = true;
        break;
      }
    }
    return this.isIn ? found : !found;
  }
}

const NEVER = { holds: () => false };

class Rule {
  constructor(control, hide, readOnly, optional) {
    this.control = control;
    this.hide = hide;
    this.readOnly = readOnly;
    this.optional = optional;
  }

  state() {
    if (this.hide.holds()) return "hidden";
    if (this.readOnly.holds()) return "readonly";
    if (this.optional.holds()) return "optional";
    return "normal";
  }
}

export class RuleEngine {
  // `onChange` is called with every control whose state changed.
  constructor(description, form, onChange) {
    this.onChange = onChange;
    this.controls = new Map();
    this.rules = [];
    // By name, not by `namedItem`: a combo box has the id that its <select> has as name.
    const fields = new Map();
    for (const field of form.elements) if (field.name) fields.set(field.name, field);
    for (const instance of description.instances) {
      for (const rule of description.rules) this.addRule(description, instance, rule, fields);
    }
  }

  addRule(description, instance, rule, fields) {
    const control = (suffix) => this.control(`${description.prefix}_${instance}_${suffix}`, fields);
    const expression = (condition) =>
      condition ? new Expression(control(condition.field), condition) : NEVER;
    const target = control(rule.target);
    target.required = description.required.includes(rule.target);
    this.rules.push(
      new Rule(target, expression(rule.hide), expression(rule.readOnly), expression(rule.optional)),
    );
  }

  control(name, fields) {
    let control = this.controls.get(name);
    if (!control) {
      const element = fields.get(name);
      control = { name, element, value: element.value, state: "normal", required: false };
      this.controls.set(name, control);
    }
    return control;
  }

  edited(name, value) {
    const control = this.controls.get(name);
    if (control) control.value = value;
    this.evaluate();
  }

  evaluate() {
    const changed = new Set();
    for (let loop = 0; loop < MAX_LOOPS; loop += 1) {
      let change = false;
      for (const rule of this.rules) {
        const state = rule.state();
        if (rule.control.state !== state) {
          rule.control.state = state;
          changed.add(rule.control);
          change = true;
        }
      }
      if (!change) break;
    }
    if (changed.size) this.onChange(changed);
  }
}

export function showState(control) {
  const { element, state } = control;
  const visible = element.comboboxInput ?? element;
  element.closest(".control").hidden = state === "hidden";
  visible.readOnly = state === "readonly";
  if (control.required && state === "normal") visible.setAttribute("aria-required", "true");
  else visible.removeAttribute("aria-required");
}
