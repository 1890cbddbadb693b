"""The verbs as the command line uses them: results go to files, finished work is kept."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thaw.account import Account, load_account
from thaw.case import Case, load_case
from thaw.case.levers import pull
from thaw.files import digest
from thaw.jobs.cluster import width
from thaw.jobs.identity import code_hash
from thaw.jobs.progress import further
from thaw.jobs.study import Way

if TYPE_CHECKING:
    from thaw.run import Run


BLOCK, MOST = 16, 256
"""Runs that are simulated together and then written to disk, so that a stop loses no more: as many
as there are workers, within these limits."""


def run(
    account: str | Account,
    case: str | Case,
    out: str | Path,
    *,
    runs: int = 20,
    seed: int = 1,
    levers: Sequence[Any] = (),
    way: Way | None = None,
) -> Path:
    """Simulate and save, a block of runs at a time; go on from what an earlier call finished.

    Parameters
    ----------
    account, case : str or loaded object
    out : path
        Folder of the result, ``<account>.<case>[.<levers>].nc``.
    runs, seed : int
        Replicates with seeds ``seed, seed + 1, ...``.
    levers : sequence
        What-ifs, as in `thaw.simulate`.
    way : Way, optional
        Processes or workers of one's own, and who is told how far it is.

    Returns
    -------
    Path
        The NetCDF file.

    Raises
    ------
    ThawError
        For anything misspelt or missing in the inputs.
    """
    from thaw.jobs.simulate import simulate
    from thaw.run import joined, load_run

    way = way or Way()
    account = account if isinstance(account, Account) else load_account(account)
    case = case if isinstance(case, Case) else load_case(case)
    pulled = pull(case, levers)
    path = Path(out) / (".".join([account.name, case.name, *pulled.names]) + ".nc")
    parts = path.with_suffix(".parts")
    identity = {
        "account_hash": account.hash, "prior_hash": account.prior_hash, "case_hash": case.hash,
        "levers": ",".join(pulled.names), "code": code_hash(),
    }  # fmt: skip
    key = digest([identity, pulled.written])
    made: list[Run] = []
    with way.bar(f"{account.name} on {case.name}") as move:
        first, last, size = seed, seed + runs, block_size(BLOCK, way.executor)
        while first < last:
            part, end = next_block(parts, key, first, min(first + size, last), last)
            if part.exists():
                block = load_run(part)
            else:
                block = simulate(
                    account, case, range(first, end), levers, workers=way.workers,
                    executor=way.executor, progress=partial(further, move, first - seed, runs),
                )  # fmt: skip
                block.data.attrs.update(identity)
                block.save(part)
            made.append(block)
            first = end
            move(first - seed, runs)
    joined(made).save(path)
    shutil.rmtree(parts, ignore_errors=True)
    return path


def block_size(least: int, executor: Executor | None) -> int:
    """Runs to simulate together."""
    return least if executor is None else max(least, min(width(executor), MOST))


def next_block(folder: Path, key: str, first: int, end: int, last: int) -> tuple[Path, int]:
    """File and end of the block of runs from `first`; none goes beyond `last`.

    One finished earlier, of any length, or a new one up to `end`.
    """
    for part in folder.glob(f"{key}-{first}-*.nc"):
        found = int(part.stem.rsplit("-", 1)[1])
        if found <= last:
            return part, found
    return folder / f"{key}-{first}-{end}.nc", end
