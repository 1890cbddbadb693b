// Hexagons of a pane, built once; a step only colours them.
import { svg, number } from "./words.js";
import { row } from "./store.js";
import { colour, inkOn } from "./scale.js";

const NEXT = [[1, 0], [0, 1], [-1, 1], [-1, 0], [0, -1], [1, -1]];
const EDGE = [[1, 2], [0, 1], [5, 0], [4, 5], [3, 4], [2, 3]];

function centre([q, r]) {
  return [Math.sqrt(3) * (q + r / 2), 1.5 * r];
}

function corners([x, y], size) {
  return Array.from({ length: 6 }, (_, k) => [x + size * Math.sin((k * Math.PI) / 3), y + size * Math.cos((k * Math.PI) / 3)]);
}

const path = (points) => "M" + points.map((p) => p.map((v) => v.toFixed(2)).join(" ")).join("L") + "Z";

// Places with hexagons; countries without any get one each, in a row below.
function laid(about) {
  const cells = about.places.map((p, index) => ({ ...p, index })).filter((p) => p.hex);
  const low = cells.length ? Math.max(...cells.map((c) => c.hex[1])) + 3 : 0;
  about.alone.forEach((polity, k) => cells.push({ name: "", short: "", polity, index: -1, hex: [2 * k - (low >> 1), low] }));
  return cells;
}

export function buildMap(about, label) {
  const cells = laid(about);
  const spots = new Map(cells.map((c) => [String(c.hex), c.polity]));
  const points = cells.map((c) => centre(c.hex));
  const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
  const box = [Math.min(...xs) - 2.2, Math.min(...ys) - 2.6, Math.max(...xs) - Math.min(...xs) + 4.4, Math.max(...ys) - Math.min(...ys) + 4];
  const size = Math.min(0.62, Math.max(0.5, box[2] / 40));
  const drawn = svg("svg", { viewBox: box.map((v) => v.toFixed(2)).join(" "), role: "img", "aria-label": label });
  for (const cell of cells) {
    const [x, y] = centre(cell.hex);
    cell.tip = svg("title");
    cell.shape = svg("path", { d: path(corners([x, y], 0.97)), stroke: "#b9b9b4", "stroke-width": 0.05 }, cell.tip);
    cell.text = svg("text", { x, y: y + size * 0.36, "text-anchor": "middle", "font-size": size, "pointer-events": "none" }, cell.short);
    drawn.append(cell.shape, cell.text);
  }
  for (const cell of cells) {
    const at = corners(centre(cell.hex), 1);
    NEXT.forEach(([a, b], k) => {
      if (spots.get(String([cell.hex[0] + a, cell.hex[1] + b])) === cell.polity) return;
      const [p, q] = EDGE[k];
      drawn.append(svg("path", { d: `M${at[p].join(" ")}L${at[q].join(" ")}`, stroke: "#333", "stroke-width": 0.12, "stroke-linecap": "round" }));
    });
  }
  about.polities.forEach((polity) => {
    const mine = cells.filter((c) => c.polity === polity.id).map((c) => centre(c.hex));
    if (!mine.length) return;
    const top = Math.min(...mine.map((p) => p[1]));
    const over = mine.filter((p) => p[1] < top + 0.1);
    const x = over.reduce((sum, p) => sum + p[0], 0) / over.length;
    drawn.append(svg("text", { x, y: top - 1.25, "text-anchor": "middle", "font-size": 0.78, class: "name", "stroke-width": 0.2 }, polity.name));
  });
  return { drawn, cells };
}

export function colourMap(map, store, pane, view) {
  const about = store.about;
  for (const cell of map.cells) {
    const place = view.over === "place";
    const index = place ? cell.index : about.polities.findIndex((p) => p.id === cell.polity);
    const values = index < 0 ? null : row(store, pane, view.over, view.measure, view.line, index);
    const v = values ? values[view.t] : NaN;
    const untold = !Number.isFinite(v); // grey, so that it is not read as nought
    const part = untold ? 0 : view.scale.part(v);
    cell.shape.setAttribute("fill", untold ? "#d9d6cf" : colour(part));
    cell.text.setAttribute("fill", inkOn(part));
    const who = place ? cell.name : about.polities[index] ? about.polities[index].name : cell.name;
    cell.tip.textContent = `${who}: ${view.words} ${untold ? "not told by these runs" : number(v)}`;
  }
}

export function legend(scale, words) {
  const made = document.createElement("p");
  made.className = "ramp";
  made.append(words + " ");
  const ends = scale.log ? scale.ticks : [0, 0.25, 0.5, 0.75, 1].map((k) => scale.low + k * (scale.top - scale.low));
  if (scale.log && ends.at(-1) < scale.top) ends.push(scale.top);
  for (const v of ends) {
    const box = document.createElement("i");
    box.style.background = colour(scale.part(v));
    made.append(box, number(Number(v.toPrecision(3))));
  }
  return made;
}
