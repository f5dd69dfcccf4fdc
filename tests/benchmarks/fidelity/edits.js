// Makes edits of one kind in a page of lines of either kind, so many times over, and says how many they were.
//
// A control is found by the end of its name, which both kinds share. Each edit is made and taken back at lines spread
// over the page, so that the page is as it was; with layout, few of them, as those take longer. Lists are those that
// show the same as the first, so that each edit does the same.
({ kind, rounds }) => {
  const { selector, value, most, after } = {
    "state with layout": {
      selector: "select[name$=_CATEGORY]",
      value: "Letters in",
      most: 5,
      after: () => document.body.offsetHeight,
    },
    "plain list": { selector: "select[name$=_COST_TYPE]", value: "Advocacy" },
    "list a rule reads": { selector: "select[name$=_CATEGORY]", value: "Drafting documents" },
    text: { selector: "input[name$=_ACTIVITY]", value: "Changed" },
  }[kind];
  const lines = (wanted) => {
    const [first, ...others] = document.querySelectorAll(selector);
    const all = [first, ...others.filter((one) => one.tagName !== "SELECT" || one.value === first.value)];
    const step = Math.max(1, Math.floor(all.length / wanted));
    return all.filter((_, index) => index % step === 0).slice(0, wanted);
  };
  const change = (control, to) => {
    control.value = to;
    control.dispatchEvent(new Event("change", { bubbles: true }));
    after?.();
  };
  const controls = lines(most ?? 20);
  const before = controls.map((control) => control.value);
  document.body.offsetHeight;
  for (let round = 0; round < rounds; round += 1) {
    controls.forEach((control, index) => {
      change(control, value);
      change(control, before[index]);
    });
  }
  return 2 * rounds * controls.length;
};
