"""`thaw table`: many runs of every account as the record's sources would have told them.

Runs of different accounts do not share luck: the seed of a run is addressed by (table seed,
account, number), so that no account added, left out or made anew changes another's runs, and the
classifiers, which take runs as independent, are not given twins across accounts and folds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

import thaw.jobs.replicate as engine
from thaw.account import Account, load_account
from thaw.case import Case, load_case
from thaw.errors import ThawError
from thaw.evidence.from_record import items_for
from thaw.evidence.from_run import Names, latent, names_of
from thaw.evidence.items import Items, build_items
from thaw.evidence.reporting import report
from thaw.files import digest
from thaw.inference.table import Bank, load, merge, stale
from thaw.jobs.compiling import compile_soon
from thaw.jobs.identity import account_key, table_hashes
from thaw.jobs.plan import Plan, by_polity_of, dates_of, make_plan
from thaw.jobs.run_pool import Progress, Unusable, Wanted, drop_parts, make_table, run_seed
from thaw.jobs.study import Job, Say, Study, common_digest
from thaw.numerals import duration
from thaw.prior import Prior
from thaw.record import load_record
from thaw.writing import claimed, ready, swept

SUFFIX = ".table"
RUNS = 500
MEASURED = 4
"""Runs by which it is foretold how long a table takes; two where there are fewer accounts."""


@dataclass(frozen=True)
class Ready:
    """One account opened for running."""

    plan: Plan
    items: Items
    names: Names
    dates: np.ndarray
    drawn: dict[str, Prior]


@lru_cache(maxsize=2)
def _opened(job: Job) -> tuple[Case, Items]:
    case = load_case(job.case)
    record = load_record(job.record) if job.record else None
    items = items_for(case, record) if record else build_items(case)
    if common_digest(table_hashes(case, (), items)) != job.common:
        raise Unusable(
            f"a worker finds another case {case.name}, record or thaw than was asked for"
        )
    return case, items


@lru_cache(maxsize=64)
def _ready(job: Job, account: str) -> Ready:
    case, items = _opened(job)
    place, key = job.account(account)
    theory = load_account(place, trust_code=job.trust_code)
    if account_key(theory) != key:
        raise Unusable(f"a worker finds another account {account} than was asked for")
    plan = make_plan(theory, case)
    told, by_place = by_polity_of(plan), theory.measures("places")
    names = names_of(case, [name for name, _, _ in told], [m.name for m in by_place])
    return Ready(plan, items, names, dates_of(plan), drawn_priors(plan.account))


def drawn_priors(account: Account) -> dict[str, Prior]:
    """Priors of the parameters that vary from run to run, by "mechanism.parameter"."""
    known = account.defaults()
    return {k: p for k, p in account.all_priors.items() if k in known and k not in account.fixes}


def run_account(
    job: Job,
    account: str,
    index: int,  # noqa: ARG001 (as any run of a pool)
    seed: int,
) -> tuple[np.ndarray, dict[str, float]]:
    """One run of one account as the record's sources would have told it, and its parameters.

    Raises
    ------
    Unusable
        When the inputs are not found here, or are others than those asked for.
    ThawError
        When the run measures something that is not a finite number.
    """
    try:
        r = _ready(job, account)
    except (ThawError, OSError) as problem:
        raise Unusable(
            f"a worker cannot open its inputs: {problem}",
            todo="files of one's own must lie where all workers see them; then call again",
        ) from problem
    made = engine.run_once(r.plan, seed)
    if not (np.isfinite(made.polity).all() and np.isfinite(made.place).all()):
        raise ThawError("the run measures something that is not a finite number")
    told = report(latent(r.dates, made.polity, made.place, r.items, r.names), seed, r.items)
    return told, {k: made.parameters[k] for k in r.drawn}


def make_reference_table(study: Study, out: str | Path, runs: int = RUNS) -> Path:
    """Make the reference table of a study's case, ``<out>/<case>.table``; what is done is kept.

    Accounts that the file already holds, made as they would be made now, are not run again; where it
    holds too few runs of them, only the rest is made. A file of that name that was made with another
    seed, case, record, account or Thaw is left, and seed and hash are put into the name of the new one.
    Failed runs are counted and told, never fatal.

    Parameters
    ----------
    study : Study
        Its seed is the root of those of the runs.
    out : path
        Folder.
    runs : int
        Runs an account.

    Raises
    ------
    ThawError
        When workers are lost; then finished runs are kept.
    """
    path = own_place(study, Path(out) / f"{study.case.name}{SUFFIX}")
    made(study, path, runs)
    return path


def own_place(study: Study, path: Path) -> Path:
    """`path`, or beside it where the table there was made by something else and would be lost."""
    hashes = {**study.hashes, "seed": study.seed}
    if not path.exists() or _serves(read(path, study.items), hashes):
        return path
    name = f"{path.stem}.seed{study.seed}.{digest(hashes)[:8]}{SUFFIX}"
    study.way.say(
        f"{path.name} was made with another seed, case, account or version and is left; "
        f"this one is {name}"
    )
    return path.with_name(name)


def _serves(held: Bank | None, hashes: dict[str, Any]) -> bool:
    """Whether a table loses nothing when runs of these hashes are added to it."""
    if held is None or any(held.hashes.get(k) != v for k, v in hashes.items() if k != "accounts"):
        return False
    theirs = held.hashes.get("accounts", {})
    return all(theirs.get(name, key) == key for name, key in hashes["accounts"].items())


def made(study: Study, path: Path, runs: int, forecast: bool = False) -> Bank:
    """The table of `study` at `path` or beside it: what is there and holds, and the rest run now."""
    ready(path.parent)
    path = own_place(study, path)
    with claimed(path.with_name(f"{path.name}.lock"), path.name):
        return _made(study, path, runs, forecast)


def _made(study: Study, path: Path, runs: int, forecast: bool) -> Bank:
    held = begun = read(path, study.items)
    if held is not None:
        begun = _holding(held, {**study.hashes, "seed": study.seed}, 0)
        held = _holding(held, {**study.hashes, "seed": study.seed}, runs)
    missing = [a for a in study.names if held is None or a not in held.accounts]
    if held is not None and not missing:
        place = path if forecast else path.name
        study.way.say(f"{place} holds these runs already: nothing is run again")
        _tidy(study, path)
        return held
    if forecast:
        there = [begun.accounts[k] for k in begun.y] if begun is not None else []
        left = runs * len(missing) - sum(name in missing for name in there)
        study.way.say(_forecast(study, missing, left))
    else:
        _compile(study, missing)
    parts_of_before(path)
    hashes = {**study.hashes, "seed": study.seed}
    hashes["accounts"] = {a: study.hashes["accounts"][a] for a in missing}
    done = 0

    def moved(move: Callable[[int, int], None], p: Progress) -> None:
        nonlocal done
        done = p.done
        move(p.done, p.total)

    def whole(new: Bank) -> Bank:
        _tell_failures(new, study.way.say)
        both = new if held is None else merge(held, new)
        return both.only(sorted(both.accounts))

    try:
        with study.way.bar(f"{study.case.name}: {len(missing)} accounts") as move:
            made = make_table(
                partial(run_account, study.job),
                Wanted(missing, runs, study.seed, study.items, hashes, whole),
                path,
                workers=study.way.workers,
                executor=study.way.executor,
                progress=partial(moved, move),
                begun=begun,
            )
    except BaseException as problem:
        if done:
            problem.add_note(
                f"{done} of {runs * len(missing)} runs are finished and kept in {path}.parts; "
                "the same command goes on from there"
            )
        raise
    return laid(made, study.items)


def parts_of_before(path: Path) -> None:
    """Take over the unfinished runs of a table where an earlier version of Thaw kept them."""
    before = path.with_name(f"{path.stem}.fresh{SUFFIX}.parts")
    if before.is_dir() and not path.with_name(f"{path.name}.parts").exists():
        with suppress(OSError):
            before.rename(path.with_name(f"{path.name}.parts"))


def _tidy(study: Study, path: Path) -> None:
    """Remove what a call left that was killed between writing a table and removing its parts."""
    hashes = {**study.hashes, "seed": study.seed}
    for name in study.names:
        own = {**hashes, "accounts": {name: study.hashes["accounts"][name]}}
        drop_parts(Wanted([name], 0, study.seed, study.items, own), path)


def tidied(study: Study, path: Path) -> None:
    """`_tidy` for who reads a table that is whole, where no other process is making it."""
    lock = path.with_name(f"{path.name}.lock")
    if lock.exists() or path.with_name(f"{path.name}.parts").exists():
        with suppress(ThawError), claimed(lock, path.name):
            _tidy(study, path)
    swept(path.parent)


def _holding(held: Bank, hashes: dict[str, Any], runs: int) -> Bank | None:
    """The accounts of a table that would be made the same now, with enough runs; None for none.

    Accounts that nobody asks for now are kept as they are.
    """
    if any(held.hashes.get(k) != v for k, v in hashes.items() if k != "accounts"):
        return None
    changed = set(stale(held, hashes).accounts)
    count = np.bincount(held.y, minlength=len(held.accounts))
    keep = [
        a
        for k, a in enumerate(held.accounts)
        if a not in changed and (count[k] >= runs or a not in hashes["accounts"])
    ]
    return held.only(keep) if keep else None


def _compile(study: Study, names: Sequence[str]) -> None:
    """Compile once here, so that processes find the program on disk."""
    for name in names:
        compile_soon(_ready(study.job, name).plan)


def _forecast(study: Study, names: Sequence[str], runs: int) -> str:
    """That `runs` are needed and between what they may take, from a few of different accounts tried first."""
    _compile(study, names)
    spent = []
    tried = max(2, min(MEASURED, len(names)))
    for index in range(tried):
        name = names[index * len(names) // tried]
        began = time.perf_counter()
        try:
            run_account(study.job, name, index, run_seed(0, name, index))
        except Exception as problem:
            study.way.say(f"a run of {name} failed: {problem}")
        spent.append(time.perf_counter() - began)
    return forecast_words(runs, study.way.lanes, spent)


def forecast_words(runs: int, lanes: int, spent: Sequence[float]) -> str:
    """What can be said of the time before any run of the table is finished.

    Parameters
    ----------
    runs, lanes : int
        Runs to be made, on so many processes.
    spent : sequence of float
        Wall time of runs tried one after another, seconds. The low end has each process do as well as
        the mean of them; the high end has all processes share one core and every run take as long as the
        slowest.
    """
    least = float(np.mean(spent)) * runs / max(lanes, 1)
    most = max(float(np.max(spent)) * runs, least)
    low, high = duration(least), duration(most)
    between = f"about {low}" if low == high else f"about {low} to {high}"
    return (
        f"{runs} runs are needed, {between} on {lanes} processes: no more than a guess from {len(spent)} runs "
        "tried one after another, and longer on a machine that gets busier; learning from the runs comes "
        "on top. Time left is told from runs that are finished"
    )


def _tell_failures(bank: Bank, say: Say) -> None:
    """Name the accounts with failed runs, and the first reason."""
    for k, name in enumerate(bank.accounts):
        rows = bank.y == k
        failed = int(bank.failed[rows].sum())
        if failed:
            why = (bank.failures.get(name) or ["no report at all"])[0]
            say(f"{failed} of {int(rows.sum())} runs of {name} failed ({why})")


def read(path: Path, items: Items) -> Bank | None:
    """A table for these items, or None when there is none or it is for others."""
    if not path.exists():
        return None
    try:
        return laid(load(path), items)
    except ThawError:
        return None


def laid(bank: Bank, items: Items) -> Bank:
    """`bank` with today's items in place of those it was made with.

    Silence in a cell is "did not happen" or unknown as the record allows (`Item.visible`): that is
    laid over the reports here, so a record may change its mind without a run made again.

    Raises
    ------
    ThawError
        When the items are others.
    """
    if [str(i.id) for i in bank.items] != [i.id for i in items]:
        raise ThawError("the table holds other items than the case", todo="run `thaw table`")
    X = bank.X.copy()
    j = np.flatnonzero(items.of_kind["cell"])
    was = np.array([bool(getattr(bank.items[k], "visible", True)) for k in j], bool)
    part = X[:, j]
    unreached = np.isnan(part) & was
    silent = np.where(items.visible[j], np.float32(0), np.float32(np.nan))
    X[:, j] = np.where((part == 1) | unreached, part, silent)
    X[bank.failed] = np.nan
    return Bank(
        X,
        bank.y,
        bank.theta,
        bank.seeds,
        bank.accounts,
        list(items),
        bank.theta_names,
        bank.hashes,
        bank.failures,
    )
