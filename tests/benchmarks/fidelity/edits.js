// Makes the same edits in a page of lines of either kind, and says what one takes in ms, its handlers alone unless
// the layout is told of.
//
// A control is found by the end of its name, which both kinds share. Each edit is made and taken back at five lines
// spread over the page, so that the page is as it was. Not oftener: a person makes few, and what is done many times
// at once is compiled. Lists are those that show the same as the first, so that each edit does the same.
() => {
  const lines = (selector) => {
    const [first, ...others] = document.querySelectorAll(selector);
    const all = [first, ...others.filter((one) => one.tagName !== "SELECT" || one.value === first.value)];
    const step = Math.max(1, Math.floor(all.length / 5));
    return all.filter((_, index) => index % step === 0).slice(0, 5);
  };
  const change = (control, value) => {
    control.value = value;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const laidOut = () => document.body.offsetHeight;
  const edit = (selector, value, after = () => {}) => {
    const controls = lines(selector);
    const before = controls.map((control) => control.value);
    laidOut();
    const start = performance.now();
    controls.forEach((control, index) => {
      change(control, value);
      after();
      change(control, before[index]);
      after();
    });
    return (performance.now() - start) / (2 * controls.length);
  };
  return {
    "plain list": edit("select[name$=_COST_TYPE]", "Advocacy"),
    "list a rule reads": edit("select[name$=_CATEGORY]", "Drafting documents"),
    text: edit("input[name$=_ACTIVITY]", "Changed"),
    "state with layout": edit("select[name$=_CATEGORY]", "Letters in", laidOut),
  };
};
