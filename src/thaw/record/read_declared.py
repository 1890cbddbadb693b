"""Reading ``items.yaml``, and `covers` and `organisations` of record.yaml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from thaw.errors import Problems, nearest_name
from thaw.files import MISSING, Document, Path_, read_date, read_yaml
from thaw.keys import Table
from thaw.record.declared import (
    DECISION,
    HALF_SIZE,
    Council,
    Cover,
    Declared,
    First,
    Names,
    Organisation,
    Row,
    Seen,
    Size,
    Told,
)
from thaw.record.items_form import (
    BOUND,
    COUNCIL,
    COVER,
    DECISIONS_SEEN,
    DENSITIES,
    FILE,
    FIRST,
    FIRSTS,
    ITEMS,
    ORGANISATION,
    OTHER,
    ROW,
    RULES,
    SEEN,
    SERIES,
    SIZE,
    SIZES,
    TOLD,
    WINDOWS,
)
from thaw.record.vocabulary import GRID, LOOKED_FOR, MASS, ORGANISATIONS


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


def _rows(d: Document, data: Mapping, names: Names) -> dict[str, Row]:
    """Rows of events that stand for other kinds or another polity than they say."""
    rows = {}
    for name, entry in d.entries(data, "rows"):
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
    return rows


def _councils(d: Document, data: Mapping, names: Names) -> dict[str, Council]:
    """By polity the events with which councils begin and end."""
    councils = {}
    for name, entry in d.entries(data, "councils"):
        path: Path_ = ("councils", name)
        _one_of(d, name, names.polities, "polity", path)
        entry = d.keys(entry, COUNCIL, path=path)
        councils[str(name)] = Council(
            *(_names(d, entry.get(k), names.events, "event", (*path, k)) for k in ("from", "until"))
        )
    return councils


def _bounds(
    d: Document, data: Mapping, names: Names
) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Figures that a source gives as a bound, with the reason."""
    bounds = {}
    for n, entry in _listed(d, data, "bounds"):
        path: Path_ = ("bounds", n)
        entry = d.keys(entry, BOUND, path=path)
        _one_of(d, entry["figure"], names.figures, "figure", (*path, "figure"))
        _one_of(d, entry["source"], names.sources, "source", (*path, "source"))
        _one_of(d, entry["bound"], ("at_least", "up_to"), "bound", (*path, "bound"))
        event, _, quantity = str(entry["figure"]).partition("/")
        bounds[(event, quantity, str(entry["source"]))] = (str(entry["bound"]), str(entry["why"]))
    return bounds


def _items(d: Document, names: Names) -> Declared:
    data = d.keys(d.data, ITEMS)
    rule, windows = _chosen(d, data, "rule", RULES), _chosen(d, data, "windows", WINDOWS)
    if not isinstance(data.get("apart", False), bool):
        d.note(f"{data['apart']!r} is neither true nor false", ("apart",), expected="true or false")
    year = data.get("base_year")
    if year is not None and (not isinstance(year, int) or not 1 <= year <= 9999):
        d.note(f"{year!r} is not a year", ("base_year",), expected="a year such as 1953")
    rows, councils = _rows(d, data, names), _councils(d, data, names)
    bounds = _bounds(d, data, names)
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
        windows == WINDOWS[1],
        data.get("apart") is True,
        year,
        rows,
        councils,
        tuple(sizes),
        bounds,
        tuple(dates),
        tuple(series),
        _seen(d, data.get("seen"), names),
        _aside(d, data, (*sizes, *dates, *series)),
        areas={str(k): tuple(map(str, v or [])) for k, v in d.entries(data, "areas")},
        places=None
        if data.get("places") is None
        else {str(k): str(v or "") for k, v in d.entries(data, "places")},
        after={str(k): int(v) for k, v in d.entries(data, "after")},
        base_years={str(k): int(v) for k, v in d.entries(data, "base_years")},
    )


def _chosen(d: Document, data: Mapping, key: str, valid: tuple[str, ...]) -> str:
    """One of a few words, the first unless given."""
    word = data.get(key, valid[0])
    if word not in valid:
        nearest = nearest_name(str(word), valid)
        d.note(f"is {word!r}", (key,), expected=", ".join(valid), nearest=nearest)
    return str(word)


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
    for name, entry in d.entries(data, "organisations"):
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
