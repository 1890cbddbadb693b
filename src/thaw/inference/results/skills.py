"""Predictive scores, apart by what an author could know."""

from __future__ import annotations

from dataclasses import dataclass, field

from thaw.inference.basis import Basis

PREDICTION, RETRODICTION = "prediction", "retrodiction"


@dataclass(frozen=True)
class Score:
    """One predictive score over some episodes, with its bootstrap interval over episodes.

    Attributes
    ----------
    value, low, high : float
        Mean per item and ends of the interval; in nats for log (higher is better), lower is better
        for Brier and CRPS. The ends are None when no resample holds an item.
    n : int
        Items scored.
    skill, skill_low, skill_high : float or None
        Advantage over the null account on the same episodes: the difference in nats per cell for
        log, 1 - score / null's for Brier and CRPS. None without a null account.
    """

    value: float
    low: float | None
    high: float | None
    n: int
    skill: float | None = None
    skill_low: float | None = None
    skill_high: float | None = None


@dataclass(frozen=True)
class PartScores:
    """Scores on the episodes of one part; a score is None when no item of its kind is there."""

    n_episodes: int
    log: Score | None = None
    brier: Score | None = None
    crps: Score | None = None


@dataclass(frozen=True)
class EpisodeScore:
    """Mean scores of one episode; None when it holds no item of the kind.

    Attributes
    ----------
    part : str
        ``prediction`` or ``retrodiction``.
    n_cells, n_other : int
        Cells scored, and sizes, dates and series.
    """

    episode: str
    part: str
    log: float | None
    brier: float | None
    crps: float | None
    n_cells: int
    n_other: int


@dataclass(frozen=True)
class AccountScores:
    """Scores of one account, apart by what its author could know; None for a part with no episode."""

    retrodiction: PartScores | None = None
    prediction: PartScores | None = None
    by_episode: list[EpisodeScore] = field(default_factory=list)

    def part(self, name: str) -> PartScores | None:
        """Return the scores on ``prediction`` or ``retrodiction``."""
        return self.prediction if name == PREDICTION else self.retrodiction


@dataclass(frozen=True)
class TellingItem:
    """An item on which the accounts' scores differ much.

    Attributes
    ----------
    value : float
        What the record shows, in `unit` (see `FailedItem`).
    score : dict
        Account to log score in nats (cells) or minus the CRPS (others); None where it has none.
    """

    item: str
    kind: str
    value: float
    score: dict[str, float | None]
    unit: str = ""


@dataclass(frozen=True)
class Scores:
    """Predictive scores: the headline.

    Attributes
    ----------
    null : str or None
        Account the skills are measured against.
    units : dict
        Score to its unit in words.
    ranking : dict
        Part to account ids, best skill in the headline first.
    accounts : dict
        Account to `AccountScores`.
    items : dict
        Episode to the items on which scores differ most (shown, never summed).
    basis : Basis
        What the record and the runs give to score, and which score is the headline.
    """

    null: str | None = None
    units: dict[str, str] = field(default_factory=dict)
    ranking: dict[str, list[str]] = field(default_factory=dict)
    accounts: dict[str, AccountScores] = field(default_factory=dict)
    items: dict[str, list[TellingItem]] = field(default_factory=dict)
    basis: Basis = field(default_factory=Basis)
