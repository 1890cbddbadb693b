// What stands side by side: a map and the numbers of the day of each pane.
import { el, number } from "./words.js";
import { row, lineWords } from "./store.js";
import { buildMap, colourMap } from "./map.js";

export function buildPanes(box, store, view) {
  const updates = [];
  box.replaceChildren(...view.shown.map((pane, k) => {
    const about = store.about.panes[pane];
    const map = buildMap(store.about, `Map of ${about.name}; the table beside it has the same values`);
    const caption = el("caption");
    const unit = view.unit && view.unit !== "1" ? `, ${view.unit}` : "";
    const bands = about.bands ? [el("th", { class: "n", scope: "col" }, "median"), el("th", { class: "n", scope: "col" }, "90 % of runs")] : [];
    const rows = view.over === "place" ? store.about.places : store.about.polities;
    const cells = rows.map(() => (about.bands ? [el("td", { class: "n" }), el("td", { class: "n" }), el("td", { class: "n" })] : [el("td", { class: "n" })]));
    rows.forEach((r, i) => ["chosen", "median", "band"].forEach((name, c) => cells[i][c] && cells[i][c].setAttribute("data-cell", `${pane}|${r.id}|${name}`)));
    const body = rows.map((r, i) => el("tr", {}, el("th", { scope: "row" }, r.name), ...cells[i]));
    const title = lineWords(about, about.lines[view.lines[pane]]);
    const table = el("table", {}, caption, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, view.over === "place" ? "place" : "country"), el("th", { class: "n", scope: "col" }, title), ...bands)), el("tbody", {}, ...body));
    const runs = about.runs ? `${about.runs} run${about.runs > 1 ? "s" : ""}${about.how ? `; ${about.how}` : ""}. Shown: ${title}.` : "No runs: what the record dates, and how the case begins.";
    updates.push((t, words) => {
      colourMap(map, store, pane, { ...view, line: view.lines[pane], t });
      caption.textContent = `${view.words}${unit}, ${words}`;
      rows.forEach((_, i) => {
        const at = (line) => {
          const values = row(store, pane, view.over, view.measure, line, i);
          return values ? values[t] : NaN;
        };
        cells[i][0].textContent = number(at(view.lines[pane]));
        if (!about.bands) return;
        cells[i][1].textContent = number(at(about.lines.indexOf("p50")));
        cells[i][2].textContent = `${number(at(about.lines.indexOf("p05")))} to ${number(at(about.lines.indexOf("p95")))}`;
      });
    });
    return el("section", { class: `pane p${k}${view.shown.length === 1 ? " only" : ""}`, "aria-label": about.name }, el("h3", {}, about.name), el("p", { class: "note" }, runs), map.drawn, el("div", { class: "wide" }, table));
  }));
  return (t, words) => updates.forEach((update) => update(t, words));
}
