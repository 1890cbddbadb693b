"""What a record says of a claim: yes, no, silent, or disputed, and which rows speak.

Events are held to the same tests as runs, once as they are told best, and once for every other reading of
them: each rival date in turn, and without the rows that no page supports. Where readings disagree the record
is disputed. Where a source could not have seen what a claim needs it is silent. Of measures it knows only
what sources print: members, departures, prices, sizes of crowds, deaths, whether councils stood, and what
the parts of a purge add up to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.account.claim_files import Claim
from thaw.evidence.from_record import Evidence, evidence, items_for
from thaw.evidence.from_run import COUNCIL_AT, MEASURE
from thaw.evidence.visibility import REFERENCE
from thaw.jobs.history import History
from thaw.jobs.judge_claims import holds
from thaw.jobs.record_history import Row, history_from, rows_of
from thaw.record import edtf
from thaw.record.vocabulary import MASS

if TYPE_CHECKING:
    from thaw.case import Case
    from thaw.record import Record

YES, NO, SILENT, DISPUTED = "yes", "no", "silent", "disputed"

NEAR = 100
"""Days between the day of a claim and a figure that may stand for it. Assumed: a quarter and a bit."""

UNSUPPORTED = "without rows that no page supports"

PRINTED = {
    "party": "party",
    "exit_flow": "exit",
    "price": "price",
    "workers": "workers",
    "standard": "wage",
    "crop": "harvest",
    "collective": "collective",
    "deaths": "deaths",
    "arrests": "arrests",
}
"""Measure to the items of evidence that print it."""

SUMMED = {"listed": "listed", "sentenced": "sentenced", "limits": "limits"}
"""Measures that count from the first day on, to the items whose spans add up to them."""

PARTS = {"officials_arrested": "arrested", "officials_shot": "shot"}
"""The same of people of whom the items count some bodies each, and nobody counts all."""


@dataclass(frozen=True)
class Answer:
    """What a record says of a claim.

    Attributes
    ----------
    said : {"yes", "no", "silent", "disputed"}
    rows : tuple of str
        Ids of rows that speak.
    why : str
        Why it is silent or disputed, in words.
    """

    said: str
    rows: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Told:
    """A record opened for claims: its rows, its history in every reading, and its evidence by item."""

    case: Case
    rows: list[Row]
    histories: tuple[tuple[str, History], ...]
    evidence: Evidence


def told(case: Case, record: Record) -> Told:
    """Open a record for claims on a case."""
    items = items_for(case, record)
    specs = items.specs
    rows = rows_of(record, specs)
    start, until = np.datetime64(case.start), np.datetime64(case.end)
    firm = set(record.events["id"][record.events["support"] == "page"])
    readings = [("", rows), (UNSUPPORTED, [r for r in rows if r.id in firm])]
    rivals = dict(zip(record.events["id"], record.events["rival_dates"], strict=True))
    for at, row in enumerate(rows):
        days = rivals[row.id]
        for day in days.split() if isinstance(days, str) else ():
            first = np.datetime64(edtf.read(day).first, "D")
            if start <= first <= until:
                other = replace(row, first=first, last=first + (row.last - row.first))
                readings.append((f"with {row.id} on {day}", [*rows[:at], other, *rows[at + 1 :]]))
    histories = tuple((name, history_from(told, case)) for name, told in readings)
    return Told(case, rows, histories, evidence(case, record, items=items))


def answer(claim: Claim, record: Told) -> Answer:
    """What a record says of a claim."""
    form = claim.test["form"]
    if form in ("effect", "covary"):
        return Answer(SILENT, (), "no record shows what would have been, nor these measures")
    if form == "noted":
        return _noted(claim.test, record)
    if form in ("count", "intervals", "precedes", "order", "rate"):
        return _of_events(claim.test, record)
    return _of_measures(claim.test, record)


def _of_events(test: Mapping[str, Any], record: Told) -> Answer:
    said = [(name, holds(dict(test), h)) for name, h in record.histories]
    best, rows = said[0][1], _speaking(test, record)
    if best is None:
        return Answer(SILENT, rows, "it does not reach these days, or has no such event")
    if test["form"] == "count":
        unseen = _unseen(test, record)
        if unseen and not (best and "at_least" in test) and not (not best and "at_most" in test):
            return Answer(
                SILENT, rows, f"it could not see {unseen} of the months or years asked for"
            )
    against = [name for name, other in said[1:] if other is not None and other != best]
    if against:
        more = f" and {len(against) - 1} other readings" if len(against) > 1 else ""
        return Answer(DISPUTED, rows, f"{YES if best else NO}, but not {against[0]}{more}")
    return Answer(YES if best else NO, rows)


def _words(test: Mapping[str, Any]) -> list[tuple[tuple[str, ...], str]]:
    """(kinds, where) that a test on events speaks of."""
    if "kind" in test:
        return [((test["kind"],), test["polity"])]
    return [(tuple(test[w]), str(test[f"{w}_in"])) for w in ("first", "then")]


def _speaking(test: Mapping[str, Any], record: Told) -> tuple[str, ...]:
    """Rows of the kinds, countries and days that a test names."""
    history = record.histories[0][1]
    first, last = (np.datetime64(d) for d in test["between"])
    reach = np.timedelta64(int(test.get("within", 0)), "D")
    words = _words(test)
    found = []
    for row in record.rows:
        for kinds, where in words:
            here = {
                history.polities[k] for k in history.rows("any" if where == "others" else where)
            }
            if row.polity in here and set(kinds) & set(row.kinds):
                if first - reach <= row.last and row.first <= last + reach:
                    found.append(row.id)
    return tuple(dict.fromkeys(found))


def _unseen(test: Mapping[str, Any], record: Told) -> int:
    """Cells that a count asks for and the record could not see."""
    ev, history = record.evidence, record.histories[0][1]
    here = {history.polities[k] for k in history.rows(test["polity"])}
    first, last = (dt.date.fromisoformat(str(d)) for d in test["between"])
    return sum(
        bool(ev.missing[n])
        for n, i in enumerate(ev.items)
        if (i.kind, i.what) == ("cell", test["kind"])
        and i.polity in here
        and i.first <= last
        and i.last >= first
    )


def _noted(test: Mapping[str, Any], record: Told) -> Answer:
    """Rows of kinds that no run tells: their number, of which too few may be the record's blindness."""
    first, last = (np.datetime64(d) for d in test["between"])
    where = test.get("polity", "any")
    rows = tuple(
        row.id
        for row in record.rows
        if set(row.kinds) & set(test["kinds"])
        and where in ("any", row.polity)
        and first <= row.first <= last
    )
    if "at_least" in test:
        enough = len(rows) >= test["at_least"]
        return Answer(YES, rows) if enough else Answer(SILENT, rows, "it notes too few to tell")
    many = len(rows) > test["at_most"]
    return Answer(NO, rows) if many else Answer(SILENT, rows, "that it notes none is no proof")


# -- measures -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Range:
    """What sources say of a measure: at least and at most, the rows, and whether rivals span it."""

    low: float
    high: float
    rows: tuple[str, ...] = ()
    rival: bool = False


def _of_measures(test: Mapping[str, Any], record: Told) -> Answer:
    history = record.histories[0][1]
    polities = [history.polities[k] for k in history.rows(test["polity"])]
    if len(polities) != 1:
        return Answer(SILENT, (), "it is asked for several countries at once")
    if test["form"] == "peak":
        a, b = (dt.date.fromisoformat(str(d)) for d in test["between"])
        found = _largest(test["measure"], polities[0], a, b, record)
    elif test["form"] == "level":
        found = _known(test["measure"], polities[0], _day(test["at"]), record)
    else:
        found = _change(test, polities[0], record)
    if found is None:
        printed = test["measure"] in (*PRINTED, *MEASURE.values(), *SUMMED, *PARTS, "dual_power")
        none = "no figure near these days" if printed else f"nobody prints {test['measure']}"
        return Answer(SILENT, (), none)
    ends = {_fits(test, found.low), _fits(test, found.high)}
    if len(ends) == 1:
        return Answer(YES if ends.pop() else NO, found.rows)
    why = "its sources lie on both sides" if found.rival else "what it tells lies on both sides"
    return Answer(DISPUTED if found.rival else SILENT, found.rows, why)


def _day(text: Any) -> dt.date:
    return dt.date.fromisoformat(str(text))


def _fits(test: Mapping[str, Any], value: float) -> bool:
    if "direction" in test:
        falls = test["direction"] in ("falls", "not_falls")
        moved = value < 0 if falls else value > 0
        return moved != test["direction"].startswith("not_")
    return value >= test["at_least"] if "at_least" in test else value <= test["at_most"]


def _known(measure: str, polity: str, day: dt.date, record: Told) -> _Range | None:
    """What sources print of a measure near a day, in its own unit."""
    if measure == "dual_power":
        return _councils(polity, day, record)
    if measure in SUMMED or measure in PARTS:
        return _so_far(measure, polity, day, record)
    found = _figure(measure, polity, day, record)
    return None if found is None else _Range(10**found.low, 10**found.high, found.rows, found.rival)


def _councils(polity: str, day: dt.date, record: Told) -> _Range | None:
    """Whether councils stood: of how many workers nobody says."""
    ends = record.evidence.items.specs.councils.get(polity)
    if ends is None:
        return None
    begin, end = ([r for r in record.rows if r.id in ids] for ids in ends)
    if not begin or not end:
        return None
    on = min(r.first for r in begin) <= np.datetime64(day) <= max(r.last for r in end)
    rows = tuple(r.id for r in (*begin, *end))
    return _Range(COUNCIL_AT, 1.0, rows) if on else _Range(0.0, COUNCIL_AT, rows)


def _figure(measure: str, polity: str, day: dt.date, record: Told) -> _Range | None:
    """The printed figure nearest a day, in logarithms."""
    what = PRINTED.get(measure)
    ev = record.evidence
    near = [
        (abs((_middle(i) - day).days), n)
        for n, i in enumerate(ev.items)
        if i.kind == "series" and (i.what, i.polity) == (what, polity) and not ev.missing[n]
    ]
    if not near or min(near)[0] > NEAR:
        return None
    return _of_item(min(near)[1], record)


def _so_far(measure: str, polity: str, day: dt.date, record: Told) -> _Range | None:
    """What spans that end by a day add up to.

    That it is no more is known only where they leave out no more than `NEAR` days in a row. Bodies overlap in
    life, so of people counted by body the largest single figure stands as the least.
    """
    ev = record.evidence
    what = SUMMED.get(measure) or PARTS[measure]
    found = [
        n
        for n, i in enumerate(ev.items)
        if (i.kind, i.what, i.polity) == ("series", what, polity)
        and i.last <= day
        and not ev.missing[n]
        and (measure in PARTS or not i.bodies)
    ]
    if not found:
        return None
    ends = [tuple(10 ** float(e[n]) - 1 for e in (ev.low, ev.high)) for n in found]
    rows = tuple(r for n in found for r in _of_item(n, record).rows)
    rival = any(ev.n_lineages[n] > 1 for n in found)
    if measure in PARTS:
        return _Range(max(low for low, _ in ends), np.inf, rows, rival)
    reached = record.case.start
    for n in sorted(found, key=lambda n: ev.items[n].first):
        if ev.items[n].first > reached + dt.timedelta(days=NEAR):
            break
        reached = max(reached, ev.items[n].last)
    whole = (day - reached).days <= NEAR
    high = sum(high for _, high in ends) if whole else np.inf
    return _Range(sum(low for low, _ in ends), high, rows, rival)


def _between(test: Mapping[str, Any], polity: str, record: Told) -> _Range | None:
    """The same as the second over the first, or less it; the first must be known from both sides."""
    a, b = (_so_far(test["measure"], polity, _day(test[w]), record) for w in ("from", "to"))
    if a is None or b is None or not np.isfinite(a.high) or a.low <= 0:
        return None
    low, high = (
        (b.low / a.high, b.high / a.low)
        if test["form"] == "ratio"
        else (b.low - a.high, b.high - a.low)
    )
    return _Range(low, high, b.rows, a.rival or b.rival)


def _middle(item: Any) -> dt.date:
    return item.first + (item.last - item.first) / 2


def _of_item(n: int, record: Told) -> _Range:
    ev = record.evidence
    sources = tuple(f"{ev.items[n].id} ({s})" for s in ev.sources[n])
    return _Range(float(ev.low[n]), float(ev.high[n]), sources, ev.n_lineages[n] > 1)


def _change(test: Mapping[str, Any], polity: str, record: Told) -> _Range | None:
    """The second figure over the first, or less it."""
    if test["measure"] in SUMMED or test["measure"] in PARTS:
        return _between(test, polity, record)
    a, b = (_figure(test["measure"], polity, _day(test[w]), record) for w in ("from", "to"))
    if a is None or b is None or a.rows == b.rows:
        return None
    low, high = b.low - a.high, b.high - a.low
    if test["form"] == "ratio":
        low, high = 10**low, 10**high
    return _Range(low, high, (*a.rows, *b.rows), a.rival or b.rival)


def _largest(
    measure: str, polity: str, first: dt.date, last: dt.date, record: Told
) -> _Range | None:
    """The largest crowd or loss printed within a span; where none is, as far as one would have been seen."""
    ev = record.evidence
    kinds = [k for k in MASS if MEASURE[k] == measure]
    what = "participants" if kinds else PRINTED.get(measure)
    sizes = [
        n
        for n, i in enumerate(ev.items)
        if i.kind == "size"
        and (i.what, i.polity) == (what, polity)
        and first <= i.first
        and i.last <= last
        and not ev.missing[n]
    ]
    found = [_of_item(n, record) for n in sizes]
    if found:
        low, high = (10 ** max(getattr(f, end) for f in found) for end in ("low", "high"))
        rows = tuple(r for f in found for r in f.rows)
        return _Range(low, high, rows, any(f.rival for f in found))
    if not kinds:
        return None
    test = {"kind": kinds[0], "polity": polity, "between": [first, last], "at_most": 0}
    quiet = _of_events({"form": "count", **test}, record)
    if quiet.said != YES:
        return None
    return _Range(0.0, REFERENCE[kinds[0]], quiet.rows)


def answers(claims: Iterable[Claim], case: Case, record: Record | None) -> dict[str, Answer]:
    """What the record of a case says of each claim, by id; silent where there is none."""
    if record is None:
        return {c.id: Answer(SILENT, (), "the case has no record") for c in claims}
    opened = told(case, record)
    return {c.id: answer(c, opened) for c in claims}
