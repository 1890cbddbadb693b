// What a source has told, held for drawing. A source sends messages, in order:
//   {kind: "about", ...}   once, first: days, panes, polities, places, measures, marks
//   {kind: "step", pane, t, polity: {measure: [line][row]}, place: {...}}   one step of a pane
//   {kind: "lines", pane, over, measure, first, values: [line][row][step]}   many steps of one measure
//   {kind: "end"}          no more will come
export function makeStore() {
  return { about: null, tables: new Map(), upto: [], ended: false };
}

export function receive(store, message) {
  if (message.kind === "about") {
    store.about = message;
    store.upto = message.panes.map(() => 0);
  } else if (message.kind === "step") {
    for (const over of ["polity", "place"]) {
      for (const [measure, lines] of Object.entries(message[over] || {})) {
        const table = tableOf(store, message.pane, over, measure);
        lines.forEach((rows, l) => rows.forEach((v, r) => put(table, l, r, message.t, v)));
      }
    }
    store.upto[message.pane] = Math.max(store.upto[message.pane], message.t + 1);
  } else if (message.kind === "lines") {
    const first = message.first || 0;
    const table = tableOf(store, message.pane, message.over, message.measure);
    message.values.forEach((rows, l) => rows.forEach((row, r) => {
      for (let k = 0; k < row.length; k++) put(table, l, r, first + k, row[k]);
      store.upto[message.pane] = Math.max(store.upto[message.pane], first + row.length);
    }));
  } else if (message.kind === "end") store.ended = true;
}

function tableOf(store, pane, over, measure) {
  const key = `${pane}|${over}|${measure}`;
  let table = store.tables.get(key);
  if (!table) {
    const about = store.about;
    const lines = about.panes[pane].lines.length;
    const rows = about[over === "polity" ? "polities" : "places"].length;
    const steps = about.days.length;
    table = { lines, rows, steps, top: 0, low: 0, values: new Float32Array(lines * rows * steps).fill(NaN) };
    store.tables.set(key, table);
  }
  return table;
}

function put(table, line, row, t, value) {
  if (value === null || t >= table.steps) return;
  if (value > table.top) table.top = value;
  if (value < table.low) table.low = value;
  table.values[(line * table.rows + row) * table.steps + t] = value;
}

// The values of one line of one row over all steps, or null where the pane has no such measure; with
// `wait` a place for those that have yet to come.
export function row(store, pane, over, measure, line, index, wait = false) {
  const table = store.tables.get(`${pane}|${over}|${measure}`) || (wait && !store.ended ? tableOf(store, pane, over, measure) : null);
  if (!table || line < 0) return null;
  const n = store.about.days.length;
  const at = (line * table.rows + index) * n;
  return table.values.subarray(at, at + n);
}

// Position of a named line in a pane; where it has none, its first run, or else its first line.
export function lineOf(store, pane, name) {
  const lines = store.about.panes[pane].lines;
  for (const wanted of [name, "run 1", "p50"]) if (lines.includes(wanted)) return lines.indexOf(wanted);
  return 0;
}

export function lineWords(pane, name) {
  const known = { p05: "5 % of runs lie below", p25: "25 % of runs lie below", p50: "median of all runs",
    p75: "75 % of runs lie below", p95: "95 % of runs lie below", record: "record" };
  if (known[name]) return known[name];
  const seed = pane.seeds[Number(name.slice(4)) - 1];
  if (seed === "record") return "what is dated";
  return seed && seed.length < 8 ? `${name} (seed ${seed})` : name;
}
