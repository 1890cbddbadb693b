"""Which account the record speaks for: what it could tell, weights, probabilities and how far they move."""

from __future__ import annotations

from dataclasses import dataclass, field


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
