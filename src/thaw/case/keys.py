"""Keys of a case file, table by table: what the readers of a case check and its JSON Schema shows."""

from __future__ import annotations

from thaw.keys import (
    DATE,
    NOTE,
    TEXT,
    YES,
    Form,
    Key,
    Table,
    choice,
    either,
    list_of,
    map_of,
    may,
    must,
    number,
    or_none,
)
from thaw.prior import FORMS
from thaw.world import COLUMNS, PLACE_KINDS, SITE_KINDS, STRATA, UNIT_KINDS
from thaw.world import TRAITS as TRAIT_NAMES

HEIGHT_NAMES = ("strike", "demonstrate", "arms")
ROWS = ("polities", "places", "sites", "units", "officials", "parties")
"""Tables whose rows an event or a lever may change."""

SHARE: Form = number(0.0, 1.0)
NUMBER = Table(
    value=must(number()),
    unit=must(TEXT),
    spread=must(number(0.0)),
    source=must(NOTE, "a row of the record, a citation, or assumed"),
    note=may(NOTE),
)
"""A number with what every number needs. `spread` is one sd: relative, of shares absolute."""

STEP: Form = {"type": "string", "pattern": r"^[0-9.]+ (hour|day|week|month)s?$"}
TRAIT = Table(
    {
        **{
            form: may({"type": "array", "items": number(), "minItems": 2, "maxItems": 2}, says)
            for form, says in FORMS.items()
        },
        "source": must(NOTE),
        "note": may(NOTE),
    }
)
TRAITS = Table({name: must(TRAIT) for name in TRAIT_NAMES})
CELL = Table(
    size=may(number(2), "members of a cell"),
    workplace=may(number(1), "cells of a workplace"),
    source=may(NOTE),
    note=may(NOTE),
)
TOWN = Table(size=may(number(1.0, 1e9), "inhabitants"), source=may(NOTE), note=may(NOTE))
TAIL = Table(until=must(DATE, "last day"), step=must(STEP))
SHARES: Form = map_of(either(SHARE, NOTE))
"""Shares by stratum, or {only: the one stratum that lives here}; source, spread and note beside them."""


def columns_of(table: str) -> Form:
    """Starting values of columns of a table of the world, each with its own unit."""
    return or_none(
        Table(
            {name: Key(NUMBER, says=f"{c.meaning}; {c.unit}") for name, c in COLUMNS[table].items()}
        )
    )


def changes_of() -> Table:
    """Columns that an event or lever may change, each by row; the row `all` is every row."""
    return Table(
        {
            f"{table}.{name}": may(map_of(number()), f"{c.meaning}; {c.unit}")
            for table in ROWS
            for name, c in COLUMNS[table].items()
        }
    )


POLITY = Table(
    title=must(TEXT),
    population=must(NUMBER, "inhabitants, persons"),
    active=may(or_none(NUMBER), "share who work, study or serve"),
    party=may(or_none(NUMBER), "members of the ruling party"),
    strata=must(SHARES, "sum to 1"),
    set=may(columns_of("polities")),
    default_place=may(columns_of("places")),
    note=may(NOTE),
)
PLACE = Table(
    polity=must(TEXT),
    title=must(TEXT),
    kind=must(TEXT, "a kind of place, or a name under `kinds`"),
    at=must(
        {"type": "array", "items": number(), "minItems": 2, "maxItems": 2},
        "[x, y] on the map, each in 0..100; or as `map` says",
    ),
    population=must(NUMBER),
    active=may(or_none(NUMBER)),
    strata=may(or_none(SHARES), "replace single shares of its polity"),
    set=may(columns_of("places")),
    capital=may(YES, "the rulers sit here"),
    note=may(NOTE),
)
HEIGHTS = Table(
    {
        **{name: must(number(0.0, 9.0)) for name in HEIGHT_NAMES},
        "source": may(NOTE),
        "note": may(NOTE),
    }
)
STRATUM = Table(
    heights=must(HEIGHTS, "how high each act stands, in thresholds"),
    set=may(columns_of("groups")),
    source=may(NOTE),
    note=may(NOTE),
)
CHOOSES = Table(polity=may(TEXT), place=may(TEXT), stratum=may(TEXT))
OVERRIDE = Table({**CHOOSES, "set": must(columns_of("groups")), "note": may(NOTE)})
SITE = Table(
    place=must(TEXT),
    stratum=must(TEXT),
    kind=must(choice(SITE_KINDS)),
    headcount=must(NUMBER),
    named_in=may(list_of(NOTE)),
    title=may(TEXT),
    note=may(NOTE),
)
OFFICIAL = Table(
    name=must(TEXT),
    rank=must(number(0, 1e4), "0 is first"),
    position=must(number(-1.0, 1.0), "-1 hard line, 1 reform"),
    complicity=must(SHARE),
    standing=must(SHARE),
    spread=must(number(0.0, 10.0)),
    source=must(NOTE),
    in_office=may(SHARE),
    police=may(YES, "holds the police"),
    army=may(YES, "commands the army"),
    held=may(YES, "in prison or a camp when the case begins"),
    shot=may(YES, "put to death before the case begins"),
    why=may(NOTE),
    note=may(NOTE),
)
BODY = Table(
    size=must(NUMBER, "members, persons: one official each"),
    rank=must(number(0, 1e4), "0 is the first post of the country"),
    sphere=must(TEXT, "bodies of one sphere work together"),
    circle=must(
        number(2, 200), "persons of a circle of work, drawn across the bodies of the sphere"
    ),
    within=may(TEXT, "body whose members those of this one are as well"),
    patrons=may(TEXT, "body among whose members each has his patron"),
    police=may(YES, "its members arrest and question"),
    army=may(YES, "its members command the army"),
    complicity=must(NUMBER, "part in past repression; the spread is between members"),
    opposed=must(NUMBER, "share who once voted against the leadership"),
    foreign=must(NUMBER, "share of peoples with a state of their own abroad"),
    entered=must(NUMBER, "share of the last intake"),
    note=may(NOTE),
)
"""A part of the apparatus; its name is that of a place of kind body."""
PARTY = Table(
    title=must(TEXT),
    members=must(NUMBER, "persons, in quiet times"),
    reconciled=may(NUMBER, "share of members: the wing that settles with liberal order"),
    searching=may(NUMBER, "share of members: those who look for a way of their own"),
    tie=may(NUMBER, "weight of the hegemon's word, a share"),
    press=may(NUMBER, "part of what the hegemon says behind closed doors that can be read there"),
    rooted=may(NUMBER, "part of what holds members that has nothing to do with the hegemon"),
    pull=may(NUMBER, "weight as a second centre, a share"),
    lean=may(number(-1.0, 1.0), "what it stands for as a centre: -1 the old line, 1 reform"),
    note=may(NOTE),
)
"""A party in a country that is no polity of the case, under the name of that country."""
UNIT = Table(
    id=must(TEXT),
    polity=must(TEXT),
    place=must(TEXT),
    kind=must(TEXT, "a kind of unit, or a name under `kinds`"),
    strength=must(NUMBER),
    loyalty=must(NUMBER),
    note=may(NOTE),
)
EVENT = Table(
    id=must(TEXT),
    title=may(NOTE),
    on=must(DATE),
    set=may(changes_of(), "columns that become a value"),
    add=may(changes_of(), "columns that rise by a value"),
    source=must(NOTE),
    note=may(NOTE),
)
SPAN_OF = Table(polities=must(list_of(TEXT)), start=must(DATE), end=must(DATE))
EPISODE = Table(id=must(TEXT), title=must(TEXT), cells=must(list_of(SPAN_OF)), note=may(NOTE))
ADDED = Table(on=must(DATE), columns=must(changes_of()))
SETTING = Table(
    on=must(DATE),
    until=may(or_none(DATE), "held up to this day"),
    at_least=may(YES, "only raises what is lower"),
    columns=must(changes_of()),
)
OFF = Table(
    {
        "mechanism": must(TEXT, "over polities"),
        "polities": may(list_of(TEXT), "all unless given"),
        "from": may(DATE),
        "until": may(DATE),
    }
)
OCCASION = Table(
    {
        "measure": must(TEXT, "by polity; see `thaw measures`"),
        "polities": may(list_of(TEXT), "all unless given"),
        "from": may(DATE),
        "until": may(DATE),
        "reaches": may(number(), "the value it must have on a day; unless given it must rise"),
    }
)
"""What must happen in a run without the lever for it to bite."""

LEVER = Table(
    id=must(TEXT),
    title=must(TEXT),
    drop=may(list_of(TEXT), "events that do not happen"),
    move=may(map_of(DATE), "events to other days"),
    add=may(list_of(ADDED), "changes on a day"),
    set=may(list_of(SETTING), "columns held"),
    off=may(list_of(OFF), "mechanisms switched off in polities for a time"),
    without=may(list_of(TEXT), "mechanisms left out everywhere"),
    parameters=may(map_of(number()), '"mechanism.parameter" to a value'),
    occasion=may(OCCASION, "what must happen for it to bite"),
    source=may(NOTE),
    note=may(NOTE),
)
"""A what-if."""

KINDS = Table(
    strata=may(map_of(choice(STRATA)), "own name to the kind that mechanisms know"),
    units=may(map_of(choice(UNIT_KINDS))),
    places=may(map_of(choice(PLACE_KINDS))),
    note=may(NOTE),
)
"""Names of a case's own for what mechanisms tell apart."""

PROJECTIONS = ("none", "equirectangular")
MAP = Table(
    projection=must(
        choice(PROJECTIONS), "none: [x, y] in 0..100; equirectangular: [latitude, longitude]"
    ),
    note=may(NOTE),
)

COMPARE = Table(
    accounts=may(
        list_of(TEXT),
        "shipped names, a shelf such as general or an address on one, or files beside this one; all shipped "
        "ones that are ranked unless given",
    ),
    runs=may(number(20, 100_000), "of each account"),
    quick=may(number(8, 1000), "of each account in a quick comparison; 20 unless given"),
    note=may(NOTE),
)

CASE = Table(
    case=must(TEXT, "its id, as in the name of the file"),
    title=must(TEXT),
    span=must({"type": "array", "items": DATE, "minItems": 2, "maxItems": 2}, "[first, last] day"),
    traits=must(TRAITS, "how people differ"),
    polities=must(map_of(POLITY)),
    places=must(map_of(PLACE)),
    strata=must(map_of(STRATUM), "by kind of stratum, or names under `kinds`"),
    says=may(TEXT),
    step=may(STEP),
    tail=may(or_none(TAIL), "later years, told by longer steps"),
    record=may(or_none(TEXT), "the record to compare with"),
    key_dates=may(list_of(DATE), "days of the maps in a report"),
    cover=may(list_of(TEXT), "polities of the cover figure"),
    compare=may(or_none(COMPARE), "what `thaw compare` does unless told otherwise"),
    kinds=may(or_none(KINDS)),
    map=may(or_none(MAP), "what `at` of a place means"),
    hegemon=may(or_none(TEXT), "the polity that decides on others; or none"),
    cell=may(or_none(CELL)),
    town=may(or_none(TOWN)),
    groups=may(list_of(OVERRIDE)),
    sites=may(map_of(SITE)),
    officials=may(map_of(list_of(OFFICIAL))),
    units=may(list_of(UNIT)),
    bodies=may(map_of(BODY), "parts of the apparatus whose members are officials, one to one"),
    parties_abroad=may(map_of(PARTY), "parties tied to the hegemon, by country"),
    events=may(list_of(EVENT), "from outside"),
    episodes=may(list_of(EPISODE)),
    levers=may(list_of(LEVER)),
    inputs=may({}),
    seasons=may({}),
    notes=may(NOTE),
)
"""Keys of a case file."""
