"""Rival causes held against dated rows: rules by hand, the shipped data, and what runs say of the rules."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

import thaw
from thaw.account.claims import FURTHER
from thaw.account.named_causes import shipped
from thaw.case import load_case
from thaw.cli import main
from thaw.jobs import cause_rules
from thaw.jobs.cause_rules import Counted, Effect, Shown, counted, pairs, rules, stand
from thaw.jobs.elimination import EXCLUDED, IN_PART, LEFT, SILENT, Trust, coded, verdicts
from thaw.jobs.history import History
from thaw.record import load_record
from thaw.record.form import KINDS
from thaw.record.vocabulary import GRID

CASE = "twin_republics_1971"
DAYS = 400
START = np.datetime64("1971-01-01")
PLACES = ("ARV", "BRU")
CONCESSIONS = Effect("why_concede", "concessions", ("concession",), "any")
UNREST = ("strike", "demonstration", "rising")


def history(events: dict[tuple[str, str], list[int]], outside: dict[str, list[int]] | None = None):
    happened = np.zeros((DAYS, 2, len(GRID)), bool)
    further = {k: np.zeros((DAYS, 2), bool) for k in FURTHER}
    for (kind, polity), days in events.items():
        happened[days, PLACES.index(polity), GRID.index(kind)] = True
    far = {k: START + np.array(v) for k, v in (outside or {}).items()}
    return History(START + np.arange(DAYS), START + DAYS, PLACES, {}, happened, False, further, far)


def test_counts_by_hand():
    """Strikes in ARV on days 50 and 200; concessions there on 60, 210 and 300, in BRU on 55.

    Ten days after a strike at home are 20 of 800 days of both countries, with 2 of 4 concessions.
    """
    h = history(
        {
            ("strike", "ARV"): [50, 200],
            ("concession", "ARV"): [60, 210, 300],
            ("concession", "BRU"): [55],
        }
    )
    same = counted(h, CONCESSIONS, Shown("unrest_home", "", UNREST, "same"), 10)
    assert same == Counted((2, 20), (2, 780), 2, 2)
    assert same.times == pytest.approx(2 / 20 / (2 / 780))
    assert same.stands() == {"before": True, "dose": True, "after": True}
    others = counted(h, CONCESSIONS, Shown("unrest_bloc", "", UNREST, "others"), 10)
    assert others == Counted((1, 20), (3, 780), 2, 1)
    assert others.stands() == {"before": False, "dose": True, "after": True}


def test_a_cause_outside_is_there_for_all():
    h = history({("concession", "ARV"): [105], ("concession", "BRU"): [300]}, {"war": [100, 200]})
    found = counted(h, CONCESSIONS, Shown("war", "", ("war",), "outside"), 10)
    assert found == Counted((1, 40), (1, 760), 2, 1)


def test_too_few_rows_say_nothing():
    h = history({("strike", "ARV"): [50], ("concession", "ARV"): [60, 210]})
    one = counted(h, CONCESSIONS, Shown("unrest_home", "", UNREST, "same"), 10)
    assert one.causes == 1 and set(one.stands().values()) == {None}
    assert set(
        counted(h, CONCESSIONS, Shown("x", "", ("war",), "hegemon"), 10).stands().values()
    ) == {None}


def test_where_effects_come_no_oftener_the_cause_falls():
    h = history({("strike", "ARV"): [50, 200], ("concession", "ARV"): [100, 150, 300]})
    found = counted(h, CONCESSIONS, Shown("unrest_home", "", UNREST, "same"), 10)
    assert found.times == 0.0
    assert found.stands() == {"before": False, "dose": False, "after": False}


def test_the_shipped_rules_name_kinds_that_a_record_has():
    data = rules()
    for shown in data.causes.values():
        assert set(shown.kinds) <= {*KINDS, *GRID, *FURTHER}, shown.cause
        assert shown.where in ("same", "others", "any", "satellites", "hegemon", "outside")
    for effect in data.effects.values():
        assert set(effect.kinds) <= set(GRID)
    assert not set(data.causes) & set(data.undated)
    assert all((e.kinds != s.kinds) or s.where not in ("same", "any") for e, s in pairs())
    named = {n.drive for n in shipped()}
    assert len(set(data.causes) & named) >= 20


def test_the_record_of_the_small_case_rules_out_the_street():
    """It was left by a run of the palace: no concession follows unrest at home, half follow a new ruler."""
    case = load_case(CASE)
    found = {(v.question, v.cause): v for v in verdicts(case, load_record(str(case.record)))}
    home, wings = found["why_concede", "unrest_home"], found["why_concede", "wings"]
    assert (home.verdict, wings.verdict) == (EXCLUDED, LEFT)
    assert home.counted is not None and home.counted.near[0] == 0
    assert wings.named_by == ("palace_1971",) and wings.denied_by == ("street_1971",)
    assert home.without and home.after_it == () and "arven-concession-1" in wings.after_it
    assert {v.verdict for v in found.values()} <= {SILENT, EXCLUDED, IN_PART, LEFT}
    assert all(v.why for v in found.values())
    bloc = load_case("bloc_1953")
    every = {(v.question, v.cause): v for v in verdicts(bloc, load_record(str(bloc.record)))}
    assert "effect itself" in every["why_concede", "past_concession"].why


def test_trust_is_told_from_runs_of_known_origin():
    case = load_case(CASE)
    said = {
        "street_1971": {"why_concede/unrest_home/dose": "11-1"},
        "palace_1971": {"why_concede/unrest_home/dose": "0010"},
    }
    found = {(v.question, v.cause): v for v in verdicts(case, load_record(str(case.record)), said)}
    home = found["why_concede", "unrest_home"]
    assert home.true["dose"] == Trust(3, 3)
    assert home.false["dose"] == Trust(1, 4)
    other = verdicts(case, load_record(str(case.record)), said, within=30)
    assert all(not t.judged for v in other for t in v.true.values())


def test_only_accounts_of_the_case_name_causes():
    assert {n.account for n in coded(load_case(CASE))} == {"street_1971", "palace_1971"}
    assert {n.account for n in coded(load_case("bloc_1953"))} == {n.account for n in shipped()}


def test_every_rule_is_held_against_a_run():
    h = history({("strike", "ARV"): [50, 200], ("concession", "ARV"): [60, 210]})
    found = stand(h)
    assert found["why_concede/unrest_home/dose"] is True
    assert found["why_intervene/unrest_home/dose"] is None
    assert len(found) == 3 * len(list(pairs()))


def test_the_first_document_would_find_its_rivals_out():
    """Overtures and pressure from outside come with no disclosure in 1953-57; nor, within months, do camps."""
    told = thaw.eliminate("bloc_1953").set_index(["question", "cause"])
    for rival in ("external_overture", "external_pressure"):
        row = told.loc[("why_disclose", rival)]
        assert row.verdict == EXCLUDED and row.effects_with == 0 and row.unfollowed
    assert told.loc[("why_disclose", "remorse")].verdict == SILENT
    assert told.loc[("why_concede", "unrest_home")].verdict == LEFT


def test_another_start_and_another_span_of_a_cause():
    case = load_case("bloc_1953")
    record = load_record(str(case.record))
    early = verdicts(case, record, since=dt.date(1943, 1, 1))
    found = next(v for v in early if (v.question, v.cause) == ("why_disclose", "external_overture"))
    assert {"yalta", "potsdam", "tehran-conference"} <= set(found.unfollowed)
    assert found.verdict == EXCLUDED
    wide = verdicts(case, record, within=365)
    one = next(v for v in wide if (v.question, v.cause) == ("why_disclose", "unrest_home"))
    assert one.counted is not None and "365" in one.why


def test_rules_are_hashed_by_what_they_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    case = load_case(CASE)
    key = cause_rules.rules_key(case)
    data = rules()
    other = {**data.causes, "war": Shown("war", "other words", ("war",), "outside", "w")}
    monkeypatch.setattr(
        cause_rules, "rules", lambda: cause_rules.Rules(120.0, data.effects, other, {})
    )
    assert cause_rules.rules_key(case) == key
    monkeypatch.setattr(
        cause_rules, "rules", lambda: cause_rules.Rules(90.0, data.effects, other, {})
    )
    assert cause_rules.rules_key(case) != key


def test_the_command_tells_rows_and_fits_the_screen(capsys: pytest.CaptureFixture) -> None:
    assert main(["eliminate", "bloc_1953"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "external overture" in out and "The record is silent on" in out
    arguments = ["eliminate", "bloc_1953", "--question", "why_disclose", "--cause"]
    assert main([*arguments, "external_pressure"]) == 0
    out = capsys.readouterr().out
    assert "denied by stein_1956" in out and "secret-speech" in out
    assert main([*arguments, "unrest_bloc", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["verdicts"]
    assert [v["cause"] for v in told] == ["unrest_bloc"] and told[0]["verdict"] == EXCLUDED
