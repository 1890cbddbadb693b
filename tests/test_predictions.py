"""Predictions against runs: each form of test by hand, on histories small enough to read."""

from __future__ import annotations

import numpy as np
import pytest

from thaw.account import accounts, load_account
from thaw.account.claims import DIRECTIONS
from thaw.case import load_case
from thaw.jobs.judge_claims import History, holds, judge
from thaw.jobs.judge_claims import interval as _share
from thaw.jobs.study import Study
from thaw.record.vocabulary import EVENTS, TOPICS

DAYS = 100
PLACES = ("USSR", "POL", "HUN")


def day(number: int) -> str:
    """The calendar date of a day of the history; day 0 is 1 January 1953."""
    return str(np.datetime64("1953-01-01") + number)


def history(events: dict[tuple[str, str], list[int]], **values: list[float]) -> History:
    """100 days of three polities: days of events by (kind, polity), measures day 0 to the end.

    A measure is given by its values in the USSR on days 0 and 99, in between it is on a line; the
    other polities have half of it.
    """
    happened = np.zeros((DAYS, len(PLACES), len(EVENTS)), bool)
    for (kind, polity), days in events.items():
        happened[days, PLACES.index(polity), EVENTS.index(kind)] = True
    start = np.datetime64("1953-01-01")
    lines = {k: np.linspace(a, b, DAYS) for k, (a, b) in values.items()}
    return History(
        start + np.arange(DAYS),
        start + DAYS,
        PLACES,
        {k: np.stack([x, x / 2, x / 2], axis=1) for k, x in lines.items()},
        happened,
    )


def between(first: int, last: int) -> list[str]:
    return [day(first), day(last)]


def test_count_takes_a_wave_for_one_event_and_each_decision_for_one():
    """Strikes on days 10-12 and 20 (7 quiet days between) are one wave, that on day 40 another;
    concessions on days 10 and 11 are two."""
    h = history({("strike", "POL"): [10, 11, 12, 20, 40], ("concession", "POL"): [10, 11]})
    base = {"form": "count", "polity": "POL", "between": between(0, 99)}
    assert holds({**base, "kind": "strike", "at_least": 2}, h)
    assert not holds({**base, "kind": "strike", "at_least": 3}, h)
    assert holds({**base, "kind": "concession", "at_least": 2}, h)
    assert holds({**base, "kind": "concession", "at_most": 2}, h)
    assert not holds({**base, "kind": "concession", "at_most": 1}, h)
    late = {**base, "kind": "strike", "between": between(12, 39)}
    assert holds({**late, "at_most": 0}, h)  # a wave counts on its first day
    assert not holds({**base, "kind": "strike", "polity": "HUN", "at_least": 1}, h)


def test_count_of_any_adds_up_and_satellites_leave_out_the_hegemon():
    h = history({("rising", "USSR"): [5], ("rising", "HUN"): [50]})
    base = {"form": "count", "kind": "rising", "between": between(0, 99)}
    assert holds({**base, "polity": "any", "at_least": 2}, h)
    assert holds({**base, "polity": "satellites", "at_most": 1}, h)


def test_intervals_shrink_or_grow():
    """Waits of 40 then 20 days fall; 20 then 40 rise; two events have one wait and no trend."""
    base = {"form": "intervals", "kind": "rising", "polity": "any", "between": between(0, 99)}
    quicker = history({("rising", "POL"): [10, 70], ("rising", "HUN"): [50]})
    slower = history({("rising", "POL"): [10, 70], ("rising", "HUN"): [30]})
    few = history({("rising", "POL"): [10, 70]})
    falls = {**base, "direction": "falls"}
    assert [holds(falls, h) for h in (quicker, slower, few)] == [True, False, None]


def test_level_peak_compare_ratio():
    """Terror in the USSR falls on a line from 99 on day 0 to 0 on day 99: on day d it is 99 - d."""
    h = history({}, terror=[99.0, 0.0])
    base = {"measure": "terror", "polity": "USSR"}
    assert holds({**base, "form": "level", "at": day(39), "at_least": 60}, h)
    assert not holds({**base, "form": "level", "at": day(39), "at_most": 59.9}, h)
    assert holds({**base, "form": "peak", "between": between(29, 50), "at_most": 70}, h)
    assert not holds({**base, "form": "peak", "between": between(29, 50), "at_most": 69.9}, h)
    assert holds({**base, "form": "ratio", "from": day(0), "to": day(66), "at_most": 0.34}, h)
    assert not holds({**base, "form": "ratio", "from": day(0), "to": day(66), "at_most": 0.33}, h)
    assert holds({**base, "form": "ratio", "from": day(99), "to": day(66), "at_most": 1}, h) is None
    told = {
        d: holds({**base, "form": "compare", "from": day(1), "to": day(2), "direction": d}, h)
        for d in DIRECTIONS
    }
    assert told == {"falls": True, "rises": False, "not_falls": False, "not_rises": True}
    still = {
        d: holds({**base, "form": "compare", "from": day(1), "to": day(1), "direction": d}, h)
        for d in DIRECTIONS
    }
    assert still == {"falls": False, "rises": False, "not_falls": True, "not_rises": True}
    half = {"form": "level", "measure": "terror", "at": day(0), "at_least": 60}
    assert holds({**half, "polity": "any"}, h) and not holds({**half, "polity": "satellites"}, h)


PRECEDES = {
    "form": "precedes",
    "first": ["strike", "rising"],
    "first_in": "any",
    "then": ["concession"],
    "then_in": "USSR",
    "within": 20,
    "between": between(0, 99),
    "share_at_least": 0.5,
}


@pytest.mark.parametrize(
    "strikes, concessions, told",
    [
        ([10], [15, 60], True),  # one of two comes within 20 days after a strike
        ([10], [15, 60, 80], False),  # one of three
        ([10], [10], False),  # the same day is not after
        ([10], [30], True),  # the last of 20 days
        ([10], [31], False),
        (list(range(5, 60)), [70], True),  # a wave counts while it lasts
        ([20], [], None),  # no concession: no occasion
    ],
)
def test_precedes_counts_what_comes_after(strikes, concessions, told):
    h = history({("strike", "POL"): strikes, ("concession", "USSR"): concessions})
    assert holds(PRECEDES, h) is told


def test_precedes_by_first_counts_what_is_followed():
    """Concessions in POL on day 10 and HUN on day 30; a strike in POL on day 20 answers the first
    alone when it must be in the same country."""
    h = history(
        {("concession", "POL"): [10], ("concession", "HUN"): [30], ("strike", "POL"): [20, 35]}
    )
    test = {
        "form": "precedes",
        "first": ["concession"],
        "first_in": "any",
        "then": ["strike"],
        "then_in": "same",
        "within": 15,
        "between": between(0, 99),
        "by": "first",
    }
    assert holds({**test, "share_at_least": 0.5}, h)
    assert not holds({**test, "share_at_least": 0.6}, h)
    # the strike of day 35 is 15 days after that of day 20: a new one, and it answers HUN's elsewhere
    assert holds({**test, "then_in": "any", "share_at_least": 1.0}, h)


def test_precedes_in_the_same_polity():
    h = history({("strike", "POL"): [10], ("concession", "POL"): [15], ("concession", "HUN"): [16]})
    same = {**PRECEDES, "first_in": "same", "then_in": "any"}
    assert holds({**same, "share_at_least": 0.5}, h)
    assert not holds({**same, "share_at_least": 0.6}, h)
    assert holds({**same, "first_in": "any", "share_at_least": 1.0}, h)
    assert not holds({**PRECEDES, "then_in": "satellites", "first_in": "USSR"}, h)


@pytest.mark.parametrize(
    "test",
    [
        {
            "form": "count",
            "kind": "strike",
            "polity": "POL",
            "between": between(0, 100),
            "at_most": 0,
        },
        {
            "form": "count",
            "kind": "strike",
            "polity": "POL",
            "between": between(-1, 9),
            "at_most": 0,
        },
        {
            "form": "count",
            "kind": "strike",
            "polity": "GDR",
            "between": between(0, 9),
            "at_most": 0,
        },
        {"form": "level", "measure": "terror", "polity": "POL", "at": day(100), "at_most": 9},
        {**PRECEDES, "between": between(50, 200)},
    ],
)
def test_what_a_run_does_not_reach_is_not_judged(test):
    assert holds(test, history({}, terror=[1.0, 1.0])) is None


def test_share_and_interval():
    """None of 10: Jeffreys' upper end solves I_x(0.5, 10.5) = 0.95, x = 0.171 (Brown, Cai and
    DasGupta 2001 give the method); the lower end is 0. Half of 10 is symmetric about 0.5."""
    assert _share(0, 10)[:2] == (0.0, 0.0)
    assert _share(0, 10)[2] == pytest.approx(0.171, abs=0.001)
    share, low, high = _share(5, 10)
    assert share == 0.5 and low + high == pytest.approx(1.0)
    assert all(np.isnan(_share(0, 0)))


def run_of(case, peaks: list[float], measures, place_measures):
    """Runs in which the largest rising in one place of the first polity on day 5 is given."""
    import xarray as xr

    from thaw.run import Run

    n, days = len(peaks), 59
    pol = np.zeros((n, days, len(case.polities), len(measures)), np.float32)
    plc = np.zeros((n, days, len(case.places), len(place_measures)), np.float32)
    pol[:, 5, 0, measures.index("armed")] = peaks
    plc[:, 5, 0, place_measures.index("armed")] = peaks
    return Run(
        xr.Dataset(
            {
                "polity_measures": (("run", "time", "polity", "measure"), pol),
                "place_measures": (("run", "time", "place", "place_measure"), plc),
            },
            coords={
                "time": np.datetime64("1953-01-01", "ns")
                + np.arange(days) * np.timedelta64(1, "D"),
                "step_days": ("time", np.ones(days)),
                "measure": measures,
                "place_measure": place_measures,
                "polity": [p.name for p in case.polities],
            },
        )
    )


def test_judge_counts_runs(tmp_path):
    """Risings of 5, 50 and 500 persons: the bar of an event is 20, so two of three runs have one."""
    from dataclasses import replace

    from thaw.measure import measures

    case = load_case("toy_two")
    polity = [m.name for m in measures("polities")]
    place = [m.name.removeprefix("place_") for m in measures("places")]
    base = {"form": "count", "kind": "rising", "polity": "HUB", "at_least": 1}
    account = replace(
        load_account("stein_1956"),
        predicts=(
            {
                "id": "a",
                "claim": "A.",
                "passage": "L1",
                "test": {**base, "between": ["1953-01-01", "1953-01-31"]},
            },
            {"id": "b", "claim": "B.", "passage": "L2"},
            {
                "id": "c",
                "claim": "C.",
                "passage": "L3",
                "test": {**base, "between": ["1953-01-01", "1954-01-31"]},
            },
        ),
    )
    told = judge(account, run_of(case, [5, 50, 500], polity, place), case)
    assert [(j.name, j.judged, j.runs) for j in told] == [("a", 3, 3), ("c", 0, 3)]
    assert told[0].share == pytest.approx(2 / 3)
    assert 0 < told[0].low < 2 / 3 < told[0].high < 1
    assert np.isnan(told[1].share)


@pytest.mark.parametrize("name", sorted(set(accounts()) - {"null"}))
@pytest.mark.thorough
def test_every_shipped_prediction_can_be_carried_out(name):
    """On a still history of the whole span each test has an answer or says that it has no occasion."""
    account, case = load_account(name), load_case("bloc_1953")
    assert len(account.predicts) >= (2 if account.ranked else 1)
    judged = [p for p in account.predicts if "test" in p]
    asked = {*TOPICS} & {*Study.open("bloc_1953", [name]).items.topic}
    assert judged or not {*account.speaks_to} & asked
    assert all(p.get("about") for p in account.predicts if "test" not in p)
    start, end = np.datetime64("1953-01-01"), np.datetime64("1969-01-01")
    days = np.arange(start, end)
    names = [p.name for p in case.polities]
    from thaw.measure import measures

    still = np.ones((len(days), len(names)))
    happened = np.zeros((len(days), len(names), len(EVENTS)), bool)
    quiet = History(days, end, names, {m.name: still for m in measures("polities")}, happened)
    happened = happened.copy()
    happened[::100] = True
    busy = History(days, end, names, quiet.values, happened)
    for prediction in account.predicts:
        assert prediction["claim"].strip() and str(prediction["passage"]).strip()
    for prediction in judged:
        assert holds(prediction["test"], busy) in (True, False), prediction["id"]
        holds(prediction["test"], quiet)


def test_a_prediction_may_speak_of_a_kind_of_concession():
    """A strike on day 10; a price cut on day 2 and a political concession on day 20."""
    h = history(
        {
            ("strike", "POL"): [10],
            ("concession", "USSR"): [2, 20],
            ("economic_concession", "USSR"): [2],
            ("political_concession", "USSR"): [20],
        }
    )
    test = {
        "form": "precedes",
        "first": ["strike"],
        "first_in": "any",
        "then_in": "USSR",
        "within": 30,
        "between": between(0, 99),
        "share_at_least": 0.9,
    }
    assert holds({**test, "then": ["political_concession"]}, h) is True
    assert holds({**test, "then": ["economic_concession"]}, h) is False
    assert holds({**test, "then": ["concession"]}, h) is False
    assert holds({**test, "then": ["amnesty"]}, h) is None
