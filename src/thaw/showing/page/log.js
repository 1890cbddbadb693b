// What happened and when: the record, what comes from outside, and what the chosen runs did.
import { el, link, nameOf, number, shortDay, spanWords } from "./words.js";
import { row } from "./store.js";

export function entries(store, shown, lines, steps) {
  const about = store.about, last = about.days[steps - 1];
  const country = Object.fromEntries(about.polities.map((p) => [p.id, p.name]));
  const out = about.marks.filter((m) => m.first <= last).map((m) => ({
    day: m.first < about.days[0] ? about.days[0] : m.first, when: spanWords(m.first, m.last), from: "record", mark: m,
    words: recordWords(country, m) }));
  for (const e of about.outside) if (e.day <= last) out.push({ day: e.day, when: shortDay(e.day), from: "outside", words: e.words });
  shown.forEach((pane, k) => {
    const name = about.panes[pane].lines[lines[pane]];
    if (!name.startsWith("run ") || about.panes[pane].runs === 0) return;
    for (const found of ofRun(store, pane, lines[pane], Math.min(steps, store.upto[pane]))) {
      out.push({ ...found, when: shortDay(found.day), from: `r${k}`, pane: about.panes[pane].name, line: name });
    }
  });
  return out.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

// What a row of the record says, its country once.
export function recordWords(country, m) {
  const where = country[m.polity] || m.polity;
  const said = m.words.startsWith(`${where}: `) ? m.words.slice(where.length + 2) : m.words;
  return `${where}: ${m.off ? "no " : ""}${m.kind}${m.place ? `, ${m.place}` : ""}. ${said}`;
}

// Steps on which a count of decisions or events grew, and the largest day of each act.
function ofRun(store, pane, line, steps) {
  const about = store.about, out = [];
  for (const measure of about.measures) {
    about.polities.forEach((polity, r) => {
      const values = row(store, pane, "polity", measure.id, line, r);
      if (!values) return;
      if (measure.grows) {
        for (let t = 0; t < steps; t++) {
          const before = t ? values[t - 1] : 0;
          if (values[t] > before) out.push({ day: about.days[t], words: `${polity.name}: ${happened(measure, before, values[t])}` });
        }
      } else if (measure.over.includes("place") && measure.unit === "persons") {
        let best = 0, falls = false;
        for (let t = 1; t < steps; t++) {
          if (values[t] > values[best]) best = t;
          if (values[t] < values[t - 1]) falls = true;
        }
        if (falls && values[best] > 0) out.push({ day: about.days[best], words: `${polity.name}: most ${nameOf(measure)}, ${number(values[best])}` });
      }
    });
  }
  return out;
}

// "change of leader", "change of leader (2 so far)", "3 times: change of leader (5 so far)"
function happened(measure, before, now) {
  const times = now - before > 1 ? `${number(now - before)} times: ` : "";
  return `${times}${measure.event || nameOf(measure)}${now > 1 ? ` (${number(now)} so far)` : ""}`;
}

export function buildLog(box, found, names, choose, jump) {
  const tags = { record: "record", outside: "from outside", r0: names[0], r1: names[1] };
  const items = found.map((e) => el("li", {}, el("button", { type: "button", onclick: () => { jump(e.day); if (e.mark) choose([e.mark]); } },
    el("span", {}, e.when), el("span", {}, el("span", { class: `tag ${e.from}` }, tags[e.from]), e.words))));
  box.replaceChildren(el("ol", {}, ...items));
  return (today, next) => {
    let reached = null;
    items.forEach((item, k) => {
      item.className = (found[k].day < next ? "past" : "") + (found[k].day >= today && found[k].day < next ? " now" : "");
      if (found[k].day < next) reached = item;
    });
    if (!box.contains(document.activeElement)) box.scrollTop = reached ? Math.max(0, reached.offsetTop - box.clientHeight / 2) : 0;
  };
}

export function details(box, about, marks) {
  const country = Object.fromEntries(about.polities.map((p) => [p.id, p.name]));
  box.replaceChildren(...marks.map((m) => {
    const head = `${m.off ? "Did not happen: " : ""}${m.kind}, ${country[m.polity] || m.polity}${m.place ? `, ${m.place}` : ""}`;
    const rows = m.figures.map((f) => {
      const source = about.sources[f.source] || { short: f.source, title: "", address: "" };
      return el("tr", {}, el("td", {}, f.what || "says so"), el("td", { class: "n" }, figure(f)),
        el("td", {}, link(source.address, source.short), source.title ? el("div", { class: "note" }, source.title) : null, f.note ? el("div", { class: "note" }, f.note) : null));
    });
    return el("article", {}, el("h3", {}, head), el("p", {}, el("strong", {}, spanWords(m.first, m.last)), m.words ? ` ${m.words}` : ""),
      m.rival ? el("p", { class: "note" }, `Other sources date it ${m.rival}.`) : null,
      m.unsure ? el("p", { class: "note" }, "Rests on memory; no page was found for it yet.") : null,
      rows.length ? el("div", { class: "wide" }, el("table", {}, el("thead", {}, el("tr", {}, el("th", {}, "what"), el("th", { class: "n" }, "figure"), el("th", {}, "source"))), el("tbody", {}, ...rows)))
        : el("p", { class: "note" }, "The record gives no figure and no source of its own for this row."));
  }));
}

function figure(f) {
  if (f.unit === "mention" || f.what === "mention") return "mentioned";
  const unit = f.unit && f.unit !== "1" ? ` ${f.unit}` : "";
  const { low, best, high } = f;
  if (f.bound === "at_least") return `at least ${number(low ?? best)}${unit}`;
  if (f.bound === "up_to") return `up to ${number(high ?? best)}${unit}`;
  if (low !== undefined && high !== undefined && low !== high) return `${number(low)} to ${number(high)}${best !== undefined ? `, best ${number(best)}` : ""}${unit}`;
  const one = best ?? low ?? high;
  return one === undefined ? "" : `${number(one)}${unit}`;
}
