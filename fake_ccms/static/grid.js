// Mounts only the rows near the visible part of a long table; gaps stand in for the others.
//
// The row with the focus stays mounted wherever it is scrolled to, and so do its neighbours: Tab and
// Shift+Tab then reach the next row by themselves.

const SPARE_ROWS = 6;
const FIRST_GUESS_PX = 44;
const FOCUSABLE = "input, select, button:not([tabindex='-1']), a[href]";

export class WindowedRows {
  // `region` scrolls; `build` makes the element of a row.
  constructor(region, rows, build) {
    this.region = region;
    this.body = region.querySelector("tbody");
    this.rows = rows;
    this.build = build;
    this.mounted = new Map();
    this.heights = new Array(rows.length).fill(0);
    this.usual = FIRST_GUESS_PX;
    this.frame = 0;
    this.pinned = -1;
    region.addEventListener("scroll", () => this.updateSoon());
    region.addEventListener("focusin", () => this.update());
    region.addEventListener("focusout", () => this.updateSoon());
    region.addEventListener("keydown", (event) => this.key(event));
    this.arrange([]);
    this.update();
    this.resizes = new ResizeObserver(() => this.updateSoon());
    this.resizes.observe(region);
  }

  close() {
    this.resizes.disconnect();
    cancelAnimationFrame(this.frame);
  }

  updateSoon() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.update();
    });
  }

  update() {
    const wanted = this.wanted();
    const keep = new Set(wanted);
    for (const [index, element] of this.mounted) {
      if (keep.has(index)) continue;
      element.remove();
      this.mounted.delete(index);
      for (const field of this.rows[index].fields.values()) field.unmount();
    }
    for (const index of wanted) {
      if (!this.mounted.has(index)) this.mounted.set(index, this.build(this.rows[index]));
    }
    this.arrange(wanted);
    const guess = this.usual;
    this.measure();
    // The gaps were made from the guess: a wrong one would cut off the end of the table.
    if (Math.abs(this.usual - guess) > 0.5) this.arrange(wanted);
  }

  // The rows to mount, in order: the visible ones with some to spare, those around the focus, and the
  // one that is about to be shown.
  wanted() {
    const { scrollTop, clientHeight } = this.region;
    const first = this.indexAt(scrollTop) - SPARE_ROWS;
    const last = this.indexAt(scrollTop + clientHeight) + SPARE_ROWS;
    const wanted = new Set();
    for (let index = first; index <= last; index += 1) wanted.add(index);
    const focused = this.focused();
    if (focused >= 0) for (const index of [focused - 1, focused, focused + 1]) wanted.add(index);
    wanted.add(this.pinned);
    return [...wanted].filter((index) => index >= 0 && index < this.rows.length).sort((a, b) => a - b);
  }

  focused() {
    return this.indexOf(document.activeElement);
  }

  indexOf(element) {
    const row = element?.closest("[data-line]");
    if (!row || !this.body.contains(row)) return -1;
    return this.rows.findIndex(({ instance }) => String(instance) === row.dataset.line);
  }

  height(index) {
    return this.heights[index] || this.usual;
  }

  offset(index) {
    let top = 0;
    for (let above = 0; above < index; above += 1) top += this.height(above);
    return top;
  }

  indexAt(top) {
    let index = 0;
    for (let below = top; index < this.rows.length - 1 && below > this.height(index); index += 1) {
      below -= this.height(index);
    }
    return index;
  }

  // Puts mounted rows and gaps in order. No row is moved that is there already: moving would blur it.
  arrange(wanted) {
    for (const gap of this.body.querySelectorAll(".gap")) gap.remove();
    let cursor = this.body.firstChild;
    let next = 0;
    for (const index of wanted) {
      if (index > next) this.body.insertBefore(this.gap(next, index), cursor);
      const row = this.mounted.get(index);
      if (row === cursor) cursor = cursor.nextSibling;
      else this.body.insertBefore(row, cursor);
      next = index + 1;
    }
    if (next < this.rows.length) this.body.append(this.gap(next, this.rows.length));
  }

  gap(from, to) {
    const row = document.createElement("tr");
    row.className = "gap";
    row.setAttribute("aria-hidden", "true");
    const cell = row.insertCell();
    cell.colSpan = 99;
    cell.style.height = `${this.offset(to) - this.offset(from)}px`;
    return row;
  }

  measure() {
    let sum = 0;
    for (const [index, row] of this.mounted) {
      this.heights[index] = row.getBoundingClientRect().height;
      sum += this.heights[index];
    }
    if (this.mounted.size) this.usual = sum / this.mounted.size;
  }

  // Mounts a row and brings it into view. Returns its element.
  reveal(index) {
    this.pinned = index;
    this.update();
    const element = this.mounted.get(index);
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
    // The rows around it are mounted now and measured, which can move it a little.
    this.update();
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.pinned = -1;
    return element;
  }

  key(event) {
    const from = this.indexOf(event.target);
    if (from < 0 || event.altKey || event.defaultPrevented) return;
    const to = this.destination(event, from);
    if (to === null) return;
    event.preventDefault();
    const column = event.target.closest("td")?.cellIndex;
    const row = this.reveal(Math.min(Math.max(to, 0), this.rows.length - 1));
    const field = row.cells[column]?.querySelector(FOCUSABLE);
    (field?.offsetParent ? field : row.querySelector(FOCUSABLE)).focus();
  }

  destination({ key, ctrlKey }, from) {
    const page = Math.max(1, Math.floor(this.region.clientHeight / this.usual) - 1);
    if (key === "PageDown") return from + page;
    if (key === "PageUp") return from - page;
    if (ctrlKey && key === "Home") return 0;
    if (ctrlKey && key === "End") return this.rows.length - 1;
    return null;
  }
}
