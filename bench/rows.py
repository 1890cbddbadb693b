"""What rows of the reference table cost: CPU seconds of runs of accounts on the main case, seed by seed.

    python bench/rows.py                                     swp_1957, seeds 1 to 6
    python bench/rows.py --account swp_1957 stein_1956 --seeds 1 2 3 --out new.json
    python bench/rows.py --out new.json --against old.json   side by side with what was kept before

A run of prior draws over the whole span, compiled beforehand. "acting days" sums those who act at the end of
each step of a day; "print" is a hash of all measures and of the last world: two engines with the same prints
compute the same bits. See bench/README.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np

CASE = "bloc_1953"


def print_of(run) -> str:
    """Hash over all measures and all columns of the last world."""
    told = hashlib.sha256()
    for values in (run.polity, run.place):
        told.update(np.ascontiguousarray(values).tobytes())
    for table in run.world:
        for column in table:
            told.update(np.ascontiguousarray(column).tobytes())
    return told.hexdigest()[:12]


def row(account: str, case: str, seed: int) -> dict:
    """One run: CPU seconds of this process, and what happened."""
    from thaw.jobs.plan import make_plan
    from thaw.jobs.replicate import compile_program, run_once

    plan = make_plan(account, case)
    compile_program(plan)
    cpu = time.process_time()
    run = run_once(plan, seed)
    cpu = time.process_time() - cpu
    names = [m.name for m in plan.account.measures("polities")]
    acting = run.polity[:, :, [names.index(n) for n in ("strikers", "demonstrators", "armed")]]
    return {
        "account": account,
        "seed": seed,
        "cpu_seconds": round(cpu, 3),
        "took_part": int(run.world.polities.joined.sum()),
        "most_on_a_day": int(acting.sum(axis=(1, 2)).max()),
        "acting_days": int(acting.sum()),
        "print": print_of(run),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--account", nargs="*", default=["swp_1957"])
    parser.add_argument("--case", default=CASE)
    parser.add_argument("--seeds", nargs="*", type=int, default=list(range(1, 7)))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    old = json.loads(options.against.read_text()) if options.against else []
    known = {(r["account"], r["seed"]): r for r in old}
    print(
        f"{'account':26s}{'seed':>5s}{'cpu s':>9s}{'took part':>13s}{'most a day':>12s}{'acting days':>14s}"
        f"  {'print':12s}  against"
    )
    made, now, before = [], 0.0, 0.0
    for account in options.account:
        for seed in options.seeds:
            r = row(account, options.case, seed)
            made.append(r)
            beside = ""
            if (account, seed) in known:
                k = known[account, seed]
                now, before = now + r["cpu_seconds"], before + k["cpu_seconds"]
                bits = "same bits" if k["print"] == r["print"] else "OTHER BITS"
                beside = (
                    f"{k['cpu_seconds']:.2f} s, {r['cpu_seconds'] / k['cpu_seconds']:.2f}, {bits}"
                )
            print(
                f"{account:26s}{seed:5d}{r['cpu_seconds']:9.2f}{r['took_part']:13,}{r['most_on_a_day']:12,}"
                f"{r['acting_days']:14,}  {r['print']}  {beside}",
                flush=True,
            )
    mean = sum(r["cpu_seconds"] for r in made) / len(made)
    tail = (
        f"; on the rows of both {now:.1f} s against {before:.1f} s, {now / before:.2f}"
        if before
        else ""
    )
    print(f"{len(made)} runs, {mean:.2f} CPU seconds a run{tail}")
    if options.out:
        options.out.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
