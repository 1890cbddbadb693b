"""Claims of accounts: forms of a test by hand, what a record says, who entails what, and the command."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import thaw
from thaw.account import accounts, load_account
from thaw.account.claim_files import Claim, claim_files, claims_of, read_claims, waiting
from thaw.account.claims import FURTHER
from thaw.case import load_case
from thaw.cli import main
from thaw.errors import ThawError
from thaw.jobs import claim_record, claim_runs
from thaw.jobs.claim_forms import covaries, differs, in_order, oftener, under
from thaw.jobs.claim_record import DISPUTED, NO, SILENT, YES, Answer, answers
from thaw.jobs.claim_runs import Held, Verdicts
from thaw.jobs.claim_table import JudgedClaim, Share, judged, opposed, share, tallies
from thaw.jobs.history import History, cut, histories
from thaw.jobs.judge_claims import holds
from thaw.jobs.label import label
from thaw.jobs.plan import make_plan
from thaw.jobs.replicate import run_once
from thaw.jobs.study import Way
from thaw.record import load_record
from thaw.record.vocabulary import GRID
from thaw.report.claims import claims_section
from thaw.report.names import event_name

DAYS = 200
PLACES = ("USSR", "POL", "HUN")
START = np.datetime64("1953-01-01")


def day(number: int) -> str:
    return str(START + number)


SPAN = [day(0), day(DAYS - 1)]


def history(events: dict[tuple[str, str], list[int]], **measures: np.ndarray) -> History:
    """200 days of three polities: days of events by (kind, polity), measures by polity."""
    happened = np.zeros((DAYS, len(PLACES), len(GRID)), bool)
    further = {k: np.zeros((DAYS, len(PLACES)), bool) for k in FURTHER}
    for (kind, polity), days in events.items():
        if kind in GRID:
            happened[days, PLACES.index(polity), GRID.index(kind)] = True
        else:
            further[kind][days, PLACES.index(polity)] = True
    return History(
        START + np.arange(DAYS), START + DAYS, PLACES, measures, happened, further=further
    )


def test_which_comes_first():
    test = {"first": ["camp_strike"], "first_in": "USSR", "then": ["concession"], "then_in": "any"}
    test["between"] = SPAN
    assert in_order(test, history({("camp_strike", "USSR"): [5], ("concession", "POL"): [6]}))
    assert not in_order(test, history({("camp_strike", "USSR"): [6], ("concession", "POL"): [6]}))
    assert in_order(test, history({("camp_strike", "USSR"): [6]}))  # the other never came
    assert in_order(test, history({("concession", "POL"): [6]})) is False
    assert in_order(test, history({("camp_strike", "POL"): [5]})) is None


def test_steps_of_some_hours_cover_their_days_whole():
    """A span that ends on the last day of a run lies in it; all steps of its first day count."""
    steps = np.repeat(START + np.arange(3), 4)
    happened = np.zeros((12, 1, len(GRID)), bool)
    happened[5, 0, GRID.index("concession")] = True
    h = History(steps, START + 3, ("HUN",), {"terror": np.arange(12.0)[:, None]}, happened)
    assert h.span([day(1), day(2)]) == slice(4, 12)
    assert h.span([day(1), day(3)]) is None and h.step(day(0)) == 3
    test = {"form": "count", "kind": "concession", "polity": "HUN", "at_least": 1}
    assert holds({**test, "between": [day(1), day(2)]}, h) is True
    assert holds({**test, "between": [day(2), day(2)]}, h) is False


def test_a_run_by_hours_lasts_to_the_end_of_its_last_day():
    case = load_case("hungary_1956")
    account = load_account("null")
    plan = make_plan(account, case)
    run = label(plan, [1], [run_once(plan, 1)])
    (told,) = histories(run, case)
    assert told.end == np.datetime64(case.end) + 1
    assert told.span([str(case.start), str(case.end)]) == slice(0, len(told.days))


def test_days_that_lie_after_an_event():
    h = history({("intervention", "HUN"): [10], ("concession", "POL"): [12, 30]})
    same = under(h, ["intervention"], "same", 3)
    assert np.flatnonzero(same[:, PLACES.index("HUN")]).tolist() == [11, 12, 13]
    assert not same[:, PLACES.index("POL")].any()
    others = under(h, ["intervention"], "others", 3)
    assert np.flatnonzero(others[:, PLACES.index("POL")]).tolist() == [11, 12, 13]
    assert not others[:, PLACES.index("HUN")].any()
    far = replace(h, outside={"war": np.array([START + 100])})
    assert np.flatnonzero(under(far, ["war"], "outside", 2)[:, 0]).tolist() == [101, 102]


def test_rates_on_days_after_and_on_others():
    """One concession in 10 Polish days after force in Hungary, one in the 190 others: oftener."""
    test = {"first": ["intervention"], "first_in": "others", "then": ["concession"]}
    test |= {"then_in": "POL", "within": 10, "between": SPAN, "direction": "rises"}
    h = history({("intervention", "HUN"): [10], ("concession", "POL"): [12, 30]})
    assert oftener(test, h)
    assert not oftener({**test, "direction": "falls"}, h)
    late = history({("intervention", "HUN"): [10], ("concession", "POL"): [30, 60]})
    assert oftener(test, late) is False
    assert oftener(test, history({("concession", "POL"): [30]})) is None
    assert oftener(test, history({("intervention", "HUN"): [10]})) is None


def test_measures_that_move_together():
    """Ten-day steps up in one month after another; the second follows the first, or goes against it."""
    steps = np.repeat(np.array([0, 1, 3, 2, 5, 4, 7, 9]), 25)[:, None] * np.ones(3)
    test = {"measure": "terror", "polity": "USSR", "with": "grievance", "with_in": "POL"}
    test |= {"between": SPAN, "direction": "rises"}
    assert covaries(test, history({}, terror=steps, grievance=2 * steps))
    assert covaries(test, history({}, terror=steps, grievance=-steps)) is False
    assert covaries(test, history({}, terror=steps, grievance=0 * steps)) is None
    short = {**test, "between": [day(0), day(90)]}
    assert covaries(short, history({}, terror=steps, grievance=2 * steps)) is None


def test_a_what_if_moves_a_number_of_events_or_a_measure():
    base = {"lever": "x", "polity": "POL", "between": SPAN, "direction": "falls"}
    plain, other = history({("rising", "POL"): [3, 60]}), history({("rising", "POL"): [3]})
    assert differs({**base, "kinds": ["rising"]}, plain, other)
    assert differs({**base, "kinds": ["rising"]}, other, plain) is False
    assert differs({**base, "kinds": ["rising"]}, plain, plain) is None
    elsewhere = history({("rising", "POL"): [3, 60], ("strike", "HUN"): [5]})
    assert (
        differs({**base, "kinds": ["rising"]}, plain, elsewhere) is False
    )  # it bites, and not here
    assert differs({**base, "kinds": ["rising"], "direction": "not_falls"}, plain, plain)
    up = history({}, party=np.ones((DAYS, 3)))
    down = history({}, party=0.5 * np.ones((DAYS, 3)))
    assert differs({**base, "measure": "party"}, up, down)
    assert differs({**base, "measure": "party"}, up, cut(down, 50)) is None
    assert (
        holds({**base, "form": "effect", "measure": "party"}, up) is None
    )  # one run tells nothing


def test_every_shipped_claim_has_a_passage_and_a_test_that_can_be_judged():
    """Of the accounts in the folder, and of those that are known and do not run yet."""
    every = [c for file in claim_files() for c in read_claims(file)]
    own = [p for f in accounts().values() for p in load_account(f).predicts if "test" in p]
    assert len(every) + len(own) >= 80
    assert all(c.passage and c.claim.endswith(".") for c in every)
    assert len({c.id for c in every}) == len(every)
    names = [c.opposes for c in every if c.opposes]
    assert all(len({c.account for c in every if c.opposes == name}) > 1 for name in names)
    assert len({*names}) >= 8


def test_what_a_file_of_claims_gets_wrong_is_told_with_its_line(tmp_path):
    text = """claims: stein_1956
holds:
  - id: one
    claim: A claim.
    passage: "Stein 1956, opening, par. 1"
    test: {form: rate, first: [strike], first_in: same, then: [concesion], then_in: any, within: 9,
           between: [1953-01-01, 1953-12-31], direction: rises}
  - id: two
    claim: Another.
    passage: "a book"
    test: {form: effect, lever: no_suez, polity: HUN, between: [1953-01-01, 1953-12-31], direction: falls}
  - id: three
    claim: A third.
    passage: "Stein 1956, opening, par. 1"
    tset: {}
"""
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(ThawError) as told:
        read_claims(file)
    words = str(told.value)
    assert "mine.yaml:6" in words and "concession" in words
    assert "one of measure and kinds" in words
    assert "'tset'" in words and "test" in words


def test_a_claim_twice_is_refused(tmp_path):
    stein = load_account("stein_1956")
    first = next(p for p in stein.predicts if "test" in p)
    text = claim_files()[-1].read_text(encoding="utf-8")
    assert text
    file = tmp_path / "again.yaml"
    file.write_text(
        "claims: stein_1956\nholds:\n"
        f"  - {{id: {first['id']}, claim: Again., passage: 'Stein 1956, opening, par. 1', "
        "test: {form: count, kind: strike, polity: any, between: [1953-01-01, 1953-12-31], at_least: 1}}\n"
    )
    with pytest.raises(ThawError, match=first["id"]):
        claims_of([stein], [file])
    assert waiting([], [file]) == {}  # not a shipped file


# -- the record ---------------------------------------------------------------------------------

CASE = "twin_republics_1971"
I = [day_ for day_ in ("1971-01-01", "1972-12-31")]


def claim(name: str, **test: object) -> Claim:
    return Claim("street_1971", name, f"{name}.", "invented", dict(test))


def say(*claims: Claim, rival: tuple[str, str] | None = None) -> list[Answer]:
    """What the record says; `rival` is a row and a day that another source gives it."""
    case = load_case(CASE)
    record = load_record(str(case.record))
    if rival is not None:
        events = record.events.copy()
        events.loc[events["id"] == rival[0], "rival_dates"] = rival[1]
        record = replace(record, events=events)
    return list(answers(claims, case, record).values())


def test_the_record_says_yes_no_and_nothing():
    """Prices rise in Arvenia on 7 June 1971, its first crowd is on 25 June; its ruler dies in March 1972."""
    base = {"between": I}
    yes = claim(
        "a",
        form="order",
        first=["norm_rise"],
        first_in="ARV",
        then=["rising"],
        then_in="ARV",
        **base,
    )
    no = claim(
        "b",
        form="order",
        first=["rising"],
        first_in="ARV",
        then=["norm_rise"],
        then_in="ARV",
        **base,
    )
    what_if = claim(
        "c",
        form="effect",
        lever="orlan_lives",
        polity="ARV",
        kinds=["rising"],
        direction="falls",
        **base,
    )
    mood = claim(
        "d",
        form="compare",
        measure="terror",
        polity="ARV",
        direction="falls",
        **{"from": I[0], "to": I[1]},
    )
    found = say(yes, no, what_if, mood)
    assert [a.said for a in found] == [YES, NO, SILENT, SILENT]
    rows = load_record(str(load_case(CASE).record)).events.set_index("id")
    assert set(rows.loc[list(found[0].rows), "kind"]) <= {"price_rise", "uprising"}
    assert found[0].rows and found[2].why


def test_silence_counts_only_where_the_record_could_see():
    """An event that it has counts; one that it has not counts where it looked and is silent elsewhere."""
    at_least = claim("a", form="count", kind="rising", polity="ARV", between=I, at_least=1)
    none = claim("b", form="count", kind="intervention", polity="ARV", between=I, at_least=1)
    found = say(at_least, none)
    assert found[0].said == YES
    assert found[1].said in (NO, SILENT)
    outside = claim(
        "c",
        form="count",
        kind="rising",
        polity="ARV",
        between=["1980-01-01", "1981-01-01"],
        at_most=0,
    )
    assert say(outside)[0].said == SILENT


def test_a_rival_date_makes_the_record_disputed():
    """Were the first rising ten days earlier in another source: did none come before that?"""
    events = load_record(str(load_case(CASE).record)).events
    rising = events[(events["kind"] == "uprising") & (events["polity"] == "ARV")].iloc[0]
    day = str(dt.date.fromisoformat(rising["date"][:10]) - dt.timedelta(days=10))
    early = claim("a", form="count", kind="rising", polity="ARV", between=[I[0], day], at_most=0)
    assert say(early)[0].said == YES
    found = say(early, rival=(rising["id"], day))[0]
    assert found.said == DISPUTED
    assert day in found.why


def test_party_members_are_told_from_printed_figures():
    """16,592 in mid-1971 and 11,517 at the end of 1972: three in ten fewer."""
    falls = claim(
        "a",
        form="ratio",
        measure="party",
        polity="ARV",
        at_most=0.99,
        **{"from": "1971-06-30", "to": I[1]},
    )
    halves = claim(
        "b",
        form="ratio",
        measure="party",
        polity="ARV",
        at_most=0.5,
        **{"from": "1971-06-30", "to": I[1]},
    )
    assert [a.said for a in say(falls, halves)] == [YES, NO]
    assert "party" in say(falls)[0].rows[0]


def test_kinds_that_only_a_record_notes():
    noted = claim("a", form="noted", kinds=["revelation"], between=I, at_least=2)
    none = claim("b", form="noted", kinds=["famine"], between=I, at_most=0)
    many = claim("c", form="noted", kinds=["revelation"], between=I, at_most=0)
    assert [a.said for a in say(noted, none, many)] == [YES, SILENT, NO]


# -- judging ------------------------------------------------------------------------------------


def row(own: str, record: str = YES, **rivals: str) -> JudgedClaim:
    made = {a: share(s) for a, s in rivals.items()}
    return JudgedClaim(claim("a", form="x"), share(own), made, Answer(record))


def test_a_model_entails_what_holds_in_more_than_half_of_its_runs():
    assert share("1" * 20).said == "entails"
    assert share("0" * 20).said == "excludes"
    assert share("10" * 10).said == "open"
    assert share("-" * 20).said == "untold" and math.isnan(share("--").value)
    told = share("111-0")
    assert (told.value, told.judged, told.runs) == (0.75, 4, 5)


def test_what_neither_runs_nor_record_can_judge_is_told_apart():
    assert row("--", SILENT, a="-").beyond
    assert not row("--", YES, a="-").beyond
    assert not row("--", SILENT, a="1").beyond and not row("01", SILENT).beyond


def test_what_every_model_entails_supports_nobody():
    every = row("1" * 20, a="1" * 20, b="1" * 20)
    assert every.common and not every.discriminates and every.counts == ""
    some = row("1" * 20, a="0" * 20, b="1" * 20)
    assert some.discriminates and some.told_from == ("a",) and some.entailed_by == ("b",)
    assert some.counts == "for"
    assert row("1" * 20, NO, a="0" * 20).counts == "against"
    assert row("0" * 20, YES, a="1" * 20).counts == ""  # its own model does not entail it
    assert row("1" * 20, SILENT, a="0" * 20).counts == ""
    assert row("1" * 20).discriminates is None and row("1" * 20).counts == ""


def test_verdicts_of_an_older_test_count_for_nothing():
    one = claim("a", form="count", kind="strike", polity="ARV", between=I, at_least=1)
    held = {"street_1971": Held("k", (1, 2), {one.id: "11"}, {})}
    verdicts = Verdicts("c", {}, {one.id: one.key}, held)
    assert judged([one], verdicts, {})[0].own.value == 1.0
    other = replace(one, test={**one.test, "at_least": 2})
    assert judged([other], verdicts, {})[0].own.said == "untold"


def test_opposite_claims_stand_beside_each_other():
    rows = [
        JudgedClaim(replace(claim("a", form="x"), account=a, opposes=o), Share(), {}, Answer(YES))
        for a, o in (("one", "p"), ("two", "p"), ("three", "q"), ("one", ""))
    ]
    assert [(p.name, len(p.rows)) for p in opposed(rows)] == [("p", 2)]
    assert next((t.account, t.claims, t.yes) for t in tallies(rows)) == ("one", 2, 2)


def test_without_runs_no_column_speaks_of_them():
    silent = JudgedClaim(claim("a", form="x"), Share(), {}, Answer(YES)).to_dict()
    held = row("1" * 20, a="0" * 20).to_dict()
    html = str(claims_section({"rows": [silent]}))
    assert "entailed" not in html and "own runs" not in html and "against count" not in html
    assert "borne out" in html
    assert "own runs" in str(claims_section({"rows": [silent, held]}))


def test_an_event_is_named_in_words():
    event = {
        "kind": "concession_economic",
        "polity": "B",
        "date": "1971-06-01",
        "last": "1971-06-30",
    }
    assert event_name(event, {}) == "Economic concession in B, June 1971"


def test_the_report_says_what_is_claimed_and_escapes_it():
    told = row("1" * 20, a="0" * 20).to_dict() | {"claim": "a < b", "opposes": None}
    html = str(claims_section({"rows": [told], "note": "old & stale"}))
    assert "a &lt; b" in html and "old &amp; stale" in html and "100% [9" in html
    spoken = told | {"record": {**told["record"], "rows": ["r-1", "r-2"]}}
    events = {
        "r-1": {"kind": "uprising", "polity": "A", "date": "1971-06-25", "last": "1971-06-27"}
    }
    html = str(claims_section({"rows": [spoken], "events": events}, {"A": "Arvenia"}))
    assert "Uprising in Arvenia, 25 to 27 June 1971; r-2" in html and "r-1" not in html
    assert str(claims_section(None)) == str(claims_section({"rows": []})) == ""


# -- runs ---------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_run_tells_further_kinds_that_its_measures_show():
    """In the small case: rises of norms, and the death that the case has."""
    case = load_case("toy_two")
    plan = make_plan(load_account("stein_1956"), case)
    run = label(plan, [1], [run_once(plan, 1)])
    h = histories(run, case)[0]
    died = {e.on for e in case.events for c in e.changes if c.column == "leader_dead"}
    assert {str(d) for d in h.days[h.further["leader_death"].any(axis=1)]} == {str(d) for d in died}
    norms = h.values["n_norm_rise"][-1].sum()
    assert h.further["norm_rise"].sum() == norms


@pytest.mark.thorough
def test_runs_are_kept_and_gone_on_with(tmp_path):
    """What was done is not done again; the same seeds give the same verdicts, in any order."""
    file = tmp_path / "stein_1956.yaml"
    file.write_text(
        "claims: stein_1956\nholds:\n"
        "  - {id: leader-matters, claim: The death changes what is conceded., passage: 'Stein 1956, opening, par. 1', "
        "test: {form: effect, lever: leader_lives, polity: any, kinds: [leader], "
        "between: [1953-01-01, 1953-12-31], direction: falls}}\n"
    )
    inputs = claim_runs.opened("toy_two", ["stein_1956", "null"], [file])
    first = claim_runs.made(inputs, runs=2, pairs=1, keep=tmp_path, way=Way(1))
    assert {a: h.seeds for a, h in first.accounts.items()} == {"stein_1956": (1, 2), "null": (1, 2)}
    assert (
        "stein_1956/leader-matters" in first.accounts["null"].claims
    )  # the null is held beside all
    lines = next(tmp_path.glob("*.jsonl"))
    text = lines.read_text()
    lines.write_text(text + '{"account": "stein_1956", "se')
    again = claim_runs.made(inputs, runs=2, pairs=1, keep=tmp_path, way=Way(1))
    assert again == first
    path = tmp_path / "claims.json"
    claim_runs.save(first, path)
    assert claim_runs.load(path) == first and claim_runs.stale(first, inputs) == []
    other = replace(first, hashes={**first.hashes, "case": "x"}, tests={})
    told = claim_runs.stale(other, inputs)
    assert "the case" in told and any("claims" in t for t in told)
    path.write_text("{}")
    with pytest.raises(ThawError, match="no table of claims"):
        claim_runs.load(path)


def test_the_command_tells_claims_by_account(capsys: pytest.CaptureFixture) -> None:
    assert main(["claims", "bloc_1953"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "where accounts claim the opposite" in out and "unrest-or-amnesty" in out
    assert main(["claims", "bloc_1953", "--account", "stein_1956", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    by = {c["id"]: c for c in told["claims"]}
    assert by["unrest-first"]["record"]["said"] == NO  # the amnesty comes before any unrest
    assert "amnesty-1953" in by["unrest-first"]["record"]["rows"]
    assert {c["account"] for c in told["claims"]} == {"stein_1956"}


def test_the_verb_gives_a_table():
    told = thaw.claims("bloc_1953", ["stein_1956", "null"])
    assert {"account", "id", "said", "record"} <= set(told.columns)
    assert len(told) >= 10 and set(told.record) <= {YES, NO, SILENT, DISPUTED}


def test_claims_of_all_accounts_are_many_and_meet_their_opposites():
    """Those known by reports alone too: without them several opposite pairs would have one side."""
    inputs = claim_runs.opened("bloc_1953")
    assert {"tito_1956", "lerner_1956", "null"} <= {a.name for a in inputs.accounts}
    assert len(inputs.claims) >= 80 and all(c.passage for c in inputs.claims)
    sides: dict[str, set[str]] = {}
    for c in inputs.claims:
        sides.setdefault(c.opposes, set()).add(c.account)
    wanted = [
        {"stein_1956", "deutscher_1956"},
        {"swp_1957", "cpc_1963"},
        {"swp_1957", "tito_1956"},
        {"swp_1956", "bureaucratic_collectivism"},
        {"mandel_1956_selfreform", "north_1986"},
        {"deutscher_1956", "khrushchev_1956"},
        {"cpc_1963", "lerner_1956"},
    ]
    for pair in wanted:
        assert any(pair <= who for name, who in sides.items() if name), pair


def test_what_parts_of_a_purge_add_up_to():
    """Sums by hand of the record's rows: lists of February to July 1937, sentences to 1937 and to 1938."""
    case = load_case("purge_1934")
    record = claim_record.told(case, load_record("purge_1934"))
    here = {"polity": "USSR", "form": "level"}
    july = dt.date(1937, 7, 31)
    lists = claim_record._so_far("listed", "USSR", july, record)
    assert lists is not None and round(lists.low) == 479 + 284 + 669 + 302 + 774 + 1297
    assert math.isinf(lists.high)  # nobody counts lists before February 1937
    to_37 = claim_record._so_far("sentenced", "USSR", dt.date(1937, 12, 31), record)
    assert to_37 is not None and round(to_37.low) == round(to_37.high) == 1229 + 1118 + 353074
    taken = claim_record._so_far("officials_arrested", "USSR", dt.date(1939, 3, 10), record)
    assert taken is not None and taken.low == pytest.approx(2273, abs=1) and math.isinf(taken.high)

    def said(**test):
        return claim_record._of_measures({**here, **test}, record).said

    assert said(measure="listed", at="1937-07-31", at_least=3000) == YES
    assert said(measure="listed", at="1937-07-31", at_least=9000) == SILENT
    grown = {"form": "ratio", "measure": "sentenced", "from": "1937-12-31", "to": "1938-12-31"}
    assert said(**grown, at_least=1.5) == YES
    assert said(**grown, at_least=2.5) == NO
    assert said(measure="listed", at="1935-01-01", at_least=1) == SILENT


def test_a_case_without_a_record_is_silent():
    assert (
        claim_record.answers([claim("a", form="x")], load_case("toy_two"), None)[
            "street_1971/a"
        ].said
        == SILENT
    )


def test_no_file_of_claims_lies_elsewhere():
    assert all(isinstance(f, Path) and f.suffix == ".yaml" for f in claim_files())
