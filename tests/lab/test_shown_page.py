"""The page of `thaw show` in a browser: by keyboard, in a notebook, on a phone and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lab_page import IN_A_BROWSER, NARROW, WIDE
from stand_in import ROOT

pytestmark = IN_A_BROWSER
EXAMPLE = ROOT / "docs/examples/twin_republics_1971.html"


def opened(browser: Any, size: tuple[int, int], path: Path = EXAMPLE, address: str = "") -> Any:
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
    page.set_default_timeout(15_000)
    page.goto(path.as_uri() + address)
    return page


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_by_keyboard(browser: Any, size: tuple[int, int]) -> None:
    page = opened(browser, size)
    page.wait_for_selector("body[data-ready]")
    wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= room
    day = lambda: page.inner_text("#day")  # noqa: E731
    assert day() == "1 January 1971"
    for key, wanted in (
        ("ArrowRight", "2 January 1971"),
        ("Shift+ArrowRight", "1 February 1971"),
        ("End", "31 December 1972"),
        ("Home", "1 January 1971"),
    ):
        page.keyboard.press(key)
        assert day() == wanted
    page.keyboard.press("Space")
    page.wait_for_timeout(600)
    page.keyboard.press("Space")
    assert day() != "1 January 1971" and page.inner_text("#play") == "Play"
    page.evaluate("document.getElementById('more').open = true")
    wanted = page.evaluate("""() => {
      const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')];
      const seen = all.filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility());
      seen.forEach((e, k) => { e.dataset.tab = k; });
      return seen.length;
    }""")
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    reached = set()
    for _ in range(2 * wanted + 20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.tab"))
    assert [k for k in range(wanted) if str(k) not in reached] == []
    page.locator("#curves .mark").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator("#detail article").count() >= 1


def test_on_a_phone_the_map_comes_before_the_settings(browser: Any) -> None:
    page = opened(browser, NARROW)
    page.wait_for_selector("body[data-ready]")
    controls, chart = (page.locator(s).first.bounding_box() for s in ("#controls", "#panes svg"))
    assert page.is_hidden("#measure") and controls["height"] < 130
    assert chart["y"] - controls["y"] < 420
    page.click("#more > summary")
    assert page.is_visible("#measure")
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    assert page.is_visible("#measure")


def test_two_sides_can_be_told_apart(browser: Any) -> None:
    page = opened(browser, WIDE)
    page.wait_for_selector("body[data-ready]")
    lines = page.evaluate("""() => [...document.querySelectorAll('#curves svg:first-of-type path[fill=none]')]
      .map(p => [p.getAttribute('stroke'), p.getAttribute('stroke-dasharray')].join())""")
    drawn = {line for line in lines if not line.startswith("#fff")}
    assert len(drawn) == 4  # median and run of either side: four strokes
    before = page.locator("#curves svg").count()
    page.check("#apart")
    assert page.locator("#curves svg").count() == 2 * before
    assert "apart=yes" in page.url


def test_a_notebook_shows_the_same_view(browser: Any, tmp_path: Path) -> None:
    """What IPython puts into its page: the frame draws itself, shut off from page and network."""
    from thaw.showing import Page

    framed = Page(EXAMPLE.read_text(encoding="utf-8"), [])._repr_html_()
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{framed}", encoding="utf-8")
    page = opened(browser, WIDE, path)
    frame = page.frame_locator("iframe")
    frame.locator("body[data-ready]").wait_for()
    frame.locator("#on").click()
    assert frame.locator("#day").inner_text() == "2 January 1971"
    assert frame.locator("#panes svg").count() == 2


def test_it_prints_without_its_controls(browser: Any, tmp_path: Path) -> None:
    page = opened(browser, WIDE)
    page.wait_for_selector("body[data-ready]")
    page.emulate_media(media="print")
    assert page.is_hidden("#controls") and page.is_hidden("#filters")
    assert page.locator("#log li").last.is_visible()
    whole = page.pdf(format="A4")
    assert 3 <= whole.count(b"/Type /Page\n") <= 12
