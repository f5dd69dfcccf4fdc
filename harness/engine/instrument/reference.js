// Reference work: a fixed piece of script and a fixed piece of layout, timed beside every trial.
//
// It is of the same kind as the work of a bill page (rule tables over string-keyed values; a table of
// labelled controls), so that its time moves with the page's when the machine's speed moves. It runs in
// a page of its own in the same browser, never in the page under test.
(() => {
  const ROWS = 20;
  const CONTROLS = 8;

  const rules = Array.from({ length: 400 }, (_, i) => ({
    control: `line_${i % 100}_field_${i % 7}`,
    reads: `line_${(i * 31) % 100}_field_${(i * 3) % 7}`,
    equals: `value ${(i * 17) % 5}`,
  }));

  function scriptWork() {
    let kept = 0;
    for (let round = 0; round < 24; round++) {
      const values = new Map();
      const states = {};
      for (let i = 0; i < 700; i++) {
        values.set(`line_${i % 100}_field_${i % 7}`, `value ${(i + round) % 5}`);
      }
      for (const rule of rules) {
        states[rule.control] = values.get(rule.reads) === rule.equals ? "hidden" : "shown";
      }
      for (const key of Object.keys(states)) {
        if (states[key] === "shown") kept += key.split("_").length;
      }
    }
    return kept;
  }

  function layoutWork() {
    const table = document.createElement("table");
    for (let r = 0; r < ROWS; r++) {
      const row = table.insertRow();
      for (let c = 0; c < CONTROLS; c++) {
        const label = document.createElement("label");
        label.textContent = `Field ${c} of line ${r}`;
        const control = document.createElement(c % 3 ? "input" : "select");
        if (control instanceof HTMLSelectElement) {
          for (let o = 0; o < 6; o++) control.add(new Option(`Choice ${o}`));
        } else {
          control.value = `${r * c}`;
        }
        label.append(control);
        row.insertCell().append(label);
      }
    }
    document.body.append(table);
    const height = table.getBoundingClientRect().height;
    table.remove();
    return height;
  }

  function timed(work) {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  }

  // Returns seconds per unit of each kind, one value a repeat. The two kinds alternate, so that a
  // change of the machine's speed meets both.
  window.referenceWork = (repeats) => {
    const readings = { script_s: [], layout_s: [] };
    for (let i = 0; i < repeats; i++) {
      readings.script_s.push(timed(scriptWork));
      readings.layout_s.push(timed(layoutWork));
    }
    return readings;
  };
})();
