// The page: what is chosen, the controls, and drawing when something changes.
import { makeStore, receive, lineOf, lineWords } from "./store.js";
import { embedded } from "./embedded.js";
import { el, dayWords, nameOf } from "./words.js";
import { scaleFor } from "./scale.js";
import { legend } from "./map.js";
import { buildPanes } from "./panes.js";
import { buildCurves, INKS } from "./curves.js";
import { entries, buildLog, details } from "./log.js";
import { LIMITS } from "./limits.js";

const $ = (id) => document.getElementById(id);
const store = makeStore();
const state = { t: 0, measure: "", line: "", level: "polity", scale: "auto", apart: false, tail: false, left: 0, right: 1, hide: new Set(), playing: false };
let updates = [];

function option(value, words) {
  return el("option", { value }, words);
}

function mainSteps() {
  const { days, span } = store.about;
  const later = days.findIndex((d) => d > span[1]);
  return later < 0 ? days.length : later;
}

// Names of the file's own address take the place of defaults: page.html#day=1956-10-23&measure=deaths
function fromAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const { measures, panes, days } = store.about;
  const known = (name, among, fall) => (among.includes(asked.get(name)) ? asked.get(name) : fall);
  state.measure = known("measure", measures.map((m) => m.id), measures[0].id);
  state.line = known("line", panes.flatMap((p) => p.lines), panes[0].lines.includes("run 1") ? "run 1" : panes[0].lines[0]);
  state.level = known("map", ["polity", "place"], "polity");
  state.left = Math.min(Number(asked.get("left")) || 0, panes.length - 1);
  const right = asked.get("right");
  state.right = right === "none" || panes.length === 1 ? -1 : Math.min(right === null ? 1 : Number(right) || 0, panes.length - 1);
  state.tail = asked.get("tail") === "yes";
  state.apart = asked.get("apart") === "yes";
  const day = asked.get("day");
  if (day) state.t = Math.max(0, days.findLastIndex((d) => d <= day));
  if (state.t >= mainSteps()) state.tail = true;
}

function toAddress() {
  const told = new URLSearchParams({ day: store.about.days[state.t], measure: state.measure, line: state.line, map: state.level, left: state.left, right: state.right < 0 ? "none" : state.right });
  if (state.tail) told.set("tail", "yes");
  if (state.apart) told.set("apart", "yes");
  try {
    history.replaceState(null, "", "#" + told);
  } catch { /* a frame without an address of its own */ }
}

function shownPanes() {
  return state.right < 0 ? [state.left] : [state.left, state.right];
}

function draw() {
  const about = store.about;
  const steps = state.tail ? about.days.length : mainSteps();
  state.t = Math.min(state.t, steps - 1);
  const measure = about.measures.find((m) => m.id === state.measure);
  const over = measure.over.includes(state.level) ? state.level : measure.over[0];
  const shown = shownPanes();
  const lines = about.panes.map((_, p) => lineOf(store, p, state.line));
  const words = nameOf(measure);
  const view = { shown, over, measure: measure.id, unit: measure.unit, words, lines, steps, apart: state.apart };
  const scale = (level) => scaleFor(store, shown, level, measure.id, state.scale, steps);
  const mapScale = scale(over);
  $("meaning").textContent = measure.meaning + (over === state.level ? "" : " It is not kept by place; countries are shown.");
  $("slider").max = steps - 1;
  $("date").min = about.days[0];
  $("date").max = about.days[steps - 1];
  $("legend").replaceChildren(legend(mapScale, `Colours of the map: ${words}${measure.unit && measure.unit !== "1" ? `, ${measure.unit}` : ""}`));
  const panes = buildPanes($("panes"), store, { ...view, scale: mapScale });
  const curved = measure.over.includes("polity");
  const cursors = curved ? buildCurves($("curves"), store, { ...view, scale: scale("polity") }, choose, goTo) : { move() {} };
  if (!curved) $("curves").replaceChildren(el("p", { class: "note" }, "This measure is kept by place only."));
  key(shown, lines);
  const found = entries(store, shown, lines, steps).filter((e) => !state.hide.has(e.from[0] === "r" && e.from !== "record" ? "runs" : e.from));
  const log = buildLog($("log"), found, shown.map((p) => `${about.panes[p].name}, ${about.panes[p].lines[lines[p]]}`), choose, goToDay);
  updates = [panes, cursors.move, (t) => log(about.days[t], about.days[t + 1] || "9999")];
  for (const [id, value] of Object.entries({ measure: state.measure, line: state.line, level: state.level, scale: state.scale, left: state.left, right: state.right })) $(id).value = value;
  $("tail").checked = state.tail;
  $("apart").checked = state.apart;
  $("apart-box").hidden = shown.length < 2;
  tick();
}

function key(shown, lines) {
  const bands = shown.some((p) => store.about.panes[p].bands);
  const parts = shown.map((p, k) => el("span", {}, swatch(k), ` ${store.about.panes[p].name}`));
  const marks = store.about.marks.length ? "Under each curve: ▲ unrest of the record, ◆ its other events, □ what it says did not happen; a number where several lie together." : "";
  $("key").className = "note key";
  $("key").replaceChildren(...parts, bands ? "Bands hold 50 % and 90 % of the runs, the line in their colour is the median; the darker line is the run that is shown. " : shown.some((p) => store.about.panes[p].runs > 1) ? "Too few runs for bands: each is a line. " : "", marks);
}

function swatch(k) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("viewBox", "0 0 26 12");
  made.setAttribute("aria-hidden", "true");
  made.innerHTML = `<rect width="26" height="12" fill="${INKS[k]}" opacity=".25"/><path d="M0 6H26" stroke="${INKS[k]}" stroke-width="2"${k ? ' stroke-dasharray="6 3"' : ""}/>`;
  return made;
}

function dayOf(t) {
  const { days, step_days: lengths } = store.about;
  if (lengths[t] <= 1) return dayWords(days[t]);
  return `${Math.round(lengths[t])} days from ${dayWords(days[t])}`;
}

function tick() {
  const words = dayOf(state.t);
  $("slider").value = state.t;
  $("slider").setAttribute("aria-valuetext", words);
  $("day").textContent = words;
  $("date").value = store.about.days[state.t];
  updates.forEach((update) => update(state.t, words));
  if (!state.playing) toAddress();
}

function goTo(t) {
  const steps = state.tail ? store.about.days.length : mainSteps();
  state.t = Math.min(Math.max(t, 0), steps - 1);
  tick();
}

function goToDay(day) {
  goTo(Math.max(0, store.about.days.findLastIndex((d) => d <= day)));
}

function choose(marks) {
  details($("detail"), store.about, marks);
  if (innerWidth <= 760) $("detail").scrollIntoView({ block: "nearest" });
}

function play(on) {
  const end = Number($("slider").max);
  if (on && state.t >= end) state.t = 0;
  state.playing = on;
  $("play").textContent = on ? "Pause" : "Play";
  $("play").setAttribute("aria-pressed", on);
  let owed = 0, before = performance.now();
  const frame = (now) => {
    if (!state.playing) return;
    owed += ((now - before) / 1000) * Number($("speed").value);
    before = now;
    const whole = Math.floor(owed);
    owed -= whole;
    if (whole) goTo(state.t + whole);
    if (state.t >= end) play(false);
    else requestAnimationFrame(frame);
  };
  if (on) requestAnimationFrame(frame);
  else toAddress();
}

function controls() {
  const about = store.about;
  $("measure").append(...about.measures.map((m) => option(m.id, nameOf(m))));
  const lines = [...new Set(about.panes.flatMap((p) => p.lines))];
  $("line").append(...lines.map((l) => option(l, lineWords(about.panes.find((p) => p.lines.includes(l)), l))));
  $("line").parentElement.hidden = lines.length < 2;
  for (const id of ["left", "right"]) $(id).append(...about.panes.map((p, k) => option(k, p.name)));
  $("right").append(option(-1, "nothing"));
  $("sides").hidden = about.panes.length < 2;
  $("tail-box").hidden = mainSteps() === about.days.length;
  $("level").parentElement.hidden = !about.measures.some((m) => m.over.includes("place"));
  for (const id of ["measure", "line", "level", "scale"]) $(id).addEventListener("change", () => { state[id] = $(id).value; draw(); });
  for (const id of ["left", "right"]) $(id).addEventListener("change", () => { state[id] = Number($(id).value); draw(); });
  $("apart").addEventListener("change", () => { state.apart = $("apart").checked; draw(); });
  $("more").open = innerWidth > 760;
  $("tail").addEventListener("change", () => { state.tail = $("tail").checked; draw(); });
  $("slider").addEventListener("input", () => goTo(Number($("slider").value)));
  $("date").addEventListener("change", () => $("date").value && goToDay($("date").value));
  $("back").addEventListener("click", () => goTo(state.t - 1));
  $("on").addEventListener("click", () => goTo(state.t + 1));
  $("play").addEventListener("click", () => play(!state.playing));
  $("controls").addEventListener("submit", (event) => event.preventDefault());
  const kinds = { record: "record", outside: "from outside", runs: "in the runs shown" };
  $("filters").append(...Object.entries(kinds).map(([id, words]) => el("label", {}, el("input", { type: "checkbox", checked: true,
    onchange: (event) => { event.target.checked ? state.hide.delete(id) : state.hide.add(id); draw(); } }), words)));
  document.addEventListener("keydown", keys);
  let wide = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== wide) { wide = innerWidth; if (wide > 760) $("more").open = true; draw(); } });
}

function keys(event) {
  if (event.target.closest("input, select, button, a, .mark, #log") || event.ctrlKey || event.metaKey || event.altKey) return;
  const far = event.shiftKey ? 30 : 1;
  const to = { ArrowLeft: state.t - far, ArrowRight: state.t + far, Home: 0, End: Number($("slider").max) }[event.key];
  if (to !== undefined) goTo(to);
  else if (event.key === " ") play(!state.playing);
  else return;
  event.preventDefault();
}

function about() {
  const told = store.about, verdict = told.verdict;
  $("says").textContent = told.says;
  $("limits-list").append(...LIMITS.map((t) => el("li", {}, t)));
  if (verdict) {
    $("verdict").hidden = false;
    const rows = verdict.accounts.map((r) => el("tr", {}, ...r.map((c, k) => el(k ? "td" : "th", k ? { "data-head": verdict.columns[k] } : { scope: "row" }, c))));
    $("verdict").append(el("p", { class: "say" }, verdict.sentence), ...verdict.more.map((t) => el("p", { class: "note" }, t)),
      el("div", { class: "wide" }, el("table", { class: "stacked" }, el("caption", {}, "Theories as compared. Recovered: how often a run of the theory is told to be its own."),
        el("thead", {}, el("tr", {}, ...verdict.columns.map((c) => el("th", { scope: "col" }, c)))), el("tbody", {}, ...rows))));
  }
  const made = [`Made by Thaw ${told.thaw}; case ${told.case}; ${told.record ? `record ${told.record}` : "no record"}.`,
    ...told.panes.map((p) => `${p.name}: ${p.account ? `account ${p.account}${p.levers ? `, lever ${p.levers}` : ""}, ` : ""}${p.runs} runs${p.runs ? `, seeds ${seeds(p.seeds)}` : ""}${Object.entries(p.hashes).map(([k, v]) => `, ${k.replace("_", " ")} ${v}`).join("")}.`)];
  const left = told.left_out.length ? [el("p", {}, "Left out of this page:"), el("ul", {}, ...told.left_out.map((t) => el("li", {}, t)))] : [el("p", {}, "Nothing is left out.")];
  $("made").append(...made.map((t) => el("p", {}, t)), ...left);
}

function seeds(all) {
  return all.length > 3 ? `${all[0]} to ${all.at(-1)}` : all.join(", ");
}

// A live source calls `tell` as things happen; what has come is drawn at most once a frame.
async function start(source) {
  let ready = false, waiting = false;
  const redraw = () => {
    if (waiting || !ready) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  };
  await source.open((message) => {
    receive(store, message);
    if (message.kind === "about" && !ready) {
      about();
      fromAddress();
      controls();
      $("main").hidden = false;
      ready = !source.whole;
    }
    if (message.kind === "end") {
      ready = true;
      draw();
      document.body.dataset.ready = "yes";
    } else redraw();
  });
}

start(window.thawSource || { whole: true, ...embedded($("payload")) }).catch((problem) => {
  $("trouble").hidden = false;
  $("trouble").textContent = `This page could not be drawn (${problem.message}). It needs a browser of 2023 or later.`;
});
