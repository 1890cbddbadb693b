"""Outcomes of one system alone, which signs need and tables of levers leave out."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from thaw.case import load_case
from thaw.jobs import systems as jobs
from thaw.run.outcomes import BY_NAME, OF_ROWS, OUTCOMES, by_step, of_run, whole

KINDS = {"city": "city", "camp_a": "camp", "camp_b": "camp"}


def made() -> xr.Dataset:
    """Two countries, four steps of half a day, three places, of which a camp lies in each country."""
    polity = np.zeros((1, 4, 2, 3))
    polity[0, :, 0, 0] = [0, 10, 99, 99]  # joined, cumulative
    polity[0, :, 1, 0] = [0, 0, 0, 9]
    polity[0, :, 0, 1] = [100, 200, 0, 0]  # strikers
    polity[0, :, 1, 1] = [0, 0, 40, 0]
    polity[0, -1, :, 2] = [0.2, 0.6]  # known
    place = np.zeros((1, 4, 3, 1))
    place[0, :, 0, 0] = [70, 150, 0, 0]
    place[0, :, 1, 0] = [30, 50, 0, 0]
    place[0, :, 2, 0] = [0, 0, 40, 0]
    return xr.Dataset(
        {
            "polity_measures": (("run", "time", "polity", "measure"), polity),
            "place_measures": (("run", "time", "place", "place_measure"), place),
        },
        coords={
            "time": np.datetime64("1953-01-01") + 12 * np.arange(4).astype("timedelta64[h]"),
            "step_days": ("time", np.full(4, 0.5)),
            "polity": ["A", "B"],
            "place": list(KINDS),
            "place_polity": ("place", ["A", "A", "B"]),
            "measure": ["joined", "strikers", "known"],
            "place_measure": ["strikers"],
        },
        attrs={"span_end": "1953-01-02"},
    )


def figure(name: str) -> tuple[float, list[float]]:
    o = BY_NAME[name]
    values = of_run(o, by_step(o, made(), KINDS))
    return float(whole(o, values)[0]), values[0].tolist()


def test_days_on_strike_count_each_striker_by_the_length_of_the_step():
    assert figure("strike_days") == (170.0, [150.0, 20.0])


def test_days_on_strike_in_camps_leave_out_the_city():
    assert figure("camp_strike_days") == (60.0, [40.0, 20.0])
    none = by_step(BY_NAME["camp_strike_days"], made(), {"city": "city"})
    assert not none.any()


def test_every_country_counts_alike():
    """100 and 10 with one more each: the geometric mean, where a sum would hardly see the second."""
    value, by_polity = figure("took_part_each")
    assert by_polity == [99.0, 9.0] and value == pytest.approx(1000**0.5 - 1)


def test_what_is_known_in_the_end_is_a_mean_of_countries():
    assert figure("last_known")[0] == pytest.approx(0.4)


def test_days_of_people_are_compared_as_people_are():
    assert BY_NAME["strike_days"].people and BY_NAME["camp_strike_days"].people
    assert not BY_NAME["last_known"].people


def test_they_are_no_columns_of_a_table_of_levers():
    assert not {*OF_ROWS} & {*OUTCOMES} and len(BY_NAME) == len(OF_ROWS) + len(OUTCOMES)


def test_a_row_with_an_outcome_of_its_own_says_why():
    own = {o.name for o in OF_ROWS}
    for row in jobs.systems():
        assert row.measure not in own or len(row.why) > 40, row.name


def test_there_are_camps_where_their_strikes_are_counted():
    kinds = [p.kind for p in load_case("bloc_1953").places]
    assert kinds.count("camp") == 3


@pytest.mark.thorough
def test_a_run_tells_every_outcome():
    told = jobs.one(("toy_two", "stein_1956", "stein_1956", 1, (), ""))
    assert set(told) == {*BY_NAME, "bits"}
