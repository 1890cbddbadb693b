// The numbers of a theory as sliders, made from their declarations: unit, range, source.
import { el, number } from "./show/words.js";
import { button, note } from "./forms.js";

const STEPS = 400;

// Where the range spans more than a hundredfold, the slider goes by factors; a side without an end gets one.
export function scaleOfNumber(p) {
  const spread = Math.max(Math.abs(p.value), Math.abs(p.default), ...(p.usual || []).map(Math.abs)) || 1;
  const low = p.low ?? Math.min(-4 * spread, p.value), high = p.high ?? Math.max(4 * spread, p.value);
  const least = low > 0 ? low : Math.min(...[p.value, p.default, ...(p.usual || []), high].filter((v) => v > 0)) / 100;
  const factors = low >= 0 && high > 0 && p.value > 0 && high / Math.max(p.value, least) > 50;
  if (!factors) return { low, high, to: (k) => low + (k / STEPS) * (high - low), from: (v) => ((v - low) / (high - low)) * STEPS };
  const span = Math.log(high / least);
  return { low, high, to: (k) => (k <= 0 ? low : least * Math.exp((k / STEPS) * span)), from: (v) => (v <= least ? 0 : (Math.log(v / least) / span) * STEPS) };
}

const sentence = (words) => words[0].toUpperCase() + words.slice(1) + (/[.!?]$/.test(words) ? "" : ".");
const short = (v) => Number(v.toPrecision(3));

export function drawNumbers(box, { declared, side, changed }) {
  const open = new Set([...box.querySelectorAll("details[open]")].map((d) => d.dataset.id));
  const mechanisms = [...new Set(declared.parameters.map((p) => p.mechanism))];
  const find = el("input", { type: "search", placeholder: "find a number", "aria-label": "Find a number", class: "find" });
  const groups = mechanisms.map((m) => {
    const mine = declared.parameters.filter((p) => p.mechanism === m);
    const count = el("span", { class: "count" });
    const says = declared.mechanisms.find((x) => x.id === m)?.says;
    const body = el("div");
    const group = el("details", { "data-id": m, open: open.has(m) }, el("summary", {}, m.replaceAll("_", " "), " ", count), body);
    const fill = () => {
      if (!body.children.length) body.append(...(says ? [note(says)] : []), ...mine.map((p) => slider(p, side, () => { mark(); changed(); })));
    };
    const mark = () => {
      const moved = mine.filter((p) => p.id in side.parameters).length;
      count.textContent = moved ? `(${moved} changed)` : "";
    };
    group.addEventListener("toggle", () => group.open && fill());
    if (group.open) fill();
    mark();
    return { group, mine, fill, body, m };
  });
  find.addEventListener("input", () => {
    const word = find.value.trim().toLowerCase();
    for (const g of groups) {
      const hits = g.mine.filter((p) => `${p.id} ${p.meaning}`.toLowerCase().replaceAll("_", " ").includes(word.replaceAll("_", " ")));
      g.group.hidden = Boolean(word) && !hits.length;
      if (!word) continue;
      g.fill();
      g.group.open = hits.length > 0 && word.length > 2;
    }
  });
  const moved = Object.keys(side.parameters).length;
  box.replaceChildren(note("Point at a number, or move to it, to see what it means and where it comes from."), find,
    button("Reset all numbers", () => { side.parameters = {}; drawNumbers(box, { declared, side, changed }); changed(); }, { class: "reset-all", disabled: !moved && null }), ...groups.map((g) => g.group));
}

function slider(p, side, changed) {
  const scale = scaleOfNumber(p), id = `n-${p.id.replace(".", "-")}`;
  const value = () => side.parameters[p.id] ?? p.value;
  const range = el("input", { type: "range", min: 0, max: STEPS, step: 1, id, "aria-describedby": `${id}-tip` });
  const box = el("input", { type: "number", step: "any", min: p.low, max: p.high, "aria-label": `${p.name.replaceAll("_", " ")}, as a number` });
  const reset = button("↺", () => set(undefined), { "aria-label": `Reset ${p.name.replaceAll("_", " ")}`, title: "Reset" });
  const show = () => {
    range.value = scale.from(value());
    range.setAttribute("aria-valuetext", `${number(short(value()))} ${p.unit}`);
    if (document.activeElement !== box) box.value = short(value());
    reset.hidden = !(p.id in side.parameters);
    row.classList.toggle("moved", p.id in side.parameters);
  };
  const set = (v, told = true) => {
    if (v === undefined || !Number.isFinite(v)) delete side.parameters[p.id];
    else side.parameters[p.id] = Math.min(Math.max(v, p.low ?? -Infinity), p.high ?? Infinity);
    show();
    if (told) changed();
  };
  range.addEventListener("input", () => set(short(scale.to(Number(range.value))), false));
  range.addEventListener("change", () => set(short(scale.to(Number(range.value)))));
  box.addEventListener("change", () => set(box.value === "" ? undefined : Number(box.value)));
  const ends = `${p.low === null || p.low === undefined ? "no lower end" : number(p.low)} to ${p.high === null || p.high === undefined ? "no upper end" : number(p.high)}`;
  const usual = p.usual ? ` Usual: ${number(short(p.usual[0]))} to ${number(short(p.usual[1]))}.` : "";
  const tip = el("div", { class: "tip", id: `${id}-tip`, role: "note" }, `${sentence(p.meaning || p.name.replaceAll("_", " "))} Unit: ${p.unit === "1" ? "none" : p.unit}. Range: ${ends}.${usual} Set by ${p.how === "fixed" ? "the theory" : p.how === "prior" ? "a draw, the same for both sides" : "the process itself"}. Source: ${p.source || "none given"}.`,
    p.denied ? ` The theory denies this process: ${p.denied}.` : "");
  const row = el("div", { class: "number", title: tip.textContent }, el("label", { for: id }, p.name.replaceAll("_", " ")), range, el("span", { class: "value" }, box, p.unit === "1" ? "" : ` ${p.unit}`), reset, tip);
  show();
  return row;
}
