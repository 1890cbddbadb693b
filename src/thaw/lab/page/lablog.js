// The log while a run goes on: what is new is put at the end, what is older than the last few hundred goes.
import { el, shortDay, spanWords } from "./show/words.js";
import { recordWords } from "./show/log.js";

const MOST = 300;
const GROUPS = { record: "record", outside: "from outside and what-ifs", run: "in the runs" };
const TAGS = { record: "record", outside: "from outside", lever: "what if", ruler: "rulers", force: "forces", council: "councils", run: "" };
const groupOf = (from) => (from === "record" ? "record" : from === "outside" || from === "lever" ? "outside" : "run");

export function makeLog(box, filters, choose, jump) {
  const list = el("ol");
  const hide = new Set();
  let run = null, read = null, shown = -1, marks = [], recorded = 0, logged = 0, place = {}, country = {};
  box.replaceChildren(list);
  filters.append(...Object.entries(GROUPS).map(([id, words]) => el("label", {}, el("input", { type: "checkbox", checked: true,
    onchange: (event) => { event.target.checked ? hide.delete(id) : hide.add(id); again(); } }), words)));

  function begin(next) {
    run = next;
    const about = run.about;
    country = names(about.polities);
    place = names(about.places);
    marks = about.marks.map((m) => ({ day: m.first < about.days[0] ? about.days[0] : m.first, when: spanWords(m.first, m.last), from: "record", mark: m, words: recordWords(country, m) }));
    list.replaceChildren();
    shown = -1;
    recorded = logged = 0;
  }

  const names = (rows) => Object.fromEntries(rows.map((r) => [r.id, r.name]));

  function again(t = shown) {
    list.replaceChildren();
    shown = -1;
    recorded = logged = 0;
    show(t);
  }

  function show(t) {
    if (!run) return;
    if (shown >= 0 && (t < shown || run.log !== read)) return again(t);
    read = run.log;
    const about = run.about, next = about.days[t + 1] || "9999";
    const fresh = [];
    while (recorded < marks.length && marks[recorded].day < next) fresh.push(marks[recorded++]);
    while (logged < run.log.length && run.log[logged].t <= t) fresh.push(run.log[logged++]);
    fresh.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
    const items = fresh.filter((e) => !hide.has(groupOf(e.from))).slice(-MOST).map((e) => item(about, e));
    list.append(...items);
    while (list.children.length > MOST) list.firstChild.remove();
    shown = t;
    if (!items.length) return;
    for (const old of list.querySelectorAll(".now")) old.classList.remove("now");
    items.forEach((i) => i.classList.toggle("now", i.dataset.day >= about.days[t]));
    // a moment later, when the page is laid out anyhow
    requestAnimationFrame(() => { if (!box.contains(document.activeElement)) box.scrollTop = box.scrollHeight; });
  }

  function item(about, e) {
    const polity = e.polity && e.from !== "record" ? `${country[e.polity] || e.polity}${e.place ? `, ${place[e.place]}` : ""}: ` : "";
    const side = e.from !== "record" && about.panes.length > 1 ? about.panes[e.pane].name : "";
    const tag = [TAGS[e.from], side].filter(Boolean).join(", ") || "run";
    const kind = e.from === "record" ? "record" : `r${e.pane}`;
    return el("li", { class: "past", "data-day": e.day }, el("button", { type: "button", onclick: () => { jump(e.day); if (e.mark) choose([e.mark]); } },
      el("span", {}, e.when || shortDay(e.day)), el("span", {}, el("span", { class: `tag ${kind}` }, tag), polity + e.words)));
  }

  return { begin, show };
}
