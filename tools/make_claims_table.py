#!/usr/bin/env python3
"""Make the shipped table of claims of a case anew: what the runs of every account say of every claim and rule.

Usage: python tools/make_claims_table.py CASE [--runs N] [--pairs N] [--minutes M] [--out FILE]
       [--keep FOLDER] [--seed S] [--workers N] [--account NAME ...]

Runs go round the accounts, those that are repeated under what-ifs first. Each is kept in FOLDER as it is done,
so a call after a stop, or after --minutes, goes on where the last one ended; the table is written from what
there is. A run of bloc_1953 takes about six seconds of one core. With twenty accounts --runs 12 --pairs 4 are
some 350 runs, about a quarter of an hour on two idle cores; the defaults take nearly twice as long.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from thaw.cli import screen
from thaw.jobs.claim_runs import PAIRS, RUNS, made, opened, save, table_file
from thaw.jobs.study import Way


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--account", action="append")
    parser.add_argument("--keep", type=Path, default=Path("out"))
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    inputs = opened(given.case, given.account)
    path = given.out or table_file(inputs.case.name)
    verdicts = made(
        inputs,
        runs=given.runs,
        pairs=given.pairs,
        seed=given.seed,
        keep=given.keep,
        minutes=given.minutes,
        way=Way(given.workers, bar=screen.bar),
    )
    if not verdicts.accounts:
        print("no run was made")
        return
    save(verdicts, path)
    for name, held in verdicts.accounts.items():
        print(f"{name}: {len(held.seeds)} runs")
    print(f"saved: {path}")


if __name__ == "__main__":
    main()
