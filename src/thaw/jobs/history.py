"""A run as claims and causes see it: days, measures, and which kinds of events happened where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.record.vocabulary import EVENTS, MASS

if TYPE_CHECKING:
    from thaw.case import Case
    from thaw.run import Run

QUIET_DAYS = 14
"""Strikes, demonstrations and risings with fewer quiet days between them are one event. Assumed."""

OUTSIDE = "outside"
"""Stands for every polity that a case does not have."""

LASTING = (*MASS, "camp_strike")
"""Kinds that go on for days; the others are acts of one day."""


RISES = {"norm_rise": "n_norm_rise", "police_fire": "n_fired", "emergency_rule": "emergency"}
"""Kinds of a record that show by a rise of a measure within a step."""

RISE = 0.5
"""By how much it rises: a count goes up by one, emergency rule to 1."""


@dataclass(frozen=True)
class History:
    """One run as claims see it.

    Attributes
    ----------
    days : datetime64[D] array, shape (n_steps,)
        Days on which the steps begin; several steps of a day have the same.
    end : datetime64[D]
        The first day after the run.
    polities : sequence of str
        The hegemon first.
    values : dict of float array, shape (n_steps, n_polities)
        Measures by name, at the end of each step.
    events : bool array, shape (n_steps, n_polities, n_kinds)
        What happened, kinds in the order of `EVENTS`.
    led : bool
        Whether the first polity is a hegemon.
    further : dict of bool array, shape (n_steps, n_polities)
        The same of kinds of a record beside the grid.
    outside : dict of datetime64[D] array
        First days, in order, of what happened elsewhere, by kind of a record.
    """

    days: np.ndarray
    end: np.datetime64
    polities: Sequence[str]
    values: dict[str, np.ndarray]
    events: np.ndarray
    led: bool = True
    further: Mapping[str, np.ndarray] = field(default_factory=dict)
    outside: Mapping[str, np.ndarray] = field(default_factory=dict)

    def step(self, day: dt.date | str) -> int | None:
        """The step at whose end a day is over, the last of several in a day; None outside the run."""
        when = np.datetime64(day, "D")
        if not self.days[0] <= when < self.end:
            return None
        return int(np.searchsorted(self.days, when, side="right")) - 1

    def span(self, between: Sequence[Any]) -> slice | None:
        """The steps of a span that the run covers whole, all steps of its days among them, else None."""
        first, last = self.step(between[0]), self.step(between[1])
        if first is None or last is None:
            return None
        return slice(int(np.searchsorted(self.days, self.days[first])), last + 1)

    def rows(self, word: str) -> list[int]:
        """Rows of the polities that a word stands for; empty for one the run does not have."""
        if word == "hegemon":
            return [0] if self.led else []
        if word in ("any", "same"):
            return list(range(len(self.polities)))
        if word == "satellites":
            return list(range(1, len(self.polities)))
        return [self.polities.index(word)] if word in self.polities else []

    def days_of(self, kinds: Sequence[str], row: int) -> np.ndarray:
        """Steps at which any of the kinds happened in a polity."""
        there = np.zeros(len(self.days), bool)
        for kind in kinds:
            if kind in EVENTS:
                there |= self.events[:, row, EVENTS.index(kind)]
            elif kind in self.further:
                there |= self.further[kind][:, row]
        return np.flatnonzero(there)

    def new(self, kinds: Sequence[str], row: int) -> np.ndarray:
        """Steps at which any of the kinds began: decisions each, mass events after quiet days."""
        steps = self.days_of([k for k in kinds if k in LASTING], row)
        gap = np.diff(self.days[steps]).astype(int)
        begun = steps[np.concatenate([np.ones(min(len(steps), 1), bool), gap > QUIET_DAYS])]
        decided = self.days_of([k for k in kinds if k not in LASTING], row)
        return np.union1d(begun, decided).astype(int)


def histories(
    run: Run, case: Case, outside: Mapping[str, np.ndarray] | None = None
) -> list[History]:
    """The runs of a `Run` on a case, as claims see them; what happened elsewhere is put in."""
    from thaw.evidence.daily import daily
    from thaw.evidence.from_run import COUNTER, MEASURE, THRESHOLD, names_of
    from thaw.record.vocabulary import CONCESSIONS, DECISIONS

    data = run.data
    names = names_of(case, data.measure.values, data.place_measure.values)
    mass = np.array([names.measures.index(MEASURE[k]) for k in MASS])
    here = np.array([names.place_measures.index(MEASURE[k]) for k in MASS])
    counted = [*(MEASURE[k] for k in DECISIONS), *(COUNTER[k] for k in CONCESSIONS)]
    counters = np.array([names.measures.index(k) for k in counted])
    bars = np.array([THRESHOLD[k] for k in MASS])
    place, camp = np.array(names.place_polity, dtype=int), np.array(names.camp, dtype=bool)
    days = data.time.values.astype("datetime64[D]")
    end = days[0] + np.timedelta64(round(float(data.step_days.sum())), "D")
    made = []
    for pol, plc in zip(data.polity_measures.values, data.place_measures.values, strict=True):
        event, _, held = daily(pol, plc, place, camp, mass, here, counters, bars)
        values = {str(m): pol[:, :, k] for k, m in enumerate(names.measures)}
        further = {"camp_strike": held[:, :, : len(mass)].any(axis=2)}
        for kind, measure in RISES.items():
            if measure in values:
                further[kind] = np.diff(values[measure], axis=0, prepend=0.0) > RISE
        further["leader_death"] = _deaths(case, days, names.polities)
        made.append(
            History(
                days,
                end,
                names.polities,
                values,
                event > 0.0,
                case.hegemon in names.polities,
                further,
                outside or {},
            )
        )
    return made


def _deaths(case: Case, days: np.ndarray, polities: Sequence[str]) -> np.ndarray:
    """Steps in which a case has a leader die."""
    died = np.zeros((len(days), len(polities)), bool)
    for event in case.events:
        for change in event.changes:
            if (change.table, change.column) == ("polities", "leader_dead") and change.value > 0:
                when = np.datetime64(event.on, "D")
                if days[0] <= when:
                    step = int(np.searchsorted(days, when, side="right")) - 1
                    died[step, list(polities).index(change.row)] = True
    return died


def cut(history: History, steps: int) -> History:
    """The first steps of a run."""
    if steps >= len(history.days):
        return history
    return replace(
        history,
        days=history.days[:steps],
        end=history.days[steps],
        values={k: v[:steps] for k, v in history.values.items()},
        events=history.events[:steps],
        further={k: v[:steps] for k, v in history.further.items()},
    )
