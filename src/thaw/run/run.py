"""A Run: labelled results with provenance, read-only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.errors import ThawError, nearest_name
from thaw.run.names import one_of, title_of
from thaw.writing import write_whole

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

MOST_ROWS = 20_000_000
"""Rows of a data frame that are made without being asked for by `limit`; about 0.5 GB."""


@dataclass(frozen=True, repr=False, eq=False)
class Run:
    """What one or many replicates measured.

    Attributes
    ----------
    data : xarray.Dataset
        ``polity_measures`` (run, time, polity, measure) and ``place_measures`` (run, time, place,
        place_measure), float32; ``parameters`` (run, parameter). The index ``run`` is the seed (a
        number from 0 where runs of several labels lie together); coordinates ``seed`` by run,
        ``unit`` and ``meaning`` by measure, ``place_unit`` and ``place_meaning`` by place measure,
        ``step_days`` by time. Attributes carry title, account, case, levers, hashes and versions.
    """

    data: xr.Dataset

    def __len__(self) -> int:
        """Number of replicates."""
        return self.data.sizes["run"]

    def __repr__(self) -> str:
        d = self.data
        count = f"{len(self)} run" + ("" if len(self) == 1 else "s")
        days = [str(t)[:10] for t in d.time.values[[0, -1]]] if d.sizes["time"] else ["", ""]
        return (
            f"<Run {title_of(d)}: {count}, {days[0]} to {days[1]}, "
            f"{d.sizes['polity']} polities, {d.sizes['measure']} measures>"
        )

    def _repr_html_(self) -> str:
        from thaw.cards import run_card

        return run_card(self)

    def __add__(self, other: Any) -> Run:
        """Runs of the same account and case, one after the other; see `concat`."""
        if not isinstance(other, Run):
            return NotImplemented
        return concat([self, other])

    @property
    def seeds(self) -> list[int]:
        """Seed of every replicate."""
        return [int(s) for s in self.data.seed.values]

    @property
    def polities(self) -> list[str]:
        """Names of the polities."""
        return [str(p) for p in self.data.polity.values]

    @property
    def measures(self) -> list[str]:
        """Names of the measures by polity; `thaw measures` and the reference say what they count."""
        return [str(m) for m in self.data.measure.values]

    def save(self, path: str | Path) -> Path:
        """Write one NetCDF file (HDF5), whole or not at all; `Run.load` reads it back.

        Raises
        ------
        ThawError
            When the system refuses: a full disk, a folder that cannot be written to.
        """
        return write_whole(path, netcdf(self.data))

    @classmethod
    def load(cls, path: str | Path) -> Run:
        """Read a Run written by `save`; as `load_run`."""
        return load_run(path)

    def measure(self, name: str) -> np.ndarray:
        """One measure over polities, float32 array of shape (run, time, polity).

        Raises
        ------
        ThawError
            For a name that is not among `measures`, with the nearest one.
        """
        return self.data.polity_measures.sel(measure=one_of(name, self.measures, "measure")).values

    def sel(
        self,
        *,
        polity: str | Sequence[str] | None = None,
        measure: str | Sequence[str] | None = None,
        time: Any = None,
        seed: int | Sequence[int] | None = None,
    ) -> Run:
        """The part of a Run that is asked for, as a Run.

        Parameters
        ----------
        polity, measure : str or sequence of str, optional
            Places go with their polities.
        time : date, text such as "1956-10", or a pair of them, optional
            A day, month or year, or all from the first to the last, both included.
        seed : int or sequence of int, optional

        Raises
        ------
        ThawError
            For a name, date or seed that is not there, with the nearest name.
        """
        from thaw.run.tidy import select

        return Run(select(self.data, polity=polity, measure=measure, time=time, seed=seed))

    def to_df(
        self,
        *,
        measures: str | Sequence[str] | None = None,
        polities: str | Sequence[str] | None = None,
        places: bool = False,
        limit: int | None = MOST_ROWS,
    ) -> pd.DataFrame:
        """Measures as a tidy table, one value a row.

        Parameters
        ----------
        measures, polities : str or sequence of str, optional
            Only these; all by default.
        places : bool
            Measures by place instead of by polity.
        limit : int, optional
            Rows above which the table is refused, since it might not fit in memory; None for none.

        Returns
        -------
        DataFrame
            Columns seed, time, polity, measure, value, about 20 bytes a row; with `places` a column
            place after polity; for runs laid together with labels a column label before seed. Units
            stand in ``frame.attrs["units"]``, by measure.

        Raises
        ------
        ThawError
            For an unknown measure or polity, or more rows than `limit`.
        """
        from thaw.run.tidy import tidy

        return tidy(self.data, measures=measures, polities=polities, places=places, limit=limit)

    def summary(
        self,
        *,
        measures: str | Sequence[str] | None = None,
        polities: str | Sequence[str] | None = None,
        of: str = "largest",
    ) -> pd.DataFrame:
        """Median and 90 % interval over runs, by polity and measure, in the main span of the case.

        Parameters
        ----------
        of : {"largest", "mean", "last"}
            What is taken of each run: its largest value, its mean over days, or its last value. For
            cumulative measures the largest is the last.

        Returns
        -------
        DataFrame
            Index (polity, measure); columns median, p05, p95, unit. The number of runs and the span
            stand in ``frame.attrs``.
        """
        from thaw.run.tidy import summary

        return summary(self.data, measures=measures, polities=polities, of=of)

    def parameters(self) -> pd.DataFrame:
        """Parameters of every run: one row a run, one column a parameter, indexed by seed."""
        import pandas as pd

        index = pd.Index(self.data.seed.values, name="seed")
        columns = [str(name) for name in self.data.parameter.values]
        return pd.DataFrame(self.data.parameters.values, index=index, columns=columns)

    def plot(
        self,
        measure: str,
        polities: str | Sequence[str] | None = None,
        *,
        tail: bool = False,
        columns: int = 2,
        scale: str = "auto",
    ) -> Figure:
        """Draw a measure over time: median, and bands that hold 50 % and 90 % of the runs.

        Parameters
        ----------
        measure : str
        polities : str or sequence of str, optional
            One panel each, on one scale; all by default.
        tail : bool
            Draw the coarser tail after the main span as well.
        columns : int
            Panels side by side.
        scale : {"auto", "linear", "log"}
            Logarithmic (and linear from 0 to 10) where a few days tower over the rest, unless told.

        Returns
        -------
        matplotlib.figure.Figure
            A notebook shows it; ``figure.savefig("name.png")`` writes it.
        """
        from thaw.run.plotting import plot

        return plot(self, measure, polities, tail=tail, columns=columns, scale=scale)


def netcdf(data: xr.Dataset, encoding: dict[str, Any] | None = None) -> memoryview | bytes:
    """A Dataset as the bytes of a NetCDF file.

    They are made in memory, since HDF5 may end the whole process when a disk is full.
    """
    made: Any = data.to_netcdf(None, engine="h5netcdf", encoding=encoding or {})
    return made


def load_run(path: str | Path) -> Run:
    """Read a Run written by `Run.save`.

    Raises
    ------
    ThawError
        There is no such file, it is no NetCDF, or it holds something else.
    """
    import xarray as xr

    path = Path(path)
    if not path.is_file():
        near = nearest_name(path.name, [f.name for f in path.parent.glob("*.nc")])
        raise ThawError("there is no such file", file=path, expected="a run as saved", nearest=near)
    try:
        with xr.open_dataset(path, engine="h5netcdf") as data:
            made = data.load()
    except (OSError, ValueError) as problem:
        why = str(problem).splitlines()[0]
        raise ThawError(f"cannot be read as NetCDF: {why}", file=path) from None
    if "polity_measures" not in made or "run" not in made.polity_measures.dims:
        raise ThawError("holds no run", file=path, expected="a file that `Run.save` wrote")
    return Run(made)


def joined(blocks: Sequence[Run]) -> Run:
    """Blocks of runs of one account and case as one Run, in order of seeds."""
    import xarray as xr

    if len(blocks) == 1:
        return blocks[0]
    data = xr.concat(
        [block.data for block in blocks],
        dim="run",
        data_vars="minimal",
        coords="minimal",
        compat="override",
        join="exact",
        combine_attrs="override",
    )
    return Run(data)


def concat(runs: Iterable[Run], labels: Sequence[str] | None = None) -> Run:
    """Runs laid together, replicate after replicate.

    Parameters
    ----------
    runs : iterable of Run
        Of one account, case, set of levers and version, with different seeds.
    labels : sequence of str, optional
        A label for each Run. With them other accounts, levers and seeds may lie together, on the same
        dates and polities; parameters that one of them lacks are NaN.

    Returns
    -------
    Run
        With a coordinate ``label`` by run where labels were given.

    Raises
    ------
    ThawError
        For Runs that differ, or share seeds, and have no labels; for labels that are not as many as
        Runs; for other dates, polities or measures.
    """
    from thaw.run.laying import laid_together

    made = list(runs)
    wrong = next((r for r in made if not isinstance(r, Run)), None)
    if not made or wrong is not None:
        raise ThawError(
            "nothing to lay together" if not made else f"{type(wrong).__name__} is not a Run",
            expected="a list of Runs",
        )
    return Run(laid_together([r.data for r in made], labels))
