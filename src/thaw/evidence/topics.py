"""How rows of a record become items of evidence: tables only, each choice with its reason.

The kinds of a record are finer than the seven kinds of the grid, and name things no run contains.
`record.vocabulary.GRID_OF_KIND` is the rule; `ROWS` holds the rows that the rule would misread; the size, date and
series tables name the rows behind each item beside the grid. The row ids are those of the record
``bloc_1917_1968``; ids that a record does not have are passed over.
"""

from __future__ import annotations

from typing import NamedTuple

ROWS: dict[str, tuple[tuple[str, ...], str]] = {
    # several kinds at once
    "june17-uprising": (
        ("strike", "demonstration", "rising"),
        "strikes and street action together",
    ),
    "hungarian-revolution": (("rising",), "umbrella row: whole period"),
    "poznan-march": (("strike", "demonstration"), "a stoppage that became a march"),
    "csepel-shooting": (("demonstration",), "fire on demonstrators; the crowd is the item"),
    "salgotarjan": (("demonstration",), "fire on a miners' demonstration"),
    "miskolc-10dec": (("demonstration",), "fire on demonstrators"),
    "mosonmagyarovar": (("demonstration",), "fire on marchers"),
    "tbilisi-shooting": (("demonstration",), "fire on a crowd"),
    "novocherkassk": (("strike", "demonstration"), "a strike that ended in shooting"),
    "kmt-national-blocked": (("strike",), "answered by a strike of 48 hours"),
    "nagy-premier-1953": (("leader", "concession"), "new premier who announces the New Course"),
    "prague-spring": (("leader", "concession"), "the row begins with the election of a new leader"),
    "khrushchev-first-sec": (("leader", "concession"), "first secretary; farm prices raised"),
    # concession rather than disclosure, or the reverse
    "review-commissions-1954": (("concession",), "review of sentences, nothing admitted in public"),
    "caucasus-return-1957": (("concession",), "autonomies restored"),
    "gomulka-readmitted": (("concession",), "a membership given back"),
    "nagy-readmitted": (("concession",), "a membership given back"),
    "polish-councils-law": (("concession",), "a law granted"),
    "pravda-28-march": (("disclosure",), "the central paper against the cult"),
    "ivan-denisovich": (("disclosure",), "camps described in print with leave from the top"),
    "twentysecond-congress": (("disclosure",), "open denunciation at a congress"),
    # not the regime's own act, not public, or not at the top
    "swiatlo-broadcasts": ((), "a foreign radio, not the regime"),
    "pospelov-commission": ((), "inquiry inside the leadership"),
    "pospelov-report": ((), "heard inside the leadership"),
    "beria-announced": ((), "a fall from power told as treason, not a past wrong admitted"),
    "mindszenty-freed": ((), "freed by army officers"),
    "rajk-reburial": ((), "a funeral that the authorities allowed"),
    "warsaw-rally": ((), "called by the new leadership"),
    "polish-october": ((), "umbrella row; its parts are rows"),
    "polish-politburo-15oct": ((), "a decision carried out on 21 October"),
    "berman-out": ((), "not the first post"),
    "minc-resigns": ((), "not the first post"),
    "rokossovsky-leaves": ((), "not the first post"),
    "zhukov-ousted": ((), "not the first post"),
    "anti-party-group": ((), "the attempt failed; the leader stayed"),
    "hun-27oct-government": ((), "cabinet reshuffled"),
    "hun-3nov-coalition": ((), "cabinet reshuffled"),
}
"""Rows that the rule would misread -> grid kinds they stand for (none: not evidence), and why."""

MOVED = {"soviet-decision-31oct": "HUN"}
"""Rows whose polity is the one that decides, moved to the one it is done to."""

COUNCILS = {
    "HUN": (("bp-24oct-council", "csepel-councils"), ("csepel-resigns",)),
    "GDR": (("june17-bitterfeld", "june17-goerlitz"), ("june17-bitterfeld", "june17-goerlitz")),
}
"""Polity -> rows of which the earliest is the first council and the latest the end of councils as a
power: the largest plant's council gives up in January 1957; the rest close that November."""


class Size(NamedTuple):
    """A number of persons. `told` are (event, quantity); `plus` are added to each figure."""

    what: str
    polity: str
    first: str
    last: str
    told: tuple[tuple[str, str], ...]
    plus: tuple[tuple[str, str], ...] = ()


SIZES = (
    Size("participants", "BUL", "1953-05-01", "1953-05-31",
         (("plovdiv-tobacco-strike", "participants"),)),
    Size("participants", "USSR", "1953-05-25", "1953-06-30",
         (("norilsk-strike", "strikers"), ("norilsk-strike", "prisoners_in_camp"))),
    Size("participants", "CSR", "1953-05-31", "1953-06-05",
         (("csr-strike-wave", "participants"), ("plzen-revolt", "participants"))),
    Size("participants", "GDR", "1953-06-16", "1953-06-21", (("june17-uprising", "participants"),)),
    Size("participants", "USSR", "1953-07-15", "1953-08-01",
         (("vorkuta-strike", "participants"), ("vorkuta-strike", "prisoners_in_camp"))),
    Size("participants", "USSR", "1954-05-16", "1954-06-26",
         (("kengir-uprising", "participants"),)),
    Size("participants", "USSR", "1956-03-04", "1956-03-10", (("tbilisi-demos", "participants"),)),
    Size("participants", "POL", "1956-06-28", "1956-06-30", (("poznan-march", "participants"),)),
    Size("participants", "HUN", "1956-10-22", "1956-10-24", (("bp-23oct-march", "participants"),)),
    Size("deaths", "BUL", "1953-05-01", "1953-05-31", (("plovdiv-tobacco-strike", "deaths"),)),
    Size("deaths", "USSR", "1953-05-20", "1953-06-15", (("gorlag-shooting", "deaths"),)),
    Size("deaths", "CSR", "1953-05-31", "1953-06-30", (("plzen-revolt", "deaths"),)),
    Size("deaths", "GDR", "1953-06-16", "1953-06-30", (("june17-uprising", "deaths"),)),
    Size("deaths", "USSR", "1953-07-15", "1953-08-04", (("vorkuta-shooting", "deaths"),)),
    Size("deaths", "USSR", "1954-05-16", "1954-06-30", (("kengir-suppression", "deaths"),),
         (("kengir-shooting-may", "deaths"),)),
    Size("deaths", "USSR", "1956-03-04", "1956-03-15", (("tbilisi-shooting", "deaths"),)),
    Size("deaths", "POL", "1956-06-28", "1956-07-05",
         (("poznan-army", "deaths"), ("poznan-march", "deaths"))),
    Size("deaths", "HUN", "1956-10-23", "1956-12-31", (("hungarian-revolution", "deaths"),)),
    Size("deaths", "USSR", "1962-06-01", "1962-06-30", (("novocherkassk", "deaths"),)),
    Size("arrests", "CSR", "1953-06-01", "1953-07-31", (("plzen-revolt", "arrests"),)),
    Size("arrests", "GDR", "1953-06-17", "1953-12-31", (("gdr-arrests-1953", "arrests"),)),
    Size("arrests", "USSR", "1956-03-04", "1956-03-31", (("tbilisi-shooting", "arrests"),)),
    Size("arrests", "POL", "1956-06-28", "1956-07-31", (("poznan-end", "arrests"),)),
    Size("refugees", "HUN", "1956-10-28", "1957-05-31", (("hun-refugees", "refugees"),)),
)  # fmt: skip

BOUND_OF = {
    ("norilsk-strike", "strikers", "a2day-gorlag"): ("at_least", "two divisions, first morning"),
    ("norilsk-strike", "prisoners_in_camp", "abchistory"): ("up_to", "all prisoners of the camp"),
    ("vorkuta-strike", "participants", "gulag-online-vorkuta"): ("at_least", "one moment"),
    ("vorkuta-strike", "prisoners_in_camp", "wiki-vorkuta"): ("up_to", "all prisoners of the camp"),
    ("plzen-revolt", "participants", "wiki-plzen"): ("at_least", "one city of several"),
    ("bp-23oct-march", "participants", "anarwiki"): (
        "at_least",
        "two moments of one day, the larger counts",
    ),
    ("novocherkassk", "deaths", "novo-baron"): ("at_least", "the square alone"),
    ("gdr-arrests-1953", "arrests", "centre-1953"): ("at_least", "no period given"),
}
"""Figures that tell of less or more than the item asks -> the bound they give it, and why."""


class First(NamedTuple):
    """The first day of something in a window; `month` (anchor) fixes the episode."""

    what: str
    polity: str
    first: str
    last: str
    month: str


DATES = (
    First("concession", "USSR", "1953-03-06", "1953-09-30", "1953-03"),
    First("disclosure", "USSR", "1953-03-06", "1953-09-30", "1953-04"),
    First("strike", "BUL", "1953-04-01", "1953-06-30", "1953-05"),
    First("strike", "USSR", "1953-04-01", "1953-09-30", "1953-05"),
    First("strike", "CSR", "1953-05-01", "1953-07-31", "1953-05"),
    First("rising", "CSR", "1953-05-01", "1953-07-31", "1953-06"),
    First("concession", "GDR", "1953-05-01", "1953-08-31", "1953-06"),
    First("strike", "GDR", "1953-05-01", "1953-08-31", "1953-06"),
    First("demonstration", "GDR", "1953-05-01", "1953-08-31", "1953-06"),
    First("rising", "GDR", "1953-05-01", "1953-08-31", "1953-06"),
    First("intervention", "GDR", "1953-05-01", "1953-08-31", "1953-06"),
    First("council", "GDR", "1953-05-01", "1953-08-31", "1953-06"),
    First("leader", "HUN", "1953-04-01", "1953-12-31", "1953-07"),
    First("concession", "HUN", "1953-04-01", "1953-12-31", "1953-07"),
    First("strike", "USSR", "1954-04-01", "1954-09-30", "1954-05"),
    First("leader", "USSR", "1955-01-01", "1955-06-30", "1955-02"),
    First("leader", "HUN", "1955-01-01", "1955-09-30", "1955-04"),
    First("disclosure", "USSR", "1956-01-01", "1956-06-30", "1956-02"),
    First("demonstration", "USSR", "1956-02-01", "1956-05-31", "1956-03"),
    First("disclosure", "HUN", "1956-01-01", "1956-06-30", "1956-03"),
    First("disclosure", "POL", "1956-01-01", "1956-06-30", "1956-02"),
    First("strike", "POL", "1956-04-01", "1956-09-30", "1956-06"),
    First("rising", "POL", "1956-04-01", "1956-09-30", "1956-06"),
    First("concession", "POL", "1956-06-28", "1956-12-31", "1956-07"),
    First("leader", "POL", "1956-07-01", "1956-12-31", "1956-10"),
    First("leader", "HUN", "1956-05-01", "1956-09-30", "1956-07"),
    First("demonstration", "HUN", "1956-09-01", "1956-12-31", "1956-10"),
    First("rising", "HUN", "1956-09-01", "1956-12-31", "1956-10"),
    First("strike", "HUN", "1956-09-01", "1956-12-31", "1956-10"),
    First("intervention", "HUN", "1956-09-01", "1956-12-31", "1956-10"),
    First("concession", "HUN", "1956-09-01", "1956-12-31", "1956-10"),
    First("council", "HUN", "1956-09-01", "1956-12-31", "1956-10"),
    First("council_end", "HUN", "1956-11-04", "1957-12-31", "1956-11"),
)


class Told(NamedTuple):
    """A figure of a series. `told` are (series, date as the record writes it)."""

    what: str
    polity: str
    first: str
    last: str
    told: tuple[tuple[str, str], ...]


def _months(year: int) -> list[tuple[str, str, str]]:
    ends = (31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return [
        (f"{year}-{m:02d}", f"{year}-{m:02d}-01", f"{year}-{m:02d}-{d}")
        for m, d in enumerate(ends, 1)
    ]


_WEST = {
    "1953-01": "gdr_arrivals_west_berlin_monthly",
    "1953-02": "gdr_arrivals_west_berlin_monthly",
}
_EXIT = [
    Told("exit", "GDR", a, b,
         (("gdr_emigration_monthly", m),) + (((_WEST[m], m),) if m in _WEST else ()))
    for m, a, b in _months(1953)
] + [
    Told("exit", "GDR", "1955-10-01", "1955-10-31", (("gdr_emigration_monthly_frg", "1955-10"),)),
    *(
        Told("exit", "GDR", f"{y}-01-01", f"{y}-12-31", (
            ("gdr_emigration_annual", f"{y}"), ("gdr_emigration_annual_check", f"{y}"),
            ("gdr_emigration_annual_press", f"{y}"),
        ))
        for y in range(1953, 1958)
    ),
    *(
        Told("exit", "HUN", a, b, (("hun_refugees_to_austria_period", when),))
        for a, b, when in (
            ("1956-10-28", "1956-10-31", "1956-10-28/1956-10-31"),
            ("1956-11-01", "1956-11-30", "1956-11"), ("1956-12-01", "1956-12-31", "1956-12"),
            ("1957-01-01", "1957-01-31", "1957-01"), ("1957-02-01", "1957-02-28", "1957-02"),
            ("1957-03-01", "1957-03-31", "1957-03"),
        )
    ),
]  # fmt: skip

_USSR, _CHECK = "cpsu_members_and_candidates", "cpsu_members_and_candidates_check"
_HUN, _SHARE = "hun_ruling_party_members", "hun_ruling_party_members_derived"
_PARTY = [
    Told("party", polity, day, day, told)
    for polity, day, told in (
        ("USSR", "1954-01-01", ((_USSR, "1954-01-01"),)),
        ("USSR", "1955-01-01", ((_USSR, "1955-01-01"),)),
        ("USSR", "1956-02-14", ((_USSR, "1956-01-01"), (_CHECK, "1956-02-14"))),
        ("USSR", "1957-01-01", ((_USSR, "1957-01-01"),)),
        ("USSR", "1959-01-27", ((_USSR, "1959-01-01"), (_CHECK, "1959-01-27"))),
        ("USSR", "1961-01-01", ((_USSR, "1961-01-01"),)),
        ("USSR", "1965-01-01", ((_CHECK, "1965-01-01"),)),
        ("POL", "1954-07-01", (("pol_party_members", "1954"),)),
        ("POL", "1956-12-15", (("pol_party_members", "1956-12"),)),
        ("POL", "1958-07-01", (("pol_party_members", "1958"),)),
        ("POL", "1959-07-01", (("pol_party_members", "1959"),)),
        ("HUN", "1956-01-01", ((_HUN, "1956-01-01"),)),
        ("HUN", "1956-12-01", ((_HUN, "1956-12-01"),)),
        ("HUN", "1957-01-01", ((_HUN, "1957-01-01"),)),
        ("HUN", "1957-04-01", ((_HUN, "1957-04-01"),)),
        ("HUN", "1957-06-01", ((_HUN, "1957-06-01"), (_SHARE, "1957-06-01"))),
        ("HUN", "1959-11-30", ((_SHARE, "1959-11-30"),)),
        ("HUN", "1962-11-20", ((_SHARE, "1962-11-20"),)),
        ("HUN", "1968-12-31", ((_SHARE, "1968-12-31"),)),
    )
]
PRICE_BASE = ("ussr_state_retail_price_index", "1953")
_PRICE = [
    Told("price", "USSR", f"{y}-01-01", f"{y}-12-31", ((PRICE_BASE[0], f"{y}"),))
    for y in (1954, 1955, 1956, 1957, 1960, 1964, 1968)
]
SERIES = (*_EXIT, *_PARTY, *_PRICE)
