"""Replicates as a labelled Run, with what is needed to run the same again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.engine.start import blueprint
from thaw.jobs.plan import Plan, by_polity_of, dates_of, steps_of
from thaw.jobs.replicate import Result
from thaw.run import Run

if TYPE_CHECKING:
    import xarray as xr


def label(plan: Plan, seeds: Sequence[int], results: Sequence[Result]) -> Run:
    """Results of several replicates as one labelled Run."""
    import xarray as xr

    lengths = steps_of(plan)[1]
    told, place = by_polity_of(plan), plan.account.measures("places")
    names = list(results[0].parameters)
    declared = {f"{m.name}.{n}": p for m in plan.mechanisms for n, p in m.parameters.items()}
    data: xr.Dataset = xr.Dataset(
        {
            "polity_measures": (
                ("run", "time", "polity", "measure"),
                np.stack([r.polity for r in results]),
                {
                    "long_name": "measures by polity, at the end of each step",
                    "units": "see the coordinate unit",
                },
            ),
            "place_measures": (
                ("run", "time", "place", "place_measure"),
                np.stack([r.place for r in results]),
                {
                    "long_name": "measures by place, at the end of each step",
                    "units": "see the coordinate place_unit",
                },
            ),
            "parameters": (
                ("run", "parameter"),
                np.array([list(r.parameters.values()) for r in results]),
                {
                    "long_name": "parameters of each run",
                    "units": "see the coordinate parameter_unit",
                },
            ),
        },
        coords={
            "run": ("run", np.array(seeds, dtype=np.int64), {"long_name": "run, by its seed"}),
            "seed": ("run", np.array(seeds, dtype=np.int64), {"long_name": "root of every draw"}),
            "time": (
                "time",
                dates_of(plan).astype("datetime64[ns]"),
                {"long_name": "start of step"},
            ),
            "step_days": ("time", lengths, {"long_name": "length of step", "units": "days"}),
            "polity": [p.name for p in plan.case.polities],
            "polity_name": ("polity", [p.title for p in plan.case.polities]),
            "place": [p.name for p in plan.case.places],
            "place_name": ("place", [p.title for p in plan.case.places]),
            "place_polity": ("place", [p.polity for p in plan.case.places]),
            "measure": [name for name, _, _ in told],
            "unit": ("measure", [unit for _, unit, _ in told]),
            "meaning": ("measure", [meaning for _, _, meaning in told]),
            "place_measure": [m.name.removeprefix("place_") for m in place],
            "place_unit": ("place_measure", [m.unit for m in place]),
            "place_meaning": ("place_measure", [" ".join(m.doc.split()) for m in place]),
            "parameter": names,
            "parameter_unit": ("parameter", [declared[n].unit for n in names]),
        },
        attrs=provenance(plan),
    )
    return Run(data)


def provenance(plan: Plan) -> dict[str, str | int]:
    """What is needed to run the same again: names, hashes, versions."""
    import numba

    from thaw import __version__

    return {
        "title": _title(plan),
        "account": plan.account.name,
        "account_hash": plan.account.hash,
        "prior_hash": plan.account.prior_hash,
        "case": plan.case.name,
        "case_hash": plan.case.hash,
        "span_start": str(plan.case.start),
        "span_end": str(plan.case.end),
        "people": blueprint(plan.case).people,
        "levers": ",".join(plan.levers),
        "levers_written": _as_json(plan.what_if.written),
        "parameters_given": _as_json(plan.given),
        "sub_steps": plan.sub_steps,
        "thaw": __version__,
        "numba": numba.__version__,
        "numpy": np.__version__,
    }


def _title(plan: Plan) -> str:
    given = [f"{name} = {value:g}" for name, value in plan.given.items()]
    changed = ", ".join([*plan.levers, *given])
    return f"{plan.account.name} on {plan.case.name}" + (f" with {changed}" if changed else "")


def _as_json(content: dict[str, Any]) -> str:
    """Plain data as a text that an attribute can hold; empty for nothing."""
    return json.dumps(content, default=str, sort_keys=True) if content else ""
