"""How much work a comparison does."""

from __future__ import annotations

from dataclasses import dataclass, field

LEARNER_KINDS = ("boost", "networks", "logistic")
"""Every kind of learner, in the order in which they are pooled."""


@dataclass(frozen=True)
class Size:
    """How much work a fit may take.

    Attributes
    ----------
    rows : int
        Masked runs a learner is fitted on, at most.
    trees, leaves : int
        Boosting rounds, and leaves of each tree.
    rate : float
        Learning rate of the trees.
    networks, hidden, epochs : int
        Networks in the ensemble, units of their one hidden layer, passes over the runs.
    ridge : float
        Inverse strength of the penalty of the logistic regression (scikit-learn's ``C``).
    """

    rows: int = 12_000
    trees: int = 70
    leaves: int = 12
    rate: float = 0.15
    networks: int = 3
    hidden: int = 48
    epochs: int = 18
    ridge: float = 0.02


@dataclass(frozen=True)
class Settings:
    """How much work a comparison does. The defaults take about two minutes on two cores.

    Attributes
    ----------
    folds : int
        Parts the runs are cut into; each is held out once.
    learners : tuple of str
        Kinds of learners in the pool, of `LEARNER_KINDS`.
    size, refit_size : Size
        Work of each learner of the pool, and of each refit.
    bootstraps : int
        Refits of each of two kinds of learners, from which standard errors come.
    features : int
        Features kept, at most.
    hybrids : int
        Hybrid records that set the temperature.
    resamples : int
        Resamples of episodes for the intervals of scores.
    own_records : int
        Runs of each account taken as records, to see whether its intervals hold them.
    experiments : int
        Missing blocks of evidence listed, at most, and as many disputed ones.
    """

    folds: int = 2
    learners: tuple[str, ...] = LEARNER_KINDS
    size: Size = field(default_factory=Size)
    refit_size: Size = field(default_factory=lambda: Size(rows=6000, trees=40))
    bootstraps: int = 3
    features: int = 220
    hybrids: int = 200
    resamples: int = 2000
    own_records: int = 8
    experiments: int = 25
