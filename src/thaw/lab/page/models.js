// Published models as pictures: a grid that moves, a curve of thresholds, weeks; all with their switches.
import { el, svg, number } from "./show/words.js";
import { button, failed, fill, note, redrawn, select, table, waiting } from "./forms.js";

const MOST_FRAMES = 3000;
const COLOURS = ["#f4f4f0", "#0072b2", "#d55e00", "#000000", "#cc79a7", "#f0e442", "#009e73", "#888888", "#56b4e9", "#e69f00"];

export function makeModels(box, { hello, ask, send }) {
  const all = [...hello.published].sort((a, b) => Number(b.moving) - Number(a.moving));
  if (!all.length) return fill(box, note("No published models are here."));
  const want = { model: all[0].id, preset: null, settings: {}, seed: 0 };
  const form = el("form", { class: "ask", autocomplete: "off", onsubmit: (event) => { event.preventDefault(); go(); } });
  const result = el("div", { id: "published" });
  let film = null;
  fill(box, el("h2", {}, "The field's classic models"), note("Each is re-run from its paper, with every reading that the paper leaves open as a switch. Our accounts build on the same mechanisms."),
    el("div", { class: "split models" }, form, result));

  const draw = () => redrawn(form, drawForm);

  function drawForm() {
    const m = all.find((x) => x.id === want.model);
    const switches = m.switches.map((s) => el("div", { class: "switch" }, select(s.id.replaceAll("_", " "), s.values.map((v) => [String(v), `${v}${String(v) === String(s.paper) ? " (paper)" : ""}${String(v) === String(s.default) ? " (default)" : ""}`]),
      String(want.settings[s.id] ?? s.default), (v) => { want.settings[s.id] = s.values.find((x) => String(x) === v); })  , note(`${sentence(s.about)}${s.silent ? " The paper is silent." : ""}`)));
    const inputs = m.inputs.map((i) => input(i));
    fill(form, select("Model", all.map((x) => [x.id, x.title]), want.model, (v) => { Object.assign(want, { model: v, preset: null, settings: {} }); stop(); result.replaceChildren(); draw(); }, { id: "model" }),
      note(m.says), note(m.source),
      m.presets.length ? select("Preset", [["", "none"], ...m.presets.map((p) => [p, p.replaceAll("_", " ")])], want.preset || "", (v) => { Object.assign(want, { preset: v || null, settings: {} }); draw(); }, { id: "preset" }) : null,
      el("label", {}, "Seed ", el("input", { type: "number", min: 0, value: want.seed, onchange: (event) => { want.seed = Math.max(0, Number(event.target.value) || 0); } })),
      el("div", { class: "row" }, el("button", { type: "submit", id: "model-go" }, "Run it"), button("Set back", () => { want.settings = {}; want.preset = null; draw(); }, { id: "model-reset" })),
      el("details", { open: innerWidth > 1000 }, el("summary", {}, `Switches (${m.switches.length})`), ...(switches.length ? switches : [note("None.")])),
      el("details", {}, el("summary", {}, "Numbers"), ...inputs));
  }

  function input(i) {
    const value = want.settings[i.id] ?? i.value;
    const label = i.id.replaceAll("_", " ");
    if (typeof value !== "number" || !i.support || i.support[0] === null || i.support[1] === null) {
      return el("label", { class: "stack" }, label, el("input", { type: "text", value: String(value), onchange: (event) => { set(i, event.target.value); } }), note(`${i.about || ""} ${i.unit === "1" ? "" : i.unit} Source: ${i.source}`));
    }
    const box = el("input", { type: "number", step: i.whole ? 1 : "any", min: i.support[0], max: i.support[1], value, "aria-label": `${label}, as a number`, onchange: () => set(i, Number(box.value)) });
    const range = el("input", { type: "range", min: i.support[0], max: i.support[1], step: i.whole ? 1 : (i.support[1] - i.support[0]) / 400, value, "aria-label": label,
      oninput: () => { box.value = i.whole ? range.value : Number(Number(range.value).toPrecision(3)); }, onchange: () => set(i, Number(box.value)) });
    return el("div", { class: "number", title: `${i.about || ""} Source: ${i.source}` }, el("label", {}, label), range, el("span", { class: "value" }, box, i.unit === "1" ? "" : ` ${i.unit}`), el("div", { class: "tip" }, `${sentence(i.about || label)} Range: ${number(i.support[0])} to ${number(i.support[1])}. Source: ${i.source}`));
  }

  function set(i, v) {
    const numbers = typeof v === "string" ? v.split(/[,\s]+/).filter(Boolean).map(Number) : null;
    want.settings[i.id] = Array.isArray(i.value) ? numbers : typeof i.value === "number" ? Number(v) : v;
  }

  function stop() {
    if (film) film.over = true;
    send({ kind: "cancel", what: "published" });
    film = null;
  }

  async function go() {
    if (film) stop();
    const m = all.find((x) => x.id === want.model);
    const bar = waiting(() => send({ kind: "cancel", what: "published" }));
    fill(result, bar.box);
    const mine = { frames: [], at: 0, over: false, playing: true, add: (f) => mine.frames.push(f) };
    film = mine;
    try {
      const found = await ask({ kind: "published", model: want.model, preset: want.preset, settings: want.settings, seed: want.seed, frames: m.moving }, { told: bar.told });
      if (film === mine) tell(found, mine);
    } catch (problem) {
      if (film === mine) fill(result, failed(problem));
    }
  }

  function tell(found, mine) {
    const p = found.picture;
    const made = { grid: () => grid(p, mine), curve: () => curve(p), weeks: () => weeks(p) }[p.kind];
    fill(result, el("h3", {}, found.title), made ? made() : null,
      found.numbers.length ? el("details", { open: !made }, el("summary", {}, "All numbers of this run"), table(["what", { words: "value", n: true }], found.numbers.map((n) => [n.name.replaceAll("_", " "), value(n.value)]))) : null,
      found.targets.length ? el("details", {}, el("summary", {}, "What the paper reports, and whether it comes out"), table(["what", "published", "known", "comes out"], found.targets.map((t) => [t.text, String(t.published), t.known, t.reproduces === false ? "no" : "yes"]))) : null,
      found.departures.length ? el("details", {}, el("summary", {}, "Where our reading departs from the paper"), el("ul", {}, ...found.departures.map((d) => el("li", {}, d)))) : null,
      el("details", {}, el("summary", {}, "All settings"), el("p", { class: "note" }, Object.entries(found.settings).map(([k, v]) => `${k} ${v}`).join("; "))));
    if (p.kind === "grid") mine.show();
  }

  // Frames are kept up to a bound and can be run back and forth.
  function grid(p, mine) {
    const size = Math.max(4, Math.floor(480 / Math.max(p.width, p.height)));
    const canvas = el("canvas", { width: p.width * size, height: p.height * size, role: "img", "aria-label": "The grid; the counts below say the same in numbers" });
    const pen = canvas.getContext("2d");
    const words = el("p", { class: "row", "aria-live": "off" }), slider = el("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "Tick" });
    const play = button("Pause", () => { mine.playing = !mine.playing; play.textContent = mine.playing ? "Pause" : "Play"; if (mine.playing) requestAnimationFrame(step); }, { id: "film-play" });
    const speed = el("select", {}, ...[["5", "slow"], ["15", "medium"], ["60", "fast"]].map(([v, w]) => el("option", { value: v, selected: v === "15" }, w)));
    const line = svg("svg", { viewBox: "0 0 480 90", class: "forest", role: "img", "aria-label": "Counts over time" });
    const key = el("p", { class: "key" }, ...p.legend.map((l) => el("span", {}, patch(l.code), ` ${l.words}`)));
    let last = 0, owed = 0;
    const draw = () => {
      const frame = mine.frames[mine.at];
      if (!frame) return;
      for (let k = 0; k < p.width * p.height; k++) {
        const code = Number(frame.cells[k]), cx = (k % p.width) * size, cy = Math.floor(k / p.width) * size;
        pen.fillStyle = COLOURS[0];
        pen.fillRect(cx, cy, size, size);
        if (code) mark(pen, code, cx, cy, size);
      }
      slider.max = Math.max(mine.frames.length - 1, 0);
      slider.value = mine.at;
      fill(words, el("strong", {}, `tick ${frame.tick}`), ...Object.entries(frame.counts).map(([k, v], n) => el("span", {}, dash(n), ` ${k.replaceAll("_", " ")}: ${number(v)}`)));
      canvas.dataset.tick = frame.tick;
    };
    const lines = () => {
      const names = Object.keys(mine.frames[0]?.counts || {}), every = Math.max(1, Math.ceil(mine.frames.length / 400));
      const top = Math.max(1, ...mine.frames.flatMap((f) => Object.values(f.counts)));
      fill(line, ...names.map((n, k) => svg("path", { fill: "none", ...lineOf(k),
        d: "M" + mine.frames.filter((_, t) => t % every === 0).map((f, t) => `${((t * every) / Math.max(mine.frames.length - 1, 1)) * 478 + 1} ${84 - (f.counts[n] / top) * 78}`).join("L") }, svg("title", {}, n))));
    };
    const step = (now) => {
      if (mine.over || !mine.playing) return;
      owed += Math.min(now - last, 200) * Number(speed.value) / 1000;
      last = now;
      const whole = Math.floor(owed);
      owed -= whole;
      if (whole && mine.at < mine.frames.length - 1) {
        mine.at = Math.min(mine.at + whole, mine.frames.length - 1);
        draw();
      }
      requestAnimationFrame(step);
    };
    slider.addEventListener("input", () => { mine.at = Number(slider.value); mine.playing = false; play.textContent = "Play"; draw(); });
    mine.show = () => { draw(); if (mine.frames.length) lines(); requestAnimationFrame(step); };
    mine.add = (frame) => {
      mine.frames.push(frame);
      if (mine.frames.length > MOST_FRAMES) {
        mine.frames.shift();
        mine.at = Math.max(0, mine.at - 1);
      }
      if (mine.frames.length === 1) draw();
      slider.max = mine.frames.length - 1;
      if (mine.frames.length % 20 === 0) lines();
    };
    mine.end = lines;
    return el("div", { class: "film" }, key, canvas, el("div", { class: "row" }, play, el("label", {}, "Speed ", speed), el("label", { class: "grow" }, el("span", { class: "hide" }, "Tick"), slider)), words, line);
  }

  function frame(message) {
    if (film) film.add(message);
  }

  // What a task asks for.
  function open({ model, preset = null, settings = {}, seed = 0 }) {
    Object.assign(want, { model, preset, settings: { ...settings }, seed });
    draw();
    go();
  }

  draw();
  return { open, frame, end: () => film && film.end && film.end() };
}

function value(v) {
  return typeof v === "number" ? number(v) : v === null ? "–" : String(v);
}

function sentence(words) {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1).replace(/\.$/, "")}.`;
}

// Shapes as well as colours, so that neither colour vision nor a grey screen matters.
function mark(pen, code, x, y, size) {
  const half = size / 2;
  pen.fillStyle = COLOURS[code % COLOURS.length];
  pen.beginPath();
  if (code % 3 === 1) pen.arc(x + half, y + half, half * 0.8, 0, 7);
  else if (code % 3 === 2) pen.rect(x + 0.5, y + 0.5, size - 1, size - 1);
  else {
    pen.moveTo(x + half, y);
    pen.lineTo(x + size, y + size);
    pen.lineTo(x, y + size);
  }
  pen.fill();
}

function lineOf(k) {
  return { stroke: COLOURS[k + 1], "stroke-width": 1.7, "stroke-dasharray": k ? `${2 + 2 * k} 2` : null };
}

function dash(k) {
  return svg("svg", { viewBox: "0 0 26 12", width: 26, height: 12, "aria-hidden": true }, svg("path", { d: "M0 6H26", fill: "none", ...lineOf(k) }));
}

function patch(code) {
  const made = el("canvas", { width: 14, height: 14, "aria-hidden": "true" });
  const pen = made.getContext("2d");
  pen.fillStyle = COLOURS[0];
  pen.fillRect(0, 0, 14, 14);
  if (Number(code)) mark(pen, Number(code), 1, 1, 12);
  return made;
}

// A curve and the diagonal; the staircase shows how few become many.
function curve(p) {
  const size = 380, left = 46, span = (v) => [Math.min(0, ...v), Math.max(1e-9, ...v)];
  const [x0, x1] = span(p.x), [y0, y1] = span([...p.y, ...(p.diagonal ? p.x : [])]);
  const x = (v) => left + ((v - x0) / (x1 - x0)) * (size - left - 10), y = (v) => size - 36 - ((v - y0) / (y1 - y0)) * (size - 64);
  const path = (points) => "M" + points.map(([a, b]) => `${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("L");
  const labels = Array.isArray(p.labels) ? p.labels : [p.labels?.x || p.x_label || "", p.labels?.y || p.y_label || ""];
  return svg("svg", { viewBox: `0 0 ${size} ${size}`, class: "curve", role: "img", "aria-label": `Curve: ${labels.join(" against ")}` },
    svg("path", { d: `M${left} ${y(y0)}H${size - 10}M${left} ${y(y0)}V22`, stroke: "#777", fill: "none" }),
    ...[0, 0.5, 1].flatMap((k) => [svg("text", { x: x(x0 + k * (x1 - x0)), y: size - 20, "text-anchor": "middle", fill: "#595959" }, number(Number((x0 + k * (x1 - x0)).toPrecision(3)))),
      svg("text", { x: left - 5, y: y(y0 + k * (y1 - y0)) + 4, "text-anchor": "end", fill: "#595959" }, number(Number((y0 + k * (y1 - y0)).toPrecision(3))))]),
    svg("text", { x: (size + left) / 2, y: size - 4, "text-anchor": "middle" }, labels[0] || ""), svg("text", { x: 4, y: 14 }, labels[1] || ""),
    p.diagonal ? svg("path", { d: path([[x0, x0], [x1, x1]]), stroke: "#999", "stroke-dasharray": "4 3" }) : null,
    svg("path", { d: path(p.x.map((v, k) => [v, p.y[k]])), stroke: "#0072b2", "stroke-width": 2, fill: "none" }),
    p.steps && p.steps.length ? svg("path", { d: path(p.steps), stroke: "#b34a00", "stroke-width": 1.5, fill: "none" }) : null);
}

// One bar a week: who came, what was believed, and what sources say.
function weeks(p) {
  const wide = Math.min(640, innerWidth - 30), high = 220, left = 60, n = p.days.length;
  const top = Math.max(1, ...p.turnout, ...(p.record || []).map((r) => r.high ?? r.low ?? 0));
  const x = (k) => left + ((k + 0.5) / n) * (wide - left - 10), y = (v) => high - 40 - (v / top) * (high - 60);
  const near = (day) => p.days.findIndex((d) => String(d) === String(day));
  const made = svg("svg", { viewBox: `0 0 ${wide} ${high}`, class: "forest", role: "img", "aria-label": "Turnout by week, with what sources say" });
  for (const k of [0, 0.5, 1]) made.append(svg("text", { x: left - 6, y: y(k * top) + 4, "text-anchor": "end", fill: "#595959" }, number(Number((k * top).toPrecision(2)))), svg("path", { d: `M${left} ${y(k * top)}H${wide - 10}`, stroke: "#e2e2de" }));
  p.days.forEach((day, k) => made.append(svg("rect", { x: x(k) - 0.35 * ((wide - left) / n), y: y(p.turnout[k]), width: 0.7 * ((wide - left) / n), height: high - 40 - y(p.turnout[k]), fill: "#7aa9cc" }, svg("title", {}, `${day}: ${number(p.turnout[k])}`)),
    k % Math.ceil(n / (wide < 500 ? 5 : 9)) === 0 ? svg("text", { x: x(k), y: high - 22, "text-anchor": "middle", "font-size": 10, fill: "#595959" }, String(day).slice(0, 7)) : ""));
  for (const r of p.record || []) {
    const k = near(r.day);
    if (k >= 0) made.append(svg("path", { d: `M${x(k)} ${y(r.low)}V${y(r.high ?? r.low)}M${x(k) - 5} ${y(r.low)}h10M${x(k) - 5} ${y(r.high ?? r.low)}h10`, stroke: "#111", "stroke-width": 2 }, svg("title", {}, `sources: ${number(r.low)} to ${number(r.high ?? r.low)}`)));
  }
  if (p.belief) made.append(svg("path", { fill: "none", stroke: "#b34a00", "stroke-width": 2, "stroke-dasharray": "5 3", d: "M" + p.belief.map((b, k) => `${x(k)} ${high - 40 - b * (high - 60)}`).join("L") }));
  return el("div", {}, made, note("Bars: people who came. Upright lines: what sources say. Dashed line: belief that the regime is bad, 0 at the foot to 1 at the top."));
}
