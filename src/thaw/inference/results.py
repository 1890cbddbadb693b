"""Typed results of the parts of a comparison, each made once where it is computed.

A number that is absent is None, never zero and never NaN; every dict is by account id unless it
says otherwise. Lists stand for arrays, so that a comparison equals what comes back from its JSON.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from thaw.inference.basis import Basis
from thaw.inference.jsonable import KEY

PREDICTION, RETRODICTION = "prediction", "retrodiction"


def known(x: float) -> float | None:
    """`x` as a float of Python; None for NaN."""
    return None if math.isnan(x) else float(x)


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
class Recovery:
    """Whether the record could tell accounts apart: runs of known origin, classified.

    Attributes
    ----------
    labels : list of str
        Account ids along both axes of the matrices.
    matrix : list of list of float [true, given]
        Share of runs of each row account given to each column account.
    auc : list of list of float [n_accounts, n_accounts]
        Area under the ROC curve of each pair; 1 on the diagonal.
    merge_below : float
        AUC below which a pair is joined.
    groups : list of list of str
        Accounts joined by single linkage.
    n_test : int
        Runs classified.
    log_score : float
        Mean negative log probability of the true account, nats.
    accuracy : float
        Share of runs given to their own account.
    ece : float
        Expected calibration error of the top probability.
    """

    labels: list[str] = field(default_factory=list)
    matrix: list[list[float]] = field(default_factory=list)
    auc: list[list[float]] = field(default_factory=list)
    merge_below: float | None = None
    groups: list[list[str]] = field(default_factory=list)
    n_test: int = 0
    log_score: float | None = None
    accuracy: float | None = None
    ece: float | None = None


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


@dataclass(frozen=True)
class AccountWeights:
    """Weight of evidence of one account by episode, decibans, in the order of `Weights.episodes`.

    Of an account in a group (`Recovery.groups`) it is the weight of the whole group.

    Attributes
    ----------
    prequential : list of float [n_episodes]
        Each episode given those before it; adds to `total`.
    leave_one_out : list of float [n_episodes]
        Change when an episode is taken away from the whole record; does not add.
    se, leave_one_out_se, total_se
        Standard deviation over refits; None with fewer than two.
    topics : list of str or None
        Topics the account speaks to; None for all.
    """

    prequential: list[float]
    se: list[float] | None
    leave_one_out: list[float]
    leave_one_out_se: list[float] | None
    total: float
    total_se: float | None
    topics: list[str] | None = None


@dataclass(frozen=True)
class Weights:
    """The table of weights of evidence."""

    unit: str = "decibans"
    episodes: list[str] = field(default_factory=list)
    leave_one_out_adds: bool = False
    accounts: dict[str, AccountWeights] = field(default_factory=dict)


@dataclass(frozen=True)
class Odds:
    """Probabilities of the accounts under one choice, by account; each of the two sums to one.

    Attributes
    ----------
    effective_runs : dict or None
        Effective number of runs of each account, where runs were reweighted.
    """

    untempered: dict[str, float]
    tempered: dict[str, float]
    effective_runs: dict[str, float] | None = None


@dataclass(frozen=True)
class Hybrids:
    """How often records of no account look like one: what the temperature is set by.

    Attributes
    ----------
    n : int
        Hybrid records.
    certain, allowed : float
        Probability above which one looks certain; share of them that may.
    share_untempered, share_tempered : float
        Share that looks certain before and after tempering.
    """

    n: int
    certain: float
    allowed: float
    share_untempered: float
    share_tempered: float


@dataclass(frozen=True)
class Probabilities:
    """Probabilities among the accounts compared.

    Accounts of one group (`Recovery.groups`) hold the group's probability in proportion to their
    priors: only its sum was found from the record.

    Attributes
    ----------
    prior, untempered, tempered : dict
        Account to probability.
    temperature : float or None
        What the evidence is divided by, at least 1.
    by_summaries, by_prior_width : dict
        Set of summaries, width of the parameters' priors (``half``, ``one``, ``twice``) to `Odds`.
    se_untempered, se_tempered : dict or None
        Standard deviation over refits; None with fewer than two.
    """

    prior: dict[str, float] = field(default_factory=dict)
    untempered: dict[str, float] = field(default_factory=dict)
    tempered: dict[str, float] = field(default_factory=dict)
    temperature: float | None = None
    by_summaries: dict[str, Odds] = field(default_factory=dict)
    se_untempered: dict[str, float] | None = None
    se_tempered: dict[str, float] | None = None
    hybrids: Hybrids | None = None
    by_prior_width: dict[str, Odds] = field(default_factory=dict)


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


@dataclass(frozen=True)
class ReadingSpread:
    """How the answer moves over attested readings of the record.

    Attributes
    ----------
    n : int
        Readings.
    top_account_changes : float
        Share of readings in which another account comes first.
    share_on_top, sd : dict
        Account to the share of readings it leads, and to the standard deviation of its probability.
    """

    n: int
    top_account_changes: float
    share_on_top: dict[str, float]
    sd: dict[str, float]


@dataclass(frozen=True)
class InFront:
    """The group of accounts with the highest joint probability, and whether it may be named.

    Attributes
    ----------
    group : list of str
        Empty where two groups hold exactly the same.
    probability, se : float, float or None
        Joint and tempered; standard deviation over the answers drawn anew.
    redraws, agree : int
        Answers drawn anew from the same runs (refits on resamples, and the halves of the pool), and
        those among them that put the same group in front.
    gap, gap_se : float
        Lead over the group that comes second, and its standard deviation over the answers drawn
        anew.
    firm : bool
        Whether the group may be named: no answer drawn anew puts another in front, and the lead is
        larger than such draws make it by luck, so that another seed does not turn it.
    """

    group: list[str] = field(default_factory=list)
    probability: float = 0.0
    se: float | None = None
    redraws: int = 0
    agree: int = 0
    gap: float = 0.0
    gap_se: float = 0.0
    firm: bool = False


@dataclass(frozen=True)
class Spread:
    """How far tempered probabilities move.

    Attributes
    ----------
    learners : dict
        Refit (kind and number) to account to probability.
    readings : ReadingSpread or None
    in_front : InFront or None
    """

    learners: dict[str, dict[str, float]] = field(default_factory=dict)
    readings: ReadingSpread | None = None
    in_front: InFront | None = None
