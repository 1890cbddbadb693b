"""Speed of the engine on everybody, one to one, on one core.

    python bench/engine.py                    quiet and busy runs, cost against people and acts; minutes
    python bench/engine.py --years 1          a smaller trial
    python bench/engine.py --compile          how long compiling takes, in an empty folder

Prints a table; with --out writes the same figures as JSON, with --figure draws them. See bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

ACCOUNT, CASE = "stein_1956", "bloc_1953"
FAR = 6.0
"""A distance to acting at which nobody ever acts, motive."""

GAPS = (FAR, 1.15, 1.05, 0.95, 0.9, 0.85, 0.8)
TIMES = (0.25, 0.5, 1.0, 2.0)
NOISE = 0.2
"""Motive that multiplies a hazard by e: so much further off for e times the people, as many act."""
HEADS = frozenset({"persons"})


def scaled(node: object, factor: float) -> object:
    """A case document with all numbers of persons multiplied."""
    if isinstance(node, dict):
        out = {k: scaled(v, factor) for k, v in node.items()}
        if out.get("unit") in HEADS and "value" in out:
            out["value"] = float(out["value"]) * factor
        return out
    return [scaled(v, factor) for v in node] if isinstance(node, list) else node


@contextmanager
def case_of(factor: float) -> Iterator[str]:
    """The main case, or a file of it with so many times the people."""
    if factor == 1.0:
        yield CASE
        return
    from thaw.case import load_case
    from thaw.files import read_yaml

    document = dict(read_yaml(load_case(CASE).file).data)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scaled.yaml"
        document["case"] = file.stem
        file.write_text(json.dumps(scaled(document, factor), default=str))
        yield str(file)


def one(gap: float, years: float, factor: float = 1.0, scan: bool = False) -> dict:
    """One run of the main span, compiled already: CPU seconds of this thread, and what happened."""
    from thaw.jobs.plan import make_plan
    from thaw.jobs.replicate import compile_program, run_once

    with case_of(factor) as case:
        plan = make_plan(ACCOUNT, case)
        compile_program(plan)
        steps = round(365.25 * years)
        run_once(plan, 2, "median", parameters={"speak_out.gap": gap}, steps=1)
        wall, cpu = time.perf_counter(), time.process_time()
        made = run_once(plan, 2, "median", parameters={"speak_out.gap": gap}, steps=steps)
    acting = made.polity[:steps, :, :3].sum(axis=2)
    return {
        "what": f"gap {gap:.3g}, {factor:g} times the people",
        "years": years,
        "people": int(made.world.sites.persons.sum()),
        "took_part": int(made.world.polities.joined.sum()),
        "most_on_a_day": int(acting.max()),
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
        "scan": scan,
    }


FIRST = f"""
from thaw.jobs.plan import make_plan
from thaw.jobs.replicate import run_once
made = run_once(make_plan({ACCOUNT!r}, {CASE!r}), 1, steps=1)
assert made.polity[0].any()
"""


def fresh_process() -> dict:
    """From starting Python to the first simulated day of the main case, programs on disk."""
    wall = time.perf_counter()
    subprocess.run([sys.executable, "-c", FIRST], check=True)
    return {"what": "fresh process to first result", "seconds": time.perf_counter() - wall}


def compile_fresh() -> dict:
    """Compile the shared program into an empty folder."""
    from thaw.jobs.plan import make_plan
    from thaw.jobs.replicate import compile_program

    with tempfile.TemporaryDirectory() as folder:
        os.environ["THAW_CACHE"] = folder
        wall, cpu = time.perf_counter(), time.process_time()
        compile_program(make_plan(ACCOUNT, CASE))
        return {
            "what": "compile the shared program",
            "seconds": time.perf_counter() - wall,
            "cpu_seconds": time.process_time() - cpu,
        }


def machine() -> dict:
    """What the figures were taken on, and how busy it was."""
    import numba

    size = 1 << 28
    a, b = np.zeros(size, np.uint8), np.ones(size, np.uint8)
    np.copyto(b, a)
    best = min(_timed(lambda: np.copyto(b, a)) for _ in range(5))
    return {
        "cores": os.cpu_count(),
        "load_1_5_15_minutes": [round(x, 2) for x in os.getloadavg()],
        "copy_gigabytes_per_second": 2 * size / best / 1e9,
        "python": platform.python_version(),
        "numba": numba.__version__,
        "numpy": np.__version__,
        "processor": platform.machine(),
    }


def _timed(f: Callable[[], object]) -> float:
    start = time.perf_counter()
    f()
    return time.perf_counter() - start


def table(rows: list[dict]) -> str:
    """Rows as aligned text."""
    lines = [
        f"{'':34s}{'people':>13s}{'took part':>11s}{'most a day':>11s}{'cpu s':>8s}{'wall s':>8s}"
    ]
    for r in rows:
        counts = "".join(
            f"{r[k]:>{n},}" if k in r else " " * n
            for k, n in (("people", 13), ("took_part", 11), ("most_on_a_day", 11))
        )
        cpu = f"{r['cpu_seconds']:8.2f}" if "cpu_seconds" in r else " " * 8
        lines.append(f"{r['what']:34s}{counts}{cpu}{r['seconds']:8.2f}")
    return "\n".join(lines)


def figure(rows: list[dict], file: Path) -> None:
    """Cost against people, nobody acting and as many acting; cost against people who took part."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "thaw"
    import matplotlib.pyplot as plt

    runs = [r for r in rows if "people" in r]
    years = f"CPU seconds, {runs[0]['years']:g} years by day"
    scan = [r for r in runs if r["scan"]]
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    few = [r["took_part"] / 1e3 for r in scan if r["took_part"] > 0]
    some = f"{min(few):.0f} to {max(few):.0f} thousand took part" if few else ""
    for quiet, mark, label in ((True, "o", "nobody acts"), (False, "s", some)):
        found = [r for r in scan if (r["took_part"] == 0) == quiet]
        left.plot(
            [r["people"] / 1e6 for r in found],
            [r["cpu_seconds"] for r in found],
            mark + "-",
            label=label,
        )
    left.set(xlabel="people, millions", ylabel=years)
    left.legend(frameon=False)
    found = [r for r in runs if not r["scan"]]
    right.plot(
        [r["took_part"] / 1e6 for r in found], [r["cpu_seconds"] for r in found], "o", color="C2"
    )
    right.set(xlabel="people who took part, millions", ylabel=years)
    for axes in (left, right):
        axes.set(xlim=(0, None), ylim=(0, None))
        axes.spines[["top", "right"]].set_visible(False)
    fig.savefig(file, metadata={"Date": None})


def main() -> None:
    """Parse arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", type=float, default=5.0)
    parser.add_argument("--compile", action="store_true", help="only time compiling, from nothing")
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    parser.add_argument("--figure", type=Path, help="file for a picture (SVG)")
    args = parser.parse_args()
    about = machine()
    print("machine:", json.dumps(about))
    if args.compile:
        rows = [compile_fresh()]
    else:
        rows = [one(gap, args.years) for gap in GAPS]
        for gap in (FAR, 1.1):
            rows += [one(gap + NOISE * math.log(f), args.years, f, True) for f in TIMES]
        about["peak_memory_gigabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        rows.append(fresh_process())
    about["load_after"] = [round(x, 2) for x in os.getloadavg()]
    print(table(rows))
    if args.figure and not args.compile:
        figure(rows, args.figure)
    if args.out:
        args.out.write_text(json.dumps({"machine": about, "figures": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
