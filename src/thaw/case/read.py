"""From the text of a case to a `Case`: every number with its unit, every name known."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from thaw.case.bodies import read_bodies
from thaw.case.case import Case, Comparing
from thaw.case.dates import read_episodes, read_events, read_levers, read_span, read_step, read_tail
from thaw.case.entities import Official, Override, Place, Polity, Site, Stratum, Unit
from thaw.case.fields import (
    as_columns,
    as_entries,
    as_list,
    as_number,
    as_plain,
    as_source,
    as_table,
    as_text,
    as_yes,
    new_id,
)
from thaw.case.hegemon import NO_HEGEMON
from thaw.case.keys import (
    CASE,
    CELL,
    COMPARE,
    HEIGHT_NAMES,
    HEIGHTS,
    OFFICIAL,
    OVERRIDE,
    SITE,
    STRATUM,
    TOWN,
    UNIT,
)
from thaw.case.kinds import check_kinds, kind_of, kinds_of
from thaw.case.parties import read_parties
from thaw.case.people import check_units, read_traits
from thaw.case.places import check_places, read_places, read_polities, rows_of
from thaw.files import Document, Path_, data_folder, find, read_date, read_yaml, shipped
from thaw.world import SITE_KINDS

MOST_TO_A_CELL = 250
MOST_TO_A_WORKPLACE = 1000
"""Cells; a workplace of more is several."""


def cases() -> dict[str, Path]:
    """Names and files of the shipped cases."""
    return shipped("cases")


def load_case(name_or_path: str | Path) -> Case:
    """Read a case and check it whole.

    Parameters
    ----------
    name_or_path : str or Path
        A shipped case such as ``bloc_1953``, or a file of one's own.

    Raises
    ------
    ThawError
        All mistakes at once, each with file, line, key and the nearest valid name.
    """
    return case_from(read_yaml(find("cases", name_or_path), collect=True))


def describe(case: Case) -> dict[str, Any]:
    """A few lines about a case, for lists and reports."""
    return {
        "case": case.name,
        "title": case.title,
        "span": f"{case.start} .. {case.end}",
        "polities": len(case.polities),
        "places": len(case.places),
        "population": case.population,
        "events": len(case.events),
        "episodes": len(case.episodes),
    }


def case_from(d: Document) -> Case:
    """The case written in `d`.

    Raises
    ------
    ThawError
        All mistakes at once, in order of line.
    """
    with d.problems.collecting():
        made = _read(d)
    return made


def _read(d: Document) -> Case:
    apart = d.problems.apart
    d.is_a("case")
    data = d.keys(d.data, CASE)
    if "case" in data and d.file.stem != data["case"]:
        d.note(
            f"is called {data['case']!r} in a file called {d.file.name!r}",
            ("case",),
            expected=d.file.stem,
        )
    start, end, tail = dt.date.min, dt.date.max, None
    with apart():
        start, end = read_span(d, data["span"])
    with apart():
        tail = read_tail(d, end)
    with apart():
        check_kinds(d)
    polities = read_polities(d, data)
    places = read_places(d, data, polities)
    strata = _strata(d, data, places)
    sites = _sites(d, places)
    units = check_units(d, _units(d), polities)
    officials = _officials(d)
    check_places(d, polities, places)
    rows = rows_of(d)
    last = tail.until if tail else end if d.sound("tail") else dt.date.max
    cell_size, workplace_cells, town_size = _sizes(d)
    days = None if (start, end) == (dt.date.min, dt.date.max) else (end - start).days + 1.0
    with apart():
        events = read_events(d, rows, start, last)
        return Case(
            name=data["case"],
            title=as_text(d, data["title"], ("title",)),
            says=" ".join(str(data.get("says") or "").split()),
            start=start,
            end=end,
            step=read_step(d, data.get("step", "1 day"), ("step",), days),
            tail=tail,
            record=data.get("record"),
            hegemon=_hegemon(data, polities),
            traits=read_traits(d, data["traits"]),
            cell_size=cell_size,
            workplace_cells=workplace_cells,
            town_size=town_size,
            polities=polities,
            places=places,
            strata=strata,
            groups=_overrides(d, rows),
            sites=sites,
            officials=officials,
            units=units,
            events=events,
            episodes=read_episodes(d, rows["polities"], start, end, last),
            levers=read_levers(d, rows, events, start, last),
            compare=_compare(d),
            file=d.file,
            document=d,
            key_dates=_key_dates(d, start, last),
            cover=_cover(d, rows["polities"]),
            bodies=read_bodies(d, places),
            parties=read_parties(d, _hegemon(data, polities), rows["polities"]),
        )


def _key_dates(d: Document, start: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """Days of the maps, each within the span."""
    made = []
    for n, entry in enumerate(as_list(d, "key_dates")):
        day = read_date(d, entry, ("key_dates", n))
        if day and not start <= day <= last:
            d.note(f"{day} lies outside the span", ("key_dates", n), expected=f"{start} to {last}")
        elif day:
            made.append(day)
    return tuple(made)


def _cover(d: Document, polities: list[str]) -> tuple[str, ...]:
    """Polities of the cover figure."""
    names = [
        d.one_of(entry, polities, "polity", ("cover", n))
        for n, entry in enumerate(as_list(d, "cover"))
    ]
    return tuple(n for n in names if n)


def _hegemon(data: dict[str, Any], polities: tuple[Polity, ...]) -> str:
    """Name of the first polity; empty in a case that has no hegemon."""
    names = [p.name for p in polities]
    if data.get("hegemon", "") in (NO_HEGEMON, None) and NO_HEGEMON not in names:
        return ""
    return names[0] if names else ""


def _compare(d: Document) -> Comparing:
    """Accounts and runs of a comparison of this case; a path is relative to the file of the case.

    An account may be named by the address of a shelf, such as general/elite_split, or a whole shelf by its name.
    """
    entry = d.keys(d.data.get("compare") or {}, COMPARE, path=("compare",))
    names = []
    for k, name in enumerate(as_entries(d, entry.get("accounts"), ("compare", "accounts"))):
        path = ("compare", "accounts", k)
        file = d.file.parent / str(name)
        shelved = _on_a_shelf(str(name))
        if shelved:
            names += shelved
        elif str(name).endswith(".yaml") or "/" in str(name):
            if not file.is_file():
                d.note(
                    f"there is no file {str(name)!r}",
                    path,
                    expected=f"a file, from {d.file.parent}",
                )
            names.append(str(file.resolve()))
        else:
            names.append(d.one_of(name, shipped("accounts"), "account", path))
    runs = entry.get("runs")
    if runs is not None:
        runs = _whole(d, runs, ("compare", "runs"), 20, 100_000)
    quick = entry.get("quick")
    if quick is not None:
        quick = _whole(d, quick, ("compare", "quick"), 8, 1000)
    return Comparing(tuple(names), runs, quick)


def _on_a_shelf(name: str) -> list[str]:
    """Files of the shipped account of that address, or of all on the shelf of that name; else none."""
    home = data_folder("accounts")
    if re.fullmatch(r"[a-z0-9_]+/[a-z0-9_]+", name) and (home / f"{name}.yaml").is_file():
        return [str(home / f"{name}.yaml")]
    if re.fullmatch(r"[a-z0-9_]+", name) and (home / name).is_dir():
        return [str(file) for file in sorted((home / name).glob("*.yaml"))]
    return []


def _sizes(d: Document) -> tuple[int, int, float]:
    """Members of a cell, cells of a workplace, inhabitants of a town of a region."""
    with d.problems.apart() as sound:
        cell = d.keys(d.data.get("cell") or {}, CELL, path=("cell",))
        town = d.keys(d.data.get("town") or {}, TOWN, path=("town",))
        members = _whole(d, cell.get("size", 40), ("cell", "size"), 2, MOST_TO_A_CELL)
        cells = _whole(d, cell.get("workplace", 20), ("cell", "workplace"), 1, MOST_TO_A_WORKPLACE)
        people = as_plain(d, town.get("size", 100_000), ("town", "size"), 1, 1e9)
        if sound() and people < members:
            d.note(
                f"a town of {people:g} inhabitants is smaller than a cell of {members}",
                ("town", "size"),
                expected=f"{members} or more",
            )
    return members, cells, people


def _whole(d: Document, value: Any, path: Path_, low: int, high: int) -> Any:
    number = as_plain(d, value, path, low, high)
    if number is None:
        return None
    if number != int(number):
        return d.note(f"{value} is not a whole number", path, expected=f"{low} .. {high}")
    return int(number)


def _strata(d: Document, data: dict[str, Any], places: tuple[Place, ...]) -> tuple[Stratum, ...]:
    made = []
    written = as_table(d, data["strata"], ("strata",))
    for name, entry in written.items():
        path = ("strata", name)
        with d.problems.apart():
            kind = kind_of(d, name, "strata", path)
            entry = d.keys(entry, STRATUM, path=path)
            heights = {}
            if "heights" in entry:
                table = d.keys(entry["heights"], HEIGHTS, path=(*path, "heights"))
                heights = {
                    h: as_plain(d, table[h], (*path, "heights", h), 0.0, 9.0) for h in HEIGHT_NAMES
                }
            columns = as_columns(d, entry.get("set"), "groups", (*path, "set"))
            made.append(Stratum(kind, heights, columns))
    if "strata" in data and d.sound("strata"):
        _check_ladders(d, list(written), places)
    return tuple(made)


def _check_ladders(d: Document, known: list[str], places: tuple[Place, ...]) -> None:
    """Every stratum of a place has its ladder of acts."""
    kinds = kinds_of(d, "strata")
    here = {kinds.get(name, name) for name in known}
    own = {kind: name for name, kind in kinds.items()}
    for place in places:
        for name in (own.get(kind, kind) for kind in place.strata if kind not in here):
            if name not in known:
                d.note(
                    f"the {name} of {place.name!r} have no ladder",
                    ("places", place.name, "strata"),
                    expected=f"an entry {name}: {{heights: ...}} under `strata`; it has "
                    + ", ".join(known),
                )


def _strata_names(d: Document) -> list[str]:
    table = d.data.get("strata")
    return list(table) if isinstance(table, dict) else []


def _overrides(d: Document, rows: dict[str, list[str]]) -> tuple[Override, ...]:
    valid = {"polity": rows["polities"], "place": rows["places"], "stratum": _strata_names(d)}
    made = []
    for k, entry in enumerate(as_list(d, "groups")):
        path = ("groups", k)
        with d.problems.apart():
            entry = d.keys(entry, OVERRIDE, path=path)
            chosen = {
                word: d.one_of(entry[word], names, word, (*path, word)) if word in entry else None
                for word, names in valid.items()
            }
            if chosen["stratum"] is not None:
                chosen["stratum"] = kinds_of(d, "strata").get(chosen["stratum"], chosen["stratum"])
            columns = as_columns(d, entry["set"], "groups", (*path, "set"))
            made.append(Override(**chosen, set=columns))
    return tuple(made)


def _sites(d: Document, places: tuple[Place, ...]) -> tuple[Site, ...]:
    by_name = {p.name: p for p in places}
    taken: dict[tuple[str, str], float] = {}
    made = []
    for name, entry in as_table(d, d.data.get("sites") or {}, ("sites",)).items():
        path = ("sites", name)
        with d.problems.apart() as sound:
            entry = d.keys(entry, SITE, path=path)
            d.one_of(entry["stratum"], _strata_names(d), "stratum", (*path, "stratum"))
            site = Site(
                name,
                d.one_of(entry["place"], rows_of(d)["places"], "place", (*path, "place")),
                kinds_of(d, "strata").get(entry["stratum"], entry["stratum"]),
                d.one_of(entry["kind"], SITE_KINDS, "kind of site", (*path, "kind")),
                as_number(d, entry["headcount"], "persons", (*path, "headcount")),
                tuple(as_entries(d, entry.get("named_in"), (*path, "named_in"))),
            )
            if not sound():
                continue
            made.append(site)
            if site.place in by_name:
                _check_headcount(d, site, by_name[site.place], taken)
    return tuple(made)


def _check_headcount(
    d: Document, site: Site, there: Place, taken: dict[tuple[str, str], float]
) -> None:
    """The people of a site live in its place, and no earlier site has taken them."""
    path = ("sites", site.name, "headcount")
    share = there.active.value if there.active else 1.0
    members = there.population.value * share * there.strata.get(site.stratum, 0.0)
    if site.headcount.value > members:
        raise d.error(
            f"{site.headcount.value:,.0f} people in a place with {members:,.0f} {site.stratum}",
            path,
            expected="no more than live there",
        )
    if site.headcount.value <= 0:
        raise d.error("a site without people", path, expected="more than 0 persons")
    earlier = taken.get((site.place, site.stratum), 0.0)
    if earlier + site.headcount.value > members:
        raise d.error(
            f"with the sites above it takes {earlier + site.headcount.value:,.0f} of the "
            f"{members:,.0f} {site.stratum} of {site.place!r}",
            path,
            expected=f"no more than the {members - earlier:,.0f} who are left",
        )
    taken[site.place, site.stratum] = earlier + site.headcount.value


def _officials(d: Document) -> tuple[Official, ...]:
    made: list[Official] = []
    for polity, entries in as_table(d, d.data.get("officials") or {}, ("officials",)).items():
        d.one_of(polity, rows_of(d)["polities"], "polity", ("officials", polity))
        taken: list[str] = []
        for k, entry in enumerate(as_entries(d, entries, ("officials", polity))):
            path = ("officials", polity, k)
            entry = d.keys(entry, OFFICIAL, path=path)
            made.append(
                Official(
                    new_id(d, entry["name"], taken, (*path, "name")),
                    polity,
                    as_plain(d, entry["rank"], (*path, "rank"), 0, 1e4),
                    as_plain(d, entry["position"], (*path, "position"), -1.0, 1.0),
                    as_plain(d, entry["complicity"], (*path, "complicity"), 0.0, 1.0),
                    as_plain(d, entry["standing"], (*path, "standing"), 0.0, 1.0),
                    as_plain(d, entry.get("in_office", 1), (*path, "in_office"), 0.0, 1.0),
                    as_plain(d, entry["spread"], (*path, "spread"), 0.0, 10.0),
                    as_source(d, entry, path),
                    as_yes(d, entry, "police", path),
                    as_yes(d, entry, "army", path),
                    as_yes(d, entry, "held", path),
                    as_yes(d, entry, "shot", path),
                )
            )
    return tuple(made)


def _units(d: Document) -> tuple[Unit, ...]:
    made: list[Unit] = []
    taken: list[str] = []
    rows = rows_of(d)
    for k, entry in enumerate(as_list(d, "units")):
        path = ("units", k)
        entry = d.keys(entry, UNIT, path=path)
        made.append(
            Unit(
                new_id(d, entry["id"], taken, (*path, "id")),
                d.one_of(entry["polity"], rows["polities"], "polity", (*path, "polity")),
                d.one_of(entry["place"], rows["places"], "place", (*path, "place")),
                kind_of(d, entry["kind"], "units", (*path, "kind")),
                as_number(d, entry["strength"], "persons", (*path, "strength")),
                as_number(d, entry["loyalty"], "share", (*path, "loyalty")),
            )
        )
    return tuple(made)
