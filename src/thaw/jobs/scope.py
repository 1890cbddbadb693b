"""Whether what an account foretells has anything to do with the years and countries of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from thaw.account import Account
from thaw.account.dates_of_case import DATED, account_in
from thaw.case import Case

ANYWHERE = frozenset({"any", "same", "satellites", "hegemon", "others", "outside"})
"""Words of a claim that name no country."""

OF_A_HEGEMON = frozenset({"satellites", "hegemon"})

WHERE = ("polity", "first_in", "then_in", "with_in")
"""Keys of a test that name a country, or one of `ANYWHERE`."""


def outside(account: Account, case: Case) -> bool:
    """Whether an account has predictions with a test, and none of them falls into a case.

    A prediction falls into it when its days meet the span of the case, tail included, and, where it names
    countries, one of them is the case's. What speaks of a hegemon, of its satellites or of other countries
    needs a case that has them. One that names neither country nor day falls into any case. An account
    without tests foretells nothing that could fall outside, and is not said to.

    Parameters
    ----------
    account : Account
    case : Case
    """
    tests = [p["test"] for p in account_in(account, case).predicts if _has_test(p)]
    return bool(tests) and not any(falls(test, case) for test in tests)


def named_polities(account: Account) -> set[str]:
    """Countries that the predictions of an account name."""
    return set().union(*(_named(p["test"]) for p in account.predicts if _has_test(p)))


def _has_test(prediction: Mapping[str, Any]) -> bool:
    return isinstance(prediction.get("test"), Mapping)


def _named(test: Mapping[str, Any]) -> set[str]:
    return {str(test[word]) for word in WHERE if word in test} - ANYWHERE


def falls(test: Mapping[str, Any], case: Case) -> bool:
    """Whether the days and countries that a test speaks of are some of a case's."""
    words = {str(test[word]) for word in WHERE if word in test}
    if words & OF_A_HEGEMON and not case.hegemon:
        return False
    if words & {"others"} and len(case.polities) < 2:
        return False
    where = words - ANYWHERE
    if where and where.isdisjoint(p.name for p in case.polities):
        return False
    days = [_day(d) for d in test.get("between") or ()]
    days += [_day(test[word]) for word in DATED if word in test]
    until = case.tail.until if case.tail else case.end
    return not days or (min(days) <= until and max(days) >= case.start)


def _day(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
