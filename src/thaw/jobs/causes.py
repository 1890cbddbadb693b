"""`causes`: by whose causes an account's own runs are driven, decision by decision and wave by wave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from thaw.account import Account
from thaw.account.named_causes import (
    CLASSES,
    Named,
    Question,
    Stance,
    model,
    named_causes,
    speaks,
    stance_of,
)
from thaw.case import Case
from thaw.errors import ThawError
from thaw.jobs.arguments import check_draws, workers_of
from thaw.jobs.hazards import REST
from thaw.jobs.plan import Plan, make_plan
from thaw.jobs.replicate import compile_program
from thaw.jobs.watching import Fell, Watch, watch_run
from thaw.pool import spread_here

HALF = 0.5
"""Share of his own causes below which an account runs on others'."""

RESAMPLES = 2000
"""Bootstrap resamples of runs behind an interval."""

TAIL = 0.05
"""Left out of an interval at either end."""

OTHERS = "runs on others' causes"


@dataclass(frozen=True)
class Range:
    """A mean or share and its 90 % interval (bootstrap over runs); NaN where there is nothing to say."""

    value: float = np.nan
    low: float = np.nan
    high: float = np.nan


@dataclass(frozen=True)
class Part:
    """What one weight, or one group of columns, adds to a decision.

    Attributes
    ----------
    name : str
        Weight of the mechanism, or "rest".
    carries : tuple of str
        The causes it carries.
    nats : Range
        Mean over decisions of its part of the log hazard above the quiet day.
    share : float
        Of the sum of all positive parts over decisions.
    stance : str
        One of `thaw.account.named_causes.CLASSES`.
    drive : str
        The cause by which the author's stance is known; it may be one the part stands for.
    passages : tuple of str
    """

    name: str
    carries: tuple[str, ...]
    nats: Range
    share: float
    stance: str
    drive: str = ""
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """All decisions of one kind, or all waves, over the runs of an account.

    Attributes
    ----------
    question, title : str
    fell, in_hegemon : int
        How many, and how many of them in the hegemon.
    undrawn : int
        Of the same kind, but by no draw of the mechanism: a leader's death, an event from outside.
    speaks : bool
        Whether the author names any cause for this question.
    nats : Range
        Mean log hazard above the quiet day.
    shares : dict
        Share of the sum of positive parts by class of stance (apart is none), over all.
    hegemon : Range
        Share that he names, over decisions in the hegemon alone.
    parts : tuple of Part
        Largest first.
    """

    question: str
    title: str
    fell: int
    in_hegemon: int
    undrawn: int
    speaks: bool
    nats: Range
    shares: dict[str, Range]
    hegemon: Range
    parts: tuple[Part, ...]

    @property
    def own(self) -> Range:
        """Share of drives that the author names."""
        return self.shares["named"]


@dataclass(frozen=True)
class Causes:
    """By whose causes an account's runs are driven.

    Attributes
    ----------
    account, case : str
    runs, seed : int
    coded : int
        Passages of the author that are coded; with 0 no share can be told.
    shares : dict
        Share by class of stance, over the decisions of rulers for which the author names any cause, each
        decision counting the same (`Question.pooled` says which kinds count).
    waves : Range
        The same over the rise of waves.
    answers : tuple of Answer
    """

    account: str
    case: str
    runs: int
    seed: int
    coded: int
    shares: dict[str, Range]
    waves: Range
    answers: tuple[Answer, ...]

    @property
    def own(self) -> Range:
        """Share of causes that the author names."""
        return self.shares["named"]

    @property
    def on_others(self) -> bool:
        """Whether less than half of what moves its decisions is what its author names."""
        return bool(self.own.value < HALF)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Causes:
        """Read what `to_dict` gave."""

        def number(entry: dict[str, Any]) -> Range:
            return Range(**{k: np.nan if v is None else v for k, v in entry.items()})

        def part(entry: dict[str, Any]) -> Part:
            told = {k: tuple(entry[k]) for k in ("carries", "passages")}
            return Part(**{**entry, **told, "nats": number(entry["nats"])})

        answers = tuple(
            Answer(
                **{
                    **a,
                    "nats": number(a["nats"]),
                    "hegemon": number(a["hegemon"]),
                    "shares": {k: number(v) for k, v in a["shares"].items()},
                    "parts": tuple(part(p) for p in a["parts"]),
                }
            )
            for a in data["answers"]
        )
        shares = {k: number(v) for k, v in data["shares"].items()}
        return cls(**{**data, "shares": shares, "waves": number(data["waves"]), "answers": answers})


def causes(
    account: str | Path | Account,
    case: str | Path | Case,
    runs: int = 20,
    seed: int = 1,
    named: str | Path | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    draws: str = "prior",
) -> Causes:
    """By whose causes an account's own runs are driven.

    Every decision of the main span, and the rise of every wave, is told apart into the weights behind it:
    the log hazard at the moment it fell, above that of the quiet first day, as the mechanism itself
    computes it. Each part is set beside what the author says of that cause for that question.

    Parameters
    ----------
    account, case : name, path or loaded object
    runs : int
        Replicates, with the seeds `seed` and those after it.
    seed : int
    named : path, optional
        A table of named causes (CSV with question, drive, stance, passage) for an account of one's own.
    workers : int, optional
        Processes; results do not depend on it.
    progress : callable(done, total), optional
    draws : {"prior", "median", "default"}
        Where parameters and starting values come from.

    Returns
    -------
    Causes

    Raises
    ------
    ThawError
        For anything misspelt or out of range in the inputs.

    Notes
    -----
    A share is of the sum of positive parts over all decisions of a kind: a part that held a decision back is
    told in `Part.nats` and counts in no share. Parts sum to the log hazard above the quiet day.

    Examples
    --------
    >>> import thaw
    >>> found = thaw.causes("stein_1956", "toy_two", runs=4)
    >>> found.on_others
    """
    if isinstance(runs, bool) or not isinstance(runs, int) or runs < 1:
        raise ThawError(f"runs={runs!r} cannot be made", expected="a whole number of at least 1")
    check_draws(draws)
    plan = make_plan(account, case)
    said = named_causes(plan.account.name, named)
    watches = []
    for watch in watched(plan, range(seed, seed + runs), draws, workers_of(workers)):
        watches.append(watch)
        if progress:
            progress(len(watches), runs)
    return summed_up(plan, watches, said, seed)


def watched(
    plan: Plan, seeds: Sequence[int], draws: str = "prior", workers: int | None = None
) -> Iterable[Watch]:
    """One watched run a seed, in order, over processes or here."""
    workers = workers or max(1, len(seeds) // 4)
    if workers == 1 or len(seeds) == 1:
        yield from (watch_run(plan, seed, draws) for seed in seeds)
        return
    compile_program(plan)  # once, so that workers find it on disk
    early: dict[int, Watch] = {}
    due = 0
    for seed, watch in spread_here(partial(_one, plan, draws), list(seeds), workers):
        early[seed] = watch
        while due < len(seeds) and seeds[due] in early:
            yield early.pop(seeds[due])
            due += 1


def _one(plan: Plan, draws: str, seed: int) -> Watch:
    return watch_run(plan, seed, draws)


# ---- from runs to shares -------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One question's decisions as arrays.

    Run and polity by decision, parts by (decision, part), and the class of each part in each decision as a
    row of `CLASSES`.
    """

    question: Question
    names: list[str]
    run: np.ndarray
    polity: np.ndarray
    total: np.ndarray
    parts: np.ndarray
    kinds: np.ndarray


def carried(q: Question, part: str) -> tuple[tuple[str, int], ...]:
    """The causes that a part of a question carries, with their senses."""
    if part == REST:
        return q.rest
    return q.weights[part] if part in q.weights else tuple(q.columns[part]["carries"])


def _stance(q: Question, part: str, value: float, said: Sequence[Named]) -> Stance:
    """How the author stands to a part whose weight has this value."""
    if part in q.columns and q.columns[part].get("apart"):
        return Stance("apart")
    return stance_of(said, q, carried(q, part), -1 if value < 0 else 1)


def _weight(q: Question, part: str, parameters: dict[str, float]) -> float:
    return parameters.get(f"{q.mechanism}.{part}", 1.0)


def _told(q: Question, watches: Sequence[Watch], said: Sequence[Named]) -> Told:
    fell: list[tuple[int, Fell]] = [
        (r, f) for r, w in enumerate(watches) for f in w.fell if f.question == q.name
    ]
    names = [*dict.fromkeys(name for _, f in fell for name in f.parts)]
    at: dict[tuple[str, bool], int] = {}
    kinds = np.zeros((len(fell), len(names)), np.int64)
    for d, (r, _) in enumerate(fell):
        for n, name in enumerate(names):
            value = _weight(q, name, watches[r].parameters)
            key = (name, value < 0)
            if key not in at:
                at[key] = CLASSES.index(_stance(q, name, value, said).kind)
            kinds[d, n] = at[key]
    return Told(
        q,
        names,
        np.array([r for r, _ in fell], int),
        np.array([f.polity for _, f in fell], int),
        np.array([f.total for _, f in fell]),
        np.array([[f.parts.get(n, 0.0) for n in names] for _, f in fell]).reshape(
            len(fell), len(names)
        ),
        kinds,
    )


def summed_up(plan: Plan, watches: Sequence[Watch], said: Sequence[Named], seed: int) -> Causes:
    """Shares, means and intervals of watched runs."""
    draws = np.random.default_rng([seed, 31]).multinomial(
        len(watches), np.full(len(watches), 1.0 / len(watches)), RESAMPLES
    )
    counts = np.vstack(
        [np.ones((1, len(watches)), int), draws]
    )  # the first row is the runs as they are
    answers, pooled = [], []
    waves = Range()
    for q in model()[0].values():
        told = _told(q, watches, said)
        undrawn = sum(w.undrawn.get(q.name, 0) for w in watches)
        if not len(told.total) and not undrawn:
            continue
        answers.append(_answer(told, watches, said, undrawn, counts))
        by_class = _shares(told, counts)
        if q.wave:
            waves = _range(by_class["named"]) if speaks(said, q) else waves
        elif q.pooled and speaks(said, q) and len(told.total):
            pooled.append((counts @ np.bincount(told.run, minlength=len(watches)), by_class))
    return Causes(
        plan.account.name,
        plan.case.name,
        len(watches),
        seed,
        len(said),
        _pool(pooled),
        waves,
        tuple(answers),
    )


def _pool(pooled: Sequence[tuple[np.ndarray, dict[str, np.ndarray]]]) -> dict[str, Range]:
    """Shares of several questions by class, each decision counting the same."""
    kinds = [kind for kind in CLASSES if kind != "apart"]
    if not pooled:
        return {kind: Range() for kind in kinds}
    n = np.array([weight for weight, _ in pooled], float)
    made = {}
    for kind in kinds:
        share = np.array([np.where(np.isfinite(s[kind]), s[kind], 0.0) for _, s in pooled])
        with np.errstate(invalid="ignore"):
            made[kind] = _range((n * share).sum(axis=0) / n.sum(axis=0))
    return made


def _range(by_sample: np.ndarray) -> Range:
    """The first entry, and the interval of the rest."""
    found = by_sample[1:][np.isfinite(by_sample[1:])]
    if not np.isfinite(by_sample[0]) or not found.size:
        return Range()
    low, high = np.quantile(found, (TAIL, 1.0 - TAIL))
    return Range(float(by_sample[0]), float(low), float(high))


def _by_run(values: np.ndarray, told: Told, runs: int) -> np.ndarray:
    return np.bincount(told.run, weights=values, minlength=runs)


def _shares(
    told: Told, counts: np.ndarray, only: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Share of the positive parts by class, for each resample of runs; `only` chooses decisions."""
    up = np.maximum(told.parts, 0.0)
    if only is not None:
        up = up * only[:, None]
    runs = counts.shape[1]
    apart = CLASSES.index("apart")
    sums = {
        kind: counts @ _by_run((up * (told.kinds == k)).sum(axis=1), told, runs)
        for k, kind in enumerate(CLASSES)
        if k != apart
    }
    whole = sum(sums.values())
    with np.errstate(invalid="ignore", divide="ignore"):
        return {kind: s / whole for kind, s in sums.items()}


def _answer(
    told: Told, watches: Sequence[Watch], said: Sequence[Named], undrawn: int, counts: np.ndarray
) -> Answer:
    q, runs = told.question, counts.shape[1]
    n = counts @ _by_run(np.ones(len(told.total)), told, runs)

    def mean(values: np.ndarray) -> Range:
        with np.errstate(invalid="ignore", divide="ignore"):
            return _range((counts @ _by_run(values, told, runs)) / n)

    up = np.maximum(told.parts, 0.0)
    counted = told.kinds != CLASSES.index("apart")
    whole = float((up * counted).sum())
    parts = []
    for k, name in enumerate(told.names):
        value = float(np.mean([_weight(q, name, w.parameters) for w in watches]))
        stance = _stance(q, name, value, said)
        share = float((up[:, k] * counted[:, k]).sum()) / whole if whole > 0 else np.nan
        parts.append(
            Part(
                name,
                tuple(d for d, _ in carried(q, name)),
                mean(told.parts[:, k]),
                share,
                stance.kind,
                stance.drive,
                stance.passages,
            )
        )
    parts.sort(key=lambda p: -p.nats.value)
    at_home = told.polity == 0
    return Answer(
        q.name,
        q.title,
        len(told.total),
        int(at_home.sum()),
        undrawn,
        speaks(said, q),
        mean(told.total),
        {k: _range(v) for k, v in _shares(told, counts).items()},
        _range(_shares(told, counts, at_home)["named"]),
        tuple(parts),
    )
