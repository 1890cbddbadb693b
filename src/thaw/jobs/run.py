"""The verbs as the command line uses them: results go to files, finished work is kept."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from thaw.account import Account, load_account
from thaw.case import Case, load_case
from thaw.case.abroad import idle_forces
from thaw.case.lacking import lacking
from thaw.errors import ThawError
from thaw.files import digest
from thaw.jobs.arguments import seeds_of
from thaw.jobs.identity import code_hash
from thaw.jobs.kept_runs import drop, made_and_kept
from thaw.jobs.study import Way
from thaw.run import load_run
from thaw.writing import LEAST_SPACE, claimed, ready

MOST_NAME = 120
"""Letters of the name of a file; a longer one, of many levers, is cut and ends in a hash."""


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
    """Simulate and save; every finished run is kept at once, and a second call goes on from there.

    Parameters
    ----------
    account, case : str or loaded object
    out : path
        Folder of the result, ``<account>.<case>[.<levers>].seeds<first>-<last>.nc``. A file of that
        name that was made from other inputs or by another Thaw is left, and a hash is put into the name.
    runs, seed : int
        Replicates with seeds ``seed, seed + 1, ...``.
    levers : sequence
        What-ifs, as in `thaw.simulate`.
    way : Way, optional
        Processes or workers of one's own, and who is told how far it is.

    Returns
    -------
    Path
        The NetCDF file; when it is there already nothing is run.

    Raises
    ------
    ThawError
        For anything misspelt or missing in the inputs, a folder that cannot be written to, or another
        process that makes the same file.
    """
    from thaw.jobs.label import label
    from thaw.jobs.plan import make_plan

    way = way or Way()
    account = account if isinstance(account, Account) else load_account(account)
    case = case if isinstance(case, Case) else load_case(case)
    seeds = seeds_of(range(seed, seed + runs))
    plan = make_plan(account, case, levers)
    identity = {
        "account_hash": account.hash,
        "prior_hash": account.prior_hash,
        "case_hash": case.hash,
        "levers": ",".join(plan.levers),
        "code": code_hash(),
    }
    key = digest([identity, plan.what_if.written])
    folder = ready(out)
    stem = ".".join([account.name, case.name, *plan.levers])
    path, done = _place(folder, f"{_short(stem)}.seeds{seeds[0]}-{seeds[-1]}", key)
    parts = folder / f"{_short(stem)}.parts"
    if done:
        way.say(f"{path.name} is there already, made by the same command: nothing is run again")
        if parts.exists():  # of a call that was killed when it had written the file
            with suppress(ThawError), claimed(parts / f"{path.stem}.lock", path.name):
                drop(parts, key, seeds)
            with suppress(OSError):
                parts.rmdir()
        return path
    for line in (*lacking(case), *idle_forces(case)):
        way.say(f"note: {line}")
    with (
        claimed(parts / f"{path.stem}.lock", path.name),
        way.bar(f"{account.name} on {case.name}") as move,
    ):
        ready(folder, LEAST_SPACE + _bytes(plan, len(seeds)))
        made = made_and_kept(plan, seeds, parts, key, way, move)
        result = label(plan, seeds, made)
        result.data.attrs.update(identity, draws="prior", key=key)
        try:
            result.save(path)
        except ThawError as problem:
            problem.add_note(f"all {len(seeds)} runs are finished and kept in {parts}")
            raise
        drop(parts, key, seeds)
    with suppress(OSError):  # unfinished runs of another command are left there
        parts.rmdir()
    return path


def _short(stem: str) -> str:
    return stem if len(stem) <= MOST_NAME else f"{stem[: MOST_NAME - 9]}.{digest(stem)[:8]}"


def _place(folder: Path, stem: str, key: str) -> tuple[Path, bool]:
    """The file for a result, and whether it is there: a name that no other result has."""
    path = folder / f"{stem}.nc"
    for path in (folder / f"{stem}.nc", folder / f"{stem}.{key[:8]}.nc"):
        if not path.exists():
            return path, False
        with suppress(ThawError):
            if load_run(path).data.attrs.get("key") == key:
                return path, True
    return path, False  # damaged, and of this very command


def _bytes(plan: Any, runs: int) -> float:
    """About what runs ask of a disk: they are mostly zeros."""
    from thaw.jobs.plan import steps_of

    steps, case = len(steps_of(plan)[0]), plan.case
    return 4.0 * runs * steps * (30 * len(case.polities) + 6 * len(case.places))
