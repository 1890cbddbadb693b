#!/usr/bin/env python3
"""What the shipped accounts make of a case by a day: the starting world of a case that begins there.

Usage: python tools/carry_state.py PART.yaml [--keep FOLDER] [--out FILE.csv]

`carried` of PART.yaml names the case, the day, the polities, the seeds and `facts`: what had happened by then
and is known. Every ranked account but the null account is run to the day, once a seed; of each polity the
runs in which its facts hold are kept. Of the columns `POLITY`, `GROUP` and `UNIT` the median and the standard
deviation over the runs kept are written: of groups the mean over their people, in the capital and elsewhere.
No account is preferred and nothing after the day is used. A run in which more has happened than did by the
day is given up. Takes minutes; --keep leaves runs on disk and goes on from them.
"""

from __future__ import annotations

import argparse
import csv
import pickle
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from thaw.account import load_account
from thaw.case import load_case
from thaw.engine.start import blueprint
from thaw.files import shipped
from thaw.jobs.plan import make_plan
from thaw.jobs.replicate import run_once
from thaw.world import STRATA, copy_table

POLITY = [
    "living",
    "growth",
    "plan_gap",
    "norm",
    "price",
    "line",
    "concession",
    "credibility",
    "disclosure",
    "told_public",
    "victims",
    "known",
    "known_party",
    "inquiry",
    "repression",
    "terror",
    "terror_past",
    "censorship",
    "legitimacy",
    "authority",
    "threat",
    "pressure",
    "monopoly",
    "elite_security",
    "complicity",
    "succession",
    "reform_wing",
    "obedience",
    "foreign_rule",
    "memory_of_unrest",
    "mood_usual",
    "ferment",
    "outgrown",
    "technocrats",
]
GROUP = [
    "standard",
    "expectation",
    "grievance_econ",
    "grievance_pol",
    "grievance_nat",
    "fear",
    "efficacy",
    "conviction",
    "withholding",
]
UNIT = ("loyalty",)
TABLES = ("polities", "groups", "units")
PATIENCE = 10
"""Steps after which a run is looked at again."""

Tables = dict[str, dict[str, np.ndarray]]


class GaveUp(Exception):
    """More has happened in a run than by the day had happened; counts never fall."""


def run_to(account: str, about: dict[str, Any], seed: int) -> Tables | None:
    """Tables of one run as it stands before the step of the day; None once a `most` is passed."""
    plan = make_plan(account, about["case"])
    at = round((about["day"] - plan.case.start).days / plan.case.step)
    rows = blueprint(plan.case).rows
    limits = [f for f in about["facts"] if "most" in f]
    found: Tables = {}

    def look(world: Any) -> None:
        for name in TABLES:
            found[name] = copy_table(getattr(world, name))._asdict()
        if not holds(found, limits, rows):
            raise GaveUp

    days = tuple((n, look) for n in (*range(PATIENCE, at, PATIENCE), at))
    watched = replace(plan.what_if, watched=days)
    try:
        run_once(replace(plan, what_if=watched), seed, steps=at + 1)
    except GaveUp:
        return None
    return found


def accounts() -> list[str]:
    """Names of the shipped accounts that are ranked, the null account left out."""
    made = [load_account(name) for name in shipped("accounts")]
    return sorted(a.name for a in made if a.ranked and a.grade != "null")


def runs(about: dict[str, Any], keep: Path | None) -> list[Tables | None]:
    """Every account and seed, from `keep` where they are there; None for those given up."""
    made: list[Tables | None] = []
    for account in accounts():
        for seed in range(1, about["seeds"] + 1):
            file = keep / f"{account}.{seed}.pickle" if keep else None
            if file and file.is_file():
                made.append(pickle.loads(file.read_bytes()))
                continue
            made.append(run_to(account, about, seed))
            if file:
                file.write_bytes(pickle.dumps(made[-1]))
    return made


def holds(tables: dict, facts: list[dict[str, Any]], rows: dict[str, dict[str, int]]) -> bool:
    """Whether what is known to have happened did so in a run."""
    for fact in facts:
        table, column = fact["column"].split(".")
        value = tables[table][column][rows[table][fact["row"]]]
        if not fact.get("least", -np.inf) <= value <= fact.get("most", np.inf):
            return False
    return True


def summaries(
    every: list[Tables | None], about: dict[str, Any]
) -> list[tuple[str, str, str, float, float, int]]:
    """(table, row, column, median, sd, runs) of every column carried."""
    case = load_case(about["case"])
    plan = blueprint(case)
    out: list[tuple[str, str, str, float, float, int]] = []

    def tell(table: str, row: str, column: str, values: Any) -> None:
        found = np.array([float(v) for v in values])
        out.append((table, row, column, float(np.median(found)), float(found.std()), len(found)))

    for polity in about["polities"]:
        j = plan.rows["polities"][polity]
        facts = [f for f in about["facts"] if f["row"] == polity or "most" in f]
        kept = [t for t in every if t is not None and holds(t, facts, plan.rows)]
        sys.stdout.write(
            f"{polity}: {len(kept)} of {len(every)} runs agree with what had happened\n"
        )
        if len(kept) < about["fewest"]:
            raise SystemExit(f"at least {about['fewest']} are wanted: more seeds, or fewer facts")
        for column in POLITY:
            tell("polities", polity, column, [t["polities"][column][j] for t in kept])
        g, capital = plan.tables["groups"], plan.tables["places"].capital
        for stratum, name in enumerate(STRATA):
            for where, at in (("capital", 1), ("elsewhere", 0)):
                here = (g.polity == j) & (g.stratum == stratum) & (capital[g.place] == at)
                if not here.any():
                    continue
                weight = g.population[here]
                for column in GROUP:
                    means = [np.average(t["groups"][column][here], weights=weight) for t in kept]
                    tell("groups", f"{polity}/{where}/{name}", column, means)
        for kind in ("police", "army", "soviet"):
            mine = [
                k
                for k, u in enumerate(case.units)
                if u.kind == kind and case.places[case.place(u.place)].polity == polity
            ]
            for column in UNIT if mine else ():
                weight = plan.tables["units"].strength[mine]
                means = [np.average(t["units"][column][mine], weights=weight) for t in kept]
                tell("units", f"{polity}/{kind}", column, means)
    return out


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    about = yaml.safe_load(given.part.read_text(encoding="utf-8"))["carried"]
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    every = runs(about, given.keep)
    out = given.out or given.part.with_name(f"{given.part.stem}_state.csv")
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("table", "row", "column", "median", "sd", "runs"))
        for table, row, column, median, sd, n in summaries(every, about):
            writer.writerow((table, row, column, f"{median:.4g}", f"{sd:.2g}", n))


if __name__ == "__main__":
    main()
