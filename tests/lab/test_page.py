"""The lab's page in a browser: every control by mouse and by keyboard, both widths, no network."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from stand_in import HERE, LAB, SHOW, served, told

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.thorough,
    pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine"),
]
WIDE, NARROW = (1280, 900), (390, 844)
FLAGS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
MOST_BYTES = 200_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as run:
        made = run.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield made
        made.close()


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    return told()


class Lab:
    """One page with the stand-in behind it; what it printed and asked for is kept."""

    def __init__(self, browser: Any, answers: dict[str, Any], size: tuple[int, int], address: str = "") -> None:
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
        return self.page.evaluate("kind => window.fake.got.filter(m => m.kind === kind).length", kind)

    def after(self, kind: str, act: Any) -> dict[str, Any]:
        """What the page sent of a kind because of an act, once the run that it asked for is drawn."""
        before = self.count(kind)
        act()
        self.until("([kind, n]) => window.fake.got.filter(m => m.kind === kind).length > n", [kind, before])
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


@pytest.fixture(params=[WIDE, NARROW], ids=["1280", "390"])
def lab(request: pytest.FixtureRequest, browser: Any, answers: dict[str, Any]) -> Iterator[Lab]:
    made = Lab(browser, answers, request.param)
    yield made
    made.close()


@pytest.fixture
def wide(browser: Any, answers: dict[str, Any]) -> Iterator[Lab]:
    made = Lab(browser, answers, WIDE)
    yield made
    made.close()


def test_all_of_it_is_small_and_comes_from_one_place(wide: Lab) -> None:
    for screen in ("whatif", "verdict", "models", "class", "files", "limits", "watch"):
        wide.show(screen)
    assert 0 < wide.server.bytes <= MOST_BYTES  # type: ignore[attr-defined]
    held = [f for folder in (LAB, SHOW) for f in folder.iterdir()]
    assert not [f for f in held if f.suffix == ".js" and "http://" in f.read_text().replace("http://www.w3.org", "")]


def test_nothing_is_wider_than_the_screen(lab: Lab) -> None:
    for screen in ("watch", "whatif", "verdict", "models", "class", "files", "limits"):
        lab.show(screen)
        for button in ("effect-go", "verdict-go", "model-go"):
            found = lab.page.locator(f"#{screen} #{button}")
            if found.count():
                found.click()
                lab.page.wait_for_timeout(200)
        wide, room = lab.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= room, screen


def test_on_a_phone_the_map_is_near_the_top(browser: Any, answers: dict[str, Any]) -> None:
    lab = Lab(browser, answers, NARROW)
    lab.page.click("#hints-done")
    assert lab.page.locator("#panes svg").first.bounding_box()["y"] < 500
    lab.close()


def test_playing_by_mouse(lab: Lab) -> None:
    page = lab.page
    lab.open("more")
    assert lab.t == 0
    lab.after("play", lambda: page.click("#play"))
    assert lab.text("#play") == "Pause"
    lab.wait_t("> 5")
    lab.after("pause", lambda: page.click("#play"))
    at = lab.t
    page.wait_for_timeout(300)
    assert lab.t == at and lab.text("#play") == "Play"
    page.click("#back")
    assert lab.t == at - 1
    sent = lab.count("step")
    page.click("#on")
    assert lab.t == at and lab.count("step") == sent  # that day was here already
    here = int(page.evaluate("document.body.dataset.upto"))
    for _ in range(here - at):
        page.click("#on")
    lab.wait_t(f"== {here}")
    assert lab.count("step") == sent + 1
    page.click("#again")
    assert lab.t == 0
    jump = lab.after("jump", lambda: page.fill("#date", "1971-06-08"))
    assert jump["day"] == "1971-06-08"
    lab.wait_t("== 158")
    assert lab.text("#day") == "8 June 1971"
    page.evaluate("() => { const s = document.getElementById('slider'); s.value = 30; s.dispatchEvent(new Event('input')); s.dispatchEvent(new Event('change')); }")
    assert lab.t == 30 and lab.count("jump") == 1
    assert lab.after("speed", lambda: page.select_option("#speed", "0"))["speed"] == 0
    lab.after("play", lambda: page.click("#play"))
    lab.until("document.getElementById('status').textContent.includes('whole run')")
    lab.until("document.querySelectorAll('#take a').length === 4")


def test_playing_by_keyboard(lab: Lab) -> None:
    page = lab.page
    page.evaluate("document.activeElement.blur()")
    lab.after("play", lambda: page.keyboard.press("Space"))
    lab.wait_t("> 3")
    lab.after("pause", lambda: page.keyboard.press("Space"))
    at = lab.t
    page.keyboard.press("ArrowLeft")
    assert lab.t == at - 1
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    lab.wait_t(f">= {at + 1}")
    at = lab.t
    page.keyboard.press("Shift+ArrowRight")
    lab.wait_t(f"== {at + 30}")
    page.keyboard.press("Home")
    assert lab.t == 0
    page.keyboard.press("End")
    lab.wait_t("== 730")


def test_what_is_shown_can_be_chosen_and_taken_back(lab: Lab) -> None:
    page = lab.page
    lab.open("more")
    cell = page.locator("td[data-cell]").first
    lab.until("document.querySelector('td[data-cell]').textContent === '0'")
    assert cell.inner_text() == "0"
    for ident, value, back in (("measure", "n_leader", "strikers"), ("level", "place", "polity"), ("scale", "log", "auto")):
        page.select_option(f"#{ident}", value)
        assert page.input_value(f"#{ident}") == value
        if ident == "measure":
            assert "changes of leader" in lab.text("#legend")
        if ident == "level":
            assert page.locator("td[data-cell]").count() == 5
        page.select_option(f"#{ident}", back)
    assert page.locator("td[data-cell]").count() == 2
    assert "strikers" in lab.text("#legend")


def test_settings_by_mouse_and_back(lab: Lab) -> None:
    page = lab.page
    lab.open("settings")
    first = lab.got("start")
    assert lab.after("start", lambda: page.select_option("#setup .theory", "street_1971"))["panes"][0]["account"] == "street_1971"
    assert lab.after("start", lambda: (page.fill("#seed", "7"), page.press("#seed", "Tab")))["seed"] == 7
    assert lab.after("start", lambda: page.click("#dice"))["seed"] != 7
    two = lab.after("start", lambda: page.select_option("#beside", "whatif"))
    assert [p["account"] for p in two["panes"]] == ["street_1971"] * 2
    added = lab.after("start", lambda: page.select_option(".add-lever", "lever|no_army"))
    assert [p["levers"] for p in added["panes"]] == [[], ["no_army"]]
    moved = lab.after("start", lambda: page.fill(".levers input[type=date]", "1971-05-01"))
    assert moved["panes"][1]["levers"] == [{"lever": "no_army", "on": "1971-05-01"}]
    gone = lab.after("start", lambda: page.click(".levers button"))
    assert gone["panes"][1]["levers"] == []
    page.select_option(".add-lever", "off|exit")
    off = lab.after("start", lambda: page.click(".put-off"))
    assert off["panes"][1]["levers"][0]["off"] == "exit" and len(off["panes"][1]["levers"][0]["polities"]) == 2
    page.select_option("#edit", "0")
    assert page.locator(".levers li").count() == 0
    other = lab.after("start", lambda: page.select_option("#beside", "other"))
    assert other["panes"][1] == {"account": "palace_1971", "levers": [], "parameters": {}}
    lab.page.wait_for_selector("#panes .pane.p1")
    lab.open("more")
    page.check("#apart")
    assert page.locator("#curves svg").count() == 4
    page.uncheck("#apart")
    assert page.locator("#curves svg").count() == 2
    last = lab.after("start", lambda: page.click("#reset"))
    assert last["panes"] == first["panes"] and last["case"] == first["case"]


def test_numbers_have_sliders_that_go_back(lab: Lab) -> None:
    page = lab.page
    lab.open("settings", "numbers-box")
    page.click("#numbers-box .numbers > details:nth-of-type(2) > summary")
    row = page.locator(".number", has_text="decay").first
    row.locator("input[type=range]").focus()
    tip = row.locator(".tip")
    assert tip.is_visible() and "Range: 0 to 1" in tip.inner_text() and "Source: a paper" in tip.inner_text()
    moved = lab.after("start", lambda: page.keyboard.press("ArrowRight"))
    value = moved["panes"][0]["parameters"]["fear.decay"]
    assert 0.5 < value < 0.51
    box = row.locator("input[type=number]")
    typed = lab.after("start", lambda: (box.fill("0.9"), box.press("Tab")))
    assert typed["panes"][0]["parameters"] == {"fear.decay": 0.9}
    back = lab.after("start", lambda: row.locator("button").click())
    assert back["panes"][0]["parameters"] == {}
    page.fill(".find", "exit")
    assert page.locator(".numbers > details:visible").count() == 1


def test_what_is_refused_is_told(wide: Lab) -> None:
    page = wide.page
    wide.open("numbers-box")
    page.click("#numbers-box .numbers > details:nth-of-type(2) > summary")
    box = page.locator(".number", has_text="weight").first.locator("input[type=number]")
    wide.after("start", lambda: (box.fill("13"), box.press("Tab")))
    page.wait_for_selector("#trouble:visible")
    assert "13 is refused" in wide.text("#trouble")
    wide.after("start", lambda: (box.fill("3"), box.press("Tab")))
    page.wait_for_selector("#trouble", state="hidden")


def test_events_are_moved_on_the_time_line(lab: Lab) -> None:
    page = lab.page
    handle = page.locator(".handle").first
    name = handle.get_attribute("data-id")
    before = int(handle.get_attribute("aria-valuenow"))
    handle.focus()
    moved = lab.after("start", lambda: page.keyboard.press("Shift+ArrowRight"))
    lever = moved["panes"][0]["levers"][0]
    assert lever["event"] == name
    same = page.locator(f".handle[data-id='{name}']")
    assert int(same.get_attribute("aria-valuenow")) == before + 30
    assert page.evaluate("document.activeElement.dataset.id") == name
    back = lab.after("start", lambda: page.keyboard.press("Shift+ArrowLeft"))
    assert back["panes"][0]["levers"] == []
    out = lab.after("start", lambda: page.keyboard.press("Delete"))
    assert out["panes"][0]["levers"] == [{"event": name, "drop": True}]
    assert "Left out" in page.locator(f".handle[data-id='{name}']").get_attribute("aria-valuetext")
    again = lab.after("start", lambda: page.keyboard.press("Delete"))
    assert again["panes"][0]["levers"] == []
    page.locator(f".handle[data-id='{name}']").scroll_into_view_if_needed()
    spot = page.locator(f".handle[data-id='{name}'] rect").bounding_box()

    def drag() -> None:
        page.mouse.move(spot["x"] + 11, spot["y"] + 11)
        page.mouse.down()
        page.mouse.move(spot["x"] + 61, spot["y"] + 11, steps=4)
        page.mouse.up()

    dragged = lab.after("start", drag)
    assert dragged["panes"][0]["levers"][0]["on"] > "1971"


def test_the_record_is_read_at_its_marks(lab: Lab) -> None:
    page = lab.page
    mark = page.locator("#curves .mark").first
    mark.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    first = lab.text("#detail")
    assert "source" in first
    page.locator("#curves .mark").nth(4).click()
    assert lab.text("#detail") != first
    lab.after("jump", lambda: page.fill("#date", "1972-12-01") if page.is_visible("#date") else (lab.open("more"), page.fill("#date", "1972-12-01")))
    lab.wait_t("== 700")
    shown = page.locator("#log li").count()
    assert 10 < shown <= 300
    assert "rulers decide" in lab.text("#log")
    page.locator("#filters input").nth(2).uncheck()
    assert "rulers decide" not in lab.text("#log")
    page.locator("#filters input").nth(2).check()
    assert page.locator("#log li").count() == shown
    page.locator("#log button").nth(3).focus()
    page.keyboard.press("Enter")
    lab.wait_t("< 700")


def test_who_rules_is_told(lab: Lab) -> None:
    lab.page.locator("#panels summary").first.click()
    assert "Somebody" in lab.text("#panels") and "first secretary" in lab.text("#panels")
    assert "12,000" in lab.text("#panels")


def test_tab_reaches_every_control(lab: Lab) -> None:
    page = lab.page
    lab.open("settings", "more", "numbers-box")
    page.wait_for_timeout(200)
    wanted = page.evaluate("""() => {
      const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
      const seen = all.filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && !e.closest('details:not([open]) > :not(summary)'));
      seen.forEach((e, k) => { e.dataset.tab = k; });
      return seen.length;
    }""")
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(wanted * 2 + 20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.tab"))
    missed = [k for k in range(wanted) if str(k) not in reached]
    told = page.evaluate("all => all.map(k => document.querySelector(`[data-tab='${k}']`).outerHTML.slice(0, 120))", missed)
    assert told == []
    unnamed = page.evaluate("""() => [...document.querySelectorAll('button, input, select, textarea')].filter(e => !(e.labels && e.labels.length
      && [...e.labels].some(l => l.textContent.trim())) && !e.getAttribute('aria-label') && !e.textContent.trim()).map(e => e.outerHTML.slice(0, 120))""")
    assert unnamed == []


def test_a_what_if_in_pairs(lab: Lab) -> None:
    page = lab.page
    lab.show("whatif")
    page.uncheck("#whatif input[value='null']")
    asked = lab.after("effect", lambda: page.click("#effect-go"))
    assert asked["accounts"] == ["palace_1971", "street_1971"] and asked["pairs"] == 20
    page.wait_for_selector("#effect table")
    assert "-1 to 8" in lab.text("#effect") and "12 of 20" in lab.text("#effect")
    assert "Deaths rise under one" in lab.text("#effect")
    page.select_option("#outcome", "terror")
    assert "terror, index" in lab.text("#effect")
    page.focus("#effect-go")
    lab.after("effect", lambda: page.keyboard.press("Enter"))


def test_the_verdict_item_by_item(lab: Lab) -> None:
    page = lab.page
    lab.show("verdict")
    lab.after("verdict", lambda: page.click("#verdict-go"))
    page.wait_for_selector("#verdict .say")
    text = lab.text("#verdict")
    assert text.index("favours Palace") < text.index("probability") < text.index("item by item")
    page.locator(".items button").nth(2).focus()
    page.keyboard.press("Enter")
    assert "The record: 2 deaths" in lab.text("#item") and "0 to 5" in lab.text("#item")
    assert page.locator("#item a[href='https://example.org/g']").count() == 1
    page.select_option("#episode", "summer")
    assert page.locator(".items li").count() == 4


def test_published_models_are_pictures(lab: Lab) -> None:
    page = lab.page
    lab.show("models")
    page.select_option("#models .switch select", "literal")
    asked = lab.after("published", lambda: page.click("#model-go"))
    assert asked["settings"] == {"ratio": "literal"} and asked["frames"]
    lab.until("Number(document.querySelector('canvas[data-tick]')?.dataset.tick) > 3")
    shades = page.evaluate("""() => { const c = document.querySelector('canvas[data-tick]'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
      return new Set(Array.from({ length: d.length / 4 }, (_, k) => d.slice(4 * k, 4 * k + 3).join())).size; }""")
    assert shades >= 3
    page.focus("#film-play")
    page.keyboard.press("Enter")
    tick = page.get_attribute("canvas[data-tick]", "data-tick")
    page.wait_for_timeout(300)
    assert page.get_attribute("canvas[data-tick]", "data-tick") == tick
    page.locator(".film input[type=range]").focus()
    page.keyboard.press("Home")
    assert page.get_attribute("canvas[data-tick]", "data-tick") == "0"
    page.click("#model-reset")
    assert page.input_value("#models .switch select") == "floor"
    for model, selector in (("curve", "svg.curve path"), ("weeks", "svg.forest rect"), ("numbers", "#published table")):
        page.select_option("#model", model)
        page.click("#model-go")
        page.wait_for_selector(f"#published {selector}" if not selector.startswith("#") else selector)


def test_tasks_stand_beside_the_picture(lab: Lab, browser: Any, answers: dict[str, Any]) -> None:
    page = lab.page
    lab.show("class")
    asked = lab.after("start", lambda: page.click("[data-task=first]"))
    assert asked["seed"] == 3 and [p["account"] for p in asked["panes"]] == ["palace_1971", "street_1971"]
    assert page.is_visible("#task") and page.is_visible("#panes svg")
    assert page.locator("#task p", has_text="Arvenia.").is_hidden()
    page.click("#task details summary")
    assert page.locator("#task p", has_text="Arvenia.").is_visible()
    linked = Lab(browser, answers, WIDE, "?task=first")
    assert linked.page.is_visible("#task") and linked.got("start")["seed"] == 3
    linked.close()
    lab.show("class")
    lab.after("published", lambda: page.click("[data-task=grid]"))


def test_ones_own_files(lab: Lab) -> None:
    page = lab.page
    lab.show("files")
    page.set_input_files("#file-pick", {"name": "bad.yaml", "mimeType": "text/yaml", "buffer": b"title: x\nmistake: 1\n"})
    page.wait_for_selector(".problems")
    words = lab.text(".problems")
    assert "bad.yaml:2" in words and "did you mean: title" in words and "to do: write title" in words
    page.set_input_files("#file-pick", {"name": "mine.yaml", "mimeType": "text/yaml", "buffer": b"title: later\nmove: {}\n"})
    page.wait_for_selector(".good")
    lab.open("settings")
    lab.show("watch")
    added = lab.after("start", lambda: page.select_option(".add-lever", "file|mine.yaml"))
    assert added["panes"][0]["levers"] == [{"file": "mine.yaml"}]
    lab.show("files")
    assert page.locator("#files a[href='api/files/out/a%20run.nc']").count() == 1
    page.set_input_files("#file-pick", {"name": "big.yaml", "mimeType": "text/yaml", "buffer": b"x" * 1_000_000})
    page.wait_for_selector("#files .bad")
    assert "at most" in lab.text("#files .bad")
    page.set_input_files("#file-pick", {"name": "r.json", "mimeType": "application/json", "buffer": b"[1, 2"})
    lab.until("document.querySelector('#files .bad').textContent.includes('no recipe')")


def test_a_recipe_and_a_link_open_the_same_again(wide: Lab, browser: Any, answers: dict[str, Any]) -> None:
    page = wide.page
    wide.after("start", lambda: page.select_option("#beside", "whatif"))
    wide.after("start", lambda: page.select_option(".add-lever", "lever|no_army"))
    wide.after("jump", lambda: page.fill("#date", "1971-04-11"))
    wide.wait_t("== 100")
    page.wait_for_timeout(400)
    with page.expect_download() as kept:
        page.click("#take-recipe")
    text = kept.value.path().read_text()
    wanted = wide.got("start")
    linked = Lab(browser, answers, WIDE, page.url.removeprefix(wide.base))
    linked.wait_t("== 100")
    assert linked.got("start")["panes"] == wanted["panes"]
    linked.show("files")
    linked.page.set_input_files("#file-pick", {"name": "r.json", "mimeType": "application/json", "buffer": text.encode()})
    linked.page.wait_for_selector("#watch:visible")
    assert linked.got("start")["panes"] == wanted["panes"]
    linked.close()


def test_it_comes_back_after_the_lab_was_away(wide: Lab) -> None:
    page = wide.page
    page.evaluate("window.fake.sockets.at(-1).close()")
    page.wait_for_selector("#trouble:visible")
    wide.until("window.fake.sockets.length === 2")
    page.wait_for_selector("#trouble", state="hidden")
    assert wide.count("hello") == 2 and wide.count("start") >= 2
    page.evaluate("window.fake.sockets.at(-1).tell({ kind: 'bye', what: 'the lab was stopped', final: true })")
    page.evaluate("window.fake.sockets.at(-1).close()")
    page.wait_for_timeout(900)
    assert "the lab was stopped" in wide.text("#trouble")
    assert page.evaluate("window.fake.sockets.length") == 2


def test_texts_stay_texts(browser: Any, answers: dict[str, Any]) -> None:
    evil = "<img src=x onerror=alert(1)>"
    bad = json.loads(json.dumps(answers).replace("What palace_1971 says.", evil).replace("Somebody", evil))
    bad["verdict"]["accounts"][0]["sources"] = [{"short": evil, "title": evil, "address": "javascript:alert(1)"}]
    lab = Lab(browser, bad, WIDE)
    lab.show("verdict")
    lab.page.click("#verdict-go")
    lab.page.wait_for_selector("#verdict .say")
    assert lab.page.locator("img").count() == 0
    assert lab.page.locator("a[href^=javascript]").count() == 0
    lab.close()


def test_hints_are_shown_once(wide: Lab) -> None:
    page = wide.page
    assert page.is_visible("#hints")
    page.click("#hints-done")
    page.reload()
    page.wait_for_selector("body[data-run]")
    assert page.is_hidden("#hints")
    wide.show("limits")
    assert "cannot show" in wide.text("#limits")
