"""A Run as its users take it apart: tables, figures, parts, files; and Runs laid together."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import thaw
from thaw.case import Tail, load_case
from thaw.errors import ThawError
from thaw.jobs.label import label
from thaw.jobs.plan import make_plan
from thaw.jobs.replicate import run_once
from thaw.run import Run, load_run, plotting, tidy

TOY = load_case("toy_two")
MEASURES = ("strikers", "deaths", "terror")


def runs_of(plan, seeds) -> Run:
    """A Run of this plan's shape, two days simulated in plain Python, with values that all differ."""
    one = run_once(plan, 1, plain=True, steps=1)
    made = label(plan, seeds, [one] * len(seeds))
    data = made.data.copy()
    for name in ("polity_measures", "place_measures"):
        size = data[name].size
        data[name].values[:] = np.arange(size, dtype=np.float32).reshape(data[name].shape) % 9973
    return Run(data)


PLAN = make_plan("null", TOY)
RUN = runs_of(PLAN, range(5))


def test_it_counts_and_names_what_it_holds():
    assert len(RUN) == 5 and RUN.seeds == list(range(5)) and RUN.polities == ["HUB", "RIM"]
    assert repr(RUN) == (
        "<Run null on toy_two: 5 runs, 1953-01-01 to 1953-03-01, 2 polities, "
        f"{len(RUN.measures)} measures>"
    )


def test_measure():
    assert RUN.measure("deaths").shape == (5, 60, 2)
    with pytest.raises(ThawError, match="no measure is called 'striker'") as told:
        RUN.measure("striker")
    assert told.value.nearest == "strikers"


def test_tidy_table_holds_every_value_once():
    frame = RUN.to_df()
    assert list(frame) == ["seed", "time", "polity", "measure", "value"]
    assert len(frame) == RUN.data.polity_measures.size
    assert frame.dtypes["value"] == np.float32 and frame.dtypes["measure"] == "category"
    picked = frame.sample(50, random_state=1)
    for row in picked.itertuples():
        there = RUN.data.polity_measures.sel(
            run=row.seed, time=row.time, polity=row.polity, measure=row.measure
        )
        assert float(there) == row.value
    assert frame.attrs["units"]["strikers"] == "persons"
    assert frame.memory_usage(deep=True).sum() / len(frame) < 24


def test_tidy_table_of_some_and_of_places():
    frame = RUN.to_df(measures=["deaths", "strikers"], polities="RIM")
    assert len(frame) == 5 * 60 * 2 and set(frame.polity) == {"RIM"}
    places = RUN.to_df(places=True, measures="deaths", polities=["RIM"])
    assert list(places) == ["seed", "time", "polity", "place", "measure", "value"]
    assert set(places.place) == {"rim_town", "rim_fields"} and len(places) == 5 * 60 * 2
    row = places.iloc[77]
    there = RUN.data.place_measures.sel(run=row.seed, time=row.time, place=row.place)
    assert float(there.sel(place_measure="deaths")) == row.value
    with pytest.raises(ThawError, match="no polity is called 'RUM'"):
        RUN.to_df(polities="RUM")
    with pytest.raises(ThawError, match="no measure by place is called 'terror'"):
        RUN.to_df(places=True, measures="terror")


def test_a_table_too_large_is_refused_with_its_size():
    rows = 5 * 60 * 2 * len(RUN.measures)
    with pytest.raises(ThawError, match=f"{rows:,} rows") as told:
        RUN.to_df(limit=10_000)
    assert "measures=" in told.value.todo
    assert len(RUN.to_df(limit=None)) == rows


def test_summary_by_hand():
    frame = RUN.summary(measures=MEASURES)
    assert list(frame) == ["median", "p05", "p95", "unit"]
    assert frame.index.names == ["polity", "measure"] and len(frame) == 6
    peaks = RUN.measure("deaths")[:, :, 1].max(axis=1)
    row = frame.loc[("RIM", "deaths")]
    assert row["median"] == np.median(peaks) and row["p95"] == pytest.approx(
        np.quantile(peaks, 0.95)
    )
    assert row["unit"] == "persons"
    last = RUN.summary(measures="deaths", polities="RIM", of="last")
    assert last["median"].item() == np.median(RUN.measure("deaths")[:, -1, 1])
    mean = RUN.summary(measures="deaths", polities="RIM", of="mean")
    expected = np.median(RUN.measure("deaths")[:, :, 1].astype(float).mean(axis=1))
    assert mean["median"].item() == pytest.approx(expected)
    assert frame.attrs["first"] == "1953-01-01" and frame.attrs["runs"] == 5
    with pytest.raises(ThawError, match="no summary is called 'medium'"):
        RUN.summary(of="medium")


def test_summary_leaves_the_tail_out():
    import datetime as dt

    case = replace(TOY, tail=Tail(dt.date(1953, 6, 30), 30.4375, 1))
    run = runs_of(make_plan("null", case), [1])
    run.data.polity_measures.values[:, 60:] = 1e6
    assert run.data.sizes["time"] > 60
    assert run.summary()["p95"].max() < 1e4
    del run.data.attrs["span_end"]  # as older files are
    assert len(tidy.main_span(run.data)) == 60


def test_parts():
    part = RUN.sel(polity="RIM", measure=["strikers", "deaths"], time="1953-02", seed=[3, 1])
    assert part.polities == ["RIM"] and part.measures == ["strikers", "deaths"]
    assert part.seeds == [3, 1] and part.data.sizes["time"] == 28
    assert list(part.data.place.values) == ["rim_town", "rim_fields"]
    assert np.array_equal(part.measure("deaths"), RUN.measure("deaths")[[3, 1], 31:59, 1:])
    days = RUN.sel(time=("1953-01-30", np.datetime64("1953-02-02"))).data.time.values
    assert [str(d)[:10] for d in days[[0, -1]]] == ["1953-01-30", "1953-02-02"]
    assert RUN.sel(time=slice("1953-02-20", None)).data.sizes["time"] == 10
    for wrong, match in (
        ({"polity": "RUM"}, "no polity"),
        ({"seed": 9}, "no seed is 9"),
        ({"time": "1954"}, "no step begins"),
        ({"time": "soon"}, "not a date"),
        ({"time": ("1953",)}, "not a pair"),
        ({"measure": []}, "no measure is chosen"),
    ):
        with pytest.raises(ThawError, match=match):
            RUN.sel(**wrong)


def test_files_carry_units_names_and_an_index(tmp_path):
    path = RUN.save(tmp_path / "a" / "run.nc")
    for back in (load_run(path), Run.load(path), thaw.load_run(str(path))):
        assert back.data.identical(RUN.data)
    d = back.data
    assert d.attrs["title"] == "null on toy_two" and "run" in d.indexes
    assert isinstance(d.attrs["people"], int | np.integer) and d.attrs["people"] == 500
    assert isinstance(d.attrs["sub_steps"], int | np.integer)
    assert str(d.unit.sel(measure="deaths").values) == "persons"
    assert str(d.meaning.sel(measure="deaths").values) == "Killed, cumulative."
    assert str(d.place_unit.sel(place_measure="deaths").values) == "persons"
    assert str(d.parameter_unit.values[0]) == "1/year"
    assert d.step_days.attrs["units"] == "days" and d.seed.attrs["long_name"]
    assert d.polity_measures.attrs["long_name"]
    assert list(d.polity_name.values) == ["Hub", "Rim"]


def test_files_that_hold_no_run(tmp_path):
    (tmp_path / "other.nc").write_text("no")
    RUN.data[["parameters"]].to_netcdf(tmp_path / "half.nc", engine="h5netcdf")
    for name, match in (
        ("other.nc", "cannot be read as NetCDF"),
        ("half.nc", "holds no run"),
        ("othr.nc", "there is no such file"),
    ):
        with pytest.raises(ThawError, match=match) as told:
            load_run(tmp_path / name)
    assert told.value.nearest == "other.nc"


def test_runs_laid_together():
    more = runs_of(PLAN, [7, 9])
    both = RUN + more
    assert both.seeds == [0, 1, 2, 3, 4, 7, 9] and both.data.attrs == RUN.data.attrs
    assert np.array_equal(both.measure("deaths")[5:], more.measure("deaths"))
    assert both.data.polity_measures.dtype == np.float32
    assert (RUN + more).data.identical(thaw.concat([RUN, more]).data)
    with pytest.raises(TypeError):
        RUN + 1


def test_runs_that_cannot_lie_together_without_labels():
    lever = runs_of(make_plan("null", TOY, ["leader_lives"]), [8])
    given = runs_of(make_plan("null", TOY, parameters={"base_rates.strike": 0.1}), [8])
    for other, match in (
        (RUN, "seed 0 is in more than one"),
        (lever, "levers none and leader_lives"),
        (given, "parameters_given none"),
    ):
        with pytest.raises(ThawError, match=match) as told:
            RUN + other
        assert "labels=" in told.value.todo
    with pytest.raises(ThawError, match="nothing to lay together"):
        thaw.concat([])
    with pytest.raises(ThawError, match="is not a Run"):
        thaw.concat([RUN.data])


def test_labels():
    lever = runs_of(make_plan("null", TOY, ["leader_lives"]), range(3))
    both = thaw.concat([RUN, lever], labels=["as it was", "leader lives"])
    frame = both.to_df(measures="deaths")
    assert list(frame)[:2] == ["label", "seed"]
    assert frame.groupby("label", observed=True).seed.nunique().to_dict() == {
        "as it was": 5,
        "leader lives": 3,
    }
    assert "levers" not in both.data.attrs and both.data.attrs["account"] == "null"
    assert "as it was, leader lives" in both._repr_html_()
    for labels, match in ((["a"], "1 labels for 2 Runs"), (["a", "a"], "given twice")):
        with pytest.raises(ThawError, match=match):
            thaw.concat([RUN, lever], labels=labels)
    with pytest.raises(ThawError, match="cannot be told apart"):
        both + both
    short = RUN.sel(time="1953-01")
    with pytest.raises(ThawError, match="do not have the same time"):
        thaw.concat([RUN, short], labels=["a", "b"])


def test_labels_join_accounts_with_other_parameters():
    other = runs_of(make_plan("stein_1956", TOY), [0])
    both = thaw.concat([RUN, other], labels=["null", "stein"])
    rates = both.parameters()
    assert np.isnan(rates["exit.rate"].iloc[0]) and rates["exit.rate"].iloc[-1] > 0
    assert both.data.sizes["measure"] == RUN.data.sizes["measure"]
    assert not np.isnan(both.data.polity_measures).any()


def test_parameters_by_run():
    frame = RUN.parameters()
    assert frame.shape == (5, RUN.data.sizes["parameter"]) and frame.index.name == "seed"


def test_a_file_of_an_earlier_version_can_still_be_read():
    """It had no index, no units of places and no names of polities."""
    later = [
        "run",
        "polity_name",
        "place_name",
        "place_polity",
        "meaning",
        "place_unit",
        "place_meaning",
        "parameter_unit",
        "unit",
    ]
    old = Run(RUN.data.drop_vars(later).drop_attrs())
    assert len(old.to_df()) == len(RUN.to_df())
    assert (old.summary()["median"] == RUN.summary()["median"]).all()
    assert old.parameters().equals(RUN.parameters())
    assert old.sel(polity="RIM", seed=2).seeds == [2]
    assert old.plot("strikers") and "untitled" in repr(old) and "untitled" in old._repr_html_()
    with pytest.raises(ThawError, match="in which polity a place lies"):
        old.to_df(places=True, polities="RIM")


def panels(figure):
    return [a for a in figure.axes if a.get_visible()]


def test_plot_draws_what_the_runs_say():
    figure = RUN.plot("strikers")
    first, second = panels(figure)
    assert [a.get_title(loc="left") for a in (first, second)] == ["Hub", "Rim"]
    middle = first.get_lines()[0]
    assert np.array_equal(middle.get_ydata(), np.median(RUN.measure("strikers")[:, :, 0], axis=0))
    low = np.quantile(RUN.measure("strikers")[:, :, 0], 0.05, axis=0)
    outline = first.collections[0].get_paths()[0].vertices[:, 1]
    assert outline.min() == pytest.approx(low.min())
    assert "strikers (persons)" in figure.get_supylabel()
    assert "median, 50 % and 90 %" in figure.get_suptitle()
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_plot_of_few_runs_draws_each_and_dates_are_real():
    few = RUN.sel(seed=[0, 1])
    figure = few.plot("n_concession", "RIM")
    (panel,) = panels(figure)
    assert len(panel.get_lines()) == 2 and "each run" in figure.get_suptitle()
    figure.canvas.draw()
    assert panel.get_xticklabels()[0].get_text() == "Jan"
    assert figure.get_supylabel() == "n concession"
    with pytest.raises(ThawError, match="no measure"):
        RUN.plot("striker")
    with pytest.raises(ThawError, match="leaves no room"):
        RUN.plot("strikers", columns=0)


def test_a_scale_is_logarithmic_where_a_few_days_tower_over_the_rest():
    steep = Run(RUN.data.copy(deep=True))
    values = steep.data.polity_measures.values
    values[:] = 3.0
    values[:, 40] = 50_000.0
    for scale, due in (("auto", "symlog"), ("linear", "linear"), ("log", "symlog")):
        figure = steep.plot("strikers", scale=scale)
        assert {a.get_yscale() for a in panels(figure)} == {due}
        assert ("logarithmic" in figure.get_supylabel()) == (due == "symlog")
    values[:] = 3.0
    assert panels(steep.plot("strikers"))[0].get_yscale() == "linear"
    with pytest.raises(ThawError, match="no scale is called 'lin'"):
        steep.plot("strikers", scale="lin")


def test_colours_differ_in_lightness():
    """So that neither colour vision nor a grey printer matters."""

    def light(code):
        red, green, blue = (int(code[k : k + 2], 16) / 255 for k in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    shades = [light(c) for c in (plotting.LINE, plotting.INNER, plotting.OUTER)]
    assert np.all(np.diff(shades) > 0.2)


def test_a_figure_and_a_table_warn_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        RUN.plot("strikers").canvas.draw()
        RUN.summary()
        assert isinstance(RUN.to_df(), pd.DataFrame)
