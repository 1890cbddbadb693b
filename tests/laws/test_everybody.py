"""Acts found are those of everybody asked: a twin that asks each person in each sub-step gives the same law."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numba import njit
from scipy import stats
from societies import Seats, class_of, functions, land, plan_of, run, start_world

from thaw.engine.population import LAYERS
from thaw.engine.start import blueprint, streams_for

# Plain functions called one by one: Philox and permutations count modulo 2**64, as `run_once` allows.
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore:overflow encountered in scalar:RuntimeWarning"),
]

DAYS, SUB_STEPS = 20, 4
ENDS = (3, 8, 13, 20)
"""Days at whose end people are looked at."""

POPULATIONS, LUCKS = 4, 75
"""Countries, and runs of each: 300 replicates a side."""

VALUES = {
    "rate": 0.3,
    "noise": 0.1,
    "gap": 0.18,
    "company": 0.3,
    "push": 0.2,
    "half_push": 0.05,
    "crowd": 0.0,
    "stake": 0.0,
    "tire": 0.05,
    "workplace": 0.1,
    "laggard": 0.15,
    "home_strike": 0.9,
    "home_demonstrate": 4.0,
    "home_arms": 0.35,
    "settle": 0.0,
    "ceiling": 4.0,
    "spent": 0.4,
    "fading": 20.0,
    "cowed": 0.8,
    "held_days": 300.0,
    "council_hold": 0.5,
}
"""Company, push, tiring and weariness, all at work within 20 days."""


@njit
def ask_everybody(
    seed,
    motive,
    height,
    change_day,
    cell,
    workplace,
    cell_size,
    work_size,
    home,
    ends,
    sub,
    rate,
    noise,
    company,
    push,
    half_push,
    tire,
    ceiling,
    spent,
    fading,
    state,
    out,
):
    """Ask everybody in every sub-step; people by state at the end of the days `ends` are left in `out`.

    motive[phase, person] is that of one alone and unshocked, height[act, person] what it has to reach;
    phase 1 begins on `change_day`.
    """
    np.random.seed(seed)
    n = len(cell)
    still = np.zeros(
        (2, n)
    )  # chance of no act in a sub-step of one whose workplace has never acted
    for phase in range(2):
        for i in range(n):
            e = rate * np.exp((motive[phase, i] - height[:, i]) / noise).sum()
            still[phase, i] = np.exp(-e * ceiling / (ceiling + e) / sub)
    since = np.zeros(n)
    days, seen = np.zeros(len(work_size)), np.zeros(len(work_size))
    h = 1.0 / sub
    at_cell, at_work = np.zeros(len(cell_size), np.int64), np.zeros(len(work_size), np.int64)
    for step in range(ends[-1] * sub):
        t = step * h
        phase = 1 if t >= change_day else 0
        at_cell[:] = 0
        at_work[:] = 0
        for i in range(n):
            if 1 <= state[i] <= 3:
                at_cell[cell[i]] += 1
                at_work[workplace[i]] += 1
        for m in range(len(work_size)):
            if at_work[m] > 0.2 * work_size[m]:
                days[m] = days[m] * np.exp((seen[m] - t) / 10.0) + h
                seen[m] = t + h
        for i in range(n):
            m = workplace[i]
            fresh = state[i] == 0 and at_work[m] == 0 and seen[m] == 0.0
            first = np.random.random()
            if fresh and first < still[phase, i]:
                continue
            works = at_work[m] / work_size[m]
            if 1 <= state[i] <= 3 and np.random.random() < 1.0 - np.exp(-home[state[i] - 1] * h):
                state[i], since[i] = 6, t + h
            age = max(t - seen[m], 0.0)
            own = company * np.sqrt(at_cell[cell[i]] / cell_size[cell[i]]) + push * min(
                works / half_push, 1.0
            )
            own -= tire * (days[m] - (h if seen[m] > t else 0.0)) * np.exp(-age / 10.0)
            if state[i] == 6:
                own -= spent * np.exp(-max(t + h / 2 - since[i], 0.0) / fading)
            total = motive[phase, i] + own
            a = rate * np.exp((total - height[0, i]) / noise)
            b = rate * np.exp((total - height[1, i]) / noise)
            c = rate * np.exp((total - height[2, i]) / noise)
            scale = ceiling / (ceiling + a + b + c)
            tau = t
            while True:
                now = state[i] if state[i] <= 3 else 0
                left = (c + (b if now < 2 else 0.0) + (a if now < 1 else 0.0)) * scale
                if now == 3 or left < 1e-12:
                    break
                tau += -np.log(first) / left
                first = np.random.random()
                if tau >= t + h:
                    break
                u = np.random.random() * left / scale
                new = 3 if u < c else (2 if u < c + b else 1)
                if np.random.random() < np.exp(-home[new - 1] * (t + h - tau)):
                    state[i] = new
                    if at_work[m] == 0:
                        break
        for k in range(len(ends)):
            if (step + 1) == ends[k] * sub:
                out[k, :] = state


class Country:
    """A population, who everybody in it is, and both ways of finding who acts."""

    def __init__(self, seed: int, case, drifting: bool, values: dict[str, float] = VALUES) -> None:
        self.plan = plan_of(case, "speak_out", sub_steps=SUB_STEPS)
        self.v = values
        self.values = {f"speak_out.{k}": v for k, v in values.items()}
        w = start_world(blueprint(case), seed)
        w.places.arrest[:] = 0.8
        if drifting:  # a town with an anger of its own draws its own points
            w.towns.active[1], w.towns.shock[1], w.towns.arrest[1] = 1, 0.12, 0.8
            w.groups.grievance_loyal[:] = 0.25
        self.world, self.seats = w, Seats(w)
        self.drifting = drifting
        self._motives()

    def _motives(self) -> None:
        """Motive alone and heights of everybody, worked out here from traits."""
        f, w, s, v = functions(), self.world, self.seats, self.v
        full, _ = streams_for(
            w,
            blueprint(self.plan.case),
            v["workplace"],
            v["laggard"],
            v["noise"],
            v["ceiling"],
            60.0,
        )
        rows = list(zip(s.quarter.tolist(), s.number.tolist(), s.layer.tolist(), strict=True))
        traits = np.array([f["traits_of"](full, u, n, layer, 0.0, 0)[:5] for u, n, layer in rows]).T
        hardship, averse, threshold, conviction, national = traits
        known: dict = {}
        for pair in zip(s.quarter.tolist(), s.workplace_number.tolist(), strict=True):
            if pair not in known:
                known[pair] = f["local_of"](full, *pair)
        local = np.array(
            [known[p] for p in zip(s.quarter.tolist(), s.workplace_number.tolist(), strict=True)]
        )
        g = w.sites.group[s.site]
        pol, nat, econ = (
            w.groups.grievance_pol[g],
            w.groups.grievance_nat[g],
            w.groups.grievance_econ[g],
        )
        lift = local + w.towns.shock[s.town] - v["gap"]
        phases = []
        for legitimacy in (w.polities.legitimacy[0], 0.2):
            left = 1.0 - legitimacy
            felt = np.maximum(
                left * (hardship * econ + national * nat + pol),
                conviction * w.groups.grievance_loyal[g],
            )
            phases.append(felt - averse * w.groups.fear[g] * 0.8 + lift)
        self.motive = np.array(phases)
        ladder = (w.groups.height_strike, w.groups.height_demonstrate, w.groups.height_arms)
        self.height = np.array([threshold * column[g] for column in ladder])
        self.threshold, self.traits = threshold, traits
        self.cell_size = np.bincount(s.cell)
        self.work_size = np.bincount(s.workplace)

    def by_points(self, luck: int) -> np.ndarray:
        ends = [
            run(self.plan, luck, self.world, self.values, steps=d).world.people.state for d in ENDS
        ]
        return np.array(ends)

    def by_asking(self, luck: int) -> np.ndarray:
        n, v, s = len(self.seats.cell), self.v, self.seats
        out = np.zeros((len(ENDS), n), np.int64)
        home = np.array([v["home_strike"], v["home_demonstrate"], v["home_arms"]])
        ask_everybody(
            luck,
            self.motive,
            self.height,
            10.0 if self.drifting else 1e9,
            s.cell,
            s.workplace,
            self.cell_size,
            self.work_size,
            home,
            np.array(ENDS),
            SUB_STEPS,
            v["rate"],
            v["noise"],
            v["company"],
            v["push"],
            v["half_push"],
            v["tire"],
            v["ceiling"],
            v["spent"],
            v["fading"],
            np.zeros(n, np.int64),
            out,
        )
        return out

    def summary(self, states: np.ndarray) -> np.ndarray:
        """What is compared: touches by day, layer, trait and class of workplace, acts by cell and workplace, states."""
        s, ever = self.seats, states > 0
        cells = np.array(
            [np.bincount(s.cell, weights=e, minlength=len(self.cell_size)) for e in ever]
        )
        works = np.array(
            [np.bincount(s.workplace, weights=e, minlength=len(self.work_size)) for e in ever]
        )
        last = ever[-1]
        found = [(cells > 0).sum(1), (works > 0).sum(1), ever.sum(1)]
        found.append(np.bincount(np.minimum(cells[-1], 6).astype(int), minlength=7)[1:])
        found.append(np.histogram(works[-1], [1, 2, 3, 5, 8, 12, 99])[0])
        found.append(np.bincount(s.layer[last], minlength=LAYERS))
        for trait in self.traits:
            edges = np.quantile(trait, [0, 0.5, 0.75, 0.9, 1.0])
            found.append(np.histogram(trait[last], edges)[0][1:])
        found.append(np.bincount(class_of(s.workplace_number)[last], minlength=7))
        found.append(np.bincount(s.town[last], minlength=self.world.towns.place.size))
        found += [
            np.bincount(states[-1], minlength=7)[[1, 2, 3, 6]],
            np.bincount(states[1], minlength=7)[[1, 2]],
        ]
        return np.concatenate(found).astype(float)


EVENT = {
    "id": "thaw",
    "on": "1953-01-11",
    "set": {"polities.legitimacy": {"LAND": 0.2}},
    "source": "invented",
}


@cache
def replicates(drifting: bool) -> tuple[np.ndarray, np.ndarray, list[Country]]:
    """Summaries of 300 replicates found by points, and of 300 in which everybody was asked."""
    case = land(
        {"city": 7000},
        days=DAYS,
        events=[EVENT] if drifting else [],
        sites={"works": ("city", 1000)},
        grievance_pol=0.1,
        grievance_nat=0.1,
    )
    points, asked, countries = [], [], []
    for seed in range(POPULATIONS):
        country = Country(seed, case, drifting)
        countries.append(country)
        points += [country.summary(country.by_points(luck)) for luck in range(LUCKS)]
        asked += [country.summary(country.by_asking(1000 * seed + luck)) for luck in range(LUCKS)]
    return np.array(points), np.array(asked), countries


def compared(points: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, float]:
    """Differences of means in standard errors, and the p-value of all together (Hotelling).

    Of what happens at least sixty times in 300 replicates, and is no sum of the rest.
    """
    used = points.mean(0) + asked.mean(0) > 0.4
    x, y = points[:, used], asked[:, used]
    cover = (np.cov(x.T) + np.cov(y.T)) / len(x)
    scale = np.sqrt(np.diag(cover))
    each = (x.mean(0) - y.mean(0)) / scale
    values, vectors = np.linalg.eigh(cover / np.outer(scale, scale))
    real = values > 1e-2
    d, n = int(real.sum()), 2 * len(x) - 2
    squared = ((vectors.T @ each)[real] ** 2 / values[real]).sum()
    return each, float(stats.f.sf(squared * (n - d + 1) / (n * d), d, n - d + 1))


@pytest.mark.parametrize("drifting", [False, True], ids=["fixed", "drifting"])
def test_acts_found_are_those_of_everybody_asked(drifting):
    """Each mean, and all of them together, over 300 replicates.

    First touches of cells and workplaces by day, layer, traits, class of workplace and town, acts a
    cell and a workplace, people by state. When drifting, one town has an anger of its own, the loyal
    side wins for some, and half way everybody's grievance rises.
    """
    points, asked, _ = replicates(drifting)
    each, together = compared(points, asked)
    assert np.abs(each).max() < 4.2, np.round(each, 1)
    assert together > 1e-3, np.round(each, 1)


@pytest.mark.parametrize("drifting", [False, True], ids=["fixed", "drifting"])
def test_spread_between_runs_is_that_of_everybody_asked(drifting):
    """Not the mean alone: cells touched, people who acted."""
    points, asked, _ = replicates(drifting)
    for k in (3, 11):
        ratio = points[:, k].var(ddof=1) / asked[:, k].var(ddof=1)
        assert 0.7 < ratio < 1.43


def test_the_comparison_would_notice_a_tenth_more_hazard():
    """People are touched often enough, and 75 replicates of one country tell 0.01 of motive apart."""
    _, asked, countries = replicates(False)
    assert asked[:, 11].mean() > 60 and asked[:, 3].mean() > 30
    country = countries[0]
    base, kept = asked[:LUCKS, 11], country.motive
    country.motive = kept + 0.01
    bolder = np.array([country.by_asking(luck)[-1].astype(bool).sum() for luck in range(LUCKS)])
    country.motive = kept
    assert bolder.mean() - base.mean() > 3.5 * np.sqrt((bolder.var() + base.var()) / LUCKS)
