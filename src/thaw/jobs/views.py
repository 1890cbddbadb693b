"""Draws of a forecast as VIEWS takes them: one row for each month, country and draw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from thaw.errors import ThawError
from thaw.importing.figures import Unread
from thaw.importing.states import state_of
from thaw.inference.prepare import Prepared
from thaw.record.vocabulary import MASS
from thaw.writing import write_whole

DRAWS = 1000
"""Draws of a country and month."""

INVENTED = 9001
"""Number of the first country that is on no list of states; theirs end below 1000."""


def views_rows(
    data: Prepared, weight: np.ndarray, ahead: np.ndarray, items: Sequence[Any], seed: int
) -> list[dict[str, Any]]:
    """Draws of how many kinds of unrest a country sees in a month, as VIEWS takes forecasts.

    Returns
    -------
    list of dict
        ``month_id`` (1 is January 1980), ``country_id`` (the polity of the case; `numbered` makes a
        number of it) and ``outcome``, of each draw: kinds of strike, demonstration and rising that happen, 0 to 3.
    """
    rng = np.random.default_rng([seed, 72])
    at = (rng.random() + np.arange(DRAWS)) / DRAWS
    rows = np.searchsorted(np.cumsum(weight), at).clip(0, len(weight) - 1)
    rng.shuffle(rows)
    cells: dict[tuple[int, str], list[int]] = {}
    for j in np.flatnonzero(ahead).tolist():
        i = items[j]
        if i.kind == "cell" and i.what in MASS and (i.last - i.first).days < 40:
            month = (i.first.year - 1980) * 12 + i.first.month
            cells.setdefault((month, str(i.polity)), []).append(j)
    made = []
    for (month, polity), columns in sorted(cells.items()):
        outcome = np.nan_to_num(data.full[np.ix_(rows, np.array(columns))]).sum(axis=1)
        made.append(
            {"month_id": month, "country_id": polity, "outcome": outcome.astype(int).tolist()}
        )
    return made


def numbered(
    draws: Sequence[dict[str, Any]], titles: Mapping[str, str]
) -> tuple[dict[tuple[int, str], int], list[str]]:
    """Number of Gleditsch and Ward (1999) of each month and polity, and polities that have none.

    A polity is looked up by its title, then by its code. Those that were no state in a month, such as
    invented ones, have numbers from `INVENTED` on.
    """
    found: dict[tuple[int, str], int] = {}
    none: list[str] = []
    for month, polity in ((row["month_id"], row["country_id"]) for row in draws):
        day = dt.date(1980 + (month - 1) // 12, (month - 1) % 12 + 1, 1)
        number = _number(titles.get(polity, polity), day) or _number(polity, day)
        if not number and polity not in none:
            none.append(polity)
        found[month, polity] = number or INVENTED + none.index(polity)
    return found, none


def _number(name: str, day: dt.date) -> int:
    try:
        return int(state_of("name", name, day).gw)
    except Unread:
        return 0


def write_views(
    draws: Sequence[dict[str, Any]], path: Path, titles: Mapping[str, str] | None = None
) -> Path:
    """Write the draws as VIEWS takes forecasts: one row for each month, country and draw.

    ``country_id`` is the number of Gleditsch and Ward, as `numbered` gives it.

    Parameters
    ----------
    draws : sequence of dict
        As `views_rows` makes them.
    path : Path
        ``.csv``, or ``.parquet`` where the package pyarrow is installed.
    titles : dict, optional
        Title by polity, to find its number by.

    Raises
    ------
    ThawError
        Another ending, no pyarrow, or nothing by the month.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise ThawError("this is no file for draws", file=path, expected=".csv or .parquet")
    if not draws:
        raise ThawError("nothing is foretold by the month from this date", file=path)
    numbers, _ = numbered(draws, titles or {})
    table = pd.concat(
        [
            pd.DataFrame(
                {
                    "month_id": row["month_id"],
                    "country_id": numbers[row["month_id"], row["country_id"]],
                    "draw": np.arange(len(row["outcome"])),
                    "outcome": row["outcome"],
                }
            )
            for row in draws
        ],
        ignore_index=True,
    )
    if path.suffix == ".csv":
        return write_whole(path, table.to_csv(index=False))
    try:
        return write_whole(path, table.to_parquet(None, index=False))
    except ImportError:
        raise ThawError(
            "Parquet needs the package pyarrow", file=path, todo="install it, or write a .csv"
        ) from None
