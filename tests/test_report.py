"""The report: one file that asks nothing of the network, says what the numbers say, and fits."""

from __future__ import annotations

import io
import math
import re
import time
from html.parser import HTMLParser

import pytest
from report_data import ACCOUNTS, CASE, EPISODES, POLITIES, comparison, evidence, runs
from rich.console import Console

from thaw.errors import ThawError
from thaw.inference.comparison import Comparison
from thaw.report import (
    cover_figure,
    files,
    item_tables,
    sources,
    tables,
    verdict_table,
    words,
    write_report,
)
from thaw.report.back_matter import denied_rows
from thaw.report.reading import Estimate, read_comparison
from thaw.report.terminal import Notes
from thaw.report.verdict import verdict


def compared(*args, **more) -> Comparison:
    """The invented comparison, typed."""
    return Comparison.from_dict(comparison(*args, **more))


class Reader(HTMLParser):
    """Collects tags, ids, links and everything that could fetch; checks that tags close."""

    VOID = ("meta", "link", "br", "img", "input", "hr")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fetches: list[str] = []
        self.pictures = 0
        self.named = 0
        self.words = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        for name in ("src", "srcset", "data", "poster", "action", "xlink:href"):
            self.fetches += [given[name]] if name in given else []
        if tag == "link":
            self.fetches += [given["href"]] if not given["href"].startswith("data:") else []
        if tag == "svg" and given.get("role") == "img":
            self.pictures += 1
            self.named += "aria-labelledby" in given

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data if not self.open or self.open[-1] != "style" else ""


@pytest.fixture(scope="module")
def drawn() -> dict:
    return {"swp_1957": runs(), "stein_1956": runs(shift=60, seed=4)}


@pytest.fixture(scope="module")
def report(drawn, tmp_path_factory) -> tuple[str, float]:
    started = time.perf_counter()
    path = write_report(compared(), drawn, evidence(), CASE, tmp_path_factory.mktemp("report"))
    return path.read_text(encoding="utf-8"), time.perf_counter() - started


def test_report_is_one_well_formed_file_that_fetches_nothing(report):
    html, seconds = report
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    assert reader.fetches == [] and "@import" not in html and "url(" not in html
    assert len(html.encode()) < 2_000_000 and seconds < 20
    assert len(set(reader.ids)) == len(reader.ids)
    inside = [link for link in reader.links if link.startswith("#")]
    assert all(link[1:] in reader.ids for link in inside)
    assert {link for link in reader.links if link not in inside} == {"https://example.org/a"}
    assert reader.pictures == reader.named == 2 * (2 + len(POLITIES) + 1)  # of a page and a phone


def test_report_has_its_nine_parts_in_order(report):
    heads = re.findall(r"<h2[^>]*>(\d)\.", report[0])
    assert heads == list("123456789")


def test_report_escapes_what_it_is_given(report):
    assert "<b>source</b>" not in report[0] and "A chronicle &amp; its limits" in report[0]


def test_same_input_same_bytes(report, drawn, tmp_path):
    again = write_report(compared(), drawn, evidence(), CASE, tmp_path / "again.html")
    assert again.read_text(encoding="utf-8") == report[0]


def test_report_without_runs_or_evidence_says_so(tmp_path):
    page = write_report(compared(), {}, None, {}, tmp_path / "r.html").read_text(encoding="utf-8")
    assert "No runs were given" in page and "names no sources" in page


def test_report_of_nothing_is_refused(tmp_path):
    with pytest.raises(ThawError, match="names no account"):
        write_report(Comparison(), {}, None, {}, tmp_path)


@pytest.mark.parametrize(
    ("p", "word"), [(0.81, "moderately"), (0.96, "firmly"), (0.995, "very firmly")]
)
def test_an_account_is_named_by_fixed_thresholds(p, word):
    said = verdict(read_comparison(compared(p, groups=False, flagged=())))
    assert said.decided and said.firmness == word and said.leaders == ["swp_1957"]
    assert f"the record {word} favours SWP 1957" in said.sentence


def test_below_the_threshold_nothing_is_named():
    said = verdict(read_comparison(compared(0.79, groups=False, flagged=())))
    assert not said.decided and said.sentence.startswith("Undecided.")


def test_a_merged_group_is_named_as_a_group():
    raw = comparison(0.9, flagged=())
    said = verdict(read_comparison(Comparison.from_dict(raw)))
    joint = sum(
        raw["probabilities"]["tempered"][i] for i in ("swp_1957", "stein_1956", "north_1986")
    )
    assert said.decided and "cannot choose between them" in said.sentence
    assert f"joint probability {words.odds(Estimate(joint, se=0.09))}" in said.numbers


def test_a_misspecified_leader_is_not_named():
    said = verdict(read_comparison(compared(0.95, groups=False, flagged=("swp_1957",))))
    assert not said.decided and "cannot produce a record like the real one" in said.sentence


def test_a_leader_of_too_few_runs_is_not_named():
    """Where no p below the limit is possible, nothing was seen of what the account can produce."""
    raw = comparison(0.95, groups=False, flagged=())
    raw["misspecification"]["accounts"]["swp_1957"]["untold"] = True
    said = verdict(read_comparison(Comparison.from_dict(raw)))
    assert not said.decided and "too few to tell" in said.sentence
    raw["misspecification"]["accounts"]["swp_1957"]["untold"] = False
    assert verdict(read_comparison(Comparison.from_dict(raw))).decided


def test_a_leader_no_better_than_base_rates_is_not_named():
    raw = comparison(0.95, groups=False, flagged=())
    raw["scores"]["accounts"]["swp_1957"]["retrodiction"]["log"]["skill_low"] = -0.01
    raw["scores"]["accounts"]["swp_1957"]["prediction"] = None
    said = verdict(read_comparison(Comparison.from_dict(raw)))
    assert not said.decided and "cannot be told from constant rates" in said.sentence


def test_null_in_front_favours_none():
    raw = comparison(0.5, groups=False, flagged=())
    odds = raw["probabilities"]["tempered"]
    odds.update(dict.fromkeys(odds, 0.01), null=0.93)
    said = verdict(read_comparison(Comparison.from_dict(raw)))
    assert not said.decided and "No theory is favoured" in said.sentence


@pytest.mark.parametrize("width", [80, 200])
def test_verdict_table_fits_eighty_columns(width):
    screen = io.StringIO()
    Console(file=screen, width=width).print(verdict_table(compared()))
    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    flat = "".join(screen.getvalue().split())
    rows = screen.getvalue().replace("\n", " ")
    assert all(a[0] in rows for a in ACCOUNTS if len(a[0]) <= 20) and "mandel_1956_" in rows
    assert flat.startswith("Undecided.") and "+0.14r" in flat and "[+0.07,+0.22]" in flat
    assert "Notes:a" in flat and "Recovered:" in flat
    shares = tables.recovered(read_comparison(compared()))
    stein = next(line for line in lines if line.startswith("stein_1956"))
    assert shares["stein_1956"] in stein and shares["stein_1956"].endswith("%")


def test_one_episode_has_no_interval():
    raw = comparison()
    part = raw["scores"]["accounts"]["stein_1956"]["prediction"]
    part["n_episodes"] = 1
    screen = io.StringIO()
    Console(file=screen, width=80).print(verdict_table(Comparison.from_dict(raw)))
    assert "one episode" in screen.getvalue()
    low = read_comparison(Comparison.from_dict(raw)).headline("stein_1956")[0].low
    assert math.isnan(low)


def test_small_scores_keep_three_decimals():
    assert words.interval(Estimate(0.0043, -0.001, 0.0109)) == "+0.004 [−0.001, +0.011]"
    assert words.interval(Estimate(0.21, 0.05, 0.36)) == "+0.21 [+0.05, +0.36]"


def test_absent_is_a_dash_never_zero():
    view = read_comparison(Comparison.from_dict({"accounts": [{"id": "a"}, {"id": "b"}]}))
    row = tables.verdict_rows(view)[0]
    assert (row.score, row.decibans, row.tempered, row.coverage) == ("–", "–", "–", "–")
    assert not verdict(view).decided


def test_prediction_is_shown_before_retrodiction_and_never_pooled():
    view = read_comparison(compared())
    assert view.headline("stein_1956")[1] == "prediction"
    assert view.headline("stein_1956")[0][:3] == pytest.approx((0.085, 0.015, 0.165))
    assert view.headline("cpc_1963")[1] == "retrodiction"


def test_prequential_weights_add_and_leave_one_out_says_it_does_not(report):
    view = read_comparison(compared())
    mine = [view.weights["swp_1957", e[0]].value for e in EPISODES]
    assert view.totals["swp_1957"].value == pytest.approx(sum(mine))
    totals = {r.id: r.total for r in tables.evidence_matrix(view)}
    assert totals["SWP 1957"] == words.signed(sum(mine), 1)
    assert "Does not add." in report[0]


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.thorough
def test_cover_is_the_same_twice(kind, drawn, tmp_path):
    paths = [
        cover_figure(compared(), drawn, evidence(), CASE, tmp_path / f"{k}.{kind}") for k in "ab"
    ]
    first, second = (p.read_bytes() for p in paths)
    assert first == second and len(first) > 10_000


def test_notes_never_share_a_letter():
    notes = Notes()
    letters = [notes.letter(f"doubt {k}") for k in range(26 * 27 + 1)]
    assert len(set(letters)) == len(letters)
    assert (letters[0], letters[25], letters[26], letters[27]) == ("a", "z", "aa", "ab")
    assert (letters[51], letters[52], letters[-1]) == ("az", "ba", "aaa")
    assert notes.letter("doubt 26") == "aa"
    assert notes.mark(["doubt 26", "doubt 1", "doubt 0"]) == "a b aa"
    assert notes.caption().startswith("Notes: a doubt 0; b doubt 1")


def test_an_item_is_told_by_its_unit_not_its_size():
    """0.9 in log10: seven persons if persons, told as one more; an index of 7.94 if an index."""
    told = words.shown
    assert told(0.9, "series", "log10 persons") == "about 7"
    assert told(0.0, "series", "log10 persons") == "about 0"
    assert told(0.9, "series", "log10 index") == "index 7.94"
    assert told(1.3, "series", "log10 index") == "index 19.95"
    assert told(5.31, "size", "") == "about 200,000"  # 204,174 to two digits
    assert told(160.2, "series", "") == "160"
    assert told(16, "date", "days") == "day 16 of its window"
    assert (told(1, "cell", "0/1"), told(0, "cell", "0/1")) == ("happened", "did not happen")


def test_what_no_refit_or_reading_moved_is_no_column():
    raw = comparison()
    raw["spread"] = {"learners": raw["spread"]["learners"], "readings": None}
    raw["probabilities"]["by_prior_width"] = {}
    table = item_tables.spread_table(read_comparison(Comparison.from_dict(raw)))
    assert table.heads == ["learners", "set of summaries"]
    assert all(len(ranges) == 2 for _, ranges in table.rows)


def test_figures_and_tables_lie_beside_the_report(drawn, tmp_path):
    write_report(compared(), drawn, evidence(), CASE, tmp_path)
    shown = sorted(p.name for p in (tmp_path / "figures").iterdir())
    assert shown == sorted(
        [
            *(f"timeline_{p.lower()}.svg" for p in POLITIES),
            "map.svg",
            "scores_log.svg",
            "scores_crps.svg",
        ]
    )
    Reader().feed((tmp_path / "figures" / "map.svg").read_text(encoding="utf-8"))
    verdict = (tmp_path / "tables" / "verdict.csv").read_text(encoding="utf-8").splitlines()
    assert verdict[0].startswith("id,name,joint") and len(verdict) == 1 + len(ACCOUNTS)
    told = (tmp_path / "tables" / "sources.csv").read_text(encoding="utf-8")
    assert "https://example.org/a" in told
    write_report(compared(), {}, evidence(), CASE, tmp_path / "other.html")
    assert (tmp_path / "other.tables" / "verdict.csv").exists()


def test_a_table_for_programs_has_plain_minus_signs():
    assert files.matrix_of("a", ["b"], [("x", [tables.Cell("−1.5", "±0.2")])])[1] == [
        ["x", "−1.5 ±0.2"]
    ]
    assert files._plain("−1.5") == "-1.5" and files._plain("–") == ""


def test_sources_are_linked_where_the_record_gives_an_address():
    entry = {
        "author": "M. Kramer",
        "title": "T",
        "year": 1999,
        "locator": "pp. 3-4, https://a.b/c.",
    }
    made = sources.source("k", {"k": entry})
    assert (made.short, made.address) == ("Kramer 1999", "https://a.b/c")
    assert sources.source("k", {"k": {**entry, "locator": "in print"}}).address == ""
    assert sources.source("k", {}).short == "k"
    untold = {"author": "", "title": "Situation reports of the two ministries", "year": 1972}
    assert sources.source("k", {"k": untold}).short == "Situation reports… 1972"
    assert (
        sources.source("k", {"k": {**untold, "title": "The Arven Worker"}}).short
        == "The Arven Worker 1972"
    )


def test_every_mark_is_listed_with_its_sources(report):
    from thaw.report.marks import mark_rows

    rows = mark_rows(evidence(), "HUN", CASE["sources"])
    sized = next(r for r in rows if r.size)
    assert sized.when == "23 October 1956" and sized.size.startswith("600,000 (")
    assert [s.id for s in sized.sources] == ["source-a", "source-b"]
    assert 'id="marks-hun"' in report[0] and '<a href="https://example.org/a"' in report[0]


def test_the_report_says_how_to_cite_it_and_what_made_it(report):
    assert "thaw compare bloc_1953 --account" in report[0] and "@misc{thaw_bloc_1953" in report[0]


def test_events_that_a_source_denies_are_told_with_names_and_dates():
    about = {
        "polities": {"ONE": {"title": "Oneland"}},
        "sources": {"book": {"author": "Author, Ann", "title": "A book", "year": "1990"}},
        "denied": [
            {
                "kind": "general_strike",
                "polity": "ONE",
                "date": "1980-03-10",
                "yes": [],
                "no": ["book"],
            }
        ],
    }
    assert denied_rows(about) == [
        {
            "what": "General strike in Oneland, 10 March 1980",
            "yes": "no source",
            "no": "Author 1990",
        }
    ]
    assert denied_rows({}) == []
