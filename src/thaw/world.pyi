# Written by tools/make_world_stub.py from world.py: do not edit.
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

F: type[np.float64]
I: type[np.int64]

class Column(NamedTuple):
    dtype: type
    unit: str
    default: float
    meaning: str

STRATA: tuple[str, ...]
ACTS: tuple[str, ...]
STATES: tuple[str, ...]
SITE_KINDS: tuple[str, ...]
PLACE_KINDS: tuple[str, ...]
UNIT_KINDS: tuple[str, ...]
TRAITS: tuple[str, ...]
COLUMNS: dict[str, dict[str, Column]]
Tables: dict[str, type[Any]]

class Clock(NamedTuple):
    t: NDArray[np.float64]
    dt: NDArray[np.float64]
    season: NDArray[np.float64]
    year: NDArray[np.float64]

class Sites(NamedTuple):
    place: NDArray[np.int64]
    polity: NDArray[np.int64]
    group: NDArray[np.int64]
    stratum: NDArray[np.int64]
    kind: NDArray[np.int64]
    address: NDArray[np.int64]
    town: NDArray[np.int64]
    headcount: NDArray[np.float64]
    persons: NDArray[np.int64]
    cell_size: NDArray[np.int64]
    first_quarter: NDArray[np.int64]
    striking: NDArray[np.int64]
    strike_days: NDArray[np.float64]
    council: NDArray[np.float64]

class Quarters(NamedTuple):
    site: NDArray[np.int64]
    town: NDArray[np.int64]
    address: NDArray[np.int64]
    cells: NDArray[np.int64]
    workplaces: NDArray[np.int64]
    first_person: NDArray[np.int64]
    first_cell: NDArray[np.int64]
    first_workplace: NDArray[np.int64]
    first_class: NDArray[np.int64]
    classes: NDArray[np.int64]
    offset: NDArray[np.float64]

class Groups(NamedTuple):
    place: NDArray[np.int64]
    polity: NDArray[np.int64]
    stratum: NDArray[np.int64]
    population: NDArray[np.float64]
    household: NDArray[np.float64]
    base_econ: NDArray[np.float64]
    standard: NDArray[np.float64]
    expectation: NDArray[np.float64]
    grievance_econ: NDArray[np.float64]
    grievance_pol: NDArray[np.float64]
    grievance_nat: NDArray[np.float64]
    grievance_loyal: NDArray[np.float64]
    fear: NDArray[np.float64]
    efficacy: NDArray[np.float64]
    conviction: NDArray[np.float64]
    height_strike: NDArray[np.float64]
    height_demonstrate: NDArray[np.float64]
    height_arms: NDArray[np.float64]
    withholding: NDArray[np.float64]
    exit_flow: NDArray[np.float64]
    acting: NDArray[np.int64]

class Places(NamedTuple):
    polity: NDArray[np.int64]
    kind: NDArray[np.int64]
    population: NDArray[np.float64]
    communications: NDArray[np.float64]
    tradition: NDArray[np.float64]
    police: NDArray[np.float64]
    first_site: NDArray[np.int64]
    last_site: NDArray[np.int64]
    first_town: NDArray[np.int64]
    towns: NDArray[np.int64]
    apart: NDArray[np.int64]
    capital: NDArray[np.int64]
    arrest: NDArray[np.float64]
    news: NDArray[np.float64]
    word: NDArray[np.float64]
    new_shocks: NDArray[np.float64]
    shock_size: NDArray[np.float64]
    seen: NDArray[np.float64]
    met: NDArray[np.float64]
    order: NDArray[np.float64]
    fired: NDArray[np.float64]
    n_fired: NDArray[np.float64]
    casualties: NDArray[np.float64]
    strikers: NDArray[np.int64]
    demonstrators: NDArray[np.int64]
    armed: NDArray[np.int64]
    peak_strikers: NDArray[np.int64]
    peak_demonstrators: NDArray[np.int64]
    peak_armed: NDArray[np.int64]
    deaths: NDArray[np.int64]
    arrests: NDArray[np.int64]
    casualties_counted: NDArray[np.float64]
    acting: NDArray[np.int64]
    joined: NDArray[np.int64]
    breaks: NDArray[np.int64]
    army_men: NDArray[np.float64]
    foreign_men: NDArray[np.float64]

class Towns(NamedTuple):
    place: NDArray[np.int64]
    polity: NDArray[np.int64]
    population: NDArray[np.float64]
    active: NDArray[np.int64]
    strikers: NDArray[np.int64]
    demonstrators: NDArray[np.int64]
    armed: NDArray[np.int64]
    acting: NDArray[np.int64]
    peak_strikers: NDArray[np.int64]
    peak_demonstrators: NDArray[np.int64]
    peak_armed: NDArray[np.int64]
    deaths: NDArray[np.int64]
    arrests: NDArray[np.int64]
    joined: NDArray[np.int64]
    breaks: NDArray[np.int64]
    breaks_heard: NDArray[np.float64]
    heard: NDArray[np.float64]
    word: NDArray[np.float64]
    seen: NDArray[np.float64]
    arrest: NDArray[np.float64]
    arrest_rate: NDArray[np.float64]
    disperse_rate: NDArray[np.float64]
    kill_rate: NDArray[np.float64]
    fired: NDArray[np.float64]
    n_fired: NDArray[np.float64]
    severity: NDArray[np.float64]
    order: NDArray[np.float64]
    troops: NDArray[np.float64]
    soviet: NDArray[np.float64]
    shock: NDArray[np.float64]
    dread: NDArray[np.float64]
    wave_peak: NDArray[np.float64]
    wave_fired: NDArray[np.float64]
    wave_forced: NDArray[np.float64]
    big_day: NDArray[np.float64]
    quick: NDArray[np.int64]
    stirred: NDArray[np.int64]
    own: NDArray[np.int64]
    hot: NDArray[np.int64]
    last_hot: NDArray[np.float64]
    last_act: NDArray[np.float64]

class Polities(NamedTuple):
    population: NDArray[np.float64]
    workforce: NDArray[np.float64]
    living: NDArray[np.float64]
    growth: NDArray[np.float64]
    plan_gap: NDArray[np.float64]
    norm: NDArray[np.float64]
    price: NDArray[np.float64]
    n_norm_rise: NDArray[np.float64]
    line: NDArray[np.float64]
    concession: NDArray[np.float64]
    amnesty: NDArray[np.float64]
    n_concession: NDArray[np.float64]
    credibility: NDArray[np.float64]
    disclosure: NDArray[np.float64]
    n_disclosure: NDArray[np.float64]
    known: NDArray[np.float64]
    repression: NDArray[np.float64]
    terror: NDArray[np.float64]
    terror_past: NDArray[np.float64]
    start_terror_past: NDArray[np.float64]
    censorship: NDArray[np.float64]
    legitimacy: NDArray[np.float64]
    authority: NDArray[np.float64]
    start_authority: NDArray[np.float64]
    threat: NDArray[np.float64]
    threat_shift: NDArray[np.float64]
    pressure: NDArray[np.float64]
    pressure_shift: NDArray[np.float64]
    monopoly: NDArray[np.float64]
    elite_security: NDArray[np.float64]
    complicity: NDArray[np.float64]
    succession: NDArray[np.float64]
    leader_dead: NDArray[np.float64]
    reform_wing: NDArray[np.float64]
    n_leader: NDArray[np.float64]
    obedience: NDArray[np.float64]
    foreign_rule: NDArray[np.float64]
    intervention: NDArray[np.float64]
    n_intervention: NDArray[np.float64]
    stepped_in: NDArray[np.float64]
    emergency: NDArray[np.float64]
    withholding: NDArray[np.float64]
    heard: NDArray[np.float64]
    breaks_heard: NDArray[np.float64]
    capital_heard: NDArray[np.float64]
    big_heard: NDArray[np.float64]
    big_towns: NDArray[np.float64]
    won: NDArray[np.float64]
    granted: NDArray[np.float64]
    granted_counted: NDArray[np.float64]
    dread: NDArray[np.float64]
    news_abroad: NDArray[np.float64]
    exit_open: NDArray[np.float64]
    exit_flow: NDArray[np.float64]
    party: NDArray[np.float64]
    party_norm: NDArray[np.float64]
    dual_power: NDArray[np.float64]
    unrest: NDArray[np.float64]
    memory_of_unrest: NDArray[np.float64]
    mood_usual: NDArray[np.float64]
    ferment: NDArray[np.float64]
    army_men: NDArray[np.float64]
    army_strength: NDArray[np.float64]
    police_strength: NDArray[np.float64]
    foreign_men: NDArray[np.float64]
    police_loyalty: NDArray[np.float64]
    army_loyalty: NDArray[np.float64]
    strikers: NDArray[np.int64]
    demonstrators: NDArray[np.int64]
    armed: NDArray[np.int64]
    joined: NDArray[np.int64]
    deaths: NDArray[np.int64]
    arrests: NDArray[np.int64]
    spared: NDArray[np.int64]
    base_strikers: NDArray[np.float64]
    base_demonstrators: NDArray[np.float64]
    base_armed: NDArray[np.float64]

class Officials(NamedTuple):
    polity: NDArray[np.int64]
    rank: NDArray[np.float64]
    position: NDArray[np.float64]
    complicity: NDArray[np.float64]
    standing: NDArray[np.float64]
    in_office: NDArray[np.float64]
    alive: NDArray[np.float64]
    suspicion: NDArray[np.float64]

class Units(NamedTuple):
    polity: NDArray[np.int64]
    place: NDArray[np.int64]
    kind: NDArray[np.int64]
    strength: NDArray[np.float64]
    loyalty: NDArray[np.float64]
    contact: NDArray[np.float64]
    informed: NDArray[np.float64]

class People(NamedTuple):
    state: NDArray[Any]
    since: NDArray[Any]
    cell_out: NDArray[Any]
    cell_layer: NDArray[Any]
    layer: NDArray[Any]
    work_out: NDArray[Any]
    work_days: NDArray[Any]
    work_seen: NDArray[Any]
    work_broke: NDArray[Any]
    work_hot: NDArray[Any]
    work_next: NDArray[Any]
    work_layer: NDArray[Any]

class Draws(NamedTuple):
    seed: NDArray[Any]
    quantiles: NDArray[Any]
    types: NDArray[Any]
    values: NDArray[Any]
    class_first: NDArray[Any]
    class_persons: NDArray[Any]
    class_key: NDArray[Any]
    edges: NDArray[Any]
    share: NDArray[Any]
    local: NDArray[Any]

class Person(NamedTuple):
    hardship: float
    risk_aversion: float
    threshold: float
    conviction: float
    national: float
    shock: float
    act: int

class Spot(NamedTuple):
    site: int
    town: int
    company: float
    works: float
    days: float
    local: float

class World(NamedTuple):
    clock: Clock
    sites: Sites
    quarters: Quarters
    groups: Groups
    places: Places
    towns: Towns
    polities: Polities
    officials: Officials
    units: Units
    people: People
    draws: Draws

def empty_table(name: str, rows: int) -> Any: ...
def copy_table(table: Any) -> Any: ...
def small_pages(n: int, kind: type) -> NDArray[Any]: ...
def empty_people(persons: int, cells: int, workplaces: int) -> People: ...
