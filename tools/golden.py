"""Fingerprints of runs of every shipped account: taken before the code is moved, held against it after.

python tools/golden.py --write         run, and write tests/golden.csv
python tools/golden.py                 run, and say which runs differ from it; exit code 1 if any does
python tools/golden.py --case toy_two  only that case (the accounts that the main case ranks take minutes)

A fingerprint covers every measure of every step, the parameters drawn and all columns of the last
world, bit by bit.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent.parent / "tests" / "golden.csv"
RUNS = {"toy_two": (0, 1), "bloc_1953": (11,)}
"""Seeds by case."""

MAIN = "bloc_1953"
"""The case whose runs are dear: only of ranked accounts."""


def fingerprint(account: str, case: str, seed: int) -> str:
    """Hash over all that a run of prior draws gives."""
    from thaw.jobs.plan import make_plan
    from thaw.jobs.replicate import run_once

    run = run_once(make_plan(account, case), seed)
    told = hashlib.sha256()
    for name in sorted(run.parameters):
        told.update(f"{name}={float(run.parameters[name]).hex()};".encode())
    for values in (run.polity, run.place):
        told.update(np.ascontiguousarray(values).tobytes())
    for table in run.world._fields:
        for column in getattr(run.world, table)._fields:
            told.update(column.encode())
            told.update(np.ascontiguousarray(getattr(getattr(run.world, table), column)).tobytes())
    return told.hexdigest()[:24]


def taken(accounts: Iterable[str], cases: Iterable[str]) -> list[dict[str, str]]:
    """A row for each account, case and seed."""
    from thaw.account import ranked_accounts

    return [
        {"account": a, "case": c, "seed": str(s), "fingerprint": fingerprint(a, c, s)}
        for a in accounts
        for c in cases
        for s in RUNS[c]
        if c != MAIN or a in ranked_accounts()
    ]


def held(file: Path = FILE) -> list[dict[str, str]]:
    """The rows of the file."""
    with file.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def main() -> int:
    from thaw.account import accounts

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--case", nargs="*", default=list(RUNS), choices=list(RUNS))
    parser.add_argument("--account", nargs="*", default=sorted(accounts()))
    options = parser.parse_args()
    rows = taken(options.account, options.case)
    if options.write:
        with FILE.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return 0
    known = {(r["account"], r["case"], r["seed"]): r["fingerprint"] for r in held()}
    wrong = [r for r in rows if known.get((r["account"], r["case"], r["seed"])) != r["fingerprint"]]
    for r in wrong:
        print(f"{r['account']} on {r['case']}, seed {r['seed']}: not the bits that were taken")
    print(f"{len(rows) - len(wrong)} of {len(rows)} runs have the bits that were taken")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
