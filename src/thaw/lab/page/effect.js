// The paired difference of a what-if: the same people and luck with it and without, under several theories.
import { el, svg, number } from "./show/words.js";
import { failed, fill, note, redrawn, select, table, waiting } from "./forms.js";

export function makeEffect(box, { hello, ask, send, files }) {
  const want = { case: hello.cases.find((c) => c.levers.length)?.id || hello.cases[0].id, lever: "", on: "", accounts: [], pairs: 20 };
  const form = el("form", { class: "ask", autocomplete: "off", onsubmit: (event) => { event.preventDefault(); go(); } });
  const result = el("div", { id: "effect", "aria-live": "polite" });
  fill(box, el("h2", {}, "What would a what-if change, and how sure is that?"),
    note("Pairs of runs, one with the what-if and one without, with the same people and the same luck: all that differs follows from the what-if. It is told for the pairs in which the occasion arises, and with an interval of 95 %. The effect is one within a theory; it is no forecast."), form, result);

  const draw = () => redrawn(form, drawForm);

  function drawForm() {
    const kase = hello.cases.find((c) => c.id === want.case);
    const levers = [...kase.levers.map((l) => [l.id, l.title]), ...files().map((f) => [`file|${f.name}`, f.title || f.name])];
    if (!levers.some(([id]) => id === want.lever)) want.lever = levers[0]?.[0] || "";
    const known = kase.levers.find((l) => l.id === want.lever);
    const ids = kase.accounts.map((a) => a.id);
    want.accounts = want.accounts.filter((a) => ids.includes(a));
    if (!want.accounts.length) want.accounts = ids.slice(0, 3);
    const picks = kase.accounts.map((a) => el("label", {}, el("input", { type: "checkbox", value: a.id, checked: want.accounts.includes(a.id),
      onchange: (event) => {
        want.accounts = event.target.checked ? [...want.accounts, a.id] : want.accounts.filter((x) => x !== a.id);
        if (want.accounts.length > 6) want.accounts = want.accounts.filter((x) => x !== a.id);
        draw();
      } }), a.name));
    const movable = known && known.movable && known.days.length;
    fill(form, select("Case", hello.cases.map((c) => [c.id, c.title]), want.case, (v) => { want.case = v; want.lever = ""; want.on = ""; want.accounts = []; draw(); }),
      levers.length ? select("What if", levers, want.lever, (v) => { want.lever = v; want.on = ""; draw(); }) : note("This case has no what-ifs of its own; drop in a file of one."),
      known && known.does ? note(known.does) : null,
      movable ? el("label", {}, "from ", el("input", { type: "date", min: kase.span[0], max: kase.span[1], value: want.on || known.days[0], onchange: (event) => { want.on = event.target.value; } })) : null,
      el("fieldset", {}, el("legend", {}, "Under which theories (at most six)"), el("div", { class: "row" }, ...picks)),
      el("div", { class: "row" }, el("label", {}, "Pairs of runs under each ", el("input", { type: "number", min: 1, max: 200, value: want.pairs, onchange: (event) => { want.pairs = Math.min(200, Math.max(1, Number(event.target.value) || 20)); } })),
        el("button", { type: "submit", id: "effect-go", disabled: !levers.length || !want.accounts.length }, "Compute the pairs")));
  }

  async function go() {
    const bar = waiting(() => send({ kind: "cancel", what: "effect" }));
    fill(result, bar.box);
    const lever = want.lever.startsWith("file|") ? { file: want.lever.slice(5) } : want.on ? { lever: want.lever, on: want.on } : want.lever;
    try {
      tell(await ask({ kind: "effect", case: want.case, lever, accounts: want.accounts, pairs: want.pairs }, { told: bar.told }));
    } catch (problem) {
      fill(result, failed(problem));
    }
  }

  function tell(found) {
    const known = hello.cases.find((c) => c.id === found.case)?.accounts || [];
    for (const a of found.accounts) a.name = known.find((k) => k.id === a.id)?.name || a.name;
    const named = Object.fromEntries([...found.accounts.map((a) => [a.id, a.name]), ["weighted", "all together"]]);
    const state = { outcome: found.outcomes[0]?.id, given: found.rows.some((r) => r.given === "occasion") ? "occasion" : "all pairs", polity: "all" };
    const shown = el("div");
    const polities = [...new Set(found.rows.map((r) => r.polity))];
    const country = hello.cases.find((c) => c.id === found.case)?.polities || [];
    const placed = (id) => (id === "all" ? "all countries" : country.find((p) => p.id === id)?.name || id);
    const again = () => {
      const outcome = found.outcomes.find((o) => o.id === state.outcome);
      const rows = found.rows.filter((r) => r.outcome === state.outcome && r.given === state.given && r.polity === state.polity);
      fill(shown, forest(rows, named, outcome), table(["theory", { words: "difference", n: true }, { words: "95 % interval", n: true }, { words: "pairs", n: true }, { words: "more / less", n: true }, "in words"],
        rows.map((r) => [named[r.account] || r.account, number(r.mean), r.low === null ? "none: too few pairs" : `${number(r.low)} to ${number(r.high)}`, number(r.pairs), `${r.up} / ${r.down}`, r.says]),
        `${outcome.title}${outcome.unit && outcome.unit !== "1" ? `, ${outcome.unit}` : ""}: with the what-if less without, mean over pairs`), months(found, state, named));
    };
    fill(result, el("h3", {}, found.lever.title), el("p", {}, `The occasion: ${found.occasion.replace(/\.$/, "")}.`), note(`All together: ${found.weighed.replace(/\.$/, "")}.`),
      table(["theory", { words: "pairs that differ", n: true }, { words: "pairs in which the occasion arises", n: true }], found.accounts.map((a) => [a.name, `${a.differ} of ${found.pairs}`, `${a.arises} of ${found.pairs}`])),
      el("div", { class: "row" }, select("Figure", found.outcomes.map((o) => [o.id, o.title]), state.outcome, (v) => { state.outcome = v; again(); }, { id: "outcome" }),
        select("Pairs", [["occasion", "where the occasion arises"], ["all pairs", "all"]], state.given, (v) => { state.given = v; again(); }),
        polities.length > 1 ? select("Country", polities.map((p) => [p, placed(p)]), state.polity, (v) => { state.polity = v; again(); }) : null),
      shown, ...(found.disagree.length ? [el("h3", {}, "Where theories disagree"), el("ul", {}, ...found.disagree.map((t) => el("li", {}, t)))] : []),
      el("p", {}, ...found.files.flatMap((f) => [el("a", { href: `api/files/${f}`, download: "" }, f), " "])));
    again();
  }

  draw();
  return { draw };
}

// One row a theory: a dot for the mean, a line for its interval, and nought.
function forest(rows, named, outcome) {
  const known = rows.filter((r) => Number.isFinite(r.mean));
  if (!known.length) return note("No pair differs here.");
  const wide = Math.min(640, innerWidth - 30), left = 110, right = 30;
  const low = Math.min(0, ...known.map((r) => r.low ?? r.mean)), high = Math.max(0, ...known.map((r) => r.high ?? r.mean));
  const x = (v) => left + ((v - low) / (high - low || 1)) * (wide - left - right);
  const made = svg("svg", { viewBox: `0 0 ${wide} ${26 * known.length + 30}`, class: "forest", role: "img", "aria-label": `${outcome.title} by theory; the table below has the same numbers` });
  const room = 60, side = x(0) + room > wide ? "end" : x(0) < room ? "start" : "middle";
  made.append(svg("path", { d: `M${x(0)} 4V${26 * known.length + 8}`, stroke: "#777", "stroke-dasharray": "3 3" }), svg("text", { x: x(0), y: 26 * known.length + 22, "text-anchor": side, fill: "#595959" }, "0, no difference"));
  known.forEach((r, k) => {
    const y = 26 * k + 18, ink = r.account === "weighted" ? "#222" : "#0072b2";
    if (r.low !== null) made.append(svg("path", { d: `M${x(r.low)} ${y}H${x(r.high)}M${x(r.low)} ${y - 5}v10M${x(r.high)} ${y - 5}v10`, stroke: ink, "stroke-width": 2 }));
    made.append(svg("text", { x: left - 10, y: y + 4, "text-anchor": "end" }, named[r.account] || r.account), svg("circle", { cx: x(r.mean), cy: y, r: 5, fill: ink }));
  });
  return made;
}

function months(found, state, named) {
  const mine = found.months.filter((m) => m.outcome === state.outcome && m.month.length);
  if (!mine.length) return null;
  const wide = Math.min(640, innerWidth - 30), high = 110, left = 60;
  return el("div", {}, el("h3", {}, "By month"), ...mine.map((m) => {
    const all = [0, ...m.mean, ...m.low, ...m.high].filter((v) => v !== null && Number.isFinite(v));
    const top = Math.max(...all), low = Math.min(...all);
    const x = (k) => left + ((k + 0.5) / m.month.length) * (wide - left - 8), y = (v) => 20 + (1 - (v - low) / (top - low || 1)) * (high - 44);
    const made = svg("svg", { viewBox: `0 0 ${wide} ${high}`, class: "forest", role: "img", "aria-label": `Difference by month under ${named[m.account] || m.account}` });
    made.append(svg("text", { x: left, y: 12, "font-weight": 600 }, named[m.account] || m.account), svg("path", { d: `M${left} ${y(0)}H${wide - 8}`, stroke: "#777" }),
      svg("text", { x: left - 6, y: y(top) + 4, "text-anchor": "end", fill: "#595959" }, number(Number(top.toPrecision(3)))), low < 0 ? svg("text", { x: left - 6, y: y(low) + 4, "text-anchor": "end", fill: "#595959" }, number(Number(low.toPrecision(3)))) : "",
      svg("text", { x: left, y: high - 6, fill: "#595959" }, m.month[0]), svg("text", { x: wide - 8, y: high - 6, fill: "#595959", "text-anchor": "end" }, m.month.at(-1)));
    m.month.forEach((_, k) => {
      if (Number.isFinite(m.low[k]) && m.low[k] !== null) made.append(svg("path", { d: `M${x(k)} ${y(m.low[k])}V${y(m.high[k])}`, stroke: "#0072b2", "stroke-width": 2, opacity: 0.5 }));
      if (Number.isFinite(m.mean[k]) && m.mean[k] !== null) made.append(svg("circle", { cx: x(k), cy: y(m.mean[k]), r: 2.5, fill: "#0072b2" }));
    });
    return made;
  }));
}
