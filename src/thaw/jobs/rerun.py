"""Runs that fit a record: rows of a reference table weighted by the record, and run again in full.

A table holds what runs reported, not the runs. Parameters, starting values and luck of a run are
all named by its seed, so the run behind a row is made again from the seed alone, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from thaw.case import Case
from thaw.errors import ThawError
from thaw.evidence.items import Items
from thaw.files import data_folder, digest
from thaw.inference.fit_rows import draw_rows, fit_weights
from thaw.inference.prepare import Prepared
from thaw.inference.scores import effective
from thaw.inference.table import Bank, rounded
from thaw.jobs.kept_runs import drop, made_and_kept
from thaw.jobs.label import label
from thaw.jobs.plan import make_plan
from thaw.jobs.progress import unwatched
from thaw.jobs.study import Study
from thaw.run import Run, load_run, netcdf
from thaw.writing import claimed, write_whole

SAYS = "runs of the reference table, drawn by how well they fit the record, and run again in full"


SHIPPED = "shipped"
"""Attribute of runs that were not made here."""


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
    study: Study,
    name: str,
    bank: Bank,
    rows: np.ndarray,
    folder: Path,
    *,
    keep: Kept,
    move: Callable[[int, int], None] = unwatched,
) -> tuple[Run, int]:
    """Run rows of a table again, keeping what a report draws; finished runs are kept on disk.

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
    old = _found(study, path, key)
    parts = folder / f"{name}.parts"
    if old is not None:
        move(len(seeds), len(seeds))
        if parts.exists():  # of a call that was killed when it had written the file
            with suppress(ThawError), claimed(parts / f"{key}.lock", path.name):
                drop(parts, digest(hashes), seeds)
            with suppress(OSError):
                parts.rmdir()
        return old, int(old.data.attrs["differ"])
    account = next(a for a in study.accounts if a.name == name)
    with claimed(parts / f"{key}.lock", path.name):
        plan = make_plan(account, study.case)
        made = label(
            plan, seeds, made_and_kept(plan, seeds, parts, digest(hashes), study.way, move)
        )
        differ = _differing(study, bank, rows, made.data)
        cut = keep.of(made.data)
        whole = Run(cut.assign_attrs(draws="prior", key=key, differ=differ, chosen=SAYS))
        _save(whole, path)
        drop(parts, digest(hashes), seeds)
    with suppress(OSError):  # unfinished runs of another setting are left there
        parts.rmdir()
    return whole, differ


def shipped_runs(case: str) -> Path:
    """Folder of the runs that fit which ship beside a table of a case, whether there is one or not."""
    return data_folder("tables") / f"{case}.runs"


def _found(study: Study, path: Path, key: str) -> Run | None:
    """Runs of `key` made by an earlier call, else those that ship, which are then copied to `path`."""
    anew = study.way.anew
    if path.exists() and (old := load_run(path)).data.attrs.get("key") == key:
        if not (anew and SHIPPED in old.data.attrs):
            return old
    beside = shipped_runs(study.case.name) / path.name
    if anew or not beside.is_file() or (held := load_run(beside)).data.attrs.get("key") != key:
        return None
    whole = Run(held.data.assign_attrs({SHIPPED: 1}))
    _save(whole, path)
    return whole


def _differing(study: Study, bank: Bank, rows: np.ndarray, made: Any) -> int:
    """How many runs made again report something else than their row of the table."""
    vector = reporter(study.case, study.items)
    kinds = [i.kind for i in bank.items]
    now = rounded(np.stack([vector(made, i) for i in range(len(rows))]), kinds)
    held = rounded(bank.X[rows], kinds)
    differ = ~((now == held) | (np.isnan(now) & np.isnan(held))).all(axis=1)
    return int(differ.sum())


def _save(run: Run, path: Path) -> None:
    """Write a run compressed: most of it is zeros."""
    names = [n for n in map(str, run.data.data_vars) if n.endswith("_measures")]
    coded = {n: {"zlib": True, "complevel": 1} for n in names}
    write_whole(path, netcdf(run.data, coded))


def reporter(case: Case, items: Items) -> Callable[[Any, int], Any]:
    """``vector(run_data, i)``: what the record's sources would have told of run i of a Dataset."""
    from thaw.evidence.from_run import latent, names_of
    from thaw.evidence.reporting import report

    def vector(data: Any, i: int) -> np.ndarray:
        dates = data.time.values.astype("datetime64[D]")
        names = names_of(case, data.measure.values.tolist(), data.place_measure.values.tolist())
        pol, plc = data.polity_measures.values[i], data.place_measures.values[i]
        return report(latent(dates, pol, plc, items, names), int(data.seed.values[i]), items)

    return vector
