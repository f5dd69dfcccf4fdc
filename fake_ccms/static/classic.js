// A page of lines as the public client code of the real interview works it: a script at its end tells of each control,
// lists are found in the whole document, and rules run when something changes that they read.
//
// No module: it stands at the end of the page, and the browser waits for it there, as the captured pages have it.
//
// What is named in brackets is the place in the real interview's public files that works in the same way.

((page, $) => {
  "use strict";

  const BUSY = "aria-busy";
  const { controls, settings } = page;
  const watched = [];
  let refused = false;
  let dirty = false;

  // Within the event: the library of the real one calls what waits for the document there, all in one task. That of
  // today calls each in a task of its own. (jquery-1.9.1: ready.)
  document.addEventListener("DOMContentLoaded", () => {
    const form = $("form.interview");
    if (!settings.looked_up) controls.forEach((known) => (known.element = document.getElementById(known.id)));
    refused = $("main .errors").length > 0;
    if (settings.dirty_check) withDirtyCheck();
    watchWidth();
    withLists(form);
    if (settings.calendars) controls.filter(({ calendar }) => calendar).forEach(addCalendar);
    if (settings.enter_by_script) sendOnEnter(form);
    page.beginStates();
    checkDirty();
    withAttachments();
    sendOnce(form);
    const wanted = location.hash && document.getElementById(location.hash.slice(1));
    (wanted || document.querySelector("main .errors"))?.focus();
  });

  // Each input sends the form by a handler of its own, as its first button does. (interview-screen-utilities.js: default
  // buttons.)
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

  // A list that is not seen is shown while its box is made. (unhide, hideAll.)
  function addList(known, find) {
    const list = page.lookedUp(known, find);
    const attached = settings.dressing !== "detached";
    const seen = settings.visibility_read && attached ? list.is(":visible") : known.state !== "hidden";
    const hidden = settings.hidden_shown && !seen ? hiddenAround(list) : $();
    hidden.css("display", "");
    list.choiceList({
      label: known.label,
      mostItems: settings.most_items,
      popupsAtEnd: settings.popups_at_end,
      toldOnLeaving: settings.told_on_leaving,
      visibilityRead: settings.visibility_read,
    });
    hidden.css("display", "none");
  }

  // In a table, where a cell stays and its parts go, nothing is found: the box is made unseen.
  function hiddenAround(list) {
    return list.parents(".question").filter((_, one) => $(one).css("display") === "none");
  }

  function addCalendar(known) {
    const parts = $(`[data-part="${known.name}"]`);
    const date = page.lookedUp(known);
    const told = () => date.val().split("-").forEach((part, index) => parts.eq(index).val(part));
    date.datepicker({
      buttonImage: settings.calendar_image,
      buttonImageOnly: true,
      buttonText: `Choose the ${known.label.toLowerCase()}`,
      changeMonth: true,
      changeYear: true,
      constrainInput: false,
      dateFormat: "dd-mm-yy",
      showOn: "button",
      onSelect: () => date[0].dispatchEvent(new Event("change", { bubbles: true })),
    });
    date.on("change", told);
    told();
  }

  // Inputs come before lists, wherever they stand in the page. A property is told by the library's events, too. (Where
  // unsubmittedDataWarning is on.)
  function withDirtyCheck() {
    const byId = new Map(controls.map((known) => [known.id, known]));
    for (const kind of ["input", "select"]) {
      for (const element of document.getElementsByTagName(kind)) {
        if (element.className.indexOf("entry") < 0) continue;
        watched.push({ element, kind, before: byId.get(element.id).value });
        element.onchange = checkDirty;
      }
    }
  }

  // Walks through the controls until one differs from what it was. (owdMakeDirty.)
  function checkDirty() {
    setDirty(refused || watched.some((one) => stands(one) !== one.before));
  }

  // Of whatever kind the control is: the code serves every kind. (owdControlValue.)
  function stands({ element, kind }) {
    if (kind === "input" && (element.type === "radio" || element.type === "checkbox")) return element.checked;
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

  // The code serves every page of the interview. So each change and each click is looked through, from what was
  // changed up to the body, for the attachments that other pages have. (attachments interface; .owd-back.)
  function withAttachments() {
    const part = (element) => $(element).closest(".attachment");
    $("body")
      .on("change", "input.attachment-file", (event) => {
        const one = part(event.currentTarget);
        one.clone().insertAfter(one).find("input").val("");
      })
      .on("click", "a.attachment-remove", (event) => {
        event.preventDefault();
        part(event.currentTarget).remove();
      })
      .on("click", "a.attachment-kept-remove", (event) => {
        event.preventDefault();
        part(event.currentTarget).hide().find("input").val("1");
      })
      .on("click", "button.leave", (event) => location.assign(event.currentTarget.value));
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
})(window.classicPage, jQuery);
