"""How fast the lab's page draws in Debian's Chromium, with a stand-in for the server inside the page.

    PYTHONPATH=src python bench/lab_drawing.py

Needs playwright's Python package. Printed: updates seen of 20 sent a second and their lag, with the time lines of
bloc_1953 and with those of two runs at once, and a slider from its move to new values.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "lab"))

from lab_page import BROWSER, FLAGS, WIDE, Lab
from stand_in import told

WATCH = """() => {
  window.seen = new Map();
  new MutationObserver(() => {
    const t = Number(document.body.dataset.t);
    if (!window.seen.has(t)) window.seen.set(t, performance.now());
  }).observe(document.body, { attributes: true, attributeFilter: ["data-t"] });
}"""
LAGS = """() => {
  const steps = window.fake.sent.filter(s => s.kind === "steps" && window.seen.has(s.t));
  const last = new Map(steps.map(s => [s.t, s.at]));
  return [...last].map(([t, at]) => window.seen.get(t) - at).filter(x => x >= 0).sort((a, b) => a - b);
}"""


def watched(lab: Lab, seconds: float = 8.0) -> str:
    page = lab.page
    page.wait_for_timeout(500)
    page.evaluate(WATCH)
    page.click("#play")
    page.wait_for_timeout(1000)
    n = page.evaluate("[window.seen.size, performance.now()]")
    page.wait_for_timeout(1000 * seconds)
    m = page.evaluate("[window.seen.size, performance.now()]")
    page.click("#play")
    lags = page.evaluate(LAGS)
    rate = 1000 * (m[0] - n[0]) / (m[1] - n[1])
    panels = page.locator("#curves svg").count()
    return (
        f"{panels} time lines: {rate:.1f} of 20 updates a second, "
        f"lag {lags[len(lags) // 2]:.0f} ms, 95 % {lags[int(0.95 * len(lags))]:.0f} ms"
    )


def slider(lab: Lab) -> str:
    page = lab.page
    lab.open("numbers-box")
    page.click("#numbers-box .numbers > details:nth-of-type(2) > summary")
    times = page.evaluate("""async () => {
      const row = [...document.querySelectorAll('.number')].find(n => n.textContent.includes('decay'));
      const slider = row.querySelector('input[type=range]'), seen = document.body.dataset;
      const out = [];
      for (let k = 0; k < 20; k++) {
        const before = performance.now(), run = seen.shown;
        slider.value = 210 + k;
        slider.dispatchEvent(new Event('input'));
        slider.dispatchEvent(new Event('change'));
        while (seen.shown === run) await new Promise(r => setTimeout(r, 1));
        out.push(performance.now() - before);
        await new Promise(r => setTimeout(r, 30));
      }
      return out.sort((a, b) => a - b);
    }""")
    return (
        f"slider to new values on the page: median {times[10]:.0f} ms, longest {times[-1]:.0f} ms"
    )


def main() -> None:
    answers = told("bloc_1953")
    with sync_playwright() as run:
        browser = run.chromium.launch(executable_path=BROWSER, args=FLAGS)
        lab = Lab(browser, answers, WIDE)
        print(watched(lab))
        lab.close()
        lab = Lab(browser, answers, WIDE)
        lab.after("start", lambda: lab.page.select_option("#beside", "other"))
        lab.page.check("#apart")
        print("two runs,", watched(lab))
        lab.close()
        lab = Lab(browser, answers, WIDE)
        print(slider(lab))
        lab.close()
        browser.close()


if __name__ == "__main__":
    main()
