"""Days as people write them: hours kept, open ends, months of other languages, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thaw.importing.days import months, order_of, read_days
from thaw.importing.figures import Unread
from thaw.record import edtf

READ = {
    "2020-08-05": ("2020-08-05", None),
    "2020-8-5": ("2020-08-05", None),
    "20200805": ("2020-08-05", None),
    "2020-08-05T14:30": ("2020-08-05", 14.5),
    "2020-08-05 21:15:00+02:00": ("2020-08-05", 21.25),
    "2020-08-05T00:00:00": ("2020-08-05", None),
    "05 August 2020": ("2020-08-05", None),
    "August 5th, 2020": ("2020-08-05", None),
    "17. Juni 1953": ("1953-06-17", None),
    "23 października 1956": ("1956-10-23", None),
    "23 октября 1956": ("1956-10-23", None),
    "5. října 1968": ("1968-10-05", None),
    "13/4/1989": ("1989-04-13", None),
    "8/8/1988": ("1988-08-08", None),
    "August 1953": ("1953-08", None),
    "1953-06-XX": ("1953-06", None),
    "195X": ("1950/1959", None),
    "1989?": ("1989?", None),
    "1953-06-17~": ("1953-06-17~", None),
    "1953-06-16/1953-06-21": ("1953-06-16/1953-06-21", None),
}


@pytest.mark.parametrize("text", READ)
def test_what_is_read(text: str) -> None:
    days = read_days(text)
    assert (days.edtf, days.hour, days.open, days.text) == (*READ[text], False, text)


@pytest.mark.parametrize("text", ["1953-06-17/..", "1953-06-17/"])
def test_an_open_end_keeps_its_beginning(text: str) -> None:
    days = read_days(text)
    assert (days.edtf, days.open) == ("1953-06-17", True)
    assert read_days("1953-06-17", "..").open


@pytest.mark.parametrize(
    "text",
    [
        "3/4/1989",
        "05.08.89",
        "44048",
        "1989-13-01",
        "1953-00-20",
        "1989-1990",
        "5 Brumaire 1953",
        "17 listopada 1989",
        "1953-06-19/1953-06-17",
        "../1953",
        "2020-08-05T25:00",
        "30 February 1953",
        "soon",
        "",
    ],
)
def test_what_could_mean_two_things_or_none_is_refused(text: str) -> None:
    with pytest.raises(Unread):
        read_days(text)


def test_the_order_of_a_column_is_found_from_all_of_it() -> None:
    assert order_of(["3/4/1989", "25/4/1989"]) == "day"
    assert order_of(["3/4/1989", "4/25/1989"]) == "month"
    assert order_of(["3/4/1989", "1989-04-03"]) is None
    with pytest.raises(Unread):
        order_of(["25/4/1989", "4/25/1989"])
    assert read_days("3/4/1989", order="day").edtf == "1989-04-03"


@settings(deadline=None)
@given(st.dates(dt.date(1000, 1, 1)), st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d"]))
def test_any_day_comes_back(day: dt.date, form: str) -> None:
    assert read_days(day.strftime(form)).first == day


@settings(deadline=None)
@given(st.dates(dt.date(1000, 1, 1)), st.sampled_from(sorted(k for k, v in months().items() if v)))
def test_any_named_month_is_that_month(day: dt.date, name: str) -> None:
    day = day.replace(month=months()[name], day=min(day.day, 28))
    assert read_days(f"{day.day} {name} {day.year}").first == day


@settings(deadline=None)
@given(st.dates(dt.date(1000, 1, 1)), st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_day_is_kept(day: dt.date, hour: int, minute: int) -> None:
    days = read_days(f"{day.isoformat()}T{hour:02d}:{minute:02d}")
    assert days.first == day
    assert (days.hour or 0.0) == pytest.approx(hour + minute / 60, abs=1e-4)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_a_date_of_the_calendar_or_refused(text: str) -> None:
    try:
        days = read_days(text)
    except Unread:
        return
    when = edtf.read(days.edtf)
    assert when.first <= when.last
