"""The catalogue pages agree with the YAML files and the committed results."""

from __future__ import annotations

from pathlib import Path

import pytest

from thaw.errors import ThawError
from thaw.published import load_published, published_names
from thaw.published.pages import all_pages, page, read_results, shared_rule

FOLDER = Path(__file__).parents[2] / "docs" / "published"


def test_pages_are_up_to_date():
    for name, text in all_pages(read_results(FOLDER / "results.csv")).items():
        file = FOLDER / name
        assert file.exists() and file.read_text(encoding="utf-8") == text, (
            f"{name}: run python tools/make_published_pages.py"
        )


def test_results_have_every_target_and_none_fails():
    rows = read_results(FOLDER / "results.csv")
    have = {(r["account"], r["target"]) for r in rows}
    for name in published_names():
        assert {(name, t.name) for t in load_published(name).targets} <= have
    assert not [r["target"] for r in rows if r["verdict"] == "FAILS"]


def test_a_page_says_what_the_paper_is_silent_on():
    text = page(load_published("granovetter_1978"), [])
    assert "| `negative` | `join_at_once`, `redraw` | `join_at_once` | silent |" in text
    for title in ("Source.", "## Departures", "## Numbers that do not reproduce", "Try."):
        assert title in text


def test_results_of_a_target_that_is_gone():
    with pytest.raises(ThawError, match="no target 'gone'"):
        page(load_published("kuran_1991"), [{"account": "kuran_1991", "target": "gone"}])


def test_a_shared_rule_that_is_not_there():
    with pytest.raises(ThawError, match=r"no rule speak_out\.nothing"):
        shared_rule("speak_out", "nothing")
