"""Rounds of history matching: points, their runs, emulators of the targets, what these leave of the box."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from base_rates import Task, attempt, rates_in, run_all, write_csv
from history_setup import STATISTICS, Setup, with_noise

from thaw.calibration.emulator import (
    Emulator,
    fit,
    implausibility,
    plausible,
    plausible_points,
    sobol,
    spread_out,
)
from thaw.jobs.run_pool import run_seed


@dataclass(frozen=True)
class Round:
    """One round: points, statistics and their variances (draws by targets)."""

    points: np.ndarray
    values: np.ndarray
    noise: np.ndarray


def tasks_of(
    setup: Setup, number: int, parameters: Sequence[dict[str, float]], stamp: str
) -> list[Task]:
    """Runs of a round, the first of every draw first: accounts take turns, every run has its own seed."""
    kinds = [(which, k) for which, runs in setup.runs.items() for k in range(runs)]
    made = []
    for turn, (which, k) in enumerate(kinds):
        for draw, values in enumerate(parameters):
            account = setup.accounts[(draw + turn) % len(setup.accounts)]
            key = f"{number}/{draw}/{which}/{k}/{stamp}"
            seed = run_seed(7, f"{number}/{draw}/{which}", k)
            made.append(
                Task(key, account, setup.case, which == "events", seed, values, f"draw {draw}")
            )
    return made


def carry_out_round(
    setup: Setup,
    number: int,
    points: np.ndarray,
    out: Path,
    workers: int,
    stamp: str,
    run: Callable[[Task], dict[str, Any]] = attempt,
) -> Round:
    """Make the runs of a round, or those that are missing, and sum them up by draw."""
    parameters = setup.values(points)
    write_csv(
        out / f"round-{number}-draws.csv", [{"draw": k, **p} for k, p in enumerate(parameters)]
    )
    tasks = tasks_of(setup, number, parameters, stamp)
    rows = run_all(tasks, out / f"round-{number}.jsonl", workers, setup.limit, run)
    by_draw: list[list[dict[str, Any]]] = [[] for _ in points]
    for row in rows:
        by_draw[int(row["key"].split("/")[1])].append(row)
    found = np.array([summed_up(setup, each) for each in by_draw])
    made = Round(points, found[..., 0], found[..., 1])
    _write_statistics(setup, number, parameters, made, out)
    return made


def summed_up(setup: Setup, rows: Sequence[dict[str, Any]]) -> np.ndarray:
    """Value and variance of every target from the runs of one draw, shape (n_targets, 2)."""
    sets = {
        "events": rates_in(r for r in rows if r["events"]),
        "quiet": rates_in(r for r in rows if not r["events"]),
        "both": rates_in(rows),
    }
    return np.array(
        [
            with_noise(STATISTICS[t["statistic"]], sets[t["of"]])
            if sets[t["of"]]
            else (np.nan, np.nan)
            for t in setup.targets
        ]
    )


def _write_statistics(
    setup: Setup, number: int, parameters: Sequence[dict[str, float]], made: Round, out: Path
) -> None:
    own = own_implausibility(setup, made)
    rows = []
    for k, values in enumerate(parameters):
        told = {t["name"]: made.values[k, j] for j, t in enumerate(setup.targets)}
        rows.append({"draw": k, "implausibility": own[k], **told, **values})
    write_csv(out / f"round-{number}.csv", rows)


def own_implausibility(setup: Setup, made: Round) -> np.ndarray:
    """The largest implausibility of each draw by its own runs, no emulator in it."""
    worst = np.zeros(len(made.points))
    for j, want in enumerate(setup.wanted):
        known = made.noise[made.noise[:, j] > 0, j]
        usual = float(np.median(known)) if known.size else 0.0
        miss = want.miss(made.values[:, j]) / np.sqrt(usual + want.tolerance**2)
        worst = np.maximum(worst, np.where(np.isfinite(miss), miss, 0.0))
    return worst


def emulators_of(setup: Setup, rounds: Sequence[Round]) -> list[Emulator | None]:
    """An emulator of each target on all draws to date."""
    x = np.vstack([r.points for r in rounds])
    values, noise = np.vstack([r.values for r in rounds]), np.vstack([r.noise for r in rounds])
    made = []
    for j in range(len(setup.targets)):
        usual = np.nanmedian(noise[:, j]) if np.isfinite(noise[:, j]).any() else 0.0
        # three to six runs tell their own variance badly: halfway to what is usual
        own = np.where(np.isfinite(noise[:, j]), noise[:, j], usual)
        made.append(fit(x, values[:, j], 0.5 * usual + 0.5 * np.clip(own, usual / 5, usual * 5)))
    return made


def left_by(
    setup: Setup, emulators: Sequence[Emulator | None], cutoff: float
) -> Callable[[np.ndarray], np.ndarray]:
    """Whether points are still plausible."""

    def inside(x: np.ndarray) -> np.ndarray:
        parts = [
            plausible(setup.wanted, emulators, part, cutoff, setup.luck)
            for part in np.array_split(x, max(1, len(x) // 4096))
        ]
        return np.concatenate(parts)

    return inside


def next_points(setup: Setup, rounds: Sequence[Round], number: int, out: Path) -> np.ndarray:
    """Points of round `number` (from 1): all over the box at first, then over the region left."""
    file = out / f"round-{number}-points.csv"
    if file.exists():
        return np.loadtxt(file, delimiter=",", ndmin=2)
    n, d = setup.draws[number - 1], len(setup.axes)
    if not rounds:
        points = sobol(n, d, 11)
    else:
        emulators = emulators_of(setup, rounds)
        cutoff = setup.cutoff[number - 2]
        best = np.vstack([r.points for r in rounds])
        region, share = plausible_points(
            left_by(setup, emulators, cutoff), d, 10 * n, 100 + number, known=best
        )
        write_emulators(setup, emulators, number - 1, share, cutoff, out)
        if len(region) == 0:
            raise SystemExit(
                f"nothing is left after round {number - 1}: see round-{number - 1}-emulators.csv "
                "for the targets, and widen ranges or tolerances"
            )
        points = spread_out(region, n, number)
    np.savetxt(file, points, delimiter=",", fmt="%.8f")
    return points


def write_emulators(
    setup: Setup,
    emulators: Sequence[Emulator | None],
    number: int,
    share: float,
    cutoff: float,
    out: Path,
) -> None:
    names = [a.name for a in setup.axes]
    probe = sobol(1024, len(names), 5)
    misses = implausibility(setup.wanted, emulators, probe, setup.luck)
    rows = []
    for j, (target, e) in enumerate(zip(setup.targets, emulators, strict=True)):
        row = {"target": target["name"], "draws": 0, "ruled_out": 0.0}
        if e is not None:
            row |= {
                "draws": e.draws,
                "explained": round(e.explained, 3),
                "inflate": round(e.inflate, 2),
                "luck_sd": round(e.luck**0.5, 4),
                "ruled_out": round(float((misses[:, j] > cutoff).mean()), 3),
                "active": " ".join(names[k] for k in e.active),
            }
        rows.append(row)
    write_csv(out / f"round-{number}-emulators.csv", rows)
    print(
        f"after round {number}: {share:.2%} of the box is left at a cutoff of {cutoff}",
        file=sys.stderr,
    )
    with (out / "shares.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"{number},{cutoff},{share}\n")
