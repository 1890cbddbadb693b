// One's own files dropped in, with mistakes by line; and everything that can be taken away.
import { el, number } from "./show/words.js";
import { button, failed, note, option, problems } from "./forms.js";

const KINDS = [["", "told from its keys"], ["account", "a theory"], ["case", "a case"], ["lever", "a what-if"], ["record", "a record (all its files at once)"], ["recipe", "a recipe of the lab"]];

const NOW = { account: "It can be chosen under Settings, on the screen Watch.", case: "It can be chosen under Settings, on the screen Watch.",
  lever: "It can be chosen among the what-ifs, on the screens Watch and What if.", record: "It holds no mistake. Theories are weighed on it on the command line: thaw compare CASE --record FOLDER." };

export function makeFiles(box, { hello, ask, adopted, recipe }) {
  const held = [];
  const list = el("div"), told = el("div", { "aria-live": "polite" });
  const kind = el("select", { id: "file-kind" }, ...KINDS.map(([v, w]) => option(v, w)));
  const kase = el("select", { id: "file-case" });
  const cases = () => {
    const now = kase.value;
    kase.replaceChildren(...hello.cases.map((c) => option(c.id, c.title)));
    if (now) kase.value = now;
  };
  cases();
  const pick = el("input", { type: "file", multiple: true, id: "file-pick", "aria-label": "Choose files", onchange: () => { take([...pick.files]); pick.value = ""; } });
  const zone = el("div", { class: "drop" }, el("p", {}, "Drop a theory, a case, a what-if, a record (all its files) or a recipe here, or choose: "), pick);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  box.replaceChildren(el("h2", {}, "Your own files"), note("Files stay on this machine. A file is read as data; one that brings code is refused unless the lab was started with leave for it. Mistakes are told as on the command line, by line."),
    el("div", { class: "row" }, el("label", {}, "It is ", kind), el("label", {}, "For the case ", kase)), zone, told,
    el("h2", {}, "Take away"), note("What the lab and the command line have written, in the folder it was started on."), button("Look again", refresh, { id: "files-again" }), list);

  async function take(files) {
    if (!files.length) return;
    const big = files.find((f) => f.size > hello.limits.message - 2000);
    if (big) return told.replaceChildren(failed(new Error(`${big.name} has ${number(Math.round(big.size / 1000))} kB; the lab takes files of at most ${number(Math.floor((hello.limits.message - 2000) / 1000))} kB. Larger ones go on the command line.`)));
    const texts = await Promise.all(files.map((f) => f.text()));
    if (kind.value === "recipe" || (files.length === 1 && files[0].name.endsWith(".json"))) return open(texts[0], files[0].name);
    const record = kind.value === "record" || files.some((f) => f.name === "record.yaml" || f.name.endsWith(".csv"));
    told.replaceChildren();
    if (record) return say({ name: files.find((f) => f.name === "record.yaml")?.name || files[0].name, parts: Object.fromEntries(files.map((f, k) => [f.name, texts[k]])), as: "record", case: kase.value });
    for (const [k, f] of files.entries()) await say({ name: f.name, text: texts[k], as: kind.value || null, case: kase.value });
  }

  async function say(message) {
    try {
      const found = await ask({ kind: "file", ...message });
      if (found.ok) {
        held.push(found);
        told.append(el("div", { class: "good", role: "status" }, el("p", {}, `${found.name} is ${{ account: "a theory", case: "a case", lever: "a what-if", record: "a record" }[found.what] || found.what}: ${found.title || ""}. ${NOW[found.what] || ""}`), ...found.notes.map((n) => note(n))));
        adopted(found, message.case);
        cases();
      } else told.append(el("div", { class: "warn bad", role: "alert" }, el("p", {}, `${found.name} was not taken:`), problems(found.problems)));
    } catch (problem) {
      told.append(failed(problem));
    }
  }

  function open(text, name) {
    try {
      const read = JSON.parse(text);
      const request = read.request || read.start || read;
      if (!request.case || !Array.isArray(request.panes)) throw new Error("it has no case and panes");
      recipe(request);
    } catch (problem) {
      told.replaceChildren(failed(new Error(`${name} is no recipe of the lab: ${problem.message}`)));
    }
  }

  async function refresh() {
    try {
      const { files } = await (await fetch("api/files")).json();
      list.replaceChildren(files.length ? el("div", { class: "wide" }, el("table", {}, el("thead", {}, el("tr", {}, ...["file", "what", "size", "changed"].map((c) => el("th", { scope: "col" }, c)))),
        el("tbody", {}, ...files.map((f) => el("tr", {}, el("td", {}, el("a", { href: `api/files/${f.name.split("/").map(encodeURIComponent).join("/")}`, download: "" }, f.name)), el("td", {}, f.what), el("td", { class: "n" }, `${number(Math.max(1, Math.round(f.bytes / 1000)))} kB`), el("td", {}, String(f.changed).slice(0, 16).replace("T", " "))))))) : note("The folder is empty so far."));
    } catch (problem) {
      list.replaceChildren(failed(problem));
    }
  }

  return { refresh, levers: () => held.filter((f) => f.what === "lever"), held };
}

// Links to a whole run, and what starts it again.
export function drawTake(box, run, request) {
  const name = request ? `${request.case}.seed${request.seed}.json` : "run.json";
  const recipe = button("Recipe (opens in any lab)", () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify({ request }, null, 1)], { type: "application/json" }));
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }, { id: "take-recipe" });
  const link = button("Copy a link to this day", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      link.textContent = "Copied";
    } catch {
      prompt("The link to this day", location.href);
    }
  }, { id: "take-link" });
  const whole = run && run.kept ? [["html", "Page that opens anywhere (as thaw show makes)"], ...(request && request.panes.length > 1 ? [["nc?pane=0", "NetCDF, left"], ["nc?pane=1", "NetCDF, right"]] : [["nc", "NetCDF"]]), ["csv", "table (CSV)"], ["json", "recipe with hashes and command"]].map(([end, words]) => el("a", { href: `api/run/${run.number}.${end}`, download: "" }, words)) : [];
  box.replaceChildren(el("div", { class: "row" }, recipe, link, ...whole), run && run.kept ? "" : note("The whole run can be taken once it is computed to its end."));
}
