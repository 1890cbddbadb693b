"""Explanation by elimination: rival causes held one by one against dated rows, and the rules held against runs.

What a cause would require is data (`data/causes/elimination.yaml`). A rule that fails on a record throws the
cause out only as far as such a rule can be trusted: how often it throws out a cause that the author of a run
names, in that author's own runs, stands beside every verdict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.account.named_causes import Named, named_causes, shipped
from thaw.files import data_folder, digest, read_yaml
from thaw.jobs.claim_forms import rates, under
from thaw.jobs.history import OUTSIDE, History, cut
from thaw.jobs.record_history import Row, history_from, rows_of

if TYPE_CHECKING:
    import pandas as pd

    from thaw.case import Case
    from thaw.record import Record

RULES = ("before", "dose", "after")
HALF = 0.5
FEWEST = 2
"""Rows of effect and of cause that a rule needs."""

SILENT, EXCLUDED, IN_PART, LEFT = "silent", "excluded", "left in part", "left"


@dataclass(frozen=True)
class Effect:
    """What is explained: `kinds` of the grid `where` they happen."""

    question: str
    title: str
    kinds: tuple[str, ...]
    where: str


@dataclass(frozen=True)
class Shown:
    """How a cause shows in dated rows."""

    cause: str
    says: str
    kinds: tuple[str, ...]
    where: str
    short: str = ""


@dataclass(frozen=True)
class Rules:
    """The data: effects by question, causes that show, why others do not, and the days a cause lasts."""

    within: float
    effects: Mapping[str, Effect]
    causes: Mapping[str, Shown]
    undated: Mapping[str, str]


@dataclass(frozen=True)
class Counted:
    """What a history says of one cause and one effect.

    Attributes
    ----------
    near, away : (events, days)
        Effects that begin, and days of all countries, with the cause in the days before and without.
    causes, followed : int
        Rows that show the cause; and of those, with an effect in the days after.
    """

    near: tuple[int, int]
    away: tuple[int, int]
    causes: int
    followed: int

    @property
    def times(self) -> float:
        """How many times as often effects begin with the cause there; NaN where it cannot be told."""
        if not (self.near[1] and self.away[1] and self.near[0] + self.away[0]):
            return np.nan
        away = self.away[0] / self.away[1]
        return np.inf if away == 0 else self.near[0] / self.near[1] / away

    def stands(self) -> dict[str, bool | None]:
        """Whether each rule lets the cause stand; None where too few rows speak."""
        effects = self.near[0] + self.away[0]
        if effects < FEWEST or self.causes < FEWEST or np.isnan(self.times):
            return dict.fromkeys(RULES)
        return {
            "before": self.near[0] >= HALF * effects,
            "dose": bool(self.times > 1.0),
            "after": self.followed >= HALF * self.causes,
        }


@dataclass(frozen=True)
class Trust:
    """In runs of known origin: how often a rule let a cause stand, of how many it could judge."""

    stood: int = 0
    judged: int = 0

    @property
    def thrown_out(self) -> float:
        """Share of runs in which the rule throws it out; NaN for no run."""
        return 1.0 - self.stood / self.judged if self.judged else np.nan


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


@cache
def rules() -> Rules:
    """The shipped rules."""
    data = read_yaml(data_folder("causes") / "elimination.yaml").data
    return Rules(
        float(data["within"]),
        {q: Effect(q, e["title"], tuple(e["kinds"]), e["in"]) for q, e in data["effects"].items()},
        {
            c: Shown(c, e["says"], tuple(e["kinds"]), e["in"], e.get("short", ""))
            for c, e in data["causes"].items()
        },
        dict(data["undated"]),
    )


def rules_key(case: Case) -> str:
    """Hash of the rules and, as they look at it too, of what happened outside a case."""
    found = {k: [str(d) for d in days] for k, days in outside(case).items()}
    data = rules()
    asked = [(q, *e.kinds, e.where) for q, e in sorted(data.effects.items())]
    asked += [(c, *s.kinds, s.where) for c, s in sorted(data.causes.items())]
    return digest([data.within, asked, found])


def outside(case: Case) -> dict[str, np.ndarray]:
    """First days of what the record of a case tells of other polities, by kind; empty without a record."""
    from thaw.record import load_record

    if not case.record:
        return {}
    record = load_record(case.record)
    return dict(history_from(rows_of(record, _specs(case, record)), case).outside)


def _specs(case: Case, record: Record) -> Any:
    from thaw.evidence.items import specs_for

    return specs_for(case, record)


def counted(history: History, effect: Effect, shown: Shown, within: float) -> Counted:
    """Effects with a cause in the days before and without, and causes with an effect after."""
    span = slice(0, len(history.days))
    near, away = rates(
        history, effect.kinds, effect.where, under(history, shown.kinds, shown.where, within), span
    )
    causes = followed = 0
    rows = range(len(history.polities))
    for row in rows:
        begun = _begun(history, shown, row)
        causes += len(begun)
        where = _reaches(history, effect, shown, row)
        days = [history.days[history.new(effect.kinds, k)] for k in where]
        follows = np.sort(np.concatenate(days)) if days else np.empty(0, "datetime64[D]")
        followed += sum(_between(follows, day, within) for day in begun)
        if shown.where == OUTSIDE:
            break
    return Counted(near, away, causes, followed)


def _begun(history: History, shown: Shown, row: int) -> np.ndarray:
    """Days on which rows of a cause begin in a polity, or outside, within the span."""
    if shown.where == OUTSIDE:
        days = [history.outside[k] for k in shown.kinds if k in history.outside]
        every = np.sort(np.concatenate(days)) if days else np.empty(0, "datetime64[D]")
        return every[(every >= history.days[0]) & (every <= history.days[-1])]
    if shown.where == "hegemon" and row not in history.rows("hegemon"):
        return np.empty(0, "datetime64[D]")
    return history.days[history.new(shown.kinds, row)]


def _reaches(history: History, effect: Effect, shown: Shown, row: int) -> list[int]:
    """Polities in which an effect can follow a cause that shows in one."""
    where = history.rows(effect.where)
    if shown.where == "same":
        return [k for k in where if k == row]
    return [k for k in where if k != row] if shown.where == "others" else where


def _between(days: np.ndarray, day: np.datetime64, within: float) -> bool:
    lag = (days - day).astype(int)
    return bool(((lag >= 1) & (lag <= within)).any())


def pairs() -> Iterable[tuple[Effect, Shown]]:
    """Every effect with every cause that shows otherwise than by the effect's own rows."""
    data = rules()
    for effect in data.effects.values():
        for shown in data.causes.values():
            own = set(shown.kinds) == set(effect.kinds) and shown.where in ("same", "any")
            if not own:
                yield effect, shown


def stand(history: History) -> dict[str, bool | None]:
    """Whether each rule lets each cause stand in a run: question, cause and rule to yes, no or None."""
    within = rules().within
    return {
        f"{effect.question}/{shown.cause}/{rule}": said
        for effect, shown in pairs()
        for rule, said in counted(history, effect, shown, within).stands().items()
    }


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
        for r in rows_of(record, _specs(case, record))
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
        why = data.undated.get(cause, "no kind of row shows it")
        return Verdict(
            effect.question, cause, "", SILENT, why, None, nothing, (), (), (), *by, *trust
        )
    history, rows = told
    c = counted(history, effect, shown, data.within)
    stands = c.stands()
    after_it, without, unfollowed = _rows(rows, history, effect, shown, data.within)
    effects = c.near[0] + c.away[0]
    if stands["dose"] is None:
        few = "cause" if c.causes < FEWEST else "effect"
        why = (
            f"too few rows of the {few}"
            if min(c.causes, effects) < FEWEST
            else "it is there always"
        )
        verdict = SILENT
    else:
        often = "never otherwise" if np.isinf(c.times) else f"{c.times:.2g} times as often"
        why = (
            f"{c.near[0]} of {effects} come within {data.within:.0f} days after it, {often}; "
            f"{c.followed} of its {c.causes} rows are followed"
        )
        verdict = EXCLUDED if not stands["dose"] else LEFT if stands["before"] else IN_PART
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
        reach = {names[k] for k in _reaches(history, effect, shown, j)}
        days = np.array([e.first for e in effects if e.polity in reach], "datetime64[D]")
        if not _between(days, r.first, within):
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
