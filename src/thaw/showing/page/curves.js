// Curves with bands, one panel a country; the record's events as marks on the same axis.
import { svg, number, dayNumber, spanWords } from "./words.js";
import { row } from "./store.js";

export const INKS = ["#0072b2", "#b34a00"];
const LEFT = 56, RIGHT = 10, TOP = 22, HIGH = 120, MARKS = 26, FOOT = 20;

export function buildCurves(box, store, view, choose, jump) {
  box.replaceChildren();
  const wide = Math.max(box.clientWidth || 900, 300);
  const days = store.about.days.map(dayNumber);
  const first = days[0], last = days[view.steps - 1] + store.about.step_days[view.steps - 1];
  const x = (day) => LEFT + ((day - first) / (last - first)) * (wide - LEFT - RIGHT);
  const lines = [];
  store.about.polities.forEach((polity, index) => {
    const drawn = panel(store, view, { index, polity, wide, x, days, last });
    addMarks(drawn, store.about.marks.filter((m) => m.polity === polity.id), { x, first, last, choose });
    const cursor = svg("line", { y1: TOP - 4, y2: TOP + HIGH + MARKS, stroke: "#b35c00", "stroke-width": 1.5, "pointer-events": "none" });
    drawn.append(cursor);
    lines.push(cursor);
    drawn.addEventListener("click", (event) => {
      if (event.target.closest(".mark")) return;
      const at = drawn.getBoundingClientRect();
      const day = first + (((event.clientX - at.left) / at.width) * wide - LEFT) / (wide - LEFT - RIGHT) * (last - first);
      let t = 0;
      while (t + 1 < view.steps && days[t + 1] <= day) t++;
      jump(t);
    });
    box.append(drawn);
  });
  return (t) => lines.forEach((line) => {
    const at = x(days[t] + store.about.step_days[t] / 2).toFixed(1);
    line.setAttribute("x1", at);
    line.setAttribute("x2", at);
  });
}

function panel(store, view, { index, polity, wide, x, days, last }) {
  const y = (v) => TOP + HIGH - view.scale.part(v) * HIGH;
  const drawn = svg("svg", { viewBox: `0 0 ${wide} ${TOP + HIGH + MARKS + FOOT}`, role: "group", "aria-label": `${polity.name}: ${view.words}` });
  drawn.append(svg("text", { x: LEFT, y: 14, "font-weight": 600, "font-size": 13 }, polity.name));
  for (const v of view.scale.ticks) {
    drawn.append(svg("path", { d: `M${LEFT} ${y(v)}H${wide - RIGHT}`, stroke: "#e2e2de" }),
      svg("text", { x: LEFT - 6, y: y(v) + 4, "text-anchor": "end", fill: "#595959" }, number(v)));
  }
  for (const [day, words] of ticks(days[0], last, wide)) {
    drawn.append(svg("path", { d: `M${x(day)} ${TOP}V${TOP + HIGH + MARKS}`, stroke: "#efefec" }),
      svg("text", { x: x(day) + 3, y: TOP + HIGH + MARKS + 14, fill: "#595959" }, words));
  }
  drawn.append(svg("path", { d: `M${LEFT} ${TOP + HIGH}H${wide - RIGHT}`, stroke: "#777" }));
  view.shown.forEach((pane, k) => curvesOf(drawn, store, view, { pane, ink: INKS[k], dash: k ? "6 3" : null, index, x, y, days }));
  return drawn;
}

function curvesOf(drawn, store, view, { pane, ink, dash, index, x, y, days }) {
  const about = store.about.panes[pane];
  const steps = Math.min(view.steps, store.upto[pane]);
  const every = Math.max(1, Math.ceil(steps / 900));
  const of = (name) => row(store, pane, "polity", view.measure, about.lines.indexOf(name), index);
  const points = (values, pick) => {
    const out = [];
    for (let t = 0; t < steps; t += every) {
      const part = Array.from(values.subarray(t, Math.min(t + every, steps))).filter(Number.isFinite);
      if (part.length) out.push(`${x(days[t]).toFixed(1)} ${y(pick(part)).toFixed(1)}`);
    }
    return out;
  };
  const most = (v) => Math.max(...v), least = (v) => Math.min(...v);
  for (const [a, b, opacity] of [["p05", "p95", 0.16], ["p25", "p75", 0.3]]) {
    const low = of(a), high = of(b);
    if (!low || !high) continue;
    const area = [...points(high, most), ...points(low, least).reverse()];
    drawn.append(svg("path", { d: "M" + area.join("L") + "Z", fill: ink, opacity }));
  }
  const chosen = about.lines[view.lines[pane]];
  const others = about.bands ? ["p50"] : about.lines;
  for (const name of [...new Set([...others, chosen])]) {
    const values = of(name);
    if (!values) continue;
    const strong = name === chosen;
    drawn.append(svg("path", { d: "M" + points(values, most).join("L"), fill: "none", stroke: strong && about.bands && name !== "p50" ? "#111" : ink,
      "stroke-width": strong ? 1.6 : 1, opacity: strong ? 1 : 0.7, "stroke-dasharray": dash }));
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
    out.push([day, step >= 12 ? String(date.getUTCFullYear()) : date.toLocaleDateString("en-GB", { month: "short", year: "numeric", timeZone: "UTC" })]);
  }
}

// Marks that would lie on each other are one, with their number; kinds differ in shape, not in colour alone.
function addMarks(drawn, marks, { x, first, last, choose }) {
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
    const y = TOP + HIGH + (group.kind === "mass" ? 8 : 19);
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
