"""Tests that name no date: the words `start` and `end` stand for the first and last day of a case.

A claim that is to hold of any country cannot name a day of one. What judges a test, whether against runs
or a record, is handed it with days in their place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thaw.account.account import Account
    from thaw.account.claim_files import Claim
    from thaw.case import Case

WORDS = ("start", "end")
"""First and last day of the main span of a case."""

DATED = ("at", "from", "to")
"""Keys of a test that hold one day; `between` holds two."""


def dated(test: Mapping[str, Any], start: dt.date, end: dt.date) -> dict[str, Any]:
    """A test with days in place of the words.

    Parameters
    ----------
    test : mapping
        As in `thaw.account.claims`.
    start, end : date
        First and last day of the main span of a case.
    """
    days = dict(zip(WORDS, (start, end), strict=True))

    def day(value: Any) -> Any:
        return days.get(value, value) if isinstance(value, str) else value

    made = dict(test)
    made |= {key: day(test[key]) for key in DATED if key in test}
    if "between" in test:
        made["between"] = [day(value) for value in test["between"]]
    return made


def claim_in(claim: Claim, case: Case) -> Claim:
    """A claim with the days of a case."""
    return replace(claim, test=dated(claim.test, case.start, case.end))


def account_in(account: Account, case: Case) -> Account:
    """An account whose predictions have the days of a case."""
    predicts = tuple(
        {**p, "test": dated(p["test"], case.start, case.end)} if "test" in p else p
        for p in account.predicts
    )
    return replace(account, predicts=predicts)
