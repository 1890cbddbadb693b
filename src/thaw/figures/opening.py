"""What figures are drawn from, opened: runs, cases, records, comparisons, effects of levers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thaw.case import Case, load_case
from thaw.errors import ThawError
from thaw.files import shipped
from thaw.inference.comparison import Comparison
from thaw.record import Record, load_record

if TYPE_CHECKING:
    import pandas as pd

NONE = "none"
"""In place of the name of a record: draw without one."""

EFFECT = ".effect.csv"
EFFECT_COLUMNS = ("account", "given", "polity", "outcome", "unit", "mean", "low", "high", "pairs")


def case_of(about: Mapping[Any, Any], given: Case | str | None) -> Case | None:
    """The case given, else the shipped one that a run names; None for a run of a case of one's own."""
    if isinstance(given, Case):
        return given
    if given is not None:
        return load_case(given)
    named = str(about.get("case") or "")
    return load_case(named) if named in shipped("cases") else None


def record_of(case: Case | None, given: Record | str | None) -> Record | None:
    """The record given, else the case's own; None for "none" and for a case without one."""
    if isinstance(given, Record):
        return given
    if given == NONE:
        return None
    name = given or (case.record if case is not None else None)
    return load_record(name) if name else None


def comparison_in(folder: str | Path) -> Comparison:
    """The comparison that `thaw compare` wrote into a folder, or into a file.

    Raises
    ------
    ThawError
        There is none, or it cannot be read.
    """
    path = Path(folder)
    file = path / "comparison.json" if path.is_dir() or not path.suffix else path
    if not file.is_file():
        raise ThawError(
            f"{folder} holds no comparison",
            expected="a folder that `thaw compare` wrote, or its comparison.json",
        )
    try:
        return Comparison.from_dict(json.loads(file.read_text(encoding="utf-8")))
    except ThawError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ThawError(f"cannot be read as a comparison: {problem}", file=file) from None


def effect_in(file: str | Path) -> pd.DataFrame:
    """The table of effects that `thaw lever` wrote.

    Raises
    ------
    ThawError
        There is no such file, or it holds something else.
    """
    import pandas as pd

    path = Path(file)
    todo = "run `thaw lever CASE NAME`, which writes one"
    if not path.is_file():
        raise ThawError("there is no such file", file=path, expected=f"one ending in {EFFECT}")
    try:
        table = pd.read_csv(path, keep_default_na=False, na_values=[""])
    except (ValueError, OSError) as problem:
        why = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        raise ThawError(f"cannot be read: {why}", file=path, todo=todo) from None
    absent = [c for c in EFFECT_COLUMNS if c not in table]
    if absent:
        raise ThawError(
            f"has no column {', '.join(absent)}",
            file=path,
            expected=f"a file of `thaw lever`, which ends in {EFFECT}",
            todo=todo,
        )
    numbers = table[["mean", "low", "high", "pairs"]]
    for column in numbers:
        made = pd.to_numeric(table[column], errors="coerce")
        bad = made.isna() & table[column].notna()
        if bad.any():
            line = int(bad.to_numpy().argmax()) + 2
            told = table[column][bad].iloc[0]
            raise ThawError(f"{told!r} is not a number", file=path, line=line, key=str(column))
        table[column] = made
    return table
