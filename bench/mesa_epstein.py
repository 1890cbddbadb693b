"""Agent-steps a second of `epstein_2002`, preset mesa, against the released Mesa package's own example.

    pip install mesa==3.3.1 networkx                    beside thaw, in the same environment
    python bench/mesa_epstein.py                        40 x 40 and 1000 x 1000, about a quarter of an hour
    python bench/mesa_epstein.py --sizes 40 --steps 50  a trial

A process each, the two taking turns; prints a line for each turn, ratios, and how the two agree in
distribution. With --out the same as JSON. See bench/README.md.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

INPUTS = {"default": {}, "run2": {"legitimacy": 0.82, "cop_density": 0.04, "jail_max": 30}}
"""Inputs that differ from the example's own defaults."""


def mesa_model(size: int, seed: int, inputs: dict):
    """The example as released."""
    from mesa.examples.advanced.epstein_civil_violence.model import EpsteinCivilViolence

    names = {"jail_max": "max_jail_term"}
    given = {names.get(k, k): v for k, v in inputs.items()}
    return EpsteinCivilViolence(width=size, height=size, seed=seed, **given)


def mesa_steps(model, steps: int) -> tuple[float, list[dict]]:
    """Seconds of stepping, and what was active and jailed step by step."""
    rows = []
    start = time.perf_counter()
    for _ in range(steps):
        model.step()
        rows.append({"active": model.ACTIVE, "jailed": model.ARRESTED})
    return time.perf_counter() - start, rows


def thaw_steps(size: int, steps: int, seed: int, inputs: dict) -> tuple[float, int, list[dict]]:
    """The same of thaw: seconds of the ticks, placing agents not counted."""
    import numpy as np

    from thaw.published.models.epstein_2002 import model as model
    from thaw.published.read import load_published, settings_of

    changes = {"width": size, "height": size, "ticks": steps, **inputs}
    settings = settings_of(load_published("epstein_2002"), "mesa", changes)
    city, rules = model.build(settings, seed)
    agents = int(city.n[6])
    left, cops = model.paths(settings)
    out = np.zeros((steps, model.WIDTH))
    start = time.perf_counter()
    model.kernel(model.simulate)(city, rules, left, cops, out)
    seconds = time.perf_counter() - start
    return seconds, agents, [{"active": r[0], "jailed": r[1]} for r in out]


def race(size: int, mesa_n: int, warm: int, thaw_n: int, turns: int) -> dict:
    """Turns of both, one after the other, each in a process of its own; medians and their ratio.

    In one process with Mesa's 14 gigabytes at 1000 x 1000, thaw would be slowed by Mesa's memory.
    Mesa remembers the neighbours of every cell; `warm` steps, not counted, let it fill that memory.
    """
    ours_alone = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    ours_alone.submit(thaw_steps, size, 2, 0, {}).result()
    model = mesa_model(size, 0, {})
    agents = len(model.agents)
    seconds, _ = mesa_steps(model, warm)
    print(f"  {size} x {size}: Mesa warmed up in {seconds:.0f} s", flush=True)
    rates: dict[str, list[float]] = {"mesa": [], "thaw": []}
    for turn in range(turns):
        for name in ("thaw", "mesa", "thaw"):
            gc.collect()
            if name == "mesa":
                seconds, _ = mesa_steps(model, mesa_n)
                rates[name].append(agents * mesa_n / seconds)
            else:
                seconds, ours, _ = ours_alone.submit(thaw_steps, size, thaw_n, turn, {}).result()
                rates[name].append(ours * thaw_n / seconds)
            print(f"  {size} x {size}, turn {turn + 1}: {name} {rates[name][-1]:.4g}/s", flush=True)
    ours_alone.shutdown()
    middle = {k: statistics.median(v) for k, v in rates.items()}
    ratio = middle["thaw"] / middle["mesa"]
    print(
        f"{size} x {size}: thaw {middle['thaw']:.3g}, Mesa {middle['mesa']:.3g} agent-steps a "
        f"second, ratio {ratio:.0f}",
        flush=True,
    )
    return {"size": size, "ratio": ratio, "median": middle, "turns": rates}


def agreement(inputs: dict, steps: int, mesa_seeds: int, thaw_seeds: int) -> dict:
    """Means over runs at 40 x 40 with standard errors: peak and mean active, share above 50, jailed."""
    made: dict[str, dict[str, tuple[float, float]]] = {}
    for name, seeds in (("mesa", mesa_seeds), ("thaw", thaw_seeds)):
        columns: dict[str, list[float]] = {}
        for seed in range(seeds):
            if name == "mesa":
                _, rows = mesa_steps(mesa_model(40, seed, inputs), steps)
            else:
                _, _, rows = thaw_steps(40, steps, seed, inputs)
            active = [r["active"] for r in rows]
            for key, value in (
                ("peak active", max(active)),
                ("mean active", statistics.fmean(active)),
                ("share above 50", statistics.fmean(a > 50 for a in active)),
                ("jailed at the end", rows[-1]["jailed"]),
            ):
                columns.setdefault(key, []).append(float(value))
        made[name] = {
            k: (statistics.fmean(v), statistics.stdev(v) / len(v) ** 0.5)
            for k, v in columns.items()
        }
    for key in made["mesa"]:
        (a, ea), (b, eb) = made["mesa"][key], made["thaw"][key]
        z = (b - a) / max((ea * ea + eb * eb) ** 0.5, 1e-12)
        print(
            f"  {key:18s} Mesa {a:8.3f} +- {ea:.3f}   thaw {b:8.3f} +- {eb:.3f}   z {z:+.2f}",
            flush=True,
        )
    return made


def main() -> None:
    """Run the races and the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[40, 1000])
    parser.add_argument("--steps", type=int, help="steps of Mesa in one turn; 20 or 1 unless given")
    parser.add_argument("--turns", type=int, help="5 or 2 unless given")
    parser.add_argument("--seeds", type=int, default=12, help="runs of Mesa in the comparison")
    parser.add_argument("--out", help="write all figures as JSON")
    chosen = parser.parse_args()
    import mesa

    load = os.getloadavg()
    print(
        f"Python {platform.python_version()}, Mesa {mesa.__version__}, {os.cpu_count()} cores, load {load}"
    )
    made: dict = {"mesa": mesa.__version__, "load": load, "races": [], "agreement": {}}
    for size in chosen.sizes:
        steps = chosen.steps or (20 if size <= 100 else 1)
        turns = chosen.turns or (5 if size <= 100 else 2)
        longer = max(steps, 30_000_000 // (size * size))
        made["races"].append(race(size, steps, steps, longer, turns))
    for name, steps in (("default", 60), ("run2", 150)):
        print(
            f"40 x 40, inputs {name}, {steps} steps, {chosen.seeds} runs of mesa, {10 * chosen.seeds} of thaw"
        )
        made["agreement"][name] = agreement(INPUTS[name], steps, chosen.seeds, 10 * chosen.seeds)
    if chosen.out:
        with open(chosen.out, "w", encoding="utf-8") as file:
            json.dump(made, file, indent=1)


if __name__ == "__main__":
    main()
