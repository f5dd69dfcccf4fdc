// A page of lines as the public client code of the real interview works it: each control brings a script and
// handlers of its own, lists are found in the whole document, and rules run when something changes that they read.
//
// No module: each control's script stands in the middle of the page and needs this at once.

(($) => {
  "use strict";

  const BUSY = "aria-busy";
  const controls = [];
  const watched = [];
  const byName = new Map();
  const rules = [];
  const readByRules = new Set();
  let settings = null;
  let refused = false;
  let dirty = false;

  window.classicPage = { begin, control };

  function begin(given) {
    settings = given;
  }

  // Called by the script beside each control, before the rest of the page is there.
  function control(described) {
    const known = { ...described, element: document.getElementById(described.id), current: described.value };
    controls.push(known);
    byName.set(known.name, known);
  }

  $(() => {
    const form = $("form.interview");
    refused = $("main .errors").length > 0;
    if (settings.dirty_check) withDirtyCheck();
    withLists(form);
    if (settings.calendars) controls.filter(({ calendar }) => calendar).forEach(addCalendar);
    if (settings.enter_by_script) sendOnEnter(form);
    controls.forEach(addRules);
    controls.forEach(listen);
    evaluate();
    checkDirty();
    watchWidth();
    sendOnce(form);
    const wanted = location.hash && document.getElementById(location.hash.slice(1));
    (wanted || document.querySelector("main .errors"))?.focus();
  });

  // A control of which no rule reads tells nobody, unless every answer is told to all.
  function listen(known) {
    const every = settings.after_answer === "every-control";
    if (every && known.kind === "choice")
      known.choices = [...known.element.options].map(({ value, text }) => [value, text]);
    if (!every && !settings.rules_on_every_edit && !readByRules.has(known.name)) return;
    const told = () => {
      known.current = known.element.value;
      evaluate();
      if (every) controls.forEach(rederive);
    };
    lookedUp(known).on("change", told);
  }

  // A control is known by its name alone, and the whole document is asked for it each time.
  function lookedUp(known, find = $) {
    return settings.looked_up ? find(`[data-control="${known.name}"]`) : $(known.element);
  }

  // The later runtime tells every control of the screen of every answer, and each shows itself anew: its state, its
  // choices and its value.
  function rederive(known) {
    const { element, choices, current } = known;
    if (choices) element.replaceChildren(...choices.map(([value, text]) => new Option(text, value)));
    if (element.value !== current) element.value = current;
    show(known);
  }

  // Each input sends the form by a handler of its own, as its first button does.
  function sendOnEnter(form) {
    const first = form.find("button[name=action]").first();
    $("input").on("keypress", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      $(event.delegateTarget).trigger("blur");
      first.trigger("click");
    });
  }

  // Searching boxes are made one by one. Out of the document, nothing is laid out in between.
  function withLists(form) {
    const filtered = controls.filter((known) => known.filtered);
    if (!filtered.length) return;
    if (settings.dressing !== "detached") {
      filtered.forEach((known) => addList(known, $));
      return;
    }
    const place = $("<span>").insertBefore(form);
    form.detach();
    filtered.forEach((known) => addList(known, (selector) => form.find(selector)));
    place.replaceWith(form);
  }

  // A list that is not seen is shown while its box is made.
  function addList(known, find) {
    const list = lookedUp(known, find);
    const attached = settings.dressing !== "detached";
    const seen = settings.visibility_read && attached ? list.is(":visible") : known.state !== "hidden";
    const shown = settings.hidden_shown && !seen ? list.closest(".question") : $();
    shown.prop("hidden", false);
    list.choiceList({
      label: known.label,
      mostItems: settings.most_items,
      popupsAtEnd: settings.popups_at_end,
      toldOnLeaving: settings.told_on_leaving,
      visibilityRead: settings.visibility_read,
    });
    shown.prop("hidden", true);
  }

  function addCalendar(known) {
    const parts = $(`[data-part="${known.name}"]`);
    const told = () => known.element.value.split("-").forEach((part, index) => parts.eq(index).val(part));
    $(known.element).datepicker({
      buttonImage: settings.calendar_image,
      buttonImageOnly: true,
      buttonText: `Choose the ${known.label.toLowerCase()}`,
      changeMonth: true,
      changeYear: true,
      constrainInput: false,
      dateFormat: "dd-mm-yy",
      showOn: "button",
      onSelect: () => known.element.dispatchEvent(new Event("change", { bubbles: true })),
    });
    $(known.element).on("change", told);
    told();
  }

  function addRules(known) {
    const start = known.name.slice(0, -known.attribute.length);
    const reading = (condition) => {
      if (!condition) return () => false;
      const read = byName.get(start + condition.field);
      readByRules.add(read.name);
      const isIn = condition.op === "In";
      return () => condition.values.includes(valueOf(read)) === isIn;
    };
    for (const { hide, readOnly, optional } of known.rules) {
      rules.push({ known, hide: reading(hide), readOnly: reading(readOnly), optional: reading(optional) });
    }
  }

  // A control that is hidden or read-only counts as blank.
  function valueOf({ state, current }) {
    return state === "hidden" || state === "readonly" ? "" : current;
  }

  function stateBy(rule) {
    if (rule.hide()) return "hidden";
    if (rule.readOnly()) return "readonly";
    return rule.optional() ? "optional" : "normal";
  }

  // All rules of the page, again as long as one changes something.
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

  function show(known) {
    const question = $(known.element).closest(".question");
    const required = known.required && known.state === "normal";
    const entry = known.filtered ? lookedUp(known).choiceList("input") : $(known.element);
    question.prop("hidden", known.state === "hidden").toggleClass("required", required);
    entry.prop("readOnly", known.state === "readonly" || known.calculated);
    entry.attr("aria-required", String(required));
  }

  // Inputs come before lists, wherever they stand in the page. A property is told by the library's events, too.
  function withDirtyCheck() {
    const inputs = controls.filter(({ kind }) => kind !== "choice");
    const lists = controls.filter(({ kind }) => kind === "choice");
    watched.push(...inputs, ...lists);
    for (const { element } of watched) element.onchange = checkDirty;
  }

  // Walks through the controls until one differs from what it was.
  function checkDirty() {
    setDirty(refused || watched.some((known) => stands(known) !== known.value));
  }

  // Of whatever kind the control is: the code serves every kind.
  function stands({ element, kind }) {
    if (kind !== "choice" && (element.type === "radio" || element.type === "checkbox")) return element.checked;
    return element.value;
  }

  function setDirty(now) {
    if (now && !dirty) window.addEventListener("beforeunload", warn);
    if (!now && dirty) window.removeEventListener("beforeunload", warn);
    dirty = now;
  }

  function warn(event) {
    event.preventDefault();
  }

  // Only when a window becomes narrow or wide again, lines are arranged anew.
  function watchWidth() {
    let narrow = false;
    const arrange = () => {
      const now = $(window).width() < settings.resize_px;
      if (now === narrow) return;
      narrow = now;
      $(".line").each((_, line) => {
        $(line).toggleClass("narrow", narrow);
        $(line)
          .find(".choice")
          .each((__, box) => $(box).children("input").css("maxWidth", narrow ? $(line).width() : ""));
      });
    };
    arrange();
    $(window).on("resize", arrange);
  }

  function sendOnce(form) {
    const main = $("#main");
    let sent = false;
    form.on("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
      setDirty(false);
      main.attr(BUSY, "true");
    });
    // Coming back by the browser's Back button can show this same page again.
    $(window).on("pageshow", () => {
      sent = false;
      main.removeAttr(BUSY);
    });
  }
})(jQuery);
