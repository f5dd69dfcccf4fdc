// A searching combo box around a <select>, which stays in its place with all its options, unseen.
//
// Keys as in the ARIA combobox pattern: arrows open and move, Enter chooses, Escape closes and then
// clears, typing filters. Text that is no option goes back to what was chosen before.

let opened = null;

export function makeCombobox(select) {
  const wrapper = element("span", { class: "combo" });
  const input = element("input", {
    type: "text",
    role: "combobox",
    class: select.className,
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
  });
  const toggle = element("button", { type: "button", tabindex: "-1", class: "combo-toggle" });
  const listbox = element("ul", { role: "listbox", class: "combo-list" });
  const label = select.closest(".control").querySelector("label").textContent;
  input.id = select.id;
  select.id = `${select.id}_list`;
  listbox.id = `${input.id}_options`;
  listbox.hidden = true;
  listbox.setAttribute("aria-label", label);
  toggle.setAttribute("aria-label", `Show the options for ${label}`);
  input.setAttribute("aria-controls", listbox.id);
  for (const attribute of select.getAttributeNames()) {
    if (attribute.startsWith("aria-")) input.setAttribute(attribute, select.getAttribute(attribute));
  }
  toggle.textContent = "▾";
  select.hidden = true;
  select.after(wrapper);
  wrapper.append(input, toggle, listbox);
  select.comboboxInput = input;
  const combo = new Combobox(select, input, listbox);
  toggle.addEventListener("mousedown", (event) => event.preventDefault());
  toggle.addEventListener("click", () => combo.toggle());
}

class Combobox {
  constructor(select, input, listbox) {
    this.select = select;
    this.input = input;
    this.listbox = listbox;
    this.active = -1;
    this.shown = [];
    this.showChosen();
    input.addEventListener("input", () => this.open(input.value));
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.settle());
    listbox.addEventListener("mousedown", (event) => this.press(event));
  }

  showChosen() {
    this.input.value = this.select.selectedOptions[0]?.text ?? "";
  }

  toggle() {
    if (this.input.readOnly) return;
    this.input.focus();
    if (this.listbox.hidden) this.open("");
    else this.close();
  }

  open(text) {
    if (this.input.readOnly) return;
    opened?.close();
    this.fill(text.trim().toLowerCase());
    this.listbox.hidden = this.shown.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.listbox.hidden));
    if (this.listbox.hidden) return;
    opened = this;
    this.place();
    window.addEventListener("scroll", this.onScroll, true);
  }

  // Options that start with the text come first, then those that contain it.
  fill(text) {
    const starts = [];
    const contains = [];
    for (const option of this.select.options) {
      if (option.value === "") continue;
      const index = option.text.toLowerCase().indexOf(text);
      if (index === 0) starts.push(option);
      else if (index > 0) contains.push(option);
    }
    this.shown = starts.concat(contains);
    this.listbox.replaceChildren(...this.shown.map((option, index) => this.item(option, index)));
    this.activate(-1);
  }

  item(option, index) {
    const item = element("li", { role: "option", id: `${this.listbox.id}_${index}` });
    item.setAttribute("aria-selected", String(option.selected));
    item.textContent = option.text;
    return item;
  }

  // The list floats above the table's own scroll area, which would cut it off.
  place() {
    const box = this.input.getBoundingClientRect();
    const below = window.innerHeight - box.bottom;
    const style = this.listbox.style;
    style.left = `${box.left}px`;
    style.minWidth = `${box.width}px`;
    style.top = below >= 180 || below >= box.top ? `${box.bottom}px` : "auto";
    style.bottom = style.top === "auto" ? `${window.innerHeight - box.top}px` : "auto";
  }

  // The list follows its field. Closing it would answer the scrolling that brought the field into view, which is
  // told only after a quick key has opened the list.
  onScroll = (event) => {
    if (event.target !== this.listbox) this.place();
  };

  close() {
    this.listbox.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
    window.removeEventListener("scroll", this.onScroll, true);
    if (opened === this) opened = null;
  }

  key(event) {
    const open = !this.listbox.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.open("");
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      // Enter never sends the form from here: it chooses.
      event.preventDefault();
      if (open) this.choose(this.shown[Math.max(this.active, 0)]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (open) this.close();
      else this.input.value = "";
    } else if (event.key === "Tab" && open && this.active >= 0) {
      this.choose(this.shown[this.active]);
    }
  }

  move(step) {
    const count = this.shown.length;
    if (!count) return;
    const next = this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count;
    this.activate(next);
  }

  activate(index) {
    this.listbox.children[this.active]?.classList.remove("active");
    this.active = index;
    const item = this.listbox.children[index];
    if (!item) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    item.classList.add("active");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  press(event) {
    event.preventDefault();
    const item = event.target.closest("[role=option]");
    if (item) this.choose(this.shown[[...this.listbox.children].indexOf(item)]);
  }

  choose(option) {
    this.close();
    if (!option.selected) {
      option.selected = true;
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.showChosen();
  }

  // On leaving: an option's own text chooses it, no text chooses nothing, other text is not kept.
  settle() {
    const text = this.input.value.trim().toLowerCase();
    const match = [...this.select.options].find((option) => option.text.toLowerCase() === text);
    if (match) this.choose(match);
    else {
      this.close();
      this.showChosen();
    }
  }
}

function element(tag, attributes) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
