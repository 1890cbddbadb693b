"""From a run to the true value of every item: `latent`, of the daily measures of one run.

What the sources would have printed of it is `thaw.evidence.reporting`.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from thaw.draw import each
from thaw.evidence.daily import daily, largest_by_bin
from thaw.evidence.items import Items
from thaw.record.vocabulary import (
    ABROAD,
    DECISIONS,
    GRID,
    LEAST_AT_WORK,
    LEAST_COLLECTIVE,
    MASS,
    PURGED,
    RELATIVE,
)

STRIKE_AT, DEMONSTRATION_AT, RISING_AT = 200.0, 500.0, 20.0
"""Persons in one place on one day from which a run has an event. Assumed: fewer than the smallest
that chronicles of risings name: a few hundred strikers, marches of some thousands, two hundred armed."""

COUNCIL_AT = 0.005
"""Share of a polity's workforce that obeys councils from which councils exist. Assumed: a tenth of
the workers of a capital, or one industrial district."""

THRESHOLD = {"strike": STRIKE_AT, "demonstration": DEMONSTRATION_AT, "rising": RISING_AT}
MEASURE = {
    "strike": "strikers",
    "demonstration": "demonstrators",
    "rising": "armed",
    "concession": "n_concession",
    "disclosure": "n_disclosure",
    "leader": "n_leader",
    "intervention": "n_intervention",
}
"""Measure of a run that shows each grid kind."""

COUNTER = {
    "fire": "n_fired",
    "emergency": "emergency",
    "economic_concession": "n_economic",
    "political_concession": "n_political",
    "amnesty": "n_amnesty",
}
LEVEL = {"troops": "foreign_troops"}
"""Measures that show a first day beside the grid, by a rise of more than a half within a step (a count
that goes up; emergency rule, which stands at 1 when it is declared and fades), and a largest number of
persons. A run that has no such measure tells nothing of the item."""

SUMMED = {"days_lost": "strikers"}
"""Measures summed over days. Whoever is on strike at the peak of a day counts as missing that day."""

LENGTH = {"duration": "strike"}
"""Grid kinds whose longest unbroken stretch of days is told."""

PEAK = {"exit_peak": "exit_flow"}
"""Measures whose largest day is told, by what tells it; a run in which it never rises tells of none."""

REACHED = {
    "talks": ("n_talks", 1.0, True),
    "federation": ("federation", 0.2, False),
    "went_over": ("defected", 100.0, True),
}
"""Measures whose first day at a level is told by rows that a record names: the measure, the level, and whether
it counts from the first day of the item. Assumed: councils act as one from a fifth on, as in one large city;
a company's worth of soldiers is noticed. A run that has no such measure tells nothing of the item."""

DAY = 1.0
"""Longest step, days, of which a run tells days lost or days on end: longer ones hide when they began."""

LOSS = {
    "arrested": ("officials_arrested", "taken"),
    "shot": ("officials_shot", "executed"),
    "successors": ("", "successors"),
    "listed": ("listed", ""),
    "limits": ("limits", ""),
    "sentenced": ("sentenced", ""),
}
"""Cumulative measures of a polity, and of its bodies, whose rise over its days is an item of `PURGED`. A run
that has no such measure tells nothing of the item."""

VALUE, SIZE, CAMP = range(3)
"""Columns of `latent`: value of the item; log10 size outside camps; log10 size in camps."""


class Names(NamedTuple):
    """What the axes of a run's arrays stand for.

    Attributes
    ----------
    polities, measures : names along axes 1 and 2 of `pol`, (step, polity, measure)
    place_polity : row of the polity of every place, axis 1 of `plc`
    camp : whether each place is a camp
    places : names along axis 1 of `plc`
    place_measures : names along axis 2 of `plc`, (step, place, measure)
    """

    polities: tuple[str, ...]
    measures: tuple[str, ...]
    place_polity: tuple[int, ...]
    camp: tuple[bool, ...]
    place_measures: tuple[str, ...]
    places: tuple[str, ...] = ()


def names_of(case: Any, measures: Any, place_measures: Any) -> Names:
    """The names for runs of a case; `place_measures` may carry the prefix ``place_``."""
    polities = tuple(getattr(p, "name", p) for p in case.polities)
    return Names(
        polities,
        tuple(measures),
        tuple(polities.index(p.polity) for p in case.places),
        tuple(p.kind == "camp" for p in case.places),
        tuple(m.removeprefix("place_") for m in place_measures),
        tuple(p.name for p in case.places),
    )


class Window(NamedTuple):
    """Row of the polity, steps s0 to s1, and first and last day since 1970, of an item."""

    polity: int
    s0: int
    s1: int
    first: int
    last: int


class Plan(NamedTuple):
    """Index arrays for runs of one shape: made once, used for every run."""

    days: np.ndarray
    lengths: np.ndarray
    base_years: dict[str, np.ndarray]
    starts: np.ndarray
    place: np.ndarray
    camp: np.ndarray
    cells: np.ndarray
    cell_at: tuple[np.ndarray, np.ndarray, np.ndarray]
    others: tuple[tuple[int, Any, Window], ...]


def plan_for(items: Items, dates: np.ndarray, names: Names) -> Plan:
    """The plan for runs with these step starts (datetime64) and names; kept on `items`."""
    key = (len(dates), str(dates[0]), str(dates[-1]), names)
    if key not in items.plans:
        items.plans[key] = _plan(items, dates, names)
    return items.plans[key]


def _plan(items: Items, dates: np.ndarray, names: Names) -> Plan:
    days = dates.astype("datetime64[D]")
    seconds = dates.astype("datetime64[s]").astype(np.int64)
    lengths = np.diff(seconds, append=2 * seconds[-1] - seconds[-2]) / 86400.0
    month = days.astype("datetime64[M]").astype(int)
    year = days.astype("datetime64[Y]").astype(int)
    main = days <= np.datetime64(items.end, "D")
    bins = np.where(main, month, year + 10**6)
    starts = np.flatnonzero(np.diff(bins, prepend=bins[0] - 1))
    place, camp = np.array(names.place_polity, dtype=int), np.array(names.camp, dtype=bool)
    bin_of = {int(b): n for n, b in enumerate(bins[starts])}
    rows, at = [], []
    others = []
    for n, item in enumerate(items):
        polity = names.polities.index(item.polity)
        if item.kind == "cell":
            first = np.datetime64(item.first, "D")
            inside = first <= np.datetime64(items.end, "D")
            unit = "datetime64[M]" if inside else "datetime64[Y]"
            b = bin_of.get(int(first.astype(unit).astype(int)) + (0 if inside else 10**6), -1)
            rows.append(n)
            at.append((b, polity, GRID.index(item.what)))
        else:
            first, last = np.datetime64(item.first, "D"), np.datetime64(item.last, "D")
            s0 = int(np.searchsorted(days, first, side="left"))
            s1 = int(np.searchsorted(days, last, side="right"))
            window = Window(polity, s0, s1, int(first.astype(int)), int(last.astype(int)))
            others.append((n, item, window))
    cells = np.array(at, dtype=int).reshape(-1, 3)
    base_years = {w: np.flatnonzero(year + 1970 == items.specs.base_of(w)) for w in RELATIVE}
    return Plan(
        days.astype(int),
        lengths,
        base_years,
        starts,
        place,
        camp,
        np.array(rows, dtype=int),
        (cells[:, 0], cells[:, 1], cells[:, 2]),
        tuple(others),
    )


def latent(
    dates: np.ndarray, pol: np.ndarray, plc: np.ndarray, items: Items, names: Names
) -> np.ndarray:
    """The true value of every item in one run.

    Parameters
    ----------
    dates : datetime64 array, shape (n_steps,)
        Starts of the steps; the main span first, then any tail.
    pol : float array, shape (n_steps, n_polities, n_measures)
    plc : float array, shape (n_steps, n_places, n_place_measures)
    items : Items
    names : Names

    Returns
    -------
    float array, shape (n_items, 3)
        VALUE: 0 or 1 for cells, log10(1 + persons) for sizes, days from the start of the window for
        dates (its length when nothing happened in it), log10 for series; NaN where the run does not
        reach. SIZE and CAMP: log10 of the largest mass event behind the item, -inf for none.
    """
    plan = plan_for(items, dates, names)
    event, size, camp = _daily(pol, plc, plan, names)
    out = np.full((len(items), 3), np.nan)
    out[:, SIZE] = out[:, CAMP] = -np.inf
    grid = [largest_by_bin(x, plan.starts) for x in (event, size, camp)]
    b, p, k = plan.cell_at
    reached = b >= 0
    for column in (VALUE, SIZE, CAMP):
        found = grid[column][b[reached], p[reached], k[reached]]
        out[plan.cells[reached], column] = found if column == VALUE else _log10(found)
    totals = _Totals(pol, plc, plan, names)
    for n, item, window in plan.others:
        if item.what in PURGED:
            out[n, VALUE] = _loss(item, window, totals, plc)
        elif item.what == "members_abroad":
            out[n, VALUE] = totals.abroad(item, window)
        elif item.kind == "date":
            out[n] = _date(item.what, window, event, size, camp, totals)
        else:
            out[n, VALUE] = (
                totals.in_places(item, window)
                if item.places or item.what == "at_work"
                else totals.value(item.what, window, event)
            )
    return out


def _log10(x: Any) -> Any:
    """log10, -inf for nothing; numbers below one person count as nothing."""
    if isinstance(x, float):
        return math.log10(x) if x >= 1.0 else -math.inf
    return np.where(x >= 1.0, each(math.log10, np.maximum(x, 1.0)), -np.inf)


def _daily(
    pol: np.ndarray, plc: np.ndarray, plan: Plan, names: Names
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per step, polity and grid kind: what happened, persons outside camps, persons in camps."""
    mass = np.array([names.measures.index(MEASURE[what]) for what in MASS])
    here = np.array([names.place_measures.index(MEASURE[what]) for what in MASS])
    counters = np.array([names.measures.index(MEASURE[what]) for what in DECISIONS])
    bars = np.array([THRESHOLD[what] for what in MASS])
    return daily(pol, plc, plan.place, plan.camp, mass, here, counters, bars)


class _Totals:
    """Sums and values over windows of one run."""

    def __init__(self, pol: np.ndarray, plc: np.ndarray, plan: Plan, names: Names) -> None:
        self.pol, self.plc, self.plan, self.names = pol, plc, plan, names

    def of(self, measure: str, polity: int) -> np.ndarray:
        """One measure of one polity over all steps."""
        return self.pol[:, polity, self.names.measures.index(measure)]

    def value(self, what: str, window: Window, event: np.ndarray) -> float:
        """VALUE of a size or series item; NaN when the run does not reach its window."""
        polity, s0, s1, first, _ = window
        if first > self.plan.days[-1] or s1 == 0:
            return math.nan
        if what == "party":
            return math.log10(max(float(self.of("party", polity)[s1 - 1]), 1.0))
        if what in RELATIVE:
            return self._against_base(what, window)
        if what == "collective":
            if what not in self.names.measures:
                return math.nan
            share = float(self.of(what, polity)[s1 - 1])
            return math.log10(max(share, LEAST_COLLECTIVE))
        if what == "participants":
            if s1 <= s0:
                return 0.0
            acting = np.sum([self.of(MEASURE[m], polity)[s0:s1] for m in MASS], axis=0, dtype=float)
            return math.log10(1.0 + float(acting.max()))
        if what in ("exit", "refugees"):
            flow = self.of("exit_flow", polity)[s0:s1]
            return math.log10(1.0 + float(flow @ self.plan.lengths[s0:s1]))
        if what in LEVEL:
            if LEVEL[what] not in self.names.measures or s1 <= s0:
                return math.nan
            return math.log10(1.0 + max(float(self.of(LEVEL[what], polity)[s0:s1].max()), 0.0))
        if what in SUMMED or what in LENGTH:
            return self._by_day(what, window, event)
        count = self.of(what, polity)
        before = float(count[s0 - 1]) if s0 else 0.0
        return math.log10(1.0 + max(float(count[s1 - 1]) - before, 0.0))

    def abroad(self, item: Any, window: Window) -> float:
        """VALUE of the members of parties abroad on the last day; NaN for a run that has none of them."""
        names = [ABROAD + country for country in item.bodies]
        if not set(self.names.measures).issuperset(names):
            return math.nan
        if window.first > self.plan.days[-1] or window.s1 == 0:
            return math.nan
        last = [float(self.of(name, window.polity)[window.s1 - 1]) for name in names]
        return math.log10(max(sum(last), 1.0))

    def _against_base(self, what: str, window: Window) -> float:
        """Log10 of the mean of an index in a window over that of its base year; NaN out of reach."""
        polity, s0, s1, _, _ = window
        base = self.plan.base_years[what]
        if s1 <= s0 or not len(base) or RELATIVE[what] not in self.names.measures:
            return math.nan
        index = self.of(RELATIVE[what], polity)
        return math.log10(float(index[s0:s1].mean()) / float(index[base].mean()))

    def in_places(self, item: Any, window: Window) -> float:
        """VALUE of a size or series of some places, or of a share at work; NaN where out of reach."""
        polity, s0, s1, first, _ = window
        rows = list(item.places) or [
            q for q, j in enumerate(self.names.place_polity) if j == polity
        ]
        if first > self.plan.days[-1] or s1 <= s0 or max(rows, default=-1) >= self.plc.shape[1]:
            return math.nan
        told = self.names.place_measures

        def of(measure: str) -> np.ndarray:
            """One measure, summed over the places, over all steps."""
            return self.plc[:, rows, told.index(measure)].sum(axis=1, dtype=float)

        if item.what == "at_work":
            lengths = self.plan.lengths[s0:s1]
            out = float(of("strikers")[s0:s1] @ lengths) / max(item.workers * lengths.sum(), 1.0)
            return math.log10(max(1.0 - out, LEAST_AT_WORK))
        if item.what == "participants":
            acting = np.sum([of(MEASURE[m])[s0:s1] for m in MASS], axis=0, dtype=float)
            return math.log10(1.0 + float(acting.max()))
        count = of(item.what)
        before = float(count[s0 - 1]) if s0 else 0.0
        return math.log10(1.0 + max(float(count[s1 - 1]) - before, 0.0))

    def _by_day(self, what: str, window: Window, event: np.ndarray) -> float:
        """log10(1 + working days lost), or of the longest stretch of days; NaN for steps above a day."""
        polity, s0, s1, _, _ = window
        lengths = self.plan.lengths[s0:s1]
        if s1 <= s0 or lengths.max() > DAY:
            return math.nan
        if what in SUMMED:
            return math.log10(1.0 + float(self.of(SUMMED[what], polity)[s0:s1] @ lengths))
        longest = stretch = 0.0
        for on, length in zip(
            event[s0:s1, polity, GRID.index(LENGTH[what])] > 0, lengths, strict=True
        ):
            stretch = stretch + float(length) if on else 0.0
            longest = max(longest, stretch)
        return math.log10(1.0 + longest)


def _loss(item: Any, window: Window, totals: _Totals, plc: np.ndarray) -> float:
    """log10(1 + rise of a cumulative count over the days of an item); NaN where the run does not tell it."""
    names = totals.names
    whole, by_body = LOSS[item.what]
    if window.s1 == 0 or window.first > totals.plan.days[-1]:
        return math.nan
    if item.bodies:
        if by_body not in names.place_measures or not set(names.places).issuperset(item.bodies):
            return math.nan
        at = [names.places.index(b) for b in item.bodies]
        count = plc[:, at, names.place_measures.index(by_body)].sum(axis=1, dtype=float)
    elif whole in names.measures:
        count = totals.of(whole, window.polity).astype(float)
    else:
        return math.nan
    before = float(count[window.s0 - 1]) if window.s0 else 0.0
    return math.log10(1.0 + max(float(count[max(window.s1, 1) - 1]) - before, 0.0))


def _date(
    what: str,
    window: Window,
    event: np.ndarray,
    size: np.ndarray,
    camp: np.ndarray,
    totals: _Totals,
) -> tuple[float, float, float]:
    """VALUE, SIZE and CAMP of a date item."""
    polity, s0, s1, first, last = window
    days = totals.plan.days
    if days[-1] < last:
        return math.nan, -math.inf, -math.inf
    largest = [-math.inf, -math.inf]
    if what in ("council", "council_end"):
        on = totals.of("dual_power", polity)[s0:s1] >= COUNCIL_AT
    elif what in COUNTER:
        if COUNTER[what] not in totals.names.measures:
            return math.nan, -math.inf, -math.inf
        count = totals.of(COUNTER[what], polity)
        before = (
            0.0 if count[0] >= 1.0 else count[0]
        )  # below 1: in force before the case, and fading
        on = np.diff(count, prepend=before)[s0:s1] > 0.5
    elif what in REACHED:
        measure, level, counted = REACHED[what]
        if measure not in totals.names.measures:
            return math.nan, -math.inf, -math.inf
        count = totals.of(measure, polity)
        on = count[s0:s1] - (count[s0 - 1] if counted and s0 else 0.0) >= level
    elif what in PEAK:
        flow = totals.of(PEAK[what], polity)[s0:s1]
        on = (flow >= flow.max(initial=0.0)) & (flow > 0.0)
    else:
        k = GRID.index(what)
        on = event[s0:s1, polity, k] > 0
        largest = [_log10(float(x[s0:s1, polity, k].max())) for x in (size, camp)]
    if not on.any():
        return 0.0 if what == "council_end" else last - first + 1.0, -math.inf, -math.inf
    step = s1 - 1 - int(np.argmax(on[::-1])) if what == "council_end" else s0 + int(np.argmax(on))
    return float(days[step] - first), largest[0], largest[1]
