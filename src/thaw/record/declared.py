"""What a record declares beside its tables: ``items.yaml`` and the `covers` of record.yaml.

The rule turns rows into items of evidence by their kind and quantity alone. ``items.yaml``, which a
record may lack, holds what the rule cannot know: rows that it would misread, figures to be held
against runs by name, and what the record can see. `covers` says of which polities, years and kinds
the record's silence means anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from thaw.errors import Problems, nearest_name
from thaw.files import MISSING, Document, Path_, read_date, read_yaml
from thaw.keys import DATE, NOTE, TEXT, Form, Table, choice, list_of, map_of, may, must, number
from thaw.record.vocabulary import (
    CONCESSIONS,
    GRID,
    LOOKED_FOR,
    MASS,
    ORGANISATIONS,
    PURGED,
    RELATIVE,
)

FILE = "items.yaml"
RULES = ("and named", "named only")
DENSITIES = ("all", "most", "few")
SIZES = ("participants", "deaths", "arrests", "refugees", "troops", "days_lost", "duration")
SERIES = (
    *("exit", "party", *RELATIVE, "collective", "days_lost", "deaths", "at_work", "members_abroad"),
    *PURGED,
)
NAMED = ("council_end", "exit_peak", "talks", "federation", "went_over")
"""First days, and last ones, of which no chance is noted."""
FIRSTS = (*LOOKED_FOR, *CONCESSIONS, "council", *NAMED)
OTHER = "other"
"""The polity that stands for all that are not named."""

CHANCE: Form = number(0.0, 1.0)
ROW = Table(
    {
        "as": may(list_of(choice(GRID)), "grid kinds it stands for; none: not evidence"),
        "polity": may(TEXT, "where it belongs, if not where the row says"),
        "why": must(NOTE),
    }
)
COUNCIL = Table(
    {
        "from": must(list_of(TEXT), "rows, the earliest is the first council"),
        "until": must(list_of(TEXT), "rows, the latest is the end of councils as a power"),
    }
)
_WINDOW = {"polity": must(TEXT), "from": must(DATE), "until": must(DATE)}
_AT = {"at": may(TEXT, "a place of the case, or an area of `areas`; else the whole polity")}
SIZE = Table(
    {
        "what": must(choice(SIZES)),
        **_WINDOW,
        **_AT,
        "figures": must(list_of(TEXT), "event/quantity"),
        "plus": may(list_of(TEXT), "event/quantity, added to each"),
    }
)
FIRST = Table(
    {
        "what": must(choice(FIRSTS)),
        **_WINDOW,
        "month": must(DATE, "fixes the episode"),
        "rows": may(list_of(TEXT), "rows that tell the day, of a kind that no row shows by itself"),
    }
)
TOLD = Table(
    {
        "what": must(choice(SERIES)),
        **_WINDOW,
        **_AT,
        "figures": must(list_of(TEXT), "series/date"),
        "bodies": may(
            list_of(TEXT),
            "places of the case, of kind body, whose losses it tells; or parties abroad",
        ),
    }
)
SET_ASIDE = tuple(dict.fromkeys((*SIZES, *SERIES, *FIRSTS)))
"""What a record may set aside whole: sizes, series and first days; cells stand."""
BOUND = Table(
    figure=must(TEXT, "event/quantity"),
    source=must(TEXT),
    bound=must(choice(("at_least", "up_to"))),
    why=must(NOTE),
)
DECISIONS_SEEN = tuple(
    what for what in FIRSTS if what not in (*MASS, *CONCESSIONS) and what not in NAMED
)
SEEN = Table(
    half_size=may(
        Table({what: may(map_of(number(1.0))) for what in MASS}),
        "persons at which half of the events are noted, by polity",
    ),
    camps=may(number(1.0), "the same for stoppages of prisoners"),
    decisions=may(
        Table({what: may(map_of(CHANCE)) for what in DECISIONS_SEEN}),
        "chance that one left a row, by polity",
    ),
    tail=may(
        Table(half_size=may(number(1.0)), concession=may(CHANCE), disclosure=may(CHANCE)),
        "factors after the main span of a case",
    ),
)
ITEMS = Table(
    rule=may(choice(RULES), "whether the rule finds items beside those named"),
    base_year=may(number(1.0, 9999.0), "prices are told against its mean"),
    base_years=may(
        Table({what: may(number(1.0, 9999.0)) for what in RELATIVE}),
        "the same for a kind of series, where it is another year",
    ),
    rows=may(map_of(ROW), "rows that the rule would misread"),
    councils=may(map_of(COUNCIL), "by polity"),
    sizes=may(list_of(SIZE)),
    bounds=may(list_of(BOUND), "figures that tell of less or more than the item asks"),
    dates=may(list_of(FIRST)),
    series=may(list_of(TOLD)),
    seen=may(SEEN),
    areas=may(map_of(list_of(TEXT)), "names for several places of the case taken together"),
    places=may(
        map_of(NOTE),
        "place of a row (or POLITY/place, where two have one of that name) to the place or area of the "
        "case that its figures are about; empty: the polity",
    ),
    after=may(
        Table({what: may(number(0.0, 366.0)) for what in SIZES}),
        "days after an event over which figures of it count, where the rule's own do not fit",
    ),
    aside=may(
        Table({what: may(NOTE) for what in SET_ASIDE}),
        "sizes, series and first days that are not held against runs, and why",
    ),
)
"""Keys of items.yaml."""

COVER = Table(
    {
        "polities": must(list_of(NOTE)),
        "from": must(DATE),
        "until": must(DATE),
        "kinds": may(list_of(choice(LOOKED_FOR)), "all unless given"),
        "density": may(choice(DENSITIES), "how many of them have a row"),
    }
)
"""One entry of `covers` in record.yaml."""


ORGANISATION = Table(
    kind=must(choice(ORGANISATIONS)),
    title=must(TEXT),
    series=must(list_of(TEXT), "ids of the series that count its members"),
)
"""One entry of `organisations` in record.yaml."""


class Size(NamedTuple):
    """A number of persons. `told` are (event, quantity); `plus` are added to each figure.

    `at` is a place or area of the case; empty, the whole polity.
    """

    what: str
    polity: str
    first: str
    last: str
    told: tuple[tuple[str, str], ...]
    plus: tuple[tuple[str, str], ...] = ()
    at: str = ""


class First(NamedTuple):
    """The first day of something in a window; `month` (anchor) fixes the episode.

    `rows` are the events that tell the day, where the kind of a row does not.
    """

    what: str
    polity: str
    first: str
    last: str
    month: str
    rows: tuple[str, ...] = ()


class Told(NamedTuple):
    """A figure of a series. `told` are (series, date as the record writes it).

    `at` as for a `Size`; `bodies` are those whose losses it tells.
    """

    what: str
    polity: str
    first: str
    last: str
    told: tuple[tuple[str, str], ...]
    at: str = ""
    bodies: tuple[str, ...] = ()


class Row(NamedTuple):
    """How a row is read: `kinds` of the grid (None: by rule), `polity` (empty: its own), and why."""

    kinds: tuple[str, ...] | None
    polity: str
    why: str


class Council(NamedTuple):
    """Rows of which the earliest is the first council and the latest the end of councils."""

    begin: tuple[str, ...]
    end: tuple[str, ...]


class Organisation(NamedTuple):
    """A mass organisation beside the ruling party, and the series that count its members."""

    kind: str
    title: str
    series: tuple[str, ...]


class Cover(NamedTuple):
    """Polities, days and kinds of the grid of which the record says how many have a row."""

    polities: tuple[str, ...]
    first: dt.date
    last: dt.date
    kinds: tuple[str, ...]
    density: str


HALF_SIZE: Mapping[str, Mapping[str, float]] = {
    "strike": {OTHER: 3000.0},
    "demonstration": {OTHER: 2000.0},
    "rising": {OTHER: 100.0},
}
DECISION: Mapping[str, Mapping[str, float]] = {
    "concession": {OTHER: 0.7},
    "disclosure": {OTHER: 0.7},
    "leader": {OTHER: 0.97},
    "intervention": {OTHER: 0.99},
    "council": {OTHER: 0.95},
    "fire": {OTHER: 0.95},
    "emergency": {OTHER: 0.95},
}
"""What a record of density `most` is taken to see where it says nothing else. Assumed."""


@dataclass(frozen=True)
class Seen:
    """What the record can see; see `thaw.evidence.visibility`. All numbers are assumed.

    Attributes
    ----------
    half_size : dict
        Kind of mass event to polity to persons at which half of the events are noted.
    camps : float
        The same for stoppages of prisoners.
    decisions : dict
        Kind to polity to the chance that one left a row.
    tail : dict
        Factors after the main span.
    """

    half_size: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: dict(HALF_SIZE))
    camps: float = 3000.0
    decisions: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: dict(DECISION))
    tail: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """Content of items.yaml, of `covers` and `organisations`, checked; empty for a record without."""

    by_rule: bool = True
    base_year: int | None = None
    rows: Mapping[str, Row] = field(default_factory=dict)
    councils: Mapping[str, Council] = field(default_factory=dict)
    sizes: tuple[Size, ...] = ()
    bounds: Mapping[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    dates: tuple[First, ...] = ()
    series: tuple[Told, ...] = ()
    seen: Seen = field(default_factory=Seen)
    aside: Mapping[str, str] = field(default_factory=dict)
    covers: tuple[Cover, ...] = ()
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, str] | None = None
    after: Mapping[str, int] = field(default_factory=dict)
    base_years: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Names:
    """What items.yaml may name of the tables; None where a table could not be read."""

    polities: list[str] | None
    events: set[str] | None
    figures: set[str] | None
    sources: set[str] | None
    series: set[str] | None


def names_in(about: Document, rows: Mapping[str, list[dict[str, Any]]]) -> Names:
    """The names that rows of a record give."""

    def cells(table: str, *columns: str) -> set[str] | None:
        if table not in rows:
            return None
        told = [[str(row.get(c, "")).rstrip("?~%") for c in columns] for row in rows[table]]
        return {"/".join(t) for t in told}

    data = about.data if isinstance(about.data, dict) else {}
    found = data.get("polities")
    return Names(
        [str(p) for p in found] if isinstance(found, list) else None,
        cells("events", "id"),
        cells("attestations", "event_id", "quantity"),
        cells("sources", "source_id"),
        cells("series", "series_id", "date"),
    )


def read_declared(folder: Path, about: Document, names: Names, problems: Problems) -> Declared:
    """What a record declares.

    Parameters
    ----------
    folder : Path
    about : Document
        record.yaml; its `covers` and `organisations` are read.
    names : Names
        What may be named.
    problems : Problems
        Where mistakes are noted.

    Raises
    ------
    ThawError
        Of items.yaml that is not valid YAML; every other mistake is noted, with file, line and key.
    """
    covers: tuple[Cover, ...] = ()
    organisations: dict[str, Organisation] = {}
    made = Declared()
    with problems.apart():
        covers = _covers(about, names)
    with problems.apart():
        organisations = _organisations(about, names)
    if (folder / FILE).is_file():
        with problems.apart():
            d = read_yaml(folder / FILE, collect=True)
            problems.found.extend(d.problems.found)
            made = _items(replace(d, problems=problems), names)
    return replace(made, covers=covers, organisations=organisations)


def _items(d: Document, names: Names) -> Declared:
    data = d.keys(d.data, ITEMS)
    rule = data.get("rule", RULES[0])
    if rule not in RULES:
        d.note(
            f"is {rule!r}", ("rule",), expected=", ".join(RULES), nearest=nearest_name(rule, RULES)
        )
    year = data.get("base_year")
    if year is not None and (not isinstance(year, int) or not 1 <= year <= 9999):
        d.note(f"{year!r} is not a year", ("base_year",), expected="a year such as 1953")
    rows, councils, bounds = {}, {}, {}
    for name, entry in _entries(d, data, "rows"):
        path: Path_ = ("rows", name)
        _one_of(d, name, names.events, "event", path)
        entry = d.keys(entry, ROW, path=path)
        kinds = entry.get("as")
        for number_, kind in enumerate(kinds or []):
            _one_of(d, kind, GRID, "grid kind", (*path, "as", number_))
        if "polity" in entry:
            _one_of(d, entry["polity"], names.polities, "polity", (*path, "polity"))
        elif "as" not in entry:
            d.note("changes nothing", path, expected="as, polity or both")
        rows[str(name)] = Row(
            None if "as" not in entry else tuple(map(str, kinds or [])),
            str(entry.get("polity", "")),
            str(entry["why"]),
        )
    for name, entry in _entries(d, data, "councils"):
        path = ("councils", name)
        _one_of(d, name, names.polities, "polity", path)
        entry = d.keys(entry, COUNCIL, path=path)
        councils[str(name)] = Council(
            *(_names(d, entry.get(k), names.events, "event", (*path, k)) for k in ("from", "until"))
        )
    for n, entry in _listed(d, data, "bounds"):
        path = ("bounds", n)
        entry = d.keys(entry, BOUND, path=path)
        _one_of(d, entry["figure"], names.figures, "figure", (*path, "figure"))
        _one_of(d, entry["source"], names.sources, "source", (*path, "source"))
        _one_of(d, entry["bound"], ("at_least", "up_to"), "bound", (*path, "bound"))
        event, _, quantity = str(entry["figure"]).partition("/")
        bounds[(event, quantity, str(entry["source"]))] = (str(entry["bound"]), str(entry["why"]))
    sizes, dates, series = [], [], []
    for n, entry in _listed(d, data, "sizes"):
        entry, first, last = _window(d, entry, SIZE, SIZES, names, ("sizes", n))
        told, plus = (
            _figures(d, entry.get(k), names.figures, ("sizes", n, k)) for k in ("figures", "plus")
        )
        at = str(entry.get("at") or "")
        sizes.append(Size(str(entry["what"]), str(entry["polity"]), first, last, told, plus, at))
    for n, entry in _listed(d, data, "dates"):
        entry, first, last = _window(d, entry, FIRST, FIRSTS, names, ("dates", n))
        read_date(d, entry["month"], ("dates", n, "month"))
        rows_ = _names(d, entry.get("rows"), names.events, "event", ("dates", n, "rows"))
        what, polity = str(entry["what"]), str(entry["polity"])
        dates.append(First(what, polity, first, last, str(entry["month"]), rows_))
    for n, entry in _listed(d, data, "series"):
        entry, first, last = _window(d, entry, TOLD, SERIES, names, ("series", n))
        told = _figures(d, entry.get("figures"), names.series, ("series", n, "figures"))
        bodies = _names(d, entry.get("bodies"), None, "body", ("series", n, "bodies"))
        what, polity = str(entry["what"]), str(entry["polity"])
        at = str(entry.get("at") or "")
        series.append(Told(what, polity, first, last, told, at, bodies))
    return Declared(
        rule == RULES[0],
        year,
        rows,
        councils,
        tuple(sizes),
        bounds,
        tuple(dates),
        tuple(series),
        _seen(d, data.get("seen"), names),
        _aside(d, data, (*sizes, *dates, *series)),
        areas={str(k): tuple(map(str, v or [])) for k, v in _entries(d, data, "areas")},
        places=None
        if data.get("places") is None
        else {str(k): str(v or "") for k, v in _entries(d, data, "places")},
        after={str(k): int(v) for k, v in _entries(d, data, "after")},
        base_years={str(k): int(v) for k, v in _entries(d, data, "base_years")},
    )


def _seen(d: Document, entry: Any, names: Names) -> Seen:
    if entry is None:
        return Seen()
    entry = d.keys(entry, SEEN, path=("seen",))
    tables: dict[str, dict] = {}
    parts = (("half_size", HALF_SIZE, MASS, 1e9), ("decisions", DECISION, DECISIONS_SEEN, 1.0))
    for part, default, kinds, most in parts:
        path: Path_ = ("seen", part)
        tables[part] = {what: dict(table) for what, table in default.items()}
        given = d.keys(entry.get(part) or {}, kinds, path=path)
        for what, by_polity in given.items():
            for polity, value in (by_polity or {}).items():
                _one_of(
                    d,
                    polity,
                    None if names.polities is None else [*names.polities, OTHER],
                    "polity",
                    (*path, what, polity),
                )
                tables[part].setdefault(str(what), {})[str(polity)] = _amount(
                    d, value, (*path, what, polity), most
                )
    tail = d.keys(
        entry.get("tail") or {}, ("half_size", "concession", "disclosure"), path=("seen", "tail")
    )
    factors = {
        str(k): _amount(d, v, ("seen", "tail", k), 1e3 if k == "half_size" else 1.0)
        for k, v in tail.items()
    }
    camps = _amount(d, entry.get("camps", 3000.0), ("seen", "camps"), 1e9)
    return Seen(tables["half_size"], camps, tables["decisions"], factors)


def _aside(d: Document, data: Mapping, named: Iterable[Any]) -> dict[str, str]:
    """Sizes, series and first days that the record sets aside, none of which it names as well."""
    table = d.keys(data.get("aside") or {}, ITEMS["aside"].form, path=("aside",))
    for what in sorted({n.what for n in named} & set(table)):
        d.note(
            f"{what} is set aside and named",
            ("aside", what),
            expected="no item of this kind under sizes, dates or series, or no line here",
        )
    return {str(what): str(why) for what, why in table.items()}


def _organisations(d: Document, names: Names) -> dict[str, Organisation]:
    """Mass organisations of record.yaml; a series counts the members of one."""
    data = d.data if isinstance(d.data, dict) else {}
    known = None if names.series is None else {n.partition("/")[0] for n in names.series}
    made: dict[str, Organisation] = {}
    taken: dict[str, Any] = {}
    for name, entry in _entries(d, data, "organisations"):
        path: Path_ = ("organisations", name)
        entry = d.keys(entry, ORGANISATION, path=path)
        _one_of(d, entry["kind"], ORGANISATIONS, "kind of organisation", (*path, "kind"))
        series = _names(d, entry["series"], known, "series", (*path, "series"))
        for n, told in enumerate(series):
            if told in taken:
                d.note(
                    f"{told} counts the members of {taken[told]} already",
                    (*path, "series", n),
                    expected="each series under one organisation",
                )
            taken.setdefault(told, name)
        made[str(name)] = Organisation(str(entry["kind"]), str(entry["title"]), series)
    return made


def _covers(d: Document, names: Names) -> tuple[Cover, ...]:
    data = d.data if isinstance(d.data, dict) else {}
    made = []
    for n, entry in _listed(d, data, "covers"):
        path: Path_ = ("covers", n)
        entry = d.keys(entry, COVER, path=path)
        polities = _names(d, entry.get("polities"), names.polities, "polity", (*path, "polities"))
        kinds = _names(
            d, entry.get("kinds") or list(LOOKED_FOR), LOOKED_FOR, "kind", (*path, "kinds")
        )
        density = entry.get("density", "most")
        _one_of(d, density, DENSITIES, "density", (*path, "density"))
        first, last = _days(d, entry, path)
        if first and last:
            made.append(Cover(polities, first, last, kinds, str(density)))
    return tuple(made)


def _window(
    d: Document, entry: Any, table: Table, kinds: tuple[str, ...], names: Names, path: Path_
) -> tuple[Mapping[str, Any], str, str]:
    """An entry with a kind, a polity and a window, and the ends of the window."""
    entry = d.keys(entry, table, path=path)
    _one_of(d, entry["what"], kinds, "kind of item", (*path, "what"))
    _one_of(d, entry["polity"], names.polities, "polity", (*path, "polity"))
    first, last = _days(d, entry, path)
    return entry, str(first), str(last)


def _days(d: Document, entry: Mapping, path: Path_) -> tuple[dt.date, dt.date]:
    first = read_date(d, entry["from"], (*path, "from"))
    last = read_date(d, entry["until"], (*path, "until"), end=True)
    if first and last and last < first:
        d.note(f"ends on {last}, before it begins", (*path, "until"), expected=f"{first} or later")
    return first, last


def _amount(d: Document, value: Any, path: Path_, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= most:
        d.note(f"is {value!r}", path, expected=f"a number above 0, at most {most:g}")
        return 1.0
    return float(value)


def _entries(d: Document, data: Mapping, key: str) -> list[tuple[Any, Any]]:
    table = data.get(key) or {}
    if not isinstance(table, dict):
        d.note("is not a table of keys", (key,))
        return []
    return list(table.items())


def _listed(d: Document, data: Mapping, key: str) -> list[tuple[int, Any]]:
    entries = data.get(key) or []
    if not isinstance(entries, list):
        d.note("is not a list", (key,))
        return []
    return list(enumerate(entries))


def _names(
    d: Document, entries: Any, valid: Iterable[str] | None, what: str, path: Path_
) -> tuple[str, ...]:
    if entries is MISSING:
        return ()
    if not isinstance(entries or [], list):
        d.note("is not a list", path)
        return ()
    for n, name in enumerate(entries or []):
        _one_of(d, name, valid, what, (*path, n))
    return tuple(map(str, entries or []))


def _figures(
    d: Document, entries: Any, valid: set[str] | None, path: Path_
) -> tuple[tuple[str, str], ...]:
    """(row, quantity or date) of texts such as ``poznan/deaths``."""
    told = [n.partition("/") for n in _names(d, entries, valid, "figure", path)]
    return tuple((a, b) for a, _, b in told)


def _one_of(d: Document, name: Any, valid: Iterable[str] | None, what: str, path: Path_) -> None:
    """The name is one of `valid`; None, of which nothing could be read, holds any."""
    if name is MISSING or valid is None or str(name) in valid:
        return
    names = sorted(valid)
    d.note(
        f"no {what} of the record is called {str(name)!r}",
        path,
        expected=", ".join(names) if len(names) <= 24 else f"one of {len(names)} names",
        nearest=nearest_name(str(name), names),
    )
