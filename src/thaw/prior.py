"""Priors: a distribution by name, draws by address, log density, half and double width.

A draw is named by (seed, parameter), like every other random number here: no list of parameters,
no order of asking and no other account can change it. The uniform number behind a draw does not
depend on the width either, so runs at half and double width share their luck.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.draw import each
from thaw.files import Document, Path_

if TYPE_CHECKING:
    from scipy.stats.distributions import rv_frozen

FORMS = {
    "lognormal": "[mu, sd] of the logarithm",
    "normal": "[mean, sd]",
    "uniform": "[low, high]",
    "beta": "[a, b]",
}
BULK = 0.95
"""Share of a prior that must lie inside the support of its parameter."""


@dataclass(frozen=True)
class Prior:
    """A distribution over one number, cut off at the ends of the number's support.

    Parameters
    ----------
    form : str
        lognormal, normal, uniform or beta.
    a, b : float
        Its two numbers, as in `FORMS`.
    low, high : float
        Support of the number; the density is zero outside and renormalised inside.
    """

    form: str
    a: float
    b: float
    low: float = -math.inf
    high: float = math.inf

    def __post_init__(self) -> None:
        if self.form not in FORMS:
            raise ValueError(f"{self.form!r} is not one of {', '.join(FORMS)}")
        if not (math.isfinite(self.a) and math.isfinite(self.b)):
            raise ValueError("both numbers must be finite")
        if self.form in ("lognormal", "normal") and self.b <= 0:
            raise ValueError(f"the sd of a {self.form} must be above zero")
        if self.form == "uniform" and self.a >= self.b:
            raise ValueError("the low end of a uniform must lie below its high end")
        if self.form == "beta" and min(self.a, self.b) <= 0:
            raise ValueError("both shapes of a beta must be above zero")

    def frozen(self) -> rv_frozen:
        """The scipy distribution, before it is cut off at the support."""
        return _distribution(self.form, self.a, self.b)

    def _below(self, x: float) -> float:
        """Probability of a value up to `x`, before it is cut off; `scipy.stats` would take a second to load."""
        from scipy import special

        if self.form == "uniform":
            return min(max((x - self.a) / (self.b - self.a), 0.0), 1.0)
        if self.form == "beta":
            return float(special.betainc(self.a, self.b, min(max(x, 0.0), 1.0)))
        if self.form == "lognormal":
            return float(special.ndtr(math.log(x / math.exp(self.a)) / self.b)) if x > 0 else 0.0
        return float(special.ndtr((x - self.a) / self.b))

    def _at(self, u: np.ndarray) -> np.ndarray:
        """Values at probabilities `u`, before the distribution is cut off."""
        from scipy import special

        if self.form == "uniform":
            return u * (self.b - self.a) + self.a
        if self.form == "beta":
            return special.betaincinv(self.a, self.b, u)
        if self.form == "lognormal":
            return each(math.exp, self.b * special.ndtri(u)) * math.exp(self.a)
        return special.ndtri(u) * self.b + self.a

    def mass(self) -> tuple[float, float]:
        """Cumulative probability at the two ends of the support."""
        return _mass(self)

    def inside(self) -> float:
        """Share of the distribution that lies within the support."""
        below, above = self.mass()
        return above - below

    def quantile(self, u: Any) -> np.ndarray:
        """Values at probabilities `u` in (0, 1), of the distribution as cut off."""
        below, above = self.mass()
        value = self._at(below + np.asarray(u, dtype=float) * (above - below))
        return np.clip(value, self.low, self.high)

    def log_density(self, x: Any) -> np.ndarray:
        """Natural logarithm of the density at `x`; -inf outside the support."""
        x = np.asarray(x, dtype=float)
        value = self.frozen().logpdf(x) - math.log(self.inside())
        return np.where((x < self.low) | (x > self.high), -np.inf, value)

    def widen(self, width: float) -> Prior:
        """The same prior at `width` times its spread, about the same middle.

        The sd of a normal, the sd of the logarithm of a lognormal, the range of a uniform and the
        sd of a beta are multiplied. A beta widens at most until its density would rise at an end.
        """
        if width <= 0:
            raise ValueError("a width must be above zero")
        if self.form in ("lognormal", "normal"):
            return replace(self, b=self.b * width)
        if self.form == "uniform":
            middle, half = (self.a + self.b) / 2, (self.b - self.a) / 2 * width
            return replace(self, a=middle - half, b=middle + half)
        total, smaller = self.a + self.b, min(self.a, self.b)
        wanted = (total + 1) / width**2 - 1
        floor = total * min(1.0, 1.0 / smaller)
        scale = max(wanted, floor) / total
        return replace(self, a=self.a * scale, b=self.b * scale)

    def within(self, low: float, high: float) -> Prior:
        """The same prior with support [low, high]."""
        return replace(self, low=low, high=high)

    def to_dict(self) -> dict[str, list[float]]:
        """As written in a YAML file."""
        return {self.form: [self.a, self.b]}


@cache
def _distribution(form: str, a: float, b: float) -> rv_frozen:
    from scipy import stats

    if form == "lognormal":
        return stats.lognorm(s=b, scale=math.exp(a))
    if form == "normal":
        return stats.norm(a, b)
    if form == "uniform":
        return stats.uniform(a, b - a)
    return stats.beta(a, b)


@cache
def _mass(prior: Prior) -> tuple[float, float]:
    below = prior._below(prior.low) if math.isfinite(prior.low) else 0.0
    above = prior._below(prior.high) if math.isfinite(prior.high) else 1.0
    return below, above


def read_prior(document: Document, entry: Any, path: Path_) -> Prior:
    """The prior written at `path`, such as ``{lognormal: [0, 0.3]}``.

    Raises
    ------
    ThawError
        Unknown form, not two numbers, or numbers that make no distribution.
    """
    if not isinstance(entry, dict):
        raise document.error("is not a prior", path, expected="such as {lognormal: [0, 0.3]}")
    forms = [key for key in entry if key in FORMS]
    if len(forms) != 1:
        document.keys(entry, FORMS, path=path)
        raise document.error("is not one distribution", path, expected=", ".join(FORMS))
    form = forms[0]
    pair = entry[form]
    if not (isinstance(pair, list) and len(pair) == 2 and all(_is_number(v) for v in pair)):
        raise document.error("is not a pair of numbers", (*path, form), expected=FORMS[form])
    try:
        return Prior(form, float(pair[0]), float(pair[1]))
    except ValueError as problem:
        raise document.error(str(problem), (*path, form), expected=FORMS[form]) from None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def luck(seed: int, name: str) -> float:
    """The uniform number in (0, 1) at address (seed, name), from Philox."""
    import hashlib

    number = int.from_bytes(hashlib.sha256(f"prior:{name}".encode()).digest()[:8], "little")
    bits = np.random.Philox(key=np.array([seed & (2**64 - 1), number], dtype=np.uint64))
    return (float(np.random.Generator(bits).integers(2**52)) + 0.5) / 2.0**52


def sample(priors: dict[str, Prior], seeds: Any, width: float = 1.0) -> dict[str, np.ndarray]:
    """Draws of every prior at every seed.

    Parameters
    ----------
    priors : dict
        Parameter name to `Prior`.
    seeds : iterable of int
        One draw per seed; the same seed always gives the same luck.
    width : float
        Times the spread of each prior, as `Prior.widen` has it.

    Returns
    -------
    dict of array, shape (n_seeds,)
    """
    seeds = [int(s) for s in seeds]
    return {
        name: prior.widen(width).quantile([luck(s, name) for s in seeds])
        for name, prior in priors.items()
    }


def log_density(priors: dict[str, Prior], values: dict[str, Any], width: float = 1.0) -> np.ndarray:
    """Joint log density of independent priors at `values`, one entry per run."""
    parts = [prior.widen(width).log_density(values[name]) for name, prior in priors.items()]
    return np.sum(parts, axis=0) if parts else np.zeros(1)
