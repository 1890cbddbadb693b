"""Runs as tables: one value a row, summaries, parts of a Run, and Runs laid together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from thaw.errors import ThawError
from thaw.run.names import one_of

if TYPE_CHECKING:
    import xarray as xr

BYTES_A_ROW = 22
SUMMARIES = ("largest", "mean", "last")
LIMITS = (0.05, 0.5, 0.95)


def names(given: Any, valid: Iterable[Any], what: str) -> list[Any]:
    """Names given as one or several, each once it is known; all of them for None."""
    found = [v.item() if isinstance(v, np.generic) else v for v in valid]
    if given is None:
        return found
    several = [given] if isinstance(given, str | int | np.integer) else list(given)
    if not several:
        raise ThawError(f"no {what} is chosen", expected="at least one, or None for all")
    return [one_of(name, found, what) for name in dict.fromkeys(several)]


def select(
    data: xr.Dataset, *, polity: Any = None, measure: Any = None, time: Any = None, seed: Any = None
) -> xr.Dataset:
    """The part of a dataset of runs that is asked for: see `Run.sel`."""
    if polity is not None:
        chosen = names(polity, data.polity.values, "polity")
        data = data.sel(polity=chosen)
        if "place_polity" in data.coords:
            data = data.isel(place=np.flatnonzero(np.isin(data.place_polity.values, chosen)))
    if measure is not None:
        data = data.sel(measure=names(measure, data.measure.values, "measure"))
    if seed is not None:
        chosen = names(seed, data.seed.values, "seed")
        order = [k for s in chosen for k in np.flatnonzero(data.seed.values == s)]
        data = data.isel(run=order)
    if time is not None:
        data = data.isel(time=_days(data, time))
    return data


def _days(data: xr.Dataset, time: Any) -> np.ndarray:
    """Positions of the steps that begin within a day, month, year, or pair of such."""
    pair = isinstance(time, Sequence) and not isinstance(time, str)
    if isinstance(time, slice):
        pair, time = True, (time.start, time.stop)
    if pair and len(time) != 2:
        raise ThawError(f"time={time!r} is not a pair", expected="(first, last)")
    first, last = time if pair else (time, time)
    index = data.indexes["time"]
    low = index[0] if first is None else _period(first).start_time
    high = index[-1] if last is None else _period(last).end_time
    found = np.flatnonzero((index >= low) & (index <= high))
    if not found.size:
        raise ThawError(
            f"no step begins within time={time!r}",
            expected=f"{str(index[0])[:10]} .. {str(index[-1])[:10]}",
        )
    return found


def _period(value: Any) -> pd.Period:
    try:
        if isinstance(value, str):
            return pd.Period(value)
        return pd.Period(pd.Timestamp(value), freq="D")
    except (ValueError, TypeError):
        raise ThawError(
            f"{value!r} is not a date", expected="a day, month or year, such as 1956-10"
        ) from None


def tidy(
    data: xr.Dataset,
    *,
    measures: Any = None,
    polities: Any = None,
    places: bool = False,
    limit: int | None = None,
) -> pd.DataFrame:
    """One value a row: see `Run.to_df`. Axes before time (point, run) become columns by row."""
    whom = names(polities, data.polity.values, "polity")
    if places:
        data = _places_of(data, measures, None if polities is None else whom)
    else:
        data = data.sel(measure=names(measures, data.measure.values, "measure"), polity=whom)
    values = data.place_measures if places else data.polity_measures
    units = dict(zip(data[values.dims[-1]].values, _units(data, places), strict=True))
    if limit is not None and values.size > limit:
        raise ThawError(
            f"the table would have {values.size:,} rows, about "
            f"{values.size * BYTES_A_ROW / 1e9:.1f} GB",
            expected=f"at most {limit:,} rows",
            todo="choose measures=[...], polities=[...], select seeds or times, or pass limit=None",
        )
    frame = _frame(data, values, places)
    frame.attrs["units"] = {str(k): str(v) for k, v in units.items()}
    return frame


def _places_of(data: xr.Dataset, measures: Any, polities: list[str] | None) -> xr.Dataset:
    """The dataset with only the place measures that are asked for."""
    if "place_measures" not in data:
        raise ThawError("no measures by place were kept")
    data = data.sel(place_measure=names(measures, data.place_measure.values, "measure by place"))
    if polities is None:
        return data
    if "place_polity" not in data.coords:
        raise ThawError("does not say in which polity a place lies", todo="run it again")
    return data.isel(place=np.flatnonzero(np.isin(data.place_polity.values, polities)))


def _units(data: xr.Dataset, places: bool) -> np.ndarray:
    name = "place_unit" if places else "unit"
    return data[name].values if name in data.coords else np.full(data.sizes["measure"], "")


def _frame(data: xr.Dataset, values: xr.DataArray, places: bool) -> pd.DataFrame:
    """The array as rows, its coordinates as columns; names are categories, which take one byte."""
    shape = values.shape

    def column(axis: str, content: Any) -> np.ndarray:
        at = values.dims.index(axis)
        form = [1] * len(shape)
        form[at] = shape[at]
        return np.broadcast_to(np.asarray(content).reshape(form), shape).ravel()

    def category(axis: str, content: np.ndarray) -> pd.Categorical:
        kinds = list(dict.fromkeys(map(str, content)))
        codes = np.array([kinds.index(str(c)) for c in content], np.int16)
        return pd.Categorical.from_codes(column(axis, codes), categories=kinds)

    made: dict[str, Any] = {}
    for axis in values.dims[: values.dims.index("time")]:
        for name in _by_row(data, str(axis)):
            content = data[name].values
            word = content.dtype.kind in "OUT"
            made[name] = category(str(axis), content) if word else column(str(axis), content)
    made["time"] = column("time", data.time.values)
    if places and "place_polity" in data.coords:
        made["polity"] = category("place", data.place_polity.values)
    row, what = str(values.dims[-2]), str(values.dims[-1])
    made[row] = category(row, data[row].values)
    made["measure"] = category(what, data[what].values)
    made["value"] = values.values.ravel()
    return pd.DataFrame(made, copy=False)


def _by_row(data: xr.Dataset, axis: str) -> list[str]:
    """Coordinates along an axis that tell its rows apart, in order."""
    if axis == "run":
        return [n for n in ("label", "seed") if n in data.coords]
    return [axis, *(str(n) for n, c in data.coords.items() if c.dims == (axis,) and n != axis)]


def main_span(data: xr.Dataset) -> np.ndarray:
    """Positions of the steps in the main span of the case, without the tail."""
    time = data.time.values.astype("datetime64[D]")
    if "span_end" in data.attrs:
        return np.flatnonzero(time <= np.datetime64(str(data.attrs["span_end"])))
    coarse = np.flatnonzero(data.step_days.values > 1.5 * data.step_days.values[0])
    return np.arange(coarse[0] if coarse.size else time.size)


def summary(
    data: xr.Dataset, *, measures: Any = None, polities: Any = None, of: str = "largest"
) -> pd.DataFrame:
    """Median and 90 % interval over runs: see `Run.summary`. A further axis point leads the index."""
    one_of(of, SUMMARIES, "summary")
    part = data.sel(
        measure=names(measures, data.measure.values, "measure"),
        polity=names(polities, data.polity.values, "polity"),
    )
    main = main_span(part)
    if not main.size:
        raise ThawError("no step lies in the main span of the case")
    part = part.isel(time=main)
    values = part.polity_measures
    if of == "largest":
        taken = values.max("time")
    elif of == "mean":
        taken = values.astype(float).weighted(part.step_days).mean("time")
    else:
        taken = values.isel(time=-1)
    ends = taken.astype(float).quantile(LIMITS, dim="run").transpose(..., "quantile")
    ends = ends.reset_coords(drop=True)
    rows = [ends.indexes[axis] for axis in ends.dims[:-1]]
    index = pd.MultiIndex.from_product(rows, names=list(ends.dims[:-1]))
    cells = ends.values.reshape(-1, len(LIMITS))
    frame = pd.DataFrame(cells[:, [1, 0, 2]], index=index, columns=["median", "p05", "p95"])
    units = dict(zip(part.measure.values, _units(part, False), strict=True))
    frame["unit"] = [str(units[m]) for m in index.get_level_values("measure")]
    span = [str(t)[:10] for t in part.time.values[[0, -1]]]
    frame.attrs.update(of=of, runs=data.sizes["run"], first=span[0], last=span[1])
    return frame
