// Events from outside and what-ifs on one axis. Marks are moved with mouse, finger or arrow keys.
import { svg, dayNumber, shortDay } from "./show/words.js";
import { INKS } from "./show/curves.js";
import { leverWords, nameOf, withEvent } from "./levers.js";

const LEFT = 56, RIGHT = 10, ROW = 22;
const iso = (day) => new Date(day * 86400000).toISOString().slice(0, 10);

export function drawTimeline(box, { kase, sides, edit, changed }) {
  const wide = Math.max(box.clientWidth || 900, 300);
  const first = dayNumber(kase.span[0]), last = dayNumber(kase.span[1]);
  const x = (day) => LEFT + ((day - first) / Math.max(last - first, 1)) * (wide - LEFT - RIGHT);
  const within = (day) => Math.min(Math.max(day, first), last);
  const side = sides[edit];
  const rows = [...kase.events.map((e) => {
    const lever = side.levers.find((l) => l.event === e.id);
    return { id: e.id, from: dayNumber(e.day), day: dayNumber(lever && lever.on ? lever.on : e.day), gone: Boolean(lever && lever.drop), moved: Boolean(lever), words: e.words, ink: "#444", side: edit,
      put: (day) => withEvent(side.levers, e.id, day === dayNumber(e.day) ? null : { on: iso(day) }),
      out: () => withEvent(side.levers, e.id, lever && lever.drop ? null : { drop: true }) };
  }), ...sides.flatMap((s, k) => s.levers.flatMap((lever) => {
    const known = kase.levers.find((l) => l.id === nameOf(lever));
    const on = lever.on || lever.from || (known && known.days[0]);
    if (lever.event || !on) return [];
    const can = known && known.movable;
    return [{ id: nameOf(lever) || lever.off, from: dayNumber(known?.days[0] || on), day: dayNumber(on), words: leverWords(lever, kase), ink: INKS[k], lever: true, side: k,
      put: can ? (day) => s.levers.map((l) => (l === lever ? { lever: nameOf(lever), on: iso(day) } : l)) : null,
      out: () => s.levers.filter((l) => l !== lever) }];
  }))];
  const here = rows.filter((r) => r.day >= first && r.day <= last);
  // Marks that would touch lie in rows one below the other.
  const ends = [], longest = wide < 500 ? 22 : 40;
  const placed = here.sort((a, b) => a.day - b.day).map((r) => {
    const said = r.words.length > longest ? `${r.words.slice(0, longest - 1)}…` : r.words;
    const left = x(r.day) + 14 + 6.4 * said.length > wide; // words stand on the left where there is no room
    const [from, to] = left ? [x(r.day) - 14 - 6.4 * said.length, x(r.day) + 12] : [x(r.day) - 12, x(r.day) + 14 + 6.4 * said.length];
    let line = ends.findIndex((e) => e < from);
    if (line < 0) line = ends.push(0) - 1;
    ends[line] = to;
    return { ...r, said, left, y: ROW * line + 14 };
  });
  const high = Math.max(ends.length, 1) * ROW + 22;
  const drawn = svg("svg", { viewBox: `0 0 ${wide} ${high}`, role: "group", "aria-label": "Events from outside and what-ifs, in order of date" });
  drawn.append(svg("path", { d: `M${LEFT} ${high - 18}H${wide - RIGHT}`, stroke: "#777" }));
  const parts = wide < 500 ? 2 : 4;
  for (let k = 0; k <= parts; k++) {
    const day = first + (k * (last - first)) / parts;
    drawn.append(svg("text", { x: x(day), y: high - 4, fill: "#595959", "text-anchor": k === 0 ? "start" : k === parts ? "end" : "middle" }, shortDay(iso(Math.round(day)))));
  }
  placed.forEach((r) => drawn.append(handle(r)));
  box.replaceChildren(drawn);

  function apply(r, levers) {
    sides[r.side].levers = levers;
    changed(r.id);
  }

  function handle(r) {
    const label = () => `${r.gone ? "Left out: " : ""}${r.words}, ${shortDay(iso(r.day))}${r.moved && !r.gone ? ` instead of ${shortDay(iso(r.from))}` : ""}`;
    const title = svg("title", {}, label());
    const shape = svg("path", { d: shapeOf(r, x(r.day)), fill: r.gone ? "#fff" : r.ink, stroke: r.ink, "stroke-width": 1.5, "stroke-dasharray": r.gone ? "2 2" : null });
    const words = svg("text", { "font-size": 12, fill: r.gone ? "#767676" : "#222", "text-decoration": r.gone ? "line-through" : null, "text-anchor": r.left ? "end" : null, x: x(r.day) + (r.left ? -11 : 11), y: r.y + 4 }, r.said);
    const stem = r.moved && !r.gone ? svg("path", { d: `M${x(r.from)} ${r.y}H${x(r.day)}`, stroke: r.ink, "stroke-dasharray": "2 2" }) : null;
    const g = svg("g", { class: "handle", tabindex: 0, role: "slider", "data-id": r.id, "aria-label": r.words, "aria-valuemin": first, "aria-valuemax": last,
      "aria-valuenow": r.day, "aria-valuetext": label(), "aria-disabled": r.put ? null : true }, title, stem, shape,
    words, svg("rect", { x: x(r.day) - 11, y: r.y - 11, width: 22, height: 22, fill: "transparent" }));
    let drag = null;
    const begun = r.day;
    const to = (day) => {
      r.day = within(Math.round(day));
      shape.setAttribute("d", shapeOf(r, x(r.day)));
      words.textContent = shortDay(iso(r.day));
      title.textContent = label();
      g.setAttribute("aria-valuetext", label());
      g.setAttribute("aria-valuenow", r.day);
    };
    g.addEventListener("pointerdown", (event) => {
      if (!r.put) return;
      drag = event.clientX;
      g.setPointerCapture(event.pointerId);
    });
    g.addEventListener("pointermove", (event) => {
      if (drag === null) return;
      const per = (last - first) / ((wide - LEFT - RIGHT) * (drawn.getBoundingClientRect().width / wide));
      to(begun + (event.clientX - drag) * per);
    });
    g.addEventListener("pointerup", () => {
      if (drag === null) return;
      drag = null;
      if (r.day !== begun) apply(r, r.put(r.day));
    });
    g.addEventListener("keydown", (event) => {
      const far = event.shiftKey ? 30 : 1;
      const by = { ArrowLeft: -far, ArrowRight: far }[event.key];
      if (by && r.put) {
        to(r.day + by);
        apply(r, r.put(r.day));
      } else if (event.key === "Delete" || event.key === "Backspace") apply(r, r.out());
      else return;
      event.preventDefault();
    });
    return g;
  }
}

function shapeOf(r, at) {
  if (r.lever) return `M${at - 7} ${r.y - 6}h14l-7 12Z`;
  return `M${at - 6} ${r.y}l6 -6l6 6l-6 6Z`;
}
