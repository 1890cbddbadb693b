#!/usr/bin/env python3
"""What an account's runs foretell of a record, kind by kind, and where its reach ends.

Usage: python tools/reach.py [CASE] [--out FILE.md]

Reads the reference table of the case and writes three tables: cells that happened beside cells foretold; how
many of each kind happened over the whole span beside the central 90 % of an account's runs, which no
window laid around an event can bias; and the share of figures inside 90 % intervals.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from thaw.inference.prepare import Prepared
from thaw.inference.settings import Settings
from thaw.jobs.study import Study
from thaw.jobs.tables_for import inputs

PAGE = Path(__file__).resolve().parent.parent / "docs" / "ideas" / "reach-table.md"
ENDS = (0.05, 0.95)
TITLES = {"size": "sizes", "date": "first days", "series": "series"}


def read(case: str) -> Prepared:
    """Runs and record of a case as a comparison sees them."""
    study = Study.open(case)
    return inputs(study, None, None).prepared(Settings().features)


def by_kind(data: Prepared) -> dict[str, np.ndarray]:
    """Positions of the cells that the record can see, by kind."""
    what = np.array([str(i.what) for i in data.items])
    cells = (data.kinds == "cell") & ~np.isnan(data.record)
    return {str(w): np.flatnonzero(cells & (what == w)) for w in sorted(set(what[cells]))}


def foretold(data: Prepared, null: int) -> Iterator[str]:
    """Cells by kind: seen, happened, foretold by the theories from least to most, and by constant rates."""
    for what, at in by_kind(data).items():
        chance = [
            np.nan_to_num(np.nanmean(data.X[data.y == a][:, at], axis=0)).sum()
            for a in range(len(data.names))
        ]
        others = [c for a, c in enumerate(chance) if a != null]
        yield (
            f"| {what} | {len(at)} | {int(data.record[at].sum())} | "
            f"{min(others):.1f} to {max(others):.1f} | {chance[null]:.1f} |"
        )


def counted(data: Prepared) -> Iterator[str]:
    """Counts over the whole span by account; a star where the record lies outside the central 90 % of its runs."""
    kinds = by_kind(data)
    happened = {w: int(data.record[at].sum()) for w, at in kinds.items()}
    yield "| account | " + " | ".join(kinds) + " |"
    yield "| --- " * (len(kinds) + 1) + "|"
    yield "| *record* | " + " | ".join(f"*{n}*" for n in happened.values()) + " |"
    for a, name in enumerate(data.names):
        parts = []
        for what, at in kinds.items():
            low, high = np.quantile(
                np.nansum(data.X[data.y == a][:, at], axis=1), ENDS, method="inverted_cdf"
            )
            star = "" if low <= happened[what] <= high else " \\*"
            parts.append(f"{low:.0f} to {high:.0f}{star}")
        yield f"| {name} | " + " | ".join(parts) + " |"


def covered(data: Prepared, null: int) -> Iterator[str]:
    """Share of figures inside the central 90 % of the theories' runs; a run without the event tells none or late."""
    for kind, title in TITLES.items():
        at = np.flatnonzero((data.kinds == kind) & ~np.isnan(data.record))
        if not len(at):
            continue
        late = np.nanmax(np.where(np.isnan(data.X[:, at]), -np.inf, data.X[:, at]), axis=0)
        silent = {"size": np.zeros(len(at)), "date": late}.get(kind, np.full(len(at), np.nan))
        inside = []
        for a in range(len(data.names)):
            if a == null:
                continue
            X = data.X[data.y == a][:, at]
            low, high = np.nanquantile(np.where(np.isnan(X), silent, X), ENDS, axis=0)
            inside.append(float(np.mean((low <= data.record[at]) & (data.record[at] <= high))))
        yield f"| {title} | {len(at)} | {100 * min(inside):.0f} to {100 * max(inside):.0f} % |"


def page(case: str) -> str:
    """The three tables of a case."""
    data = read(case)
    null = data.names.index("null")
    runs = int(np.bincount(data.y).min())
    return "\n".join(
        [
            f"<!-- written by tools/reach.py from the reference table of {case} -->",
            f"{len(data.names) - 1} theories and the null account, {runs} runs each, on the record of `{case}`.",
            "",
            "| cells | the record can see | happened | foretold by the theories | by constant rates |",
            "| --- | --- | --- | --- | --- |",
            *foretold(data, null),
            "",
            "How many over the whole span: central 90 % of an account's runs, \\* where the record lies outside.",
            "",
            *counted(data),
            "",
            "| figures | of which | inside the 90 % intervals of the theories |",
            "| --- | --- | --- |",
            *covered(data, null),
            "",
        ]
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case", nargs="?", default="bloc_1953")
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    given.out.write_text(page(given.case), encoding="utf-8")


if __name__ == "__main__":
    main()
