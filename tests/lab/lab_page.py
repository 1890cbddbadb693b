"""The lab's page in a browser with the stand-in behind it, and what a test asks of it."""

from __future__ import annotations

import json
import shutil
import time
from importlib.util import find_spec
from typing import Any

import pytest
from stand_in import HERE, served

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
WIDE, NARROW = (1280, 900), (390, 844)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def missing() -> str:
    """What the tests in a browser lack on this machine, or nothing."""
    if find_spec("playwright") is None:
        return "playwright is not installed (pip install -e .[dev])"
    return "" if BROWSER else "there is no Chromium (Debian and Ubuntu: apt install chromium)"


IN_A_BROWSER = [
    pytest.mark.thorough,
    pytest.mark.skipif(bool(missing()), reason=f"not in a browser: {missing()}"),
]


class Lab:
    """One page with the stand-in behind it; what it printed and asked for is kept."""

    def __init__(
        self, browser: Any, answers: dict[str, Any], size: tuple[int, int], address: str = ""
    ) -> None:
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.holder = served()
        self.server = self.holder.__enter__()
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.add_init_script("window.FAKE = " + json.dumps(answers))
        self.page.add_init_script(path=str(HERE / "fake.js"))
        self.base = f"http://127.0.0.1:{self.server.server_port}/"
        self.page.goto(self.base + address)
        self.page.wait_for_selector("body[data-run]")

    def close(self) -> None:
        self.context.close()
        self.holder.__exit__(None, None, None)
        assert self.errors == []
        assert all(url.startswith((self.base, "data:", "blob:")) for url in self.asked)

    def got(self, kind: str) -> dict[str, Any]:
        """The last message of a kind that the page sent."""
        return self.page.evaluate("kind => window.fake.got.findLast(m => m.kind === kind)", kind)

    def count(self, kind: str) -> int:
        return self.page.evaluate(
            "kind => window.fake.got.filter(m => m.kind === kind).length", kind
        )

    def after(self, kind: str, act: Any) -> dict[str, Any]:
        """What the page sent of a kind because of an act, once the run that it asked for is drawn."""
        before = self.count(kind)
        act()
        self.until(
            "([kind, n]) => window.fake.got.filter(m => m.kind === kind).length > n", [kind, before]
        )
        if kind == "start":
            self.page.wait_for_timeout(120)
        return self.got(kind)

    @property
    def t(self) -> int:
        return int(self.page.evaluate("document.body.dataset.t"))

    def wait_t(self, words: str) -> None:
        self.until(f"Number(document.body.dataset.t) {words}")

    def until(self, condition: str, arg: Any = None) -> None:
        """Waits for a condition from outside: the page's policy lets nobody evaluate text within."""
        end = time.monotonic() + 15
        while not self.page.evaluate(condition, arg):
            assert time.monotonic() < end, condition
            self.page.wait_for_timeout(20)

    def open(self, *ids: str) -> None:
        for ident in ids:
            self.page.evaluate("id => { document.getElementById(id).open = true; }", ident)

    def show(self, screen: str) -> None:
        self.page.click(f"nav a[href='#{screen}']")

    def text(self, selector: str) -> str:
        return self.page.inner_text(selector)
