"""A sweep runs `simulate` at every point, with the same seeds at each."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

import thaw
from thaw.account import load_account
from thaw.case import load_case
from thaw.errors import ThawError
from thaw.jobs import simulate
from thaw.jobs.plan import make_plan
from thaw.jobs.sweeping import Sample, Sweep, _points, sweep

TOY, STEIN = load_case("toy_two"), load_account("stein_1956")
PLAN = make_plan(STEIN, TOY)
GRID = {"exit.rate": [0.0, 1e-3], "exit.push": [1, 2, 3]}
RATES = {"base_rates.strike": [0.0, 50.0], "base_rates.rising": [0.1, 0.2]}


@pytest.fixture
def plain(monkeypatch):
    """Two days in plain Python, so that nothing is compiled."""
    short = partial(simulate.run_once, plain=True, steps=2)
    monkeypatch.setattr(simulate, "run_once", short)


def points(**given):
    return _points(PLAN, given.get("grid"), given.get("sample"))


def test_a_grid_takes_all_combinations():
    made = points(grid=GRID)
    assert made == {"exit.rate": [0, 0, 0, 1e-3, 1e-3, 1e-3], "exit.push": [1, 2, 3, 1, 2, 3]}


@pytest.mark.parametrize("method", ["latin hypercube", "sobol"])
def test_a_sample_covers_each_range_evenly(method):
    sample = Sample(parameters={"exit.rate": (0, 1e-3), "exit.push": (1, 5)}, n=16, method=method)
    made = points(sample=sample)
    for name, low, high in (("exit.rate", 0, 1e-3), ("exit.push", 1, 5)):
        cells = np.floor((np.array(made[name]) - low) / (high - low) * 16)
        assert sorted(cells) == list(range(16))
    assert made == points(sample=sample)
    fields = {"parameters": sample.parameters, "n": 16, "method": method, "seed": 2}
    assert made != points(sample=fields)


def test_a_sample_over_priors_is_even_in_probability():
    name = "decide_concession.unrest"
    made = points(sample=Sample(parameters=[name], n=8))[name]
    below = [float(STEIN.priors[name].quantile(k / 8)) for k in (0.0001, *range(1, 8))]
    assert sorted(np.searchsorted(below, made, side="right") - 1) == list(range(8))
    made = points(sample=Sample(parameters=["exit.rate"], n=4, over="support"))["exit.rate"]
    assert sorted(np.floor(np.array(made) / 0.01 * 4)) == [0, 1, 2, 3]


def test_points_are_what_simulate_gives_with_these_parameters(plain):
    made = sweep("null", TOY, grid=RATES, seeds=[4, 2], workers=1)
    assert len(made) == 4 and made.parameters == list(RATES)
    assert made.data.polity_measures.dims == ("point", "run", "time", "polity", "measure")
    point = {"base_rates.strike": 50.0, "base_rates.rising": 0.1}
    assert made.points.loc[2].to_dict() == point
    alone = thaw.simulate("null", TOY, [4, 2], workers=1, parameters=point)
    there = made.run(2)
    assert np.array_equal(there.measure("strikers"), alone.measure("strikers"))
    assert np.array_equal(there.data.parameters, alone.data.parameters)
    for name in ("parameters_given", "account_hash", "draws"):
        assert there.data.attrs[name] == alone.data.attrs[name]
    assert there.seeds == [4, 2]
    assert not np.array_equal(there.measure("strikers"), made.run(0).measure("strikers"))
    with pytest.raises(ThawError, match="no point 4"):
        made.run(4)


def test_tables_and_files_of_a_sweep(plain, tmp_path):
    grid = {"base_rates.strike": [0, 50]}
    made = sweep("null", TOY, grid=grid, seeds=3, workers=1, measures=["deaths", "party"])
    frame = made.to_df(measures="party", polities="HUB")
    assert list(frame) == [
        "point",
        "base_rates.strike",
        "seed",
        "time",
        "polity",
        "measure",
        "value",
    ]
    assert len(frame) == 2 * 3 * 60
    row = frame.iloc[200]
    there = made.data.polity_measures.sel(
        point=row.point, run=row.seed, time=row.time, polity="HUB", measure="party"
    )
    assert float(there) == row.value and row["base_rates.strike"] == 50
    table = made.summary(measures="party")
    assert table.index.names == ["point", "polity", "measure"] and len(table) == 4
    assert list(table) == ["base_rates.strike", "median", "p05", "p95", "unit"]
    assert table.loc[(1, "HUB", "party"), "base_rates.strike"] == 50
    assert made.data["base_rates.strike"].attrs["units"] == "1/year"
    back = Sweep.load(made.save(tmp_path / "sweep.nc"))
    assert back.data.identical(made.data) and back.parameters == ["base_rates.strike"]
    assert "2 points of base_rates.strike, 3 runs each" in repr(back)
    made.run(0).save(tmp_path / "run.nc")
    with pytest.raises(ThawError, match="holds a run, not a sweep"):
        Sweep.load(tmp_path / "run.nc")


def test_same_bits_on_any_number_of_workers():
    one, two = (
        sweep("stein_1956", "toy_two", grid={"exit.rate": [0, 1e-3]}, seeds=2, workers=n)
        for n in (1, 2)
    )
    assert one.data.identical(two.data)
    alone = thaw.simulate("stein_1956", "toy_two", 2, workers=1, parameters={"exit.rate": 1e-3})
    assert np.array_equal(one.run(1).measure("exit_flow"), alone.measure("exit_flow"))
    assert not np.array_equal(one.run(0).measure("exit_flow"), alone.measure("exit_flow"))


@pytest.mark.parametrize(
    "given, match",
    [
        ({}, "needs a grid or a sample"),
        ({"grid": GRID, "sample": Sample(parameters=["exit.rate"], n=1)}, "not both"),
        ({"grid": {}}, "not a table of values"),
        ({"grid": [1]}, "not a table of values"),
        ({"grid": {"exit.rte": [1]}}, "did you mean: exit.rate"),
        ({"grid": {"exit.rate": [1]}}, "outside the support"),
        ({"grid": {"exit.rate": [0, 0]}}, "given twice"),
        ({"grid": {"exit.rate": []}}, "no value"),
        ({"grid": {"exit.rate": 0.001}}, r"to do: write \[0.001\]"),
        ({"grid": {"decide_concession.pressure": [0, 1]}}, "denies it"),
        ({"grid": GRID, "parameters": {"exit.rate": 0}}, "swept, and set as well"),
        ({"grid": GRID, "levers": [{"parameters": {"exit.rate": 0}}]}, "swept, and set as well"),
        ({"grid": GRID, "measures": "striker"}, "no measure is called 'striker'"),
        ({"grid": GRID, "seeds": 10**6}, "would take .* GB"),
        ({"grid": GRID, "draws": "mean"}, "draws='mean'"),
        ({"sample": {"parameters": ["exit.rate"]}}, "lacks parameters or n"),
        ({"sample": {"parameters": ["exit.rate"], "m": 3}}, "unknown key 'm'"),
        ({"sample": {"parameters": ["exit.rte"], "n": 3}}, "did you mean: exit.rate"),
        (
            {"sample": {"parameters": ["exit.rate"], "n": 3, "method": "soboll"}},
            "did you mean: sobol",
        ),
        ({"sample": {"parameters": ["exit.rate"], "n": 3, "method": "sobol"}}, "power of two"),
        ({"sample": {"parameters": ["exit.rate"], "n": 0}}, "no number of points"),
        ({"sample": {"parameters": "exit.rate", "n": 3}}, "not a list"),
        ({"sample": {"parameters": ["exit.push"], "n": 3}}, "has no prior for exit.push"),
        ({"sample": {"parameters": {"exit.rate": (0, 1)}, "n": 3}}, "outside the support"),
        ({"sample": {"parameters": {"exit.rate": (0.002, 0.001)}, "n": 3}}, "not below"),
        ({"sample": {"parameters": {"exit.rate": 0.1}, "n": 3}}, "not a range"),
        ({"sample": 7}, "not a sample"),
    ],
)
def test_mistakes_are_told_before_anything_runs(given, match, monkeypatch):
    monkeypatch.setattr(simulate, "run_once", None)
    with pytest.raises(ThawError, match=match):
        sweep(STEIN, TOY, **given)
