// Reference work: a fixed piece of script and a fixed piece of layout, timed beside every trial.
//
// It is of the same kind as the work of a bill page (rule tables over string-keyed values; lines as records
// of many small objects, written and read as JSON; a table of labelled controls), so that its time moves with
// the page's when the machine's speed moves. It runs in a page of its own in the same browser, never in the
// page under test.
(() => {
  const ROUNDS = 12;
  const LINES = 900;
  const FIELDS = 12;
  const ROWS = 10;
  const CONTROLS = 8;

  const rules = Array.from({ length: 400 }, (_, i) => ({
    control: `line_${i % 100}_field_${i % 7}`,
    reads: `line_${(i * 31) % 100}_field_${(i * 3) % 7}`,
    equals: `value ${(i * 17) % 5}`,
  }));

  const scriptWork = () => applyRules() + passRecords();

  function applyRules() {
    let kept = 0;
    for (let round = 0; round < ROUNDS; round++) {
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

  // What a page throws away is part of its work: without it, a machine's slow moments weigh too much.
  function passRecords() {
    const lines = Array.from({ length: LINES }, (_, i) => ({
      id: i,
      label: `Line ${i}`,
      fields: Array.from({ length: FIELDS }, (_, j) => ({ name: `field_${j}`, value: `value ${i * j}` })),
    }));
    return JSON.parse(JSON.stringify(lines)).length;
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
