"""Series of workers, wages, harvests and collective farms: found by rule, told by runs, each against its own base."""

import math

import numpy as np
import pytest

from thaw.case import load_case
from thaw.evidence.attested import figures
from thaw.evidence.from_run import Names, Window, _plan, _Totals
from thaw.evidence.items import build_items
from thaw.evidence.rule import series_kind
from thaw.record import load_record
from thaw.record.vocabulary import RELATIVE


@pytest.fixture(scope="module")
def items():
    return build_items(load_case("monopoly_1917"), load_record("monopoly_1917"))


@pytest.mark.parametrize(
    ("series", "unit", "what"),
    [
        ("m17_workers_employees", "persons", "workers"),
        ("one_workers_and_employees", "persons", "workers"),
        ("m17_real_wage", "index", "wage"),
        ("m17_real_wage", "rubles", None),
        ("m17_grain_harvest_low", "million tons", "harvest"),
        ("m17_collectivised_share", "percent", "collective"),
        ("m17_collectivised_share_moscow", "percent", None),
        ("m17_workers_only", "persons", None),
    ],
)
def test_kinds_by_the_words_of_an_id(series, unit, what):
    assert series_kind(series, unit) == what


def test_each_figure_is_told_against_its_own_base(items):
    """24.2 million workers and employees in 1932, 11.4 in 1928; three harvests of 1933 and their 1928."""
    found = figures(load_record("monopoly_1917"), items)
    (said,) = found[items.row["series/USSR/1932-01-01/1932-12-31/workers"]]
    assert said.low == pytest.approx(math.log10(24.2 / 11.4))
    crops = found[items.row["series/USSR/1933-01-01/1933-12-31/harvest"]]
    assert sorted(r.low for r in crops) == pytest.approx(
        sorted(math.log10(x) for x in (89.8 / 73.3, 68.4 / 73.3, 65 / 63))
    )
    share = found[items.row["series/USSR/1930-03-01/1930-03-01/collective"]]
    assert share[0].low == pytest.approx(math.log10(0.572))
    told = [i for i in items if i.kind == "series" and i.what in RELATIVE]
    assert told and not any(i.first.year == items.specs.base_of(i.what) for i in told)


def test_a_run_tells_them(items):
    months = np.arange(np.datetime64("1917-11"), np.datetime64("1953-04"))
    year = months.astype("datetime64[Y]").astype(int) + 1970
    measures = ("workers", "standard", "crop", "collective", "price")
    pol = np.ones((len(months), 1, len(measures)))
    pol[:, 0, 0], pol[:, 0, 1], pol[:, 0, 3] = year - 1900.0, 3.0, 0.25
    names = Names(("USSR",), measures, (), (), ())
    totals = _Totals(pol, pol[:, :0], _plan(items, months, names), names)
    whole_1932 = Window(0, *np.searchsorted(year, (1932, 1933)), -(10**6), 0)
    assert totals.value("workers", whole_1932, pol) == pytest.approx(math.log10(32 / 28))
    assert totals.value("wage", whole_1932, pol) == pytest.approx(0.0)
    assert totals.value("collective", whole_1932, pol) == pytest.approx(math.log10(0.25))
    older = _Totals(pol, pol[:, :0], totals.plan, names._replace(measures=("price",)))
    assert math.isnan(older.value("workers", whole_1932, pol))
    assert math.isnan(older.value("collective", whole_1932, pol))


def test_the_main_record_names_its_series():
    """Departures, members at home and abroad, prices; workers and harvests have no figure of 1953 to stand on."""
    record = load_record("bloc_1917_1968")
    assert not record.declared.by_rule
    told = {i.what for i in build_items(load_case("bloc_1953"), record) if i.kind == "series"}
    assert told == {"exit", "party", "members_abroad", "price"}
