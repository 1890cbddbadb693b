// Numbers, dates and elements.
const MONTHS = "January February March April May June July August September October November December".split(" ");

const FORMAT = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 12 }); // one for all: making one takes long

export function number(x) {
  if (!Number.isFinite(x)) return "–";
  return FORMAT.format(Number.isInteger(x) ? x : Number(x.toPrecision(4)));
}

export function dayWords(iso) {
  const [y, m, d] = iso.split("-").map(Number);
  return `${d} ${MONTHS[m - 1]} ${y}`;
}

export function shortDay(iso) {
  const [y, m, d] = iso.split("-").map(Number);
  return `${d} ${MONTHS[m - 1].slice(0, 3)} ${y}`;
}

export function spanWords(first, last) {
  if (!last || first === last) return shortDay(first);
  return `${shortDay(first)} to ${shortDay(last)}`;
}

export function dayNumber(iso) {
  return Date.parse(`${iso}T00:00:00Z`) / 86400000;
}

export function plainName(id) {
  return id.replace(/^n_/, "number of ").replaceAll("_", " ");
}

// What a measure is called: as the source names it, else its id.
export function nameOf(measure) {
  return measure.name || plainName(measure.id);
}

export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [k, v] of Object.entries(attributes)) {
    if (k.startsWith("on")) made.addEventListener(k.slice(2), v);
    else if (v !== null && v !== undefined && v !== false) made.setAttribute(k, v === true ? "" : v);
  }
  made.append(...children.filter((c) => c !== null && c !== undefined));
  return made;
}

// A link only where it leads to the web; anything else stays text.
export function link(address, words) {
  if (!/^https?:\/\//.test(address || "")) return el("span", {}, words);
  return el("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, words);
}
