"""Sizes as people write them: what is read, what is refused, and that nothing is read in two ways."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thaw.importing.figures import Unread, is_missing, number
from thaw.importing.sizes import Size, read_sizes, sized

WHOLE = st.integers(0, 10**9)

READ = {
    "300": (None, 300, None),
    "300,000+": (300000, None, None),
    ">50": (50, None, None),
    "at least 1,000 protesters": (1000, None, None),
    "up to 40,000": (None, None, 40000),
    "1000s": (2000, None, 9999),
    "hundreds": (200, None, 999),
    "tens of thousands": (20000, None, 99999),
    "hundreds of thousands": (200000, None, 999999),
    "several thousand": (3000, None, 9000),
    "between 200 and 300": (200, None, 300),
    "100–200": (100, None, 200),
    "2-3 million": (2e6, None, 3e6),
    "about 300 workers and students": (None, 300, None),
    "five hundred": (None, 500, None),
    "1.5 million": (None, 1.5e6, None),
    "1.234.567": (None, 1234567, None),
    "12 000": (None, 12000, None),
    "half a million": (None, 5e5, None),
    ">10000": (10000, None, None),
    "forty": (None, 40, None),
    "around three hundred": (None, 300, None),
    "hundreds in total": (200, None, 999),
    "12 - 48": (12, None, 48),
}


@pytest.mark.parametrize("text", READ)
def test_what_is_read(text: str) -> None:
    (size,) = read_sizes(text)
    assert (size.low, size.best, size.high) == READ[text]
    assert size.text == text and size.party == ""


@pytest.mark.parametrize(
    "text", ["", "NA", "n/a", "-99", ".", "unknown", "no report", "no size", "—"]
)
def test_nothing_known(text: str) -> None:
    assert read_sizes(text) == () and is_missing(text)


@pytest.mark.parametrize(
    "text",
    [
        "a mob",
        "1.500",
        "300-200",
        "2,5",
        "12 and a dog",
        "5000 (police), more later",
        "-40",
        "1,0,0",
        "3;4",
        "10 000 0",
    ],
)
def test_what_is_not_wholly_understood_is_not_read(text: str) -> None:
    with pytest.raises(Unread):
        read_sizes(text)


@pytest.mark.parametrize(
    "text",
    [
        "5,000 (police), 20,000 (organisers)",
        "police: 5,000; organizers: 20,000",
        "5,000 according to police and 20,000 according to the organisers",
    ],
)
def test_two_figures_by_two_parties(text: str) -> None:
    told = {s.party: s.best for s in read_sizes(text)}
    assert told == {"police": 5000, "organisers": 20000}
    assert all(s.text == text for s in read_sizes(text))


@settings(deadline=None)
@given(WHOLE, st.sampled_from([",", ".", " ", "\u00a0", "'", ""]))
def test_separators_of_thousands_come_back(value: int, sign: str) -> None:
    text = f"{value:,}".replace(",", sign)
    decimal = {",": ".", ".": ","}.get(sign)
    assert number(text, decimal) == value  # type: ignore[arg-type]
    (size,) = read_sizes(text, decimal)  # type: ignore[arg-type]
    assert size.best == value and size.bound == "exact"


@settings(deadline=None)
@given(WHOLE, WHOLE)
def test_a_span_has_its_ends_in_order_or_is_told(a: int, b: int) -> None:
    text = f"{a:,}-{b:,}"
    if a > b:
        with pytest.raises(Unread, match="ends below"):
            read_sizes(text)
    else:
        (size,) = read_sizes(text)
        assert (size.low, size.high, size.bound) == (a, b, "range")


@settings(deadline=None)
@given(st.one_of(st.none(), WHOLE), st.one_of(st.none(), WHOLE), st.one_of(st.none(), WHOLE))
def test_low_best_and_high_of_columns(low: int | None, best: int | None, high: int | None) -> None:
    cells = tuple("" if v is None else str(v) for v in (low, best, high))
    known = [v for v in (low, best, high) if v is not None]
    if known != sorted(known):
        with pytest.raises(Unread, match="not in this order"):
            sized(*cells)
        return
    made = sized(*cells)
    assert (made is None) == (not known)
    if made is not None and not (low == best == high):
        assert (made.low, made.best, made.high) == (low, best, high)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_read_as_persons_or_refused(text: str) -> None:
    try:
        sizes = read_sizes(text)
    except Unread:
        return
    for s in sizes:
        known = [v for v in (s.low, s.best, s.high) if v is not None]
        assert known and known == sorted(known) and all(v >= 0 and v == round(v) for v in known)
        assert isinstance(s, Size)
