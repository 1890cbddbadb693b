"""The names that `import thaw` offers, and the cards that a notebook shows."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from report_data import comparison

import thaw
from thaw.cards import FEW
from thaw.inference.comparison import Comparison
from thaw.jobs.label import label
from thaw.jobs.plan import make_plan
from thaw.jobs.replicate import run_once

LIGHT = """
import sys, thaw
names = dir(thaw)
assert "simulate" in names and "Run" in names and "load_run" in names and "_HOME" not in names
heavy = {"numpy", "numba", "pandas", "xarray", "scipy", "matplotlib", "yaml"} & set(sys.modules)
assert not heavy, heavy
"""


def test_import_is_light_and_dir_loads_nothing():
    subprocess.run([sys.executable, "-c", LIGHT], check=True)


def test_every_public_name_is_there_and_documented():
    assert set(thaw.__all__) < set(dir(thaw))
    for name in thaw.__all__:
        assert getattr(thaw, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        thaw.simulat


def test_shipped_names():
    assert "stein_1956" in thaw.accounts() and "toy_two" in thaw.cases()
    assert thaw.load_case("toy_two").name == "toy_two"


class Checked(HTMLParser):
    """Every tag that opens closes, in order; collects the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        assert tag not in ("script", "style", "link", "img")
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data + "\n"


def shown(thing) -> str:
    html = thing._repr_html_()
    assert "background:#" not in html and "color:#" not in html  # reads on light and on dark
    return Checked(html).text


def test_card_of_an_account():
    account = thaw.load_account("stein_1956")
    said = shown(account)
    for words in (
        account.title,
        account.says[:40],
        "1956-03-24",
        "decide_concession.pressure",
        "par. ",
        f"{len(account.steps)} mechanisms",
        "normal(5.5, 1.5)",
        "unrest-before-concession",
    ):
        assert words in said
    assert repr(account) == f"<Account stein_1956: {account.title}; {len(account.steps)} steps>"


def test_card_of_a_case():
    case = thaw.load_case("bloc_1953")
    said = shown(case)
    for words in (
        case.title,
        "1953-01-01 to 1957-12-31",
        "48 places",
        "East Germany",
        "18,100,000",
        "1953-03-05",
        "stalin-death",
        "october_hungary",
        "no_suez",
        f"and {len(case.events) - FEW} more",
        f"and {len(case.levers) - FEW} more",
    ):
        assert words in said
    assert len(repr(case)) < 150


def test_card_of_a_record():
    record = thaw.load_record("bloc_1917_1968")
    said = shown(record)
    for words in (record.title, f"{len(record.events):,}", f"{len(record.sources):,}", "HUN"):
        assert words in said
    assert len(repr(record)) < 150


def test_card_of_a_run():
    plan = make_plan("null", "toy_two", ["leader_lives"], parameters={"base_rates.strike": 0.5})
    run = label(plan, [3, 4], [run_once(plan, s, plain=True, steps=2) for s in (3, 4)])
    said = shown(run)
    for words in (
        "null on toy_two with leader_lives, base_rates.strike = 0.5",
        "2, seeds 3 to 4",
        "1953-01-01 to 1953-03-01",
        "strikers",
        "largest, 1953-01-01",
        "500",
    ):
        assert words in said


def test_card_of_a_comparison():
    made = Comparison.from_dict(comparison())
    said = shown(made)
    assert made.case in said
    for account in made.accounts:
        assert account.id in said and account.id in repr(made)
    assert len(repr(made)) < 400


def test_cards_escape_what_a_file_says():
    case = replace(thaw.load_case("toy_two"), title="<script>alert(1)</script> & more")
    assert "<script>" not in case._repr_html_()
    assert "<script>alert(1)</script> & more" in shown(case)
    assert "<b>" not in thaw.Lever(drop=["<b>"], title="a < b")._repr_html_()
