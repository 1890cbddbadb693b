"""Whether runs reach the record: misfit, items that no account expects, what intervals hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from thaw.inference.jsonable import KEY


@dataclass(frozen=True)
class Misfit:
    """How unusual the record is among one account's own runs.

    Attributes
    ----------
    mahalanobis, neighbours : float
        Shares of held-out runs at least as far away as the record.
    p_value : float
        Twice the smaller of them, at most 1.
    least_p : float
        The smallest p value that so few runs can give.
    flagged : bool
        The p value is below the limit: the record lies outside what the account produces.
    untold : bool
        No p value below the limit is possible with so few runs.
    runs : int
        Runs of the account it was asked of; 0 where not told.
    """

    mahalanobis: float
    neighbours: float
    p_value: float
    least_p: float = 0.0
    flagged: bool = False
    untold: bool = False
    runs: int = 0

    @property
    def at_floor(self) -> bool:
        """Whether the p value is the smallest that so few runs can give."""
        return 0 < self.p_value <= self.least_p * (1 + 1e-9)


@dataclass(frozen=True)
class FailedItem:
    """An item of the record that no account expects.

    Attributes
    ----------
    unit : str
        Of `value`, such as ``0/1``, ``log10 persons``, ``log10 index`` or ``days``; may be empty.
    value : float
        What the record shows.
    best_account, chance : str, float
        The account that comes nearest, empty where none is nearer than another by more than Monte
        Carlo error; and the highest probability that any gives the item.
    hits, runs : int
        Runs behind that probability, of how many; `runs` is 0 where not told.
    counted : str
        What `hits` counts: ``same`` (the cell comes out as in the record), ``told`` (the size, date
        or series is reported at all) or ``as far`` (it is reported at least as far out as in the
        record).
    first, last : str
        The days it is about, ISO; may be empty.
    """

    item: str
    episode: str
    kind: str
    polity: str
    what: str
    value: float
    best_account: str
    chance: float
    unit: str = ""
    hits: int = 0
    runs: int = 0
    counted: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Misspecification:
    """Whether any account could give such a record.

    Attributes
    ----------
    accounts : dict
    items_all_fail : list of FailedItem
    own_failures : list of int
        How many items no account expects where a run is taken for the record, from least to most.
    happened : int
        Cells of the record with an event.
    events : dict
        By account the 5 % and the 95 % point of how many of the same cells have an event in its runs.
    """

    accounts: dict[str, Misfit] = field(default_factory=dict)
    items_all_fail: list[FailedItem] = field(default_factory=list)
    own_failures: list[int] = field(default_factory=list)
    happened: int = 0
    events: dict[str, list[int]] = field(default_factory=dict)

    def level(self, accounts: Sequence[str]) -> str:
        """Whether the record has more or fewer cells with an event than runs of all `accounts`; else empty."""
        ends = [self.events[a] for a in accounts if a in self.events]
        if not ends:
            return ""
        if all(high < self.happened for _, high in ends):
            most = max(high for _, high in ends)
            told = f"more cells with an event, {self.happened}, than 19 in 20 runs of any account ({most})"
            return f"the record has {told}"
        if all(low > self.happened for low, _ in ends):
            least = min(low for low, _ in ends)
            told = f"fewer cells with an event, {self.happened}, than 19 in 20 runs of any account ({least})"
            return f"the record has {told}"
        return ""

    @property
    def usual(self) -> str:
        """How many items fail where runs are taken for the record, in words; empty where not told."""
        own = self.own_failures
        if not own:
            return ""
        middle = own[len(own) // 2]
        return (
            f"{middle} in the middle one of {len(own)} runs taken for the record, {own[-1]} at most"
        )


@dataclass(frozen=True)
class ReliabilityBin:
    """Cells whose predicted probability lies from `low` up to `high`.

    Attributes
    ----------
    n : int
        Cells.
    foretold, happened : float
        Mean predicted probability, and share in which the event is on record.
    """

    low: float = field(metadata={KEY: "from"})
    high: float = field(metadata={KEY: "to"})
    n: int
    foretold: float
    happened: float


@dataclass(frozen=True)
class OwnCoverage:
    """Share of items of an account's own runs inside its 90 % intervals, and their number."""

    inside90: float | None
    n: int


@dataclass(frozen=True)
class Coverage:
    """How often an account's intervals hold the record.

    Attributes
    ----------
    n : int
        Sizes, dates and series of the record that were predicted.
    inside50, inside90 : float or None
        Share inside the central intervals; None when there is none.
    cells : list of ReliabilityBin
    own : OwnCoverage
        The same with runs of the account taken as records.
    least_effective_runs : float or None
        Fewest effective runs that any episode was predicted from.
    """

    n: int
    inside50: float | None
    inside90: float | None
    cells: list[ReliabilityBin]
    own: OwnCoverage = field(default_factory=lambda: OwnCoverage(None, 0))
    least_effective_runs: float | None = None
