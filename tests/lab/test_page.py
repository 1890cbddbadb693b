"""The lab's page in a browser: every control by mouse and by keyboard, both widths, no network."""

from __future__ import annotations

from typing import Any

from lab_page import IN_A_BROWSER, NARROW, Lab
from stand_in import LAB, SHOW

pytestmark = IN_A_BROWSER
MOST_BYTES = 200_000


def test_all_of_it_is_small_and_comes_from_one_place(wide: Lab) -> None:
    for screen in ("whatif", "verdict", "models", "class", "files", "limits", "watch"):
        wide.show(screen)
    assert 0 < wide.server.bytes <= MOST_BYTES  # type: ignore[attr-defined]
    held = [f for folder in (LAB, SHOW) for f in folder.iterdir()]
    assert not [
        f
        for f in held
        if f.suffix == ".js" and "http://" in f.read_text().replace("http://www.w3.org", "")
    ]


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
    page.evaluate("""() => {
      const slider = document.getElementById('slider');
      slider.value = 30;
      for (const kind of ['input', 'change']) slider.dispatchEvent(new Event(kind));
    }""")
    assert lab.t == 30 and lab.count("jump") == 1
    assert lab.after("speed", lambda: page.select_option("#speed", "0"))["speed"] == 0
    lab.after("play", lambda: page.click("#play"))
    lab.until("document.getElementById('status').textContent.includes('whole run')")
    lab.until("document.querySelectorAll('#take a').length === 4")
    asked = lab.count("speed")
    page.select_option("#speed", "20")  # nothing is under way that could be told
    page.wait_for_timeout(100)
    assert lab.count("speed") == asked and page.is_hidden("#trouble")


def test_playing_by_keyboard(lab: Lab) -> None:
    page = lab.page
    page.evaluate("document.activeElement.blur()")
    lab.after("play", lambda: page.keyboard.press("Space"))
    lab.wait_t("> 3")
    lab.after("pause", lambda: page.keyboard.press("Space"))
    at = lab.t
    page.keyboard.press("ArrowLeft")
    assert lab.t == at - 1
    page.keyboard.press("ArrowRight")
    lab.wait_t(f"== {at}")
    page.keyboard.press("ArrowRight")  # a step that may have to be asked for: one after the other
    lab.wait_t(f"== {at + 1}")
    at += 1
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
    for ident, value, back in (
        ("measure", "n_leader", "strikers"),
        ("level", "place", "polity"),
        ("scale", "log", "auto"),
    ):
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
    assert (
        lab.after("start", lambda: page.select_option("#setup .theory", "street_1971"))["panes"][0][
            "account"
        ]
        == "street_1971"
    )
    assert (
        lab.after("start", lambda: (page.fill("#seed", "7"), page.press("#seed", "Tab")))["seed"]
        == 7
    )
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
    assert (
        off["panes"][1]["levers"][0]["off"] == "exit"
        and len(off["panes"][1]["levers"][0]["polities"]) == 2
    )
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


def test_the_keyboard_stays_where_it_was(lab: Lab) -> None:
    """Forms are drawn anew when something changes; nobody is thrown back to the top of the page."""
    page = lab.page
    lab.open("settings")
    where = "[document.activeElement.id, document.activeElement.value]"
    page.focus("#beside")
    lab.after("start", lambda: page.keyboard.press("ArrowDown"))
    assert page.evaluate(where) == ["beside", "whatif"]
    page.focus("#theory-1")
    lab.after("start", lambda: page.keyboard.press("ArrowDown"))
    assert page.evaluate(where)[0] == "theory-1"
    page.fill("#seed", "9")
    lab.after("start", lambda: page.keyboard.press("Tab"))
    assert page.evaluate(where)[0] == "dice"
    lab.show("whatif")
    page.focus("#whatif input[value='street_1971']")
    page.keyboard.press("Space")
    assert page.evaluate(where)[1] == "street_1971"
    assert not page.is_checked("#whatif input[value='street_1971']")


def test_numbers_have_sliders_that_go_back(lab: Lab) -> None:
    page = lab.page
    lab.open("settings", "numbers-box")
    page.click("#numbers-box .numbers > details:nth-of-type(2) > summary")
    row = page.locator(".number", has_text="decay").first
    row.locator("input[type=range]").focus()
    tip = row.locator(".tip")
    assert (
        tip.is_visible()
        and "Range: 0 to 1" in tip.inner_text()
        and "Source: a paper" in tip.inner_text()
    )
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


def test_one_striker_makes_no_dark_map(wide: Lab) -> None:
    wide.after("step", lambda: wide.page.click("#on"))
    wide.wait_t("== 1")
    top = wide.page.evaluate("document.querySelector('#legend').textContent")
    assert top.strip().endswith(("10", "200"))  # places differ by a hundred in the stand-in
    cell = wide.page.locator("td[data-cell]").first
    assert cell.inner_text() == "1"


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
    lab.after(
        "jump",
        lambda: (
            page.fill("#date", "1972-12-01")
            if page.is_visible("#date")
            else (lab.open("more"), page.fill("#date", "1972-12-01"))
        ),
    )
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
      const visible = { contentVisibilityAuto: true, visibilityProperty: true };
      const seen = all.filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility(visible)
        && !e.closest('details:not([open]) > :not(summary)'));
      seen.forEach((e, k) => { e.dataset.tab = k; });
      return seen.length;
    }""")
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(wanted * 2 + 20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.tab"))
    missed = [k for k in range(wanted) if str(k) not in reached]
    told = page.evaluate(
        "all => all.map(k => document.querySelector(`[data-tab='${k}']`).outerHTML.slice(0, 120))",
        missed,
    )
    assert told == []
    unnamed = page.evaluate("""() => {
      const named = e => [...(e.labels || [])].some(l => l.textContent.trim())
        || e.getAttribute('aria-label') || e.textContent.trim();
      const all = [...document.querySelectorAll('button, input, select, textarea')];
      return all.filter(e => !named(e)).map(e => e.outerHTML.slice(0, 99));
    }""")
    assert unnamed == []


def test_a_phone_that_is_turned_gets_its_time_line_anew(wide: Lab) -> None:
    """Else its words grow with it."""
    box = "document.querySelector('#timeline svg').viewBox.baseVal.width"
    before = wide.page.evaluate(box)
    wide.page.set_viewport_size({"width": 700, "height": 800})
    wide.until(f"{box} !== {before}")
    wide.page.set_viewport_size({"width": 1280, "height": 900})
    wide.until(f"{box} === {before}")
