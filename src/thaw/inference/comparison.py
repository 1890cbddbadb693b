"""The result of a comparison: typed parts (`thaw.inference.results`), and its form in JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from thaw.inference.disputes import Dispute
from thaw.inference.jsonable import from_json, to_json
from thaw.inference.results import (
    Coverage,
    Experiment,
    Misspecification,
    Probabilities,
    Recovery,
    Scores,
    Spread,
    Weights,
)
from thaw.inference.settings import Settings


@dataclass(frozen=True)
class ComparedAccount:
    """One account, as the comparison was given it.

    Attributes
    ----------
    written : str or None
        Date of writing: year, month or day.
    in_ranking : bool
        Whether it is ranked beside the others.
    is_null : bool
        Whether skills are measured against it.
    silent : bool
        Whether it speaks to nothing that the record tells; it is then not ranked.
    outside : bool
        Whether it has predictions, and none falls into the case; it is then not ranked.
    """

    id: str
    title: str | None = None
    says: str | None = None
    grade: str | None = None
    written: str | None = None
    family: str | None = None
    in_ranking: bool = True
    is_null: bool = False
    silent: bool = False
    outside: bool = False


@dataclass(frozen=True)
class RunCount:
    """Runs of an account in the reference table, and how many of them failed.

    Attributes
    ----------
    left_out : int
        Finished runs that were not used, so that all accounts have equally many.
    """

    runs: int
    failed: int
    left_out: int = 0


@dataclass(frozen=True)
class Episode:
    """An episode in order of time; `start` and `end` are ISO dates, empty where not given.

    Attributes
    ----------
    n_items : int
        Items the record shows.
    """

    id: str
    title: str
    start: str
    end: str
    n_items: int


@dataclass(frozen=True)
class FittedRuns:
    """Runs of one account that fit the record, run again in full for the report.

    Attributes
    ----------
    runs : int
    differ_from_table : int
        How many report something else than the reference table says.
    effective_runs : float
        Effective number of runs of the weights they were drawn by.
    """

    runs: int
    differ_from_table: int
    effective_runs: float


@dataclass(frozen=True, kw_only=True)
class Provenance(Settings):
    """What is needed to repeat a comparison: its settings, seed, hashes and versions.

    Attributes
    ----------
    seed : int
    hashes : dict
        Of what the runs were made from: see `thaw.inference.table.Bank`.
    n_features, n_items_weighed, n_items_told, n_cells_told_unweighed : int
        Features kept; items weighed; items the record tells; cells among them never weighed.
    pool : dict
        Kind of learner to its exponent in the pool.
    versions : dict
        Package to version.
    table : str or None
        Where the reference table comes from, in words.
    quick, rows_from_memory : bool or None
    record_hash : str or None
    fitted_how : str or None
        How `fitted_runs` were chosen, in words.
    fitted_runs : dict or None
        Account to `FittedRuns`.
    """

    seed: int = 0
    hashes: dict[str, Any] = field(default_factory=dict)
    n_features: int = 0
    n_items_weighed: int = 0
    n_items_told: int = 0
    n_cells_told_unweighed: int = 0
    pool: dict[str, float] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    table: str | None = None
    quick: bool | None = None
    rows_from_memory: bool | None = None
    record_hash: str | None = None
    fitted_how: str | None = None
    fitted_runs: dict[str, FittedRuns] | None = None


@dataclass
class Comparison:
    """What `thaw.inference.compare.compare` says, in the order in which it should be read.

    Attributes
    ----------
    case, record : str
        Their names.
    accounts : list of ComparedAccount
    n_runs : dict
        Account to `RunCount`.
    episodes : list of Episode
        In order of time.
    misspecification : Misspecification
        Could any account give such a record?
    recovery : Recovery
        Could the record tell accounts apart?
    scores : Scores
        Predictive scores, the headline.
    weights : Weights
        Weight of evidence by episode, decibans.
    probabilities : Probabilities
    coverage : dict
        Account to `Coverage`.
    experiments : list of Experiment
        Evidence not yet collected, most informative first.
    disputes : list of Dispute
        Evidence that can be read in more than one way, that which would tell most if settled first.
    spread : Spread
        How far the answer moves with what was chosen.
    flags : list of str
        What should lower a reader's trust, most serious first.
    settings : Provenance
    polities : dict
        Polity to its name for readers; empty where not given.
    """

    case: str = ""
    record: str = ""
    accounts: list[ComparedAccount] = field(default_factory=list)
    n_runs: dict[str, RunCount] = field(default_factory=dict)
    episodes: list[Episode] = field(default_factory=list)
    misspecification: Misspecification = field(default_factory=Misspecification)
    recovery: Recovery = field(default_factory=Recovery)
    scores: Scores = field(default_factory=Scores)
    weights: Weights = field(default_factory=Weights)
    probabilities: Probabilities = field(default_factory=Probabilities)
    coverage: dict[str, Coverage] = field(default_factory=dict)
    experiments: list[Experiment] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    spread: Spread = field(default_factory=Spread)
    flags: list[str] = field(default_factory=list)
    settings: Provenance = field(default_factory=Provenance)
    polities: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        names = ", ".join(a.id for a in self.accounts)
        return f"<Comparison {self.case} against {self.record}: {names}>"

    def _repr_html_(self) -> str:
        from thaw.cards import comparison_card

        return comparison_card(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON holds it."""
        return to_json(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Comparison:
        """Return the comparison that `to_dict` wrote.

        Raises
        ------
        ThawError
            When a part is missing, unknown or of another type, as from another version.
        """
        return from_json(cls, data)
