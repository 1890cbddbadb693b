// The lab's page: screens, what is asked for, and what came.
import { el } from "./show/words.js";
import { makeWire } from "./wire.js";
import { makePlayer } from "./player.js";
import { makeSetup } from "./setup.js";
import { makeEffect } from "./effect.js";
import { makeVerdict } from "./verdict.js";
import { makeModels } from "./models.js";
import { makeFiles, drawTake } from "./files.js";
import { makeTasks } from "./tasks.js";
import { drawLimits } from "./limits.js";
import { button, failed } from "./forms.js";

const $ = (id) => document.getElementById(id);
const SCREENS = [["watch", "Watch"], ["whatif", "What if"], ["verdict", "Verdict"], ["models", "Classic models"], ["class", "Class"], ["files", "Files"], ["limits", "Limits"]];
const HINTS = ["Press Play, or Space: the days pass, and the map is coloured by the measure you choose.",
  "Under Settings choose a theory, and put a second one beside it, or the same with a what-if: same people, same luck.",
  "Triangles under a curve are events of the record; choose one to read what each source says.",
  "Drag an event of the time line to another day to ask what if. Nothing can be broken; every choice can be taken back."];

let hello = null, setup = null, player = null, screens = {}, busy = false, again = null, request = null, ground = null;

function trouble(problem) {
  $("trouble").hidden = !problem;
  $("trouble").replaceChildren(problem ? (problem.problems ? failed(problem) : problem.message || String(problem)) : "");
}

function screen(name, push = true) {
  const known = SCREENS.some(([id]) => id === name) ? name : "watch";
  for (const [id] of SCREENS) $(id).hidden = id !== known;
  for (const tab of $("nav").children) tab.getAttribute("href") === `#${known}` ? tab.setAttribute("aria-current", "page") : tab.removeAttribute("aria-current");
  if (known === "watch") {
    if (player) player.build();
    if (setup) setup.drawTime();
  }
  hints();
  if (known === "files" && screens.files) screens.files.refresh();
  if (push && location.hash.slice(1).split("&")[0] !== known) toAddress(known);
  document.title = `${SCREENS.find(([id]) => id === known)[1]} - Thaw lab`;
}

// The address keeps what is run and the day that is shown, so that a link opens there.
function toAddress(name) {
  const told = new URLSearchParams();
  if (name === "watch" && request && player.state.run) {
    told.set("start", JSON.stringify({ case: request.case, seed: request.seed, draws: request.draws, panes: request.panes }));
    told.set("day", player.state.run.about.days[player.state.t]);
    told.set("measure", player.state.measure);
    told.set("map", player.state.level);
  }
  const text = told.toString();
  history.replaceState(null, "", `${location.pathname}${location.search.replace(/[?&]token=[^&]*/, "")}#${name}${text ? `&${text}` : ""}`);
}

let noted = 0;
function changed() {
  if ($("watch").hidden) return;
  clearTimeout(noted);
  noted = setTimeout(() => toAddress("watch"), 150);
}

// Ground, days and record of a case are sent once; a run on the same ground names it.
function withGround(about) {
  if (ground && about.ground === ground.ground) return { ...ground, ...about };
  ground = about;
  return about;
}

// One request at a time; of several that came meanwhile the last is asked for.
async function start({ fresh = false, jump = null, play = null } = {}) {
  if (busy) {
    again = { fresh: fresh || (again && again.fresh), jump, play };
    return;
  }
  busy = true;
  trouble(null);
  const run = player.state.run;
  const day = jump || (!fresh && run && player.state.t > 0 ? run.about.days[player.state.t] : null);
  const message = { ...setup.message(), speed: Number($("speed").value), play: play ?? (fresh || !run ? false : player.state.playing) };
  if (ground) message.ground = ground.ground;
  message.jump = day || setup.kase().span[0]; // at least the first day, so that there is something to see
  try {
    const about = withGround(await wire.ask(message, { kind: "about" }));
    request = about.request || message;
    player.begin(about, Boolean(day) && !jump);
    if (jump) player.state.follow = true;
    drawTake($("take"), player.state.run, request);
    document.body.dataset.run = about.run;
  } catch (problem) {
    trouble(problem);
  }
  busy = false;
  if (again) {
    const next = again;
    again = null;
    start(next);
  }
}

function on(message) {
  if (message.kind === "waiting") return player && player.waits(message.before);
  if (message.kind === "frame") return screens.models && screens.models.frame(message);
  if (message.kind === "end" && message.of === "published") return screens.models && screens.models.end();
  if (message.kind === "error") return trouble({ message: message.what, problems: message.problems });
  if (player) player.take(message);
}

function adopted(found, kase) {
  const own = `${found.title || found.name} (${found.name})`;
  if (found.what === "account") {
    const made = { id: found.ref, name: own, title: found.title, says: `From the file ${found.name}.` };
    for (const c of hello.cases) if (!kase || c.id === kase) c.accounts = [...c.accounts.filter((a) => a.id !== found.ref), made];
  }
  if (found.what === "case") hello.cases = [...hello.cases.filter((c) => c.id !== found.ref), { ...found.case, title: own }];
  setup.draw();
  screens.effect.draw();
}

function recipe(asked) {
  setup.adopt(asked);
  screen("watch");
  start({ fresh: true });
}

function hints() {
  let seen = false;
  try {
    seen = localStorage.getItem("thaw-lab-hints") === "seen";
  } catch { /* a browser that keeps nothing */ }
  $("hints").hidden = seen || $("watch").hidden;
  $("hints").replaceChildren(el("strong", {}, "First steps"), el("ol", {}, ...HINTS.map((t) => el("li", {}, t))), button("Got it", () => {
    $("hints").hidden = true;
    try {
      localStorage.setItem("thaw-lab-hints", "seen");
    } catch { /* as above */ }
  }, { id: "hints-done" }));
}

function begin(told) {
  hello = told;
  const { ask, send } = wire;
  player = makePlayer({ send, changed, done: (run) => drawTake($("take"), run, request) });
  const files = () => (screens.files ? screens.files.levers() : []);
  setup = makeSetup($("setup"), $("timeline"), { hello, ask, start, trouble, files });
  screens = { effect: makeEffect($("whatif"), { hello, ask, send, files }), verdict: makeVerdict($("verdict"), { hello, ask, send }), models: makeModels($("models"), { hello, ask, send }),
    files: makeFiles($("files"), { hello, ask, adopted, recipe }) };
  screens.tasks = makeTasks($("class"), $("task"), { hello, start: (asked) => { setup.adopt(asked); screen("watch"); start({ fresh: true, jump: asked.jump || null }); },
    published: (asked) => { screen("models"); screens.models.open(asked); }, verdict: () => screen("verdict") });
  drawLimits($("limits"), hello.thaw);
  if (innerWidth <= 760) $("more").open = $("settings").open = false;
  const [name, ...rest] = location.hash.slice(1).split("&");
  const asked = new URLSearchParams(rest.join("&"));
  if (asked.get("measure")) player.state.measure = asked.get("measure");
  if (asked.get("map") === "place") player.state.level = "place";
  setup.draw();
  const task = new URLSearchParams(location.search).get("task");
  if (task && screens.tasks.open(task)) return;
  let given = null;
  try {
    given = JSON.parse(asked.get("start"));
    if (given) setup.adopt(given);
  } catch {
    given = null;
  }
  screen(name || "watch", false);
  start({ fresh: true, jump: given ? asked.get("day") : null });
}

function back(told, came) {
  if (!came) begin(told);
  else {
    trouble(null);
    start({ fresh: false });
  }
  document.body.dataset.ready = "yes";
}

$("nav").append(...SCREENS.map(([id, words]) => el("a", { href: `#${id}`, onclick: (event) => { event.preventDefault(); screen(id); } }, words)));
let wide = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === wide) return;
  wide = innerWidth;
  if (setup && !$("watch").hidden) setup.drawTime();
});
addEventListener("hashchange", () => hello && screen(location.hash.slice(1).split("&")[0], false));
const address = new URL("ws", location.href);
address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
address.search = location.search.match(/[?&]token=[^&]*/)?.[0].replace("&", "?") || "";
address.hash = "";
const wire = makeWire(address.href, { on, lost: (words) => trouble({ message: words }), back });
