// A searching box before a <select>, which stays in its place with all its options, unseen. Its list comes from
// jQuery UI's autocomplete: a pop-up at the end of the document, with handlers of its own on the whole document.
//
// Keys: arrows open and move, Enter chooses, Escape closes, typing filters. Text that is no option goes back to
// what was chosen before.

(($) => {
  "use strict";

  const { DOWN, ENTER, UP } = $.ui.keyCode;

  $.widget("classic.choiceList", {
    options: {
      label: "",
      mostItems: 20,
      popupsAtEnd: true,
      toldOnLeaving: true,
      visibilityRead: true,
    },

    _create() {
      const select = this.element;
      this.box = $("<span>").addClass("choice").insertAfter(select);
      this._makeInput();
      // To leave a box closes its list, which asks whether it is open: what was just made has to be laid out.
      if (this.options.visibilityRead) this.field.trigger("blur");
      this._makeToggle();
      select.hide();
    },

    _makeInput() {
      const select = this.element;
      const id = select.attr("id");
      select.attr("id", `${id}_list`);
      this.field = $("<input>")
        .attr({ type: "text", id, role: "combobox", autocomplete: "off" })
        .attr({ "aria-autocomplete": "list", "aria-expanded": "false" })
        .addClass(select.attr("class"))
        .appendTo(this.box);
      for (const name of ["data-shown", "aria-disabled", "aria-required", "aria-invalid", "aria-describedby"]) {
        if (select.attr(name)) this.field.attr(name, select.attr(name));
      }
      // Before those of the autocomplete: what is pressed here comes first.
      this._on(this.field, { keydown: "_key" });
      this.field.autocomplete({
        appendTo: this.options.popupsAtEnd ? null : this.box,
        delay: 0,
        minLength: 0,
        source: (request, respond) => respond(this._matches(request.term)),
        select: (event, chosen) => this._selected(event, chosen),
        focus: (event, chosen) => this._moved(event, chosen),
        open: () => this._opened(),
        close: () => this._closed(),
        change: () => this._left(),
      });
      this._dressPopup(id);
      this._showChosen();
    },

    _dressPopup(id) {
      const popup = this.field.autocomplete("widget");
      popup.attr({ id: `${id}_options`, role: "listbox", "aria-label": `Options of ${this.options.label}` });
      this.field.attr("aria-controls", `${id}_options`);
      this.field.data("ui-autocomplete")._renderItem = (list, item) =>
        $("<li>")
          .attr({ role: "option", "aria-selected": String(item.value === this.element.val()) })
          .append($("<a>").text(item.label))
          .appendTo(list);
    },

    _makeToggle() {
      this.toggle = $("<button>")
        .attr({ type: "button", tabindex: "-1", "aria-label": `Show the options for ${this.options.label}` })
        .addClass("choice-toggle")
        .appendTo(this.box)
        .button({ icons: { primary: "ui-icon-triangle-1-s" }, text: false });
      this._hoverable(this.toggle);
      this._on(this.toggle, { mousedown: (event) => event.preventDefault(), click: "_openOrClose" });
    },

    // Whether anything can be chosen: the box and its button say so themselves, by attribute and by class.
    able(now) {
      if (now) {
        this.field.removeAttr("readonly");
        this.toggle.removeAttr("aria-disabled");
      } else {
        this.field.attr("readonly", "readonly");
        this.toggle.attr("aria-disabled", "true");
      }
      this.field.toggleClass("choice-able", now).toggleClass("choice-unable", !now);
      this.toggle.toggleClass("choice-able", now);
    },

    _key(event) {
      const open = this._isOpen();
      if (event.keyCode === ENTER) {
        // Enter never sends the form from here: it chooses.
        event.preventDefault();
        if (open && this._hasActive()) return;
        const [first] = this._matches(this.field.val());
        if (first && this.field.val() !== this._chosenText()) this._choose(first.value);
      } else if ((event.keyCode === DOWN || event.keyCode === UP) && !open && !this.field.prop("readOnly")) {
        this.field.autocomplete("search", "");
      }
    },

    _openOrClose() {
      if (this.field.prop("readOnly")) return;
      const open = this._isOpen();
      this.field.trigger("focus");
      this.field.autocomplete(open ? "close" : "search", "");
    },

    _isOpen() {
      return this.field.attr("aria-expanded") === "true";
    },

    _hasActive() {
      return Boolean(this.field.data("ui-autocomplete").menu.active);
    },

    // Options that start with the text come first, then those that contain it.
    _matches(text) {
      const wanted = text.trim().toLowerCase();
      const starts = [];
      const contains = [];
      for (const option of this.element[0].options) {
        const index = option.value === "" ? -1 : option.text.toLowerCase().indexOf(wanted);
        if (index === 0) starts.push({ label: option.text, value: option.value });
        else if (index > 0) contains.push({ label: option.text, value: option.value });
      }
      return starts.concat(contains).slice(0, this.options.mostItems);
    },

    _selected(event, { item }) {
      event.preventDefault();
      this._choose(item.value);
    },

    _moved(event, { item }) {
      // The text is the person's own until they choose.
      event.preventDefault();
      const items = this.field.autocomplete("widget").children();
      const active = items.filter((_, one) => $(one).text() === item.label);
      this.field.attr("aria-activedescendant", active.uniqueId().attr("id"));
    },

    _opened() {
      this.field.attr("aria-expanded", "true");
    },

    _closed() {
      this.field.attr("aria-expanded", "false").removeAttr("aria-activedescendant");
      this.field.autocomplete("widget").empty();
    },

    _choose(value) {
      const changed = this.element.val() !== value;
      this.element.val(value);
      this._showChosen();
      this.field.autocomplete("close");
      if (changed) this._tell();
    },

    // On leaving: an option's own text chooses it, no text chooses nothing, other text is not kept.
    _left() {
      const text = this.field.val().trim().toLowerCase();
      const match = [...this.element[0].options].find((option) => option.text.toLowerCase() === text);
      if (match && match.value !== this.element.val()) this.element.val(match.value);
      this._showChosen();
      if (this.options.toldOnLeaving || match) this._tell();
    },

    _tell() {
      this.element.trigger("change");
    },

    _chosenText() {
      return this.element.children("option:selected").text();
    },

    _showChosen() {
      this.field.val(this._chosenText());
    },
  });
})(jQuery);
