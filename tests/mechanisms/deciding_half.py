"""The deciding half alone: seven toy polities, 1953-57, under scripted unrest, in plain Python.

The script stands in for the mass half: how high unrest rises and when, what is lost by the party,
who leaves. Everything else - line, monopoly, safety at the top, decisions - is the mechanisms' own.
"""

from __future__ import annotations

import math
from collections import namedtuple
from typing import NamedTuple

import numpy as np
from toy import params, put, world

from thaw.mechanism import load_mechanism
from thaw.world import COLUMNS, World

NAMES = ("USSR", "GDR", "POL", "HUN", "CSR", "ROM", "BUL")
STEPS = (
    "complicity",
    "security_pact",
    "monopoly_ratchet",
    "archive_inquiry",
    "private_doubt",
    "blame_allocation",
    "emergency_rally",
    "leader_authority",
    "succession_struggle",
    "contest_at_the_top",
    "verdicts",
    "wing_standing",
    "generals_weight",
    "line_transmission",
    "error_from_isolation",
    "norms_and_prices",
    "decide_repression",
    "order_troops",
    "decide_concession",
    "decide_disclosure",
    "hegemon_decision",
)
TABLES = ("clock", "places", "polities", "officials", "units")
COUNTS = ("n_concession", "n_disclosure", "n_leader", "n_intervention", "n_norm_rise")


class Stir(NamedTuple):
    """Unrest put into the script: row, first and last day, height; what a rising does besides."""

    row: int
    first: int
    last: int
    height: float
    dual_power: float = 0.0
    party: float = 1.0
    armed: float = 0.0


# days since 1953-01-01: 2 June 1953 is 152, 17 June 167, 28 June 1956 1274, 21 October 1389,
# 23 October 1391, 15 November 1414
SCRIPT = (
    Stir(4, 151, 154, 0.65),
    Stir(1, 166, 168, 0.93, dual_power=0.05, party=0.97),
    Stir(0, 199, 215, 0.05),
    Stir(2, 1274, 1276, 0.68),
    Stir(2, 1387, 1392, 0.75),
    Stir(3, 1391, 1440, 0.97, dual_power=0.7, party=0.05, armed=15_000),
)
DEATHS = ((0, 63), (4, 72), (2, 1166))
PEOPLE = (188e6, 18.1e6, 26.3e6, 9.6e6, 12.8e6, 16.8e6, 7.3e6)
OFFICIALS = ((-0.8, 0.95), (-0.5, 0.9), (0.0, 0.8), (0.2, 0.8), (0.5, 0.5))
"""Private position and complicity of five officials in every polity, by rank."""


def start() -> World:
    """Seven polities as they may have stood in January 1953."""
    w = world(polities=7, places=7, officials=35)
    for j, people in enumerate(PEOPLE):
        put(w, j, polities__population=people, places__population=people / 20, places__polity=j)
        put(w, j, polities__party=people / 20, polities__party_norm=people / 20)
        for k, (position, guilt) in enumerate(OFFICIALS):
            put(
                w,
                5 * j + k,
                officials__polity=j,
                officials__rank=float(k),
                officials__address=7 * j + k + 1,
                officials__position=position,
                officials__complicity=guilt,
                officials__standing=0.7 if k < 2 else 0.45,
            )
    put(w, polities__line=-0.6, polities__threat=0.5, polities__monopoly=0.93, polities__terror=0.5)
    put(w, polities__terror_past=0.6, polities__plan_gap=0.25, polities__complicity=0.8)
    put(w, polities__reform_wing=0.25)
    return put(w, 0, polities__obedience=0.0, polities__plan_gap=0.12)


def script(w: World, day: int, stirs: tuple[Stir, ...]) -> None:
    """What the mass half would have written by this day."""
    q = w.polities
    q.unrest[:] *= math.exp(-1 / 30)
    q.memory_of_unrest[:] *= math.exp(-1 / 1500)
    q.armed[:], q.dual_power[:] = 0, 0
    for s in stirs:
        if s.first <= day <= s.last:
            q.unrest[s.row] = max(q.unrest[s.row], s.height)
            q.dual_power[s.row], q.armed[s.row] = s.dual_power, int(s.armed)
            if s.party < 1:
                q.party[s.row] = s.party * q.party_norm[s.row]
    w.places.demonstrators[:] = np.where(q.unrest > 0.5, 0.02 * w.places.population, 0).astype(int)
    w.places.armed[:] = q.armed // 10
    q.memory_of_unrest[:] = np.maximum(q.memory_of_unrest, q.unrest)
    for j in range(7):
        others = max(q.unrest[k] for k in range(7) if k != j)
        q.news_abroad[j] = max(0.6 * others, q.news_abroad[j] * math.exp(-1 / 20))
    q.known[:] += (q.disclosure - q.known) / 60
    q.party[:] += (q.party_norm - q.party) / 400
    q.exit_flow[1] = 1300 if 59 <= day < 180 else 700
    q.threat[:] = 0.5 if day < 207 else 0.35
    q.pressure[:] = 0.1 if 1397 <= day <= 1405 else 0.3
    for row, on in DEATHS:
        if day == on:
            q.leader_dead[row] = 1.0


def views(name: str, table):
    """The columns of a table as a namedtuple, sharing its memory: quick to read in plain Python."""
    return namedtuple("Views", COLUMNS[name])(*(getattr(table, c) for c in COLUMNS[name]))


def sweep(fn, w: World, p, key) -> None:
    """One mechanism over its whole table, buffered: all rows read the world as it stood."""
    made = fn.mechanism
    table = getattr(w, made.over)
    columns = [getattr(table, name.split(".")[1]) for name in made.writes]
    answers = [fn(i, w, p, key) for i in range(len(columns[0]))]
    for i, answer in enumerate(answers):
        for column, value in zip(columns, answer if len(columns) > 1 else (answer,), strict=True):
            column[i] = value


def simulate(
    seed: int, days: int = 1826, stirs: tuple[Stir, ...] = SCRIPT, **override: dict[str, float]
) -> list[dict[str, np.ndarray]]:
    """Polities every second month, first to last, each as its columns."""
    w, kept = start(), []
    w = w._replace(**{name: views(name, getattr(w, name)) for name in TABLES})
    made = [load_mechanism(name) for name in STEPS]
    given = [params(m.function, **override.get(m.name, {})) for m in made]
    for day in range(days):
        w.clock.t[0] = day
        script(w, day, stirs)
        for m, p in zip(made, given, strict=True):
            sweep(m.function, w, p, (seed, 0, m.decision, day))
        if day % 61 == 60 or day == days - 1:
            kept.append({c: getattr(w.polities, c).copy() for c in COLUMNS["polities"]})
    return kept
