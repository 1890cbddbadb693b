"""Sizes and first days over the span of a case: no window knows when something happened."""

import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from thaw.evidence.accounting import accounting
from thaw.evidence.from_record import evidence
from thaw.evidence.over_span import LESSER
from thaw.record import load_record
from thaw.report import bands

_file = Path(__file__).parent / "inference" / "tiny.py"
_spec = importlib.util.spec_from_file_location("tiny", _file)
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

EVENTS = [
    tiny.event("march", "1980-03-10", "demonstration"),
    tiny.event("riot", "1980-09-02", "demonstration"),
    tiny.event("later", "1981-05-20", "demonstration"),
    tiny.event("stop", "1981-01-15/1981-01-18", "strike"),
    tiny.event("soon", "1981-06", "strike", polity="TWO"),
    tiny.event("exodus", "1981-02-01", "refugee_flow"),
]
FIGURES = [
    tiny.figure("march", "participants", 400),
    tiny.figure("riot", "participants", 9000),
    tiny.figure("riot", "participants", 20000, source="paper"),
    tiny.figure("later", "participants", 3000),
    tiny.figure("march", "deaths", 3),
    tiny.figure("riot", "deaths", 40),
    tiny.figure("later", "deaths", 5),
    tiny.figure("later", "deaths", 7, source="paper"),
    tiny.figure("exodus", "refugees", 5000),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    case = tiny.case("ONE", "TWO")
    where = tmp_path_factory.mktemp("records")
    made = {}
    for windows in ("span", "episodes"):
        record = tiny.record(
            where / windows, items=f"windows: {windows}\n", events=EVENTS, attestations=FIGURES
        )
        made[windows] = case, record, evidence(case, record)
    return made


def value(ev, item):
    return float(ev.value[ev.items.row[item]])


def others(ev, kind):
    return [i for i in ev.items if i.kind == kind]


def test_every_window_is_the_span_but_that_of_flight(told):
    case, _, ev = told["span"]
    for item in (*others(ev, "size"), *others(ev, "date")):
        if item.what == "refugees":
            assert item.first == item.last == dt.date(1981, 2, 1)
        else:
            assert (item.first, item.last) == (case.start, case.end), item.id
    assert len(others(told["episodes"][2], "size")) > len(others(ev, "size"))


def test_the_largest_crowd_all_the_dead_and_the_first_day(told):
    ev = told["span"][2]
    span = "1980-01-01/1981-12-31"
    crowd = ev.items.row[f"size/ONE/{span}/participants"]
    assert ev.low[crowd] == pytest.approx(np.log10(9001))
    assert ev.high[crowd] == pytest.approx(np.log10(20001))
    dead = value(ev, f"size/ONE/{span}/deaths")
    assert dead == pytest.approx(np.log10(1 + 40 + 3 + 7))
    first = dt.date(1980, 3, 10) - dt.date(1980, 1, 1)
    assert value(ev, f"date/ONE/{span}/demonstration") == first.days
    assert value(ev, f"date/ONE/{span}/strike") == (dt.date(1981, 1, 15) - dt.date(1980, 1, 1)).days


def test_figures_draw_a_crowd_on_its_own_day_and_not_on_the_first_of_the_span(told):
    """The question is asked over years; that the crowd of September came in January would be false."""
    [largest] = bands.sized_points(told["span"][2], "ONE")
    assert (largest.date, largest.last) == (np.datetime64("1980-09-02"),) * 2


def test_a_first_that_is_dated_to_a_month_is_no_first_day(told):
    assert not [i for i in others(told["span"][2], "date") if i.polity == "TWO"]


def test_lesser_crowds_are_set_aside_and_said_to_be(told):
    case, record, ev = told["span"]
    lines = accounting(record, case, ev.items).lines
    aside = [n for n in lines if n.what == LESSER and not n.used]
    assert [(n.table, n.n) for n in aside] == [("attestations", 2)]


def test_items_do_not_depend_on_rows_that_are_switched_off(told, tmp_path):
    case, _, ev = told["span"]
    events = [e | {"support": "memory" if e["id"] == "march" else "page"} for e in EVENTS]
    where = tiny.write(tmp_path / "r", items="windows: span", events=events, attestations=FIGURES)
    sides = [load_record(where, memory=m) for m in (True, False)]
    both = [evidence(case, r, memory=m) for r, m in zip(sides, (True, False), strict=True)]
    ids = [[i.id for i in e.items] for e in (*both, ev)]
    assert ids[0] == ids[1] == ids[2]
    first = both[0].items.row["date/ONE/1980-01-01/1981-12-31/demonstration"]
    assert not both[0].missing[first] and both[1].missing[first]


def test_the_main_record_asks_so():
    assert load_record("bloc_1917_1968").declared.over_span


def test_units_are_counted_before_the_largest_is_chosen_and_order_of_rows_is_nothing(tmp_path):
    """A strike of three days is longer than one of twenty hours, whichever row stands first."""
    case = tiny.case("ONE", "TWO")
    events = [
        tiny.event("brief", "1980-03-10", "strike"),
        tiny.event("long", "1981-03-10/1981-03-12", "strike"),
    ]
    figures = [
        tiny.figure("brief", "duration", 20, unit="hours"),
        tiny.figure("long", "duration", 3, unit="days"),
    ]
    told = []
    for turn in (1, -1):
        where = tmp_path / f"r{turn % 3}"
        record = tiny.record(
            where, items="windows: span", events=events[::turn], attestations=figures[::turn]
        )
        ev = evidence(case, record)
        told.append([(i.id, float(v)) for i, v in zip(ev.items, ev.value, strict=True) if v == v])
    assert told[0] == told[1]
    assert dict(told[0])["size/ONE/1980-01-01/1981-12-31/duration"] == pytest.approx(np.log10(4))
