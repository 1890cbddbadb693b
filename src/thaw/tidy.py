"""Runs as tables: one value a row, summaries, parts of a Run, and Runs laid together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from thaw.errors import ThawError
from thaw.run import Run, one_of, title_of

if TYPE_CHECKING:
    import xarray as xr

BYTES_A_ROW = 22
SUMMARIES = ("largest", "mean", "last")
LIMITS = (0.05, 0.5, 0.95)
SAME = (
    "account", "account_hash", "prior_hash", "case", "case_hash", "levers", "levers_written",
    "parameters_given", "sub_steps", "draws", "thaw",
)  # fmt: skip
"""Attributes in which Runs must agree to lie together without labels."""


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
    data: xr.Dataset, *, measures: Any = None, polities: Any = None, places: bool = False,
    limit: int | None = None,
) -> pd.DataFrame:  # fmt: skip
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
    import xarray as xr

    made = list(runs)
    wrong = next((r for r in made if not isinstance(r, Run)), None)
    if not made or wrong is not None:
        raise ThawError(
            "nothing to lay together" if not made else f"{type(wrong).__name__} is not a Run",
            expected="a list of Runs",
        )
    if labels is None:
        _refuse_mixture(made)
        parts = [r.data for r in made]
    else:
        parts = _labelled(made, labels)
    _refuse_other_axes(parts)
    data = xr.concat(
        parts, dim="run", data_vars="minimal", coords="minimal", compat="override", join="outer",
        combine_attrs="override" if labels is None else "drop_conflicts", fill_value=np.nan,
    )  # fmt: skip
    if labels is not None:
        data = data.assign_coords(run=np.arange(data.sizes["run"]))
    return Run(data)


def _refuse_mixture(runs: Sequence[Run]) -> None:
    """Refuse Runs that differ in what was run, or that share a seed."""
    todo = "give labels: thaw.concat([a, b], labels=['first', 'second'])"
    first = runs[0].data.attrs
    labelled = any("label" in r.data.coords for r in runs)
    for other in runs[1:]:
        for name in SAME:
            one, two = first.get(name, ""), other.data.attrs.get(name, "")
            if one != two:
                what = f"{name} {one or 'none'} and {two or 'none'}"
                raise ThawError(f"these Runs differ: {what}", todo=todo)
    seeds = [s for r in runs for s in r.seeds]
    if labelled or len(set(seeds)) < len(seeds):
        twice = next((s for s in seeds if seeds.count(s) > 1), None)
        why = "some have labels" if twice is None else f"the seed {twice} is in more than one"
        raise ThawError(f"these Runs cannot be told apart: {why}", todo=todo)


def _labelled(runs: Sequence[Run], labels: Sequence[str]) -> list[xr.Dataset]:
    """The datasets with a coordinate label by run."""
    given = [labels] if isinstance(labels, str) else [str(x) for x in labels]
    if len(given) != len(runs) or len(set(given)) < len(given):
        raise ThawError(
            f"{len(given)} labels for {len(runs)} Runs" if len(given) != len(runs)
            else "a label is given twice", expected="one label for each Run, all different",
        )  # fmt: skip
    return [
        r.data.assign_coords(label=("run", np.full(len(r), label)))
        for r, label in zip(runs, given, strict=True)
    ]


def _refuse_other_axes(parts: Sequence[xr.Dataset]) -> None:
    first = parts[0]
    for other in parts[1:]:
        for axis in ("time", "polity", "measure", "place", "place_measure"):
            if (axis in first.coords) != (axis in other.coords) or (
                axis in first.coords and not first.indexes[axis].equals(other.indexes[axis])
            ):
                raise ThawError(
                    f"{title_of(first)} and {title_of(other)} do not have the same {axis}",
                    todo="select a common part with Run.sel, or compare their tables (Run.to_df)",
                )
