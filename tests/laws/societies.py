"""Small societies in which people really act, and the ways of comparing two runs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from thaw.case import Case, load_case
from thaw.engine import codegen
from thaw.engine.start import blueprint, start_world
from thaw.files import data_folder
from thaw.jobs.plan import Plan, make_plan
from thaw.jobs.replicate import Result, run_once
from thaw.measure import measures
from thaw.mechanism import load_mechanism
from thaw.mechanisms import ORDERS
from thaw.world import People, World, copy_table

QUICK_SUB_STEPS = 6
"""Sub-steps a day in tests that run plain Python or very many runs; the product uses 24."""

STEADY = {
    f"speak_out.{name}": value
    for name, value in {
        "rate": 0.3,
        "noise": 0.1,
        "gap": 0.0,
        "company": 1.35,
        "push": 0.47,
        "half_push": 0.035,
        "crowd": 0.3,
        "stake": 0.5,
        "tire": 0.4,
        "workplace": 0.14,
        "laggard": 1.2,
        "home_strike": 0.9,
        "home_demonstrate": 4.0,
        "home_arms": 0.35,
        "council_hold": 0.5,
        "settle": 1.0,
        "ceiling": 4.0,
        "held_days": 300.0,
        "cowed": 0.8,
        "spent": 1.2,
        "fading": 350.0,
    }.items()
}
"""Values of acting that these tests are about, whatever the defaults come to be."""

MILD = STEADY | {
    "speak_out.company": 0.3,
    "speak_out.push": 0.2,
    "speak_out.rate": 0.3,
    "speak_out.spent": 0.3,
    "speak_out.laggard": 0.3,
    "fire_on_crowd.rate": 10.0,
    "fire_on_crowd.small": 5.0,
    "fire_on_crowd.lethal": 1.0,
    "fire_on_crowd.battle": 1.0,
}
"""Weak pull of the crowd, so that a town of 150 neither sleeps nor burns; shots that hit a few of 500."""

ALONE = STEADY | {
    "speak_out.company": 0.0,
    "speak_out.push": 0.0,
    "speak_out.crowd": 0.0,
    "speak_out.tire": 0.0,
}
"""Nobody looks at others."""


def toy(account: str = "stein_1956", sub_steps: int = 24, step: float | None = None) -> Plan:
    """Account on the 500 people of `toy_two`, with parties abroad: one tied to the hegemon and a second centre."""
    tied = tuple(p for p in load_case("bloc_1953").parties if p.name in ("UK", "CHN"))
    place = replace(load_case("toy_two"), parties=tied)
    return make_plan(account, place, sub_steps=sub_steps, step=step)


def bureau(account: str) -> Plan:
    """Account of a purge on the 162 officials of `small_bureau`, for a year."""
    place = load_case(Path(__file__).parents[1] / "cases" / "valid" / "small_bureau.yaml")
    place = replace(place, end=place.start.replace(month=12))
    return make_plan(data_folder("accounts") / "apparatus" / f"{account}.yaml", place)


def without(plan: Plan, *names: str) -> Plan:
    """The plan with mechanisms left out."""
    left = tuple(m for m in plan.mechanisms if m.name not in names)
    assert len(left) == len(plan.mechanisms) - len(names)
    return replace(plan, mechanisms=left)


def only(plan: Plan, *names: str) -> Plan:
    """The plan with nothing but these mechanisms; one program serves all such plans."""
    return replace(plan, mechanisms=tuple(m for m in plan.mechanisms if m.name in names))


def land(
    places: dict[str, float],
    cell: int = 10,
    workplace: int = 5,
    town: float = 2000,
    days: int = 20,
    sites: dict[str, tuple[str, int]] | None = None,
    events: Sequence[dict] = (),
    levers: Sequence[dict] = (),
    **fields: float,
) -> Case:
    """A country of workers alone, with nothing spread: inhabitants by place, named sites with their place.

    Parameters
    ----------
    town : float
        Inhabitants of a town; every place is a city of as many towns as it needs.
    **fields : float
        Columns of groups, besides a grievance of 0.5.
    """
    source = {"spread": 0, "source": "invented"}
    units = {"efficacy": "probability"}
    groups = {"grievance_econ": 0.5, "fear": 0.3} | fields
    data = {
        "case": "a_land",
        "title": "A land",
        "says": "Workers alone.",
        "step": "1 day",
        "tail": None,
        "span": ["1953-01-01", str(np.datetime64("1953-01-01") + days - 1)],
        "record": None,
        "hegemon": "LAND",
        "traits": {
            "hardship": {"lognormal": [0.0, 0.3], "source": "invented"},
            "risk_aversion": {"uniform": [0.0, 1.0], "source": "invented"},
            "threshold": {"normal": [1.0, 0.15], "source": "invented"},
            "conviction": {"beta": [2.0, 2.0], "source": "invented"},
            "national": {"lognormal": [0.0, 0.3], "source": "invented"},
        },
        "cell": {"size": cell, "workplace": workplace},
        "town": {"size": town},
        "polities": {
            "LAND": {
                "title": "Land",
                "population": {"value": sum(places.values()), "unit": "persons"} | source,
                "active": {"value": 1.0, "unit": "share"} | source,
                "strata": {"workers": 1.0},
                "default_place": {"police": {"value": 2.0, "unit": "persons/1000"} | source},
            }
        },
        "places": {
            name: {
                "polity": "LAND",
                "title": name,
                "kind": "city",
                "at": [50, 50],
                "capital": name == min(places),
                "population": {"value": n, "unit": "persons"} | source,
            }
            for name, n in places.items()
        },
        "strata": {
            "workers": {
                "heights": {"strike": 1.0, "demonstrate": 1.1, "arms": 1.4},
                "set": {
                    k: {"value": v, "unit": units.get(k, "motive")} | source
                    for k, v in groups.items()
                },
            }
        },
        "sites": {
            name: {
                "place": place,
                "stratum": "workers",
                "kind": "plant",
                "named_in": [],
                "headcount": {"value": n, "unit": "persons"} | source,
            }
            for name, (place, n) in (sites or {}).items()
        },
        "officials": {
            "LAND": [
                {"name": "first", "rank": 0, "position": 0.0, "complicity": 0.5, "standing": 0.5}
                | source
            ]
        },
        "events": list(events),
        "episodes": [],
        "levers": list(levers),
    }
    text = yaml.safe_dump(data, sort_keys=False)
    for day in [data["span"][0], data["span"][1]]:
        text = text.replace(f"'{day}'", day)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a_land.yaml"
        file.write_text(text)
        return load_case(file)


def plan_of(case: Case, *names: str, sub_steps: int = 4) -> Plan:
    """A plan of these mechanisms alone on a case."""
    return only(make_plan("stein_1956", case, sub_steps=sub_steps), *names)


def society(plan: Plan, seed: int, heat: float = 0.0) -> World:
    """A random society: the case's own start, with fields of every group drawn about `heat`.

    Grievances, fear, efficacy, police and loyalties are drawn by this seed; heat adds to political
    grievance, so that societies run from still (-0.5) to risen (0.5). Peasants of the first polity are
    made prisoners, so that every mechanism has somebody to work on.
    """
    w = start_world(blueprint(plan.case), seed)
    g = np.random.default_rng(seed + 1000)
    groups = w.groups
    n = len(groups.fear)
    groups.grievance_econ[:] *= g.uniform(0.7, 1.2, n)
    groups.grievance_pol[:] = np.maximum(groups.grievance_pol + heat + g.normal(0, 0.1, n), 0.0)
    groups.grievance_nat[:] += g.uniform(0, 0.2, n)
    groups.grievance_loyal[:] = g.uniform(0, 0.3, n)
    groups.conviction[:] = g.uniform(0.1, 0.9, n)
    groups.fear[:] *= g.uniform(0.5, 1.5, n)
    groups.efficacy[:] = g.uniform(0, 0.4, n)
    groups.base_econ[:] = groups.grievance_econ
    w.places.police[:] *= g.uniform(0.5, 2.0, len(w.places.police))
    w.units.loyalty[:] = g.uniform(0.4, 1.0, len(w.units.loyalty))
    inmates = (groups.polity == 0) & (groups.stratum == 1)
    groups.stratum[inmates] = 7
    return w


def copy_of(w: World) -> World:
    """An independent copy, private state and all (a run writes into the private state it is given)."""
    tables = {
        name: copy_table(getattr(w, name)) for name in w._fields if name not in ("people", "draws")
    }
    people = People(*(column.copy() for column in w.people))
    return World(**tables, people=people, draws=w.draws)


def with_luck(w: World, seed: int) -> World:
    """A copy of a world with the luck of `seed`: the same people in the same seats, other draws.

    Traits hang on the low word of a world's seed, so luck differs in the high word alone.
    """
    lo, _ = w.draws.seed
    w = copy_of(w)
    return w._replace(draws=w.draws._replace(seed=np.array([lo, seed], np.int64)))


def run(
    plan: Plan,
    seed: int,
    world: World,
    parameters: dict[str, float] | None = None,
    plain: bool = False,
    steps: int | None = None,
) -> Result:
    """One replicate from a copy of `world`, with its people and the luck of `seed`.

    Parameters are the defaults but for those given; of these, the ones of mechanisms that the plan
    leaves out are passed over.
    """
    here = {m.name for m in plan.mechanisms}
    given = {k: v for k, v in (parameters or {}).items() if k.split(".")[0] in here}
    return run_once(
        plan,
        seed,
        "default",
        plain=plain,
        parameters=given,
        world=with_luck(world, seed),
        steps=steps,
    )


@cache
def functions(order: str = "society") -> dict[str, Callable]:
    """The functions of the program of a whole order of steps as ordinary Python, the account's own among them."""
    space: dict = {}
    over = (*measures("polities"), *measures("places"))
    text = codegen.source_of([load_mechanism(n) for n in ORDERS[order]], over, flat=False)
    exec(compile(text, "<program>", "exec"), space)
    return space


def theta_of(plan: Plan, parameters: dict[str, float]) -> np.ndarray:
    """What those functions take as `theta`."""
    return codegen.theta_of(codegen.shared_order(()), plan.mechanisms, parameters)


def differences(one: Result, two: Result, skip: tuple[str, ...] = ()) -> list[str]:
    """Names of measures, columns and private state in which two runs differ by a single bit."""
    found = []
    if not np.array_equal(one.polity, two.polity):
        found.append("polity measures")
    if not np.array_equal(one.place, two.place):
        found.append("place measures")
    for table in one.world._fields:
        if table in ("clock", "draws"):
            continue
        for column in getattr(one.world, table)._fields:
            name = f"{table}.{column}"
            a, b = (getattr(getattr(r.world, table), column) for r in (one, two))
            if name not in skip and not np.array_equal(a, b):
                found.append(name)
    return found


def acted(result: Result) -> int:
    """People who took part, to be sure that a test is not about a still society."""
    return int(result.world.polities.joined.sum())


class Seats:
    """Where everybody sits, and who he is: arrays by person in the order of the private state."""

    def __init__(self, w: World) -> None:
        f = functions()
        q, sites = w.quarters, w.sites
        size = sites.cell_size[q.site]
        people = q.cells * size
        self.quarter = np.repeat(np.arange(len(q.site)), people)
        self.number = np.arange(len(self.quarter)) - q.first_person[self.quarter]
        cell = self.number // size[self.quarter]
        self.cell = q.first_cell[self.quarter] + cell
        self.town, self.site = q.town[self.quarter], q.site[self.quarter]
        pairs = zip(self.quarter.tolist(), cell.tolist(), strict=True)
        workplace = {}
        numbers = [
            workplace[p] if p in workplace else workplace.setdefault(p, f["workplace_of"](w, *p))
            for p in pairs
        ]
        self.workplace_number = np.array(numbers)
        self.workplace = q.first_workplace[self.quarter] + self.workplace_number
        self.layer = np.array(
            [
                f["layer_of"](w, u, n)
                for u, n in zip(self.quarter.tolist(), self.number.tolist(), strict=True)
            ]
        )


def class_of(numbers: np.ndarray) -> np.ndarray:
    """Class of workplaces by their number in a quarter: 0, 1, 2-3, 4-7 ..."""
    return np.array([int(n).bit_length() for n in numbers])


assert load_mechanism("speak_out").over == "people"
