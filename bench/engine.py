"""Speed of the engine: people times days a second, the main case, the first result of a fresh process.

    python bench/engine.py                              1e6 and 1e8 people, 1 and 2 threads
    python bench/engine.py --people 1e5 --days 5        a smaller trial
    python bench/engine.py --compile                    how long compiling takes, in an empty folder

Prints a table and, with --out, writes the same figures as JSON. See bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ACCOUNT, CASE = "stein_1956", "bloc_1953"
CELL = 40
SITE_CELLS = 50
PLACE_CELLS = 5_000
POLITIES = 7


def synthetic_world(people: int):
    """A quiet society of `people` workers: places of 200,000, sites of 2,000, cells of 40.

    Traits are those of the main case. Fields are so calm that almost nobody acts; there are at least
    eight places, so that two threads have work.
    """
    from thaw.case import load_case
    from thaw.engine.build import blueprint
    from thaw.world import Draws, World, empty_people, empty_table

    cells = people // CELL
    places = max(8, cells // PLACE_CELLS)
    sites = max(places, cells // SITE_CELLS)
    w = {
        name: empty_table(name, n)
        for name, n in (
            ("clock", 1), ("cells", cells), ("sites", sites), ("groups", places), ("places", places),
            ("polities", POLITIES), ("officials", 2 * POLITIES), ("units", 2 * POLITIES),
        )
    }  # fmt: skip
    place_of_site = np.sort(np.arange(sites) % places)
    site_of_cell = np.sort(np.arange(cells) % sites)
    c, s, g, q, j = (w[name] for name in ("cells", "sites", "groups", "places", "polities"))
    c.site[:], c.place[:] = site_of_cell, place_of_site[site_of_cell]
    c.group[:], c.size[:] = c.place, CELL
    first = np.searchsorted(site_of_cell, np.arange(sites))
    c.number[:] = np.arange(cells) - first[site_of_cell]
    s.place[:], s.polity[:] = place_of_site, place_of_site % POLITIES
    s.address[:] = np.random.default_rng(1).integers(0, 2**32, sites)
    s.headcount[:] = np.bincount(site_of_cell, minlength=sites) * CELL
    q.polity[:] = np.arange(places) % POLITIES
    q.population[:] = np.bincount(c.place, minlength=places) * CELL
    q.first_cell[:] = np.searchsorted(c.place, np.arange(places))
    q.last_cell[:] = np.searchsorted(c.place, np.arange(places), side="right")
    g.place[:], g.polity[:], g.population[:] = np.arange(places), q.polity, q.population
    g.grievance_econ[:] = g.base_econ[:] = 0.2
    g.fear[:], g.efficacy[:] = 0.6, 0.1
    workers = next(x for x in load_case(CASE).strata if x.name == "workers")
    for rung, height in workers.heights.items():
        getattr(g, f"height_{rung}")[:] = height
    j.population[:] = np.bincount(q.polity, weights=q.population, minlength=POLITIES)
    j.workforce[:] = j.population
    j.party[:] = j.party_norm[:] = 0.05 * j.population
    for k in range(2 * POLITIES):
        w["officials"].polity[k] = w["units"].polity[k] = k % POLITIES
        w["units"].place[k], w["units"].kind[k] = k % places, k // POLITIES
    w["units"].strength[:] = 1_000
    quantiles = blueprint(load_case(CASE), 1_000).quantiles
    draws = Draws(np.array([1, 0], np.int64), quantiles)
    return World(**w, people=empty_people(cells), draws=draws)


def stepper(world, threads: int) -> tuple[Callable[[int, int], None], object]:
    """A function that runs days a to b of the account's real unit on `world`, and its columns."""
    from thaw.account import load_account
    from thaw.engine import unit
    from thaw.engine.flat import HEADER, clock_start, pack
    from thaw.engine.loop import lanes_for
    from thaw.measure import measures
    from thaw.world import empty_table

    mechanisms = load_account(ACCOUNT).mechanisms
    whole = unit.shared_order(mechanisms)
    over = (*measures("polities"), *measures("places"))
    run = unit.compiled(whole, over, threads > 1)
    theta = unit.theta_of(whole, mechanisms, {})
    lanes = lanes_for(len(world.cells.size), 1 if threads == 1 else 4 * threads)
    buf = np.zeros(unit.BESIDE * max(len(table[0]) for table in world[:-2]))
    places = len(world.places.polity)
    flat, view = pack(world, empty_table("clock", places))
    clocks = np.array([clock_start(view)])
    heads = np.zeros((lanes.full.shape[0], HEADER), np.int64)
    days = 400
    starts = np.arange(float(days))
    polity = np.zeros((days, POLITIES, len(measures("polities"))), np.float32)
    place = np.zeros((days, places, len(measures("places"))), np.float32)

    def go(first: int, last: int) -> None:
        full = run(
            flat, theta, lanes, buf, clocks, heads, starts, np.ones(days), np.full(days, 24),
            1953 + starts / 365.25, polity, place, first, last,
        )  # fmt: skip
        if full:
            raise RuntimeError("the working space was too small")

    return go, view


def materialise(people) -> None:
    """Write to every page of the private state and mark every cell as touched."""
    for column in people:
        column[:] = 0
    people.touched[:] = 1


def sweep(people: int, days: int, threads: int, stored: bool) -> dict:
    """Time `days` days after two of warming up."""
    import numba

    numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
    world = synthetic_world(people)
    if stored:
        materialise(world.people)
    go, view = stepper(world, threads)
    go(0, 2)
    wall, cpu = time.perf_counter(), time.process_time()
    go(2, 2 + days)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "what": "people stored" if stored else "people implied",
        "people": int(world.cells.size.sum()), "cells": len(world.cells.size), "threads": threads,
        "days": days, "seconds": wall, "cpu_seconds": cpu,
        "person_days_per_second": world.cells.size.sum() * days / wall,
        "cells_touched": int(view.people.touched.sum()),
        "acting_at_end": int(view.places.acting.sum()),
    }  # fmt: skip


def main_case() -> dict:
    """One replicate of the main case at the default sample, compiled already."""
    from thaw.simulating import compile_unit, make_plan, run_once

    plan = make_plan(ACCOUNT, CASE)
    compile_unit(plan)
    wall, cpu = time.perf_counter(), time.process_time()
    made = run_once(plan, 1)
    return {
        "what": f"{ACCOUNT} on {CASE}, default sample", "steps": len(made.polity),
        "people": int(made.world.cells.size.sum()), "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
    }  # fmt: skip


FIRST = f"""
from thaw.simulating import make_plan, run_once
made = run_once(make_plan({ACCOUNT!r}, {CASE!r}), 1, steps=1)
assert made.polity[0].any()
"""


def fresh_process() -> dict:
    """From starting Python to the first simulated day of the main case, units on disk."""
    wall = time.perf_counter()
    subprocess.run([sys.executable, "-c", FIRST], check=True)
    return {"what": "fresh process to first result", "seconds": time.perf_counter() - wall}


def compile_fresh() -> dict:
    """Compile the shared unit into an empty folder."""
    from thaw.simulating import compile_unit, make_plan

    with tempfile.TemporaryDirectory() as folder:
        os.environ["THAW_CACHE"] = folder
        wall, cpu = time.perf_counter(), time.process_time()
        compile_unit(make_plan(ACCOUNT, CASE))
        return {
            "what": "compile the shared unit", "seconds": time.perf_counter() - wall,
            "cpu_seconds": time.process_time() - cpu,
        }  # fmt: skip


def machine() -> dict:
    """What the figures were taken on, and how busy it was."""
    import numba

    size = 1 << 28
    a, b = np.zeros(size, np.uint8), np.ones(size, np.uint8)
    np.copyto(b, a)
    best = min(_timed(lambda: np.copyto(b, a)) for _ in range(5))
    return {
        "cores": os.cpu_count(), "load_1_5_15_minutes": [round(x, 2) for x in os.getloadavg()],
        "copy_gigabytes_per_second": 2 * size / best / 1e9, "python": platform.python_version(),
        "numba": numba.__version__, "numpy": np.__version__, "processor": platform.machine(),
    }  # fmt: skip


def _timed(f: Callable[[], object]) -> float:
    start = time.perf_counter()
    f()
    return time.perf_counter() - start


def table(rows: list[dict]) -> str:
    """Rows as aligned text."""
    lines = [f"{'':44s}{'people':>13s}{'threads':>9s}{'seconds':>10s}{'person-days/s':>16s}"]
    for r in rows:
        people = f"{r['people']:,}" if "people" in r else ""
        speed = f"{r['person_days_per_second']:.3g}" if "person_days_per_second" in r else ""
        lines.append(
            f"{r['what']:44s}{people:>13s}{r.get('threads', ''):>9}{r['seconds']:>10.3f}{speed:>16s}"
        )
    return "\n".join(lines)


def main() -> None:
    """Parse arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", nargs="+", type=float, default=[1e6, 1e8])
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--compile", action="store_true", help="only time compiling, from nothing")
    parser.add_argument("--no-case", action="store_true", help="leave the main case out")
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    args = parser.parse_args()
    about = machine()
    print("machine:", json.dumps(about))
    if args.compile:
        rows = [compile_fresh()]
    else:
        rows = [] if args.no_case else [main_case(), fresh_process()]
        for people in args.people:
            for threads in args.threads:
                for stored in (False, True):
                    rows.append(sweep(int(people), args.days, threads, stored))
    about["load_after"] = [round(x, 2) for x in os.getloadavg()]
    print(table(rows))
    if args.out:
        args.out.write_text(json.dumps({"machine": about, "figures": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
