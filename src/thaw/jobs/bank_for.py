"""The runs that a comparison reads: of the shipped table, of one made earlier, or made now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from thaw.account import accounts as shipped_accounts
from thaw.account import read_account
from thaw.account.shelves import NO_THEORY
from thaw.case import load_case
from thaw.errors import ThawError
from thaw.files import data_folder, find
from thaw.inference.table import Bank, merge, stale
from thaw.jobs.reference_table import RUNS, SUFFIX, made, read, tidied
from thaw.jobs.study import Say, Study

QUICK_RUNS, QUICK_ROWS = 20, 300
"""A quick comparison has 20 runs an account made now, unless the case says fewer, or 300 of a shipped table."""


SHIPPED, GIVEN = "as shipped", "as given"
"""Where the runs of a comparison come from, in words, when all of them were there."""


def shipped_table(case: str) -> Path:
    """Where the reference table of a shipped case lies, whether there is one or not."""
    return data_folder("tables") / f"{case}{SUFFIX}"


def with_null(
    names: Sequence[str] | None, say: Say, case: str | Path | None = None
) -> Sequence[str] | None:
    """The accounts asked for, and beside them the null that the case is compared on, else the shipped one."""
    if not names:
        return None
    files = dict(shipped_accounts())
    own = load_case(case).compare.accounts if case else ()
    files |= {Path(a).stem: Path(a) for a in own if a not in files}
    found = (files[str(n)] if str(n) in files else _file_of(str(n)) for n in names)
    if any(read_account(f).family == NO_THEORY for f in found if f is not None):
        return names
    null = next((n for n, f in files.items() if read_account(f).family == NO_THEORY), None)
    if null is None:
        return names
    say(f"{null} is added: scores are told against it")
    return [*names, null]


def _file_of(name: str) -> Path | None:
    """The file of an account by name or path; None where there is none, which is told later."""
    try:
        return find("accounts", name)
    except ThawError:
        return None


def runs_for(study: Study, folder: Path, given: str | Path | None) -> tuple[Bank, str]:
    """The runs to compare with, and where they come from in words."""
    quick = study.quick
    name = study.case.name
    found = [_candidate(study, p) for p in _places(study, folder, given)]
    held = [f for f in found if f is not None]
    if given is not None and not held:
        raise ThawError("this table is not for the items of the case", file=Path(given))
    told = study.case.compare
    runs = (told.quick or QUICK_RUNS) if quick else (told.runs or RUNS)
    for place in {_own(study, folder), folder / f"{name}{SUFFIX}"}:
        if place.exists():
            tidied(study, place)
    base, outdated, why, here = min(
        held,
        key=lambda f: (len(f[1]), -len(f[0].y)),  # of two that serve alike, that of more runs
        default=(None, study.names, "", False),
    )
    if base is None or len(outdated) == len(study.names):
        if why or not _own(study, folder).exists():
            study.way.say(why or f"no reference table of {name} was made with thaw table yet")
        bank = _made(study, study.names, folder, runs)
        return bank.only(study.names), _made_here(bank)
    kept = [a for a in study.names if a not in outdated]
    bank = base.only(kept)
    twins = _twins(study, kept, outdated)
    bank = with_twins(bank, twins, study.hashes["accounts"])
    outdated = [a for a in outdated if a not in twins]
    if quick:
        bank = _first_rows(bank, QUICK_ROWS)
    if not outdated:
        bank = bank.only(study.names)
        return bank, GIVEN if given is not None else _made_here(bank) if here else SHIPPED
    study.way.say(why)
    rest = replace(study.of(outdated), seed=int(base.hashes.get("seed", study.seed)))
    merged = merge(bank, _made(rest, outdated, folder, runs)).only(study.names)
    return merged, f"as found, but made now: {', '.join(outdated)}"


def _made_here(bank: Bank) -> str:
    """Words for runs that no table was shipped of: the same when they are made and when found again."""
    counts = sorted({int(n) for n in np.bincount(bank.y, minlength=len(bank.accounts))})
    return f"made here, {' to '.join(map(str, counts[:: max(1, len(counts) - 1)]))} runs an account"


def _made(study: Study, names: Sequence[str], folder: Path, runs: int) -> Bank:
    """Runs of `names` made now; of accounts that differ in words alone those of one serve all.

    Runs of another seed have a table of their own, so that none takes the place of others.
    """
    own = _own(study, folder)
    keys = study.hashes["accounts"]
    first = list({keys[a]: a for a in reversed(names)}.values())
    first = [a for a in names if a in first]
    twins = _twins(study, first, [a for a in names if a not in first])
    bank = made(study.of(first) if twins else study, own, runs, forecast=True)
    return with_twins(bank.only(first), twins, keys)


def _own(study: Study, folder: Path) -> Path:
    """Where runs made now are kept."""
    words = [study.case.name, *["quick"] * study.quick, *[f"seed{study.seed}"] * (study.seed != 1)]
    return folder / (".".join(words) + SUFFIX)


def _twins(study: Study, held: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """Accounts of `wanted` that differ from one `held` in words alone, so that their runs are its."""
    keys = study.hashes["accounts"]
    by_key = {keys[a]: a for a in reversed(held)}
    found = {a: by_key[keys[a]] for a in wanted if keys[a] in by_key}
    for name, like in found.items():
        study.way.say(f"{name} runs as {like} does: its runs are taken")
    return found


def with_twins(bank: Bank, twins: Mapping[str, str], keys: Mapping[str, str]) -> Bank:
    """`bank` with the runs of one account also as those of another, for each pair in `twins`.

    Parameters
    ----------
    bank : Bank
    twins : mapping
        New account to the account whose runs it shares.
    keys : mapping
        Account to its hash, as `Bank.hashes` holds it.
    """
    for name, like in twins.items():
        rows = np.flatnonzero(bank.y == bank.accounts.index(like))
        again = replace(
            bank.rows(rows),
            y=np.zeros(len(rows), np.int32),
            accounts=[name],
            hashes={**bank.hashes, "accounts": {name: keys[name]}},
            failures={name: bank.failures[like]} if like in bank.failures else {},
        )
        bank = merge(bank, again)
    return bank


def _places(study: Study, folder: Path, given: str | Path | None) -> list[Path]:
    """Where a table may lie: the one given, else the shipped one and one made here earlier."""
    if given is not None:
        if not Path(given).exists():
            raise ThawError("there is no such table", file=Path(given))
        return [Path(given)]
    own = folder / f"{study.case.name}{SUFFIX}"
    return [own] if study.way.anew else [shipped_table(study.case.name), own]


def _candidate(study: Study, path: Path) -> tuple[Bank, list[str], str, bool] | None:
    """A table, the accounts it no longer serves, why, and whether it is none of those shipped."""
    bank = read(path, study.items)
    if bank is None:
        return None
    state = stale(bank, study.hashes)
    here = path != shipped_table(study.case.name)
    return bank, [a for a in study.names if a in state.accounts], state.message, here


def _first_rows(bank: Bank, n: int) -> Bank:
    """The first `n` runs of every account."""
    rows = np.concatenate([np.flatnonzero(bank.y == k)[:n] for k in range(len(bank.accounts))])
    return Bank(
        bank.X[rows],
        bank.y[rows],
        bank.theta[rows],
        bank.seeds[rows],
        bank.accounts,
        bank.items,
        bank.theta_names,
        bank.hashes,
        bank.failures,
    )
