"""Rules by which rival causes are held against dated rows, and against runs: what each cause would require.

The rules are data: `data/causes/elimination.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.files import data_folder, digest, read_yaml
from thaw.jobs.claim_forms import rates, under
from thaw.jobs.history import OUTSIDE, History
from thaw.jobs.record_history import history_from, rows_of

if TYPE_CHECKING:
    from thaw.case import Case
    from thaw.record import Record

RULES = ("before", "dose", "after")
HALF = 0.5
FEWEST = 2
"""Rows of effect and of cause that a rule needs."""


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
    return dict(history_from(rows_of(record, specs_of(case, record)), case).outside)


def specs_of(case: Case, record: Record) -> Any:
    """How rows of a record become kinds of events of a case."""
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
        shows = begun(history, shown, row)
        causes += len(shows)
        where = reaches(history, effect, shown, row)
        days = [history.days[history.new(effect.kinds, k)] for k in where]
        follows = np.sort(np.concatenate(days)) if days else np.empty(0, "datetime64[D]")
        followed += sum(between(follows, day, within) for day in shows)
        if shown.where == OUTSIDE:
            break
    return Counted(near, away, causes, followed)


def begun(history: History, shown: Shown, row: int) -> np.ndarray:
    """Days on which rows of a cause begin in a polity, or outside, within the span."""
    if shown.where == OUTSIDE:
        days = [history.outside[k] for k in shown.kinds if k in history.outside]
        every = np.sort(np.concatenate(days)) if days else np.empty(0, "datetime64[D]")
        return every[(every >= history.days[0]) & (every <= history.days[-1])]
    if shown.where == "hegemon" and row not in history.rows("hegemon"):
        return np.empty(0, "datetime64[D]")
    return history.days[history.new(shown.kinds, row)]


def reaches(history: History, effect: Effect, shown: Shown, row: int) -> list[int]:
    """Polities in which an effect can follow a cause that shows in one."""
    where = history.rows(effect.where)
    if shown.where == "same":
        return [k for k in where if k == row]
    return [k for k in where if k != row] if shown.where == "others" else where


def between(days: np.ndarray, day: np.datetime64, within: float) -> bool:
    """Whether any of these days comes 1 to `within` days after a day."""
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
