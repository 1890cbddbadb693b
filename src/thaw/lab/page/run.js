// What a run has told: values, log and panels, each with a bound.
import { makeStore, receive, row } from "./show/store.js";
import { scaleOf } from "./show/scale.js";

const MOST_LOG = 10000, MOST_PANELS = 4000;
const FEW = 10; // persons: one on strike in a country is no dark map

export function makeRun(about) {
  const store = makeStore();
  receive(store, about);
  return { number: about.run, about, store, floors: new Map(), log: [], panels: about.panes.map(() => new Map()), state: null, ended: false };
}

// Whether the message was of this run.
export function told(run, message) {
  if (message.run !== run.number) return false;
  if (message.kind === "steps") addSteps(run.store, message);
  else if (message.kind === "log") addLog(run, message);
  else if (message.kind === "panel") addPanel(run, message);
  else if (message.kind === "state") run.state = message;
  else if (message.kind === "end") {
    run.store.ended = true;
    run.ended = true;
  } else if (message.kind === "kept") run.kept = true;
  else return false;
  return true;
}

// Values come step by step and row by row, in the order of the columns that `about` told of the pane.
function addSteps(store, { pane, first, count, values }) {
  const { about } = store;
  let at = 0;
  for (const over of ["polity", "place"]) {
    const names = about.panes[pane].columns[over], rows = about[over === "polity" ? "polities" : "places"].length;
    const each = rows * names.length;
    names.forEach((name, m) => {
      const whole = Array.from({ length: rows }, (_, r) => row(store, pane, over, name, 0, r, true));
      const table = store.tables.get(`${pane}|${over}|${name}`);
      for (let k = 0; k < count; k++) {
        for (let r = 0; r < rows; r++) {
          const v = values[at + k * each + r * names.length + m];
          if (v > table.top) table.top = v;
          if (v < table.low) table.low = v;
          whole[r][first + k] = v;
        }
      }
    });
    at += count * each;
  }
  store.upto[pane] = Math.max(store.upto[pane], first + count);
}

export function upto(run) {
  return Math.min(...run.store.upto);
}

function addLog(run, { pane, entries }) {
  for (const entry of entries) {
    let at = run.log.length;
    while (at > 0 && run.log[at - 1].t > entry.t) at--;
    run.log.splice(at, 0, { ...entry, pane });
  }
  if (run.log.length > 2 * MOST_LOG) run.log = run.log.slice(-MOST_LOG); // another array: the log on the page begins anew
}

function addPanel(run, { pane, t, polities }) {
  for (const polity of polities) {
    const held = run.panels[pane];
    if (!held.has(polity.id)) held.set(polity.id, []);
    const list = held.get(polity.id);
    list.push({ t, polity });
    if (list.length > MOST_PANELS) list.splice(0, list.length, ...list.filter((_, k) => k % 2 || k === list.length - 1));
  }
}

// The last that was told of a country by step `t`.
export function panelAt(run, pane, polity, t) {
  const list = run.panels[pane].get(polity);
  return list ? list.findLast((p) => p.t <= t)?.polity ?? list[0].polity : null;
}

// A scale with room above what has come, so that it is drawn anew only now and then; a try that follows another
// begins with its scale, so that the two compare by eye.
export function roomyScale(run, shown, over, measure, kind) {
  const key = `${over}|${measure}`;
  let top = run.floors.get(key) || 0, low = 0;
  for (const pane of shown) {
    const table = run.store.tables.get(`${pane}|${over}|${measure}`);
    if (!table) continue;
    top = Math.max(top, table.top);
    low = Math.min(low, table.low);
  }
  run.floors.set(key, top);
  const { unit } = run.about.measures.find((m) => m.id === measure);
  if (unit === "persons" && top > 0) top = Math.max(top, FEW);
  return scaleOf({ low: -roomy(-low), top: roomy(top), usual: 1 }, kind);
}

function roomy(top) {
  if (top <= 0) return 0;
  const unit = 10 ** Math.floor(Math.log10(top));
  return unit * [1, 2, 5, 10].find((k) => k * unit >= top * 0.9999999);
}
