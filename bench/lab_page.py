"""The lab's page measured in Debian's Chromium, before the real server: a slider from its move to new values.

    python bench/lab_page.py [CASE ACCOUNT [DAY]]

Needs playwright's Python package and a Chromium on the machine. Told apart: until the page has sent its
question, until the engine has begun the run anew (`about`), until the values of the day are there, until they are
drawn, and until the browser has painted them, which it does once a frame (17 ms).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from typing import Any

from playwright.sync_api import sync_playwright

MOVES = 40

WATCH = """() => {
  const Socket = window.WebSocket;
  window.seen = {};
  window.WebSocket = class extends Socket {
    constructor(address) {
      super(address);
      this.addEventListener("message", ({ data }) => {
        const now = performance.now();
        if (typeof data !== "string") window.seen.steps = now;
        else if (data.startsWith('{"kind":"about"')) window.seen.about = now;
      });
    }
    send(text) { window.seen.sent = performance.now(); super.send(text); }
  };
}"""

MOVE = """async (n) => {
  const slider = document.querySelector('.number input[type=range]'), seen = document.body.dataset;
  const day = document.getElementById('slider').value;
  const out = [];
  for (let k = 0; k < n; k++) {
    const begun = performance.now(), run = seen.shown;
    slider.value = 150 + k;
    slider.dispatchEvent(new Event('input'));
    slider.dispatchEvent(new Event('change'));
    await new Promise(done => new MutationObserver((_, watch) => {
      if (seen.shown === run || Number(seen.upto) <= Number(day)) return;
      watch.disconnect();
      done();
    }).observe(document.body, { attributes: true }));
    const drawn = performance.now();
    await new Promise(r => requestAnimationFrame(() => setTimeout(r)));
    const told = ['sent', 'about', 'steps'].map(w => window.seen[w] - begun);
    out.push([...told, drawn - begun, performance.now() - begun]);
    await new Promise(r => setTimeout(r, 60));
  }
  return out;
}"""


def main(case: str = "twin_republics_1971", account: str = "stein_1956", day: str = "") -> None:
    with tempfile.TemporaryDirectory() as out, sync_playwright() as run:
        command = [sys.executable, "-m", "thaw", "lab", case, "--no-browser", "--port", "0"]
        lab = subprocess.Popen([*command, "--out", out], stdout=subprocess.PIPE, text=True)
        browser = run.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        try:
            assert lab.stdout is not None
            found = re.search(r"http://\S+", lab.stdout.readline())
            assert found
            measure(
                browser.new_page(viewport={"width": 1280, "height": 900}), found[0], account, day
            )
        finally:
            browser.close()
            lab.terminate()
            lab.wait()


def measure(page: Any, address: str, account: str, day: str) -> None:
    page.add_init_script(f"({WATCH})()")
    page.set_default_timeout(300_000)
    page.goto(address)
    page.wait_for_selector("body[data-run]")
    page.select_option("#theory-0", account)
    if day:
        page.fill("#date", day)
        page.wait_for_timeout(4000)
    page.wait_for_timeout(500)
    page.evaluate("document.getElementById('numbers-box').open = true")
    page.wait_for_selector("#numbers-box .numbers > details")
    page.evaluate("document.querySelector('#numbers-box .numbers > details').open = true")
    page.wait_for_selector(".number input[type=range]")
    rows = page.evaluate(MOVE, MOVES)
    for words, column in zip(
        ("asked", "run begun anew", "values there", "drawn", "painted"),
        zip(*rows, strict=True),
        strict=True,
    ):
        held = sorted(column)
        print(f"{words:>15}: median {held[MOVES // 2]:5.0f} ms, longest {held[-1]:5.0f} ms")


if __name__ == "__main__":
    main(*sys.argv[1:4])
