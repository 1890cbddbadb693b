"""States by the list of Gleditsch and Ward: one name or code is another state at another date."""

from __future__ import annotations

import datetime as dt
from itertools import groupby, pairwise

import pytest

from thaw.importing.figures import Unread
from thaw.importing.states import state_of, states, two_letters

FOUND = [
    ("name", "Russia", "1980-05-01", "USSR"),
    ("name", "Russia", "2000-05-01", "RUS"),
    ("name", "Soviet Union", "1953-03-05", "USSR"),
    ("cow", "365", "1956-02-25", "USSR"),
    ("iso_number", "643", "2021-01-23", "RUS"),
    ("name", "East Germany", "1953-06-17", "GDR"),
    ("name", "Germany", "1953-06-17", "FRG"),
    ("name", "Germany", "1990-10-03", "DEU"),
    ("cow", "255", "1995-01-01", "DEU"),
    ("gw", "260", "1995-01-01", "DEU"),
    ("gw", "265", "1989-10-09", "GDR"),
    ("name", "Czechoslovakia", "1968-08-21", "CSK"),
    ("name", "Yugoslavia", "1968-06-02", "YUG"),
    ("name", "Serbia", "1999-04-01", "YUG"),
    ("name", "Serbia", "2010-04-01", "SRB"),
    ("cow", "345", "2010-04-01", "SRB"),
    ("iso2", "NA", "1995-01-01", "NAM"),
    ("iso2", "NO", "1953-01-01", "NOR"),
    ("name", "Côte d’Ivoire", "1999-12-24", "CIV"),
    ("name", "turkiye", "2016-07-15", "TUR"),
    ("fips", "GM", "2000-01-01", "DEU"),
    ("iso_number", "8", "1997-03-01", "ALB"),
]


@pytest.mark.parametrize(("scheme", "value", "day", "code"), FOUND)
def test_who_it_was_on_that_day(scheme: str, value: str, day: str, code: str) -> None:
    assert state_of(scheme, value, dt.date.fromisoformat(day)).code == code


def test_a_state_that_was_none_on_that_day_is_told_with_its_dates() -> None:
    with pytest.raises(Unread, match=r"was no state on 1980-01-01 .*1991-12-01"):
        state_of("name", "Ukraine", dt.date(1980, 1, 1))
    with pytest.raises(Unread, match="did you mean Poland"):
        state_of("name", "Polnad", dt.date(1980, 1, 1))


def test_no_two_rows_of_one_number_are_states_on_one_day() -> None:
    for _, rows in groupby(states(), lambda s: s.gw):
        for a, b in pairwise(rows):
            assert a.last is not None and a.last < b.first


@pytest.mark.parametrize("scheme", ["gw", "iso", "iso2", "iso_number", "name"])
def test_no_code_is_two_states_on_one_day(scheme: str) -> None:
    by: dict[str, list] = {}
    for s in states():
        if s.by[scheme]:
            by.setdefault(s.by[scheme], []).append(s)
    for rows in by.values():
        for day in {s.first for s in rows}:
            assert sum(s.on(day) for s in rows) == 1


def test_a_column_of_two_letters() -> None:
    assert two_letters(["NO", "NA", "DE", ""])
    assert not two_letters(["Norway", "NA"]) and not two_letters(["NA", "NA"])
