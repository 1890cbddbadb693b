// Leadership, councils and forces of the day that is shown, one card a country and side.
import { el, number } from "./show/words.js";
import { panelAt } from "./run.js";

const percent = (x) => `${Math.round(100 * x)} %`;
let last = "";

export function drawPanels(box, run, t) {
  const cards = [];
  run.about.polities.forEach((polity) => run.about.panes.forEach((pane, k) => {
    const found = panelAt(run, k, polity.id, t);
    if (found) cards.push({ polity, pane, k, found });
  }));
  const now = JSON.stringify([run.number, cards.map((c) => c.found)]);
  if (now === last) return;
  last = now;
  if (!cards.length) return box.replaceChildren(el("p", { class: "note" }, "Nothing has been told yet."));
  const open = new Set([...box.querySelectorAll("details[open]")].map((d) => d.dataset.key));
  box.replaceChildren(el("div", { class: `cards${run.about.panes.length > 1 ? " pairs" : ""}` }, ...cards.map((c) => card(run, c, open))));
}

function card(run, { polity, pane, k, found }, open) {
  const places = Object.fromEntries(run.about.places.map((p) => [p.id, p.name]));
  const countries = Object.fromEntries(run.about.polities.map((p) => [p.id, p.name]));
  const side = run.about.panes.length > 1 ? ` - ${pane.name}` : "";
  const part = (id, words, body) => {
    const key = `${polity.id}|${k}|${id}`;
    return el("details", { "data-key": key, open: open.has(key) }, el("summary", {}, words), body);
  };
  const rule = Object.entries(found.rule || {}).map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "n" }, typeof value === "number" ? number(value) : String(value))));
  const inOffice = (found.leaders || []).filter((l) => l.in_office);
  return el("section", { class: `card p${k}` }, el("h3", {}, polity.name + side),
    el("table", {}, el("tbody", {}, ...rule)),
    part("leaders", inOffice.length ? `Leadership: ${inOffice[0].name}${inOffice.length > 1 ? ` and ${inOffice.length - 1} more` : ""}` : "Leadership: nobody named", leaders(found.leaders || [])),
    part("councils", `Councils: ${found.councils.length ? `${found.councils.length} place${found.councils.length > 1 ? "s" : ""}` : "none"}`,
      found.councils.length ? rows(["place", "obeyed by"], found.councils.map((c) => [places[c.place] || c.place, percent(c.share)])) : el("p", { class: "note" }, "No councils.")),
    part("forces", `Forces: ${number(found.forces.reduce((sum, f) => sum + f.strength, 0))} persons`,
      rows(["unit", "where", "persons", "state", "loyal"], found.forces.map((f) => [f.unit.replaceAll("_", " ") + (f.owner === polity.id ? "" : ` (${countries[f.owner] || f.owner})`), places[f.place] || f.place || "", number(f.strength), f.state, percent(f.loyalty)]))));
}

function leaders(all) {
  if (!all.length) return el("p", { class: "note" }, "The case names nobody here.");
  return rows(["name", "post", "line", "standing"], all.map((l) => [l.name + (l.alive ? "" : " †"), l.in_office ? l.post : l.alive ? "out of office" : "", line(l.position), percent(l.standing)]));
}

function line(x) {
  return x < -0.33 ? `hard (${x.toFixed(1)})` : x > 0.33 ? `reform (${x.toFixed(1)})` : `middle (${x.toFixed(1)})`;
}

function rows(columns, values) {
  return el("div", { class: "wide" }, el("table", {}, el("thead", {}, el("tr", {}, ...columns.map((c) => el("th", { scope: "col" }, c)))),
    el("tbody", {}, ...values.map((r) => el("tr", {}, ...r.map((c) => el("td", {}, c)))))));
}
