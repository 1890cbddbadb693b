"""Evidence: what the shipped record says of items, worked out by hand from its rows."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from thaw.case import load_case
from thaw.evidence.attested import Reading, drawn, summary, weights
from thaw.evidence.from_record import MEMORY_EVENT, as_run, evidence, items_for, readings
from thaw.evidence.from_run import VALUE, latent
from thaw.evidence.reporting import DAY_SHIFT, ERROR, SOURCE_MIX
from thaw.files import digest
from thaw.record import load_record

_spec = importlib.util.spec_from_file_location("standin", Path(__file__).parent / "standin.py")
standin = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(standin)


@pytest.fixture(scope="module")
def record():
    return standin.record()


@pytest.fixture(scope="module")
def items(record):
    return items_for(standin.case(), record)


@pytest.fixture(scope="module")
def ev(record, items):
    return evidence(standin.case(), record, items=items)


@pytest.fixture(scope="module")
def firm(record, items):
    return evidence(standin.case(), record, memory=False, items=items)


def value(ev, name):
    return ev.value[ev.items.row[name]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cell/GDR/1953-06/strike", 1),
        ("cell/GDR/1953-06/demonstration", 1),
        ("cell/GDR/1953-06/rising", 1),
        ("cell/GDR/1953-06/concession", 1),
        ("cell/GDR/1953-06/intervention", 1),
        ("cell/GDR/1954-06/strike", 0),
        ("cell/USSR/1953-04/disclosure", 1),
        ("cell/HUN/1956-11/intervention", 1),
        ("cell/CSR/1968/intervention", 1),
        ("cell/HUN/1953-07/leader", 1),
    ],
)
def test_cells_by_hand(ev, name, expected):
    assert value(ev, name) == expected


def test_a_row_of_one_polity_can_be_done_to_another(ev):
    """The Presidium's decision of 31 October is a row of the USSR and intervenes in Hungary."""
    assert "gagbi-3nov" not in ev.sources[ev.items.row["cell/USSR/1956-10/intervention"]]
    assert ev.missing[ev.items.row["cell/USSR/1956-10/intervention"]]


def test_umbrella_and_lesser_rows_are_not_leaders(ev):
    """Zhukov's dismissal and the failed attempt of June 1957 change no first post."""
    assert value(ev, "cell/USSR/1957-10/leader") == 0
    assert value(ev, "cell/USSR/1957-06/leader") == 0


def test_silence_is_quiet_only_where_the_record_looked(ev):
    assert np.isnan(value(ev, "cell/USSR/1955-06/strike"))
    assert np.isnan(value(ev, "cell/ROM/1955-06/concession"))
    assert value(ev, "cell/POL/1955-06/strike") == 0


def test_a_nonevent_makes_a_cell_watched(ev):
    """ussr-students-only-1956 covers October to December 1956; persak-2006 tells of no attack."""
    assert value(ev, "cell/USSR/1956-11/strike") == 0
    row = ev.items.row["cell/USSR/1956-11/strike"]
    assert ev.sources[row] == ("smith-2005",) and ev.n_lineages[row] == 1
    row = ev.items.row["cell/POL/1956-10/intervention"]
    assert ev.value[row] == 0 and ev.sources[row] == ("persak-2006",)


def test_a_leader_who_died_was_followed_by_someone(ev):
    assert np.isnan(value(ev, "cell/CSR/1953-03/leader"))
    assert value(ev, "cell/POL/1956-03/leader") == 1


def test_dates_by_hand(ev):
    assert value(ev, "date/USSR/1953-03-06/1953-09-30/concession") == 21
    assert value(ev, "date/GDR/1953-05-01/1953-08-31/rising") == 47
    assert value(ev, "date/HUN/1956-09-01/1956-12-31/rising") == 52
    assert value(ev, "date/HUN/1956-11-04/1957-12-31/council_end") == 65


def test_only_the_first_event_vouches_for_a_first_date(ev):
    """15 June 1953 has one row with a page; those of the 17th say nothing of it."""
    row = ev.items.row["date/GDR/1953-05-01/1953-08-31/strike"]
    assert ev.value[row] == 45 and ev.sources[row] == ("factindex-1953",)


def test_figures_by_hand(ev):
    """Kengir: 18 shot in May and 37 (wiki-kengir), 46 (its Russian article), 100+ at the end."""
    row = ev.items.row["size/USSR/1954-05-16/1954-06-30/deaths"]
    assert ev.low[row] == pytest.approx(np.log10(37 + 18 + 1))
    assert ev.high[row] == pytest.approx(np.log10(100 + 18 + 1))
    assert ev.value[row] == pytest.approx((np.log10(56) + np.log10(65)) / 2)
    assert ev.n_lineages[row] == 3
    price = ev.items.row["series/USSR/1954-01-01/1954-12-31/price"]
    assert ev.value[price] == pytest.approx(np.log10(138 / 146))


def test_copies_are_one_witness(ev):
    """Vorkuta: two revisions of one article, 57 and 66 dead, are one lineage."""
    row = ev.items.row["size/USSR/1953-07-15/1953-08-04/deaths"]
    assert ev.sources[row] == ("wiki-vorkuta", "wiki-vorkuta-old") and ev.n_lineages[row] == 1


def test_seeds_and_weightless_rows_are_never_evidence(ev, record):
    kinds = record.sources.set_index("source_id")["kind"]
    used = {s for names in ev.sources for s in names}
    assert used and not {s for s in used if kinds[s] == "seed"}
    assert "centre-1953" not in used and "grok-norilsk" not in used
    loose = standin.record(weightless=True)
    every = evidence(standin.case(), loose, items=ev.items)
    kept = {s for names in every.sources for s in names}
    assert "centre-1953" in kept and not {s for s in kept if kinds[s] == "seed"}


def test_without_memory_items_become_unknown_not_absent(ev, firm):
    """Monthly flight of April 1953 is the compiler's; the year's total has pages of its own.

    Two say 330,000 (weights 1 and .4), two 331,000 (the same): the median lies half way, in logs.
    """
    assert not np.isnan(value(ev, "series/GDR/1953-04-01/1953-04-30/exit"))
    assert np.isnan(value(firm, "series/GDR/1953-04-01/1953-04-30/exit"))
    assert value(firm, "series/GDR/1953-01-01/1953-12-31/exit") == pytest.approx(
        (np.log10(330001) + np.log10(331001)) / 2, abs=1e-9
    )
    cells = ev.items.of_kind["cell"]
    lost = cells & firm.missing & ~ev.missing
    assert lost.any() and (ev.value[lost] == 1).all() and (~ev.supported[lost]).all()
    both = cells & ~firm.missing & ~ev.missing
    np.testing.assert_array_equal(ev.value[both], firm.value[both])


def test_a_record_goes_through_the_same_measures_as_a_run(ev, record, items):
    dates, pol, plc, names = as_run(record.events, standin.case(), items.specs)
    same = latent(dates, pol, plc, items, names)[:, VALUE]
    shown = ~ev.missing & (items.of_kind["cell"] | items.of_kind["date"])
    assert shown.sum() > 2500
    np.testing.assert_array_equal(same[shown], ev.value[shown])


def test_items_do_not_depend_on_what_is_switched_off(items):
    for options in ({"memory": False}, {"weightless": True}):
        other = standin.record(**options)
        assert items_for(standin.case(), other).hash == items.hash


def test_values_lie_between_low_and_high(ev):
    shown = ~ev.missing
    assert (ev.low[shown] <= ev.value[shown]).all() and (ev.value[shown] <= ev.high[shown]).all()
    assert np.isnan(ev.low[ev.missing]).all()


def said(low, high, bound, weight=1.0, lineage="a", error=0.1):
    return Reading(lineage, lineage, low, high, bound, weight, error)


def test_a_lineage_weighs_as_much_as_its_best_source():
    """Two copies of weight .4 in one lineage and a book of weight 1: the copies share .4 / 1.4."""
    three = (said(1, 1, "exact", 0.4), said(2, 2, "exact", 0.4), said(3, 3, "exact", 1.0, "b"))
    np.testing.assert_allclose(weights(three), [0.2 / 1.4, 0.2 / 1.4, 1.0 / 1.4])
    assert summary(three) == (3.0, 1.0, 3.0)


def test_bounds_set_ends_and_cut_off_draws():
    both = (said(2.0, 2.0, "exact"), said(2.5, np.inf, "at_least", 1.0, "b"))
    assert summary(both) == (2.0, 2.0, 2.5)
    assert drawn(both, 0.9, 0.5, 0.0) == 2.5
    assert drawn(both, 0.1, 0.5, 1.0) == pytest.approx(2.1)
    only = (said(2.5, np.inf, "at_least"),)
    assert drawn(only, 0.5, 0.5, -2.0) == pytest.approx(2.7)
    ceiling = (said(-np.inf, 3.0, "up_to"),)
    assert summary(ceiling) == (3.0, 3.0, 3.0)
    assert drawn(ceiling, 0.5, 0.5, 1.0) == pytest.approx(2.9)
    assert drawn((said(1.0, 3.0, "range"),), 0.5, 0.25, 9.0) == 1.5


@pytest.mark.thorough
def test_readings_are_attested_and_repeatable(ev):
    found = readings(ev, 400, seed=5)
    assert found.shape == (400, len(ev.items)) and found.dtype == np.float32
    np.testing.assert_array_equal(found[:3], readings(ev, 3, seed=5))
    assert np.isnan(found[:, ev.missing]).all()
    sure = ev.items.of_kind["cell"] & ev.supported & ~ev.missing
    assert (found[:, sure] == ev.value[sure].astype(np.float32)).all()
    doubtful = ev.items.of_kind["cell"] & ~ev.supported & ~ev.missing & ev.items.visible
    assert doubtful.sum() > 2
    assert found[:, doubtful].mean() == pytest.approx(MEMORY_EVENT, abs=0.03)
    arrests = found[:, ev.items.row["size/GDR/1953-06-17/1953-12-31/arrests"]]
    assert arrests.min() > 3.9 and arrests.max() <= np.log10(15001) + 1e-6
    assert arrests.std() > 0.005


def test_constants_of_the_measurement_model_are_those_of_the_record():
    """Shares of kinds of source, scatter of rival figures, rival dates, computed from the rows."""
    record = standin.record()
    about = record.sources.set_index("source_id")[["lineage", "kind"]]
    attested = record.attestations.join(about, on="source_id")
    series = record.series.join(about, on="source_id")
    kinds = [k for rows in (attested, series) for k in rows["kind"] if k not in ("seed", "memory")]
    assert sum(SOURCE_MIX.values()) == pytest.approx(1.0)
    for kind, share in SOURCE_MIX.items():
        assert kinds.count(kind) / len(kinds) == pytest.approx(share, abs=0.01)
    pages = attested[~attested["kind"].isin(["seed", "memory"])]
    dated = pages["quantity"].isin(["mention", "date_rival"])
    rival = (pages["quantity"] == "date_rival")[dated].mean()
    assert rival == pytest.approx(DAY_SHIFT, abs=0.005)
    exact = pages[(pages["bound"] == "exact") & (pages["unit"] == "persons") & (pages["best"] > 0)]
    log = np.log10(exact["best"])
    group = log.groupby([exact["event_id"], exact["quantity"]])
    rivals = group.transform("size") > 1
    squares = ((log - group.transform("mean"))[rivals] ** 2).sum()
    scatter = np.sqrt(squares / (rivals.sum() - (group.size() > 1).sum()))
    assert min(ERROR.values()) < scatter <= max(ERROR.values())


def test_the_items_of_the_shipped_case_are_those_of_its_reference_table():
    """Ids, order, episodes, visibility, and every value: moved on purpose alone, with the table."""
    case, record = load_case("bloc_1953"), load_record("bloc_1917_1968")
    items = items_for(case, record)
    assert (len(items), items.hash) == (3604, "b76b78d25187c60f")
    assert digest([i.id for i in items]) == "1155800fbffff55b"
    found = evidence(case, record, items=items)
    told = np.round(np.stack([found.value, found.low, found.high]), 9)
    assert digest(told.tolist()) == "b3ad66232d419d70"
