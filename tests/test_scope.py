"""An account that foretells nothing of a case is told so; a figure that no run can reach as well."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from report_data import comparison

from thaw.account import accounts, load_account, shelf
from thaw.account.read import ranked_accounts
from thaw.case import load_case
from thaw.evidence.from_record import evidence
from thaw.evidence.reach import beyond
from thaw.inference.comparison import Comparison
from thaw.inference.flags import _against_record
from thaw.jobs import sensitivity as module
from thaw.jobs.case_info import described
from thaw.jobs.scope import outside
from thaw.jobs.sensitivity import sensitivity
from thaw.record import load_record
from thaw.report import tables
from thaw.report.findings import doubts
from thaw.report.reading import read_comparison
from thaw.report.verdict import verdict


@pytest.fixture(scope="module")
def twin():
    return load_case("twin_republics_1971")


def with_test(account, **test):
    """An account that foretells one thing."""
    said = {"id": "one", "claim": "invented", "passage": "p. 1"}
    told = {"form": "count", "kind": "strike", "at_least": 1, **test}
    return replace(account, predicts=({**said, "test": told},))


def test_scope_is_days_and_countries_of_the_case(twin):
    mine = load_account(twin.compare.accounts[0])
    for inside in (
        {"polity": "ARV", "between": ["1971-03-01", "1971-04-01"]},
        {"polity": "any", "between": ["1972-12-31", "1975-01-01"]},
        {"polity": "any", "between": ["start", "end"]},
    ):
        assert not outside(with_test(mine, **inside), twin), inside
    for away in (
        {"polity": "ARV", "between": ["1973-01-01", "1975-01-01"]},
        {"polity": "ARV", "between": ["1960-01-01", "1970-12-31"]},
        {"polity": "ELSEWHERE", "between": ["start", "end"]},
    ):
        assert outside(with_test(mine, **away), twin), away


def test_who_foretells_nothing_is_not_said_to_be_out_of_scope(twin):
    assert not outside(load_account("null"), twin)
    assert not outside(replace(load_account("stein_1956"), predicts=({"id": "untested"},)), twin)


def test_theories_that_travel_are_in_scope_of_any_case(twin):
    """Two republics without a hegemon have others beside them; in one alone there is no abroad either."""
    away = {a.rpartition("/")[2] for a in shelf("general") if outside(load_account(a), twin)}
    assert away == {"hegemon_dependence"}
    alone = replace(twin, polities=twin.polities[:1])
    away = {a.rpartition("/")[2] for a in shelf("general") if outside(load_account(a), alone)}
    assert away == {"hegemon_dependence", "diffusion"}
    bloc = load_case("bloc_1953")
    assert not any(outside(load_account(a), bloc) for a in shelf("general"))


def test_accounts_that_are_ranked_foretell_something_of_the_case_they_are_ranked_on():
    case = load_case("bloc_1953")
    assert not any(described(load_account(a), case)["outside"] for a in ranked_accounts())
    away = load_case("twin_republics_1971")
    told = [a for a in accounts() if described(load_account(a), away)["outside"]]
    assert len(told) > len(accounts()) / 2, "texts of 1956 foretell nothing of 1971"


def test_the_verdict_says_who_is_out_of_scope():
    raw = comparison(groups=False, flagged=())
    mine = next(a for a in raw["accounts"] if a["id"] == "swp_1957")
    mine.update(in_ranking=False, outside=True)
    made = Comparison.from_dict(raw)
    view = read_comparison(made)
    assert any("out of its scope" in d for d in doubts(view, "swp_1957"))
    assert "SWP 1957" not in verdict(view).sentence
    assert next(r for r in tables.account_rows(view, {}) if r.id == "swp_1957").outside
    flags: list[str] = []
    _against_record(made, flags)
    flag = [f for f in flags if f.startswith("out of scope")]
    assert len(flag) == 1 and flag[0].endswith(": swp_1957")


def test_a_strike_of_half_the_country_is_told(twin):
    told = evidence(twin, load_record("twin_republics_1971"))
    assert beyond(twin, told) == []
    at = next(
        n
        for n, i in enumerate(told.items)
        if i.what == "participants" and i.polity == "ARV" and not math.isnan(told.value[n])
    )
    people = next(p for p in twin.polities if p.name == "ARV").population.value
    value = np.array(told.value)
    value[at] = math.log10(people / 2 + 1)
    (said,) = beyond(twin, replace(told, value=value))
    assert f"{people / 2:,.0f} participants in ARV" in said and "can act" in said
    value[at] = math.log10(people / 10 + 1)
    assert beyond(twin, replace(told, value=value)) == []


def test_more_dead_than_people_are_told(twin):
    told = evidence(twin, load_record("twin_republics_1971"))
    at = next(n for n, i in enumerate(told.items) if i.what == "deaths")
    value = np.array(told.value)
    value[at] = 7.0
    assert f"deaths in {told.items[at].polity}" in beyond(twin, replace(told, value=value))[0]


@pytest.mark.parametrize("name", ["bloc_1953", "hungary_1956", "monopoly_1917", "purge_1934"])
def test_no_shipped_record_exceeds_its_case(name):
    case = load_case(name)
    assert beyond(case, evidence(case, load_record(case.record))) == []


def test_who_is_out_of_scope_is_never_in_front_of_a_sensitivity(monkeypatch):
    """Its runs are compared, and it is told of, but nothing is laid at its door."""
    ours = "palace_1971"  # whose run the record is
    monkeypatch.setattr(module, "outside", lambda account, case: account.name == ours)
    made = sensitivity("twin_republics_1971", quick=True)
    assert made.outside == [ours] and made.probability > 0.5
    assert made.front == []
    assert not any(ours in c.front for c in made.changes)
