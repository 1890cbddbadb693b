"""Measure the signs that `thaw systems` shows, and write the shipped table of a case.

python tools/measure_systems.py CASE --runs 24 --parts out/systems

What is done is kept in the folder of parts: a second call after a stop goes on from there. The table goes
to src/thaw/data/tables/systems.CASE.json with the hash of all that it hangs on. With --row only some rows
are measured, and with --add these go into the table that is there, as where the runs of a row must stop early:

python tools/measure_systems.py CASE --row coercion --until DAY --add

or where the occasion of a row arises under some of its accounts only, which its sign then names:

python tools/measure_systems.py CASE --row councils --account swp_1957 --runs 40 --add
"""

from __future__ import annotations

import argparse
import datetime as dt
import os

from thaw.cli import screen
from thaw.jobs import systems
from thaw.jobs.study import Way
from thaw.writing import write_whole

if __name__ == "__main__":
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("case")
    ask.add_argument("--runs", type=int, default=24)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--workers", type=int, default=None)
    ask.add_argument("--parts", default="out/systems")
    ask.add_argument("--row", action="append", default=[])
    ask.add_argument("--account", action="append", default=[])
    ask.add_argument("--add", action="store_true")
    ask.add_argument("--until", type=dt.date.fromisoformat, default=None)
    given = ask.parse_args()
    os.nice(10)
    made = systems.measured(
        given.case,
        systems.chosen(given.row, systems.systems()),
        given.account or None,
        runs=given.runs,
        seed=given.seed,
        until=given.until,
        keep=given.parts,
        way=Way(given.workers, bar=screen.bar),
    )
    table = systems.shipped_signs(made.case) if given.add else None
    if table is not None:
        made = systems.joined(table, made)
    print(write_whole(systems.table_file(made.case), systems.as_text(made)))
