"""A few figures that sum a run up, by polity and by month: what levers and systems are held against."""

from __future__ import annotations

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
        reaches `MANY`; "flow", a rate times the days; "last", the value at the end, a mean over polities
    """

    name: str
    title: str
    unit: str
    measures: tuple[str, ...]
    form: str

    @property
    def people(self) -> bool:
        """Whether it counts people, whose numbers run from tens to millions."""
        return self.unit == "persons"


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

BY_NAME = {o.name: o for o in OUTCOMES}


def by_step(outcome: Outcome, data: xr.Dataset) -> np.ndarray:
    """An outcome step by step of the main span; but for "last" its sum over steps is the figure.

    Returns
    -------
    float array, shape (run, step, polity)
    """
    columns = [str(m) for m in data.measure.values]
    main = main_span(data)
    values = data.polity_measures.values[:, main].astype(float)
    chosen = values[..., [columns.index(m) for m in outcome.measures]].sum(axis=-1)
    days = data.step_days.values[main][None, :, None]
    if outcome.form == "grown":
        return np.diff(chosen, axis=1, prepend=0.0)
    if outcome.form == "days":
        return (chosen >= MANY) * days
    return chosen * days if outcome.form == "flow" else chosen


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
    """The last axis, of polities, as one: a sum, of "last" a mean."""
    return values.mean(axis=-1) if outcome.form == "last" else values.sum(axis=-1)


def months_of(data: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Months of the main span as datetime64[M], and the first step of each."""
    months = data.time.values[main_span(data)].astype("datetime64[M]")
    return np.unique(months, return_index=True)
