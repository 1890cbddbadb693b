"""What the command line is given, read: a run, a case, or the folder of a comparison."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from thaw.case import load_case
from thaw.errors import ThawError
from thaw.inference.comparison import Comparison
from thaw.report.names import account_name
from thaw.report.reading import read_comparison
from thaw.report.tables import VerdictRow, verdict_rows
from thaw.report.verdict import verdict
from thaw.run import Run, load_run
from thaw.showing.page import Page, show

COLUMNS = ["account", "probability", "recovered", "doubts"]


def opened(
    what: Sequence[str], case: str | None, record: str | None, most: int | None = None
) -> Page:
    """The page of what was named.

    Parameters
    ----------
    what : sequence of str
        Files of runs; or one case, by name or file; or one folder that `thaw compare` wrote.
    case, record : str, optional
        Instead of those that the runs name.
    most : int, optional
        Bytes at most.

    Raises
    ------
    ThawError
        For what is none of these, and all that `thaw.show` raises.
    """
    limits: dict[str, Any] = {} if most is None else {"most": most}
    if len(what) == 1 and Path(what[0]).is_dir():
        return _of_comparison(Path(what[0]), case, record, limits)
    files = [w for w in what if w.endswith((".nc", ".nc4"))]
    if files and len(files) == len(what):
        runs = [load_run(w) for w in what]
        return show(runs[0] if len(runs) == 1 else runs, case=case, record=record, **limits)
    if len(what) == 1:
        return show(load_case(what[0]), record=record, **limits)
    odd = next(w for w in what if w not in files)
    raise ThawError(f"{odd} cannot stand beside others", expected="files of runs, ending in .nc")


def _of_comparison(folder: Path, case: str | None, record: str | None, limits: Any) -> Page:
    """The fitted runs that a comparison kept, with what it found."""
    file = folder / "comparison.json"
    if not file.is_file():
        raise ThawError(
            f"{folder} holds no comparison.json",
            expected="a folder that `thaw compare` wrote, a file of a run, or a case",
        )
    try:
        comparison = Comparison.from_dict(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as problem:
        raise ThawError(f"cannot be read: {problem}", file=file) from None
    view = read_comparison(comparison)
    said = verdict(view)
    rows = verdict_rows(view)
    told = {
        "sentence": said.sentence,
        "more": [t for t in (said.numbers, said.fails, _helps(said.helps)) if t],
        "columns": COLUMNS,
        "accounts": [[r.name, _probability(r), r.recovered, r.note] for r in rows],
    }
    runs = _kept(folder, [r.id for r in rows], {r.id: r.name for r in rows})
    name = case or str(comparison.case)
    held = record or str(comparison.record or "") or None
    if runs:
        return show(runs, case=name, record=held, verdict=told, **limits)
    return show(name, record=held, verdict=told, **limits)


def _helps(what: Sequence[str]) -> str:
    return f"What would help: {'; '.join(what)}." if what else ""


def _probability(row: VerdictRow) -> str:
    """That of a group once, at the first of its accounts, since it is theirs together."""
    if row.joint > 1:
        return f"{row.tempered} for these {row.joint} together"
    return row.tempered if row.joint else "as above, together"


def _kept(folder: Path, order: Sequence[str], named: dict[str, str]) -> dict[str, Run]:
    """Fitted runs by name of their account, in the order of the verdict."""
    files = {f.name.removesuffix(".fitted.nc"): f for f in (folder / "runs").glob("*.fitted.nc")}
    idents = [i for i in order if i in files] + sorted(set(files) - set(order))
    return {named.get(i, account_name(i)): load_run(files[i]) for i in idents}
