"""A few figures that sum a run up, by polity and by month: what levers and systems are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from thaw.run.tidy import main_span

if TYPE_CHECKING:
    import xarray as xr

MANY = 10_000.0
"""People acting at one time in a country from which its day counts as one of many."""


class Outcome(NamedTuple):
    """A figure of a run, taken in the main span of its case.

    Attributes
    ----------
    name, title, unit : str
    measures : names of measures by polity
    form : "grown", what a cumulative measure gained; "days", those on which the sum of the measures
        reaches `MANY`; "flow", a rate times the days; "last", the value at the end, a mean over polities;
        "each", as "grown", but the whole is the geometric mean over polities, so that all count alike
    place_kind : of the places alone that are of this kind, or "" for whole polities; `measures` are then
        those by place
    """

    name: str
    title: str
    unit: str
    measures: tuple[str, ...]
    form: str
    place_kind: str = ""

    @property
    def people(self) -> bool:
        """Whether it counts people, or their days, whose numbers run from tens to millions."""
        return self.unit in ("persons", "person-days")


OUTCOMES = (
    Outcome("took_part", "people who took part", "persons", ("joined",), "grown"),
    Outcome(
        "days_of_many",
        "days with 10,000 or more acting in a country",
        "days",
        ("strikers", "demonstrators", "armed"),
        "days",
    ),
    Outcome("deaths", "deaths", "persons", ("deaths",), "grown"),
    Outcome("concessions", "concessions", "1", ("n_concession",), "grown"),
    Outcome("disclosures", "disclosures", "1", ("n_disclosure",), "grown"),
    Outcome("interventions", "foreign interventions", "1", ("n_intervention",), "grown"),
    Outcome("refugees", "people who left the country", "persons", ("exit_flow",), "flow"),
    Outcome(
        "officials_arrested",
        "officials of the apparatus arrested",
        "persons",
        ("officials_arrested",),
        "grown",
    ),
    Outcome("left_abroad", "members who left parties abroad", "persons", ("left_abroad",), "grown"),
    Outcome(
        "last_restoration",
        "current to restoration on the last day, mean of countries",
        "share",
        ("restoration",),
        "last",
    ),
    Outcome(
        "last_terror", "terror on the last day, mean of countries", "1 = 1937", ("terror",), "last"
    ),
)
"""In the order in which they are shown."""

OF_ROWS = (
    Outcome("strike_days", "days on strike, of all together", "person-days", ("strikers",), "flow"),
    Outcome(
        "camp_strike_days",
        "days on strike in camps, of all together",
        "person-days",
        ("strikers",),
        "flow",
        "camp",
    ),
    Outcome(
        "last_known",
        "past repression that is common knowledge on the last day, mean of countries",
        "share",
        ("known",),
        "last",
    ),
    Outcome(
        "took_part_each",
        "people who took part, every country counting alike",
        "persons",
        ("joined",),
        "each",
    ),
)
"""Of one system only, whose sign needs them: tables of levers leave them out."""

BY_NAME = {o.name: o for o in (*OUTCOMES, *OF_ROWS)}


def by_step(
    outcome: Outcome, data: xr.Dataset, kinds: Mapping[str, str] | None = None
) -> np.ndarray:
    """An outcome step by step of the main span; but for "last" its sum over steps is the figure.

    Parameters
    ----------
    kinds : mapping of place to its kind
        Needed for an outcome of one kind of place.

    Returns
    -------
    float array, shape (run, step, polity)
    """
    main = main_span(data)
    chosen = (
        _in_places(outcome, data, kinds or {})
        if outcome.place_kind
        else _of_polities(outcome, data)
    )
    chosen = chosen[:, main]
    days = data.step_days.values[main][None, :, None]
    if outcome.form in ("grown", "each"):
        return np.diff(chosen, axis=1, prepend=0.0)
    if outcome.form == "days":
        return (chosen >= MANY) * days
    return chosen * days if outcome.form == "flow" else chosen


def _of_polities(outcome: Outcome, data: xr.Dataset) -> np.ndarray:
    """The sum of its measures by polity, shape (run, step, polity)."""
    columns = [str(m) for m in data.measure.values]
    at = [columns.index(m) for m in outcome.measures]
    return data.polity_measures.values[..., at].astype(float).sum(axis=-1)


def _in_places(outcome: Outcome, data: xr.Dataset, kinds: Mapping[str, str]) -> np.ndarray:
    """The same over the places of its kind in each polity."""
    columns = [str(m) for m in data.place_measure.values]
    at = [columns.index(m) for m in outcome.measures]
    summed = data.place_measures.values[..., at].astype(float).sum(axis=-1)
    of_kind = np.array([kinds.get(str(p)) == outcome.place_kind for p in data.place.values])
    within = data.place_polity.values[:, None] == data.polity.values[None, :]
    return summed @ (within & of_kind[:, None]).astype(float)


def of_run(outcome: Outcome, steps: np.ndarray) -> np.ndarray:
    """The figure by polity, shape (run, polity), from what `by_step` gave."""
    return steps[:, -1] if outcome.form == "last" else steps.sum(axis=1)


def of_months(outcome: Outcome, steps: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """The figure by month, shape (run, month, polity); of "last" the mean of the month.

    Parameters
    ----------
    starts : int array, shape (month,), the first step of each month
    """
    summed = np.add.reduceat(steps, starts, axis=1)
    if outcome.form != "last":
        return summed
    return summed / np.diff(np.append(starts, steps.shape[1]))[None, :, None]


def whole(outcome: Outcome, values: np.ndarray) -> np.ndarray:
    """The last axis, of polities, as one: a sum, of "last" a mean, of "each" a geometric mean of one more."""
    if outcome.form == "each":
        return 10.0 ** np.log10(np.maximum(values, 0.0) + 1.0).mean(axis=-1) - 1.0
    return values.mean(axis=-1) if outcome.form == "last" else values.sum(axis=-1)


def months_of(data: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Months of the main span as datetime64[M], and the first step of each."""
    months = data.time.values[main_span(data)].astype("datetime64[M]")
    return np.unique(months, return_index=True)
