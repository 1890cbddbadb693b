"""What may stand under `predicts` as a test that runs can be held to.

A prediction's `test` names one of these forms. Dates are days; `polity` is a name, `any` (in one
polity at least; counts add up over all) or `satellites` (all but the first polity of the case).

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
"""

from __future__ import annotations

from typing import Any

from thaw.files import Document, Path_, read_date
from thaw.record.vocabulary import GRID

_LIMITS = ("at_least", "at_most")
_FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # required keys, further keys
    "count": (("kind", "polity", "between"), _LIMITS),
    "intervals": (("kind", "polity", "between", "direction"), ()),
    "level": (("measure", "polity", "at"), _LIMITS),
    "peak": (("measure", "polity", "between"), _LIMITS),
    "compare": (("measure", "polity", "from", "to", "direction"), ()),
    "ratio": (("measure", "polity", "from", "to"), _LIMITS),
    "precedes": (
        ("first", "first_in", "then", "then_in", "within", "between", "share_at_least"), ("by",),
    ),
}  # fmt: skip
DIRECTIONS = ("falls", "rises", "not_falls", "not_rises")


def check_test(d: Document, test: dict[str, Any], path: Path_) -> None:
    """Refuse a test that `holds` could not carry out.

    Raises
    ------
    ThawError
        For an unknown form, key, kind, measure, direction or date.
    """
    from thaw.measure import measures

    form = d.one_of(d.keys(test, test, ("form",), path)["form"], _FORMS, "form", (*path, "form"))
    required, further = _FORMS[form]
    d.keys(test, ("form", *required, *further), required, path)
    if further == _LIMITS and sum(word in test for word in _LIMITS) != 1:
        raise d.error("has not one limit", path, expected="either at_least or at_most")
    if "kind" in test:
        d.one_of(test["kind"], GRID, "kind of event", (*path, "kind"))
    for word in ("first", "then"):
        for kind in test.get(word, []):
            d.one_of(kind, GRID, "kind of event", (*path, word))
    if "measure" in test:
        d.one_of(test["measure"], [m.name for m in measures("polities")], "measure",
                 (*path, "measure"))  # fmt: skip
    if "direction" in test:
        d.one_of(test["direction"], DIRECTIONS, "direction", (*path, "direction"))
    if "by" in test:
        d.one_of(test["by"], ("first", "then"), "side", (*path, "by"))
    for word in ("within", "share_at_least", *_LIMITS):
        number = test.get(word, 0)
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise d.error("is not a number", (*path, word))
    for word in ("at", "from", "to"):
        if word in test:
            read_date(d, test[word], (*path, word))
    if "between" in test:
        span = test["between"]
        if not (isinstance(span, list) and len(span) == 2):
            raise d.error("is not a pair of dates", (*path, "between"), expected="[first, last]")
        first, last = (read_date(d, day, (*path, "between", k)) for k, day in enumerate(span))
        if last < first:
            raise d.error(f"ends ({last}) before it begins ({first})", (*path, "between"))
