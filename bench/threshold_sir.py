"""A well-mixed epidemic, agent by agent: Thaw's way of drawing against LASER, Starsim and mesa-frames.

    python bench/threshold_sir.py --peers .venv_bench/bin/python          the whole comparison
    python bench/threshold_sir.py --agents 1e6 --starsim-agents 1e5       a trial

The peers run in interpreters of their own (pip install laser-generic starsim geopandas; mesa-frames in another), one
after the other, on as many threads as Thaw, with the same number of agents and steps, the same R0, infectious
periods and seeds of infection. See bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import numpy as np

SHORTEST, LONGEST = 5, 9
"""Infectious period in days, every whole number as likely."""


def run_thaw(form: str, agents: int, steps: int, beta: float, start: int, seed: int) -> dict:
    """One epidemic; wall-clock seconds of setting up and of the steps apart."""
    from threshold_sir_kernel import BLOCK, by_event, period, touching_all

    from thaw.engine.kernel import kernel

    law = (seed, SHORTEST, LONGEST)
    began = time.perf_counter()
    state = np.zeros(agents, dtype=np.uint8)
    first = (np.arange(start) * (agents // start)).astype(np.int64)
    state[first] = 1
    periods = [period(int(i), law) for i in first]
    out = np.zeros((steps, 2), dtype=np.int64)
    if form == "event":
        follow = np.full(agents, -1, dtype=np.int32)
        head = np.full(((agents + BLOCK - 1) // BLOCK, LONGEST + 1), -1, dtype=np.int32)
        for i, period in zip(first, periods, strict=True):
            follow[i], head[i // BLOCK, period - 1] = head[i // BLOCK, period - 1], i
        arguments = (state, follow, head, beta, law, start, out)
        loop = kernel(by_event, threads=True)
    else:
        left = np.zeros(agents, dtype=np.uint8)
        left[first] = periods
        arguments = (state, left, beta, law, start, out)
        loop = kernel(touching_all, threads=True)
    ready = time.perf_counter()
    loop(*arguments)
    done = time.perf_counter()
    return shape(out[:, 0], agents) | {
        "setup": ready - began,
        "seconds": done - ready,
        "agents": agents,
        "steps": steps,
    }


def shape(susceptible: np.ndarray, agents: int) -> dict:
    """What tells one epidemic from another: all ever infected, and the most newly infected in a step."""
    new = -np.diff(np.asarray(susceptible, dtype=float))
    return {
        "attack": 1.0 - float(susceptible[-1]) / agents,
        "peak": float(new.max()) / agents,
        "peak_day": int(new.argmax()),
    }


# the peers, each in a process of its own


@cache
def laser_period():
    """The law of infectious periods in the form that laser-generic takes, compiled once."""
    import numba

    @numba.njit(nogil=True)
    def period(tick, node):
        return np.float32(SHORTEST + np.random.randint(0, LONGEST - SHORTEST + 1))

    return period


def run_laser(agents: int, steps: int, beta: float, start: int, seed: int) -> dict:
    """laser-generic's SIR with one patch."""
    import geopandas
    from laser.core import PropertySet
    from laser.generic import SIR, Model
    from shapely.geometry import Point

    period = laser_period()
    began = time.perf_counter()
    scenario = geopandas.GeoDataFrame(
        {
            "nodeid": [0],
            "name": ["one"],
            "population": [agents],
            "S": [agents - start],
            "E": [0],
            "I": [start],
            "R": [0],
        },
        geometry=[Point(0, 0)],
        crs="EPSG:4326",
    )
    params = PropertySet({"nticks": steps, "beta": beta, "prng_seed": seed})
    model = Model(scenario, params)
    model.components = [
        SIR.Susceptible(model),
        SIR.Recovered(model),
        SIR.Infectious(model, period),
        SIR.Transmission(model, period),
    ]
    ready = time.perf_counter()
    model.run()
    done = time.perf_counter()
    return shape(np.asarray(model.nodes.S)[:steps, 0], agents) | {
        "setup": ready - began,
        "seconds": done - ready,
        "agents": agents,
        "steps": steps,
    }


def run_starsim(mixing: str, agents: int, steps: int, beta: float, start: int, seed: int) -> dict:
    """Starsim's SIR, with a mixing pool (everybody meets everybody) or random contacts, ten a day.

    An agent there recovers before passing the infection on in that step, so periods are one day longer.
    """
    import starsim as ss

    began = time.perf_counter()
    contacts = 1 if mixing == "pool" else 10
    network = (
        ss.MixingPool(beta=1.0, n_contacts=ss.constant(1))
        if mixing == "pool"
        else ss.RandomNet(n_contacts=contacts)
    )
    period = ss.randint(low=SHORTEST + 1, high=LONGEST + 2)
    chance = 1.0 - math.exp(-beta / contacts)
    disease = ss.SIR(
        beta=ss.probperday(beta if mixing == "pool" else chance),
        init_prev=ss.bernoulli(p=start / agents),
        dur_inf=period,
        p_death=ss.bernoulli(p=0),
    )
    sim = ss.Sim(
        n_agents=agents,
        start=0,
        stop=steps - 1,
        dt=ss.days(1),
        diseases=disease,
        networks=network,
        rand_seed=seed,
        verbose=0,
    )
    sim.init()
    ready = time.perf_counter()
    sim.run()
    done = time.perf_counter()
    susceptible = np.asarray(sim.results.sir.n_susceptible)
    return shape(susceptible, agents) | {
        "setup": ready - began,
        "seconds": done - ready,
        "agents": agents,
        "steps": len(susceptible),
    }


def run_frames(agents: int, steps: int, beta: float, start: int, seed: int) -> dict:
    """mesa-frames, as its users would write it: every column of people changed at once on every step."""
    import polars as pl
    from mesa_frames import AgentSetPolars, ModelDF

    class People(AgentSetPolars):
        def step(self) -> None:
            rng = self.model.random
            state = self.agents["state"].to_numpy().copy()
            left = self.agents["left"].to_numpy().copy()
            ill = state == 1
            new = (state == 0) & (rng.random(agents) < 1.0 - math.exp(-beta * ill.sum() / agents))
            left[ill] -= 1
            state[ill & (left == 0)] = 2
            state[new] = 1
            left[new] = rng.integers(SHORTEST, LONGEST + 1, int(new.sum()))
            self["state"], self["left"] = pl.Series(state), pl.Series(left)

    began = time.perf_counter()
    model = ModelDF(seed=seed)
    people = People(model)
    state, left = np.zeros(agents, np.int8), np.zeros(agents, np.int8)
    first = (np.arange(start) * (agents // start)).astype(np.int64)
    state[first] = 1
    left[first] = model.random.integers(SHORTEST, LONGEST + 1, start)
    people.add(pl.DataFrame({"unique_id": np.arange(agents), "state": state, "left": left}))
    model.agents.add(people)
    susceptible = []
    ready = time.perf_counter()
    for _ in range(steps):
        model.agents.do("step")
        susceptible.append(int((model.agents.agents[people]["state"] == 0).sum()))
    done = time.perf_counter()
    return shape(np.asarray(susceptible), agents) | {
        "setup": ready - began,
        "seconds": done - ready,
        "agents": agents,
        "steps": steps,
    }


def own_process(python: str, who: str, options: argparse.Namespace, agents: int, runs: int) -> dict:
    """Run one implementation in a fresh process; the first, short run there compiles and is not counted."""
    command = [
        python,
        __file__,
        "--worker",
        who,
        "--agents",
        str(agents),
        "--steps",
        str(options.steps),
        "--r0",
        str(options.r0),
        "--start",
        str(options.start),
        "--runs",
        str(runs),
    ]
    environment = os.environ | {"NUMBA_NUM_THREADS": str(options.threads)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{who} did not run:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def work(options: argparse.Namespace) -> None:
    """What a worker process does: a short run, then the counted ones; prints the results as JSON."""
    family, _, form = options.worker.partition("_")
    beta = options.r0 / ((SHORTEST + LONGEST) / 2)

    def one(agents: int, steps: int, seed: int) -> dict:
        start = max(10, options.start * agents // options.agents)
        if family == "laser":
            return run_laser(agents, steps, beta, start, seed)
        if family == "frames":
            return run_frames(agents, steps, beta, start, seed)
        maker = run_thaw if family == "thaw" else run_starsim
        return maker(form, agents, steps, beta, start, seed)

    one(min(options.agents, 100_000), 20, 99)
    runs = [one(options.agents, options.steps, seed + 1) for seed in range(options.runs)]
    best = min(runs, key=lambda r: r["seconds"])
    mean = {k: float(np.mean([r[k] for r in runs])) for k in ("attack", "peak", "peak_day")}
    sys.stdout.flush()
    print("\n" + json.dumps({**best, **mean}))


def rate(result: dict) -> float:
    """Agent-steps a second."""
    return result["agents"] * result["steps"] / result["seconds"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=lambda v: int(float(v)), default=10_000_000)
    parser.add_argument("--starsim-agents", type=lambda v: int(float(v)), default=1_000_000)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--r0", type=float, default=2.0)
    parser.add_argument("--start", type=int, default=10_000, help="infectious at first")
    parser.add_argument("--runs", type=int, default=3, help="of each; the fastest counts")
    parser.add_argument(
        "--rounds", type=int, default=2, help="of all, in turn, against a busy hour"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peers", default=sys.executable, help="Python that has the peers")
    parser.add_argument("--frames", default=None, help="Python that has mesa-frames")
    parser.add_argument("--out", type=Path, default=None, help="write the figures as JSON")
    parser.add_argument("--worker", default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options)
        return
    plan = [
        ("thaw_event", sys.executable, options.agents),
        ("thaw_all", sys.executable, options.agents),
        ("laser", options.peers, options.agents),
        ("thaw_event", sys.executable, options.starsim_agents),
        ("thaw_all", sys.executable, options.starsim_agents),
        ("starsim_pool", options.peers, options.starsim_agents),
        ("starsim_net", options.peers, options.starsim_agents),
    ]
    if options.frames:
        plan.insert(3, ("frames", options.frames, options.agents))
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}; "
        f"{options.threads} threads, R0 {options.r0:g}, {options.steps} steps"
    )
    print(
        f"{'':14}{'agents':>12}{'seconds':>9}{'setup':>8}{'agent-steps/s':>15}"
        f"{'attack':>9}{'peak':>9}{'day':>6}"
    )
    results: dict[str, dict] = {}
    for turn in range(options.rounds):
        for who, python, agents in plan:
            if turn and who == "starsim_net":
                continue
            runs = 1 if who.startswith("starsim") else options.runs
            r = own_process(python, who, options, agents, runs)
            name = f"{who}@{agents}"
            if name not in results or r["seconds"] < results[name]["seconds"]:
                results[name] = r | {"rate": rate(r)}
    for who, _, agents in plan:
        r = results[f"{who}@{agents}"]
        print(
            f"{who:14}{agents:12,}{r['seconds']:9.2f}{r['setup']:8.2f}{rate(r):15.2e}"
            f"{r['attack']:9.4f}{r['peak']:9.5f}{r['peak_day']:6.1f}"
        )
    for form in ("thaw_event", "thaw_all"):
        mine = results[f"{form}@{options.agents}"]["rate"]
        if options.frames:
            theirs = results[f"frames@{options.agents}"]["rate"]
            print(f"{form} / mesa-frames, {options.agents:,} agents: {mine / theirs:.1f}")
        print(
            f"{form} / LASER, {options.agents:,} agents: "
            f"{mine / results[f'laser@{options.agents}']['rate']:.1f}"
        )
        mine = results[f"{form}@{options.starsim_agents}"]["rate"]
        for peer in ("starsim_pool", "starsim_net"):
            theirs = results[f"{peer}@{options.starsim_agents}"]["rate"]
            print(f"{form} / {peer}, {options.starsim_agents:,} agents: {mine / theirs:.0f}")
    print(f"load after: {os.getloadavg()[0]:.2f}")
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
