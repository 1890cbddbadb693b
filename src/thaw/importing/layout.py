"""What the columns of a table mean: one YAML file for each vintage of a format, and one's own by --columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from thaw.errors import ThawError, nearest_name
from thaw.files import MISSING, Document, data_folder, read_yaml
from thaw.importing.states import SCHEMES
from thaw.keys import NOTE, TEXT, YES, Form, Table, choice, either, list_of, map_of, may, must
from thaw.record.form import ID, KINDS, SOURCE_KINDS

COLUMN: Form = {"type": "string", "pattern": r"\S"}
COLUMNS_: Form = either(COLUMN, list_of(COLUMN))
SOURCE = Table(
    id=must({"type": "string", "pattern": ID}),
    title=must(TEXT),
    author=may(TEXT),
    year=may(NOTE),
    kind=must(choice(SOURCE_KINDS)),
    locator=must(TEXT, "where it can be found"),
    note=may(TEXT, "how far to trust it"),
)
FIGURE = Table(
    text=may(COLUMN, "one column that tells it in words or digits"),
    instead=may(COLUMN, "the column to read where `text` tells nothing that can be read"),
    low=may(COLUMN),
    best=may(COLUMN),
    high=may(COLUMN),
    within=may(TEXT, "pattern whose first group is the figure, where the column holds more"),
    zero=may(choice(("none", "unknown")), "what 0 means: none, unless given"),
    sizes=may(map_of(NOTE), "codes of a size and what they stand for, such as {1: 100-999}"),
)
PRECISION = Table(
    column=must(COLUMN),
    near=may(list_of(NOTE), "values that mark a day as approximate"),
    month=may(list_of(NOTE), "values that mark the month alone as known"),
    year=may(list_of(NOTE), "values that mark the year alone as known"),
)
CODE = Table(
    digits=may({"type": "integer", "minimum": 1}, "of so many digits each"),
    begins=may(COLUMN, "which holds the first digits of each"),
)
NONE_SEEN = Table(
    column=must(COLUMN),
    value=must(NOTE, "that says that nothing happened in the row's time"),
    kind=must(choice(KINDS)),
    time=must(COLUMN, "the column that tells the time: a year, a month or a day"),
    says=must(TEXT),
)
SERIES = Table(
    column=must(COLUMN),
    low=may(COLUMN),
    high=may(COLUMN),
    unit=must(TEXT),
    times=may({"type": "number"}, "by which the column is multiplied"),
    says=may(TEXT),
)
LAYOUT = Table(
    format=must(TEXT, "its name"),
    vintage=must(TEXT, "which columns these are"),
    source=must(SOURCE),
    licence=must(TEXT),
    warning=may(TEXT, "what to know before using it"),
    requires=may(list_of(COLUMN), "further columns that show the vintage"),
    names=may(list_of(COLUMN), "the header, where files have none"),
    id=may(COLUMNS_, "the row's name; else its line"),
    date=must(COLUMNS_, "a column, or those of year, month and day"),
    until=may(COLUMNS_),
    precision=may(PRECISION),
    country=may(map_of(COLUMN), "column by scheme: " + ", ".join(SCHEMES)),
    polity=may(TEXT, "code of the one country of the table, instead of `country`"),
    called=may(TEXT, "the name of that country, where the list of states has no such code"),
    place=may(COLUMNS_),
    latitude=may(COLUMN),
    longitude=may(COLUMN),
    type=may(COLUMNS_, "columns that tell the type of event, joined by ' / '"),
    type_is=may(
        choice(("all", "first")), "all columns joined, unless given, or the first that is filled"
    ),
    type_by=may(COLUMN, "column, such as that of who acts, joined to the type by ' / '"),
    codes=may(map_of(CODE), "columns of digits whose zeros in front a program may have dropped"),
    aside=may(
        map_of(map_of(NOTE)), "column to values of which rows are set aside, each with the reason"
    ),
    more_types=may(map_of(COLUMNS_), "word to columns: 'word / value' is a further type"),
    kinds=may(TEXT, "file of the table of kinds, beside this one"),
    figures=may(
        map_of(either(COLUMN, FIGURE)),
        "quantity of a record, such as participants, deaths or arrests, to its column or columns",
    ),
    sources=may(COLUMNS_, "columns that name who reported the row"),
    summary=may(COLUMNS_),
    together=may(COLUMNS_, "rows that agree in these columns tell of one event"),
    apart=may(
        YES, "each row is an event of its own: dead and arrested of rows whose days touch add up"
    ),
    missing=may(list_of(NOTE), "texts that stand for nothing in this format"),
    nothing=may(NONE_SEEN),
    series=may(map_of(SERIES), "id of a series to its columns: a table without events"),
    countries=may(map_of(NOTE), "name as written to the code to use"),
    note=may(NOTE),
)
"""Keys of a layout. A column whose name ends with ? may be missing from the file."""

NEAR = 0.75
"""How alike a column of a file has to be to one that it lacks before the one is named for the other."""


@dataclass(frozen=True)
class Figure:
    """Where one quantity of a row is told."""

    text: str = ""
    instead: str = ""
    low: str = ""
    best: str = ""
    high: str = ""
    within: str = ""
    zero: str = "none"
    sizes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """A layout that has been read; columns that are not told are empty. Keys as in `LAYOUT`."""

    format: str
    vintage: str
    source: dict[str, str]
    licence: str
    date: tuple[str, ...]
    country: dict[str, str]
    file: Path
    id: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    latitude: str = ""
    longitude: str = ""
    kinds: str = ""
    polity: str = ""
    called: str = ""
    warning: str = ""
    precision: dict[str, Any] = field(default_factory=dict)
    nothing: dict[str, Any] = field(default_factory=dict)
    more_types: dict[str, tuple[str, ...]] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    series: dict[str, dict[str, Any]] = field(default_factory=dict)
    type_is: str = "all"
    apart: bool = False
    type_by: str = ""
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    aside: dict[str, dict[str, str]] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)

    def columns(self) -> list[str]:
        """Every column that is named, as it is written; those that may be missing end with ?."""
        found = [*self.requires, *self.date, *self.until, *self.id, *self.place, *self.type]
        found += [*self.sources, *self.summary, *self.together, self.latitude, self.longitude]
        found += [
            self.type_by,
            *self.country.values(),
            *(c for t in self.more_types.values() for c in t),
        ]
        found += [
            c for f in self.figures.values() for c in (f.text, f.instead, f.low, f.best, f.high)
        ]
        found += [str(self.precision.get("column", "")), *self.aside]
        found += [str(c.get("begins", "")) for c in self.codes.values()]
        found += [str(self.nothing.get(k, "")) for k in ("column", "time")]
        found += [
            str(s.get(k, "")) for s in self.series.values() for k in ("column", "low", "high")
        ]
        return list(dict.fromkeys(c for c in found if c))

    def needed(self) -> list[str]:
        """Columns without which a file is of another vintage."""
        return [c for c in self.columns() if not c.endswith("?")]


def shipped_layouts() -> dict[str, list[Path]]:
    """Files of the shipped layouts by format."""
    found: dict[str, list[Path]] = {}
    for file in sorted(data_folder("imports").glob("*.yaml")):
        found.setdefault(file.stem.partition("_")[0].replace("+", "-"), []).append(file)
    return found


def formats() -> list[str]:
    """Names of the formats that can be read without a file of columns."""
    return sorted(shipped_layouts())


def layouts_of(format_: str) -> list[Layout]:
    """The vintages of a format, newest first.

    Raises
    ------
    ThawError
        There is no such format.
    """
    known = shipped_layouts()
    if format_ not in known:
        raise ThawError(
            f"no format is called {format_!r}",
            expected=f"{', '.join(sorted(known))}; or table, with --columns FILE",
            nearest=nearest_name(format_, known),
        )
    return [read_layout(file) for file in reversed(known[format_])]


def read_layout(file: str | Path) -> Layout:
    """Read and check a layout.

    Raises
    ------
    ThawError
        All mistakes at once, with file, line, key and nearest name.
    """
    d = read_yaml(file, collect=True)
    d.is_a("layout")
    with d.problems.collecting():
        made = _layout(d)
    return made


def _layout(d: Document) -> Layout:
    data = d.keys(d.data, LAYOUT)
    source = _source(d, data)
    country = _country(d, data)
    figures = {str(name): _figure(d, name, e) for name, e in d.entries(data, "figures")}
    series = _tables(d, data, "series", SERIES)
    codes = _tables(d, data, "codes", CODE)
    aside = {
        str(n): {str(value): str(why) for value, why in e.items()}
        for n, e in d.entries(data, "aside")
        if isinstance(e, dict)
    }
    if not isinstance(data.get("apart", False), bool):
        d.note(f"{data['apart']!r} is neither true nor false", ("apart",), expected="true or false")
    if data.get("type_is"):
        d.one_of(data["type_is"], ("all", "first"), "way to join columns", ("type_is",))
    precision = d.keys(data.get("precision") or {}, PRECISION.keys(), path=("precision",))
    nothing = data.get("nothing") or {}
    if nothing:
        nothing = d.keys(nothing, NONE_SEEN, path=("nothing",))
        d.one_of(nothing["kind"], KINDS, "kind of event", ("nothing", "kind"))
    more = {str(k): _list(v) for k, v in d.entries(data, "more_types")}
    told: dict[str, Any] = {k: _list(data.get(k)) for k in LISTS}
    told |= {k: str(data.get(k) or "") for k in WORDS}
    return Layout(
        str(data["format"]),
        str(data["vintage"]),
        {k: str(v) for k, v in source.items()},
        str(data["licence"]),
        _list(data["date"]),
        {str(k): str(v) for k, v in country.items()},
        d.file,
        **told,
        precision=dict(precision),
        nothing=dict(nothing),
        more_types=more,
        figures=figures,
        series=series,
        type_is=str(data.get("type_is") or "all"),
        apart=data.get("apart") is True,
        codes=codes,
        aside=aside,
        countries={str(k): str(v) for k, v in (data.get("countries") or {}).items()},
    )


LISTS = (
    "id",
    "until",
    "place",
    "type",
    "sources",
    "summary",
    "together",
    "requires",
    "names",
    "missing",
)
"""Keys of a layout that hold one text or several."""

WORDS = ("latitude", "longitude", "kinds", "polity", "called", "type_by", "warning")
"""Keys of a layout that hold one text."""


def _source(d: Document, data: Any) -> dict[str, Any]:
    """The source of a layout, once its kind is known and its id is one."""
    source = d.keys(data["source"], SOURCE, path=("source",))
    if source.get("kind") and source["kind"] is not MISSING:
        d.one_of(source["kind"], SOURCE_KINDS, "kind of source", ("source", "kind"))
    if source.get("id") and not re.match(ID, str(source["id"])):
        d.note(
            f"{source['id']!r} is no id",
            ("source", "id"),
            expected="small letters, digits, hyphens",
        )
    return source


def _country(d: Document, data: Any) -> dict[Any, Any]:
    """Columns of countries by scheme: there are some, or `polity` stands in their place."""
    told = data.get("country")
    country: dict[Any, Any] = told if isinstance(told, dict) else {}
    if bool(country) == bool(data.get("polity")):
        d.note(
            "names no column" if not country else "stands beside `polity`",
            ("country",),
            expected="scheme: column, with scheme one of "
            + ", ".join(SCHEMES)
            + "; or `polity: CODE` alone",
        )
    for scheme in country:
        d.one_of(scheme, SCHEMES, "scheme of countries", ("country", scheme))
    return country


def _figure(d: Document, name: Any, entry: Any) -> Figure:
    """Where one quantity is told: a column alone, or a table of them."""
    entry = {"text": entry} if isinstance(entry, str) else entry
    entry = d.keys(entry, FIGURE, path=("figures", name))
    if not any(entry.get(k) for k in ("text", "low", "best", "high")):
        d.note("names no column", ("figures", name), expected="text; or low, best and high")
    if entry.get("within"):
        _pattern(d, str(entry["within"]), ("figures", name, "within"))
    sizes = {str(k): str(v) for k, v in (entry.get("sizes") or {}).items()}
    return Figure(**{k: str(v) for k, v in entry.items() if k != "sizes"}, sizes=sizes)


def _tables(d: Document, data: Any, key: str, table: Table) -> dict[str, dict[str, Any]]:
    """Entries of one section, each a table of keys."""
    return {str(n): dict(d.keys(e, table, path=(key, n))) for n, e in d.entries(data, key)}


def _list(value: Any) -> tuple[str, ...]:
    if value is None or value is MISSING:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _pattern(d: Document, text: str, path: tuple) -> None:
    try:
        groups = re.compile(text).groups
    except re.error as problem:
        d.note(f"is no pattern: {problem}", path, expected="a regular expression")
        return
    if groups != 1:
        d.note(f"has {groups} groups", path, expected="one group in brackets: the figure")


def fitting(
    layouts: Sequence[Layout], header: Sequence[str], file: Path
) -> tuple[Layout, dict[str, int]]:
    """The layout of which a file has all columns, and where each column stands.

    Raises
    ------
    ThawError
        None fits: the columns that the nearest lacks, and the nearest names that the file has.
    """
    plain = {name.casefold(): k for k, name in reversed(list(enumerate(header)))}
    lacking = []
    for layout in layouts:
        missing = [c for c in layout.needed() if c.casefold() not in plain]
        if not missing:
            at = {c.rstrip("?"): plain.get(c.rstrip("?").casefold(), -1) for c in layout.columns()}
            return layout, at
        lacking.append((len(missing) / max(len(layout.needed()), 1), missing, layout))
    _, missing, layout = min(lacking, key=lambda entry: entry[0])
    near: dict[str, str] = {}
    free = [h for h in header if h.casefold() not in {c.casefold() for c in layout.needed()}]
    for column in missing:
        alike = nearest_name(column, [h for h in free if h not in near.values()], NEAR)
        if alike:
            near[column] = alike
    others = "; ".join(f"{found.vintage}" for found in layouts)
    raise ThawError(
        f"has not the columns of {layout.format}, {layout.vintage}: {', '.join(missing[:8])}"
        + (f" and {len(missing) - 8} more" if len(missing) > 8 else "")
        + (" is missing" if len(missing) == 1 else " are missing"),
        file=file,
        line=1,
        key=missing[0],
        expected=f"the columns of one vintage known here: {others}",
        nearest=", ".join(f"{n} for {c}" for c, n in near.items()) or None,
        todo="say which column is what with --columns FILE: see docs/how-to/import-events.md",
    )
