"""Runs that fit a record: rows of a reference table weighted by the record, and run again in full.

A table holds what runs reported, not the runs. Parameters, starting values and luck of a run are
all named by its seed, so the run behind a row is made again from the seed alone, bit for bit.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from thaw.account import Account
from thaw.case import Case
from thaw.evidence.items import Items
from thaw.files import digest
from thaw.inference.prepare import Prepared
from thaw.inference.scores import LEAST_RUNS, effective, kernel_weights
from thaw.inference.table import Bank, rounded
from thaw.report.bands import PARTICIPANTS, STRIPS
from thaw.run import Run, load_run

BLOCK = 24
"""Runs simulated together, then cut to what a report draws and written to disk."""

SAYS = "runs of the reference table, drawn by how well they fit the record, and run again in full"


def fit_weights(
    F: np.ndarray, theta: np.ndarray, record: np.ndarray, least: int = LEAST_RUNS
) -> np.ndarray:
    """Weights of one account's runs given the whole record; equal where it tells nothing.

    Each parameter is regressed on the reports (ridge, on runs held out in turn); runs are weighted
    by a Gaussian kernel on the distance between their fitted parameters and the record's, in units
    of the residual. The kernel widens until `least` effective runs remain.

    Parameters
    ----------
    F : float [n_runs, n_features]
        Standardised reports; NaN where a run is silent.
    theta : float [n_runs, n_parameters]
        Parameters the runs were drawn with; columns with NaN are left out.
    record : float [n_features]
    least : int
        Effective number of runs to leave.

    Returns
    -------
    float [n_runs]
        Summing to one.

    Source: Fearnhead and Prangle 2012, JRSS B 74, semi-automatic summaries.
    """
    from sklearn.linear_model import RidgeCV
    from sklearn.model_selection import KFold

    n = len(F)
    equal = np.full(n, 1 / n)
    theta = theta[:, ~np.isnan(theta).any(axis=0)].astype(float)
    theta = theta[:, theta.std(axis=0) > 0]
    if not theta.shape[1] or n < 20:
        return equal
    wanted = (theta - theta.mean(axis=0)) / theta.std(axis=0)
    silent = np.isnan(F)
    sparse = (silent.mean(axis=0) > 0.02) & (silent.mean(axis=0) < 0.98)

    def seen(G: np.ndarray) -> np.ndarray:
        return np.concatenate([np.nan_to_num(G), np.isnan(G)[:, sparse]], axis=1).astype(float)

    A, here = seen(F), seen(record[None])
    fit = np.zeros_like(wanted)
    told = np.zeros(theta.shape[1])
    folds = KFold(4, shuffle=True, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # features that a fold never shows
        for train, test in folds.split(A):
            model = RidgeCV(n * np.array([0.01, 0.1, 1.0, 10.0]), alpha_per_target=True)
            model.fit(A[train], wanted[train])
            fit[test] = model.predict(A[test]).reshape(len(test), -1)
            told += model.predict(here).ravel() / folds.n_splits
    scale = (wanted - fit).std(axis=0) + 1e-6
    return kernel_weights((((fit - told) / scale) ** 2).sum(axis=1), min(least, n))


def draw_rows(weight: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """`n` different rows, one after another in proportion to weight, in order of row.

    Drawing without replacement flattens the weights a little, as a wider kernel would.
    """
    n = min(n, int((weight > 0).sum()))
    return np.sort(rng.choice(len(weight), n, replace=False, p=weight))


def choose(bank: Bank, data: Prepared, name: str, n: int, seed: int) -> dict[str, Any]:
    """Rows of `bank` to run again for one account: ``rows, weight, effective``.

    Parameters
    ----------
    bank : Bank
    data : Prepared
        Of the same bank, with failed runs dropped.
    name : str
    n : int
        Runs wanted; fewer when the table holds fewer.
    seed : int
    """
    rows = np.flatnonzero((bank.y == bank.accounts.index(name)) & ~bank.failed)
    mine = data.y == data.names.index(name)
    weight = fit_weights(data.F[mine], bank.theta[rows], data.features)
    rng = np.random.default_rng([seed, 21])
    return {
        "rows": rows[draw_rows(weight, n, rng)],
        "weight": weight,
        "effective": effective(weight),
    }


def rerun(
    account: Account, case: Case, bank: Bank, rows: np.ndarray, folder: Path, key: str,
    *, places: bool, vector: Callable[[Any, int], np.ndarray], workers: int | None = None,
    executor: Executor | None = None,
    move: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Run, int]:  # fmt: skip
    """Run rows of a table again, keeping what a report draws; finished blocks are kept on disk.

    Parameters
    ----------
    rows : int array
        Rows of `bank`, all of `account`.
    folder : Path
        Where ``<account>.fitted.nc`` goes.
    key : str
        Hash of what the runs depend on; files made under another are not reused.
    places : bool
        Keep measures by place as well.
    vector : callable
        ``vector(run_data, i)``: what run i of a Dataset would have been reported as.
    workers, executor
        As in `thaw.jobs.simulate.simulate`.
    move : callable(done, total)

    Returns
    -------
    (Run, int)
        The runs, and how many of them report something else than their row says.
    """
    from thaw.jobs.progress import further
    from thaw.jobs.run import block_size, next_block
    from thaw.jobs.simulate import simulate
    from thaw.run import joined

    seeds = bank.seeds[rows].view(np.int64).tolist()
    path = folder / f"{account.name}.fitted.nc"
    key = digest([key, seeds, places])
    if path.exists() and (old := load_run(path)).data.attrs.get("key") == key:
        move(len(seeds), len(seeds))
        return old, int(old.data.attrs["differ"])
    parts = folder / f"{account.name}.parts"
    blocks: list[Run] = []
    at, size = 0, block_size(BLOCK, executor)
    while at < len(seeds):
        part, end = next_block(parts, key, at, min(at + size, len(seeds)), len(seeds))
        start, at = at, end
        if part.exists():
            blocks.append(load_run(part))
            continue
        some = seeds[start:end]
        made = simulate(
            account, case, some, workers=workers, executor=executor,
            progress=partial(further, move, start, len(seeds)),
        ).data  # fmt: skip
        kinds = [i.kind for i in bank.items]
        now = rounded(np.stack([vector(made, i) for i in range(len(some))]), kinds)
        held = rounded(bank.X[rows[start:end]], kinds)
        differ = ~((now == held) | (np.isnan(now) & np.isnan(held))).all(axis=1)
        block = Run(_drawn(made, places).assign_attrs(differ=int(differ.sum())))
        _save(block, part)
        blocks.append(block)
    differ_all = sum(int(b.data.attrs["differ"]) for b in blocks)
    whole = Run(joined(blocks).data.assign_attrs(key=key, differ=differ_all, chosen=SAYS))
    _save(whole, path)
    for part in parts.glob(f"{key}-*.nc"):
        part.unlink()
    with suppress(OSError):  # blocks of another setting are left there
        parts.rmdir()
    move(len(seeds), len(seeds))
    return whole, differ_all


def _drawn(data: Any, places: bool) -> Any:
    """Only the measures that a report draws."""
    wanted = [*PARTICIPANTS, *STRIPS.values()]
    kept = data.sel(measure=[m for m in data.measure.values if m in wanted])
    if not places:
        return kept.drop_dims("place_measure")
    here = [m for m in data.place_measure.values if m in PARTICIPANTS]
    return kept.sel(place_measure=here)


def _save(run: Run, path: Path) -> None:
    """Write a run compressed: most of it is zeros."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    names = [n for n in map(str, run.data.data_vars) if n.endswith("_measures")]
    coded = {n: {"zlib": True, "complevel": 1} for n in names}
    run.data.to_netcdf(draft, engine="h5netcdf", encoding=coded)
    draft.replace(path)


def reporter(case: Case, items: Items) -> Callable[[Any, int], Any]:
    """``vector(run_data, i)``: what the record's sources would have told of run i of a Dataset."""
    from thaw.evidence.from_run import latent, names_of, report

    def vector(data: Any, i: int) -> np.ndarray:
        dates = data.time.values.astype("datetime64[D]")
        names = names_of(case, data.measure.values.tolist(), data.place_measure.values.tolist())
        pol, plc = data.polity_measures.values[i], data.place_measures.values[i]
        return report(latent(dates, pol, plc, items, names), int(data.seed.values[i]), items)

    return vector
