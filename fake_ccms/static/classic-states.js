// The rules of a page of lines, and how a control shows the state that they give it.
//
// What is named in brackets is the place in the real interview's public files that works in the same way; fake_ccms's
// README says where those are.

((page, $) => {
  "use strict";

  const { controls, settings } = page;
  const byName = new Map(controls.map((known) => [known.name, known]));
  const rules = [];
  const everyControl = settings.after_answer === "every-control";

  page.lookedUp = lookedUp;
  page.beginStates = () => {
    controls.forEach(addRules);
    if (everyControl || settings.rules_on_every_edit) controls.forEach(listen);
    evaluate();
  };

  // A control is known by its name alone, and the whole document is asked for it each time. By that attribute and no
  // other: to look for one of our own took half as long. (interview-screen-utilities.js: initExpr, and where lists are
  // dressed.)
  function lookedUp(known, find = $) {
    return settings.looked_up ? find(`[name="${known.name}"]`) : $(known.element);
  }

  function addRules(known) {
    const start = known.name.slice(0, -known.attribute.length);
    for (const { hide, readOnly, optional } of known.rules) {
      const [hides, locks, frees] = [hide, readOnly, optional].map((one) => reading(start, one));
      rules.push({ known, hides, locks, frees });
    }
  }

  function reading(start, condition) {
    if (!condition) return () => false;
    const read = byName.get(start + condition.field);
    listen(read);
    const isIn = condition.op === "In";
    return () => condition.values.includes(valueOf(read)) === isIn;
  }

  // A control of which no rule reads tells nobody, unless every answer is told to all. (initExpr.)
  function listen(known) {
    if (known.heard) return;
    known.heard = lookedUp(known);
    known.current = answerOf(known.heard);
    if (everyControl && known.kind === "choice") known.choices = choicesOf(known.heard[0]);
    known.heard.on("change", () => {
      known.current = answerOf(known.heard);
      evaluate();
      if (everyControl) controls.forEach(rederive);
    });
  }

  // Of whatever kind the control is: the code serves every kind. (getValue.)
  function answerOf(entry) {
    if (entry.is("input[type=radio]")) return entry.filter(":checked").val() ?? "";
    if (entry.is("input[type=checkbox]")) return String(entry.is(":checked"));
    return entry.val().trim();
  }

  // A control that is hidden or read-only counts as blank.
  function valueOf({ state, current }) {
    return state === "hidden" || state === "readonly" ? "" : current;
  }

  function stateBy(rule) {
    if (rule.hides()) return "hidden";
    if (rule.locks()) return "readonly";
    return rule.frees() ? "optional" : "normal";
  }

  // All rules of the page, again as long as one changes something. (OPAControlStateEvaluator.js: Engine.evaluate.)
  function evaluate() {
    const changed = new Set();
    for (let loop = 0; loop < settings.most_rule_loops; loop += 1) {
      let change = false;
      for (const rule of rules) {
        const state = stateBy(rule);
        if (rule.known.state === state) continue;
        rule.known.state = state;
        changed.add(rule.known);
        change = true;
      }
      if (!change) break;
    }
    changed.forEach(show);
  }

  // Everything is looked up anew, each thing is written by a step of its own, and to show or hide asks what style there
  // is by now, which what was written before has made stale. (interview-screen-utilities.js: onStateChange.)
  function show(known) {
    const question = $(`#${known.id}_question`);
    if (known.state === "hidden") {
      hide(partsOf(question));
      question.find("[data-shown]").attr("data-shown", "false").attr("aria-disabled", "false");
      question.find("[data-shown]").attr("aria-required", "false");
      return;
    }
    const required = known.required && known.state === "normal";
    const able = known.state !== "readonly";
    for (const mark of ["span.mark", "span.cell-mark"]) {
      if (required) question.find(mark).show();
      else hide(question.find(mark));
    }
    question.find("[data-shown]").attr("data-shown", "true").attr("aria-required", String(required));
    question.find("[data-shown]").attr("aria-disabled", String(!able));
    if (known.filtered) lookedUp(known).choiceList("able", able);
    else question.find(":input").each((_, one) => enable($(one), able));
    partsOf(question).show();
    question.show();
  }

  // A cell of a table stays, and what is in it goes. (onStateChange, for cells.)
  function partsOf(question) {
    return question.hasClass("in-cell") ? question.children("div") : question;
  }

  // The library of the real one asks for the style before it hides something, that of today does not. (jquery-1.9.1:
  // hide.)
  function hide(elements) {
    elements.filter((_, one) => $(one).css("display") !== "none").hide();
  }

  function enable(entry, able) {
    const name = entry.is("input[type=text]") || entry.is("textarea") ? "readonly" : "disabled";
    if (able) entry.removeAttr(name);
    else entry.attr(name, name);
  }

  function choicesOf({ options }) {
    return [...options].map(({ value, text }) => [value, text]);
  }

  // The later runtime tells every control of the screen of every answer, and each shows itself anew: its state, its
  // choices and its value.
  function rederive({ id, heard, choices, state, required, calculated }) {
    const [element] = heard;
    const { value } = element;
    if (choices) element.replaceChildren(...choices.map((choice) => new Option(choice[1], choice[0])));
    if (element.value !== value) element.value = value;
    document.getElementById(`${id}_question`).style.display = state === "hidden" ? "none" : "";
    element.readOnly = state === "readonly" || calculated;
    element.setAttribute("aria-required", String(required && state === "normal"));
  }
})(window.classicPage, jQuery);
