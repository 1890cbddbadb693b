"""Base rates: waves with known answers, what the span cuts off, pooled figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from thaw.calibration.base_rate_tables import (
    Estimate,
    Target,
    account_table,
    answer_table,
    censored_quantile,
    country_table,
    deaths_per_100k,
    length_quantile,
    recurrence,
    share_by,
    share_of_runs,
    target_table,
    targets,
    wilson,
    years_with,
)
from thaw.calibration.base_rates import NEEDED, Days, Rates, length_in_years, rates, spells
from thaw.files import data_folder, digest, read_yaml

DAYS = 365 * 4 + 1
"""1953 to 1956."""


def quiet(days: int = DAYS) -> Days:
    """Two countries, A with three places of which one is a camp, B with one; nothing happens."""
    years = (np.datetime64("1953-01-01") + np.arange(days)).astype("datetime64[Y]").astype(
        int
    ) + 1970
    measure = {name: np.zeros((days, 2)) for name in NEEDED}
    measure["party"][:] = 1000.0
    return Days(
        years,
        ("A", "B"),
        np.array([1e6, 2e7]),
        measure,
        np.zeros((days, 4)),
        np.array([0, 0, 0, 1]),
        np.array([False, False, True, False]),
    )


def act(days: Days, first: int, persons, place: int = 0, kind: str = "strikers") -> None:
    """Persons acting in a place from a day on, one number a day; all are new on their first day."""
    j = days.place[place]
    for day, n in enumerate(persons, first):
        days.here[day, place] += n
        days.measure[kind][day, j] += n
    days.measure["joined"][first:, j] += max(persons)


def raise_from(days: Days, name: str, day: int, by: float = 1.0, j: int = 0) -> None:
    """A sum to date that rises on a day."""
    days.measure[name][day:, j] += by


def only(days: Days):
    (wave,) = rates(days).waves
    return wave


@pytest.mark.parametrize(
    "days, expected",
    [
        ([], []),
        ([3], [(3, 3)]),
        ([3, 4, 8], [(3, 8)]),
        ([3, 4, 9], [(3, 4), (9, 9)]),
        ([0, 19], [(0, 0), (19, 19)]),
    ],
)
def test_up_to_three_days_off_do_not_end_a_spell(days, expected):
    on = np.zeros(20, bool)
    on[days] = True
    assert spells(on) == expected


def test_a_quiet_run_has_years_and_no_waves():
    found = rates(quiet())
    assert found.waves == ()
    assert [(c.years, c.by_size, c.events, c.longest) for c in found.countries] == [
        (4.0, (0, 0, 0), 0, 0)
    ] * 2


def test_parts_of_years_count_as_parts():
    assert length_in_years(np.array([1955] * 365 + [1956] * 183)) == pytest.approx(1.5)


def test_years_and_events_are_counted_by_size():
    days = quiet()
    act(days, 10, [1_000, 5_000])
    act(days, 20, [1_500], place=1)
    act(days, 400, [12_000] * 3)
    act(days, 730, [120_000], place=3)
    a, b = rates(days).countries
    assert (a.by_size, a.events, a.longest) == ((2, 1, 0), 3, 3)
    assert (b.by_size, b.events, b.longest) == ((1, 1, 1), 1, 1)


def test_a_wave_by_hand():
    days = quiet()
    act(days, 98, [2_000, 6_000, 20_000, 50_000, 8_000, 15_000])
    act(days, 101, [30_000], place=1)
    days.measure["dual_power"][101, 0] = 0.07
    days.measure["party"][150:, 0] = 640.0
    days.measure["exit_flow"][:, 0] = 10.0
    days.measure["exit_flow"][105:115, 0] = 510.0
    wave = only(days)
    assert (wave.polity, wave.first, wave.last, wave.days) == ("A", 100, 103, 4)
    assert (wave.peak, wave.share) == (80_000, 0.08)
    assert not wave.local and not wave.camp and wave.strike and not wave.cut
    assert wave.council == 0.07
    assert wave.party_lost == pytest.approx(0.36)
    assert wave.fled == pytest.approx(10 * 500 / 1e6)
    assert wave.took_part == 80_000
    assert (wave.answer, wave.again, wave.watched) == ("neither", False, DAYS - 1 - 103)


def test_a_wave_of_one_place_is_local_and_a_camp_is_known():
    days = quiet()
    act(days, 50, [95_000])
    act(days, 50, [10_000], place=1)
    assert only(days).local  # 95 of 105
    days = quiet()
    act(days, 50, [85_000])
    act(days, 50, [10_000], place=1)
    assert not only(days).local  # 85 of 95
    days = quiet()
    act(days, 50, [85_000], place=2)
    assert only(days).camp


@pytest.mark.parametrize(
    "name, day, by, answer",
    [
        ("order", 101, 1.0, "broken"),
        ("n_fired", 101, 1.0, "broken"),
        ("intervention", 100, 1.0, "broken"),
        ("n_intervention", 102, 1.0, "broken"),
        ("n_concession", 100, 1.0, "granted"),
        ("n_concession", 122, 1.0, "granted"),
        ("n_concession", 123, 1.0, "neither"),
        ("n_concession", 99, 1.0, "neither"),
        ("n_fired", 99, 1.0, "neither"),
        ("n_fired", 103, 1.0, "neither"),
    ],
)
def test_what_a_wave_met_with(name, day, by, answer):
    days = quiet()
    act(days, 100, [20_000] * 3)
    raise_from(days, name, day, by)
    assert only(days).answer == answer


def test_force_and_a_concession_are_both():
    days = quiet()
    act(days, 100, [20_000] * 3)
    raise_from(days, "n_concession", 101)
    raise_from(days, "n_fired", 101)
    assert only(days).answer == "both"


def test_a_concession_after_the_next_wave_has_begun_answers_that_one():
    days = quiet()
    act(days, 100, [20_000])
    act(days, 110, [20_000])
    raise_from(days, "n_concession", 110)
    assert [w.answer for w in rates(days).waves] == ["neither", "granted"]


def test_deaths_are_set_against_all_who_took_part_each_once():
    days = quiet()
    act(days, 100, [20_000] * 3)
    days.measure["joined"][101:, 0] += 30_000
    raise_from(days, "deaths", 40, 7.0)
    raise_from(days, "deaths", 101, 5.0)
    raise_from(days, "n_fired", 101)
    wave = only(days)
    assert (wave.took_part, wave.deaths) == (50_000, 5.0)
    assert deaths_per_100k([rates(days)]) == pytest.approx([10.0])


def test_those_who_took_part_shortly_before_are_not_lost():
    """Nobody is new, since all took part within sixty days: the largest day is the floor."""
    days = quiet()
    act(days, 100, [20_000, 25_000])
    days.measure["joined"][:] = 0.0
    assert only(days).took_part == 25_000


def test_a_wave_that_the_span_cuts_off_is_kept_as_such():
    days = quiet(200)
    act(days, 190, [20_000] * 7)  # last day 196, three days are left: it may go on
    wave = only(days)
    assert wave.cut and wave.unsure and wave.answer == "unsure"
    days = quiet(200)
    act(days, 190, [20_000] * 6)
    assert not only(days).cut
    days = quiet(200)
    act(days, 190, [20_000] * 7)
    raise_from(days, "n_concession", 195)
    assert not only(days).unsure


def test_kaplan_and_meier_by_hand():
    """Five watched: events at 2 and 4, ends of observation at 3, 5, 5: 1 - 4/5 * 2/3."""
    times = np.array([2.0, 3.0, 4.0, 5.0, 5.0])
    events = np.array([True, False, True, False, False])
    assert share_by(times, events, 1.0) == 0.0
    assert share_by(times, events, 3.0) == pytest.approx(0.2)
    assert share_by(times, events, 9.0) == pytest.approx(1 - 0.8 * 2 / 3)
    assert np.isnan(share_by(times[:0], events[:0], 9.0))


def test_recurrence_counts_those_watched_too_short_as_censored():
    days = quiet()
    act(days, 100, [20_000])
    raise_from(days, "n_fired", 100)
    act(days, 500, [20_000])
    raise_from(days, "n_fired", 500)
    act(days, 700, [20_000], place=3)
    raise_from(days, "n_fired", 700, j=1)
    # ends of observation: 400 days with a second; 960 and 760 without
    assert recurrence([rates(days)], ("broken",)) == pytest.approx(1 / 3)
    act(days, 1_100, [20_000], place=3)
    raise_from(days, "n_fired", 1_100, j=1)
    # 400 yes, 400 yes, 960 and 360 no: a half of three, then nobody
    assert recurrence([rates(days)], ("broken",)) == pytest.approx(2 / 3)
    assert np.isnan(recurrence([rates(days)], ("granted",)))


def test_quantiles_of_lengths_with_lower_limits():
    values = np.array([1.0, 2.0, 3.0, 10.0])
    assert censored_quantile(values, np.array([True] * 4), 0.5) == 2.0
    assert censored_quantile(values, np.array([True, True, True, False]), 0.9) == np.inf
    assert np.isnan(censored_quantile(values[:0], np.zeros(0, bool), 0.5))


def test_wilson_at_the_edges():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(0, 200)
    assert low == 0.0 and high == pytest.approx(0.0188, abs=2e-4)
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=1e-3)


def busy() -> Rates:
    """A run with one wave a year in A, all broken, and a large one in B that was granted something."""
    days = quiet()
    for first in (100, 500, 800, 1_200):
        act(days, first, [20_000, 15_000])
        raise_from(days, "n_fired", first)
        raise_from(days, "deaths", first, 4.0)
    act(days, 600, [300_000] * 5, place=3)
    raise_from(days, "n_concession", 601, j=1)
    days.measure["dual_power"][602, 1] = 0.1
    return rates(days)


def test_pooled_figures_of_two_runs():
    runs = [busy(), rates(quiet())]
    assert years_with(runs, 10_000) == pytest.approx(5 / 16)
    assert years_with(runs, 100_000) == pytest.approx(1 / 16)
    assert length_quantile(runs, 0.5) == 2.0 and length_quantile(runs, 0.9) == 5.0
    assert share_of_runs(runs, lambda r: bool(r.waves)).value == 0.5


def test_a_run_survives_its_file():
    import json

    found = busy()
    assert Rates.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_targets_are_told_with_intervals_and_a_verdict():
    rows = targets([busy(), rates(quiet())] * 10, [rates(quiet())] * 10)
    by_name = {t.name: t for t in rows}
    years = by_name["country-years with a day of 10,000 or more, with the case's events"]
    assert not years.met and years.found[0].low < 5 / 16 < years.found[0].high
    assert by_name["country-years with a day of 10,000 or more, without them"].met
    assert by_name["days of a wave, median"].met
    second = by_name["a second wave within three years of one broken by an army"]
    assert second.found[0].value == 1.0 and second.met is False
    text = target_table(rows)
    assert text.count("\n") == len(rows) + 2 and "**not met**" in text


def test_nothing_at_all_cannot_be_told():
    rows = targets([rates(quiet())], [])
    assert {t.name: t.met for t in rows}["days of a wave, median"] is None
    assert "cannot be told" in target_table(rows)
    empty = Target("x", "y", 0, 1, (Estimate(0.5, 0.4, 0.6, 3, "runs"),), str)
    assert empty.met and replace(empty, high=0.4).met is False


def test_other_tables_have_a_line_each():
    runs = [busy(), rates(quiet())]
    assert "force, nothing granted | 4" in answer_table(runs)
    assert "| A | 1.0 | 8 | 50.0 % | 50.0 % | 0.0 % |" in country_table(runs)
    assert "| someone | 2 |" in account_table({"someone": runs})


def test_days_come_from_the_arrays_of_a_run():
    from types import SimpleNamespace

    from thaw.calibration.base_rates import days_of
    from thaw.case import load_case
    from thaw.jobs.plan import SUB_STEPS, steps_of
    from thaw.measure import measures

    plan = SimpleNamespace(case=load_case("toy_two"), step=None, sub_steps=SUB_STEPS)
    steps = len(steps_of(plan)[0])
    names = [m.name for m in measures("polities")]
    spots = [m.name for m in measures("places")]
    polity = np.zeros((steps, len(plan.case.polities), len(names)), np.float32)
    place = np.zeros((steps, len(plan.case.places), len(spots)), np.float32)
    polity[5, 0, names.index("strikers")] = 12_000
    place[5, 0, spots.index("place_strikers")] = 12_000
    days = days_of(plan, SimpleNamespace(polity=polity, place=place))
    assert days.acting[5, 0] == 12_000 and days.here[5, 0] == 12_000 and days.acting.sum() == 12_000


def test_the_shared_block_is_frozen():
    """Priors that no author speaks to were set from base rates, not from what a comparison says of them.

    Who changes them on better base rates writes the new hash, and why, into docs/ideas/base-rates.md.
    """
    priors = read_yaml(data_folder("accounts") / "_nuisance.yaml").data["priors"]
    page = Path(__file__).parents[1] / "docs" / "ideas" / "base-rates.md"
    assert f"its hash is `{digest(priors)}`" in page.read_text()
