// Class mode: a page of tasks, and one task beside the picture; a link for each.
import { el } from "./show/words.js";
import { button, fill, note } from "./forms.js";

export function makeTasks(box, aside, { hello, start, published, verdict }) {
  const link = (task) => new URL(task.link || `?task=${encodeURIComponent(task.id)}`, location.origin + location.pathname).href;
  fill(box, el("h2", {}, "Tasks for a class"), note("A link opens its task beside the picture; pupils need a browser and nothing else. They reach it where the lab runs; to let others in, see the options of thaw lab."),
    ...(hello.tasks.length ? hello.tasks.map((t) => el("article", { class: "taskrow" }, el("h3", {}, t.title, t.minutes ? el("span", { class: "note" }, ` about ${t.minutes} minutes`) : ""), el("p", {}, t.text[0] || ""),
      el("div", { class: "row" }, button("Open", () => open(t.id), { "data-task": t.id }), el("a", { href: link(t) }, link(t))))) : [note("This lab holds no tasks.")]));

  function open(id) {
    const task = hello.tasks.find((t) => t.id === id);
    if (!task) return false;
    shown(true);
    fill(aside, el("h2", {}, task.title), ...task.text.map((t) => el("p", {}, t)),
      task.do.length ? el("ol", {}, ...task.do.map((d) => el("li", {}, el("label", {}, el("input", { type: "checkbox" }), ` ${d}`)))) : "",
      ...task.ask.map((a) => el("div", { class: "question" }, el("p", {}, el("strong", {}, a.question)), el("textarea", { rows: 2, "aria-label": `Your answer: ${a.question}` }), el("details", {}, el("summary", {}, "An answer"), el("p", {}, a.answer)))),
      el("div", { class: "row" }, button("Set the task up again", () => begin(task)), button("Close the task", () => shown(false))));
    begin(task);
    return true;
  }

  function shown(yes) {
    aside.hidden = !yes;
    aside.parentElement.classList.toggle("tasked", yes);
    if (yes) document.getElementById("settings").open = false;
  }

  // A task that neither starts a run nor a published model is about the verdict.
  function begin(task) {
    if (task.start) start(task.start);
    else if (task.published) published(task.published);
    else verdict();
  }

  return { open };
}
