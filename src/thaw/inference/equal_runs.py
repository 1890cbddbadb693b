"""The same number of runs for every account compared, drawn by the address of each run.

An account with more runs than another is forecast from more, and the classifier that weighs them
sees it more often: a theory would score higher than its own copy. All are therefore cut to as many
finished runs as the one with the fewest has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from thaw.inference.table import Bank


def address(seed: int, run_seeds: np.ndarray) -> np.ndarray:
    """A 64-bit number at the address (seed, run seed), the same for the same run anywhere.

    Parameters
    ----------
    seed : int
        Of the comparison.
    run_seeds : uint64 [n_runs]

    Returns
    -------
    uint64 [n_runs]

    Source: Steele, Lea and Flood 2014, OOPSLA, the mixing step of SplitMix64.
    """
    z = np.asarray(run_seeds, np.uint64) + np.uint64((seed * 0x9E3779B97F4A7C15) % 2**64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def equal_runs(bank: Bank, names: Sequence[str], seed: int) -> tuple[np.ndarray, dict[str, int]]:
    """Which runs of a table are compared, so that each account has equally many.

    Failed runs are kept, to be counted. An account without finished runs does not cut the others:
    it is told of elsewhere.

    Parameters
    ----------
    bank : Bank
    names : sequence of str
        Accounts compared.
    seed : int
        Of the draw.

    Returns
    -------
    kept : bool [n_runs]
    left_out : dict
        Account to its finished runs that are left out.
    """
    kept = np.ones(len(bank.y), bool)
    rows = {
        a: np.flatnonzero((bank.y == bank.accounts.index(a)) & ~bank.failed)
        for a in names
        if a in bank.accounts
    }
    fewest = min((len(r) for r in rows.values() if len(r)), default=0)
    for mine in rows.values():
        order = np.argsort(address(seed, bank.seeds[mine]), kind="stable")
        kept[mine[order[fewest:]]] = False
    return kept, {a: len(r) - min(fewest, len(r)) for a, r in rows.items()}
