"""Runs laid together as one dataset."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from thaw.errors import ThawError
from thaw.run.names import title_of

SAME = (
    "account",
    "account_hash",
    "prior_hash",
    "case",
    "case_hash",
    "levers",
    "levers_written",
    "parameters_given",
    "sub_steps",
    "draws",
    "thaw",
)
"""Attributes in which Runs must agree to lie together without labels."""


def laid_together(parts: Sequence[xr.Dataset], labels: Sequence[str] | None) -> xr.Dataset:
    """Datasets of runs as one, replicate after replicate: see `thaw.concat`."""
    if labels is None:
        _refuse_mixture(parts)
    else:
        parts = _labelled(parts, labels)
    _refuse_other_axes(parts)
    data = xr.concat(
        parts,
        dim="run",
        data_vars="minimal",
        coords="minimal",
        compat="override",
        join="outer",
        combine_attrs="override" if labels is None else "drop_conflicts",
        fill_value=np.nan,
    )
    if labels is not None:
        data = data.assign_coords(run=np.arange(data.sizes["run"]))
    return data


def _refuse_mixture(runs: Sequence[xr.Dataset]) -> None:
    """Refuse Runs that differ in what was run, or that share a seed."""
    todo = "give labels: thaw.concat([a, b], labels=['first', 'second'])"
    first = runs[0].attrs
    labelled = any("label" in r.coords for r in runs)
    for other in runs[1:]:
        for name in SAME:
            one, two = first.get(name, ""), other.attrs.get(name, "")
            if one != two:
                what = f"{name} {one or 'none'} and {two or 'none'}"
                raise ThawError(f"these Runs differ: {what}", todo=todo)
    seeds = [s for r in runs for s in r.seed.values.tolist()]
    if labelled or len(set(seeds)) < len(seeds):
        twice = next((s for s in seeds if seeds.count(s) > 1), None)
        why = "some have labels" if twice is None else f"the seed {twice} is in more than one"
        raise ThawError(f"these Runs cannot be told apart: {why}", todo=todo)


def _labelled(runs: Sequence[xr.Dataset], labels: Sequence[str]) -> list[xr.Dataset]:
    """The datasets with a coordinate label by run."""
    given = [labels] if isinstance(labels, str) else [str(x) for x in labels]
    if len(given) != len(runs) or len(set(given)) < len(given):
        raise ThawError(
            f"{len(given)} labels for {len(runs)} Runs"
            if len(given) != len(runs)
            else "a label is given twice",
            expected="one label for each Run, all different",
        )
    return [
        r.assign_coords(label=("run", np.full(r.sizes["run"], label)))
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
