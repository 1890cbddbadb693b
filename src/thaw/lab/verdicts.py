"""What a comparison found, for a lay reader, and item by item what each account expected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from thaw.errors import ThawError
from thaw.evidence.attested import Reading
from thaw.evidence.from_record import Evidence, evidence
from thaw.inference.comparison import Comparison
from thaw.inference.table import Bank
from thaw.jobs.bank_for import runs_for
from thaw.jobs.case_info import case_info, episodes_of
from thaw.jobs.compare import weigh
from thaw.jobs.study import Study, Way
from thaw.jobs.tables_for import opened
from thaw.report.names import item_name, what_name
from thaw.report.reading import View, read_comparison
from thaw.report.tables import account_rows, verdict_rows
from thaw.report.verdict import verdict
from thaw.report.words import shown
from thaw.showing.record import sources_of

COLUMNS = ["account", "probability", "recovered", "against the null account", "doubts"]

ENDS = (5.0, 50.0, 95.0)
"""Percentiles of what an account expects of an item that is no cell."""

APART = 0.1
"""Chances of the record's own answer that differ by less are told only where a source speaks."""

FILE = "comparison.json"

Tell = Callable[[int, int | None, str], None]
"""How far it is: done, total, words."""


def newest(out: Path, case: str) -> Path | None:
    """The folder of the newest comparison of a case in the folder of runs, if there is one."""
    found = []
    for file in (*out.glob(FILE), *out.glob(f"*/{FILE}")) if out.is_dir() else ():
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(told, dict) and told.get("case") == case:
            found.append((file.stat().st_mtime, file.parent))
    return max(found)[1] if found else None


def told_of(case: str | Path, name: str, folder: Path | None, tell: Tell) -> dict[str, Any]:
    """The message ``verdict`` of a case.

    Parameters
    ----------
    case : str or path
        Where the case is read from.
    name : str
    folder : path or None
        A folder that `thaw compare` wrote; None: the runs of the shipped table are weighed now, with
        the small fits of ``--quick``.
    tell : callable

    Raises
    ------
    ThawError
        For a folder without a comparison of this case, and a case without table or record.
    """
    tell(0, None, "reading the record and the runs of the table")
    way = Way(workers=1, bar=_bars(tell), say=lambda _: None)
    if folder is not None:
        comparison = _read(folder, name)
        study = opened(case, [a.id for a in comparison.accounts], way=way)
    else:
        study = opened(case, quick=True, way=way)
    bank, origin, told = _runs(study)
    if folder is None:
        if bank is None:
            raise ThawError(
                f"there is no reference table of {name}",
                todo=f"run `thaw compare {name}` once; its folder is then found here",
            )
        comparison = weigh(study, bank, origin, told)
        origin = f"weighed now from the reference table ({origin}), with the small fits of --quick"
    else:
        origin = f"the comparison in {folder.name}"
    return _message(study, comparison, bank, told, origin)


def _read(folder: Path, name: str) -> Comparison:
    file = folder / FILE
    try:
        made = Comparison.from_dict(json.loads(file.read_text(encoding="utf-8")))
    except OSError:
        raise ThawError(
            f"{folder.name} holds no comparison", expected="a folder that `thaw compare` wrote"
        ) from None
    except (ValueError, KeyError, TypeError) as problem:
        raise ThawError(f"cannot be read: {problem}", file=file) from None
    if made.case != name:
        raise ThawError(f"is a comparison on {made.case}, not on {name}", file=file)
    return made


def _bars(tell: Tell) -> Any:
    """Bars of a study, told to a page."""

    @contextmanager
    def bar(title: str) -> Iterator[Callable[[int, int], None]]:
        yield lambda done, total: tell(done, total, title)

    return bar


def _runs(study: Study) -> tuple[Bank | None, str, Evidence]:
    """The runs of a table at hand, never made now, and what the record tells."""
    from thaw.jobs.bank_for import shipped_table

    assert study.record is not None  # `opened` has seen to it
    told = evidence(study.case, study.record, memory=not study.verified, items=study.items)
    table = shipped_table(study.case.name)
    if not table.is_file():
        return None, "", told
    without = replace(study, way=Way(workers=1, say=_refuse))
    try:
        bank, origin = runs_for(without, Path("."), table)
    except ThawError:
        return None, "", told
    return bank, "as shipped" if origin == "as given" else origin, told


def _refuse(text: str) -> None:
    """Runs that a table lacks are not made for a page: they take hours."""
    raise ThawError(text, todo="run `thaw compare` on the command line")


def _message(
    study: Study, comparison: Comparison, bank: Bank | None, told: Evidence, origin: str
) -> dict[str, Any]:
    view = read_comparison(comparison)
    said = verdict(view)
    assert study.record is not None
    shown_items, left_out = items(study, bank, told)
    info = case_info(study.case, study.accounts, study.record, episodes_of(study.case, study.items))
    return {
        "case": study.case.name,
        "origin": origin,
        "sentence": said.sentence,
        "more": [t for t in (said.numbers, said.fails, _helps(said.helps)) if t],
        "columns": COLUMNS,
        "accounts": _accounts(view, info),
        "recovery": _recovery(view),
        "episodes": [
            {"id": e.id, "title": e.title, "start": e.start, "end": e.end}
            for e in comparison.episodes
        ],
        "items": shown_items,
        "items_left_out": left_out,
    }


def _helps(ways: Sequence[str]) -> str:
    return f"What would help: {'; '.join(ways)}." if ways else ""


def _accounts(view: View, info: dict[str, Any]) -> list[dict[str, Any]]:
    held = {a.id: a for a in account_rows(view, info["accounts"])}
    made = []
    for r in verdict_rows(view):
        a = held[r.id]
        made.append(
            {
                "id": r.id,
                "name": r.name,
                "cells": [r.name, r.tempered, r.recovered, r.score, r.note],
                "ranked": r.ranked,
                "null": r.null,
                "says": a.says,
                "written": a.written,
                "grade": a.grade,
                "objection": a.objection,
                "sources": [
                    {"short": c.cited, "title": c.entry, "address": c.url} for c in a.sources
                ],
            }
        )
    return made


def _recovery(view: View) -> dict[str, Any] | None:
    found = view.comparison.recovery
    if not found.matrix:
        return None
    rows = [[float(v) for v in row] for row in found.matrix]
    return {
        "labels": [view.name(i) for i in found.labels],
        "rows": rows,
        "mean": float(np.mean(np.diag(rows))),
        "runs": found.n_test,
    }


def items(study: Study, bank: Bank | None, told: Evidence) -> tuple[list[dict[str, Any]], int]:
    """Items that the record tells: what it shows, and what each account's runs report there.

    Those that no source dates, and on which the accounts do not differ by `APART`, are left out.

    Parameters
    ----------
    study : Study
    bank : Bank or None
        Runs of a reference table; without it nothing is expected of anybody.
    told : Evidence

    Returns
    -------
    list of dict, and the number of items left out.
    """
    assert study.record is not None
    known = sources_of(study.record)
    polities = {p.name: p.title for p in study.case.places}
    polities |= {p.name: p.title for p in study.case.polities}
    reports = {} if bank is None else {a: _reports(bank, a) for a in bank.accounts}
    made, left = [], 0
    for n, item in enumerate(told.items):
        if told.missing[n] or not np.isfinite(told.value[n]):
            continue
        first, value = str(item.first), float(told.value[n])
        expected = {
            a: _expected(x[:, n], item.kind, item.unit, first, value) for a, x in reports.items()
        }
        chances = [e["p"] for e in expected.values() if e["p"] is not None]
        apart = max(chances, default=0.0) - min(chances, default=0.0)
        if not told.sources[n] and apart < APART:
            left += 1
            continue
        days = (first, str(item.last))
        made.append(
            {
                "id": item.id,
                "name": item_name(item.id, item.kind, item.what, item.polity, polities, days),
                "episode": item.episode,
                "kind": item.kind,
                "record": shown(value, item.kind, item.unit, first),
                "value": value,
                "unit": item.unit,
                "expected": expected,
                "sources": [known[s] for s in told.sources[n] if s in known],
                "figures": [
                    {
                        "what": what_name(item.what),
                        "source": known.get(r.source_id, {}).get("short", r.source_id),
                        "words": _figure(r, item.kind, item.unit, first),
                    }
                    for r in told.readings.get(n, ())
                ],
            }
        )
    return made, left


def _figure(r: Reading, kind: str, unit: str, first: str) -> str:
    """What one source says of an item, in words; open ends are told."""
    low, high = (
        shown(float(x), kind, unit, first) if np.isfinite(x) else None for x in (r.low, r.high)
    )
    if low is None or high is None:
        return f"{high} or less" if high else f"{low} or more" if low else "no figure"
    return low if low == high else f"{low} to {high}"


def _reports(bank: Bank, account: str) -> np.ndarray:
    """Reports of the finished runs of an account, shape (run, item)."""
    return bank.X[(bank.y == bank.accounts.index(account)) & ~bank.failed]


def _expected(x: np.ndarray, kind: str, unit: str, first: str, value: float) -> dict[str, Any]:
    """What runs report of one item: chance of the record's own cell, or percentiles, and in words."""
    held = x[np.isfinite(x)].astype(float)
    if not held.size:
        return {"p": None, "mean": None, "low": None, "high": None, "says": "its runs tell nothing"}
    if kind == "cell":
        share = float(np.mean(held))
        p = share if value == 1 else 1.0 - share
        return {
            "p": p,
            "mean": share,
            "low": None,
            "high": None,
            "says": f"in {share:.0%} of {held.size:,} runs it happens",
        }
    low, middle, high = (float(v) for v in np.percentile(held, ENDS))
    spoken = [shown(v, kind, unit, first) for v in (low, middle, high)]
    often = held.size / x.size
    said = f"{spoken[1]} (90 % of runs: {spoken[0]} to {spoken[2]})"
    if often < 0.995:
        said += f"; {often:.0%} of runs report one"
    return {"p": None, "mean": middle, "low": low, "high": high, "says": said}
