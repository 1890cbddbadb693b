"""Running published models: one setting by hand, or all targets with shared runs."""

from __future__ import annotations

import importlib
import json
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.errors import ThawError, nearest_name
from thaw.pool import spread_here
from thaw.published.check import check_effect, check_settings
from thaw.published.read import load_published, published_names, settings_of
from thaw.published.target import FAILS, NOT_REPRODUCED, PASS, Outcome, Published, Target

if TYPE_CHECKING:
    import pandas as pd

Job = tuple[str, str, int]
"""A model, its settings as text, and a seed: equal jobs are run once."""


def simulate_published(
    name: str, seeds: Iterable[int] = range(3), preset: str | None = None, **settings: Any
) -> pd.DataFrame:
    """Run one published model at one setting.

    Parameters
    ----------
    name : str
        Such as ``epstein_2002``.
    seeds : iterable of int
        One replicate for each.
    preset : str, optional
        A named setting of the model.
    **settings
        Switches and inputs that differ from the preset, or from the defaults.

    Returns
    -------
    pandas.DataFrame
        One row for each seed, one column for each measure.

    Raises
    ------
    ThawError
        An unknown model, preset, setting or value; settings that contradict each other, or one that
        has no effect beside the others. All before the first run.
    """
    import pandas as pd

    rows = dict(each_run(name, seeds, preset, settings))
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index.name = "seed"
    return frame


def each_run(
    name: str, seeds: Iterable[int], preset: str | None, changes: Mapping[str, Any]
) -> Iterator[tuple[int, dict[str, float]]]:
    """The runs of `simulate_published` one by one: seed and measures; settings are checked at once.

    Raises
    ------
    ThawError
        As `simulate_published`.
    """
    model = load_published(name)
    chosen = settings_of(model, preset, changes)
    check_effect(model, changes, chosen)
    check_settings(model, chosen)
    text = _as_text(chosen)
    return ((int(seed), replicate((name, text, int(seed)))[0]) for seed in seeds)


class Stopped(KeyboardInterrupt):
    """Targets were stopped by hand; those whose runs had all been done are in `outcomes`."""

    def __init__(self, outcomes: list[Outcome], targets: int) -> None:
        super().__init__(f"stopped after {len(outcomes)} of {targets} targets")
        self.outcomes, self.targets = outcomes, targets


def replicate(job: Job) -> tuple[dict[str, float], float]:
    """Measures of one run, and the seconds it took."""
    name, text, seed = job
    start = time.perf_counter()
    measures = importlib.import_module(f"thaw.published.models.{name}").run(json.loads(text), seed)
    return {k: float(v) for k, v in measures.items()}, time.perf_counter() - start


def run_targets(
    names: Sequence[str] | None = None,
    all: bool = False,
    progress: Callable[[int, int], None] | None = None,
    workers: int = 1,
) -> list[Outcome]:
    """Run the targets of published models; runs of equal settings are shared.

    Parameters
    ----------
    names : sequence of str, optional
        Models; all of them unless given.
    all : bool
        Include the targets that are not quick.
    progress : callable, optional
        Called with runs done and runs in all.
    workers : int
        Processes; results do not depend on it.

    Returns
    -------
    list of Outcome
        In the order of the files.

    Raises
    ------
    Stopped
        By Ctrl-C; it carries the outcomes of targets that were done.
    """
    models = [load_published(name) for name in (names or published_names())]
    chosen = [(m, t) for m in models for t in m.targets if all or t.quick]
    jobs = list(dict.fromkeys(job for m, t in chosen for job in _jobs(m, t)))
    done: dict[Job, tuple[dict[str, float], float]] = {}
    stopped = False
    try:
        _run_all(jobs, workers, progress or _unwatched, done)
    except KeyboardInterrupt:
        stopped = True
    made, counted = [], set()
    for model, target in chosen:
        mine = _jobs(model, target)
        if not done.keys() >= set(mine):
            continue
        seconds = sum(done[job][1] for job in mine if job not in counted)
        counted.update(mine)
        made.append(replace(outcome(model, target, [done[job] for job in mine]), seconds=seconds))
    if stopped:
        raise Stopped(made, len(chosen))
    return made


def _jobs(model: Published, target: Target) -> list[Job]:
    """Runs of a target, cell by cell, within a cell by seed."""
    return [
        (model.name, _as_text(cell), seed)
        for cell in target.settings
        for seed in range(target.seeds)
    ]


def _run_all(
    jobs: list[Job],
    workers: int,
    progress: Callable[[int, int], None],
    made: dict[Job, tuple[dict[str, float], float]],
) -> None:
    """Fill `made` with the result of each job. The first of each model is done here, so that it compiles once."""
    first = {job[0]: job for job in reversed(jobs)}
    here = jobs if workers <= 1 else [job for job in jobs if first[job[0]] == job]
    for job in here:
        made[job] = replicate(job)
        progress(len(made), len(jobs))
    rest = [job for job in jobs if job not in made]
    if rest:
        for job, result in spread_here(replicate, rest, workers):
            made[job] = result
            progress(len(made), len(jobs))


def outcome(
    model: Published, target: Target, results: Sequence[tuple[dict[str, float], float]]
) -> Outcome:
    """Hold what was run against what was published.

    Raises
    ------
    ThawError
        The model has no such measure.
    """
    measures = results[0][0]
    if target.measure not in measures:
        raise ThawError(
            f"{model.name} has no measure {target.measure!r}",
            file=model.file,
            key=f"targets.{target.name}.measure",
            expected=", ".join(measures),
            nearest=nearest_name(target.measure, measures),
        )
    values = np.array([m[target.measure] for m, _ in results]).reshape(-1, target.seeds)
    ours, error = summary(values, target)
    met, z = _judge(ours, error, target)
    if target.reproduces:
        verdict, reason = (PASS, "") if met else (FAILS, "outside the accepted range")
    elif met:
        verdict, reason = FAILS, "is listed as not reproducing, yet it does"
    else:
        verdict, reason = NOT_REPRODUCED, target.why
    return Outcome(
        model.name,
        target.name,
        target.text,
        target.measure,
        _published(target),
        target.known,
        ours,
        error,
        z,
        verdict,
        reason,
        values.size,
        sum(s for _, s in results),
    )


def summary(values: np.ndarray, target: Target) -> tuple[float, float]:
    """The statistic of a target and its standard error (nan where it has none).

    Parameters
    ----------
    values : array, shape (cells, seeds)
        Undefined values (nan) are left out.
    """
    if target.statistic == "contrast":
        values = np.asarray(target.weights) @ values
    kept = values[np.isfinite(values)]
    n = kept.size
    if n == 0:
        return math.nan, math.nan
    spread = float(kept.std(ddof=1)) if n > 1 else math.nan
    if target.statistic in ("mean", "share", "contrast"):
        return float(kept.mean()), spread / math.sqrt(n)
    if target.statistic == "sum":
        return float(kept.sum()), _within(values) if n > 1 else math.nan
    if target.statistic == "sd":
        return spread, spread / math.sqrt(2 * (n - 1)) if n > 1 else math.nan
    if target.statistic == "exact":
        assert target.accept is not None
        if n < values.size:
            return math.nan, math.nan
        middle = sum(target.accept) / 2 if target.published is None else target.published
        return float(kept[np.argmax(np.abs(kept - middle))]), math.nan
    return float(kept.min() if target.statistic == "min" else kept.max()), math.nan


def _within(values: np.ndarray) -> float:
    """Standard error of a sum over cells from the spread between seeds within each cell."""
    total = 0.0
    for cell in np.atleast_2d(values):
        kept = cell[np.isfinite(cell)]
        if kept.size > 1:
            total += kept.size * float(kept.var(ddof=1))
    return math.sqrt(total)


def _judge(ours: float, error: float, target: Target) -> tuple[bool, float]:
    """Whether a target is met, and how many standard errors lie between (nan if it has none)."""
    if target.statistic == "contrast":
        z = ours / error if error > 0 else math.copysign(math.inf, ours) if ours else 0.0
        p = 0.5 * math.erfc(target.sign * z / math.sqrt(2))
        return p < target.level, z
    assert target.accept is not None
    low, high = target.accept
    slack = 1e-12 * max(1.0, abs(low), abs(high))
    z = math.nan
    if target.published is not None and error > 0:
        z = (ours - target.published) / error
    return low - slack <= ours <= high + slack, z


def _published(target: Target) -> str:
    if target.statistic == "contrast":
        return "> 0" if target.sign > 0 else "< 0"
    if target.published is not None:
        return f"{target.published:.6g}"
    assert target.accept is not None
    low, high = target.accept
    return f"{low:.5g}" if low == high else f"{low:.5g} to {high:.5g}"


def _as_text(settings: dict[str, Any]) -> str:
    return json.dumps(settings, sort_keys=True)


def _unwatched(done: int, total: int) -> None:
    """How far it is, told to nobody."""
