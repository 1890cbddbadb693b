"""Runs that fit a record: rows of a reference table weighted by the record, and run again in full.

A table holds what runs reported, not the runs. Parameters, starting values and luck of a run are
all named by its seed, so the run behind a row is made again from the seed alone, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from thaw.case import Case
from thaw.evidence.items import Items
from thaw.files import digest
from thaw.inference.fit_rows import draw_rows, fit_weights
from thaw.inference.prepare import Prepared
from thaw.inference.scores import effective
from thaw.inference.table import Bank, rounded
from thaw.jobs.progress import further, unwatched
from thaw.jobs.run import block_size, next_block
from thaw.jobs.simulate import simulate
from thaw.jobs.study import Study
from thaw.run import Run, joined, load_run

BLOCK = 24
"""Runs simulated together, then cut to what a report draws and written to disk."""

SAYS = "runs of the reference table, drawn by how well they fit the record, and run again in full"


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


@dataclass(frozen=True)
class Kept:
    """What of runs made again is kept: measures of polities, and of places (none: left out)."""

    measures: tuple[str, ...]
    place_measures: tuple[str, ...]

    def of(self, data: Any) -> Any:
        """Only these measures of a Dataset of runs."""
        kept = data.sel(measure=[m for m in data.measure.values if m in self.measures])
        if not self.place_measures:
            return kept.drop_dims("place_measure")
        here = [m for m in data.place_measure.values if m in self.place_measures]
        return kept.sel(place_measure=here)


def rerun(
    study: Study, name: str, bank: Bank, rows: np.ndarray, folder: Path, *, keep: Kept,
    move: Callable[[int, int], None] = unwatched,
) -> tuple[Run, int]:  # fmt: skip
    """Run rows of a table again, keeping what a report draws; finished blocks are kept on disk.

    Parameters
    ----------
    study : Study
    name : str
        The account.
    rows : int array
        Rows of `bank`, all of that account.
    folder : Path
        Where ``<account>.fitted.nc`` goes.
    keep : Kept
    move : callable(done, total)

    Returns
    -------
    (Run, int)
        The runs, and how many of them report something else than their row says.
    """
    seeds = bank.seeds[rows].view(np.int64).tolist()
    path = folder / f"{name}.fitted.nc"
    hashes = [study.hashes["case"], study.hashes["code"], study.hashes["accounts"][name]]
    key = digest([hashes, seeds, keep.measures, keep.place_measures])
    if path.exists() and (old := load_run(path)).data.attrs.get("key") == key:
        move(len(seeds), len(seeds))
        return old, int(old.data.attrs["differ"])
    parts = folder / f"{name}.parts"
    blocks: list[Run] = []
    at, size = 0, block_size(BLOCK, study.way.executor)
    while at < len(seeds):
        part, end = next_block(parts, key, at, min(at + size, len(seeds)), len(seeds))
        start, at = at, end
        if part.exists():
            blocks.append(load_run(part))
            continue
        block = _block(study, name, bank, rows[start:end], keep, partial(
            further, move, start, len(seeds)
        ))  # fmt: skip
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


def _block(
    study: Study, name: str, bank: Bank, rows: np.ndarray, keep: Kept,
    progress: Callable[[int, int], None],
) -> Run:  # fmt: skip
    """Some rows of a table run again; how many differ from what the table says is among its attributes."""
    account = next(a for a in study.accounts if a.name == name)
    seeds = bank.seeds[rows].view(np.int64).tolist()
    made = simulate(
        account, study.case, seeds, workers=study.way.workers, executor=study.way.executor,
        progress=progress,
    ).data  # fmt: skip
    vector = reporter(study.case, study.items)
    kinds = [i.kind for i in bank.items]
    now = rounded(np.stack([vector(made, i) for i in range(len(rows))]), kinds)
    held = rounded(bank.X[rows], kinds)
    differ = ~((now == held) | (np.isnan(now) & np.isnan(held))).all(axis=1)
    return Run(keep.of(made).assign_attrs(differ=int(differ.sum())))


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
