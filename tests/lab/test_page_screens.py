"""The other screens of the lab's page, and what becomes of files, links and a lab that goes away."""

from __future__ import annotations

import json
from typing import Any

from lab_page import IN_A_BROWSER, WIDE, Lab

pytestmark = IN_A_BROWSER


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
    page.evaluate("document.querySelectorAll('#models details').forEach(d => { d.open = true; })")
    page.select_option("#models .switch select", "literal")
    asked = lab.after("published", lambda: page.click("#model-go"))
    assert asked["settings"] == {"ratio": "literal"} and asked["frames"]
    lab.until("Number(document.querySelector('canvas[data-tick]')?.dataset.tick) > 3")
    shades = page.evaluate("""() => {
      const c = document.querySelector('canvas[data-tick]');
      const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
      return new Set(Array.from({ length: d.length / 4 }, (_, k) => d.slice(4 * k, 4 * k + 3).join())).size;
    }""")
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
    for model, selector in (
        ("curve", "svg.curve path"),
        ("weeks", "svg.forest rect"),
        ("numbers", "#published table"),
    ):
        page.select_option("#model", model)
        page.click("#model-go")
        page.wait_for_selector(
            f"#published {selector}" if not selector.startswith("#") else selector
        )


def test_tasks_stand_beside_the_picture(lab: Lab, browser: Any, answers: dict[str, Any]) -> None:
    page = lab.page
    lab.show("class")
    asked = lab.after("start", lambda: page.click("[data-task=first]"))
    assert asked["seed"] == 3 and [p["account"] for p in asked["panes"]] == [
        "palace_1971",
        "street_1971",
    ]
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
    page.set_input_files(
        "#file-pick",
        {"name": "bad.yaml", "mimeType": "text/yaml", "buffer": b"title: x\nmistake: 1\n"},
    )
    page.wait_for_selector(".problems")
    words = lab.text(".problems")
    assert (
        "bad.yaml:2" in words and "did you mean: title" in words and "to do: write title" in words
    )
    page.set_input_files(
        "#file-pick",
        {"name": "mine.yaml", "mimeType": "text/yaml", "buffer": b"title: later\nmove: {}\n"},
    )
    page.wait_for_selector(".good")
    both = [("bad.yaml", b"title: x\nmistake: 1\n"), ("other.yaml", b"title: o\nmove: {}\n")]
    page.set_input_files(
        "#file-pick", [{"name": n, "mimeType": "text/yaml", "buffer": b} for n, b in both]
    )
    page.wait_for_selector("#files .good")
    assert "bad.yaml:2" in lab.text("#files .bad") and "other.yaml" in lab.text("#files .good")
    lab.open("settings")
    lab.show("watch")
    added = lab.after("start", lambda: page.select_option(".add-lever", "file|mine.yaml"))
    assert added["panes"][0]["levers"] == [{"file": "mine.yaml"}]
    lab.show("files")
    own = {"mimeType": "text/yaml", "buffer": b"title: mine\n"}
    for kind, name, where in (
        ("account", "think.yaml", "#theory-0"),
        ("case", "land.yaml", "#case"),
    ):
        page.select_option("#file-kind", kind)
        page.set_input_files("#file-pick", {"name": name, **own})
        lab.until(f"document.querySelector('#files .good')?.textContent.includes('{name}')")
        lab.show("watch")
        asked = lab.after("start", lambda w=where, n=name: page.select_option(w, f"file:{n}"))
        assert f"file:{name}" in (asked["case"], asked["panes"][0]["account"])
        lab.show("files")
    page.select_option("#file-kind", "")
    assert page.locator("#files a[href='api/files/out/a%20run.nc']").count() == 1
    page.set_input_files(
        "#file-pick", {"name": "big.yaml", "mimeType": "text/yaml", "buffer": b"x" * 1_000_000}
    )
    page.wait_for_selector("#files .bad")
    assert "at most" in lab.text("#files .bad")
    page.set_input_files(
        "#file-pick", {"name": "r.json", "mimeType": "application/json", "buffer": b"[1, 2"}
    )
    lab.until("document.querySelector('#files .bad').textContent.includes('no recipe')")


def test_a_recipe_and_a_link_open_the_same_again(
    wide: Lab, browser: Any, answers: dict[str, Any]
) -> None:
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
    linked.page.set_input_files(
        "#file-pick", {"name": "r.json", "mimeType": "application/json", "buffer": text.encode()}
    )
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
    page.evaluate(
        "window.fake.sockets.at(-1).tell({ kind: 'bye', what: 'the lab was stopped', final: true })"
    )
    page.evaluate("window.fake.sockets.at(-1).close()")
    page.wait_for_timeout(900)
    assert "the lab was stopped" in wide.text("#trouble")
    assert page.evaluate("window.fake.sockets.length") == 2


def test_texts_stay_texts(browser: Any, answers: dict[str, Any]) -> None:
    evil = "<img src=x onerror=alert(1)>"
    bad = json.loads(
        json.dumps(answers).replace("What palace_1971 says.", evil).replace("Somebody", evil)
    )
    bad["verdict"]["accounts"][0]["sources"] = [
        {"short": evil, "title": evil, "address": "javascript:alert(1)"}
    ]
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
