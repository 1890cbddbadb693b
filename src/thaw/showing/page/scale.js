// Scales of values and colours, the same for the curves and the map.
import { row } from "./store.js";

const STOPS = [[255, 255, 255], [201, 219, 232], [122, 169, 204], [47, 110, 165], [11, 47, 92]];
const LINEAR_TO = 10;

// The scale of all that panes hold of a measure.
export function scaleFor(store, panes, over, measure, kind, steps) {
  let top = 0, low = 0;
  const all = [];
  for (const pane of panes) {
    const table = store.tables.get(`${pane}|${over}|${measure}`);
    if (!table) continue;
    for (let l = 0; l < table.lines; l++) {
      for (let r = 0; r < table.rows; r++) {
        const values = row(store, pane, over, measure, l, r);
        for (let t = 0; t < steps; t++) {
          const v = values[t];
          if (v > top) top = v;
          if (v < low) low = v;
          if (t % 7 === 0 && Number.isFinite(v)) all.push(v);
        }
      }
    }
  }
  all.sort((a, b) => a - b);
  return scaleOf({ low, top, usual: Math.max(all.length ? all[all.length >> 1] : 1, 1) }, kind);
}

// Where a few days tower over the rest, logarithmic from 10, linear below.
export function scaleOf({ low, top, usual }, kind) {
  const log = low >= 0 && (kind === "log" || (kind === "auto" && top >= Math.max(1000, 100 * usual)));
  if (top === low) top = low + 1;
  const bend = (v) => (v <= LINEAR_TO ? (0.5 * v) / LINEAR_TO : 0.5 + Math.log10(v / LINEAR_TO));
  const part = log ? (v) => bend(Math.max(v, 0)) / bend(top) : (v) => (v - low) / (top - low);
  return { low, top, log, part, ticks: log ? decades(top) : rounds(low, top) };
}

function decades(top) {
  const out = [0];
  for (let v = LINEAR_TO; v <= top; v *= 10) out.push(v);
  return out;
}

function rounds(low, top) {
  const raw = (top - low) / 3;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = unit * [1, 2, 5, 10].find((k) => k * unit >= raw);
  const out = [];
  for (let k = Math.ceil(low / step); k * step <= top * 1.0001; k++) out.push(Number((k * step).toPrecision(6)));
  return out;
}

// White to dark blue: differs in lightness, so neither colour vision nor a grey printer matters.
export function colour(part) {
  if (!Number.isFinite(part)) return "#ffffff";
  const spot = Math.min(Math.max(part, 0), 1) * (STOPS.length - 1);
  const k = Math.min(Math.floor(spot), STOPS.length - 2);
  const mix = STOPS[k].map((a, i) => Math.round(a + (STOPS[k + 1][i] - a) * (spot - k)));
  return `rgb(${mix.join(",")})`;
}

export function inkOn(part) {
  return part > 0.55 ? "#ffffff" : "#000000";
}
