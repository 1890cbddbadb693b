"""Runs kept one by one as they come, so that a stop of any kind loses only what was under way.

A finished run is one file of arrays in a folder of parts, written whole or not at all. A second call
reads those that are there and makes the others.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np

import thaw.jobs.replicate as engine
from thaw.jobs.cluster import width
from thaw.jobs.compiling import compile_soon
from thaw.jobs.plan import Plan, parameters_of
from thaw.jobs.replicate import Result
from thaw.jobs.study import Way
from thaw.pool import spread, spread_here
from thaw.writing import swept, write_whole

PART = ".run.npz"

PARALLEL_FROM = 8
"""Runs from which two processes are worth starting, as `thaw.simulate` has it: four to each."""


def made_and_kept(
    plan: Plan,
    seeds: Sequence[int],
    folder: Path,
    key: str,
    way: Way,
    move: Callable[[int, int], None],
) -> list[Result]:
    """Results of all `seeds` in their order: read where an earlier call left them, else made now.

    Parameters
    ----------
    plan : Plan
    seeds : sequence of int
    folder : path
        Of the parts.
    key : str
        Hash of what makes a run besides its seed; parts of another key are left alone.
    way : Way
    move : callable(done, total)

    Raises
    ------
    BaseException
        Whatever stops the making; its notes say how many runs are kept and where.
    """
    swept(folder)
    names = list(parameters_of(plan, 0, "default"))
    found = {seed: _read(_part(folder, key, seed), names) for seed in seeds}
    kept = {seed: result for seed, result in found.items() if result is not None}
    left = [seed for seed in seeds if seed not in kept]
    move(len(kept), len(seeds))
    try:
        for seed, result in results(plan, left, way):
            write_whole(_part(folder, key, seed), _packed(result))
            kept[seed] = result
            move(len(kept), len(seeds))
    except BaseException as problem:
        if kept:
            problem.add_note(
                f"{len(kept)} of {len(seeds)} runs are finished and kept in {folder}; "
                "the same command goes on from there"
            )
        raise
    return [kept[seed] for seed in seeds]


def drop(folder: Path, key: str, seeds: Sequence[int]) -> None:
    """Remove the parts of runs that lie in a file of their own now."""
    for seed in seeds:
        _part(folder, key, seed).unlink(missing_ok=True)


def results(plan: Plan, seeds: Sequence[int], way: Way) -> Iterator[tuple[int, Result]]:
    """Seeds and results as they come, in any order: here, over processes or over an executor."""
    workers = way.workers or min(way.lanes, max(1, len(seeds) // (PARALLEL_FROM // 2)))
    one = partial(_once, plan)
    if way.executor is not None:
        yield from spread(one, seeds, way.executor, width(way.executor))
    elif workers == 1 or len(seeds) < 2:
        for seed in seeds:
            yield seed, engine.run_once(plan, seed)
    else:
        compile_soon(plan)  # once, so that workers find it on disk
        yield from spread_here(one, seeds, workers)


def _once(plan: Plan, seed: int) -> Result:
    """One run, without its world: that is too much to send back from a worker."""
    made = engine.run_once(plan, seed)
    return Result(made.polity, made.place, made.parameters, None)  # type: ignore[arg-type]


def _part(folder: Path, key: str, seed: int) -> Path:
    return folder / f"{key}-{seed}{PART}"


def _packed(result: Result) -> bytes:
    """A run as the bytes of a file; numpy's own form, with a checksum of every array."""
    to = io.BytesIO()
    values = np.array(list(result.parameters.values()), np.float64)
    np.savez_compressed(to, polity=result.polity, place=result.place, parameters=values)
    return to.getvalue()


def _read(path: Path, names: Sequence[str]) -> Result | None:
    """A run that was kept, or None where there is none or it is damaged."""
    with suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            polity, place, values = (arrays[n] for n in ("polity", "place", "parameters"))
        if len(values) == len(names):
            parameters: Mapping[str, float] = dict(zip(names, values.tolist(), strict=True))
            return Result(polity, place, dict(parameters), None)  # type: ignore[arg-type]
    return None
