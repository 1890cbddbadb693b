"""What a lever does: pairs, occasions, weights, disagreement, and what a person reads of it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import thaw
from thaw.case import Occasion, load_case
from thaw.case.levers import lever_of
from thaw.cli import main
from thaw.cli.lever import disagreement, tell
from thaw.errors import ThawError
from thaw.jobs.lever_effect import WEIGHTED, LeverEffect, Pairs, lever_effect, shares, write_effect
from thaw.jobs.occasions import differing, happened, in_words, occasions_of
from thaw.run import Run
from thaw.run.outcomes import BY_NAME, OUTCOMES, by_step, months_of, of_months, of_run, whole

TOY = load_case("toy_two")
TWIN = load_case("twin_republics_1971")
NOTHING = thaw.Lever(
    set=[{"on": "1953-01-10", "at_least": True, "columns": {"places.police": {"rim_town": 0.0}}}],
    name="nothing",
)
NO_EXIT = thaw.Lever(parameters={"exit.rate": 0.0}, name="nobody_leaves")


@cache
def toy_runs() -> Run:
    return thaw.simulate("stein_1956", TOY, seeds=3, workers=1)


def changed(run: Run, **columns) -> Run:
    """A copy in which measures are set: ``n_concession=array (run, time, polity)``."""
    data = run.data.copy(deep=True)
    names = run.measures
    for name, values in columns.items():
        data.polity_measures.values[..., names.index(name)] = values
    return Run(data)


# -- pairs of real runs ------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_lever_that_changes_nothing_says_so(capsys):
    made = lever_effect(TOY, NOTHING, ["stein_1956", "swp_1957"], seeds=6, workers=1)
    assert made.differing == 0
    assert [p.arises.sum() for p in made.pairs.values()] == [0, 0]
    assert all(made.effect(a, o.name).pairs == 0 for a in made.pairs for o in OUTCOMES)
    every = [made.effect(WEIGHTED, o.name, given=False)[:3] for o in OUTCOMES]
    assert every == [(0, 0, 0)] * len(OUTCOMES)
    tell(made)
    assert "Nothing differs in any of 12 pairs: here this lever changes nothing." in (
        capsys.readouterr().out
    )
    texts = [t.get_text() for t in made.plot().texts]
    assert any("Nothing differs" in t for t in texts)


@pytest.mark.thorough
def test_a_lever_that_pins_something_off_shows_it():
    """Nobody leaves: the difference is all who left, pair by pair, and the interval says so."""
    made = lever_effect(TWIN, NO_EXIT, ["stein_1956"], seeds=8, workers=1)
    pairs = made.pairs["stein_1956"]
    assert pairs.differ.all() and (pairs.without["refugees"] > 0).any()
    assert np.array_equal(pairs.difference("refugees"), -pairs.without["refugees"].sum(axis=1))
    effect = made.effect("stein_1956", "refugees")
    assert effect.sign == -1 and effect.down == 8
    by_polity = [made.effect("stein_1956", "refugees", polity=p).mean for p in pairs.polities]
    assert sum(by_polity) == pytest.approx(effect.mean)
    months = made.by_month().query("account == 'stein_1956' and outcome == 'refugees'")
    assert months["mean"].sum() == pytest.approx(effect.mean)
    assert len(made.plot().axes) >= 1


@pytest.mark.thorough
def test_the_same_people_and_luck(monkeypatch):
    """Same seeds with and without, and the same bits again."""
    one, two = (
        lever_effect(TOY, "leader_lives", ["stein_1956"], seeds=[5, 6], workers=1) for _ in "ab"
    )
    assert one.seeds == (5, 6)
    for o in OUTCOMES:
        assert np.array_equal(
            one.pairs["stein_1956"].with_[o.name], two.pairs["stein_1956"].with_[o.name]
        )


def test_a_name_that_does_not_exist_names_the_nearest(capsys):
    with pytest.raises(ThawError, match="no lever 'leader_livs'") as problem:
        lever_effect(TOY, "leader_livs")
    assert problem.value.nearest == "leader_lives"
    assert main(["lever", "toy_two", "leader_livs"]) == 2
    assert "did you mean: leader_lives" in capsys.readouterr().err


@pytest.mark.thorough
def test_the_command_keeps_its_runs(tmp_path, capsys, monkeypatch):
    ask = [
        "lever",
        "toy_two",
        "leader_lives",
        "--account",
        "stein_1956",
        "--runs",
        "2",
        "--workers",
        "1",
        "--out",
        str(tmp_path),
    ]
    assert main(ask) == 0
    told = capsys.readouterr().out
    assert "2 pairs an account, same people and luck, seeds 1 to 2." in told
    assert "equal weights, since no comparison was given" in told
    names = {f.name for f in tmp_path.iterdir()}
    stem = "toy_two.leader_lives.seeds1-2"
    assert {f"{stem}.effect.csv", f"{stem}.months.csv"} < names
    monkeypatch.setattr("thaw.jobs.simulate.run_once", None)  # a second call makes no run
    assert main(ask) == 0


@pytest.mark.thorough
def test_a_stop_says_which_runs_are_whole(tmp_path, capsys, monkeypatch):
    made = []

    def run(*given, **more):
        if made:
            raise KeyboardInterrupt
        made.append(given)
        return tmp_path / "a.nc"

    monkeypatch.setattr("thaw.jobs.run.run", run)
    monkeypatch.setattr("thaw.run.load_run", lambda path: toy_runs())
    words = ["lever", "toy_two", "leader_lives", "--account", "stein_1956", "--account", "swp_1957"]
    assert main([*words, "--out", str(tmp_path)]) == 130
    assert f"1 of 4 files of runs are whole in {tmp_path}; the same" in capsys.readouterr().err


# -- the occasion ------------------------------------------------------------------------------


def off(**more):
    return lever_of(TOY, {"name": "held", "off": [{"mechanism": "decide_concession", **more}]})


def test_what_is_switched_off_gives_the_occasion():
    names = ["n_concession", "strikers", "n_leader"]
    made = occasions_of(TOY, off(polities=["RIM"], until="1953-02-01"), names)
    assert made == [Occasion("n_concession", ("RIM",), dt.date(1953, 1, 1), dt.date(1953, 2, 1))]
    assert "n_concession rises in RIM, 1953-01-01 to 1953-02-01" in in_words(made, TOY)
    everywhere = lever_of(TOY, {"name": "none", "without": ["succession_struggle"]})
    assert [o.measure for o in occasions_of(TOY, everywhere, names)] == ["n_leader"]
    assert occasions_of(TOY, lever_of(TOY, "leader_lives"), names) == []


def test_what_a_lever_states_goes_first():
    stated = {"measure": "terror", "polities": ["HUB"], "from": "1953-01-05", "reaches": 2}
    lever = lever_of(TOY, {**NO_EXIT.to_dict(), "occasion": stated})
    made = occasions_of(TOY, lever, ["n_concession"])
    assert made == [Occasion("terror", ("HUB",), dt.date(1953, 1, 5), TOY.end, 2)]
    assert "terror reaches 2 in HUB" in in_words(made, TOY)


@pytest.mark.parametrize(
    "stated, match",
    [
        ({"measure": "n_concesion"}, "n_concession"),
        ({"measure": "terror", "polities": ["RIMM"]}, "RIM"),
        ({"measure": "terror", "fom": "1953-01-05"}, "from"),
    ],
)
def test_a_mistake_in_it_is_told(stated, match):
    with pytest.raises(ThawError) as problem:
        lever_of(TOY, {**NO_EXIT.to_dict(), "occasion": stated})
    assert problem.value.nearest == match


def test_an_occasion_alone_changes_nothing():
    with pytest.raises(ThawError, match="changes nothing"):
        lever_of(TOY, {"name": "idle", "occasion": {"measure": "terror"}})


@pytest.mark.thorough
def test_an_occasion_is_seen_where_it_happens():
    """A count that rises in one polity on one day of one run: there, within the days, and nowhere else."""
    run = toy_runs()
    shape = run.measure("n_concession").shape
    values = np.zeros(shape, np.float32)
    values[1, 10:, 1] = 1.0  # the second run, from 11 January, in the second polity
    made = changed(run, n_concession=values)
    day = dt.date(1953, 1, 11)
    where = [("RIM", day, day), ("HUB", day, day), ("RIM", dt.date(1953, 1, 12), TOY.end)]
    seen = [happened(Occasion("n_concession", (p,), a, b), made).tolist() for p, a, b in where]
    assert seen == [[False, True, False], [False] * 3, [False] * 3]
    level = Occasion("n_concession", ("RIM",), dt.date(1953, 1, 20), TOY.end, 1.0)
    assert happened(level, made).tolist() == [False, True, False]
    assert differing(run, run).tolist() == [False] * 3


# -- outcomes ----------------------------------------------------------------------------------


@pytest.mark.thorough
def test_outcomes_by_hand():
    """Two polities of 60 days: each form worked out by hand, whole and by month."""
    run = toy_runs()
    shape = run.measure("joined").shape
    grown = np.broadcast_to(np.arange(1.0, 61)[None, :, None], shape)
    crowd = np.zeros(shape)
    crowd[0, :40, 0], crowd[0, 40:, 1] = 6000.0, 10_000.0
    made = changed(
        run,
        joined=grown,
        strikers=crowd,
        demonstrators=crowd * [1, 0],
        exit_flow=np.full(shape, 2.0),
        armed=np.zeros(shape),
        terror=grown / 60,
    )
    month, starts = months_of(made.data)
    assert [str(m) for m in month] == ["1953-01", "1953-02", "1953-03"] and list(starts) == [
        0,
        31,
        59,
    ]

    def both(name):
        o = BY_NAME[name]
        steps = by_step(o, made.data)
        return whole(o, of_run(o, steps))[0], whole(o, of_months(o, steps, starts))[0].tolist()

    assert both("took_part") == (120.0, [62.0, 56.0, 2.0])
    assert both("days_of_many") == (60.0, [31.0, 28.0, 1.0])
    assert both("refugees") == (240.0, [124.0, 112.0, 4.0])
    assert both("last_terror")[0] == pytest.approx(1.0)
    assert both("last_terror")[1][0] == pytest.approx(16 / 60)


# -- weights and disagreement ------------------------------------------------------------------


def made_effect(**by_account: np.ndarray) -> LeverEffect:
    """An effect whose deaths differ as given, pair by pair, in one month and one polity."""
    pairs = {}
    for name, d in by_account.items():
        nought = {o.name: np.zeros((len(d), 1)) for o in OUTCOMES}
        months = {**nought, "deaths": d[:, None]}
        pairs[name] = Pairs(
            d != 0,
            d != 0,
            nought,
            {**nought, "deaths": d[:, None]},
            months,
            np.array(["1953-01"], "datetime64[M]"),
            ["HUB"],
        )
    share, words = shares(pairs, None, "toy_two")
    seeds = tuple(range(max(map(len, by_account.values()))))
    return LeverEffect("toy_two", "made_up", "made up", "always", pairs, share, words, seeds)


def test_disagreement_needs_signs_whose_intervals_exclude_each_other():
    up, unsure = np.arange(5.0, 15), np.array([-9.0, 8, -7, 6, -5, 4, -3, 12])
    assert made_effect(a=up, b=-up, c=unsure).disagreements() == [("deaths", ["a"], ["b"])]
    assert made_effect(a=up, b=unsure).disagreements() == []


def test_disagreement_in_words():
    up = np.arange(5.0, 15)
    assert "deaths: higher under a; lower under b" in disagreement(made_effect(a=up, b=-up))
    assert "do not disagree" in disagreement(made_effect(a=up, b=up))
    assert "cannot be told" in disagreement(made_effect(a=up, b=-up[:3]))


def test_given_the_occasion_and_over_all_pairs():
    d = np.zeros(20)
    d[:8] = 10.0
    made = made_effect(a=d)
    assert made.effect("a", "deaths").mean == 10 and made.effect("a", "deaths").pairs == 8
    assert made.effect("a", "deaths", given=False).mean == 4


def test_equal_weights_are_said_to_be_equal():
    made = made_effect(a=np.full(8, 1.0), b=np.full(8, 3.0))
    assert made.weights == {"a": 0.5, "b": 0.5} and "equal weights" in made.weighed
    assert made.effect(WEIGHTED, "deaths").mean == pytest.approx(2)


def test_weights_of_a_comparison(tmp_path):
    told = {"case": "toy_two", "probabilities": {"tempered": {"a": 0.3, "b": 0.1, "z": 0.6}}}
    (tmp_path / "comparison.json").write_text(json.dumps(told))
    share, words = shares(["a", "b", "c"], tmp_path, "toy_two")
    assert share == pytest.approx({"a": 0.75, "b": 0.25, "c": 0.0})
    assert "without weight, since not in it: c" in words
    with pytest.raises(ThawError, match="is a comparison on toy_two, not on other"):
        shares(["a"], tmp_path, "other")
    with pytest.raises(ThawError, match="no account that is run has a weight"):
        shares(["c"], tmp_path, "toy_two")
    for bad in ("{", "[]", json.dumps({"case": "toy_two"})):
        (tmp_path / "comparison.json").write_text(bad)
        with pytest.raises(ThawError, match="no comparison that can be read"):
            shares(["a"], tmp_path, "toy_two")


def test_a_folder_without_a_comparison_is_told_before_any_run(tmp_path, capsys):
    assert main(["lever", "toy_two", "leader_lives", "--weights", str(tmp_path / "none")]) == 2
    assert "thaw compare" in capsys.readouterr().err


def test_the_figure_draws_each_account_and_the_mean():
    made = replace(made_effect(a_1953=np.arange(5.0, 15), b_1953=np.arange(9.0, 19)))
    figure = made.plot()
    assert len(figure.axes) == 1
    labels = [t.get_text() for t in figure.legends[0].get_texts()]
    assert labels == ["a 1953".capitalize(), "b 1953".capitalize(), "weighted, with 95 %"]


def test_a_notebook_shows_it():
    card = made_effect(a=np.arange(5.0, 15), b=np.full(3, 2000.0))._repr_html_()
    assert "made_up on toy_two" in card and "deaths" in card
    assert "2,000" in card and "9.5 [" in card


def test_files_of_another_effect_are_left(tmp_path):
    one, two = made_effect(a=np.arange(5.0, 15)), made_effect(a=np.arange(6.0, 16))
    first = write_effect(one, tmp_path)
    held = [f.read_bytes() for f in first]
    assert [f.suffix for f in first] == [".csv", ".csv", ".svg"]
    other = write_effect(two, tmp_path)
    assert not {*first} & {*other} and [f.read_bytes() for f in first] == held
    assert write_effect(one, tmp_path) == first and [f.read_bytes() for f in first] == held
