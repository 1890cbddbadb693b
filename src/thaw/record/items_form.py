"""Keys of ``items.yaml``, and of `covers` and `organisations` in record.yaml."""

from __future__ import annotations

from thaw.keys import DATE, NOTE, TEXT, YES, Form, Table, choice, list_of, map_of, may, must, number
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
WINDOWS = ("episodes", "span")
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
    windows=may(
        choice(WINDOWS),
        "over what sizes and first days are asked: the episodes in which they happened, or the span of the case",
    ),
    apart=may(
        YES,
        "true where every row is an event of its own, so that dead and arrested of rows whose days touch add up; "
        "else the largest figure tells of all",
    ),
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
