"""What may stand under `predicts` as a test that runs can be held to.

A prediction's `test` names one of these forms. Dates are days; `polity` is a name, `any` (in one
polity at least; counts add up over all), `satellites` (all but the first polity of the case) or `hegemon`.
Of a case that has no hegemon nothing with that word is judged. In place of a day may stand `start` or `end`,
the first and last day of the case's main span, so that a claim can be made of any case.

count      kind, polity, between, at_least or at_most: events of a kind in a span
intervals  kind, polity, between, direction: the trend of the times between events
level      measure, polity, at, at_least or at_most: a measure on a day
peak       measure, polity, between, at_least or at_most: the largest value in a span
compare    measure, polity, from, to, direction: a measure on one day and on another
ratio      measure, polity, from, to, at_least or at_most: the second over the first
precedes   first, first_in, then, then_in, within, between, share_at_least[, by: first]: of the events
           `then` in the span, the share with an event `first` in the days before (1 to `within`); by
           `first`, of the events `first` the share with a new event `then` in the days after; `same`
           is the polity of the other
order      first, first_in, then, then_in, between: the first event `first` of the span comes before the
           first event `then`
rate       first, first_in, then, then_in, within, between, direction: how often events `then` begin on
           the days after events `first` (1 to `within`), against all other days; `first_in` may be
           `others` (than the polity of `then`) or `same`
covary     measure, polity, with, with_in, between, direction: changes of two measures from month to month
effect     lever, polity, between, direction, measure or kinds: how a what-if moves the mean of a measure,
           or a number of events, between runs with the same people and luck; `lever` is the name of one of
           the case, or one written out, with an id
noted      kinds, between, at_least or at_most[, polity]: rows of kinds of a record that runs do not tell

Kinds are those of the grid, and `FURTHER`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from thaw.account.dates_of_case import DATED, WORDS
from thaw.files import Document, Path_, read_date
from thaw.keys import DATE, TEXT, Form, Key, Table, choice, either, may, must, number
from thaw.record.form import KINDS as RECORDED
from thaw.record.vocabulary import EVENTS

FURTHER = ("camp_strike", "norm_rise", "police_fire", "emergency_rule", "leader_death")
"""Kinds of a record beside the grid that a run tells of as well."""

TOLD = (*EVENTS, *FURTHER)
_LIMITS = ("at_least", "at_most")
_MOVED = ("measure", "kinds")
_FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # required keys, further keys
    "count": (("kind", "polity", "between"), _LIMITS),
    "intervals": (("kind", "polity", "between", "direction"), ()),
    "level": (("measure", "polity", "at"), _LIMITS),
    "peak": (("measure", "polity", "between"), _LIMITS),
    "compare": (("measure", "polity", "from", "to", "direction"), ()),
    "ratio": (("measure", "polity", "from", "to"), _LIMITS),
    "precedes": (
        ("first", "first_in", "then", "then_in", "within", "between", "share_at_least"),
        ("by",),
    ),
    "order": (("first", "first_in", "then", "then_in", "between"), ()),
    "rate": (("first", "first_in", "then", "then_in", "within", "between", "direction"), ()),
    "covary": (("measure", "polity", "with", "with_in", "between", "direction"), ()),
    "effect": (("lever", "polity", "between", "direction"), _MOVED),
    "noted": (("kinds", "between"), (*_LIMITS, "polity")),
}
_ONE_OF = {
    form: tuple(w for w in further if w in (*_LIMITS, *_MOVED))
    for form, (_, further) in _FORMS.items()
}
"""Keys of which a test must have exactly one."""
_DAY = either(DATE, choice(WORDS))
_SPAN = {"type": "array", "items": _DAY, "minItems": 2, "maxItems": 2}
_KINDS = {"type": "array", "items": choice(TOLD)}
DIRECTIONS = ("falls", "rises", "not_falls", "not_rises")
TEST = Table(
    {
        "form": must(choice(_FORMS)),
        "kind": may(choice(EVENTS)),
        "polity": may(TEXT, "a name, any, satellites, hegemon"),
        "between": may(_SPAN, "[first, last] day, or [start, end]"),
        "at_least": may(number()),
        "at_most": may(number()),
        "direction": may(choice(DIRECTIONS)),
        "measure": may(TEXT),
        "at": may(_DAY, "a day, or start or end of the case"),
        "from": may(_DAY),
        "to": may(_DAY),
        "first": may(_KINDS),
        "first_in": may(TEXT),
        "then": may(_KINDS),
        "then_in": may(TEXT),
        "within": may(number(0), "days"),
        "share_at_least": may(number(0, 1)),
        "by": may(choice(("first", "then"))),
        "with": may(TEXT, "a measure"),
        "with_in": may(TEXT),
        "lever": may(
            either(TEXT, {"type": "object"}), "a what-if of the case, or one with its own id"
        ),
        "kinds": may({"type": "array", "items": choice((*TOLD, *RECORDED))}),
    }
)
"""What stands at each key of a test, whatever its form."""


def check_test(
    d: Document, test: dict[str, Any], path: Path_, measured: Sequence[str] | None = ()
) -> None:
    """Refuse a test that `holds` could not carry out.

    Parameters
    ----------
    measured : sequence of str, optional
        Measures over polities that runs have; the shipped ones when empty, any when None.

    Raises
    ------
    ThawError
        For an unknown form, key, kind, measure, direction or date.
    """
    form = d.one_of(d.keys(test, test, ("form",), path)["form"], _FORMS, "form", (*path, "form"))
    if form is None:
        return
    required, further = _FORMS[form]
    with d.problems.apart() as sound:
        d.keys(test, ("form", *required, *further), required, path)
    one_of = _ONE_OF[form]
    if sound() and one_of and sum(word in test for word in one_of) != 1:
        limits = one_of == _LIMITS
        d.note(
            "has not one limit" if limits else f"has not one of {' and '.join(one_of)}",
            path,
            expected=f"either {' or '.join(one_of)}",
        )
    _check_words(d, test, path, measured)
    for word in ("within", "share_at_least", *_LIMITS):
        number = test.get(word, 0)
        if isinstance(number, bool) or not isinstance(number, int | float):
            d.note("is not a number", (*path, word))
    _check_dates(d, test, path)


def _check_words(
    d: Document, test: dict[str, Any], path: Path_, measured: Sequence[str] | None
) -> None:
    """Kinds, measures, directions and sides that a test names."""
    from thaw.measure import measures

    if "kind" in test:
        d.one_of(test["kind"], EVENTS, "kind of event", (*path, "kind"))
    known = RECORDED if test.get("form") == "noted" else TOLD
    for word, kinds in (("first", TOLD), ("then", TOLD), ("kinds", known)):
        for kind in test.get(word, []):
            d.one_of(kind, kinds, "kind of event", (*path, word))
    for word in ("measure", "with") if measured is not None else ():
        if word in test:
            names = measured or [m.name for m in measures("polities")]
            d.one_of(test[word], names, "measure", (*path, word))
    lever = test.get("lever", "")
    if not isinstance(lever, str) and not (isinstance(lever, dict) and "id" in lever):
        d.note("is no what-if", (*path, "lever"), expected="a name, or a table of keys with an id")
    if "direction" in test:
        d.one_of(test["direction"], DIRECTIONS, "direction", (*path, "direction"))
    if "by" in test:
        d.one_of(test["by"], ("first", "then"), "side", (*path, "by"))


def _check_dates(d: Document, test: dict[str, Any], path: Path_) -> None:
    """Days and spans that a test names."""
    for word in DATED:
        if word in test and test[word] not in WORDS:
            read_date(d, test[word], (*path, word))
    if "between" in test:
        span = test["between"]
        if not (isinstance(span, list) and len(span) == 2):
            d.note("is not a pair of dates", (*path, "between"), expected="[first, last]")
            return
        first, last = (
            day if day in WORDS else read_date(d, day, (*path, "between", k))
            for k, day in enumerate(span)
        )
        turned = [first, last] == [*reversed(WORDS)]
        if turned or (not {first, last} & set(WORDS) and last < first):
            raise d.error(f"ends ({last}) before it begins ({first})", (*path, "between"))


def schema_of_test(measured: Sequence[str]) -> Form:
    """The JSON Schema of a test: one table of keys for each form.

    Parameters
    ----------
    measured : sequence of str
        Measures over polities that a test may name.
    """
    known = Table({**TEST, "measure": may(choice(measured)), "with": may(choice(measured))})
    made = []
    for form, (required, further) in _FORMS.items():
        keys = {"form": must({"const": form})}
        keys |= {k: Key(known[k].form, k in required, known[k].says) for k in (*required, *further)}
        entry = Table(keys).schema()
        if _ONE_OF[form]:
            entry |= {"oneOf": [{"required": [w]} for w in _ONE_OF[form]]}
        made.append(entry)
    return {"oneOf": made}
