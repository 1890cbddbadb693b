"""The report: one file that asks nothing of the network, says what the numbers say, and fits."""

from __future__ import annotations

import io
import math
import re
import time
from datetime import date
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from report_data import (
    ACCOUNTS,
    CASE,
    EPISODES,
    PLACES,
    POLITIES,
    WAVES,
    comparison,
    evidence,
    runs,
)
from rich.console import Console

from thaw.errors import ThawError
from thaw.inference.comparison import Comparison
from thaw.report import (
    bands,
    cover_figure,
    figures,
    files,
    item_tables,
    names,
    sources,
    svg,
    tables,
    verdict_table,
    words,
    write_report,
)
from thaw.report import map as hexmap
from thaw.report.page import denied_rows
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


def test_monthly_peaks_and_decisions_by_hand():
    # Two runs, 1 January to 1 March 1953. Run 0: 500 strikers and 300 in the street on 10 January,
    # 40 armed on 20 February. Run 1: nothing. A concession in run 0 on 31 January.
    days = np.arange("1953-01-01", "1953-03-02", dtype="datetime64[D]")
    pol = np.zeros((2, len(days), 1, 4), np.float32)
    pol[0, 9, 0, :2] = 500, 300
    pol[0, 50, 0, 2] = 40
    pol[0, 30:, 0, 3] = 1
    data = xr.Dataset(
        {"polity_measures": (("run", "time", "polity", "measure"), pol)},
        {
            "time": days.astype("datetime64[ns]"),
            "polity": ["GDR"],
            "measure": ["strikers", "demonstrators", "armed", "n_concession"],
        },
    )
    monthly = bands.participants(data, "GDR")
    assert monthly.values.tolist() == [[800, 40, 0], [0, 0, 0]]
    assert bands.quantiles(monthly)[2].tolist() == [400, 20, 0]
    assert bands.decision_share(data, "GDR", "concession").values.tolist() == [0.5, 0, 0]
    assert np.isnan(bands.decision_share(data, "GDR", "leader").values).all()


def test_sizes_in_log_or_plain_persons_and_only_of_people_acting():
    plain = evidence().assign(unit="persons")
    plain.loc[plain["kind"] == "size", ["value", "low", "high"]] = [30000.0, 20000.0, 40000.0]
    for table, value in ((evidence(), WAVES["HUN"][1]), (plain, 30000.0)):
        points = bands.sized_points(table, "HUN")
        assert [p.what for p in points] == ["participants"]
        assert points[0].value == pytest.approx(value)


def test_quiet_and_silent_cells_leave_no_mark():
    assert bands.marks(evidence(), "POL", "leader") == []
    assert [str(d) for d, _ in bands.marks(evidence(), "HUN", "leader")] == ["1956-10-01"]
    assert bands.missing_by_episode(evidence()) == {"first_thaw": 1}


def test_evidence_objects_are_read_with_their_true_dates():
    # A window from 1 June; the first strike came 16 days later; a size over two months.
    class Told(SimpleNamespace):
        def __len__(self):
            return len(self.items)

    shared = {"episode": "e", "polity": "GDR"}
    told = Told(
        items=[
            SimpleNamespace(
                id="d",
                kind="date",
                what="strike",
                unit="days",
                **shared,
                first=date(1953, 6, 1),
                last=date(1953, 8, 31),
            ),
            SimpleNamespace(
                id="s",
                kind="size",
                what="participants",
                unit="log10 persons",
                first=date(1953, 6, 16),
                last=date(1953, 7, 2),
                **shared,
            ),
        ],
        value=np.array([16.0, 5.0]),
        low=np.array([16.0, 4.7]),
        high=np.array([16.0, np.nan]),
        missing=np.array([False, False]),
        sources=(("a",), ("a", "b")),
    )
    assert bands.marks(told, "GDR", "strike") == [(np.datetime64("1953-06-17"), "a")]
    [point] = bands.sized_points(told, "GDR")
    assert (point.value, point.last) == (pytest.approx(1e5), np.datetime64("1953-07-02"))


def test_timeline_title_counts_what_is_drawn():
    data = runs()
    draw = lambda table: figures.timeline("GDR", "East Germany", ("a", data), None, table, [])[1]  # noqa: E731
    huge = evidence()
    huge.loc[huge["polity"] == "GDR", ["value", "low", "high"]] = 7.2
    # A wave at a jittered date: far more often in its month than in any other.
    assert re.search(
        r"as in June 1953: then in 1\d of 40 runs, more than at other", draw(evidence())
    )
    assert "then in none of 40 runs and in almost none" in draw(huge)
    every = data.copy(deep=True)
    every["polity_measures"][:, :1826, 1, 0] = 4e5  # as many in any month
    always = figures.timeline("GDR", "East Germany", ("a", every), None, evidence(), [])[1]
    assert always.endswith("in 40 of 40 runs, no more often than at other times (100% of runs)")
    assert draw(evidence().iloc[:0]).endswith("holds no sized event here")


def test_hexagons_are_shared_by_no_two_places_and_keep_east_and_west():
    crowd = {f"p{i}": {"polity": "HUN", "at": [50 + i % 3, 50 + i // 3]} for i in range(12)}
    places = CASE["places"] | crowd
    spots = hexmap.hex_layout(places)
    assert len(set(spots.values())) == len(spots) == len(PLACES) + 12
    assert hexmap.centre(*spots["berlin"])[0] < hexmap.centre(*spots["moscow"])[0]
    assert spots == hexmap.hex_layout(places)
    touching = [
        (a, b)
        for a, (q, r) in spots.items()
        for b, spot in spots.items()
        if (spot[0] - q, spot[1] - r) in hexmap.NEIGHBOURS
    ]
    assert touching and all(places[a]["polity"] == places[b]["polity"] for a, b in touching)


@pytest.mark.parametrize(
    "at", [[(20, 50), (80, 50)], [(50, 20), (50, 80)], [(10, 40), (50, 40), (90, 41)]]
)
def test_countries_on_a_line_are_not_drawn_out_to_its_ends(at):
    """Two countries, or several in a row, fill a map: no farther apart than they are large."""
    places = {
        f"p{k}{i}": {"polity": f"c{k}", "at": [x + i, y + i]}
        for k, (x, y) in enumerate(at)
        for i in range(3)
    }
    spots = [hexmap.centre(*s) for s in hexmap.hex_layout(places).values()]
    extent = [max(v) - min(v) for v in zip(*spots, strict=True)]
    assert max(extent) < 8 * len(at)


def test_map_names_the_place_with_most_unrest():
    days = ("1953-06-17", "1956-06-28", "1956-10-24")
    drawing, title = hexmap.unrest_map("swp_1957", runs(), {**CASE, "key_dates": days})
    shares = {d: bands.places_near(runs(), d)["share"].max() for d in days}
    peak = max(shares, key=shares.get)
    assert names.span_words(peak) in title and f"{shares[peak]:.0%}" in title
    assert str(drawing).count("<path") > 3 * len(PLACES)


def test_a_case_without_key_dates_has_maps_spread_over_its_runs():
    drawing, _ = hexmap.unrest_map(
        "swp_1957", runs(), {k: v for k, v in CASE.items() if k != "key_dates"}
    )
    assert str(drawing).count("<path") > 5 * len(PLACES)
    times = [names.span_words(str(t)[:10]) for t in runs()["time"].values]
    assert sum(t in str(drawing) for t in times) >= hexmap.MAPS


def test_ink_is_readable_on_every_shade():
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    shades = [f(t) for t in np.linspace(-1, 1, 41) for f in (svg.diverging, svg.sequential)]
    for shade in shades:
        a, b = sorted((light(shade), light(svg.ink_on(shade))))
        assert (b + 0.05) / (a + 0.05) >= 4.5


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


def test_the_map_marks_where_the_record_has_unrest():
    happened = [
        {"place": "budapest", "kind": "rising", "first": "1956-10-23", "last": "1956-10-30"}
    ]
    days = ("1953-06-17", "1956-03-09", "1956-06-28", "1956-10-24", "1956-11-04")
    told = CASE | {"happened": happened, "key_dates": days}
    drawing, title = hexmap.unrest_map("SWP 1957", runs(), told)
    near = {d: bands.places_near(runs(), d)["share"] for d in days}
    dates = [d for d in days if "1956-10-16" <= d <= "1956-11-06"]
    inside = np.mean([near[d]["budapest"] for d in dates])
    assert f"Where the record has unrest around these dates, {inside:.0%} of the runs" in title
    assert str(drawing).count(">record: Budapest") == len(dates) == 2
    assert f'stroke="{svg.VERMILLION}"' in str(drawing)


def test_map_headings_do_not_run_into_each_other():
    places = CASE["places"] | {"budapest": {"polity": "HUN", "title": "B" * 200, "at": [50, 60]}}
    drawing, _ = hexmap.unrest_map("a", runs(), CASE | {"places": places})
    heads = re.findall(r"<text[^>]*>(runs: [^<]*)<", str(drawing))
    assert heads and max(map(len, heads)) <= hexmap.LINE


def test_the_scale_of_the_map_ends_at_the_largest_value():
    rare = runs()
    rare["place_measures"][2:] = 0.0
    drawing, _ = hexmap.unrest_map("a", rare, CASE)
    assert "0 to 5%" in str(drawing)


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
