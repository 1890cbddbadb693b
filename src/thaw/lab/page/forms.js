// Small pieces of forms that all screens use.
import { el } from "./show/words.js";

export function option(value, words, chosen = false) {
  return el("option", { value, selected: chosen }, words);
}

export function select(label, options, value, change, attributes = {}) {
  const made = el("select", { ...attributes, onchange: () => change(made.value) }, ...options.map(([v, words]) => option(v, words)));
  made.value = value;
  return el("label", {}, `${label} `, made);
}

export function button(words, press, attributes = {}) {
  return el("button", { type: "button", onclick: press, ...attributes }, words);
}

// What stands in a box from now on; what is null is left out.
export function fill(box, ...children) {
  box.replaceChildren(...children.filter((c) => c !== null && c !== undefined && c !== false));
}

// Draws a form anew; who was in it with the keyboard is where he was.
export function redrawn(box, draw) {
  const all = () => [...box.querySelectorAll("input, select, button, summary")];
  const active = document.activeElement, at = box.contains(active) ? all().indexOf(active) : -1;
  draw();
  if (at < 0) return;
  const same = active.id ? box.querySelector(`#${CSS.escape(active.id)}`) : null;
  (same || all()[Math.min(at, all().length - 1)])?.focus();
}

export function note(...words) {
  return el("p", { class: "note" }, ...words);
}

export function table(columns, rows, caption = "") {
  return el("div", { class: "wide" }, el("table", {}, caption ? el("caption", {}, caption) : null,
    el("thead", {}, el("tr", {}, ...columns.map((c) => el("th", { scope: "col", class: c.n ? "n" : null }, c.words ?? c)))),
    el("tbody", {}, ...rows.map((r) => el("tr", {}, ...r.map((c, k) => el(k ? "td" : "th", { scope: k ? null : "row", class: columns[k].n ? "n" : null }, c)))))));
}

// Mistakes as the command line tells them: where, what, what was expected, what to do.
export function problems(found) {
  return el("ul", { class: "problems" }, ...found.map((p) => el("li", {},
    el("strong", {}, [p.where, p.key].filter(Boolean).join(", ")), p.where || p.key ? ": " : "", p.what,
    p.expected ? el("div", {}, `expected: ${p.expected}`) : null,
    p.nearest ? el("div", {}, `did you mean: ${p.nearest}`) : null,
    p.todo ? el("div", {}, `to do: ${p.todo}`) : null)));
}

export function failed(problem) {
  return el("div", { class: "warn bad", role: "alert" }, problem.problems && problem.problems.length ? problems(problem.problems) : el("p", {}, problem.message));
}

// A bar that says how far something has come, with a way to stop it.
export function waiting(stop) {
  const bar = el("progress", { max: 1 }), words = el("span", { class: "note" }, "asked");
  const box = el("p", { class: "row", role: "status" }, bar, words, stop ? button("Stop", stop) : null);
  return { box, told: ({ done, total, words: said }) => {
    if (total) {
      bar.max = total;
      bar.value = done;
    }
    words.textContent = said || (total ? `${done} of ${total}` : String(done));
  } };
}

export function source(s) {
  return s.address && /^https?:\/\//.test(s.address)
    ? el("a", { href: s.address, rel: "noreferrer noopener", target: "_blank", title: s.title || "" }, s.short)
    : el("span", { title: s.title || "" }, s.short);
}
