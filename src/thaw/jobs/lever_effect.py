"""What a lever does: paired differences under each account, given that the occasion arises, and weighted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.account import Account, load_account
from thaw.case import Case, Lever, load_case
from thaw.case.levers import lever_of, pull
from thaw.errors import ThawError
from thaw.files import digest
from thaw.inference.paired import FEWEST, Paired, paired, weighted
from thaw.jobs.arguments import seeds_of
from thaw.jobs.occasions import differing, happened, in_words, occasions_of
from thaw.jobs.systems import compared_on
from thaw.run import Run
from thaw.run.outcomes import BY_NAME, OUTCOMES, by_step, months_of, of_months, of_run, whole
from thaw.writing import write_whole

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

WEIGHTED = "weighted"
"""Stands in the place of an account for the mean over accounts by their weights."""

ALL = "all"
"""Stands in the place of a polity for the case as a whole."""

Maker = Callable[[Account, Sequence[Any]], Run]
"""Makes the runs of an account, with levers or without."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of runs of one account.

    Attributes
    ----------
    differ, arises : bool arrays, shape (pair,)
        Anything measured differs; and the occasion arises.
    without, with_ : outcome to float array, shape (pair, polity)
    months : outcome to float array, shape (pair, month), with less without, the case as a whole
    month : datetime64[M] array
    polities : list of str
    """

    differ: np.ndarray
    arises: np.ndarray
    without: dict[str, np.ndarray]
    with_: dict[str, np.ndarray]
    months: dict[str, np.ndarray]
    month: np.ndarray
    polities: list[str]

    def difference(self, outcome: str, polity: str = ALL) -> np.ndarray:
        """With less without, shape (pair,)."""
        values = self.with_[outcome] - self.without[outcome]
        if polity == ALL:
            return whole(BY_NAME[outcome], values)
        return values[:, self.polities.index(polity)]


@dataclass(frozen=True, repr=False)
class LeverEffect:
    """What a lever does on a case.

    Attributes
    ----------
    case, lever, title : str
    occasion : str
        In which pairs the lever could bite, in words.
    pairs : account to Pairs
    weights : account to weight, sum 1
    weighed : str
        Where the weights come from, in words.
    seeds : tuple of int
    """

    case: str
    lever: str
    title: str
    occasion: str
    pairs: dict[str, Pairs] = field(repr=False)
    weights: dict[str, float]
    weighed: str
    seeds: tuple[int, ...]

    def __repr__(self) -> str:
        told = ", ".join(f"{a} {int(p.arises.sum())}" for a, p in self.pairs.items())
        return (
            f"<LeverEffect {self.lever} on {self.case}: {len(self.seeds)} pairs, arises in {told}>"
        )

    def _repr_html_(self) -> str:
        from thaw.cards import effect_card

        return effect_card(self, [(o.name, o.title) for o in OUTCOMES])

    @property
    def differing(self) -> int:
        """Pairs, over all accounts, in which anything differs."""
        return int(sum(p.differ.sum() for p in self.pairs.values()))

    def effect(
        self, account: str, outcome: str, *, given: bool = True, polity: str = ALL
    ) -> Paired:
        """The mean paired difference of an outcome, with its interval.

        Parameters
        ----------
        account : str
            Or "weighted".
        outcome : str
            See `thaw.run.outcomes.OUTCOMES`.
        given : bool
            Only pairs in which the occasion arises; else all.
        polity : str
            Or "all", the case as a whole.
        """
        found = {
            a: p.difference(outcome, polity)[p.arises if given else slice(None)]
            for a, p in self.pairs.items()
        }
        return weighted(found, self.weights) if account == WEIGHTED else paired(found[account])

    def table(self) -> pd.DataFrame:
        """Effects given the occasion and over all pairs.

        Returns
        -------
        DataFrame
            Columns account, given ("occasion" or "all pairs"), polity, outcome, unit, mean, low, high,
            pairs, up, down. By polity only given the occasion.
        """
        import pandas as pd

        rows: list[dict[str, Any]] = []
        polities = next(iter(self.pairs.values())).polities
        for account in [*self.pairs, WEIGHTED]:
            for given in (True, False):
                for polity in [ALL, *polities] if given else [ALL]:
                    for o in OUTCOMES:
                        e = self.effect(account, o.name, given=given, polity=polity)
                        rows.append(
                            {
                                "account": account,
                                "given": "occasion" if given else "all pairs",
                                "polity": polity,
                                "outcome": o.name,
                                "unit": o.unit,
                                **e._asdict(),
                            }
                        )
        return pd.DataFrame(rows)

    def by_month(self) -> pd.DataFrame:
        """Mean difference by month given the occasion: account, outcome, month, mean, low, high."""
        import pandas as pd

        rows = []
        for o in OUTCOMES:
            found = {a: p.months[o.name][p.arises] for a, p in self.pairs.items()}
            for at, month in enumerate(next(iter(self.pairs.values())).month):
                here = {a: d[:, at] for a, d in found.items()}
                made = {a: paired(d) for a, d in here.items()}
                for who, e in {**made, WEIGHTED: weighted(here, self.weights)}.items():
                    rows.append((who, o.name, str(month), e.mean, e.low, e.high))
        return pd.DataFrame(rows, columns=["account", "outcome", "month", "mean", "low", "high"])

    def disagreements(self) -> list[tuple[str, list[str], list[str]]]:
        """(outcome, accounts under which it rises, and falls): signs whose intervals exclude each other."""
        made = []
        for o in OUTCOMES:
            sign = {a: self.effect(a, o.name).sign for a in self.pairs}
            up, down = ([a for a, s in sign.items() if s == wanted] for wanted in (1, -1))
            if up and down:
                made.append((o.name, up, down))
        return made

    def plot(self, outcomes: Sequence[str] | None = None) -> Figure:
        """Draw the mean differences by month, given the occasion, of the outcomes that move.

        A notebook shows the figure; ``figure.savefig("name.svg")`` writes it.
        """
        from thaw.report.lever_figure import lever_figure

        counts = {a: (int(p.arises.sum()), len(p.arises)) for a, p in self.pairs.items()}
        return lever_figure(
            self.by_month(),
            {o.name: (o.title, o.unit) for o in OUTCOMES},
            counts,
            f"{self.lever} on {self.case}: {self.title}",
            self.weighed,
            outcomes,
        )


def lever_effect(
    case: str | Path | Case,
    lever: Any,
    accounts: Sequence[str | Path | Account] | None = None,
    *,
    seeds: int | Iterable[int] = 20,
    weights: str | Path | Mapping[str, float] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LeverEffect:
    """Try a lever under several accounts, with the same people and luck in each pair of runs.

    Parameters
    ----------
    case : name, path or Case
    lever : name, path, dict or thaw.Lever
    accounts : sequence of names, paths or Accounts, optional
        Those of the weights, else those that the case is compared under, unless given.
    seeds : int or iterable of int
        As in `thaw.simulate`; six pairs in which the occasion arises are the fewest for an interval.
    weights : path or mapping, optional
        A folder that `thaw compare` wrote, whose probabilities weigh the accounts, or weights by
        account; equal ones unless given.
    workers, progress
        As in `thaw.simulate`; `progress` counts runs over all accounts.

    Returns
    -------
    LeverEffect

    Raises
    ------
    ThawError
        For anything misspelt or missing; a lever that the case lacks is told with the nearest name.

    Examples
    --------
    >>> import thaw
    >>> made = thaw.lever_effect("toy_two", "leader_lives", ["stein_1956"], seeds=8)
    >>> made.effect("stein_1956", "concessions")
    """
    from thaw.jobs.simulate import simulate

    place, what_if, chosen = opened(case, lever, accounts, weights)
    wanted = seeds_of(seeds)
    total, before = 2 * len(wanted) * len(chosen), 0

    def make(account: Account, levers: Sequence[Any]) -> Run:
        nonlocal before
        start = before
        before += len(wanted)
        told = None if progress is None else lambda n, _: progress(start + n, total)
        return simulate(account, place, wanted, levers, workers, progress=told)

    return effect_of(place, what_if, lever, chosen, make, weights)


def opened(
    case: str | Path | Case, lever: Any, accounts: Sequence[Any] | None, weights: Any
) -> tuple[Case, Lever, list[Account]]:
    """Case, lever and accounts, with all mistakes told before anything is run."""
    place = case if isinstance(case, Case) else load_case(case)
    what_if = lever_of(place, lever)
    pull(place, [lever])
    known, _ = weights_of(weights, place.name)
    named: Sequence[Any] = accounts or [str(file) for file in compared_on(place)]
    if not accounts and known:
        here = {Path(str(a)).stem: a for a in named}
        named = [here.get(a, a) for a in known]
    made = [a if isinstance(a, Account) else load_account(a) for a in named]
    return place, what_if, list({a.name: a for a in made}.values())


def effect_of(
    case: Case, lever: Lever, given: Any, accounts: Sequence[Account], make: Maker, weights: Any
) -> LeverEffect:
    """The effect of a lever from runs that `make` gives."""
    made: dict[str, Pairs] = {}
    told = ""
    seeds: tuple[int, ...] = ()
    for account in accounts:
        without, with_ = make(account, ()), make(account, (given,))
        occasions = occasions_of(case, lever, without.measures)
        told, seeds = in_words(occasions, case), tuple(without.seeds)
        differ = differing(without, with_)
        bites = differing(without, with_, tail=False)
        if occasions:
            bites &= np.any([happened(o, without) for o in occasions], axis=0)
        made[account.name] = _pairs(without, with_, differ, bites)
    share, weighed = shares(made, weights, case.name)
    return LeverEffect(case.name, lever.name, lever.title, told, made, share, weighed, seeds)


def _pairs(without: Run, with_: Run, differ: np.ndarray, arises: np.ndarray) -> Pairs:
    """Outcomes of both sides and their differences by month."""
    month, starts = months_of(without.data)
    sides: list[dict[str, np.ndarray]] = [{}, {}]
    months = {}
    for o in OUTCOMES:
        steps = [by_step(o, run.data) for run in (without, with_)]
        for side, values in zip(sides, steps, strict=True):
            side[o.name] = of_run(o, values)
        monthly = [whole(o, of_months(o, values, starts)) for values in steps]
        months[o.name] = monthly[1] - monthly[0]
    return Pairs(differ, arises, sides[0], sides[1], months, month, without.polities)


def shares(accounts: Iterable[str], weights: Any, case: str) -> tuple[dict[str, float], str]:
    """Weights of these accounts, sum 1, and where they come from."""
    names = list(accounts)
    known, origin = weights_of(weights, case)
    if not known:
        return dict.fromkeys(names, 1 / len(names)), "equal weights, since no comparison was given"
    found = {a: max(float(known.get(a) or 0.0), 0.0) for a in names}
    absent = [a for a in names if a not in known]
    total = sum(found.values())
    if total <= 0:
        raise ThawError(
            "no account that is run has a weight",
            expected=", ".join(known),
            todo="run some of these with --account, or leave the weights out",
        )
    more = f"; without weight, since not in it: {', '.join(absent)}" if absent else ""
    return {a: w / total for a, w in found.items()}, origin + more


def weights_of(given: Any, case: str) -> tuple[dict[str, float], str]:
    """Weights by account and where they come from; empty where none are given.

    Raises
    ------
    ThawError
        For a folder without a comparison, or with one of another case.
    """
    if given is None:
        return {}, ""
    if isinstance(given, Mapping):
        return {str(a): float(w) for a, w in given.items()}, "weights as given"
    file = Path(given) / "comparison.json"
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        about, weights = told["case"], told["probabilities"]["tempered"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ThawError(
            "there is no comparison that can be read",
            file=file,
            expected="a folder that `thaw compare` wrote, with --out",
        ) from None
    if about != case:
        raise ThawError(f"is a comparison on {about}, not on {case}", file=file)
    return dict(weights), f"tempered probabilities of the comparison in {given}"


def write_effect(effect: LeverEffect, out: str | Path) -> list[Path]:
    """Write tables and, where anything differs, the figure of an effect into a folder.

    Files of the same name that hold another effect, as of other accounts, are left, and a hash is put
    into the name.
    """
    table = effect.table().to_csv(index=False, float_format="%.6g")
    stem = f"{effect.case}.{effect.lever}.seeds{effect.seeds[0]}-{effect.seeds[-1]}"
    first = Path(out) / f"{stem}.effect.csv"
    if first.exists() and first.read_text(encoding="utf-8") != table:
        stem += f".{digest(table)[:8]}"
    made = [write_whole(Path(out) / f"{stem}.effect.csv", table)]
    months = effect.by_month().to_csv(index=False, float_format="%.6g")
    made.append(write_whole(Path(out) / f"{stem}.months.csv", months))
    if effect.differing:
        made.append(write_whole(Path(out) / f"{stem}.svg", _svg(effect)))
    return made


def _svg(effect: LeverEffect) -> bytes:
    """The figure; the same effect gives the same bytes."""
    import io

    from matplotlib import rc_context

    held = io.BytesIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "thaw"}):
        effect.plot().savefig(held, format="svg", metadata={"Date": None, "Creator": None})
    return held.getvalue()


__all__ = ["ALL", "FEWEST", "WEIGHTED", "LeverEffect", "Pairs", "lever_effect", "write_effect"]
