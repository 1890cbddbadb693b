"""What is said first, floors as floors, errors beside probabilities, names and dates."""

from __future__ import annotations

import io

import pytest
from report_data import POLITIES, comparison
from rich.console import Console

from thaw.inference.comparison import Comparison
from thaw.inference.flags import _against_record
from thaw.inference.results import FailedItem, Misfit
from thaw.report import item_tables, names, tables, verdict_table, words
from thaw.report.findings import doubts, experiments_finding, other_flags, weights_finding
from thaw.report.reading import Estimate, read_comparison
from thaw.report.verdict import verdict


def view_of(**more):
    raw = comparison(**more)
    raw["polities"] = POLITIES
    return raw


def read(raw):
    return read_comparison(Comparison.from_dict(raw))


def screen(raw) -> str:
    out = io.StringIO()
    Console(file=out, width=80).print(verdict_table(Comparison.from_dict(raw)))
    return out.getvalue()


def test_the_first_sentence_is_for_a_lay_reader():
    raw = view_of(flagged=tuple(comparison()["n_runs"]))
    said = verdict(read(raw))
    assert said.sentence.startswith(
        "Undecided. None of the six theories produces a record like the real one."
    )
    assert "decibans" not in said.sentence and "nats" not in said.sentence
    assert said.fails.startswith(
        "What fails first: deaths in Hungary, 23 October to 31 December 1956: about 2,500"
    )
    assert said.helps[0] == "theories or mechanisms that reach what fails first"
    assert any("concession in Romania, 1955" in h for h in said.helps)
    flat = " ".join(screen(raw).split())
    assert flat.index("Undecided.") < flat.index("What fails first") < flat.index("What would help")


def test_none_is_in_front_where_redraws_disagree():
    raw = view_of(p=0.9, groups=False, flagged=())
    raw["spread"]["in_front"] = {
        "group": ["swp_1957"],
        "probability": 0.9,
        "redraws": 6,
        "agree": 5,
        "firm": False,
    }
    said = verdict(read(raw))
    assert not said.decided and "None is in front" in said.sentence
    assert "SWP 1957" not in said.sentence and said.numbers == ""
    raw["spread"]["in_front"].update(agree=6, firm=True)
    assert verdict(read(raw)).decided


def test_an_account_silent_on_all_that_is_told_is_not_ranked_and_says_so():
    raw = view_of(groups=False, flagged=())
    mine = next(a for a in raw["accounts"] if a["id"] == "swp_1957")
    mine.update(in_ranking=False, silent=True)
    view = read(raw)
    assert "not ranked: speaks to nothing told here" in doubts(view, "swp_1957")
    assert "SWP 1957" not in verdict(view).sentence


def test_a_tie_names_nobody():
    raw = view_of(groups=False, flagged=())
    odds = raw["probabilities"]["tempered"]
    odds.update(dict.fromkeys(odds, 0.0), swp_1957=0.5, cpc_1963=0.5)
    assert "None is in front" in verdict(read(raw)).sentence


def test_rows_stand_in_one_order_by_probability_groups_together():
    view = read(view_of(p=0.1))
    group = ["swp_1957", "stein_1956", "north_1986"]
    at = sorted(view.order.index(i) for i in group)
    assert at[-1] - at[0] == 2 and view.order[-1] == "null"
    ranked = [i for i in view.firsts_of_groups() if i in view.ranked]
    odds = [view.joint[i].value for i in ranked]
    assert odds == sorted(odds, reverse=True)
    rows = {r.id: r for r in tables.verdict_rows(view)}
    assert sorted(rows[i].joint for i in group) == [0, 0, 3]
    assert len({rows[i].tempered for i in group}) == 1


def test_digits_that_are_noise_are_not_printed():
    assert words.odds(Estimate(0.27, se=0.29)) == ".3 ±.3"
    assert words.odds(Estimate(0.394, se=0.03)) == ".39 ±.03"
    assert words.odds(Estimate(0.002, se=0.2)) == "<.1 ±.2"
    assert words.odds(Estimate(0.97, se=0.001)) == ".97 ±<.01"
    assert words.odds(Estimate(0.97)) == ".97"
    text = screen(view_of())
    assert text.count("±.") >= 6  # beside every group's probability


def test_floors_are_said_as_floors():
    floor = Misfit(1 / 301, 0.2, 2 / 301, least_p=2 / 301, flagged=True, runs=300)
    assert words.p_value(floor) == "p < .01, the lowest 300 runs can give"
    assert words.p_value(Misfit(0.1, 0.1, 0.03, least_p=2 / 301, runs=300)) == "p .03"
    twenty = Misfit(1 / 21, 0.2, 2 / 21, least_p=2 / 21, untold=True, runs=20)
    assert words.p_value(twenty) == "p < .10, the lowest 20 runs can give"
    item = FailedItem("i", "e", "cell", "HUN", "strike", 1.0, "", 0.002, runs=300, counted="same")
    assert words.chance(item) == "in none of 300 runs"


def test_ids_and_days_become_names_and_dates():
    assert names.account_name("swp_1957") == "SWP 1957"
    assert names.account_name("succession_spillover") == "Succession spillover"
    assert names.name_all(["a_b", "a-b"], None) == {"a_b": "a_b", "a-b": "a-b"}
    say = names.item_name
    assert say("cell/HUN/1956-10/leader", "cell", "", "", {"HUN": {"title": "Hungary"}}) == (
        "change of leader in Hungary, October 1956"
    )
    assert say("date/GDR/1953-06-01/1953-08-31/strike", "date", "strike", "GDR", {}) == (
        "first strike in GDR, 1 June to 31 August 1953"
    )
    assert names.span_words("1953-05-25", "1953-06-30") == "25 May to 30 June 1953"
    assert names.span_words("1956-01-01", "1956-12-31") == "1956"
    assert words.shown(16, "date", "days", "1953-06-01") == "17 June 1953"


@pytest.mark.parametrize(("kind", "unit"), [("cell", item_tables.LOG), ("size", item_tables.CRPS)])
def test_a_telling_item_says_the_unit_of_its_score(kind, unit):
    raw = view_of()
    raw["scores"]["items"]["october_hungary"][0]["kind"] = kind
    [row] = item_tables.telling_rows(read(raw))
    assert row.unit == unit and row.name == "rising in Hungary, October 1956"


def test_a_best_score_shared_by_many_names_none():
    raw = view_of()
    item = raw["scores"]["items"]["october_hungary"][0]
    item["score"] = dict.fromkeys(item["score"], -0.2) | {"null": -3.0}
    [row] = item_tables.telling_rows(read(raw))
    assert row.best == "7 accounts alike (−0.20)" and row.worst == "Base rates (−3.00)"


def test_flags_name_accounts_and_not_their_ids():
    raw = view_of()
    raw["flags"] = [
        "too few runs to judge priors half as wide: null",
        "the method cannot tell the null account apart",
    ]
    flags = other_flags(read(raw))
    assert flags == [
        "too few runs to judge priors half as wide: Base rates",
        "the method cannot tell the null account apart",
    ]


def test_who_cannot_be_told_from_constant_rates_is_said_so_and_recovers_nothing():
    raw = view_of(groups=False, flagged=())
    raw["recovery"]["groups"] = [[a["id"] for a in raw["accounts"]]]
    view = read(raw)
    said = verdict(view)
    assert not said.decided
    assert "cannot tell" in said.sentence and "from constant rates" in said.sentence
    assert "fit this record best" not in said.sentence
    assert set(tables.recovered(view).values()) == {"–"}
    assert {r.tempered for r in tables.verdict_rows(view)} == {"–"} and not said.numbers
    assert "no episode weighs" in weights_finding(view)
    assert ">.99" not in screen(raw)


def test_evidence_not_collected_is_named_where_it_would_tell_more_than_its_error():
    raw = view_of()
    assert "separate the accounts best" in experiments_finding(read(raw))
    for e in raw["experiments"]:
        e["se"] = e["bits"]
    assert experiments_finding(read(raw)).startswith("No evidence that the record lacks")


@pytest.mark.parametrize("left, favoured", [(0.84, False), (0.97, True)])
def test_a_group_that_leads_by_its_number_alone_is_not_favoured(left: float, favoured: bool):
    """Many accounts that cannot be told apart begin with most of the probability: what the record did counts."""
    raw = view_of(groups=False, flagged=())
    theories = [a["id"] for a in raw["accounts"] if a["id"] != "null"]
    raw["recovery"]["groups"] = [theories, ["null"]]
    n = len(theories) + 1
    odds = raw["probabilities"]
    odds["prior"] = dict.fromkeys([*theories, "null"], 1 / n)
    odds["tempered"] = {**dict.fromkeys(theories, left / (n - 1)), "null": 1 - left}
    said = verdict(read(raw))
    assert said.decided is favoured, said.sentence
    if not favoured:
        assert "took from those in front: together they began at .88, by number alone" in (
            said.sentence
        )
        assert "and hold .8" in said.sentence


def test_too_few_runs_to_find_what_is_out_of_reach_are_told():
    few = "too few runs (49 of an account) to tell of figures out of reach of all: it takes 50"
    for runs, told in ((49, True), (50, False)):
        raw = view_of()
        for n in raw["n_runs"].values():
            n.update(runs=runs, failed=0, left_out=0)
        flags: list[str] = []
        _against_record(Comparison.from_dict(raw), flags)
        assert (few in flags) is told
        assert any("out of reach of all" in f for f in flags) is told
