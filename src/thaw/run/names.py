"""Names of what a Run holds, and their errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from thaw.errors import ThawError, nearest_name

if TYPE_CHECKING:
    import xarray as xr


SHOWN = (
    ("strikers", "peak strikers"),
    ("demonstrators", "peak demonstrators"),
    ("armed", "peak armed"),
    ("deaths", "deaths"),
    ("n_concession", "concessions"),
    ("n_intervention", "interventions"),
)
"""Measures that people ask for first, each at its largest over time."""


def one_of(name: Any, valid: Sequence[Any], what: str) -> Any:
    """`name`, once it is among `valid`; `what` names the list in the error."""
    if name not in valid:
        raise ThawError(
            f"no {what} is called {name!r}" if isinstance(name, str) else f"no {what} is {name!r}",
            expected=", ".join(map(str, valid)) if len(valid) <= 40 else f"{len(valid)} are there",
            nearest=nearest_name(str(name), [str(v) for v in valid]),
        )
    return name


def title_of(data: xr.Dataset) -> str:
    """What was run, in a few words."""
    about: Mapping[Any, Any] = data.attrs
    if about.get("title"):
        return str(about["title"])
    if "account" in about and "case" in about:
        levers = f" with {about['levers']}" if about.get("levers") else ""
        return f"{about['account']} on {about['case']}{levers}"
    labels = data["label"].values.tolist() if "label" in data.coords else []
    return ", ".join(dict.fromkeys(map(str, labels))) or "untitled"
