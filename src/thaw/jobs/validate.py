"""Validate: runs of a table held out as records of known origin, put through the whole path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from thaw.errors import ThawError
from thaw.inference.known_origin import PARTS, KnownOrigin, known_origin
from thaw.inference.prepare import Observed
from thaw.inference.settings import Settings
from thaw.jobs.case_info import episodes_of
from thaw.jobs.compare import QUICK, case_and_accounts
from thaw.jobs.study import Study
from thaw.jobs.tables_for import Inputs, inputs, opened, written

FEWEST = 20 * PARTS
"""Finished runs of each account from which a table can be cut and judged."""


@dataclass(frozen=True)
class Validation:
    """When the method decides on records of known origin, and when it errs.

    Attributes
    ----------
    case, record, table : str
    found : KnownOrigin
    runs : dict
        Account to finished runs; each verdict is made from half of them.
    seed : int
    """

    case: str
    record: str
    table: str
    found: KnownOrigin
    runs: dict[str, int] = field(default_factory=dict)
    seed: int = 1


def validate(
    case: str | Path | Study,
    accounts: Sequence[str] | None = None,
    *,
    record: str | Path | None = None,
    table: str | Path | None = None,
    verified: bool = False,
    quick: bool = False,
    seed: int = 1,
    out: str | Path | None = None,
) -> Validation:
    """Judge records of known origin: when the method decides, and when it errs.

    Parameters
    ----------
    case : str, Path or Study
    accounts : sequence of str, optional
        Only these, and the null account.
    record, table : str or Path, optional
        Others than the case's own record and the shipped table. The record fixes what is shown of runs.
    verified : bool
        Leave out rows that rest on memory alone.
    quick : bool
        Few runs and small fits.
    seed : int
    out : path, optional
        Folder for runs that have to be made, and for its file, ``validation.<case>...json``.

    Returns
    -------
    Validation

    Raises
    ------
    ThawError
        For anything misspelt or missing; fewer than 40 finished runs of an account.
    """
    study = opened(case, accounts, record=record, verified=verified, quick=quick, seed=seed)
    folder = None if out is None else Path(out) / "tables"
    seen = inputs(study, folder, table)
    made = validation_of(seen)
    if out is not None:
        written(seen, made, out, "validation")
    return made


def validation_of(seen: Inputs) -> Validation:
    """See `validate`."""
    study, bank = seen.study, seen.bank
    runs = {a: int(((bank.y == k) & ~bank.failed).sum()) for k, a in enumerate(bank.accounts)}
    few = [f"{a} ({n})" for a, n in runs.items() if n < FEWEST]
    if few:
        asked = " ".join(case_and_accounts(study))
        raise ThawError(
            f"too few finished runs of {', '.join(few)}",
            expected=f"{FEWEST} or more of each account, since each half is judged by the other",
            todo=f"make more with `thaw table {asked} --runs {2 * FEWEST}` and give --table",
        )
    settings = QUICK if study.quick else Settings()
    data = seen.prepared(settings.features)
    observed = Observed(seen.told.value, seen.readings)
    done = 0
    stages = PARTS * (2 + settings.folds * len(settings.learners))
    with study.way.bar("judging runs as records") as move:

        def step(_: str) -> None:
            nonlocal done
            done += 1
            move(min(done, stages), stages)

        found = known_origin(
            bank,
            observed,
            seen.placed(data),
            episodes_of(study.case, study.items),
            study.seed,
            settings,
            step,
        )
    return Validation(
        study.case.name,
        study.record.name if study.record else "",
        seen.origin,
        found,
        runs,
        study.seed,
    )
