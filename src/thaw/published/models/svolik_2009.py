"""How authoritarian leaders lose office: base rates, and whether simulated exits look like them.

Source       Svolik 2009, Am. J. Political Science 53(2) 477-494, counts at second hand: of 303 leaders
             removed by non-constitutional means 1945-2002, insiders 205, popular uprising 32, public
             pressure 30, assassination 20, foreign intervention 16
Departures   A check, not the paper's model: no shipped account simulates exits by kind as yet, so what is
             tested here is the check itself and a null model of competing risks.
Notice       Two exits in three are the work of insiders.
Try          `thaw published svolik_2009 --preset historical --set exits=150,80,30,20,20`
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import chi2, chi2_contingency

from thaw.draw import decision_id, log, uniform
from thaw.engine.kernel import kernel
from thaw.errors import ThawError

KINDS = ("insiders", "uprising", "pressure", "assassination", "foreign")
COUNTS = (205, 32, 30, 20, 16)
"""Leaders removed by each kind, in the order of `KINDS`."""

EXIT = decision_id("svolik_2009.exit")
REPEATED = decision_id("svolik_2009.repeated")


def run(settings: dict[str, Any], seed: int) -> dict[str, float]:
    """Check exits against the base rates: those given, or leaders lost to competing risks.

    Parameters
    ----------
    settings : dict
        Every switch and input of ``svolik_2009.yaml``.
    seed : int

    Returns
    -------
    dict
        share_<kind>, exits, chi_square, p, predictive (see `check_exits`), accepted (1 if p > level).
    """
    check(settings)
    if settings["source"] == "given":
        counts = np.array(settings["exits"], dtype=float)
    else:
        rates = np.array(settings["rates"], dtype=float) / 100.0
        counts = kernel(leaders)(settings["leaders"], rates, (seed, 0, EXIT, 0)).astype(float)
    made = check_exits(counts, seed=seed)
    shares = {f"share_{k}": float(c / counts.sum()) for k, c in zip(KINDS, counts, strict=True)}
    return shares | made | {"accepted": float(made["p"] > settings["level"])}


def check(settings: dict[str, Any]) -> None:
    """Whether exits, or risks, are given for each kind and do not all vanish.

    Raises
    ------
    ThawError
        They are not.
    """
    name = "exits" if settings["source"] == "given" else "rates"
    if len(settings[name]) != len(KINDS) or sum(settings[name]) <= 0:
        raise ThawError(
            "is not a number for each kind of exit, with one of them above 0",
            key=f"svolik_2009.{name}",
            expected=f"{len(KINDS)} numbers: {', '.join(KINDS)}",
        )


def check_exits(
    counts: Sequence[float] | np.ndarray, repeats: int = 2000, seed: int = 0
) -> dict[str, float]:
    """Whether simulated exits of leaders occur in the proportions of the historical ones.

    Parameters
    ----------
    counts : sequence of 5 numbers
        Simulated exits by insiders, uprising, public pressure, assassination, foreign intervention.
    repeats : int
        Draws for the posterior predictive probability.
    seed : int
        For those draws.

    Returns
    -------
    dict
        exits (their sum), chi_square and p (chi-square test of one law behind both rows, as the
        historical counts are a sample too), fixed_chi_square and fixed_p (against the historical shares
        taken as exact), predictive (posterior predictive probability, shares from the historical counts with a
        flat Dirichlet prior, of a chi-square at least as large).

    Raises
    ------
    ThawError
        Not five counts, or none above zero.
    """
    seen = np.asarray(counts, dtype=float)
    if seen.shape != (5,) or (seen < 0).any() or seen.sum() <= 0:
        raise ThawError("not five counts of exits", expected=", ".join(KINDS))
    past = np.array(COUNTS, dtype=float)
    both = np.array([seen, past])
    found = chi2_contingency(both[:, both.sum(axis=0) > 0], correction=False)
    expected = past / past.sum() * seen.sum()
    fixed = float(((seen - expected) ** 2 / expected).sum())
    return {
        "exits": float(seen.sum()),
        "chi_square": float(found.statistic),
        "p": float(found.pvalue),
        "fixed_chi_square": fixed,
        "fixed_p": float(chi2.sf(fixed, 4)),
        "predictive": _predictive(seen, past, repeats, seed),
    }


def _predictive(seen: np.ndarray, past: np.ndarray, repeats: int, seed: int) -> float:
    """Share of predicted rows whose distance from their own law is at least that of the row seen."""
    rng = np.random.Generator(np.random.Philox(key=[seed, REPEATED]))
    laws = rng.dirichlet(past + 1.0, repeats)
    total = round(float(seen.sum()))
    drawn = np.array([rng.multinomial(total, law) for law in laws])
    expected = laws * total
    theirs = ((drawn - expected) ** 2 / expected).sum(axis=1)
    ours = ((seen - expected) ** 2 / expected).sum(axis=1)
    return float((theirs >= ours).mean())


def leaders(count, rates, key):
    """Kinds of exit of so many leaders, each exposed to all risks until the first strikes; counts by kind."""
    counts = np.zeros(rates.shape[0], dtype=np.int64)
    for i in range(count):
        first, soonest = -1, math.inf
        for k in range(rates.shape[0]):
            if rates[k] <= 0.0:
                continue
            wait = -log(uniform(key, i, k)) / rates[k]
            if wait < soonest:
                first, soonest = k, wait
        if first >= 0:
            counts[first] += 1
    return counts
