"""Civil violence on a torus: citizens rebel when grievance outweighs the risk, cops jail them.

Source       Epstein, J. M. (2002) "Modeling civil violence: an agent-based computational approach",
             PNAS 99 suppl. 3, 7243-7250, Models I and II, Runs 1-8
Departures   The paper's ratio of cops to actives, taken literally, never rebels: default is its whole
             part. Where the paper is silent a switch says what is done (see the model's page).
Notice       With `ratio: floor` calm, then hundreds out within three or four ticks, then calm again.
Try          `ratio: literal`, and nothing happens; `vision_shape: diamond`, and bursts are rarer.

The decision is the main model's: `see.chance_of_arrest` and `speak_out.net_motive` against a height;
as the noise of `speak_out` goes to 0 its hazard gives the same answer for everybody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from thaw.engine.kernel import kernel
from thaw.errors import ThawError
from thaw.published.models.epstein_2002.exact import fixed_points
from thaw.published.models.epstein_2002.kernel import WIDTH, simulate
from thaw.published.models.epstein_2002.lattice import COLUMNS, RULES, City
from thaw.published.models.epstein_2002.measures import measures
from thaw.published.models.epstein_2002.paths import paths
from thaw.published.models.epstein_2002.start import populate

SHAPES = ("disc", "diamond", "square")
CODES = {
    "ratio": ("literal", "floor", "round"),
    "self_count": ("one", "twice"),
    "own_patch": ("no", "yes"),
    "jail_place": ("off_lattice", "on_patch_free", "on_patch_blocks"),
    "jail_clock": ("own_turn", "tick_end"),
    "jail_term": ("uniform", "integer_below", "integer_upto"),
    "order": ("decide_first", "move_first"),
    "agents_move": ("no", "yes"),
    "cops_move": ("no", "yes"),
    "cop_moves_to_arrest": ("no", "yes"),
    "activation": (
        "random_sequential",
        "random_with_replacement",
        "fixed_order",
        "citizens_first",
        "cops_first",
        "two_passes",
    ),
    "model": ("rebellion", "ethnic"),
    "victim": ("anybody", "quiet", "active"),
    "release_site": ("arrest_site", "random_empty", "own_site"),
    "first_age": ("zero", "uniform"),
    "placement": ("exact", "independent"),
}
"""Values of the switches that kernels see, by their numbers there."""


def run(settings: Mapping[str, Any], seed: int) -> dict[str, float]:
    """One replicate.

    Parameters
    ----------
    settings : mapping
        Every switch and input of ``epstein_2002.yaml``.
    seed : int

    Returns
    -------
    dict of float
        Measures; nan where one is not defined (no outburst, no wait, no victor).

    Raises
    ------
    ThawError
        The lattice is smaller than what an agent sees, or citizens and cops do not fit on it.
    """
    out, done = record(settings, seed)
    return measures(out[:done], settings) | fixed_points(settings)


def record(settings: Mapping[str, Any], seed: int) -> tuple[np.ndarray, int]:
    """The run tick by tick, and how many ticks were done.

    Returns
    -------
    out : array, shape (ticks, 9)
        Active, jailed, cops, alive in group 0 and 1, killed and born so far, and the sums of hardship
        and of risk aversion over citizens who are free, each at the end of a tick.
    done : int
    """
    city, rules = build(settings, seed)
    left, cops = paths(settings)
    out = np.zeros((len(left), WIDTH))
    done = kernel(simulate)(city, rules, left, cops, out)
    return out, int(done)


def check(settings: Mapping[str, Any]) -> None:
    """Whether citizens and cops fit on the lattice, and the lattice holds what they see.

    Raises
    ------
    ThawError
        They do not.
    """
    width, height = int(settings["width"]), int(settings["height"])
    density = float(settings["citizen_density"]), float(settings["cop_density"])
    if sum(density) > 1.0 or sum(round(d * width * height) for d in density) > width * height:
        raise ThawError(
            "citizens and cops do not fit on the lattice",
            key="epstein_2002.citizen_density",
            expected="citizen_density + cop_density of at most 1",
        )
    reach = max(math.floor(float(settings[name])) for name in ("vision", "cop_vision"))
    if 2 * reach + 1 > min(width, height):
        raise ThawError(
            f"a torus of {width} x {height} is smaller than what an agent sees",
            key="epstein_2002.width",
            expected=f"at least {2 * reach + 1}",
        )


def build(settings: Mapping[str, Any], seed: int) -> tuple[City, np.void]:
    """A populated lattice and its rules."""
    check(settings)
    rules = rules_of(settings, seed)
    sites = int(rules["sites"])
    density = float(settings["citizen_density"]), float(settings["cop_density"])
    citizens, cops = (round(d * sites) for d in density)
    city = empty_city(settings, rules)
    exact = settings["placement"] == "exact"
    kernel(populate)(city, rules, citizens if exact else -1, cops, density)
    return city, rules


def rules_of(settings: Mapping[str, Any], seed: int) -> np.void:
    """Switches as the kernel's whole numbers."""
    code = {name: values.index(_word(settings[name])) for name, values in CODES.items()}
    vision, cop_vision = float(settings["vision"]), float(settings["cop_vision"])
    width, height = int(settings["width"]), int(settings["height"])
    reach, cop_reach = math.floor(vision), math.floor(cop_vision)
    stencil = stencils(settings)
    sizes = [len(sites) for sites, _ in stencil]
    sites, most = width * height, max(len(places) + len(half) for places, half in stencil)
    shared = code["jail_place"] == 1 or (code["jail_place"] == 2 and code["cop_moves_to_arrest"])
    halo = max(reach, cop_reach)
    alone = not shared and not code["model"] and 2 * halo < 64
    rules = np.zeros(1, RULES)[0]
    numbers: dict[str, Any] = dict(
        width=width,
        height=height,
        sites=sites,
        room=sites * (3 if code["model"] else 1),
        reach=reach,
        cop_reach=cop_reach,
        most=most,
        n_view=sizes[0],
        n_cop=sizes[1],
        n_near=sizes[2],
        halo=halo,
        side=min(sizes[0] + 2, 512),
        same_view=int(vision == cop_vision),
        ratio=code["ratio"],
        twice=code["self_count"],
        own_patch=code["own_patch"],
        jail=code["jail_place"],
        clock=code["jail_clock"],
        term_rule=code["jail_term"],
        move_first=code["order"],
        citizens_move=code["agents_move"],
        cops_move=code["cops_move"],
        cop_jumps=code["cop_moves_to_arrest"],
        activation=code["activation"],
        ethnic=code["model"],
        victim=code["victim"],
        alone=int(alone),
        plain=int(alone and code["agents_move"] and code["activation"] != 1 and cop_reach <= reach),
        release_site=code["release_site"],
        grown=code["first_age"],
        lo=int(seed) & 0xFFFFFFFF,
        hi=int(seed) >> 32 & 0xFFFFFFFF,
        jail_max=settings["jail_max"],
        k=settings["k"],
        threshold=settings["threshold"],
        clone=settings["clone_rate"],
        age_max=settings["age_max"],
    )
    for name, value in numbers.items():
        rules[name] = value
    at = dict.fromkeys("ibfnw", 0)
    for name, size in sizes_of(rules).items():
        rules[name] = at[COLUMNS[name]]
        at[COLUMNS[name]] += size
    return rules


def sizes_of(rules: np.void) -> dict[str, int]:
    """Entries of each column of a city."""
    sites, room, stencil = int(rules["sites"]), int(rules["room"]), 3 * int(rules["most"])
    sizes = dict.fromkeys(("seen", "head", "full", "here"), sites)
    sizes |= dict.fromkeys(("jump", "dx", "dy", "half"), stencil)
    sizes |= {"taken": sites // 32 + 1}
    sizes |= {"chance": int(rules["side"]) ** 2, "sums": 2, "tally": 10}
    words = (int(rules["width"]) + 2 * int(rules["halo"])) // 64 + 2
    sizes["bits"] = 2 * words * int(rules["height"])
    sizes |= {"masks": 2 * int(rules["reach"]) + 1, "cop_masks": 2 * int(rules["cop_reach"]) + 1}
    return {name: sizes.get(name, room) for name in COLUMNS}


def _word(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def half_widths(shape: str, vision: float) -> np.ndarray:
    """How far the stencil reaches to each side, row by row from -floor(vision) to +floor(vision)."""
    reach = math.floor(vision)
    rows = np.abs(np.arange(-reach, reach + 1))
    if shape == "disc":
        return np.array([math.floor(math.sqrt(vision * vision - r * r)) for r in rows])
    if shape == "diamond":
        return np.floor(vision - rows).astype(np.int64)
    return np.full(len(rows), reach)


def offsets(half: np.ndarray) -> list[tuple[int, int]]:
    """Column and row of every site of a stencil but its centre."""
    reach = len(half) // 2
    return [
        (x, y)
        for y in range(-reach, reach + 1)
        for x in range(-half[y + reach], half[y + reach] + 1)
        if (x, y) != (0, 0)
    ]


def stencils(settings: Mapping[str, Any]) -> list[tuple[list[tuple[int, int]], np.ndarray]]:
    """Sites and half-widths of what citizens see, what cops see, and where children are placed."""
    shape = settings["vision_shape"]
    near = "square" if settings["birth_site"] == "moore" else "diamond"
    halves = [
        half_widths(shape, float(settings["vision"])),
        half_widths(shape, float(settings["cop_vision"])),
        half_widths(near, 1.0),
    ]
    return [(offsets(half), half) for half in halves]


def empty_city(settings: Mapping[str, Any], rules: np.void) -> City:
    """Empty arrays for a lattice."""
    total = dict.fromkeys("ibfnw", 0)
    for name, size in sizes_of(rules).items():
        total[COLUMNS[name]] += size
    city = City(
        fresh(8 * int(rules["room"])),
        fresh(total["i"]),
        np.zeros(total["b"], np.int8),
        np.zeros(total["f"]),
        np.zeros(total["n"], np.int64),
        np.zeros(total["w"], np.uint64),
    )
    column(city, rules, "head")[:] = -1
    most = int(rules["most"])
    for n, (places, widths) in enumerate(stencils(settings)):
        x, y = np.array(places).T
        these = slice(n * most, n * most + len(x))
        column(city, rules, "jump")[these] = y * int(rules["width"]) + x
        column(city, rules, "dx")[these] = x
        column(city, rules, "dy")[these] = y
        column(city, rules, "half")[n * most : n * most + len(widths)] = widths
    shape = settings["vision_shape"]
    for name, vision in (("masks", "vision"), ("cop_masks", "cop_vision")):
        half = half_widths(shape, float(settings[vision]))
        reach = len(half) // 2
        if rules["alone"]:
            rows = [(2 << 2 * int(h)) - 1 << reach - int(h) for h in half]
            column(city, rules, name)[:] = np.array(rows, np.uint64)
    return city


def fresh(size: int) -> np.ndarray:
    """Zeros that begin with a cache line and were written.

    Numpy asks for large memory pages for such an array, not for one of `np.zeros`; and a person's eight
    words then never lie across two cache lines.
    """
    made = np.empty(size + 16, np.int32)
    made[:] = 0
    start = -made.ctypes.data % 64 // 4
    return made[start : start + size]


def column(city: City, rules: np.void, name: str) -> np.ndarray:
    """A column of a city by name, as a view."""
    start = int(rules[name])
    return getattr(city, COLUMNS[name])[start : start + sizes_of(rules)[name]]
