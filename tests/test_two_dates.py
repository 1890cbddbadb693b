"""A country at two dates: in the record, in runs by stratum, and under a what-if."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

import thaw
from thaw.case import load_case
from thaw.cli import main
from thaw.errors import ThawError
from thaw.jobs.plan import make_plan
from thaw.jobs.replicate import run_once
from thaw.jobs.study import Way
from thaw.jobs.two_dates import Asked, figures, moods_of, noted, one, two_dates
from thaw.record import load_record
from thaw.world import STRATA

FIRST, LAST = dt.date(1953, 1, 5), dt.date(1953, 2, 25)


def asked(case: str = "toy_two", **more: object) -> Asked:
    return Asked(load_case(case), FIRST, LAST, ("stein_1956",), **more)  # type: ignore[arg-type]


def test_dates_must_lie_in_the_case_and_in_order():
    case = load_case("toy_two")
    with pytest.raises(ThawError, match="no day of toy_two"):
        Asked(case, dt.date(1950, 1, 1), LAST, ())
    with pytest.raises(ThawError, match="does not come after"):
        Asked(case, LAST, FIRST, ())
    with pytest.raises(ThawError, match="leader_lives"):
        Asked(case, FIRST, LAST, (), "leader_live")


def test_figures_of_the_record_near_both_dates():
    """Camps and colonies on 1 January 1953 and 1958, from the printed table; nothing that has one figure."""
    case = load_case("bloc_1953")
    record = load_record(str(case.record))
    a = Asked(case, dt.date(1953, 1, 1), dt.date(1957, 12, 31), ())
    found = {f.series: f for f in figures(record, a)}
    camps = found["ussr_camps_and_colonies"]
    rows = record.series[record.series["series_id"] == "ussr_camps_and_colonies"].set_index("date")
    assert camps.values == (rows["best"][camps.days[0]], rows["best"][camps.days[1]])
    assert camps.times < 1 and camps.polity == "USSR"
    assert all(f.days[0] != f.days[1] for f in found.values())
    assert noted(record, a)["HUN", "intervention"] >= 2
    early = Asked(case, dt.date(1953, 1, 1), dt.date(1953, 6, 30), ())
    assert ("HUN", "intervention") not in noted(record, early)


@pytest.mark.thorough
def test_a_run_that_is_looked_at_has_the_bits_of_one_that_is_not():
    """What is seen at the two dates is what the plain run measures there."""
    case = load_case("toy_two")
    plan = make_plan(thaw.load_account("stein_1956"), case)
    plain = run_once(plan, 3)
    job = ("toy_two", "stein_1956", "stein_1956", 3, "", FIRST.isoformat(), LAST.isoformat())
    seen = one(job)
    names = [m.name for m in plan.account.measures("polities")]
    at = [(d - case.start).days for d in (FIRST, LAST)]
    for j, polity in enumerate(case.polities):
        for k, name in enumerate(names):
            both = tuple(float(plain.polity[s, j, k]) for s in at)
            assert seen.measures[polity.name, name] == both
    short = run_once(plan, 3, steps=at[1] + 1)
    end = moods_of(short.world, plan)
    assert {k: v[1] for k, v in seen.moods.items()} == end
    fear = {k: v for k, v in end.items() if k[1:] == ("workers", "fear")}
    measured = {p.name: seen.measures[p.name, "fear"][1] for p in case.polities}
    assert {k[0]: pytest.approx(v, rel=1e-4) for k, v in fear.items()} == measured


@pytest.mark.thorough
def test_changes_and_what_a_what_if_does_to_them():
    made = two_dates(asked(lever="leader_lives"), runs=6, way=Way(1))
    assert {s for _, s, _ in made.moods} <= set(STRATA)
    leader = made.measures[made.asked.case.polities[0].name, "n_leader"]["stein_1956"]
    assert leader.change == pytest.approx(leader.last - leader.first)
    assert leader.low <= leader.change <= leader.high
    assert leader.effect is not None and leader.effect.pairs == 6
    assert leader.effect.down > 0 and leader.effect.mean < 0  # nobody has died
    again = two_dates(asked(lever="leader_lives"), runs=6, way=Way(1))
    assert again.measures == made.measures and again.moods == made.moods


@pytest.mark.thorough
def test_the_verb_gives_a_table_by_country_and_stratum():
    told = thaw.compare_dates(
        "toy_two", "1953-01-05", "1953-02-25", ["stein_1956"], runs=2, workers=1
    )
    assert {"polity", "stratum", "what", "change", "low", "high"} <= set(told.columns)
    assert {"", "workers"} <= set(told.stratum)
    assert np.allclose(told["last"] - told["first"], told.change, atol=1e-5)
    assert "effect" not in told.columns


@pytest.mark.thorough
def test_the_command_tells_the_record_runs_and_strata(capsys: pytest.CaptureFixture) -> None:
    base = ["compare-dates", "toy_two", "1953-01-05", "1953-02-25", "--account", "stein_1956"]
    assert main([*base, "--runs", "2", "--workers", "1", "--lever", "leader_lives"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "workers: fear" in out and "with it" in out and "terror" in out
    assert main([*base, "--runs", "1", "--workers", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lever"] is None and told["measures"] and told["strata"]
