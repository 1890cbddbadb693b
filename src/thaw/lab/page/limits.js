// What a simulation can and cannot show, and the keys.
import { el } from "./show/words.js";
import { LIMITS } from "./show/limits.js";

const KEYS = [["Space", "plays and stops"], ["← →", "one step; with Shift thirty"], ["Home, End", "first and last day"], ["Tab", "reaches every control, every mark of a curve and of the time line"],
  ["arrows on a mark of the record", "the mark before and after; Enter opens it"], ["arrows on a mark of the time line", "move it by a day, with Shift by thirty; Delete leaves it out or takes it away"]];

export function drawLimits(box, thaw) {
  box.replaceChildren(el("h2", {}, "What a simulation can and cannot show"), el("ul", {}, ...LIMITS.map((t) => el("li", {}, t))),
    el("h2", {}, "Keys"), el("table", {}, el("tbody", {}, ...KEYS.map(([key, does]) => el("tr", {}, el("th", { scope: "row" }, key), el("td", {}, does))))),
    el("p", { class: "note" }, `Thaw ${thaw}. Nothing on this page is asked of a network; it speaks to the program on this machine alone.`));
}
