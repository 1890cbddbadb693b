#!/usr/bin/env python3
"""Make the shipped table of causes of a case anew: by whose causes each account's own runs are driven.

Usage: python tools/make_cause_table.py CASE [--runs N] [--seed S] [--account NAME ...] [--out FILE]

An entry that is not stale and has as many runs is left as it is, so a call after a stop goes on. Twenty runs
an account take about two minutes on two idle cores with bloc_1953.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from thaw.account import load_account, ranked_accounts
from thaw.case import load_case
from thaw.jobs.cause_table import file_of, put, standings
from thaw.jobs.causes import causes


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--account", action="append")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    case = load_case(given.case)
    path = given.out or file_of(case.name)
    chosen = [load_account(name) for name in given.account or ranked_accounts()]
    for account, there in zip(chosen, standings(case, chosen, path), strict=True):
        c = there.causes
        if c is not None and not there.stale and (c.runs, c.seed) == (given.runs, given.seed):
            print(f"{account.name}: there")
            continue
        found = causes(account, case, given.runs, given.seed)
        put(path, case, account, found)
        print(f"{account.name}: {found.own}, {found.waves}", flush=True)


if __name__ == "__main__":
    main()
