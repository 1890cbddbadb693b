"""What is asked of a comparison: parts left out, what to look up next, known origin, forecasts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from toy_bank import ACCOUNTS, EPISODES, META, bank

from thaw.inference.ask import fit_pool, shown_features
from thaw.inference.baselines import baselines
from thaw.inference.foretell import (
    Forecaster,
    in_common,
    interval_score,
    mean_scores,
    of_runs,
    versus,
)
from thaw.inference.known_origin import Share, known_origin
from thaw.inference.leave_out import Varied, changes, masks_of
from thaw.inference.next_evidence import (
    Pair,
    Worth,
    expected_shift,
    open_pairs,
    put,
    worth_of_blocks,
    worth_of_settling,
)
from thaw.inference.parameter_weight import influences, pawn, tilts
from thaw.inference.prepare import Observed, prepare
from thaw.inference.scores import Columns
from thaw.inference.settings import Settings, Size
from thaw.jobs.places import file_of
from thaw.jobs.study import Study

SMALL = Settings(
    size=Size(rows=1500, trees=20, networks=1, epochs=8),
    refit_size=Size(rows=800, trees=10),
    bootstraps=2,
    hybrids=30,
    features=80,
)


def prepared(n: int = 120, truth: str = "cascade", hide: tuple[str, ...] = ()):
    """A toy record of one theory, silent on some kinds of event, with `n` runs of each."""
    b = bank(n=n, seed=1)
    record = bank(n=1, seed=9, accounts=[truth]).X[0]
    record = np.where([i.what in hide for i in b.items], np.nan, record)
    return b, prepare(b, record[None], record, META, ACCOUNTS, EPISODES, None, 80), record


@pytest.fixture(scope="module")
def pool():
    return fit_pool(prepared()[1], META, 1, SMALL)


@pytest.fixture(scope="module")
def silent():
    """Where the record tells of strikes alone, concessions are still to be looked up."""
    _, data, _ = prepared(150, "spiral", ("concession", "demonstration", "leader", "flight"))
    return fit_pool(data, META, 1, SMALL)


def test_an_empty_record_says_nothing(pool):
    F = pool.data.features[None]
    answer = pool.ask(F, np.zeros(F.shape, bool))
    assert np.allclose(answer.log[0], pool.stack.base)
    assert np.allclose(answer.again[:, 0], pool.stack.base)
    assert abs(pool.decibans(answer.log[0], [0], [1, 2, 3])) < 1e-9


def test_a_part_left_out_changes_what_it_speaks_for(pool):
    """All but nothing left out takes the evidence away; nothing left out changes nothing."""
    data = pool.data
    nothing = Varied("source", "nothing", data.record.copy())
    first = Varied("episode", "e0", np.where(data.item_episode == 0, np.nan, data.record))
    most = Varied("episode", "rest", np.where(data.item_episode > 0, np.nan, data.record))
    whole, found = changes(pool, [nothing, first, most])
    by = {c.name: c for c in found}
    assert whole.decibans == 0 and "cascade" in whole.front
    assert by["nothing"].decibans == 0 and not by["nothing"].felt and not by["nothing"].turns
    assert by["rest"].decibans < by["e0"].decibans and by["rest"].felt
    assert by["rest"].hidden > by["e0"].hidden > 0 and by["rest"].moved == 0
    assert abs(found[0].decibans) >= abs(found[-1].decibans)


def test_a_feature_is_hidden_with_the_last_of_its_items(pool):
    data = pool.data
    hidden = np.zeros(len(data.items), bool)
    assert shown_features(data.reduction, hidden).all()
    several = next(k for k, m in enumerate(data.reduction.members) if len(m) > 2)
    hidden[data.reduction.members[several][:-1]] = True
    assert shown_features(data.reduction, hidden)[several]
    hidden[data.reduction.members[several]] = True
    assert not shown_features(data.reduction, hidden)[several]
    varied = [Varied("source", "x", np.where(hidden, np.nan, data.record))]
    assert not masks_of(data, varied)[0, several]


def test_expected_shift_by_hand():
    """Two answers, nine in ten and one in ten: log10(9) in decibans either way, smoothing apart."""
    label = np.repeat([0, 1], 1000)
    answer = np.concatenate([np.arange(1000) < 900, np.arange(1000) >= 900]).astype(int)
    assert expected_shift(label, answer) == pytest.approx(10 * np.log10(9), rel=0.01)
    assert expected_shift(label, np.tile([0, 1], 1000)) == pytest.approx(0, abs=0.01)


def test_what_the_record_lacks_is_worth_most_where_accounts_part(silent):
    """Between the spiral and constant rates concessions tell, leaders do not."""
    here = silent.ask(silent.data.features)
    pair = Pair("spiral", "shock", 0.0, 1.0, 0.6)
    found = worth_of_blocks(silent, here.log[0], pair, 1)
    best = {}
    for (_, what, _, _), _, worth in found:
        best[what] = max(best.get(what, -9.0), worth.decibans)
    assert best["concession"] > best["demonstration"]
    assert found[0][2].told and found[0][2].runs > 50


def test_what_moves_the_odds_by_next_to_nothing_is_not_listed():
    """However sure: a tenth of a deciban tells nobody anything."""
    assert Worth(2.0, 0.5).told
    assert not Worth(0.1, 0.0).told and not Worth(2.0, 1.5).told


def test_pairs_told_apart_are_not_listed(pool):
    here = pool.ask(pool.data.features)
    sure = np.where(np.arange(4) == 0, 0.0, -40.0)
    told = replace(here, log=sure[None], again=np.repeat(sure[None, None], 4, axis=0))
    joined = [{pool.names[k] for k in g} for g in pool.groups]
    for p in open_pairs(pool, told, ACCOUNTS):
        assert "cascade" not in (p.one, p.other) or any({p.one, p.other} <= g for g in joined)
    level = replace(
        here, log=pool.stack.base[None], again=np.repeat(pool.stack.base[None, None], 4, 0)
    )
    assert len(open_pairs(pool, level, ACCOUNTS)) == 6
    assert len(open_pairs(pool, level, ["cascade", "shock"])) == 1


def test_settling_what_changes_nothing_is_worth_nothing(pool):
    data = pool.data
    j = int(np.flatnonzero(data.visible & (data.kinds == "size"))[0])
    same = put(data.record, [j], np.array([[data.record[j]]] * 3))
    answer = pool.ask(data.reduction(same))
    pair = Pair("cascade", "shock", 0.0, 1.0, 0.6)
    assert worth_of_settling(pool, answer, np.full(3, 1 / 3), pair).decibans == pytest.approx(0)
    assert put(np.zeros(3), [1], np.array([[2.0], [np.nan]]))[0].tolist() == [0, 2, 0]


def test_pawn_finds_what_matters_and_luck_is_told_as_luck():
    rng = np.random.default_rng(1)
    z = rng.standard_normal((200, 6))
    y = np.exp(z[:, 2]) + 0.3 * rng.standard_normal(200)
    assert pawn(z, y, 10).argmax() == 2
    found = influences("a", list("abcdef"), z, {"y": y, "noise": rng.standard_normal(200)}, 1)
    told = {(i.parameter, i.output) for i in found if i.told}
    assert ("c", "y") in told and len(told) <= 2
    assert found[0].up > 0.5 and found[0].index > found[0].floor
    assert not influences("a", list("abcdef"), z, {"same": np.ones(200)}, 1)


def test_pawn_is_the_one_of_the_library():
    from SALib.analyze import pawn as salib

    rng = np.random.default_rng(2)
    x = rng.random((300, 3))
    y = x[:, 0] ** 2 + 0.1 * rng.random(300)
    theirs = salib.analyze({"num_vars": 3, "names": list("abc")}, x, y, S=10)
    assert np.allclose(pawn(x, y, 10), theirs["median"], atol=0.03)


def test_leaning_on_what_nothing_uses_is_luck(pool):
    """A number nobody uses changes the answer no more than luck; one that drives it is at least as felt."""
    data = pool.data
    rng = np.random.default_rng(3)
    rows = np.arange(len(data.y))
    columns = {("", "idle"): (rows, rng.standard_normal(len(rows)))}
    (made,) = tilts(data.F, data.y, data.features, columns, [0], 1, SMALL.refit_size)
    assert made.se > 0 and not made.felt


@pytest.fixture(scope="module")
def origin():
    b, _, record = prepared(80)
    seen = Observed(record, record[None])
    return known_origin(b, seen, META, EPISODES, 1, SMALL)


def test_known_origin_counts_every_run_once(origin):
    assert [o.name for o in origin.accounts] == ACCOUNTS
    for o in (*origin.accounts, *origin.by_events):
        parts = (o.right, o.group, o.undecided, o.wrong)
        assert sum(s.n for s in parts) == parts[0].of
        assert all(s.low <= s.share <= s.high for s in parts)
        assert sum(o.named.values()) == o.wrong.n
    assert sum(o.right.of for o in origin.accounts) == 320
    assert sum(o.right.of for o in origin.by_events) == 320
    assert sum(b.n for b in origin.reliability) == 320
    assert len(origin.groups) == 2 and origin.hybrids.of == 100


def test_known_origin_names_the_right_more_often_than_the_wrong(origin):
    right = sum(o.right.n + o.group.n for o in origin.accounts)
    wrong = sum(o.wrong.n for o in origin.accounts)
    assert right > 3 * wrong and right > 20
    assert origin.hybrids.share < 0.5 and origin.log_score > np.log(0.25)
    assert all(e.account not in e.named for e in origin.errors)


def test_wilson_interval():
    s = Share.count(8, 10)
    assert (round(s.low, 3), round(s.high, 3)) == (0.49, 0.943)
    assert Share.count(0, 0).high == 1


def test_results_of_other_inputs_have_other_names(tmp_path):
    """The same case, seed and settings find their file again; nothing else ever writes over it."""
    twins = Study.open("twin_republics_1971")
    ways = [
        twins,
        Study.open("hungary_1956"),
        Study.open("twin_republics_1971", seed=2),
        Study.open("twin_republics_1971", quick=True),
        Study.open("twin_republics_1971", verified=True),
        twins.of(twins.names[:2]),
    ]
    names = [file_of(s, tmp_path, "next", "json") for s in ways]
    names += [file_of(twins, tmp_path, "next", "json", "other.table")]
    names += [file_of(twins, tmp_path, "forecast", "json", start=d) for d in ("1972-01", "1972-02")]
    assert len({*names}) == len(names)
    assert names[0] == file_of(Study.open("twin_republics_1971"), tmp_path, "next", "json")


def month(k: int, what: str, kind: str = "cell", polity: str = "A"):
    first = dt.date(1970 + k // 12, k % 12 + 1, 1)
    return SimpleNamespace(
        id=f"{what}{k}",
        kind=kind,
        polity=polity,
        what=what,
        first=first,
        last=first.replace(day=28),
    )


def test_baselines_by_hand():
    items = [*(month(k, "strike") for k in range(8)), *(month(k, "size", "size") for k in range(8))]
    record = np.array([0, 1, 1, 0, 0, 1, 1, np.nan, 2, 3, 2, 3, 2, 3, 2, np.nan], float)
    past = np.array([*[True] * 7, False] * 2)
    go_on, rates = baselines(items, record, past, ~past)
    assert rates.p[7] == pytest.approx((4 + 0.5) / (7 + 1))
    # After a strike: 1->1, 1->0, 1->1 so far.
    assert go_on.p[7] == pytest.approx((2 + 0.5) / (3 + 1))
    assert sorted(rates.values[15]) == [2, 2, 2, 2, 3, 3, 3]
    assert set(go_on.values[15]) == {1.0, 3.0} and len(go_on.values[15]) == 12
    none = baselines(items, record, np.zeros(16, bool), ~past)
    assert all(np.isnan(b.p[7]) and not b.values for b in none)


def test_a_first_day_has_the_hazard_of_its_cells():
    items = [*(month(k, "strike") for k in range(20)), month(20, "strike", "date")]
    record = np.array([1.0, 0.0] * 10 + [3.0])
    past = np.array([True] * 20 + [False])
    _, rates = baselines(items, record, past, ~past)
    days = rates.values[20]
    assert (days < 28).mean() == pytest.approx(1 - 0.5 ** (28 / 30.44), abs=0.03)
    assert days.max() == 28


def test_interval_score_by_hand():
    assert interval_score(1.0, 3.0, 2.0) == 2.0
    assert interval_score(1.0, 3.0, 4.0) == 2.0 + 20.0
    assert interval_score(1.0, 3.0, 0.5) == 2.0 + 10.0


def test_scores_are_those_of_the_library():
    scoringrules = pytest.importorskip("scoringrules")
    rng = np.random.default_rng(4)
    X = rng.standard_normal((200, 2)).astype(np.float32)
    X[:, 1] = X[:, 1] > 0.4
    kind = np.array(["series", "cell"])
    columns = Columns(kind, np.zeros(2, int), np.ones(2), np.zeros(2), 1)
    record = np.array([0.3, 1.0])
    made = of_runs("x", X, np.full(200, 1 / 200), np.ones(2, bool), columns)
    scores = made.score(record, columns)
    assert scores["crps"][0] == pytest.approx(
        scoringrules.crps_ensemble(0.3, X[:, 0].astype(float)), abs=1e-6
    )
    assert scores["brier"][1] == pytest.approx(scoringrules.brier_score(1.0, made.p[1]))
    assert scores["log"][1] == pytest.approx(np.log(made.p[1]))
    assert np.isnan(scores["crps"][1]) and np.isnan(scores["log"][0])
    told = mean_scores("x", scores, in_common([scores]))
    assert (told.cells, told.figures) == (1, 1)


def test_a_better_forecast_is_told_and_an_equal_one_is_not():
    rng = np.random.default_rng(5)
    n = 240
    truth = rng.random(n) < 0.3
    months = np.arange(n) // 4
    columns = Columns(np.array(["cell"] * n), np.zeros(n, int), np.ones(n), np.zeros(n), 1)

    def by(p):
        return Forecaster("x", p, np.zeros(n), {}).score(truth.astype(float), columns)

    good, flat = by(np.where(truth, 0.6, 0.2)), by(np.full(n, 0.3))
    found = {v.score: v for v in versus(good, flat, "flat", months, 1)}
    assert found["brier"].better > 0 and found["brier"].told and found["log"].told
    assert found["brier"].months == 60
    even = {v.score: v for v in versus(flat, by(np.full(n, 0.3) + 0.0), "same", months, 1)}
    assert not even["brier"].told and even["brier"].better == 0
    few = versus(good, flat, "flat", months * 0, 1)
    assert not few[0].told and np.isnan(few[0].high)


def test_silent_items_are_not_scored():
    columns = Columns(np.array(["cell"]), np.zeros(1, int), np.ones(1), np.zeros(1), 1)
    made = Forecaster("x", np.array([0.4]), np.zeros(1), {})
    assert all(np.isnan(v).all() for v in made.score(np.array([np.nan]), columns).values())


def test_draws_as_views_takes_them(tmp_path):
    """Two runs of equal weight, one with a strike: half of the draws have one kind of unrest."""
    import pandas as pd

    from thaw.errors import ThawError
    from thaw.jobs.views import numbered, views_rows, write_views

    items = [month(120, "strike"), month(120, "rising"), month(120, "leader")]
    data = SimpleNamespace(full=np.array([[1, 0, 1], [0, 0, 1]], np.float32))
    rows = views_rows(data, np.array([0.5, 0.5]), np.ones(3, bool), items, 1)
    path = write_views(rows, tmp_path / "draws.csv")
    table = pd.read_csv(path)
    assert list(table.columns) == ["month_id", "country_id", "draw", "outcome"]
    assert set(table.month_id) == {1} and len(table) == 1000 and table.outcome.sum() == 500
    assert set(table.country_id) == {9001}, "an invented country"
    east = [r | {"country_id": "GDR", "month_id": m} for r in rows[:1] for m in (1, 131)]
    assert numbered(east, {}) == ({(1, "GDR"): 265, (131, "GDR"): 9001}, ["GDR"])
    assert numbered(rows, {"A": "Czechoslovakia"}) == ({(1, "A"): 315}, [])
    with pytest.raises(ThawError, match="no file for draws"):
        write_views(rows, tmp_path / "draws.txt")
    with pytest.raises(ThawError, match="nothing is foretold"):
        write_views([], tmp_path / "draws.csv")
