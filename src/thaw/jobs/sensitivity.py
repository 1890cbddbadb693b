"""Sensitivity: what the answer owes to each part of the record and to each number that was assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from thaw.evidence.leave_out import evidence_without, parts_of
from thaw.inference.ask import fit_pool
from thaw.inference.leave_out import Change, Varied, changes, masks_of
from thaw.inference.parameter_weight import Influence, Tilt, influences, tilts
from thaw.inference.prepare import Prepared
from thaw.inference.settings import Settings
from thaw.inference.table import Bank
from thaw.jobs.compare import QUICK
from thaw.jobs.fit import normal
from thaw.jobs.reference_table import drawn_priors
from thaw.jobs.scope import outside
from thaw.jobs.study import Study
from thaw.jobs.tables_for import Inputs, inputs, opened, written


@dataclass(frozen=True)
class Sensitivity:
    """What the answer owes to parts of the record and to numbers that were assumed.

    Attributes
    ----------
    case, record, table : str
    front : list of str
        Accounts in front on the whole record.
    probability, probability_se : float
        Of those in front, tempered.
    groups : list of list of str
        Accounts that the record cannot tell apart.
    changes : list of Change
        Without each part of the record, largest first.
    tilts : list of Tilt
        With each prior leaned up and down.
    influences : list of Influence
        Which numbers move what happens, by account.
    runs : dict
        Account to finished runs.
    seed : int
    """

    case: str
    record: str
    table: str
    front: list[str]
    probability: float
    probability_se: float
    groups: list[list[str]]
    changes: list[Change]
    tilts: list[Tilt]
    influences: list[Influence]
    runs: dict[str, int] = field(default_factory=dict)
    seed: int = 1
    outside: list[str] = field(default_factory=list)


def sensitivity(
    case: str | Path | Study,
    accounts: Sequence[str] | None = None,
    *,
    record: str | Path | None = None,
    table: str | Path | None = None,
    verified: bool = False,
    quick: bool = False,
    seed: int = 1,
    out: str | Path | None = None,
) -> Sensitivity:
    """What changes without each source, kind of source, lineage or episode, and by each parameter.

    Parameters
    ----------
    case : str, Path or Study
    accounts : sequence of str, optional
        Only these, and the null account.
    record, table : str or Path, optional
        Others than the case's own record and the shipped table.
    verified : bool
        Leave out rows that rest on memory alone.
    quick : bool
        Few runs and small fits.
    seed : int
    out : path, optional
        Folder for runs that have to be made, and for its file, ``sensitivity.<case>...json``.

    Returns
    -------
    Sensitivity

    Raises
    ------
    ThawError
        For anything misspelt or missing in the inputs.
    """
    study = opened(case, accounts, record=record, verified=verified, quick=quick, seed=seed)
    folder = None if out is None else Path(out) / "tables"
    seen = inputs(study, folder, table)
    made = sensitivity_of(seen)
    if out is not None:
        written(seen, made, out, "sensitivity")
    return made


def sensitivity_of(seen: Inputs) -> Sensitivity:
    """See `sensitivity`."""
    study = seen.study
    settings = QUICK if study.quick else Settings()
    data = seen.prepared(settings.features)
    with study.way.bar("leaving out parts of the record") as move:
        varied = varied_records(seen, data, move)
    done = 0
    stages = 4 + settings.folds * len(settings.learners)
    with study.way.bar("asking the learners") as move:

        def step(_: str) -> None:
            nonlocal done
            done += 1
            move(min(done, stages), stages)

        pool = fit_pool(data, seen.placed(data), study.seed, settings, masks_of(data, varied), step)
        whole, found = changes(pool, varied)
        step("leaning on priors")
        ours = [pool.names.index(a) for a in whole.front or pool.names[:1]]
        columns = leaned_columns(study, seen.bank)
        leaned = tilts(
            data.F, data.y, data.features, columns, ours, study.seed, settings.refit_size
        )
        step("which numbers move what happens")
        moved = [i for a in study.accounts for i in _influences(study, seen.bank, a.name)]
    away = [a.name for a in study.accounts if outside(a, study.case)]
    return Sensitivity(
        study.case.name,
        study.record.name if study.record else "",
        seen.origin,
        [a for a in whole.front if a not in away],
        whole.probability,
        whole.probability_se,
        [[pool.names[k] for k in g] for g in pool.groups],
        [replace(c, front=[a for a in c.front if a not in away]) for c in found],
        leaned,
        moved,
        {a: int((data.y == k).sum()) for k, a in enumerate(data.names)},
        study.seed,
        away,
    )


def varied_records(seen: Inputs, data: Prepared, move: Any) -> list[Varied]:
    """The record without each source, kind of source, lineage and episode that changes an item."""
    study = seen.study
    assert study.record is not None
    parts = parts_of(study.record, seen.told)
    made = []
    for k, part in enumerate(parts):
        told = evidence_without(study.case, study.record, study.items, part, not study.verified)
        made.append(Varied(part.kind, part.name, told.value))
        move(k + 1, len(parts))
    for k, name in enumerate(data.episodes):
        value = np.where(data.item_episode == k, np.nan, data.record)
        made.append(Varied("episode", name, value))
    return [v for v in made if _differs(v.value, data)]


def _differs(value: np.ndarray, data: Prepared) -> bool:
    now = np.where(data.visible, value, np.nan).astype(np.float32)
    return not np.array_equal(now, data.record.astype(np.float32), equal_nan=True)


def leaned_columns(
    study: Study, bank: Bank
) -> dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]:
    """(owner, parameter) to rows among finished runs and values on the normal scale."""
    finished = bank.rows(~bank.failed)
    found: dict[tuple[str, str], tuple[list, list]] = {}
    for account in study.accounts:
        rows = np.flatnonzero(finished.y == finished.accounts.index(account.name))
        for name, prior in drawn_priors(account).items():
            if name not in finished.theta_names:
                continue
            owner = account.name if name in account.priors else ""
            x = finished.theta[rows, finished.theta_names.index(name)].astype(float)
            held = found.setdefault((owner, name), ([], []))
            held[0].append(rows)
            held[1].append(normal(prior, x))
    return {k: (np.concatenate(r), np.concatenate(z)) for k, (r, z) in found.items()}


def _influences(study: Study, bank: Bank, account: str) -> list[Influence]:
    theory = next(a for a in study.accounts if a.name == account)
    rows = (bank.y == bank.accounts.index(account)) & ~bank.failed
    priors = {k: p for k, p in drawn_priors(theory).items() if k in bank.theta_names}
    if not priors:
        return []
    theta = [bank.theta[rows, bank.theta_names.index(k)].astype(float) for k in priors]
    z = np.stack([normal(p, x) for p, x in zip(priors.values(), theta, strict=True)], axis=1)
    return influences(account, list(priors), z, outputs_of(bank, rows), study.seed)


def outputs_of(bank: Bank, rows: np.ndarray) -> dict[str, np.ndarray]:
    """What happens in runs: country-months with each kind of event, and mean sizes of each kind."""
    found: dict[str, list[int]] = {}
    for j, item in enumerate(bank.items):
        if item.kind == "cell":
            found.setdefault(f"months with {item.what}", []).append(j)
        elif item.kind in ("size", "series"):
            found.setdefault(str(item.what), []).append(j)
    made = {}
    for name, columns in found.items():
        part = bank.X[rows][:, columns]
        seen = ~np.isnan(part)
        total, n = np.where(seen, part, 0).sum(axis=1), seen.sum(axis=1)
        if name.startswith("months with "):
            made[name] = total.astype(float)
        else:
            made[name] = np.where(n > 0, total / np.maximum(n, 1), np.nan)
    return made
