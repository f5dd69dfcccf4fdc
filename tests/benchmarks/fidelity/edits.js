// Makes the same edits in a page of lines of either kind, and says what all of them took in ms and how many they
// were: their handlers alone, unless the layout is told of.
//
// A control is found by the end of its name, which both kinds share. Each edit is made and taken back at lines spread
// over the page, so that the page is as it was. One edit is a few ticks of the browser's clock (0.1 ms) or none, so
// many are timed together, as if somebody went through the bill a few times; those with layout take longer, and few do.
// Lists are those that show the same as the first, so that each edit does the same.
() => {
  const LINES = 20;
  const ROUNDS = 5;
  const LINES_LAID_OUT = 5;
  const lines = (selector, most) => {
    const [first, ...others] = document.querySelectorAll(selector);
    const all = [first, ...others.filter((one) => one.tagName !== "SELECT" || one.value === first.value)];
    const step = Math.max(1, Math.floor(all.length / most));
    return all.filter((_, index) => index % step === 0).slice(0, most);
  };
  const change = (control, value) => {
    control.value = value;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const timed = (controls, rounds, value, after) => {
    const before = controls.map((control) => control.value);
    document.body.offsetHeight;
    const start = performance.now();
    for (let round = 0; round < rounds; round += 1) {
      controls.forEach((control, index) => {
        change(control, value);
        after();
        change(control, before[index]);
        after();
      });
    }
    return { whole_ms: performance.now() - start, count: 2 * rounds * controls.length };
  };
  const edits = (selector, value) => timed(lines(selector, LINES), ROUNDS, value, () => {});
  const laidOut = (selector, value) =>
    timed(lines(selector, LINES_LAID_OUT), 1, value, () => document.body.offsetHeight);
  // First what nobody has done here before: the others make the same code ready.
  return {
    "state with layout": laidOut("select[name$=_CATEGORY]", "Letters in"),
    "plain list": edits("select[name$=_COST_TYPE]", "Advocacy"),
    "list a rule reads": edits("select[name$=_CATEGORY]", "Drafting documents"),
    text: edits("input[name$=_ACTIVITY]", "Changed"),
  };
};
