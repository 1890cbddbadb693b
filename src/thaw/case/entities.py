"""What stands when a case begins: countries, places, strata, sites, officials and their bodies, formations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A value with its unit, its uncertainty and where it comes from.

    `spread` is one sd: relative for most units (the number is log-normal about `value`), absolute
    for shares and probabilities.
    """

    value: float
    unit: str
    spread: float
    source: str

    @property
    def absolute(self) -> bool:
        """Whether the spread is absolute rather than relative."""
        return self.unit in ("share", "probability", "1")


@dataclass(frozen=True)
class Polity:
    """A country.

    `strata` are shares of its active inhabitants and sum to 1, unless its places say otherwise;
    `set` holds starting values of columns of the polities table.
    """

    name: str
    title: str
    population: Number
    active: Number | None
    party: Number | None
    strata: dict[str, float]
    set: dict[str, Number]
    default_place: dict[str, Number]


@dataclass(frozen=True)
class Place:
    """A city, region or camp.

    `active` is the share of inhabitants who belong to groups and can act (None: all); `strata` are
    shares of them and sum to 1; `set` and `active` include the defaults of the polity. In the
    `capital` the rulers sit; a polity has one at most.
    """

    name: str
    polity: str
    title: str
    kind: str
    at: tuple[float, float]
    population: Number
    active: Number | None
    strata: dict[str, float]
    set: dict[str, Number]
    capital: bool = False


@dataclass(frozen=True)
class Stratum:
    """Starting fields of a stratum and the heights of its ladder of acts (9 = never)."""

    name: str
    heights: dict[str, float]
    set: dict[str, Number]


@dataclass(frozen=True)
class Override:
    """Starting values for the groups that match all selectors given (None matches any)."""

    polity: str | None
    place: str | None
    stratum: str | None
    set: dict[str, Number]


@dataclass(frozen=True)
class Site:
    """A plant, faculty, barracks or camp that the evidence names."""

    name: str
    place: str
    stratum: str
    kind: str
    headcount: Number
    named_in: tuple[str, ...]


@dataclass(frozen=True)
class Official:
    """A member of the top of the apparatus; numbers are shares or -1..1, `spread` is their sd.

    `police`: holds the police; `army`: commands the army; `held`: in prison or a camp when the case begins;
    `shot`: put to death before that.
    """

    name: str
    polity: str
    rank: float
    position: float
    complicity: float
    standing: float
    in_office: float
    spread: float
    source: str
    police: bool = False
    army: bool = False
    held: bool = False
    shot: bool = False


@dataclass(frozen=True)
class Body:
    """A part of the apparatus whose members are officials, one to one: a committee, a corps, a police.

    Attributes
    ----------
    place : str
        The place, of kind body, that it is.
    size : Number
        Members, persons.
    rank : float
        0 for the first post of the country.
    sphere, circle : str, int
        Bodies of one sphere work together, in circles of so many persons drawn across them.
    within : str or None
        Body whose members those of this one are as well.
    patrons : str or None
        Body among whose members each has the one to whom he owes his post.
    police : float
        1 for those who arrest and question.
    traits : dict
        complicity (mean and spread); opposed, foreign, entered (shares of its members).
    army : float
        1 for those who command the army.
    """

    place: str
    size: Number
    rank: float
    sphere: str
    circle: int
    within: str | None
    patrons: str | None
    police: float
    traits: dict[str, Number]
    army: float = 0.0


@dataclass(frozen=True)
class PartyAbroad:
    """A party in a country that is no polity of the case, tied to the hegemon.

    Attributes
    ----------
    name, title : str
        Its country, and what it is called.
    members : Number
        Persons, in quiet times.
    shares : dict
        Starting values of columns of `parties`; those that are missing stand at their defaults.
    lean : float
        What it stands for as a centre, -1 the old line to 1 reform.
    """

    name: str
    title: str
    members: Number
    shares: dict[str, Number]
    lean: float = 0.0


def row_names(entries: Iterable[tuple[str, str]]) -> list[str]:
    """What events and levers call officials, given (polity, name) of each.

    The name alone; with the polity before it, ``ONE/Novak``, where two polities have one of that name.
    """
    entries = list(entries)
    count = Counter(name for _, name in entries)
    return [f"{polity}/{name}" if count[name] > 1 else name for polity, name in entries]


@dataclass(frozen=True)
class Unit:
    """A police or army formation."""

    name: str
    polity: str
    place: str
    kind: str
    strength: Number
    loyalty: Number
