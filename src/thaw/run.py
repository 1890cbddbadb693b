"""A Run: labelled results with provenance, read-only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Run:
    """What one or many replicates measured.

    Attributes
    ----------
    data : xarray.Dataset
        ``polity_measures`` (run, time, polity, measure) and ``place_measures`` (run, time, place,
        place_measure), float32; ``parameters`` (run, parameter); coordinates ``seed`` by run,
        ``unit`` by measure, ``step_days`` by time. Attributes carry account, case, hashes, versions
        and warnings.
    """

    data: xr.Dataset

    def save(self, path: str | Path) -> Path:
        """Write one NetCDF file (HDF5); `load_run` reads it back."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        self.data.to_netcdf(draft, engine="h5netcdf")
        draft.replace(path)
        return path

    def measure(self, name: str) -> np.ndarray:
        """One measure over polities, float32 array of shape (run, time, polity)."""
        return self.data.polity_measures.sel(measure=name).values


def load_run(path: str | Path) -> Run:
    """Read a Run written by `Run.save`."""
    import xarray as xr

    with xr.open_dataset(path, engine="h5netcdf") as data:
        return Run(data.load())


def joined(blocks: Sequence[Run]) -> Run:
    """Blocks of runs of one account and case as one Run, in order of seeds."""
    import xarray as xr

    if len(blocks) == 1:
        return blocks[0]
    data = xr.concat(
        [block.data for block in blocks], dim="run", data_vars="minimal", coords="minimal",
        compat="override", join="exact", combine_attrs="override",
    )  # fmt: skip
    return Run(data)
