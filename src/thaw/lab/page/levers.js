// What-ifs of one side: those of the case, events moved or left out, processes switched off.
import { el, shortDay } from "./show/words.js";
import { button, option, note } from "./forms.js";

export const nameOf = (lever) => (typeof lever === "string" ? lever : lever.lever);

// A lever in words for people.
export function leverWords(lever, kase) {
  const titled = (id) => kase.levers.find((l) => l.id === id)?.title || id;
  const event = (id) => kase.events.find((e) => e.id === id)?.words || id;
  if (typeof lever === "string") return titled(lever);
  if (lever.lever) return `${titled(lever.lever)}, from ${shortDay(lever.on)}`;
  if (lever.event && lever.drop) return `without: ${event(lever.event)}`;
  if (lever.event) return `${event(lever.event)}, on ${shortDay(lever.on)} instead`;
  if (lever.off) return `${lever.off.replaceAll("_", " ")} switched off${lever.from ? ` from ${shortDay(lever.from)}` : ""}${lever.until ? ` until ${shortDay(lever.until)}` : ""}`;
  if (lever.file) return `file ${lever.file}`;
  return "written by hand";
}

// Moves or leaves out an event; one entry an event.
export function withEvent(levers, id, change) {
  const rest = levers.filter((l) => l.event !== id);
  return change ? [...rest, { event: id, ...change }] : rest;
}

export function drawLevers(box, { kase, side, processes, files, changed }) {
  const put = (levers) => {
    side.levers = levers;
    changed();
  };
  const rows = side.levers.map((lever, k) => {
    const known = kase.levers.find((l) => l.id === nameOf(lever));
    const on = lever.on || (known && known.days[0]);
    const movable = lever.event ? !lever.drop : known && known.movable && known.days.length;
    return el("li", {}, el("span", {}, leverWords(lever, kase)), known && known.does ? note(known.does) : null,
      el("span", { class: "row" }, movable ? el("label", {}, "from ", el("input", { type: "date", value: on, min: kase.span[0], max: kase.span[1],
        onchange: (event) => event.target.value && put(side.levers.map((l, i) => (i !== k ? l : lever.event ? { ...lever, on: event.target.value } : { lever: nameOf(lever), on: event.target.value }))) })) : null,
      button("Remove", () => put(side.levers.filter((_, i) => i !== k)), { "aria-label": `Remove: ${leverWords(lever, kase)}` })));
  });
  const add = el("select", { class: "add-lever", id: "add-lever", onchange: () => {
    const [kind, id] = add.value.split("|");
    if (kind === "lever" && !side.levers.some((l) => nameOf(l) === id)) put([...side.levers, id]);
    if (kind === "file") put([...side.levers, { file: id }]);
    if (kind === "drop") put(withEvent(side.levers, id, { drop: true }));
    if (kind === "off") offForm(id);
    add.value = "";
  } }, option("", "choose one ..."),
  group("Of the case", kase.levers.map((l) => option(`lever|${l.id}`, l.title))),
  group("Your files", files.map((f) => option(`file|${f.name}`, f.title || f.name))),
  group("Leave out what came from outside", kase.events.map((e) => option(`drop|${e.id}`, `${shortDay(e.day)}: ${e.words}`))),
  group("Switch a process off", processes.filter((m) => m.can_stop).map((m) => option(`off|${m.id}`, m.id.replaceAll("_", " ")))));
  const form = el("div");

  function offForm(id) {
    const from = el("input", { type: "date", value: kase.span[0], min: kase.span[0], max: kase.span[1] });
    const until = el("input", { type: "date", value: kase.span[1], min: kase.span[0], max: kase.span[1] });
    const where = kase.polities.map((p) => el("label", {}, el("input", { type: "checkbox", value: p.id, checked: true }), p.name));
    const says = processes.find((m) => m.id === id)?.says || "";
    form.replaceChildren(el("fieldset", {}, el("legend", {}, `Switch off: ${id.replaceAll("_", " ")}`), note(says), el("div", { class: "row" }, ...where),
      el("div", { class: "row" }, el("label", {}, "from ", from), el("label", {}, "until ", until)),
      button("Switch it off", () => {
        const polities = where.map((w) => w.firstChild).filter((i) => i.checked).map((i) => i.value);
        if (polities.length) put([...side.levers, { off: id, polities, from: from.value, until: until.value }]);
      }, { class: "put-off" })));
    from.focus();
  }

  box.replaceChildren(el("ul", { class: "levers" }, ...rows), el("label", { class: "stack" }, "Add a what-if", add), form);
}

function group(label, options) {
  return options.length ? el("optgroup", { label }, ...options) : null;
}
