// The live view: what has come is drawn at most once a frame; days already here are shown without asking.
import { el, dayWords, nameOf } from "./show/words.js";
import { scaleFor } from "./show/scale.js";
import { legend } from "./show/map.js";
import { buildPanes } from "./show/panes.js";
import { buildCurves, INKS } from "./show/curves.js";
import { details } from "./show/log.js";
import { makeRun, told, upto, roomyScale } from "./run.js";
import { makeLog } from "./lablog.js";
import { drawPanels } from "./panels.js";

const $ = (id) => document.getElementById(id);
const PATIENCE = 200; // milliseconds that the old picture stays until the new run has values

export function makePlayer({ send, changed, done }) {
  const state = { run: null, t: 0, follow: true, playing: false, measure: "", level: "polity", scale: "auto", apart: false };
  let views = null, waiting = false, owed = 0, before = 0, panelsAt = 0, measures = "";
  const log = makeLog($("log"), $("filters"), choose, goToDay);

  function choose(marks) {
    details($("detail"), state.run.about, marks);
    if (innerWidth <= 760) $("detail").scrollIntoView({ block: "nearest" });
  }

  function steps() {
    const { days, span } = state.run.about;
    const later = days.findIndex((d) => d > span[1]);
    return later < 0 ? days.length : later;
  }

  function begin(about, keep) {
    const day = keep && state.run ? state.run.about.days[state.t] : null;
    const floors = state.run && state.run.about.case === about.case ? state.run.floors : null;
    state.run = makeRun(about);
    if (floors) state.run.floors = floors;
    state.t = day ? Math.max(0, about.days.findLastIndex((d) => d <= day)) : 0;
    state.follow = !day;
    state.playing = about.request ? about.request.play !== false : true;
    const known = about.measures.map((m) => m.id);
    if (!known.includes(state.measure)) state.measure = known[0];
    if (known.join() !== measures) $("measure").replaceChildren(...about.measures.map((m) => el("option", { value: m.id }, nameOf(m))));
    measures = known.join();
    $("level").parentElement.hidden = !about.measures.some((m) => m.over.includes("place"));
    log.begin(state.run);
    panelsAt = -1;
    $("detail").replaceChildren(el("p", { class: "note" }, "Choose a mark under a curve, or an event of the log."));
    const first = !views && !$("panes").children.length;
    views = null;
    if (first) return later();
    status();
    setTimeout(() => {
      if (state.run.about !== about || views) return;
      state.run.late = true;
      later();
    }, PATIENCE);
  }

  // Everything is built when a choice changes; steps only move lines, colours and numbers.
  function build() {
    const { run } = state, about = run.about;
    const measure = about.measures.find((m) => m.id === state.measure);
    const over = measure.over.includes(state.level) ? state.level : measure.over[0];
    const shown = about.panes.map((_, p) => p);
    const view = { shown, over, measure: measure.id, unit: measure.unit, words: nameOf(measure), lines: about.panes.map(() => 0), steps: steps(), apart: state.apart };
    const scale = (level) => (run.ended ? scaleFor(run.store, shown, level, measure.id, state.scale, view.steps) : roomyScale(run, shown, level, measure.id, state.scale));
    const mapScale = scale(over), curved = measure.over.includes("polity");
    const curveScale = curved ? scale("polity") : null;
    $("meaning").textContent = measure.meaning + (over === state.level ? "" : " It is not kept by place; countries are shown.");
    $("slider").max = view.steps - 1;
    $("date").min = about.days[0];
    $("date").max = about.days[view.steps - 1];
    $("legend").replaceChildren(legend(mapScale, `Colours of the map: ${view.words}${measure.unit && measure.unit !== "1" ? `, ${measure.unit}` : ""}`));
    const panes = buildPanes($("panes"), run.store, { ...view, scale: mapScale });
    const curves = curved ? buildCurves($("curves"), run.store, { ...view, scale: curveScale }, choose, goTo) : { move() {}, extend() {} };
    if (!curved) $("curves").replaceChildren(el("p", { class: "note" }, "This measure is kept by place only."));
    views = { panes, curves, tops: () => roomyScale(run, shown, over, measure.id, state.scale).top + (curved ? roomyScale(run, shown, "polity", measure.id, state.scale).top : 0), top: 0, over, measure };
    views.top = views.tops();
    drawKey(about);
    for (const id of ["measure", "level", "scale"]) $(id).value = state[id];
    $("apart-box").hidden = shown.length < 2;
    $("apart").checked = state.apart;
    show();
  }

  function drawKey(about) {
    const parts = about.panes.map((p, k) => el("span", {}, swatch(k), ` ${p.name}`));
    const marks = about.marks.length ? "Under each curve: ▲ unrest of the record, ◆ its other events, □ what it says did not happen; a number where several lie together. " : "No record is held beside this case. ";
    const levers = (about.lever_marks || []).length ? "▼ with a dotted line: a what-if." : "";
    $("key").replaceChildren(...parts, marks, levers);
  }

  function rebuild() {
    views = null;
    if (state.run) later();
  }

  function show() {
    if (!views) return later();
    const { run, t } = state, about = run.about;
    const words = about.step_days[t] <= 1 ? dayWords(about.days[t]) : `${Math.round(about.step_days[t])} days from ${dayWords(about.days[t])}`;
    $("slider").value = t;
    $("slider").setAttribute("aria-valuetext", words);
    $("day").textContent = words;
    if (document.activeElement !== $("date")) $("date").value = about.days[t];
    views.curves.extend();
    views.curves.move(t);
    views.panes(t, words);
    log.show(t);
    const now = performance.now();
    if (now - panelsAt > 200 || !state.playing) {
      panelsAt = now;
      drawPanels($("panels"), run, t);
    }
    $("play").textContent = state.playing ? "Pause" : "Play";
    $("play").setAttribute("aria-pressed", state.playing);
    document.body.dataset.t = t;
    document.body.dataset.upto = upto(run);
    if (upto(run)) document.body.dataset.shown = run.number;
    status();
    if (!state.playing) changed();
  }

  function status() {
    const { run } = state, here = upto(run), all = steps();
    if (run.waits) $("status").textContent = `${run.waits} run${run.waits > 1 ? "s are" : " is"} in front of this one; it starts by itself.`;
    else if (!here) $("status").textContent = "The first day is being computed. A theory that was not run on this machine before takes a minute or two to be made ready; it is kept.";
    else if (run.ended) $("status").textContent = "The whole run is here; every day can be shown at once.";
    else $("status").textContent = `Computed: ${here} of ${all} steps${run.state && run.state.per_second ? `, ${Math.round(run.state.per_second)} a second` : ""}.`;
  }

  function later() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame((now) => {
      waiting = false;
      if (state.run) draw(now);
    });
  }

  function draw(now) {
    const here = Math.max(0, Math.min(upto(state.run), steps()) - 1);
    if (state.follow) state.t = here;
    else if (state.playing && state.t < here) replay(now, here);
    if (state.playing && state.run.ended && state.t >= steps() - 1) state.playing = false;
    if (!views || views.tops() !== views.top) build();
    else show();
    if (state.playing && !state.follow) later();
  }

  // Days that are here already pass at the chosen speed, then the run itself is followed.
  function replay(now, here) {
    const speed = Number($("speed").value) || 400;
    owed += (Math.min(now - before, 250) / 1000) * speed;
    before = now;
    const whole = Math.floor(owed);
    owed -= whole;
    state.t = Math.min(state.t + whole, here);
    if (state.t === here && !state.run.ended) state.follow = true;
  }

  function take(message) {
    const { run } = state;
    if (!run || !told(run, message)) return;
    if (message.kind === "state" && state.follow) state.playing = message.playing && !run.ended;
    if (message.kind === "end") views = null; // one scale over all days
    if (message.kind === "kept") done(run);
    if (views) later();
    else if (upto(run) > state.t || (run.late && upto(run))) draw(performance.now()); // values of the day at once
  }

  function play(on) {
    if (!state.run) return;
    const last = steps() - 1;
    if (on && state.t >= last && upto(state.run) > last) state.t = 0;
    state.playing = on;
    const here = upto(state.run) - 1;
    state.follow = on && state.t >= here && !state.run.ended;
    before = performance.now();
    owed = 0;
    if (!state.run.ended) send(on ? { kind: "play", speed: Number($("speed").value) } : { kind: "pause" });
    if (on && !state.follow) later();
    show();
  }

  function goTo(t) {
    if (!state.run) return;
    const to = Math.min(Math.max(t, 0), steps() - 1), here = upto(state.run) - 1;
    if (to > here && !state.run.ended) {
      state.follow = true;
      send(to === here + 1 ? { kind: "step", n: 1 } : { kind: "jump", day: state.run.about.days[to] });
      if (to === here + 1) state.playing = false;
      return show();
    }
    if (state.follow && state.playing && !state.run.ended && to < here) {
      state.playing = false;
      send({ kind: "pause" });
    }
    state.follow = false;
    state.t = to;
    if (state.playing) later();
    show();
  }

  function goToDay(day) {
    goTo(Math.max(0, state.run.about.days.findLastIndex((d) => d <= day)));
  }

  function keys(event) {
    if ($("watch").hidden || !state.run || event.target.closest("input, select, textarea, button, a, summary, .mark, .handle, #log") || event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 30 : 1;
    const to = { ArrowLeft: state.t - far, ArrowRight: state.t + far, Home: 0, End: steps() - 1 }[event.key];
    if (to !== undefined) goTo(to);
    else if (event.key === " ") play(!state.playing);
    else return;
    event.preventDefault();
  }

  for (const id of ["measure", "level", "scale"]) $(id).addEventListener("change", () => { state[id] = $(id).value; if (state.run) build(); });
  $("apart").addEventListener("change", () => { state.apart = $("apart").checked; if (state.run) build(); });
  $("speed").addEventListener("change", () => state.run && !state.run.ended && send({ kind: "speed", speed: Number($("speed").value) }));
  $("slider").addEventListener("input", () => {
    const to = Number($("slider").value);
    if (state.run && (to < upto(state.run) || state.run.ended)) goTo(to);
    else if (state.run) $("day").textContent = `to ${dayWords(state.run.about.days[to])}`;
  });
  $("slider").addEventListener("change", () => goTo(Number($("slider").value)));
  $("date").addEventListener("change", () => $("date").value && state.run && goToDay($("date").value));
  $("back").addEventListener("click", () => goTo(state.t - 1));
  $("on").addEventListener("click", () => goTo(state.t + 1));
  $("again").addEventListener("click", () => goTo(0));
  $("play").addEventListener("click", () => play(!state.playing));
  $("controls").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", keys);
  let wide = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== wide) { wide = innerWidth; if (state.run && !$("watch").hidden) build(); } });

  return { state, begin, take, build: rebuild, waits: (n) => { $("status").textContent = `${n} run${n === 1 ? " is" : "s are"} in front of this one; it starts by itself.`; } };
}

function swatch(k) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("viewBox", "0 0 26 12");
  made.setAttribute("aria-hidden", "true");
  made.innerHTML = `<path d="M0 6H26" stroke="${INKS[k]}" stroke-width="2.4"${k ? ' stroke-dasharray="4 4"' : ""}/>`;
  return made;
}
