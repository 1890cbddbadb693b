"""What a run does between two looks, in words with their day; and who rules, obeys and bears arms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np

from thaw.account.named_causes import model
from thaw.case.levers import first_step
from thaw.engine.start import blueprint
from thaw.jobs.plan import Plan, steps_of
from thaw.lab.levers import marks
from thaw.lab.stepping import Stepper
from thaw.world import COLUMNS, UNIT_KINDS, World

MOST_LEADERS = 12
"""Officials of a polity that are told of, the highest posts first."""

LARGE = 0.02
"""Share of a polity that makes a wave where it is too small for the number that a wave is told by."""

COUNTS = 0.05
"""Strength from which a council of a site is told of. Assumed."""

RULE = (
    "line",
    "legitimacy",
    "repression",
    "censorship",
    "obedience",
    "reform_wing",
    "intervention",
    "dual_power",
    "emergency",
)
"""Columns of polities that are told beside the leaders."""

OF_HEGEMON = {"obedience", "intervention"}
"""Those of them that mean nothing where no polity rules over others."""

COUNTED = {
    name: column.meaning.removesuffix(", cumulative")
    for name, column in COLUMNS["polities"].items()
    if name.startswith("n_") and column.unit == "1" and not column.meaning.startswith("those ")
}
"""Decisions that are counted from the start on, and what each is; kinds of another one are left out."""

Entry = dict[str, Any]


ACTS = ("strikers", "demonstrators", "armed")
PLACE_ACTS = tuple(f"place_{act}" for act in ACTS)


class Dated:
    """On which of the last steps a count rose.

    Parameters
    ----------
    made : Stepper
    start : int
        The first of them.
    """

    def __init__(self, made: Stepper, start: int) -> None:
        self.made, self.start, self.last = made, start, made.t - 1

    def first(self, measure: str, polity: int, before: float) -> int:
        """The first step on which a measure of a polity exceeds `before`; else the last."""
        column = self.made.columns["polity"].get(measure)
        if column is None or self.start == self.last:
            return self.last
        values = self.made.polity[self.start : self.last + 1, polity, column]
        rose = np.flatnonzero(values >= before + 0.5)
        return self.start + int(rose[0]) if rose.size else self.last


class Notice:
    """Looks at the world after every step of one pane.

    Parameters
    ----------
    plan : Plan
    pane : int
    levers : sequence
        As the plan was made with, for their marks.
    """

    def __init__(self, plan: Plan, pane: int, levers: Any = ()) -> None:
        case = plan.case
        self.plan, self.pane = plan, pane
        starts = steps_of(plan)[0]
        self.days = [
            str(d) for d in np.datetime64(case.start) + np.floor(starts).astype("timedelta64[D]")
        ]
        rows = blueprint(case).rows
        self.names = {row: name for name, row in rows["officials"].items()}
        self.units = {row: name for name, row in rows["units"].items()}
        self.outside = self._outside(starts, levers)
        waves = [q.wave for q in model()[0].values() if q.wave]
        self.size = min(w["persons"] for w in waves)
        self.quiet = min(w["quiet_days"] for w in waves)
        self.calm = np.full(len(case.polities), np.inf)
        self.lengths = steps_of(plan)[1]
        self.polity_of = np.array([case.polity(p.polity) for p in case.places], dtype=int)
        self.watch: tuple[World, dict[str, list[np.ndarray]]] | None = None
        self.seen: dict[str, np.ndarray] = {}
        self.before: dict[str, np.ndarray] | None = None
        self.told: dict[str, Any] = {}
        alone = set() if case.hegemon else OF_HEGEMON
        self.rule = {
            n: f"{n.replace('_', ' ')}: {COLUMNS['polities'][n].meaning}"
            for n in RULE
            if n not in alone
        }

    def _outside(self, starts: np.ndarray, levers: Any) -> dict[int, list[tuple[str, str]]]:
        """Step to what comes from outside on it: (from, words)."""
        case = self.plan.case
        own = {e.name for e in case.events}
        told = [
            (e.on, "outside" if e.name in own else "lever", e.name.replace("-", " "))
            for e in self.plan.what_if.events
        ]
        told += [
            (dt.date.fromisoformat(m["day"]), "lever", m["words"])
            for lever in levers
            for m in marks(case, self.pane, lever)
        ]
        out: dict[int, list[tuple[str, str]]] = {}
        for day, origin, words in dict.fromkeys(told):
            step = first_step(starts, case.start, day)
            out.setdefault(step, []).append((origin, words))
        return out

    def look(self, made: Stepper, first: int) -> list[Entry]:
        """What the steps from `first` to the last one made brought, in words, in order.

        Decisions and crowds are dated from what was measured on each step. Forces and councils are seen
        as they stand after the last.

        Parameters
        ----------
        made : Stepper
        first : int
        """
        world, t = made.world, made.t - 1
        found = [
            self._entry(s, origin, words)
            for s in range(first, t + 1)
            for origin, words in self.outside.get(s, ())
        ]
        was, moved = self.before, self._moved(world)
        if moved and was is not None:
            now, dated = self.before, Dated(made, first)
            if "counted" in moved:
                found += self._decisions(was, now, dated)
            if "leader" in moved or "alive" in moved:
                found += self._rulers(was, now, dated)
            if "gone" in moved:
                found += self._forces(world, was, now, t)
            if "council" in moved:
                found += self._councils(was, now, t)
        found += self._waves(made, first, world.polities.population)
        return sorted(found, key=lambda entry: entry["t"])

    def is_quiet(self, made: Stepper) -> bool:
        """Whether the last step was such that several may be made before the next look."""
        return made.t > 0 and bool(np.all(self.calm > 0)) and not self.councils

    @property
    def councils(self) -> bool:
        """Whether some place has a council."""
        return self.before is None or bool(self.before["council"].any())

    def _moved(self, w: World) -> set[str]:
        """What has changed of what is looked at since this was last asked; `before` then holds the new."""
        if self.watch is None or self.watch[0] is not w:
            self.watch, self.seen = (w, watched(w)), {}
        moved, before = set(), self.before or {}
        for part, columns in self.watch[1].items():
            raw = np.concatenate(columns)
            held = self.seen.get(part)
            if held is not None and (raw == held).all():
                continue
            self.seen[part] = raw
            now = STATES[part](raw, w)
            if part not in before or not np.array_equal(now, before[part]):
                moved.add(part)
                before = {**before, part: now}
        self.before = before
        return moved

    def _entry(
        self, t: int, origin: str, words: str, polity: int | None = None, place: int | None = None
    ) -> Entry:
        case = self.plan.case
        if place is not None and polity is None:
            polity = case.polity(case.places[place].polity)
        return {
            "t": t,
            "day": self.days[t],
            "polity": "" if polity is None else case.polities[polity].name,
            "place": "" if place is None else case.places[place].name,
            "from": origin,
            "words": words,
        }

    def _decisions(self, was: Any, now: Any, dated: Dated) -> list[Entry]:
        names, counted = list(COUNTED), now["counted"]
        rose = np.argwhere(counted - was["counted"] >= 0.5)
        return [
            self._entry(
                dated.first(names[k], int(j), was["counted"][k, j]),
                "run",
                f"{COUNTED[names[k]]} (now {counted[k, j]:.0f})",
                int(j),
            )
            for k, j in rose
        ]

    def _rulers(self, was: Any, now: Any, dated: Dated) -> list[Entry]:
        made = []
        count = list(COUNTED).index("n_leader")
        for j in np.flatnonzero((now["leader"] != was["leader"]) & (was["leader"] >= 0)):
            before, after = (self.names.get(int(x[j])) for x in (was["leader"], now["leader"]))
            words = f"{after or 'somebody'} takes the first post after {before or 'another'}"
            t = dated.first("n_leader", int(j), was["counted"][count, j])
            made.append(self._entry(t, "ruler", words, int(j)))
        for row in np.flatnonzero((now["alive"] < 0.5) & (was["alive"] >= 0.5)):
            if int(row) in self.names:
                made.append(self._entry(dated.last, "ruler", f"{self.names[int(row)]} is dead"))
        return made

    def _forces(self, w: World, was: Any, now: Any, t: int) -> list[Entry]:
        made = []
        for least, words in ((1, "the first men go over"), (2, "half have gone over")):
            for row in np.flatnonzero((now["gone"] >= least) & (was["gone"] < least)):
                name = self.units.get(int(row), "a unit").replace("_", " ")
                place = int(w.units.place[row])
                made.append(self._entry(t, "force", f"{name}: {words}", place=place))
        return made

    def _councils(self, was: Any, now: Any, t: int) -> list[Entry]:
        made = []
        rose, fell = (
            np.flatnonzero(~a & b)
            for a, b in ((was["council"], now["council"]), (now["council"], was["council"]))
        )
        for places, words in ((rose, "a council is formed"), (fell, "its councils are gone")):
            made += [self._entry(t, "council", words, place=int(q)) for q in places]
        return made

    def _waves(self, made: Stepper, first: int, population: np.ndarray) -> list[Entry]:
        """Where unrest begins after quiet days, on each step from `first` on."""
        crowd = made.measured("polity", ACTS, first)
        least = np.maximum(np.minimum(self.size, LARGE * population), 1.0)
        loud, lengths = crowd >= least, self.lengths[first : made.t]
        if not loud.any():
            self.calm = self.calm + lengths.sum()
            return []
        found = []
        here = made.measured("place", PLACE_ACTS, first)
        for s, length in enumerate(lengths):
            for j in np.flatnonzero(loud[s] & (self.calm >= self.quiet)):
                q = int(np.argmax(np.where(self.polity_of == j, here[s], -1.0)))
                title = self.plan.case.places[q].title
                words = f"unrest begins, most of it in {title}: {crowd[s, j]:,.0f} take part"
                found.append(self._entry(first + s, "run", words, int(j), q))
            self.calm = np.where(loud[s], 0.0, self.calm + length)
        return found

    def panel(self, world: World) -> list[dict[str, Any]]:
        """Leaders, councils, forces and rule of each polity of which something has changed."""
        made = []
        for j, polity in enumerate(self.plan.case.polities):
            told = {
                "id": polity.name,
                "leaders": self._leaders(world, j),
                "councils": self._sitting(world, j),
                "forces": self._units(world, j),
                "rule": {
                    words: round(float(getattr(world.polities, n)[j]), 3)
                    for n, words in self.rule.items()
                },
            }
            if self.told.get(polity.name) != told:
                self.told[polity.name] = told
                made.append(told)
        return made

    def _leaders(self, w: World, j: int) -> list[dict[str, Any]]:
        o, first = w.officials, int(w.polities.leader[j])
        mine = [r for r in self.names if r < len(o.polity) and o.polity[r] == j]
        mine.sort(key=lambda r: (r != first, o.alive[r] < 0.5, float(o.rank[r]), r))
        return [
            {
                "name": self.names[r],
                "post": "first post" if r == first else f"rank {int(o.rank[r]) + 1}",
                "alive": bool(o.alive[r] >= 0.5),
                "in_office": bool(o.in_office[r] >= 0.5),
                "position": round(float(o.position[r]), 2),
                "standing": round(float(o.standing[r]), 2),
            }
            for r in mine[:MOST_LEADERS]
        ]

    def _sitting(self, w: World, j: int) -> list[dict[str, Any]]:
        share = council_of_places(w)
        return [
            {"place": self.plan.case.places[int(q)].name, "share": round(float(share[q]), 3)}
            for q in np.flatnonzero((w.places.polity == j) & with_council(w))
        ]

    def _units(self, w: World, j: int) -> list[dict[str, Any]]:
        u, case = w.units, self.plan.case
        here = np.flatnonzero(w.places.polity[u.place] == j)
        return [
            {
                "unit": self.units.get(int(r), f"unit {int(r) + 1}"),
                "unit_kind": UNIT_KINDS[int(u.kind[r])],
                "owner": case.polities[int(u.polity[r])].name,
                "place": case.places[int(u.place[r])].name,
                "strength": round(float(u.strength[r])),
                "state": state_of(float(u.strength[r]), float(u.gone[r])),
                "loyalty": round(float(u.loyalty[r]), 2),
            }
            for r in here
        ]


def watched(w: World) -> dict[str, list[np.ndarray]]:
    """Columns that are looked at after every step, by what is told of them."""
    p, u = w.polities, w.units
    return {
        "counted": [getattr(p, name) for name in COUNTED],
        "leader": [p.leader],
        "alive": [w.officials.alive],
        "gone": [u.gone, u.strength],
        "council": [w.sites.council],
    }


def gone_over(w: World) -> np.ndarray:
    """Of each unit: 0 where it holds together, 1 where some men have gone over, 2 where half have."""
    gone = w.units.gone
    half = gone >= 0.5 * np.maximum(w.units.strength, 1.0)
    return np.where(half, 2, np.where(gone >= 0.5, 1, 0))


def state_of(strength: float, gone: float) -> str:
    """How many of a unit's men are on the other side, in words."""
    if gone < 0.5:
        return "holds together"
    return f"{gone:,.0f} of {strength:,.0f} men have gone over"


def council_of_places(w: World) -> np.ndarray:
    """Weight of the councils of a place: their mean strength over all who work there, shape (place,)."""
    whole, mine = (
        np.bincount(w.sites.place, weights=x, minlength=len(w.places.polity))
        for x in (w.sites.headcount, w.sites.council * w.sites.headcount)
    )
    return mine / np.maximum(whole, 1e-9)


def with_council(w: World) -> np.ndarray:
    """Whether some site of a place has a council that counts, shape (place,)."""
    strongest = np.zeros(len(w.places.polity))
    if not (w.sites.council >= COUNTS).any():
        return strongest >= COUNTS
    np.maximum.at(strongest, w.sites.place, w.sites.council)
    return strongest >= COUNTS


STATES: dict[str, Callable[[np.ndarray, World], np.ndarray]] = {
    "counted": lambda raw, _: raw.reshape(len(COUNTED), -1),
    "leader": lambda raw, _: raw,
    "alive": lambda raw, _: raw,
    "gone": lambda _, w: gone_over(w),
    "council": lambda _, w: with_council(w),
}
"""Of each part of `watched` what is held against what it was, from its columns end to end."""
