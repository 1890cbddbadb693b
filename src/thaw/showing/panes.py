"""What a page can show: runs of an account, and the record itself, as lines over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from thaw.case import Case
from thaw.report.names import account_name
from thaw.run.plotting import FEWEST, QUANTILES
from thaw.showing.words import lever_words

if TYPE_CHECKING:
    import xarray as xr

QUANTILE_NAMES = tuple(f"p{round(100 * q):02d}" for q in QUANTILES)


class Table(NamedTuple):
    """Measures of one pane over polities or places.

    Attributes
    ----------
    over : {"polity", "place"}
    measures : list of str
    units, meanings : list of str, one a measure
    values : float array, shape (run, time, row, measure)
    """

    over: str
    measures: list[str]
    units: list[str]
    meanings: list[str]
    values: np.ndarray


class Pane(NamedTuple):
    """One of the things that stand side by side.

    Attributes
    ----------
    name : str
        For readers.
    about : dict
        account, levers, runs, seeds (text), hashes: what it was made from.
    bands : bool
        Whether its runs are enough for a median and bands.
    tables : list of Table
    """

    name: str
    about: dict[str, Any]
    bands: bool
    tables: list[Table]

    def lines(self, runs: int, quartiles: bool) -> list[str]:
        """Names of the lines it is drawn from: quantiles over all runs, then single runs."""
        kept = QUANTILE_NAMES if quartiles else QUANTILE_NAMES[::2]
        single = min(runs, len(self.about["seeds"]))
        return [*(kept if self.bands else ()), *(f"run {k + 1}" for k in range(single))]


def of_run(
    data: xr.Dataset, name: str | None = None, titles: Mapping[str, str] | None = None
) -> Pane:
    """The runs of one file as a pane.

    Parameters
    ----------
    data : xarray.Dataset
        Of a Run.
    name : str, optional
        Account and levers unless given.
    titles : mapping, optional
        Id of a lever of the case to its title.
    """
    about = data.attrs
    said = account_name(str(about.get("account", "")) or "runs")
    levers = lever_words(
        str(about.get("levers") or ""), str(about.get("levers_written") or ""), titles or {}
    )
    seeds = [str(s) for s in data.seed.values.tolist()]
    told = {
        "account": str(about.get("account", "")),
        "levers": levers,
        "runs": len(seeds),
        "seeds": seeds,
        "how": str(about.get("chosen", "")),
        "hashes": {
            k: str(about[k])
            for k in ("account_hash", "case_hash", "prior_hash", "code")
            if k in about
        },
    }
    tables = [_table(data, "polity", "polity_measures", "measure", ("unit", "meaning"))]
    if "place_measures" in data:
        named = ("place_unit", "place_meaning")
        tables.append(_table(data, "place", "place_measures", "place_measure", named))
    said += f"; what if: {levers[:1].lower() + levers[1:]}" if levers else ""
    return Pane(name or said, told, len(seeds) >= FEWEST, tables)


def _table(data: xr.Dataset, over: str, variable: str, axis: str, words: tuple[str, str]) -> Table:
    """One variable of a dataset as a table."""
    names = [str(m) for m in data[axis].values]
    units, meanings = (
        [str(x) for x in data[w].values] if w in data.coords else [""] * len(names) for w in words
    )
    values = data[variable].transpose("run", "time", over, axis).values
    return Table(over, names, units, meanings, values)


def of_case(case: Case, days: Sequence[str], marks: Iterable[Mapping[str, Any]]) -> Pane:
    """A case without runs: what its record dates, day by day, and who lives there at the start."""
    polities, places = [p.name for p in case.polities], [p.name for p in case.places]
    time = np.array(days, dtype="datetime64[D]")
    first_day, last_day = time[0], time[-1]
    rows = {"polity": polities, "place": places}
    noted = {over: np.zeros((1, len(time), len(r), 2)) for over, r in rows.items()}
    inhabitants = {"polity": case.polities, "place": case.places}
    for over, entries in inhabitants.items():
        noted[over][..., 1] = [e.population.value for e in entries]  # type: ignore[attr-defined]
    for mark in marks:
        if mark["off"]:
            continue
        first = np.searchsorted(time, max(np.datetime64(mark["first"]), first_day))
        last = np.searchsorted(time, min(np.datetime64(mark["last"]), last_day), side="right")
        span = slice(int(first), max(int(last), int(first) + 1))
        noted["polity"][0, span, polities.index(mark["polity"]), 0] += 1
        if mark["where"]:
            noted["place"][0, span, places.index(mark["where"]), 0] += 1
    names, units = ["dated_by_the_record", "population"], ["events", "persons"]
    says = [
        "Events that the record dates to this day, or to a span that holds it.",
        "Inhabitants when the case begins; the same on all days.",
    ]
    tables = [Table(over, names, units, says, values) for over, values in noted.items()]
    told = {"account": "", "levers": "", "runs": 0, "seeds": ["record"], "how": "", "hashes": {}}
    return Pane("The record and the start", told, False, tables)


def grows(table: Table, column: int) -> bool:
    """Whether a measure counts decisions or events from the start on: it is whole and never falls."""
    v = table.values[..., column]
    whole = bool(np.all(np.isfinite(v)) and np.all(v == np.rint(v)))
    return table.units[column] == "1" and whole and bool(np.all(np.diff(v, axis=1) >= 0))
