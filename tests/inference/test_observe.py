"""Items and the measurement model: hand cases, laws of addressing, shares of what is noted."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from thaw import draw
from thaw.evidence.address import uniforms
from thaw.evidence.daily import daily
from thaw.evidence.from_run import VALUE, latent
from thaw.evidence.items import Items, build_items
from thaw.evidence.reporting import DAY_SHIFT, ERROR, SERIES_ERROR, SOURCE_MIX, report, reports
from thaw.evidence.visibility import cell_visible, half_size, mass_chance
from thaw.record.vocabulary import GRID, TOPICS

_spec = importlib.util.spec_from_file_location("standin", Path(__file__).parent / "standin.py")
standin = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(standin)
Synthetic = standin.Synthetic
SEEN = standin.record().declared.seen


def told(run):
    """VALUE of every item by id."""
    lat = latent(run.dates, run.pol, run.plc, run.items, run.names)
    return dict(zip((i.id for i in run.items), lat[:, VALUE], strict=True))


def test_the_items_are_complete_and_addressed_apart():
    """Seven polities x seven kinds x (60 months + 11 years), and listed sizes, dates, series.

    Series of parties abroad are none of the stand-in, which has no such parties.
    """
    items = Synthetic().items
    cells = items.of_kind["cell"].sum()
    assert cells == 7 * 7 * (60 + 11)
    told = standin.record().declared
    series = [s for s in told.series if not s.bodies]
    assert 0 < len(series) < len(told.series)
    assert len(items) == cells + len(told.sizes) + len(told.dates) + len(series)
    assert len(set(items.address.tolist())) == len(items)
    assert set(items.topic) <= set(TOPICS)
    by_id = {i.id: i for i in items}
    assert by_id["cell/GDR/1953-06/strike"].episode == "june"
    assert by_id["cell/GDR/1953-08/strike"].episode == "quiet-1953"
    assert by_id["cell/HUN/1960/strike"].episode == "tail"
    assert sum(e["n_items"] for e in items.episodes()) == len(items)
    starts = [e["start"] for e in items.episodes()]
    assert starts == sorted(starts)


def test_a_case_without_tail_or_polity_has_fewer_items():
    case = standin.case(tail=False)
    case.polities = ("USSR", "HUN")
    items = build_items(case, standin.record())
    assert items.of_kind["cell"].sum() == 2 * 7 * 60
    assert {i.polity for i in items} == {"USSR", "HUN"}
    assert max(i.last for i in items) <= case.end


def test_mass_events_need_their_threshold_in_one_place():
    """300 strikers in one place are a strike; 150 in each of two places, or 199 in one, are not."""
    run = Synthetic()
    run.act("GDR", "strikers", 300, "1953-06-15", place="GDR_1")
    run.act("POL", "strikers", 150, "1953-06-15", place="POL_1")
    run.act("POL", "strikers", 150, "1953-06-15", place="POL_2")
    run.act("HUN", "strikers", 199, "1953-06-15", place="HUN_1")
    found = told(run)
    assert found["cell/GDR/1953-06/strike"] == 1
    assert found["cell/GDR/1953-07/strike"] == 0
    assert found["cell/POL/1953-06/strike"] == found["cell/HUN/1953-06/strike"] == 0
    assert found["date/GDR/1953-05-01/1953-08-31/strike"] == 45
    assert found["date/GDR/1953-05-01/1953-08-31/rising"] == 123


def test_persons_in_no_place_count_as_a_place():
    run = Synthetic()
    run.act("ROM", "demonstrators", 600, "1955-02-01")
    run.act("ROM", "strikers", 100, "1955-02-01", place="ROM_1")
    found = told(run)
    assert found["cell/ROM/1955-02/demonstration"] == 1
    assert found["cell/ROM/1955-02/strike"] == 0


def test_decisions_are_rises_of_counters():
    run = Synthetic()
    run.raise_("USSR", "n_concession", 2, "1953-03-27")
    run.raise_("CSR", "n_leader", 1, "1968-01-10")
    found = told(run)
    assert found["cell/USSR/1953-03/concession"] == 1
    assert found["cell/USSR/1953-04/concession"] == 0
    assert found["date/USSR/1953-03-06/1953-09-30/concession"] == 21
    assert found["cell/CSR/1968/leader"] == 1 and found["cell/CSR/1967/leader"] == 0


def test_sizes_and_series_by_hand():
    """Deaths count within the window; 2,000 a day for 30 days of November make 60,000 refugees."""
    run = Synthetic()
    run.raise_("GDR", "deaths", 7, "1953-06-10")
    run.raise_("GDR", "deaths", 99, "1953-06-17")
    run.act("GDR", "strikers", 4000, "1953-06-17", place="GDR_1")
    run.act("GDR", "armed", 5000, "1953-06-17", place="GDR_2")
    run.put("HUN", "exit_flow", 2000, "1956-11-01", "1956-11-30")
    run.put("HUN", "party", 40000, "1956-12-01")
    run.put("USSR", "price", 0.9, "1954-01-01", "1954-12-31")
    found = told(run)
    assert found["size/GDR/1953-06-16/1953-06-30/deaths"] == pytest.approx(2.0)
    assert found["size/GDR/1953-06-16/1953-06-21/participants"] == pytest.approx(np.log10(9001))
    assert found["size/POL/1956-06-28/1956-06-30/participants"] == 0
    assert found["series/HUN/1956-11-01/1956-11-30/exit"] == pytest.approx(np.log10(60001))
    assert found["size/HUN/1956-10-28/1957-05-31/refugees"] == pytest.approx(np.log10(60001))
    assert found["series/HUN/1956-12-01/1956-12-01/party"] == pytest.approx(np.log10(40000))
    assert found["series/USSR/1954-01-01/1954-12-31/price"] == pytest.approx(np.log10(0.9))


def test_councils_have_a_first_and_a_last_day():
    run = Synthetic()
    run.put("HUN", "dual_power", 0.3, "1956-10-25", "1957-01-08")
    found = told(run)
    assert found["date/HUN/1956-09-01/1956-12-31/council"] == 54
    assert found["date/HUN/1956-11-04/1957-12-31/council_end"] == 65
    assert found["date/GDR/1953-05-01/1953-08-31/council"] == 123


def test_half_the_step_changes_no_item():
    runs = [Synthetic(hours=24), Synthetic(hours=12)]
    for run in runs:
        run.act("GDR", "strikers", 30000, "1953-06-16", "1953-06-18", place="GDR_1")
        run.raise_("GDR", "deaths", 50, "1953-06-17")
        run.raise_("HUN", "n_intervention", 1, "1956-10-24")
        run.put("GDR", "exit_flow", 1000, "1953-01-01", "1953-12-31")
    a, b = (told(run) for run in runs)
    for name, value in a.items():
        assert value == pytest.approx(b[name], rel=1e-6, nan_ok=True), name


def test_a_run_that_stops_early_leaves_the_rest_unknown():
    run = Synthetic(tail=False)
    found = told(run)
    assert np.isnan(found["cell/USSR/1962/strike"])
    assert np.isnan(found["size/USSR/1962-06-01/1962-06-30/deaths"])
    assert not np.isnan(found["cell/USSR/1957-12/strike"])


def test_the_compiled_day_loop_equals_the_plain_one():
    rng = np.random.default_rng(1)
    pol = rng.poisson(300, (40, 3, 7)).astype(np.float32)
    pol[:, :, 3:] = np.cumsum(rng.random((40, 3, 4)) < 0.1, axis=0)
    plc = rng.poisson(150, (40, 4, 3)).astype(np.float32)
    args = (
        pol,
        plc,
        np.array([0, 0, 1, 2]),
        np.array([False, True, False, False]),
        np.arange(3),
        np.arange(3),
        np.arange(3, 7),
        np.array([150.0, 160.0, 140.0]),
    )
    for a, b in zip(daily(*args), daily.py_func(*args), strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.any() and b.any()


def test_numbers_by_address_are_those_of_the_engine():
    address = np.array([0, 1, 2**40 + 17, 2**64 - 1], dtype=np.uint64)
    seed, turn, decision = 0x123456789ABCDEF0, 5, 77
    made = uniforms(address, turn, decision, seed)
    for value, a in zip(made, address.tolist(), strict=True):
        w0, w1, _, _ = draw.philox(
            a & 0xFFFFFFFF, a >> 32, turn, decision, seed & 0xFFFFFFFF, seed >> 32
        )
        assert value == ((w0 >> 6) * 2**26 + (w1 >> 6) + 0.5) / 2**52
    u = uniforms(np.arange(20000, dtype=np.uint64), 0, 1, 2)
    assert abs(u.mean() - 0.5) < 0.01 and abs(u.var() - 1 / 12) < 0.003


@pytest.fixture(scope="module")
def busy():
    """A run with some of everything, and its latent vector."""
    run = Synthetic()
    run.act("POL", "strikers", 3000, "1956-06-28", place="POL_1")
    run.act("GDR", "strikers", 300000, "1953-06-17", place="GDR_1")
    run.act("USSR", "strikers", 20000, "1953-06-10", place="camp")
    run.act("USSR", "strikers", 20000, "1955-06-10", place="USSR_1")
    run.raise_("USSR", "n_concession", 1, "1953-03-27")
    run.raise_("GDR", "deaths", 99, "1953-06-17")
    run.put("GDR", "exit_flow", 1000, "1953-01-01", "1953-12-31")
    return run, latent(run.dates, run.pol, run.plc, run.items, run.names)


def test_the_same_seed_tells_the_same_and_other_items_change_nothing(busy):
    run, lat = busy
    whole = report(lat, 11, run.items)
    np.testing.assert_array_equal(whole, report(lat, 11, run.items))
    assert not np.array_equal(whole, report(lat, 12, run.items), equal_nan=True)
    half = np.arange(1, len(run.items), 2)
    fewer = Items(
        tuple(run.items[n] for n in half),
        run.items.polities,
        run.items.start,
        run.items.end,
        specs=run.items.specs,
    )
    np.testing.assert_array_equal(whole[half], report(lat[half], 11, fewer))


@pytest.mark.thorough
def test_what_is_noted_grows_with_size_and_camps_are_known(busy):
    """3,000 strikers in Poland are noted half the time, by definition of the half size."""
    run, lat = busy
    row = run.items.row
    found = reports(np.repeat(lat[None], 1500, axis=0), range(1500), run.items)
    share = {
        name: float(np.nansum(found[:, row[name]]) / len(found))
        for name in (
            "cell/POL/1956-06/strike",
            "cell/GDR/1953-06/strike",
            "cell/USSR/1953-06/strike",
            "cell/USSR/1955-06/strike",
            "cell/USSR/1953-03/concession",
            "cell/HUN/1956-10/strike",
        )
    }
    assert half_size(SEEN, "POL", "strike") == 3000
    assert share["cell/POL/1956-06/strike"] == pytest.approx(0.5, abs=0.04)
    assert share["cell/GDR/1953-06/strike"] > 0.99
    camps = mass_chance(np.log10(20000), np.float64(3000))
    assert share["cell/USSR/1953-06/strike"] == pytest.approx(camps, abs=0.03)
    assert share["cell/USSR/1955-06/strike"] == pytest.approx(0.5, abs=0.04)
    assert share["cell/USSR/1953-03/concession"] == pytest.approx(0.75, abs=0.04)
    assert share["cell/HUN/1956-10/strike"] == 0
    moved = found[:, row["date/GDR/1953-05-01/1953-08-31/strike"]]
    assert np.mean(moved != 47) == pytest.approx(DAY_SHIFT, abs=0.02)
    assert set(np.unique(moved)) <= {46.0, 47.0, 48.0, 123.0}
    deaths = found[:, row["size/GDR/1953-06-16/1953-06-30/deaths"]]
    sd = np.sqrt(sum(share * ERROR[kind] ** 2 for kind, share in SOURCE_MIX.items()))
    assert deaths.mean() == pytest.approx(2.0, abs=0.02)
    assert deaths.std() == pytest.approx(sd, abs=0.015)
    flight = found[:, row["series/GDR/1953-01-01/1953-12-31/exit"]]
    assert flight.std() == pytest.approx(SERIES_ERROR["exit"], abs=0.005)


def test_silence_is_missing_where_the_record_could_not_see(busy):
    run, lat = busy
    told_ = report(lat, 3, run.items)
    quiet = (lat[:, VALUE] == 0) & run.items.of_kind["cell"]
    assert np.isnan(told_[quiet & ~run.items.visible]).all()
    assert (told_[quiet & run.items.visible] == 0).all()
    assert not cell_visible(SEEN, "USSR", "strike") and cell_visible(SEEN, "POL", "strike")
    assert not cell_visible(SEEN, "ROM", "concession") and cell_visible(SEEN, "ROM", "leader")
    assert not run.items[run.items.row["cell/USSR/1956-10/intervention"]].visible


def test_every_kind_of_the_grid_has_a_chance_of_being_noted():
    sizes = np.array([2.0, 3.0, 4.0, 5.0])
    for what in SEEN.half_size:
        chance = mass_chance(sizes, np.full(4, half_size(SEEN, "HUN", what)))
        assert (np.diff(chance) > 0).all() and 0 < chance[0] < chance[-1] < 1
        assert half_size(SEEN, "HUN", what, tail=True) > half_size(SEEN, "HUN", what)
    assert mass_chance(np.array([-np.inf]), np.array([3000.0]))[0] == 0
    assert set(GRID) == {i.what for i in Synthetic().items if i.kind == "cell"}
