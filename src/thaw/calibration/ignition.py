"""How far a quiet society is from its first sparks, and which number sets that distance.

A cell of a few dozen people who see one another takes light as a chain of births and deaths: with n
of its members out, another joins at a rate that grows with n, and each goes home. How often a cell
passes from nobody to half of its members is a number that one can have an opinion on (strikes of a
gang per million workers and year), while the height of a threshold is not; and of priors drawn on the
raw numbers one by one most lie where nothing ever happens or nothing ever ends. So `gap_for` turns the
rate into the height.

Everything is in e-folds: motive over `speak_out.noise`. The law of one cell stands for the rest: no
crowd, no news, nobody weary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from thaw.errors import ThawError

YEAR = 365.25
CELL = 40
WORKPLACE = 20
"""Cells of a workplace."""

NODES = 240
"""Points over which the militancy of workplaces is averaged."""

HALVINGS = 24
"""Steps of bisection: a hundred e-folds down to a hundred-thousandth of one."""

LIFTS = np.linspace(-140.0, 40.0, 721)
"""Distances to the rung, e-folds, at which the chain is reckoned."""

TINY = 1e-280


@dataclass(frozen=True)
class Raw:
    """Numbers of the law of acting, as the chain needs them.

    Attributes
    ----------
    rate : float
        Hazard of acting for one whose motive equals the rung, 1/day.
    ceiling : float
        Largest hazard, 1/day.
    company : float
        What everybody out in one's cell adds, e-folds; it counts by the root of the share.
    push, half_push : float
        What a workplace that is out adds, e-folds, in full from this share of its members on.
    home : float
        Rate of going home, 1/day.
    spread : float
        Standard deviation of the distance to the rung between members of a cell, e-folds.
    local : float
        Standard deviation of militancy between workplaces, e-folds.
    laggard : float
        Mean of the exponential tail downwards of that militancy, e-folds.
    cell : int
        Members of a cell.
    """

    rate: float = 0.3
    ceiling: float = 4.0
    company: float = 13.5
    push: float = 4.7
    half_push: float = 0.035
    home: float = 0.9
    spread: float = 1.8
    local: float = 1.4
    laggard: float = 12.0
    cell: int = CELL


def raw_of(values: Mapping[str, float], spread: float, cell: int = CELL) -> Raw:
    """The numbers of a run, by the names of its parameters; a name not given takes the default.

    Parameters
    ----------
    values : mapping
        "speak_out.rate" and the like to values, motive in motive.
    spread : float
        See `Raw`; `distance` reckons it from a starting world.
    """
    noise = values.get("speak_out.noise", 0.1)
    plain = Raw()

    def number(name: str, default: float, per: float = 1.0) -> float:
        return float(values.get(f"speak_out.{name}", default * per)) / per

    return Raw(
        rate=number("rate", plain.rate),
        ceiling=number("ceiling", plain.ceiling),
        company=number("company", plain.company, noise),
        push=number("push", plain.push, noise),
        half_push=number("half_push", plain.half_push),
        home=number("home_strike", plain.home),
        spread=spread,
        local=number("workplace", plain.local, noise),
        laggard=number("laggard", plain.laggard, noise),
        cell=cell,
    )


def boldest_first(raw: Raw) -> np.ndarray:
    """Standing of the members of a usual cell, standard normal quantiles, boldest first."""
    ranks = (np.arange(raw.cell) + 0.5) / raw.cell
    return np.array([NormalDist().inv_cdf(float(1.0 - u)) for u in ranks])


def militancy(raw: Raw) -> tuple[np.ndarray, np.ndarray]:
    """Values (e-folds) and weights of what a workplace adds for all of its people.

    A normal of standard deviation `local` less an exponential of mean `laggard`: as its density
    falls slowly and the rate of taking light rises fast, points are even in value and weighted by
    the density, from five deviations above down to where the tail holds nothing.
    """
    top, bottom = 5.0 * raw.local, -5.0 * raw.local - 6.0 * raw.laggard
    values = np.linspace(bottom, max(top, 1e-9), NODES)
    weights = _density(values, raw.local, raw.laggard)
    return values, weights / weights.sum()


def _density(u: np.ndarray, sd: float, tail: float) -> np.ndarray:
    """Density, up to a factor, of a normal less an exponential; either may be (nearly) absent."""
    if tail < 1e-3 * max(sd, 1e-3):
        return np.exp(-0.5 * (u / max(sd, 1e-3)) ** 2)
    if sd < 1e-6:
        return np.where(u <= 0, np.exp(u / tail), 0.0)
    from scipy.special import log_ndtr

    return np.exp(u / tail + sd**2 / (2 * tail**2) + log_ndtr(-u / sd - sd / tail))


def lighting(lift: np.ndarray, raw: Raw, z: np.ndarray | None = None) -> np.ndarray:
    """Rate at which cells pass from nobody to half of their members, 1/day.

    Parameters
    ----------
    lift : float array, shape (k,), e-folds
        What separates a mean member from the rung: 0 at the rung, negative below.
    z : float array, shape (cells, members), optional
        Standing of the members of some cells, boldest first, over which the mean is taken; by default
        one usual cell.

    Returns
    -------
    float array, shape (k,)
    """
    z = boldest_first(raw)[None, :] if z is None else z
    half = raw.cell // 2
    out = np.arange(half)
    of_workplace = out / (raw.cell * WORKPLACE)
    company = raw.company * np.sqrt(out / raw.cell)
    company = company + raw.push * np.minimum(of_workplace / raw.half_push, 1.0)
    motive = (
        np.asarray(lift, float)[:, None, None, None]
        + raw.spread * z[None, :, None, :]
        + company[None, None, :, None]
    )
    hazard = raw.rate * np.exp(np.minimum(motive, 500.0))
    hazard = raw.ceiling * hazard / (raw.ceiling + hazard)
    still_in = np.arange(z.shape[1])[None, :] >= out[:, None]
    births = np.maximum((hazard * still_in).sum(axis=-1), 1e-290)
    step = time = 1.0 / births[..., 0]
    with np.errstate(over="ignore"):
        for n in range(1, half):  # mean time from n to n + 1 members out, first n - 1 to n
            step = (1.0 + n * raw.home * step) / births[..., n]
            time = time + step
    return (1.0 / time).mean(axis=-1)


def curve(raw: Raw, z: np.ndarray | None = None) -> np.ndarray:
    """Logarithm of the rate at which usual workplaces' cells take light, at each of `LIFTS`.

    The mean over workplaces is in it: what is left to say is where the mean member stands.
    """
    values, weights = militancy(raw)
    alone = np.log(np.maximum(lighting(LIFTS, raw, z), TINY))
    at = np.interp(LIFTS[:, None] + values, LIFTS, alone)
    return np.log(np.maximum(np.exp(at) @ weights, TINY))


def sparks(below: Any, raw: Raw, weights: Any = 1.0, z: np.ndarray | None = None) -> float:
    """Cells that take light per million workers and year.

    Parameters
    ----------
    below : float or array, shape (groups,), e-folds
        How far the mean worker of each group stands below the rung.
    weights : float or array, shape (groups,)
        Share of each group in the workers.
    """
    return _a_year(curve(raw, z), np.asarray(below, float), weights, raw.cell)


def _a_year(rates: np.ndarray, below: np.ndarray, weights: Any, cell: int) -> float:
    rate = np.exp(np.interp(-below, LIFTS, rates))
    return float(np.sum(weights * rate)) * YEAR * 1e6 / cell


def distance_for(
    wanted: float, raw: Raw, below: Any = 0.0, weights: Any = 1.0, z: np.ndarray | None = None
) -> float:
    """E-folds by which everybody has to stand lower for `wanted` lit cells per million workers and year.

    Parameters
    ----------
    below, weights : float or array
        Where groups stand already, see `sparks`.

    Raises
    ------
    ThawError
        When no distance gives that many.
    """
    rates, below = curve(raw, z), np.asarray(below, float)
    low, high = -60.0, 60.0
    most, least = (_a_year(rates, below + d, weights, raw.cell) for d in (low, high))
    if not most >= wanted >= least:
        raise ThawError(
            f"no height gives {wanted:g} lit cells per million workers and year",
            expected=f"{least:.3g} to {most:.3g}",
        )
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if _a_year(rates, below + middle, weights, raw.cell) > wanted:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def gap_for(
    wanted: float, raw: Raw, below: Any = 0.0, weights: Any = 1.0, noise: float = 0.1
) -> float:
    """`speak_out.gap`, motive, that gives `wanted` lit cells per million workers and year in quiet.

    Parameters
    ----------
    below, weights : float or array
        Where groups of workers stand without any gap, e-folds, and their shares: see `distance`.
    """
    return noise * distance_for(wanted, raw, below, weights)


def distance(
    world: Any, values: Mapping[str, float], traits: Mapping[str, tuple[float, float]]
) -> tuple[np.ndarray, np.ndarray, float]:
    """Where workers stand in a world at rest.

    Parameters
    ----------
    values : mapping
        Parameters of a run; `speak_out.noise` and `speak_out.stake` are read.
    traits : mapping
        Mean and standard deviation of hardship, national, threshold and risk_aversion.

    Returns
    -------
    below : float array, shape (groups,), e-folds
        How far the mean worker of each group stands below the rung of a strike, without the gap.
    weights : float array, shape (groups,)
        Share of each group in the workers.
    spread : float, e-folds
        Standard deviation of that distance between people of one group, mean over groups.
    """
    noise, stake = values.get("speak_out.noise", 0.1), values.get("speak_out.stake", 0.5)
    g = world.groups
    own = (g.stratum == 0) & (g.population > 0)
    weight = g.population[own] / g.population[own].sum()
    left = 1.0 - world.polities.legitimacy[g.polity[own]]
    slope = {
        "hardship": g.grievance_econ[own] * left,
        "national": g.grievance_nat[own] * left,
        "threshold": -g.height_strike[own],
        "risk_aversion": -g.fear[own] * world.places.arrest[g.place[own]],
    }
    motive = g.grievance_pol[own] * left + stake * g.efficacy[own]
    motive = motive + sum(traits[name][0] * by for name, by in slope.items())
    variance = sum((traits[name][1] * by) ** 2 for name, by in slope.items())
    return -motive / noise, weight, float(weight @ np.sqrt(variance)) / noise


def moments(priors: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation of the traits of a case, from their quantiles."""
    u = (np.arange(1000) + 0.5) / 1000
    found = {name: np.asarray(prior.quantile(u)) for name, prior in priors.items()}
    return {name: (float(x.mean()), float(x.std())) for name, x in found.items()}
