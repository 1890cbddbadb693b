"""Explanation by elimination: rival causes held one by one against dated rows, and the rules held against runs.

What a cause would require is data (`data/causes/elimination.yaml`). A rule that fails on a record throws the
cause out only as far as such a rule can be trusted: how often it throws out a cause that the author of a run
names, in that author's own runs, stands beside every verdict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from thaw.account.named_causes import Named, named_causes, shipped
from thaw.files import data_folder
from thaw.jobs.cause_rules import (
    FEWEST,
    RULES,
    Counted,
    Effect,
    Rules,
    Shown,
    between,
    counted,
    pairs,
    reaches,
    rules,
    specs_of,
)
from thaw.jobs.claim_forms import under
from thaw.jobs.history import OUTSIDE, History, cut
from thaw.jobs.record_history import Row, history_from, rows_of

if TYPE_CHECKING:
    import pandas as pd

    from thaw.case import Case
    from thaw.record import Record

SILENT, EXCLUDED, IN_PART, LEFT = "silent", "excluded", "left in part", "left"


@dataclass(frozen=True)
class Trust:
    """In runs of known origin: how often a rule let a cause stand, of how many it could judge."""

    stood: int = 0
    judged: int = 0


@dataclass(frozen=True)
class Verdict:
    """One rival cause of one effect, held against a record.

    Attributes
    ----------
    question, cause, says : str
    verdict : str
        silent, excluded, left in part or left.
    why : str
        Why it is silent; else what was counted, in words.
    counted : Counted or None
    stands : rule to bool or None
    without : tuple of str
        Rows of the effect with no row of the cause in the days before.
    after_it : tuple of str
        Rows of the effect with one.
    unfollowed : tuple of str
        Rows of the cause that no effect follows.
    named_by, denied_by : tuple of str
        Accounts.
    true, false : rule to Trust
        In runs of accounts that name the cause, and of those that deny it.
    """

    question: str
    cause: str
    says: str
    verdict: str
    why: str
    counted: Counted | None
    stands: Mapping[str, bool | None]
    without: tuple[str, ...]
    after_it: tuple[str, ...]
    unfollowed: tuple[str, ...]
    named_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    true: Mapping[str, Trust]
    false: Mapping[str, Trust]


def verdicts(
    case: Case,
    record: Record,
    accounts: Mapping[str, Mapping[str, str]] | None = None,
    since: dt.date | None = None,
    within: float | None = None,
    named: Sequence[Named] | None = None,
) -> list[Verdict]:
    """Hold every rival cause against the main span of a case, as its record tells it.

    Parameters
    ----------
    case : Case
    record : Record
    accounts : account to what its runs said, optional
        As `thaw.jobs.claim_runs.Held.rules`; without it nothing is said of how far a rule can be trusted.
    since : date, optional
        Begin earlier or later than the case. Before it the record's silence means nothing.
    within : float, optional
        Days in which a cause counts as there, unless those of the rules; with others nothing is said of
        how far a rule can be trusted.
    named : sequence of Named, optional
        Who names or denies which cause; the coded causes that ship unless given.
    """
    data = rules()
    if within is not None and within != data.within:
        data, accounts = replace(data, within=within), None
    named = coded(case) if named is None else named
    rows = [
        r
        for r in rows_of(record, specs_of(case, record))
        if np.datetime64(since or case.start) <= r.first <= np.datetime64(case.end)
    ]
    whole = history_from(rows, case, since)
    history = cut(whole, int((whole.days <= np.datetime64(case.end)).sum()))
    known = {(e.question, s.cause): s for e, s in pairs()}
    made = []
    for effect in data.effects.values():
        said = [n for n in named if n.question == effect.question]
        for cause in sorted(
            {n.drive for n in said} | {c for q, c in known if q == effect.question}
        ):
            by = {
                word: tuple(
                    dict.fromkeys(n.account for n in said if n.drive == cause and word(n.stance))
                )
                for word in (_names, _denies)
            }
            shown = known.get((effect.question, cause))
            made.append(
                _verdict(
                    data,
                    effect,
                    cause,
                    shown,
                    (history, rows),
                    (by[_names], by[_denies]),
                    accounts or {},
                )
            )
    return made


def coded(case: Case) -> tuple[Named, ...]:
    """The coded causes of the accounts that a case names; of all that are coded where it names none."""
    if not case.compare.accounts:
        return shipped()
    chosen = {Path(a).stem for a in case.compare.accounts}
    invented = data_folder("causes") / "invented.csv"
    every = (*shipped(), *(n for a in sorted(chosen) for n in named_causes(a, invented)))
    return tuple(n for n in every if n.account in chosen)


def _names(stance: str) -> bool:
    return stance in ("names+", "concedes+")


def _denies(stance: str) -> bool:
    return stance == "denies"


def _verdict(
    data: Rules,
    effect: Effect,
    cause: str,
    shown: Shown | None,
    told: tuple[History, list[Row]],
    by: tuple[tuple[str, ...], tuple[str, ...]],
    accounts: Mapping[str, Mapping[str, str]],
) -> Verdict:
    trust = [
        {rule: _trust(accounts, who, f"{effect.question}/{cause}/{rule}") for rule in RULES}
        for who in by
    ]
    nothing: dict[str, bool | None] = dict.fromkeys(RULES)
    if shown is None:
        own = "only rows of the effect itself would show it"
        why = own if cause in data.causes else data.undated.get(cause, "no kind of row shows it")
        return Verdict(
            effect.question, cause, "", SILENT, why, None, nothing, (), (), (), *by, *trust
        )
    history, rows = told
    c = counted(history, effect, shown, data.within)
    stands = c.stands()
    after_it, without, unfollowed = _rows(rows, history, effect, shown, data.within)
    verdict, why = _weighed(c, stands, data.within)
    return Verdict(
        effect.question,
        cause,
        shown.says,
        verdict,
        why,
        c,
        stands,
        without,
        after_it,
        unfollowed,
        *by,
        *trust,
    )


def _weighed(c: Counted, stands: Mapping[str, bool | None], within: float) -> tuple[str, str]:
    """The verdict that counts of effects after a cause and at other times lead to, and why, in words."""
    effects = c.near[0] + c.away[0]
    if stands["dose"] is None:
        if min(c.causes, effects) >= FEWEST:
            return SILENT, "it is there always"
        return SILENT, f"too few rows of the {'cause' if c.causes < FEWEST else 'effect'}"
    often = "never otherwise" if np.isinf(c.times) else f"{c.times:.2g} times as often"
    why = (
        f"{c.near[0]} of {effects} come within {within:.0f} days after it, {often}; "
        f"{c.followed} of its {c.causes} rows are followed"
    )
    return EXCLUDED if not stands["dose"] else LEFT if stands["before"] else IN_PART, why


def _trust(accounts: Mapping[str, Mapping[str, str]], who: Iterable[str], name: str) -> Trust:
    said = "".join(accounts[a].get(name, "") for a in who if a in accounts)
    return Trust(said.count("1"), said.count("1") + said.count("0"))


def _rows(
    rows: list[Row], history: History, effect: Effect, shown: Shown, within: float
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Ids of effects with the cause before, effects without it, and causes that nothing follows."""
    names = list(history.polities)
    there = under(history, shown.kinds, shown.where, within)
    fitting = {names[k] for k in history.rows(effect.where)}
    effects = [r for r in rows if r.polity in fitting and set(r.kinds) & set(effect.kinds)]
    split: dict[bool, list[str]] = {True: [], False: []}
    for r in effects:
        step = int(np.searchsorted(history.days, r.first))
        split[bool(there[step, names.index(r.polity)])].append(r.id)
    unfollowed = []
    for r in rows:
        if not set(r.kinds) & set(shown.kinds) or (r.polity in names) == (shown.where == OUTSIDE):
            continue
        j = names.index(r.polity) if r.polity in names else 0
        if shown.where == "hegemon" and j not in history.rows("hegemon"):
            continue
        reach = {names[k] for k in reaches(history, effect, shown, j)}
        days = np.array([e.first for e in effects if e.polity in reach], "datetime64[D]")
        if not between(days, r.first, within):
            unfollowed.append(r.id)
    return tuple(split[True]), tuple(split[False]), tuple(unfollowed)


def eliminate(
    case: str | Path | Case,
    record: str | Path | None = None,
    since: dt.date | str | None = None,
    within: float | None = None,
    accounts: Mapping[str, Mapping[str, str]] | None = None,
) -> pd.DataFrame:
    """Hold rival causes one by one against what a record dates.

    Parameters
    ----------
    case : str, path or Case
    record : str or path, optional
        Another than the case's own.
    since : date or text, optional
        Begin on this day instead of that of the case.
    within : float, optional
        Days in which a cause counts as there after a row that shows it.
    accounts : mapping, optional
        Account to what its runs said of the rules (`thaw.jobs.claim_runs.Held.rules`), to tell how far
        they can be trusted.

    Returns
    -------
    DataFrame
        A row an effect and cause: question, cause, verdict (silent, excluded, left in part, left), why,
        effects_with, effects, times, rows_of_cause, followed, after_it, without, unfollowed, named_by,
        denied_by.

    Raises
    ------
    ThawError
        For anything misspelt or missing.

    Examples
    --------
    >>> told = thaw.eliminate("bloc_1953")
    >>> told[(told.question == "why_disclose") & (told.verdict == "excluded")].cause.tolist()
    """
    import pandas as pd

    from thaw.case import Case, load_case
    from thaw.errors import ThawError
    from thaw.record import load_record

    place = case if isinstance(case, Case) else load_case(case)
    given = record or place.record
    if not given:
        raise ThawError(f"the case {place.name} names no record", todo="give one with record=")
    day = dt.date.fromisoformat(since) if isinstance(since, str) else since
    rows = []
    for v in verdicts(place, load_record(given), accounts, day, within):
        c = v.counted
        rows.append(
            {
                "question": v.question,
                "cause": v.cause,
                "verdict": v.verdict,
                "why": v.why,
                "effects_with": c.near[0] if c else 0,
                "effects": c.near[0] + c.away[0] if c else 0,
                "times": c.times if c else np.nan,
                "rows_of_cause": c.causes if c else 0,
                "followed": c.followed if c else 0,
                "after_it": v.after_it,
                "without": v.without,
                "unfollowed": v.unfollowed,
                "named_by": v.named_by,
                "denied_by": v.denied_by,
            }
        )
    return pd.DataFrame(rows)
