// The visibility rules of a screen, run on every edit over all its lines, mounted or not.
//
// As in the real interview client: every rule of every row is evaluated, and again as long as a
// state changed, at most MAX_LOOPS times.

const MAX_LOOPS = 20;

class Expression {
  constructor(field, condition) {
    this.field = field;
    this.values = condition.values;
    this.isIn = condition.op === "In";
  }

  holds() {
    // A field that is hidden or read-only counts as blank.
    const open = this.field.state !== "hidden" && this.field.state !== "readonly";
    const value = open ? this.field.value : "";
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
  constructor(field, hide, readOnly, optional) {
    this.field = field;
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
  // `onChange` is called with every field whose state changed.
  constructor(rules, model, onChange) {
    this.onChange = onChange;
    this.rules = [];
    for (const row of model.rows) {
      for (const rule of rules) this.addRule(row, rule);
    }
  }

  addRule(row, rule) {
    const expression = (condition) =>
      condition ? new Expression(row.fields.get(condition.field), condition) : NEVER;
    this.rules.push(
      new Rule(
        row.fields.get(rule.target),
        expression(rule.hide),
        expression(rule.readOnly),
        expression(rule.optional),
      ),
    );
  }

  evaluate() {
    const changed = new Set();
    for (let loop = 0; loop < MAX_LOOPS; loop += 1) {
      let change = false;
      for (const rule of this.rules) {
        const state = rule.state();
        if (rule.field.state !== state) {
          rule.field.state = state;
          changed.add(rule.field);
          change = true;
        }
      }
      if (!change) break;
    }
    if (changed.size) this.onChange(changed);
  }
}
