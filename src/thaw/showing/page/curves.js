// Curves with bands, one panel a country; the record's events as marks on the same axis.
import { svg, number, dayNumber, shortDay, spanWords } from "./words.js";
import { row } from "./store.js";

export const INKS = ["#0072b2", "#b34a00"];
const DEEP = ["#00395c", "#7a2e00"]; // a single run before the bands of its own colour
const LEFT = 56, RIGHT = 10, TOP = 22, MARKS = 26, FOOT = 20, POINTS = 900;

// Returns two functions: `move(t)` sets the line of the day, `extend()` draws what has come since.
export function buildCurves(box, store, view, choose, jump) {
  box.replaceChildren();
  const foot = TOP + (store.about.polities.length > 4 ? 84 : 120); // where values are nought
  const wide = Math.max(box.clientWidth || 900, 300);
  const days = store.about.days.map(dayNumber);
  const first = days[0], last = days[view.steps - 1] + store.about.step_days[view.steps - 1];
  const x = (day) => LEFT + ((day - first) / (last - first)) * (wide - LEFT - RIGHT);
  const sides = view.shown.map((pane, k) => ({ pane, k }));
  const cursors = [], curves = [];
  store.about.polities.forEach((polity, index) => {
    for (const part of view.apart ? sides.map((s) => [s]) : [sides]) {
      const drawn = panel(store, view, { index, polity, wide, x, days, last, foot, part, curves });
      addLevers(drawn, (store.about.lever_marks || []).filter((m) => part.some((s) => s.pane === m.pane)), { x, first, last, foot });
      addMarks(drawn, store.about.marks.filter((m) => m.polity === polity.id), { x, first, last, foot, choose });
      const cursor = svg("line", { y1: TOP - 4, y2: foot + MARKS, stroke: "#b35c00", "stroke-width": 1.5, "pointer-events": "none" });
      drawn.append(cursor);
      cursors.push(cursor);
      drawn.addEventListener("click", (event) => {
        if (event.target.closest(".mark")) return;
        const at = drawn.getBoundingClientRect();
        const day = first + (((event.clientX - at.left) / at.width) * wide - LEFT) / (wide - LEFT - RIGHT) * (last - first);
        let t = 0;
        while (t + 1 < view.steps && days[t + 1] <= day) t++;
        jump(t);
      });
      box.append(drawn);
    }
  });
  return {
    extend: () => curves.forEach((curve) => curve()),
    move: (t) => {
      const at = x(days[t] + store.about.step_days[t] / 2).toFixed(1);
      for (const line of cursors) {
        line.setAttribute("x1", at);
        line.setAttribute("x2", at);
      }
    },
  };
}

function panel(store, view, { index, polity, wide, x, days, last, foot, part, curves }) {
  const y = (v) => foot - view.scale.part(v) * (foot - TOP);
  const names = part.map((s) => store.about.panes[s.pane].name);
  const title = view.apart && view.shown.length > 1 ? `${polity.name}: ${names[0]}` : polity.name;
  const drawn = svg("svg", { viewBox: `0 0 ${wide} ${foot + MARKS + FOOT}`, role: "group", "aria-label": `${polity.name}: ${view.words}, ${names.join(" and ")}` });
  drawn.append(svg("text", { x: LEFT, y: 14, "font-weight": 600, "font-size": 13 }, title));
  for (const v of view.scale.ticks) {
    drawn.append(svg("path", { d: `M${LEFT} ${y(v)}H${wide - RIGHT}`, stroke: "#e2e2de" }),
      svg("text", { x: LEFT - 6, y: y(v) + 4, "text-anchor": "end", fill: "#595959" }, number(v)));
  }
  for (const [day, words] of ticks(days[0], last, wide)) {
    drawn.append(svg("path", { d: `M${x(day)} ${TOP}V${foot + MARKS}`, stroke: "#efefec" }),
      svg("text", { x: x(day) + 3, y: foot + MARKS + 14, fill: "#595959" }, words));
  }
  drawn.append(svg("path", { d: `M${LEFT} ${foot}H${wide - RIGHT}`, stroke: "#777" }));
  const at = { index, x, y, days };
  part.forEach((s) => bandsOf(drawn, store, view, { ...s, ...at }, curves));
  part.forEach((s) => linesOf(drawn, store, view, { ...s, ...at }, curves));
  return drawn;
}

// Points of a line so far, the last bucket once more each time: `every` steps make one point.
function pointsOf(store, view, { pane, x, y, days }, values, pick) {
  const every = Math.max(1, Math.ceil(view.steps / POINTS));
  const whole = [];
  let from = 0;
  return () => {
    const upto = Math.min(view.steps, store.upto[pane]);
    let last = "";
    for (; from < upto; from += every) {
      let best = NaN;
      for (let t = from; t < Math.min(from + every, upto); t++) {
        if (Number.isFinite(values[t])) best = Number.isNaN(best) ? values[t] : pick(best, values[t]);
      }
      last = Number.isNaN(best) ? "" : `${x(days[from]).toFixed(1)} ${y(best).toFixed(1)}`;
      if (from + every > upto) break;
      if (last) whole.push(last);
      last = "";
    }
    return last ? [...whole, last] : whole;
  };
}

function bandsOf(drawn, store, view, at, curves) {
  const about = store.about.panes[at.pane];
  const of = (name) => row(store, at.pane, "polity", view.measure, about.lines.indexOf(name), at.index);
  for (const [a, b, opacity] of [["p05", "p95", 0.16], ["p25", "p75", 0.3]]) {
    const low = of(a), high = of(b);
    if (!low || !high) continue;
    const over = pointsOf(store, view, at, high, Math.max), under = pointsOf(store, view, at, low, Math.min);
    const area = svg("path", { fill: INKS[at.k], opacity });
    drawn.append(area);
    const curve = () => area.setAttribute("d", "M" + [...over(), ...under().slice().reverse()].join("L") + "Z");
    curve();
    curves.push(curve);
  }
}

// Each line lies on a white one, so that two that cross stay two; the second side is dashed, and where both
// lie on each other the first is seen in its gaps.
function linesOf(drawn, store, view, at, curves) {
  const about = store.about.panes[at.pane];
  const chosen = about.lines[view.lines[at.pane]];
  const names = [...new Set([...(about.bands ? ["p50"] : about.lines), chosen])];
  for (const name of names) {
    const values = row(store, at.pane, "polity", view.measure, about.lines.indexOf(name), at.index, true);
    if (!values) continue;
    const strong = name === chosen, deep = strong && about.bands && name !== "p50";
    const dash = at.k ? (deep ? "7 3" : "4 4") : null;
    const line = svg("path", { fill: "none", stroke: deep ? DEEP[at.k] : INKS[at.k], "stroke-linejoin": "round",
      "stroke-width": strong ? 1.7 : about.bands ? 1.3 : 1, opacity: strong || about.bands ? 1 : 0.7, "stroke-dasharray": dash });
    const under = strong ? svg("path", { fill: "none", stroke: "#fff", "stroke-width": 4, opacity: 0.75, "stroke-dasharray": dash }) : null;
    if (under) drawn.append(under);
    drawn.append(line);
    const points = pointsOf(store, view, at, values, Math.max);
    const curve = () => {
      const found = points();
      const d = found.length ? "M" + found.join("L") : "";
      line.setAttribute("d", d);
      if (under) under.setAttribute("d", d);
    };
    curve();
    curves.push(curve);
  }
}

function ticks(first, last, wide) {
  const begin = new Date(first * 86400000), out = [];
  const months = (last - first) / 30.4;
  const room = Math.max(2, Math.floor(wide / 95));
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((k) => months / k <= room) || 120;
  let at = step >= 12 ? begin.getUTCFullYear() * 12 : begin.getUTCFullYear() * 12 + begin.getUTCMonth();
  for (; ; at += 1) {
    const day = Date.UTC(Math.floor(at / 12), at % 12, 1) / 86400000;
    if (day >= last - (last - first) / 14) return out;
    if (day < first || at % step) continue;
    const date = new Date(day * 86400000);
    out.push([day, step >= 12 ? String(date.getUTCFullYear()) : shortDay(date.toISOString().slice(0, 10)).slice(2)]);
  }
}

function addLevers(drawn, marks, { x, first, last, foot }) {
  for (const mark of marks) {
    const day = Math.max(dayNumber(mark.day), first);
    if (day > last) continue;
    const until = mark.until ? Math.min(dayNumber(mark.until), last) : day;
    drawn.append(svg("g", {}, svg("title", {}, `What if: ${mark.words}`),
      until > day ? svg("rect", { x: x(day), y: TOP - 5, width: x(until) - x(day), height: 4, fill: INKS[mark.pane] || "#555", opacity: 0.45 }) : null,
      svg("path", { d: `M${x(day)} ${foot}V${TOP}`, stroke: INKS[mark.pane] || "#555", "stroke-dasharray": "1 3", "stroke-width": 1.5 }),
      svg("path", { d: `M${x(day) - 5} ${TOP - 8}h10l-5 8Z`, fill: INKS[mark.pane] || "#555" })));
  }
}

// Marks that would lie on each other are one, with their number; kinds differ in shape, not in colour alone.
function addMarks(drawn, marks, { x, first, last, foot, choose }) {
  const groups = [];
  for (const mark of marks) {
    const day = Math.max(dayNumber(mark.first), first);
    if (day > last) continue;
    const kind = mark.off ? "off" : mark.mass ? "mass" : "other";
    const near = groups.findLast((g) => g.kind === kind);
    if (near && x(day) - near.at < 11) near.marks.push(mark);
    else groups.push({ kind, at: x(day), marks: [mark] });
  }
  const made = groups.sort((a, b) => a.at - b.at).map((group, k) => {
    const y = foot + (group.kind === "mass" ? 8 : 19);
    const words = group.marks.map((m) => `${spanWords(m.first, m.last)}: ${m.off ? "no " : ""}${m.kind}`).join("; ");
    const g = svg("g", { class: "mark", tabindex: k ? -1 : 0, role: "button", "aria-label": `Record, ${words}` }, svg("title", {}, words),
      svg("path", { d: shape(group.kind, group.at + 0.5, y), fill: group.kind === "off" ? "#fff" : "#111", stroke: group.kind === "off" ? "#111" : "#fff" }));
    if (group.marks.length > 1) g.append(svg("text", { x: group.at + 5.5, y: y + 3.5, "font-size": 9 }, String(group.marks.length)));
    g.addEventListener("click", () => choose(group.marks));
    return g;
  });
  made.forEach((g, k) => g.addEventListener("keydown", (event) => {
    const to = { ArrowRight: made[k + 1], ArrowLeft: made[k - 1] }[event.key];
    if (event.key === "Enter" || event.key === " ") g.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    else if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    event.stopPropagation();
    if (to) {
      g.setAttribute("tabindex", -1);
      to.setAttribute("tabindex", 0);
      to.focus();
    }
  }));
  drawn.append(...made);
}

function shape(kind, x, y) {
  if (kind === "mass") return `M${x} ${y - 5.5}L${x + 5} ${y + 4}L${x - 5} ${y + 4}Z`;
  if (kind === "other") return `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z`;
  return `M${x - 3.5} ${y - 3.5}h7v7h-7Z`;
}
