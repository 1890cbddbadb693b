// What is to be run: case, seed, and one or two sides, each a theory with its what-ifs and numbers.
import { el } from "./show/words.js";
import { button, fill, note, redrawn, select } from "./forms.js";
import { drawLevers } from "./levers.js";
import { drawNumbers } from "./numbers.js";
import { drawTimeline } from "./timeline.js";

export function makeSetup(form, timeline, { hello, ask, start, trouble, files }) {
  const want = { case: hello.cases[0].id, seed: 1, draws: "prior", sides: [] };
  const declared = new Map();
  let edit = 0;
  form.addEventListener("submit", (event) => event.preventDefault());

  const kase = () => hello.cases.find((c) => c.id === want.case);
  const plain = (account) => ({ account, levers: [], parameters: {} });

  function choose(id) {
    want.case = id;
    edit = 0;
    want.sides = [plain(kase().first || kase().accounts[0].id)];
    draw();
    start({ fresh: true });
  }

  // A `start` message, ours or one from a file, a task or a link, is what is wanted from now on.
  function adopt(request) {
    want.case = request.case;
    want.seed = request.seed ?? 1;
    want.draws = request.draws || "prior";
    want.sides = request.panes.map((p) => ({ account: p.account, levers: structuredClone(p.levers || []), parameters: { ...p.parameters } }));
    edit = want.sides.length - 1;
    draw();
  }

  function message() {
    return { kind: "start", case: want.case, seed: want.seed, draws: want.draws,
      panes: want.sides.map((s) => ({ account: s.account, levers: s.levers, parameters: s.parameters })) };
  }

  async function parametersOf(account) {
    const key = `${want.case}|${account}`;
    if (!declared.has(key)) declared.set(key, ask({ kind: "account", case: want.case, account }));
    try {
      return await declared.get(key);
    } catch (problem) {
      declared.delete(key);
      trouble(problem);
      return null;
    }
  }

  // Drawn a moment later, when the keyboard has gone where it was going.
  function changed(focus) {
    setTimeout(() => draw(focus));
    start({ fresh: false });
  }

  function second(kind) {
    if (kind === "none") want.sides.length = 1;
    else if (kind === "whatif") want.sides[1] = { account: want.sides[0].account, levers: structuredClone(want.sides[0].levers), parameters: { ...want.sides[0].parameters } };
    else want.sides[1] = plain(kase().accounts.find((a) => a.id !== want.sides[0].account)?.id || want.sides[0].account);
    edit = want.sides.length - 1;
    changed();
  }

  function draw(focus) {
    redrawn(form, drawForm);
    drawTime(focus);
  }

  function drawForm() {
    const k = kase(), two = want.sides.length > 1;
    const accounts = k.accounts.map((a) => [a.id, a.name]);
    const theory = (s, words) => {
      const told = k.accounts.find((a) => a.id === s.account);
      return el("div", {}, select(words, accounts, s.account, (v) => { Object.assign(s, plain(v), { levers: s.levers }); changed(); }, { class: "theory", id: s === want.sides[0] ? "theory-0" : "theory-1" }), note(told ? told.says : ""));
    };
    const seed = el("input", { type: "number", min: 0, step: 1, value: want.seed, id: "seed", onchange: () => { want.seed = Math.max(0, Math.round(Number(seed.value) || 0)); changed(); } });
    const beside = !two ? "none" : want.sides[1].account === want.sides[0].account ? "whatif" : "other";
    const side = want.sides[edit];
    const numbers = el("div", { class: "numbers" }, note("Numbers are being read ...")), levers = el("div");
    const had = form.querySelector(".numbers");
    if (had) fill(numbers, ...had.childNodes);
    const openNow = form.querySelector("#numbers-box")?.open || false;
    fill(form, 
      select("Case", hello.cases.map((c) => [c.id, c.title]), want.case, choose, { id: "case" }), note(`${k.says} ${k.cost || ""}`),
      theory(want.sides[0], two ? "Left: theory" : "Theory"),
      el("div", { class: "row" }, el("label", {}, "Seed ", seed), button("Another", () => { want.seed = 1 + Math.floor(Math.random() * 9999); changed(); }, { id: "dice", "aria-label": "Another seed" })),
      note("A seed is one draw of people and luck. Both sides share it."),
      select("Beside it", [["none", "nothing"], ["whatif", "the same, with a what-if"], ["other", "another theory"]], beside, second, { id: "beside" }),
      two ? theory(want.sides[1], "Right: theory") : null,
      two ? select("Below are those of", [[0, "the left"], [1, "the right"]], edit, (v) => { edit = Number(v); draw(); }, { id: "edit" }) : null,
      el("h3", {}, "What-ifs"), levers,
      el("details", { id: "numbers-box", open: openNow }, el("summary", {}, `Numbers of the theory${Object.keys(side.parameters).length ? ` (${Object.keys(side.parameters).length} changed)` : ""}`), numbers),
      el("details", {}, el("summary", {}, "How people are drawn"), select("Numbers that the theory leaves open", [["prior", "drawn by the seed"], ["median", "at their middle"], ["default", "at their defaults"]], want.draws, (v) => { want.draws = v; changed(); }, { id: "draws" })),
      button("Set everything back", () => choose(want.case), { id: "reset" }));
    const show = (d) => {
      if (side !== want.sides[edit]) return;
      redrawn(levers, () => drawLevers(levers, { kase: k, side, processes: d ? d.mechanisms : [], files: files(), changed }));
      if (d) redrawn(numbers, () => drawNumbers(numbers, { declared: d, side, changed: () => start({ fresh: false }) }));
      else fill(numbers, note("Numbers could not be read."));
    };
    drawLevers(levers, { kase: k, side, processes: [], files: files(), changed });
    parametersOf(side.account).then(show);
  }

  function drawTime(focus) {
    drawTimeline(timeline, { kase: kase(), sides: want.sides, edit, changed });
    if (focus) timeline.querySelector(`[data-id="${CSS.escape(focus)}"]`)?.focus();
  }

  want.sides = [plain(kase().first || kase().accounts[0].id)];
  return { want, draw, drawTime, adopt, message, choose, kase };
}
