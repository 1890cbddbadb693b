"""Fit: the parameters of one account given the record of a case."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from thaw.account import Account
from thaw.errors import ThawError, nearest_name
from thaw.evidence.attested import bounds_alone
from thaw.inference.fitted import Fit, Given, fit_account
from thaw.inference.jsonable import from_json, to_json
from thaw.inference.table import Bank
from thaw.jobs.places import file_of
from thaw.jobs.reference_table import drawn_priors
from thaw.jobs.study import Study
from thaw.jobs.tables_for import inputs, opened
from thaw.prior import Prior
from thaw.writing import write_whole

EDGE = 1e-6
"""Least probability on either side of a parameter: tables hold them in single precision."""
SUFFIX = ".fit.nc"


def fit(
    account: str | Path,
    case: str | Path,
    *,
    record: str | Path | None = None,
    table: str | Path | None = None,
    verified: bool = False,
    quick: bool = False,
    seed: int = 1,
    out: str | Path | None = None,
) -> Fit:
    """Fit the parameters of an account to the record of a case.

    Parameters
    ----------
    account, case : str or Path
        Names, or files.
    record : str or Path, optional
        Another record than the case's own.
    table : path, optional
        A reference table that holds runs of the account, instead of the shipped one.
    verified : bool
        Leave out rows of the record that rest on memory alone.
    quick : bool
        Few runs, where they have to be made.
    seed : int
        Same inputs and seed, same answer.
    out : path, optional
        Folder for runs that have to be made, and for ``<account>.<case>...fit.nc``. Without it nothing is written.

    Returns
    -------
    Fit

    Raises
    ------
    ThawError
        For anything misspelt or missing; an account without priors; fewer than 20 finished runs.
    """
    study = opened(
        case, [str(account)], record=record, verified=verified, quick=quick, seed=seed, null=False
    )
    folder = None if out is None else Path(out) / "tables"
    made = fit_study(study, folder, table)
    if out is not None:
        save_fit(made, fit_file(study, out, table))
    return made


def fit_file(study: Study, out: str | Path, table: str | Path | None) -> Path:
    """Where a fit is written: no other inputs, seed or settings have that name."""
    return file_of(study, out, study.accounts[0].name, SUFFIX.removeprefix("."), table)


def fit_study(study: Study, folder: Path | None, table: str | Path | None) -> Fit:
    """Fit the one account of a study; see `fit`."""
    account = study.accounts[0]
    priors = drawn_priors(account)
    if not priors:
        raise ThawError(
            f"{account.name} has no number that varies from run to run, so there is nothing to fit",
            file=account.file,
            todo="give its parameters priors",
        )
    seen = inputs(study, folder, table)
    data = seen.prepared()
    bank = seen.bank
    z = np.stack([normal(p, _column(bank, k)) for k, p in priors.items()], axis=1)
    kept = ~bank.failed
    given = Given(
        F=data.F,
        X=data.full,
        z=z[kept],
        names=list(priors),
        own=[k in account.priors for k in priors],
        record=data.record,
        features=data.features,
        readings=data.reduction(data.readings),
        items=list(data.items),
        seeds=[int(s) for s in bank.seeds[kept]],
        natural=lambda name, at: natural(priors[name], at),
    )
    assert study.record is not None
    about = {
        "account": account.name,
        "case": study.case.name,
        "record": study.record.name,
        "table": seen.origin,
        "polities": {p.name: p.title for p in study.case.polities},
        "hashes": hashes(study, account),
    }
    made = fit_account(given, about, int(bank.failed.sum()), study.seed)
    ends = bounds_alone(study.record, study.items)
    told = [dataclasses.replace(p, bound=ends.get(p.id, "")) for p in made.predictive]
    return dataclasses.replace(made, predictive=told)


def hashes(study: Study, account: Account) -> dict[str, str]:
    """What the fit depends on, by hash."""
    found = {k: str(v) for k, v in study.hashes.items() if k != "accounts"}
    record = study.record.hash if study.record else ""
    return {**found, "account": str(study.hashes["accounts"][account.name]), "record": record}


def _column(bank: Bank, name: str) -> np.ndarray:
    if name not in bank.theta_names:
        raise ThawError(f"the table does not hold {name}", todo="make it anew with `thaw table`")
    return bank.theta[:, bank.theta_names.index(name)].astype(float)


def normal(prior: Prior, value: np.ndarray) -> np.ndarray:
    """Values of a parameter on the scale on which its prior is standard normal."""
    below, above = prior.mass()
    u = (prior.frozen().cdf(value) - below) / (above - below)
    return ndtri(np.clip(u, EDGE, 1 - EDGE))


def natural(prior: Prior, z: np.ndarray) -> np.ndarray:
    """Values in a parameter's unit, of values on the normal scale."""
    return np.asarray(prior.quantile(np.clip(ndtr(z), EDGE, 1 - EDGE)))


def save_fit(made: Fit, path: str | Path) -> Path:
    """Write a fit to one NetCDF file.

    Groups ``posterior`` and ``prior`` hold the draws, by chain and draw, as ArviZ reads them; the
    attribute ``fit`` of the file holds all the rest. `load_fit` gives the same back.
    """
    import xarray as xr

    whole = to_json(made)
    draws = whole.pop("draws")
    even = made.sample()

    def group(columns: dict[str, Any]) -> xr.Dataset:
        return xr.Dataset(
            {k: (("chain", "draw"), np.asarray(v, float)[None]) for k, v in columns.items()}
        )

    weighted = group(draws).assign(weight=("draw", np.asarray(made.weight)))
    tree = xr.DataTree.from_dict(
        {
            "/": xr.Dataset(attrs={"fit": json.dumps(whole, sort_keys=True, allow_nan=False)}),
            "/posterior": group(even),
            "/weighted_posterior": weighted,
        }
    )
    return write_whole(path, tree.to_netcdf(engine="h5netcdf"))


def load_fit(path: str | Path) -> Fit:
    """Read a fit written by `thaw fit` or `save_fit`.

    Raises
    ------
    ThawError
        There is no such file, or it holds no fit.
    """
    import xarray as xr

    path = Path(path)
    if not path.is_file():
        near = nearest_name(path.name, [f.name for f in path.parent.glob(f"*{SUFFIX}")])
        raise ThawError("there is no such file", file=path, expected="a fit as saved", nearest=near)
    try:
        with xr.open_datatree(path, engine="h5netcdf") as tree:
            whole = json.loads(tree.attrs["fit"])
            part = tree["weighted_posterior"]
            names = [str(k) for k in part.data_vars if str(k) != "weight"]
            whole["draws"] = {k: np.asarray(part[k])[0].tolist() for k in names}
    except (OSError, ValueError, KeyError) as problem:
        why = str(problem).splitlines()[0]
        raise ThawError(
            f"holds no fit ({why})", file=path, todo="make it with `thaw fit`"
        ) from None
    return from_json(Fit, whole)
