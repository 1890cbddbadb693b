"""Base rates of a run: years with unrest, waves, how they ended and what they left behind.

A wave is a spell of days on which 10,000 people or more of a country act (are on strike, in the
street or under arms, each day's largest numbers added up); up to three days below that do not end
it. What the span cuts off is kept and marked as censored. Tables over many runs are in
`thaw.calibration.base_rate_tables`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.errors import ThawError, nearest_name

if TYPE_CHECKING:
    from thaw.jobs.plan import Plan
    from thaw.jobs.replicate import Result

SIZES = (1_000, 10_000, 100_000)
"""Numbers acting on one day by which country-years are counted."""

WAVE = 10_000
"""Number acting from which a day belongs to a wave."""

EVENT = 1_000
"""Number acting in one place from which a day belongs to an event."""

GAP = 3
"""Days below the mark that do not end a spell."""

LOCAL = 0.9
"""A wave is local where one place holds more than this share of its person-days."""

SETTLED = 20
"""Days after the end of a wave within which a concession is taken as an answer to it."""

SEQUEL = 90
"""Days after the end of a wave in which the party's loss and flight are still put down to it."""

NEEDED = (
    "strikers",
    "demonstrators",
    "armed",
    "deaths",
    "joined",
    "n_fired",
    "order",
    "intervention",
    "n_intervention",
    "n_concession",
    "dual_power",
    "party",
    "exit_flow",
)
"""Measures of polities that are read."""

NEEDED_PLACES = ("place_strikers", "place_demonstrators", "place_armed")


@dataclass(frozen=True)
class Days:
    """The main span of one run, day by day.

    Attributes
    ----------
    years : int array, shape (n_days,)
        Calendar year of each day.
    polities : tuple of str
    inhabitants : float array, shape (n_polities,), persons
    measure : dict of float array, shape (n_days, n_polities)
        The measures named in `NEEDED`.
    here : float array, shape (n_days, n_places), persons
        Number acting in each place.
    place : int array, shape (n_places,)
        Row of the polity of each place.
    camp : bool array, shape (n_places,)
        Whether the place is a camp.
    """

    years: np.ndarray
    polities: tuple[str, ...]
    inhabitants: np.ndarray
    measure: dict[str, np.ndarray]
    here: np.ndarray
    place: np.ndarray
    camp: np.ndarray

    @property
    def acting(self) -> np.ndarray:
        """Number acting on each day in each polity, shape (n_days, n_polities), persons."""
        return self.measure["strikers"] + self.measure["demonstrators"] + self.measure["armed"]


@dataclass(frozen=True)
class Wave:
    """One wave in one country.

    Attributes
    ----------
    first, last : int
        Days of the span, both included.
    cut : bool
        The span ended before one could know that the wave had.
    peak : float
        Largest number acting on one day, persons; `share` is that of the inhabitants.
    local, camp : bool
        Whether one place holds more than `LOCAL` of its person-days; whether the leading place is a camp.
    forced, fired, granted : bool
        Troops were ordered out or came from abroad; fire was opened; something was granted during the
        wave or within `SETTLED` days (or before the next wave).
    unsure : bool
        Nothing was granted, but the span ended within those days.
    strike : bool
        Strikers are at least half of its person-days.
    took_part : float
        People who began to act, each counted once, persons.
    deaths : float
        Killed during the wave, persons.
    council : float
        Largest share of the workforce that obeyed councils.
    party_lost : float
        Largest fall of the party's membership up to `SEQUEL` days after, as a share.
    fled : float
        People who left the country until then beyond the flow of the day before, share of inhabitants.
    watched : float
        Days from the end to the next wave of the country, or to the end of the span.
    again : bool
        `watched` ended with another wave.
    """

    polity: str
    first: int
    last: int
    cut: bool
    peak: float
    share: float
    local: bool
    camp: bool
    forced: bool
    fired: bool
    granted: bool
    unsure: bool
    strike: bool
    took_part: float
    deaths: float
    council: float
    party_lost: float
    fled: float
    watched: float
    again: bool

    @property
    def days(self) -> int:
        """Length; a lower limit where the wave is `cut`."""
        return self.last - self.first + 1

    @property
    def answer(self) -> str:
        """What it met: "broken", "granted", "both", "neither", or "unsure"."""
        broken = self.forced or self.fired
        if self.granted:
            return "both" if broken else "granted"
        if self.unsure:
            return "unsure"
        return "broken" if broken else "neither"


@dataclass(frozen=True)
class Country:
    """One country in one run.

    Attributes
    ----------
    years : float
        Calendar years of the span, parts of a year as parts.
    by_size : tuple of int
        Calendar years with a day of at least each of `SIZES`.
    events : int
        Spells of `EVENT` or more in one place, summed over places.
    longest : int
        Days of the longest spell of `WAVE` or more.
    """

    polity: str
    inhabitants: float
    years: float
    by_size: tuple[int, ...]
    events: int
    longest: int


@dataclass(frozen=True)
class Rates:
    """Base rates of one run.

    A run that was given up since it took too long is `stopped`: it has no countries and no waves,
    and counts as one in which a country acts without end.
    """

    countries: tuple[Country, ...]
    waves: tuple[Wave, ...]
    stopped: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and numbers, for a file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Rates:
        """The inverse of `to_dict`."""
        countries = (Country(**{**c, "by_size": tuple(c["by_size"])}) for c in data["countries"])
        waves = tuple(Wave(**w) for w in data["waves"])
        return cls(tuple(countries), waves, data.get("stopped", False))


def rates_of(plan: Plan, result: Result) -> Rates:
    """Base rates of the main span of a run."""
    return rates(days_of(plan, result))


def rates(days: Days) -> Rates:
    """Base rates of a run given day by day."""
    waves = tuple(waves_of(days))
    return Rates(tuple(country_of(days, j, waves) for j in range(len(days.polities))), waves)


def days_of(plan: Plan, result: Result) -> Days:
    """The main span of a run, the largest value of each measure on each day.

    Raises
    ------
    ThawError
        For a step longer than a day, or a measure that is missing.
    """
    from thaw.jobs.plan import steps_of
    from thaw.measure import measures

    starts, lengths = steps_of(plan)[:2]
    span = (plan.case.end - plan.case.start).days + 1
    main = starts < span
    if lengths[main].max() > 1.0:
        raise ThawError(
            f"base rates of {plan.case.name} need steps of a day",
            expected="a case whose step is at most 1 day",
        )
    first = np.searchsorted(starts[main], np.arange(span) - 1e-9)
    names = [m.name for m in measures("polities")]
    spots = [m.name for m in measures("places")]
    here = sum(
        _by_day(result.place[main, :, _column(spots, name)], first) for name in NEEDED_PLACES
    )
    dates = np.datetime64(plan.case.start) + np.arange(span)
    return Days(
        years=dates.astype("datetime64[Y]").astype(int) + 1970,
        polities=tuple(p.name for p in plan.case.polities),
        inhabitants=np.array([p.population.value for p in plan.case.polities]),
        measure={
            name: _by_day(result.polity[main, :, _column(names, name)], first) for name in NEEDED
        },
        here=np.asarray(here),
        place=np.array([plan.case.polity(p.polity) for p in plan.case.places]),
        camp=np.array([p.kind == "camp" for p in plan.case.places]),
    )


def _column(names: Sequence[str], name: str) -> int:
    if name not in names:
        raise ThawError(f"no measure is called {name!r}", nearest=nearest_name(name, names))
    return list(names).index(name)


def _by_day(values: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Largest value of the steps of each day."""
    return np.maximum.reduceat(values.astype(float), first, axis=0)


def spells(on: np.ndarray, gap: int = GAP) -> list[tuple[int, int]]:
    """First and last day of every spell of `on`; up to `gap` days off do not end one.

    Parameters
    ----------
    on : bool array, shape (n_days,)
    """
    days = np.flatnonzero(on)
    if days.size == 0:
        return []
    breaks = np.flatnonzero(np.diff(days) > gap + 1)
    first = days[np.concatenate([[0], breaks + 1])]
    last = days[np.concatenate([breaks, [days.size - 1]])]
    return [(int(a), int(b)) for a, b in zip(first, last, strict=True)]


def country_of(days: Days, j: int, waves: Iterable[Wave] = ()) -> Country:
    """Years, events and the longest wave of polity `j`."""
    acting = days.acting[:, j]
    with_day = tuple(len(np.unique(days.years[acting >= size])) for size in SIZES)
    events = sum(len(spells(days.here[:, q] >= EVENT)) for q in np.flatnonzero(days.place == j))
    return Country(
        days.polities[j],
        float(days.inhabitants[j]),
        length_in_years(days.years),
        with_day,
        events,
        max((w.days for w in waves if w.polity == days.polities[j]), default=0),
    )


def length_in_years(years: np.ndarray) -> float:
    """Calendar years that days belong to, a year of which only some days are given as that part."""
    found, counts = np.unique(years, return_counts=True)
    leap = (found % 4 == 0) & ((found % 100 != 0) | (found % 400 == 0))
    return float(np.sum(counts / np.where(leap, 366, 365)))


def waves_of(days: Days) -> list[Wave]:
    """All waves of a run, by country and date."""
    found = []
    end = len(days.years) - 1
    for j in range(len(days.polities)):
        ends = spells(days.acting[:, j] >= WAVE)
        for number, (first, last) in enumerate(ends):
            following = ends[number + 1][0] if number + 1 < len(ends) else None
            wave = _wave(days, j, first, last, following)
            found.append(replace(wave, cut=last + GAP >= end))
    return found


def _wave(days: Days, j: int, first: int, last: int, following: int | None) -> Wave:
    """The wave of polity `j` from day `first` to day `last`; `following` begins the next."""
    end = len(days.years) - 1
    m = {name: values[:, j] for name, values in days.measure.items()}
    acting = days.acting[first : last + 1, j]
    leading, part = _leading_place(days, j, first, last)
    settled = last + SETTLED if following is None else min(last + SETTLED, following - 1)
    granted = _rise(m["n_concession"], first, settled) > 0.5
    return Wave(
        polity=days.polities[j],
        first=first,
        last=last,
        cut=False,
        peak=float(acting.max()),
        share=float(acting.max() / days.inhabitants[j]),
        local=part > LOCAL,
        camp=leading >= 0 and bool(days.camp[leading]),
        forced=_forced(m, first, last),
        fired=_rise(m["n_fired"], first, last) > 0.5,
        granted=granted,
        unsure=not granted and settled > end,
        strike=bool(m["strikers"][first : last + 1].sum() >= 0.5 * acting.sum()),
        took_part=_took_part(m, first, last),
        deaths=_rise(m["deaths"], first, last),
        council=float(m["dual_power"][first : last + 1].max()),
        party_lost=_party_lost(m["party"], first, last),
        fled=_fled(m["exit_flow"], first, last) / float(days.inhabitants[j]),
        watched=float((end if following is None else following) - last),
        again=following is not None,
    )


def _before(series: np.ndarray, day: int) -> float:
    """The value at the end of the day before; at the start of the span, the first known or 0."""
    return float(series[day - 1]) if day > 0 else 0.0


def _rise(series: np.ndarray, first: int, last: int) -> float:
    """Rise of a sum to date over the days `first` to `last`, the last cut to the span."""
    return float(series[min(last, len(series) - 1)]) - _before(series, first)


def _forced(m: Mapping[str, np.ndarray], first: int, last: int) -> bool:
    """Whether the army was ordered out or foreign troops were in the street or came."""
    days = slice(first, last + 1)
    return bool(
        m["order"][days].max() >= 1
        or m["intervention"][days].max() >= 1
        or _rise(m["n_intervention"], first, last) > 0.5
    )


def _leading_place(days: Days, j: int, first: int, last: int) -> tuple[int, float]:
    """The place of polity `j` with most person-days, and its share; (-1, 0) where none has any."""
    spent = days.here[first : last + 1].sum(axis=0) * (days.place == j)
    total = spent.sum()
    return (int(spent.argmax()), float(spent.max() / total)) if total > 0 else (-1, 0.0)


def _took_part(m: Mapping[str, np.ndarray], first: int, last: int) -> float:
    """People who began to act, from the days that led up to the wave on.

    One who took part within the sixty days before is not counted again; so the largest number at
    one act on one day is a floor.
    """
    days = slice(first, last + 1)
    floor = max(float(m[act][days].max()) for act in ("strikers", "demonstrators", "armed"))
    return max(_rise(m["joined"], max(first - GAP, 0), last), floor)


def _party_lost(party: np.ndarray, first: int, last: int) -> float:
    start = float(party[max(first - 1, 0)])
    return max(0.0, 1.0 - float(party[first : last + SEQUEL + 1].min()) / max(start, 1.0))


def _fled(flow: np.ndarray, first: int, last: int) -> float:
    usual = float(flow[max(first - 1, 0)])
    return float(np.maximum(flow[first : last + SEQUEL + 1] - usual, 0.0).sum())
