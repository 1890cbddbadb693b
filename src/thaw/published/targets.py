"""Running published models: one setting by hand, or all targets with shared runs."""

from __future__ import annotations

import importlib
import json
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.errors import ThawError, nearest_name
from thaw.pool import spread_here
from thaw.published.check import check_effect, check_settings
from thaw.published.kept import Kept, Result
from thaw.published.read import load_published, published_names, settings_of
from thaw.published.target import FAILS, NOT_REPRODUCED, PASS, Outcome, Published, Target

if TYPE_CHECKING:
    import pandas as pd

Job = tuple[str, str, int]
"""A model, its settings as text, and a seed: equal jobs are run once."""

Watch = Callable[[int, int, float | None], None]
"""Told runs done, runs in all, and the seconds left where they are known."""


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
    name: str,
    seeds: Iterable[int],
    preset: str | None,
    changes: Mapping[str, Any],
    kept: Kept | None = None,
) -> Iterator[tuple[int, dict[str, float]]]:
    """The runs of `simulate_published` one by one: seed and measures; settings are checked at once.

    With `kept`, runs that it holds are not made again, and those made now are written down there.

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
    return ((int(seed), _once((name, text, int(seed)), kept)[0]) for seed in seeds)


def _once(job: Job, kept: Kept | None) -> Result:
    """A run, unless it is kept."""
    found = None if kept is None else kept.get(job)
    if found is not None:
        return found
    made = replicate(job)
    if kept is not None:
        kept.add(job, made)
    return made


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
    progress: Watch | None = None,
    workers: int = 1,
    kept: Kept | None = None,
) -> list[Outcome]:
    """Run the targets of published models; runs of equal settings are shared.

    Parameters
    ----------
    names : sequence of str, optional
        Models; all of them unless given.
    all : bool
        Include the targets that are not quick.
    progress : callable, optional
        Called with runs done, runs in all, and the seconds that the rest will take by what runs at the
        same settings took (None until that is known).
    workers : int
        Processes; results do not depend on it.
    kept : Kept, optional
        Runs done earlier, and where those done now are written down one by one.

    Returns
    -------
    list of Outcome
        In the order of the files.

    Raises
    ------
    Stopped
        By Ctrl-C or by the system; it carries the outcomes of targets that were done.
    ThawError
        A run cannot be written down.
    """
    models = [load_published(name) for name in (names or published_names())]
    chosen = [(m, t) for m in models for t in m.targets if all or t.quick]
    jobs = list(dict.fromkeys(job for m, t in chosen for job in _jobs(m, t)))
    done = {job: result for job in jobs if kept is not None and (result := kept.get(job))}
    stop: KeyboardInterrupt | None = None
    making = _Making(jobs, done, workers, progress or _unwatched, kept)
    try:
        making.go()
    except KeyboardInterrupt as problem:
        stop = problem
    finally:
        if kept is not None:
            kept.close()
    made, counted = [], set()
    for model, target in chosen:
        mine = _jobs(model, target)
        if not done.keys() >= set(mine):
            continue
        seconds = sum(done[job][1] for job in mine if job not in counted)
        counted.update(mine)
        made.append(replace(outcome(model, target, [done[job] for job in mine]), seconds=seconds))
    if stop is not None:
        raise Stopped(made, len(chosen)) from stop
    return made


def _jobs(model: Published, target: Target) -> list[Job]:
    """Runs of a target, cell by cell, within a cell by seed."""
    return [
        (model.name, _as_text(cell), seed)
        for cell in target.settings
        for seed in range(target.seeds)
    ]


@dataclass
class _Making:
    """Runs on their way: `made` is filled with the result of each job."""

    jobs: list[Job]
    made: dict[Job, Result]
    workers: int
    progress: Watch
    kept: Kept | None

    def __post_init__(self) -> None:
        self.cost: dict[tuple[str, str], float] = {}
        self.left = Counter(job[:2] for job in self.jobs)
        for job, (_, seconds) in self.made.items():
            self._count(job, seconds)

    def go(self) -> None:
        """Do each job that is not done. The first of each model is done here, so that it compiles once.

        Then one of each setting, so that it is soon known how long the whole will take.
        """
        todo = [job for job in self.jobs if job not in self.made]
        first = set({job[0]: job for job in reversed(todo)}.values())
        others = [job for job in todo if job not in first]
        probes = {job[:2]: job for job in reversed(others) if job[:2] not in self.cost}
        for job in [job for job in todo if job in first]:
            self.enter(job, replicate(job), cold=True)
        rest = list(dict.fromkeys([*probes.values(), *others]))
        if self.workers <= 1:
            for job in rest:
                self.enter(job, replicate(job))
        elif rest:
            for job, result in spread_here(replicate, rest, self.workers):
                self.enter(job, result)

    def enter(self, job: Job, result: Result, cold: bool = False) -> None:
        """Keep the result of a job, and tell how far it is; a `cold` one was compiled as well."""
        self.made[job] = result
        if self.kept is not None:
            self.kept.add(job, result)
        self._count(job, math.inf if cold else result[1])
        self.progress(len(self.made), len(self.jobs), self.seconds_left())

    def _count(self, job: Job, seconds: float) -> None:
        """The cheapest run at a setting is its cost."""
        self.left[job[:2]] -= 1
        if seconds < self.cost.get(job[:2], math.inf):
            self.cost[job[:2]] = seconds

    def seconds_left(self) -> float | None:
        """Seconds for the rest on all processes; None while a setting has not been tried."""
        if any(n and cell not in self.cost for cell, n in self.left.items()):
            return None
        return sum(n * self.cost[cell] for cell, n in self.left.items() if n) / self.workers


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


def _unwatched(done: int, total: int, left: float | None) -> None:
    """How far it is, told to nobody."""
