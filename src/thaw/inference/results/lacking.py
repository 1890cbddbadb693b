"""Evidence that the record lacks, and what it should bring."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contrast:
    """The accounts that expect the least and the most of a block, with their means."""

    least: str
    mean_least: float
    most: str
    mean_most: float


@dataclass(frozen=True)
class Experiment:
    """A block of evidence the record lacks, and what it should bring.

    Attributes
    ----------
    polity, what, year, kind : str
        Which items; `kind` is ``cells``, ``size``, ``date`` or ``series``.
    n_items : int
    item : str
        The block in words.
    bits : float
        Expected information gain about which account holds.
    se : float
        Standard deviation of the gain when labels are shuffled, bits.
    entropy_now : float or None
        Entropy of the account among the runs nearest to the record, bits.
    separates : Contrast or None
    """

    polity: str
    what: str
    year: str
    kind: str
    n_items: int
    item: str
    bits: float
    se: float
    entropy_now: float | None = None
    separates: Contrast | None = None
