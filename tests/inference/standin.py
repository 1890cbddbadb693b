"""A minimal case and synthetic runs for tests of items, observation and evidence."""

import datetime as dt
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np

from thaw.case import Episode
from thaw.evidence.from_run import names_of
from thaw.evidence.items import build_items
from thaw.record import load_record

POLITIES = ("USSR", "GDR", "POL", "HUN", "CSR", "ROM", "BUL")
MEASURES = (
    "strikers",
    "demonstrators",
    "armed",
    "deaths",
    "arrests",
    "n_concession",
    "n_disclosure",
    "n_leader",
    "n_intervention",
    "exit_flow",
    "party",
    "price",
    "dual_power",
)
PLACE_MEASURES = ("place_strikers", "place_demonstrators", "place_armed", "place_deaths")
EPISODES = (
    Episode("june", "June 1953", (("GDR", "1953-05", "1953-07"), ("CSR", "1953-06", "1953-06"))),
    Episode("october", "October 1956", (("HUN", "1956-10", "1956-12"),)),
)


@cache
def record(**options):
    """The shipped record, whose figures and silence make the items, its sizes and first days where they happened."""
    found = load_record("bloc_1917_1968", **options)
    return replace(found, declared=replace(found.declared, over_span=False))


def case(tail=True):
    """Two places in every polity and a camp in the first."""
    places = [
        SimpleNamespace(name=f"{p}_{n}", polity=p, kind="city") for p in POLITIES for n in (1, 2)
    ]
    places.append(SimpleNamespace(name="camp", polity="USSR", kind="camp"))
    start, end = dt.date(1953, 1, 1), dt.date(1957, 12, 31)
    return SimpleNamespace(
        name="standin",
        start=start,
        end=end,
        polities=POLITIES,
        places=places,
        episodes=EPISODES,
        tail=SimpleNamespace(until=dt.date(1968, 12, 31), step=30.0) if tail else None,
        months=lambda: [f"{y}-{m:02d}" for y in range(1953, 1958) for m in range(1, 13)],
    )


class Synthetic:
    """A quiet run of the stand-in, to be filled in: `act` for persons, `raise_` for counters."""

    def __init__(self, hours=24, tail=True):
        self.case = case()
        self.items = build_items(self.case, record())
        self.names = names_of(self.case, MEASURES, PLACE_MEASURES)
        step = np.timedelta64(hours, "h")
        main = np.arange(np.datetime64("1953-01-01T00"), np.datetime64("1958-01-01T00"), step)
        later = np.arange(np.datetime64("1958-01-01T00"), np.datetime64("1969-01-01T00"), 720)
        self.dates = np.concatenate([main, later]) if tail else main
        n = len(self.dates)
        self.pol = np.zeros((n, len(POLITIES), len(MEASURES)), np.float32)
        self.plc = np.zeros((n, len(self.case.places), len(PLACE_MEASURES)), np.float32)
        self.pol[:, :, MEASURES.index("price")] = 1.0
        self.pol[:, :, MEASURES.index("party")] = 1e6

    def span(self, first, last=None):
        """Steps of the days from `first` to `last`."""
        days = self.dates.astype("datetime64[D]")
        return (days >= np.datetime64(first)) & (days <= np.datetime64(last or first))

    def act(self, polity, what, persons, first, last=None, place=None):
        """`persons` do `what` in a place (counted in the polity too), or in no place."""
        steps = self.span(first, last)
        self.pol[steps, POLITIES.index(polity), MEASURES.index(what)] += persons
        if place is not None:
            row = [p.name for p in self.case.places].index(place)
            self.plc[steps, row, PLACE_MEASURES.index(f"place_{what}")] += persons

    def raise_(self, polity, what, by, first):
        """A cumulative counter rises on a day and stays."""
        steps = self.dates.astype("datetime64[D]") >= np.datetime64(first)
        self.pol[steps, POLITIES.index(polity), MEASURES.index(what)] += by

    def put(self, polity, what, value, first, last=None):
        """A measure has a value over days."""
        steps = self.span(first, last)
        self.pol[steps, POLITIES.index(polity), MEASURES.index(what)] = value
