// Verdict: the sentence first, then theories, recovery, and the evidence item by item.
import { el, svg, number, spanWords } from "./show/words.js";
import { failed, fill, note, select, source, table, waiting } from "./forms.js";

export function makeVerdict(box, { hello, ask, send }) {
  const cases = hello.cases.filter((c) => c.verdict);
  const want = { case: (cases[0] || hello.cases[0]).id };
  const result = el("div", { "aria-live": "polite" });
  const form = el("form", { class: "ask", autocomplete: "off", onsubmit: (event) => { event.preventDefault(); go(); } });
  const draw = () => fill(form, cases.length ? select("Case", cases.map((c) => [c.id, c.title]), want.case, (v) => { want.case = v; }, { id: "verdict-case" }) : note("No case here has been compared."),
    el("button", { type: "submit", id: "verdict-go", disabled: !cases.length }, "Read the verdict"));
  fill(box, el("h2", {}, "Which theory does the record favour?"),
    note("Each theory was run many times; where its runs leave such a record more often than another's, the record favours it. Read from what thaw compare wrote into the folder of this lab, else from the table that is shipped with Thaw, which takes about a minute. Cases of which neither is there are not listed."), form, result);
  draw();

  async function go() {
    const bar = waiting(() => send({ kind: "cancel", what: "verdict" }));
    fill(result, bar.box);
    try {
      tell(await ask({ kind: "verdict", case: want.case }, { told: bar.told }));
    } catch (problem) {
      fill(result, failed(problem));
    }
  }

  function tell(v) {
    const named = Object.fromEntries(v.accounts.map((a) => [a.id, a.name]));
    fill(result, el("p", { class: "say" }, v.sentence), ...v.more.map((t) => note(t)), note(`Where from: ${v.origin}.`),
      v.report ? el("p", {}, el("a", { href: `api/files/${v.report}`, target: "_blank" }, "The whole report")) : null,
      el("h3", {}, "The theories"), accounts(v), recovery(v, named), el("h3", {}, "The evidence, item by item"), evidence(v, named));
  }
}

function accounts(v) {
  return el("div", {}, ...[table(["theory", ...v.columns.filter((c) => c !== "account")], v.accounts.map((a) => [a.name, ...a.cells.slice(-v.columns.filter((c) => c !== "account").length)]),
    "Recovered: how often a run of the theory is told to be its own.")],
  ...v.accounts.map((a) => el("details", {}, el("summary", {}, `${a.name}: ${a.says || "no summary"}`),
    note(`Written ${a.written || "without a date"}. ${a.grade || ""} ${a.objection ? `Main objection: ${a.objection}` : ""}`), el("p", {}, ...a.sources.flatMap((s) => [source(s), " "])))));
}

// Each row is a theory that made runs, each column the theory that they were taken for.
function recovery(v, named) {
  const r = v.recovery;
  if (!r) return note("No recovery was computed here.");
  const name = (id) => named[id] || id;
  const cell = (x) => {
    const made = el("td", { class: "n heat" }, `${Math.round(100 * x)} %`);
    made.style.background = `rgba(0,114,178,${(0.75 * x).toFixed(2)})`;
    if (x > 0.75) made.style.color = "#fff";
    return made;
  };
  return el("div", {}, el("h3", {}, "Could the method have found it?"),
    note(`Runs of each theory were given to the method as if they were the record. On average ${Math.round(100 * r.mean)} % came back to the theory that made them (${number(r.runs)} runs). Where two theories are taken for each other, the record cannot tell them apart.`),
    el("div", { class: "wide" }, el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "runs of"), ...r.labels.map((l) => el("th", { scope: "col", class: "n" }, `taken for ${name(l)}`)))),
      el("tbody", {}, ...r.rows.map((row, k) => el("tr", {}, el("th", { scope: "row" }, name(r.labels[k])), ...row.map(cell)))))));
}

function evidence(v, named) {
  const detail = el("div", { id: "item", "aria-live": "polite" }, note("Choose an item to see what each theory expected there and what the record holds."));
  const list = el("ul", { class: "items" });
  const draw = (episode) => fill(list, ...v.items.filter((i) => !episode || i.episode === episode).map((i) => el("li", {}, el("button", { type: "button", onclick: (event) => {
    for (const b of list.querySelectorAll("[aria-pressed]")) b.removeAttribute("aria-pressed");
    event.currentTarget.setAttribute("aria-pressed", "true");
    fill(detail, item(i, named));
    if (innerWidth <= 760) detail.scrollIntoView({ block: "nearest" });
  } }, el("span", {}, i.name), el("span", { class: "note" }, i.record)))));
  draw("");
  const episodes = [["", `all ${v.items.length} items`], ...v.episodes.map((e) => [e.id, `${e.title}, ${spanWords(e.start, e.end)}`])];
  return el("div", {}, v.episodes.length ? select("Episode", episodes, "", draw, { id: "episode" }) : null, el("div", { class: "two" }, list, detail));
}

function item(i, named) {
  const told = Object.entries(i.expected).filter(([, e]) => e);
  const unit = i.unit && i.unit !== "1" ? ` ${i.unit}` : "";
  return el("article", {}, el("h3", {}, i.name), el("p", {}, el("strong", {}, "The record: "), i.record || "holds nothing"),
    intervals(i, told, named),
    table(["theory", "expected", { words: "chance of the record", n: true }], told.map(([id, e]) => [named[id] || id, e.says || (Number.isFinite(e.mean) ? `${number(e.mean)}${unit}` : ""), e.p === null || e.p === undefined ? "" : `${number(Number((100 * e.p).toPrecision(2)))} %`])),
    i.sources.length ? el("p", {}, "Sources: ", ...i.sources.flatMap((s) => [source(s), "; "]).slice(0, -1)) : note("No source is named."),
    i.figures && i.figures.length ? table(["what", "figure", "source"], i.figures.map((f) => [f.what || "", [f.low, f.best, f.high].filter((x) => x !== undefined && x !== null).map(number).join(" / "), f.source])) : null);
}

function intervals(i, told, named) {
  const rows = told.filter(([, e]) => Number.isFinite(e.low) && Number.isFinite(e.high) && e.low !== null);
  if (!rows.length || !Number.isFinite(i.value) || i.value === null) return null;
  const wide = Math.min(420, innerWidth - 30), left = 130, all = [i.value, ...rows.flatMap(([, e]) => [e.low, e.high])];
  const low = Math.min(...all), high = Math.max(...all), x = (v) => left + ((v - low) / (high - low || 1)) * (wide - left - 20);
  const tall = 24 * rows.length;
  const made = svg("svg", { viewBox: `0 0 ${wide} ${tall + 34}`, class: "forest", role: "img", "aria-label": "What each theory expected, and the record; the table has the same" });
  made.append(svg("path", { d: `M${x(i.value)} 4V${tall + 10}`, stroke: "#222", "stroke-width": 2 }), svg("text", { x: x(i.value), y: tall + 24, "text-anchor": x(i.value) > wide - 60 ? "end" : "middle", "font-weight": 600 }, `record ${number(i.value)}`));
  rows.forEach(([id, e], k) => made.append(svg("text", { x: left - 8, y: 24 * k + 20, "text-anchor": "end" }, named[id] || id), svg("path", { d: `M${x(e.low)} ${24 * k + 16}H${x(e.high)}`, stroke: "#0072b2", "stroke-width": 5, opacity: 0.55 }),
    Number.isFinite(e.mean) && e.mean !== null ? svg("circle", { cx: x(e.mean), cy: 24 * k + 16, r: 4, fill: "#0072b2" }) : ""));
  return made;
}
