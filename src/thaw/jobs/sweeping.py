"""`sweep`: one account on one case at many points of its parameters, with the same seeds at each.

The same seed means the same people and the same luck at every point, so differences between points are
differences the parameters make.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.account import Account
from thaw.case import Case
from thaw.errors import ThawError, nearest_name
from thaw.jobs.arguments import check_draws, given_parameters, seeds_of, workers_of
from thaw.jobs.label import label
from thaw.jobs.plan import Plan, make_plan, steps_of
from thaw.jobs.simulate import Job, replicates
from thaw.measure import measures as declared
from thaw.run import MOST_ROWS, Run
from thaw.run.tidy import names

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

METHODS = ("latin hypercube", "sobol")
OVER = ("prior", "support")
MOST_BYTES = 4e9


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Points spread over the space of some parameters.

    Parameters
    ----------
    parameters : sequence of str, or dict of str to (low, high)
        Names as "mechanism.parameter"; a dict gives each a range of its own, evenly covered.
    n : int
        Points; for Sobol a power of two.
    method : {"latin hypercube", "sobol"}
        McKay, Beckman and Conover 1979; Sobol 1967 with the scrambling of Owen 1998.
    over : {"prior", "support"}
        Even in probability under the account's prior, or even over the support.
    seed : int
        Fixes the points.
    """

    parameters: Sequence[str] | Mapping[str, tuple[float, float]]
    n: int
    method: str = "latin hypercube"
    over: str = "prior"
    seed: int = 1


@dataclass(frozen=True, repr=False, eq=False)
class Sweep:
    """What runs at many points of the parameters measured.

    Attributes
    ----------
    data : xarray.Dataset
        ``polity_measures`` (point, run, time, polity, measure), float32; each parameter of the sweep
        is a coordinate by point under its own name. Other coordinates and attributes as in `Run`.
    """

    data: xr.Dataset

    def __len__(self) -> int:
        """Number of points."""
        return self.data.sizes["point"]

    def __repr__(self) -> str:
        moved = ", ".join(self.parameters)
        return (
            f"<Sweep {self.data.attrs['title']}: {len(self)} points of {moved}, "
            f"{self.data.sizes['run']} runs each>"
        )

    def _repr_html_(self) -> str:
        from thaw.cards import sweep_card

        return sweep_card(self)

    @property
    def parameters(self) -> list[str]:
        """Names of the parameters that the sweep moves."""
        return json.loads(self.data.attrs["swept"])

    @property
    def points(self) -> pd.DataFrame:
        """One row a point, one column a parameter."""
        import pandas as pd

        index = pd.RangeIndex(len(self), name="point")
        return pd.DataFrame({n: self.data[n].values for n in self.parameters}, index=index)

    def run(self, point: int) -> Run:
        """The replicates of one point as a Run, without its measures by place."""
        if not 0 <= point < len(self):
            raise ThawError(f"there is no point {point}", expected=f"0 .. {len(self) - 1}")
        data = self.data.isel(point=point).drop_vars(["point", *self.parameters])
        given = {name: float(self.data[name].values[point]) for name in self.parameters}
        before = json.loads(self.data.attrs.get("parameters_given") or "{}")
        content = json.dumps({**before, **given}, sort_keys=True)
        said = ", ".join(f"{name} = {value:g}" for name, value in given.items())
        title = f"{self.data.attrs['title']} at {said}"
        data = data.assign_attrs(parameters_given=content, title=title)
        del data.attrs["swept"]
        return Run(data)

    def to_df(
        self,
        *,
        measures: str | Sequence[str] | None = None,
        polities: str | Sequence[str] | None = None,
        limit: int | None = MOST_ROWS,
    ) -> pd.DataFrame:
        """Tidy table: point, a column for each parameter, seed, time, polity, measure, value.

        Arguments as in `Run.to_df`.
        """
        from thaw.run.tidy import tidy

        return tidy(self.data, measures=measures, polities=polities, limit=limit)

    def summary(
        self,
        *,
        measures: str | Sequence[str] | None = None,
        polities: str | Sequence[str] | None = None,
        of: str = "largest",
    ) -> pd.DataFrame:
        """Median and 90 % interval over runs by point, polity and measure, with the parameters.

        Arguments as in `Run.summary`; the index is (point, polity, measure).
        """
        from thaw.run.tidy import summary

        made = summary(self.data, measures=measures, polities=polities, of=of)
        return self.points.join(made, how="right") if len(self) else made

    def save(self, path: str | Path) -> Path:
        """Write one NetCDF file; `Sweep.load` reads it back."""
        return Run(self.data).save(path)

    @classmethod
    def load(cls, path: str | Path) -> Sweep:
        """Read a sweep written by `save`."""
        from thaw.run import load_run

        data = load_run(path).data
        if "swept" not in data.attrs:
            raise ThawError("holds a run, not a sweep", file=path, todo="read it with Run.load")
        return cls(data)


def sweep(  # noqa: PLR0913 (what people set, by keyword)
    account: str | Path | Account,
    case: str | Path | Case,
    *,
    grid: Mapping[str, Iterable[float]] | None = None,
    sample: Sample | Mapping[str, Any] | None = None,
    seeds: int | Iterable[int] = range(1),
    levers: Sequence[Any] = (),
    parameters: Mapping[str, float] | None = None,
    measures: str | Sequence[str] | None = None,
    draws: str = "prior",
    workers: int | None = None,
    progress: Any = None,
    executor: Any = None,
) -> Sweep:
    """Run an account on a case at many points of its parameters, once per point and seed.

    Parameters
    ----------
    account, case, seeds, levers, parameters, draws, workers, progress, executor
        As in `thaw.simulate`; `parameters` hold at every point.
    grid : dict of "mechanism.parameter" to values, optional
        All combinations, the last parameter running fastest.
    sample : Sample or dict of its fields, optional
        Points spread over a space. One of `grid` and `sample` is needed.
    measures : str or sequence of str, optional
        Measures by polity that are kept; all by default. Measures by place are not.

    Returns
    -------
    Sweep
        The same bits on any number of workers. The runs of a point are those of `simulate` with its
        values as `parameters`.

    Raises
    ------
    ThawError
        As `simulate`; for a parameter or value that cannot be set, for both or neither of grid and
        sample, and for a result of more than four gigabytes.

    Examples
    --------
    >>> import thaw
    >>> made = thaw.sweep("stein_1956", "toy_two", grid={"exit.rate": [0, 1e-4]}, seeds=10)
    >>> made.summary(measures="exit_flow")
    """
    seeds = seeds_of(seeds)
    check_draws(draws)
    plan = make_plan(account, case, levers, parameters=parameters)
    table = _points(plan, grid, sample)
    for name in table:
        if name in plan.given or name in plan.what_if.fixed:
            raise ThawError(f"{name} is swept, and set as well", todo="leave one of the two out")
    points = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    for point in points:
        given_parameters(plan.account, plan.mechanisms, point, "sweep")
    kept = _kept(plan, measures, len(points) * len(seeds))
    jobs: list[Job] = [(seed, point) for point in points for seed in seeds]
    stream = replicates(plan, jobs, draws, workers_of(workers), executor)
    first = list(itertools.islice(stream, len(seeds)))
    frame = label(plan, seeds, first).data.drop_dims(["place", "place_measure"]).sel(measure=kept)
    column = [m.name for m in declared("polities")]
    wanted = [column.index(name) for name in kept]
    values = np.empty((len(points), *frame.polity_measures.shape), np.float32)
    numbers = np.empty((len(points), *frame.parameters.shape))
    for done, result in enumerate(itertools.chain(first, stream)):
        at = divmod(done, len(seeds))
        values[at] = result.polity[..., wanted]
        numbers[at] = list(result.parameters.values())
        if progress:
            progress(done + 1, len(jobs))
    return Sweep(_laid(frame, {"polity_measures": values, "parameters": numbers}, table, draws))


def _laid(
    frame: xr.Dataset, arrays: dict[str, np.ndarray], table: dict[str, list[float]], draws: str
) -> xr.Dataset:
    """Arrays with points along their first axis, labelled as the runs of the first point are."""
    units = dict(zip(frame.parameter.values, frame.parameter_unit.values, strict=True))
    made = {
        name: (("point", *frame[name].dims), values, frame[name].attrs)
        for name, values in arrays.items()
    }
    swept = {
        name: ("point", np.array(column, float), {"units": str(units[name])})
        for name, column in table.items()
    }
    data = frame.drop_vars(list(arrays)).assign(made)
    data = data.assign_coords({"point": np.arange(len(arrays["parameters"])), **swept})
    return data.assign_attrs(draws=draws, swept=json.dumps(list(table)))


def _kept(plan: Plan, measures: Any, runs: int) -> list[str]:
    """Measures to keep, once it is known that the result has room."""
    kept = names(measures, [m.name for m in declared("polities")], "measure")
    steps, polities = len(steps_of(plan)[0]), len(plan.case.polities)
    size = 4.0 * runs * steps * polities * len(kept)
    if size > MOST_BYTES:
        raise ThawError(
            f"the result of {runs:,} runs would take {size / 1e9:.1f} GB",
            expected=f"at most {MOST_BYTES / 1e9:.0f} GB",
            todo="keep fewer measures=[...], or take fewer points or seeds",
        )
    return kept


def _points(plan: Plan, grid: Any, sample: Any) -> dict[str, list[float]]:
    """Parameter to its value at every point."""
    if (grid is None) == (sample is None):
        raise ThawError(
            "needs a grid or a sample" if grid is None else "takes a grid or a sample, not both",
            key="sweep",
            expected='such as grid={"exit.rate": [0, 1e-4]}',
        )
    return _grid(grid) if sample is None else _sampled(plan, _as_sample(sample))


def _grid(grid: Any) -> dict[str, list[float]]:
    if not isinstance(grid, Mapping) or not grid:
        raise ThawError(
            "grid is not a table of values", expected='such as {"exit.rate": [0, 1e-4]}'
        )
    axes: dict[str, list[float]] = {}
    for name, values in grid.items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise ThawError(
                f"{values!r} is not a list of values",
                key=f"grid: {name}",
                todo=f"write [{values!r}]",
            )
        axes[name] = [v.item() if isinstance(v, np.generic) else v for v in values]
        if not axes[name] or len(set(axes[name])) < len(axes[name]):
            problem = "a value is given twice" if axes[name] else "has no value"
            raise ThawError(problem, key=f"grid: {name}", expected="different values")
    rows = list(itertools.product(*axes.values()))
    return {name: [row[k] for row in rows] for k, name in enumerate(axes)}


def _as_sample(given: Any) -> Sample:
    if isinstance(given, Mapping):
        fields = ("parameters", "n", "method", "over", "seed")
        for key in given:
            if key not in fields:
                raise ThawError(
                    f"unknown key {key!r}",
                    key="sample",
                    expected=", ".join(fields),
                    nearest=nearest_name(key, fields),
                )
        if "parameters" not in given or "n" not in given:
            raise ThawError("lacks parameters or n", key="sample", expected=", ".join(fields))
        given = Sample(**given)
    if not isinstance(given, Sample):
        raise ThawError("is not a sample", key="sample", expected="a thaw.Sample, or its fields")
    for word, value, valid in (("method", given.method, METHODS), ("over", given.over, OVER)):
        if value not in valid:
            raise ThawError(
                f"{word}={value!r} is not known",
                key="sample",
                expected=", ".join(valid),
                nearest=nearest_name(value, valid),
            )
    if isinstance(given.parameters, str) or not given.parameters:
        raise ThawError("parameters is not a list", key="sample", expected='such as ["exit.rate"]')
    if isinstance(given.n, bool) or not isinstance(given.n, int | np.integer) or given.n < 1:
        raise ThawError(f"n={given.n!r} is no number of points", key="sample", expected="1 or more")
    if given.method == "sobol" and given.n & (given.n - 1):
        near = 2 ** round(math.log2(given.n))
        raise ThawError(
            f"n={given.n} unbalances a Sobol sequence",
            key="sample",
            expected=f"a power of two, such as {near}",
        )
    return given


def _sampled(plan: Plan, sample: Sample) -> dict[str, list[float]]:
    """Points of a sample: quantiles of each prior, or even over each range."""
    from scipy.stats import qmc

    known = {f"{m.name}.{n}": p for m in plan.mechanisms for n, p in m.parameters.items()}
    chosen = list(dict.fromkeys(sample.parameters))
    middle = {n: known[n].default for n in chosen if n in known}
    if len(middle) < len(chosen):  # tells which name, and the nearest
        given_parameters(plan.account, plan.mechanisms, dict.fromkeys(chosen, 0.0), "sample")
    engine = qmc.LatinHypercube if sample.method == METHODS[0] else qmc.Sobol
    unit = engine(len(chosen), seed=np.random.default_rng(sample.seed)).random(int(sample.n))
    made = {}
    for k, name in enumerate(chosen):
        if sample.over == "prior" and not isinstance(sample.parameters, Mapping):
            prior = plan.account.all_priors.get(name)
            if prior is None:
                raise ThawError(
                    f"account {plan.account.name} has no prior for {name}",
                    key="sample",
                    todo="sample over='support', or give a range: "
                    f"parameters={{'{name}': (low, high)}}",
                )
            inner = np.clip(unit[:, k], 2.0**-53, 1 - 2.0**-53)
            made[name] = [float(v) for v in prior.quantile(inner)]
            continue
        low, high = _range(plan, sample, name, known[name].support)
        made[name] = [float(v) for v in low + unit[:, k] * (high - low)]
    return made


def _range(plan: Plan, sample: Sample, name: str, support: tuple) -> tuple[float, float]:
    """The range of a parameter: its own, or its support."""
    if not isinstance(sample.parameters, Mapping):
        return support
    pair = sample.parameters[name]
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        raise ThawError(f"{pair!r} is not a range", key=f"sample: {name}", expected="(low, high)")
    low, high = (
        given_parameters(plan.account, plan.mechanisms, {name: end}, "sample")[name] for end in pair
    )
    if low >= high:
        raise ThawError(f"{low:g} is not below {high:g}", key=f"sample: {name}")
    return low, high
