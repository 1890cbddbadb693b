"""Inputs of every published model to draw from, and the range in which each of its measures must lie.

`SMALL` lists values of inputs, so that a run takes a moment; an input that is not listed keeps its default.
`RANGES` gives each measure its lowest and highest possible value and whether it may be undefined (nan); a bound may
be a function of the settings.
"""

from __future__ import annotations

import math

from thaw.published.models.helbing_2023 import citizens_of
from thaw.published.models.svolik_2009 import KINDS

INF = math.inf
UNIT, ANY = (0.0, 1.0, False), (-INF, INF, False)
UNIT_OR_NONE, COUNT_OR_NONE = (0.0, 1.0, True), (0.0, INF, True)

SMALL = {
    "acemoglu_egorov_sonin_2008": {
        "powers": [[1.0], [3.0, 4.0, 5.0, 10.0], [2.0, 2.0, 2.0], [1e-9, 1e9, 5.0], [1.0] * 9],
        "majority": [0.5, 0.6, 0.999],
        "members": [1, 2, 7, 11],
        "nudge": [1e-9, 0.001, 0.01],
    },
    "chwe_2000": {"thresholds": [[3, 3, 3, 3], [1, 2, 3, 4], [-10, 0, 100, 4], [2.5, 2, 1, 0]]},
    "edmond_2013": {
        "precision": [0.01, 1.0, 100.0, 1e5],
        "signals": [1, 4, 1000],
        "price": [1e-4, 1.0, 1e5],
        "scale": [0.0, 1.0, 5.0],
        "opportunity": [0.01, 0.3, 0.99],
    },
    "epstein_2002": {
        "width": [15, 24, 31],
        "height": [15, 19],
        "ticks": [1, 12, 60],
        "citizen_density": [0.0, 0.1, 0.5, 0.7, 0.9],
        "cop_density": [0.0, 0.04, 0.1],
        "vision": [1.0, 1.7, 4.0, 7.0],
        "cop_vision": [1.0, 3.0, 7.0],
        "legitimacy": [0.0, 0.6, 0.82, 1.0],
        "legitimacy_end": [0.0, 0.2, 0.9],
        "legitimacy_step": [0.01, 0.5],
        "legitimacy_from": [0, 7],
        "cop_density_end": [0.0, 0.02, 0.5],
        "cops_from": [0, 5, 90],
        "cops_until": [0, 10, 40],
        "jail_max": [0.0, 0.5, 1.0, 3.0, 30.0, INF],
        "k": [0.0, 2.3, 100.0],
        "threshold": [-1.0, 0.0, 0.1, 1.0],
        "clone_rate": [0.0, 0.05, 1.0],
        "age_max": [0.0, 5.0, 200.0, INF],
        "outburst_level": [0, 5, 50],
    },
    "global_game": {
        "public": [1e-12, 1.0, 4.0, 1e6],
        "private": [1e-9, 0.1, 1.0, 1e9],
        "signal": [-1000.0, 0.5, 1000.0],
        "cost": [1e-6, 0.5, 0.999999],
        "strength": [-10.0, 0.4, 10.0],
        "people": [1, 200],
    },
    "granovetter_1978": {
        "people": [2, 30, 100],
        "mean": [-1e6, 0.3, 0.9, 25.0, 1e6],
        "spread": [1e-6, 12.2, 1e6],
        "crowds": [1, 5],
        "sweep": [0.0, 0.9, 1.0],
        "offset": [0.0, 1e-9, 1e-3, 0.5],
    },
    "helbing_2023": {
        "width": [5, 12, 20],
        "height": [5, 13],
        "steps": [1, 30],
        "vision": [1, 2],
        "citizen_density": [0.0, 0.7, 3.0, 30.0],
        "security_density": [0.0, 0.02, 1.0, 10.0],
        "max_jail": [0, 1, 100],
        "mean_preference": [-10.0, -0.5, 10.0],
        "preference_sd": [0.0, 1.0, 10.0],
        "epsilon": [0.0, 0.5, 10.0],
        "threshold": [-20.0, 2.94444, 20.0],
        "k": [0.0, 2.3, 100.0],
        "revolution_share": [0.0, 0.5, 0.95, 1.1],
    },
    "kuran_1991": {"thresholds": [[50.0], [0, 20, 20, 100], [-100, 1000], [10.0, 30, 20.5] * 9]},
    "lohmann_1994": {
        "people": [100, 1000],
        "weeks": [20, 84],
        "starts": [[0], [0, 10, 18], [0, 1, 500]],
        "stakes": [[0.0], [55.0, 41.0, 1000.0]],
        "threshold": [-100.0, 9.3, 100.0],
        "patience": [0.1, 52.0, 1e4],
        "grant": [0.0, 0.33, 2.0],
        "relief": [0.0, 0.2, 1.0],
        "doubt": [0.01, 39.0],
        "prior": [0.0, 0.003, 1.0],
        "inform": [0.0, 1.0, 100.0],
        "usual": [1e-9, 5e-5, 1.0],
        "habit": [0.0, 0.5, 1.0],
        "weather": [0.0, 0.02, 10.0],
        "log_error": [0.0, 2.0],
    },
    "makowsky_rubin_2013": {
        "people": [20, 60, 100],
        "districts": [1, 2, 10, 20],
        "local_spread": [0.0, 0.5, 100.0],
        "central": [-100.0, 0.0],
        "centralisation": [0.0, 0.5, 1.0],
        "reach": [1, 8, 100000],
        "contacts": [1, 8, 1000],
        "sanction": [0.0, 3.0, 1000.0],
        "strength": [0.0, 100.0],
        "fall": [0.0, 0.5, 2.0],
        "shock": [-100.0, 0.0, 1.0, 100.0],
    },
    "moro_2016": {
        "width": [5, 12],
        "citizens": [10, 150],
        "rebels": [0, 20],
        "police": [1, 40],
        "police_precision": [0.0, 0.4, 1.0],
        "rebel_precision": [0.0, 0.3, 1.0],
        "n": [0.0, 1.2, 100.0],
        "fear": [0.0, 2.0],
        "threshold": [-10.0, 1.0, 100.0],
        "join": [0.0, 0.05, 1.0],
        "vision": [1, 2],
        "unrest": [0.0, 0.3, 10.0],
        "steps": [10, 60],
        "many": [0.0, 0.3, 1.0],
    },
    "siegel_2009": {
        "people": [10, 97, 300],
        "mean": [-10.0, 0.6, 10.0],
        "spread": [0.0, 0.25],
        "memory": [0.0, 0.5, 0.999],
        "radius": [1, 5, 500],
        "size": [1, 10, 500],
        "weak_ties": [0.0, 0.1, 1.0],
        "exponent": [1.5, 2.5, 10.0],
        "expansion": [2, 5, 100],
        "steps": [2, 60],
    },
    "svolik_2009": {
        "exits": [[205, 32, 30, 20, 16], [0, 0, 0, 0, 1], [10**9, 0, 3, 0, 0]],
        "rates": [[6.77, 1.06, 0.99, 0.66, 0.53], [0, 0, 0, 0, 1000]],
        "leaders": [1, 303],
        "level": [0.0, 0.01, 1.0],
    },
    "watts_2002": {
        "people": [10, 400],
        "degree": [0.01, 1.0, 4.0, 60.0],
        "threshold": [0.01, 0.18, 0.6, 1.0],
        "trials": [0, 1, 30],
        "large": [0.0, 0.1, 1.0],
    },
}


def _citizens(s):
    """As many citizens as there may ever be alive."""
    return s["width"] * s["height"] * (3.0 if s["model"] == "ethnic" else 1.0)


def _sites(s):
    return float(s["width"] * s["height"])


def _people(s):
    return float(s["people"])


def _rebels(s):
    return float(s["citizens"] + s["rebels"])


def _of_helbing(s):
    return float(citizens_of(s))


_PEOPLE, _SITES, _CROWD = (0.0, _citizens, False), (0.0, _sites, False), (0.0, _people, False)
_HELBING = (0.0, _of_helbing, False)
_TICK = (1.0, lambda s: float(s["ticks"]), True)

RANGES = {
    "acemoglu_egorov_sonin_2008": {
        "size": (1, 15, False),
        "mask": (1, 2**15 - 1, False),
        "power": (0, INF, False),
        "share": (0, 1, False),
        "strongest_stays": UNIT,
        "largest_of_equals": (1, 15, False),
    },
    "chwe_2000": {"revolting": (0, 4, False), "mask": (0, 15, False), "rounds": (0, 64, False)},
    "edmond_2013": {
        "threshold": (0, 1, False),
        "cutoff": ANY,
        "bias": (0, INF, False),
        "attack": UNIT,
        "weaker": UNIT,
    },
    "epstein_2002": {
        **dict.fromkeys(
            (
                "peak_active",
                "mean_active",
                "sd_active",
                "active_end",
                "jailed_end",
                "jailed_mean",
                "citizens_end",
                "killed_now",
            ),
            _PEOPLE,
        ),
        **dict.fromkeys(
            (
                "active_share_end",
                "share_calm",
                "share_above_50",
                "genocide",
                "alive_both",
                "exact_share_no_cops",
            ),
            UNIT,
        ),
        "outbursts": (0, lambda s: s["ticks"], False),
        "ticks_done": (1, lambda s: s["ticks"], False),
        "cops_end": _SITES,
        "killed": (0, INF, False),
        "born": (0, INF, False),
        "wait_mean": COUNT_OR_NONE,
        "wait_sd": COUNT_OR_NONE,
        "wait_slope": (-INF, INF, True),
        "activation_mean": COUNT_OR_NONE,
        "activation_sd": COUNT_OR_NONE,
        "duration_mean": (1, lambda s: s["ticks"], True),
        "tension_before": COUNT_OR_NONE,
        "tension_otherwise": COUNT_OR_NONE,
        "tension_rise": (-INF, INF, True),
        "largest_rise": (-INF, _citizens, True),
        "first_outburst": _TICK,
        "cops_at_first_outburst": (0, _sites, True),
        "genocide_time": _TICK,
        "victor": UNIT_OR_NONE,
        "roots": (0, 9, False),
        "lowest_root": (0, _citizens, True),
        "highest_root": (0, _citizens, True),
    },
    "global_game": {
        "equilibria": (1, 3, False),
        "lowest": UNIT,
        "middle": UNIT_OR_NONE,
        "highest": UNIT,
        "bound": (0, INF, False),
        "attack": UNIT,
        "falls": UNIT,
    },
    "granovetter_1978": {
        "joined": _CROWD,
        "share": UNIT,
        "rounds": _CROWD,
        "swept": UNIT,
        "critical_spread": (0, INF, False),
        "formula_spread": (0, INF, False),
        "formula_z": ANY,
        "critical_joined": _CROWD,
        "formula_joined": _CROWD,
        "joined_below": _CROWD,
        "joined_above": _CROWD,
    },
    "helbing_2023": {
        "revolution": UNIT,
        "steps_done": (0, lambda s: s["steps"], False),
        "unrest_above_half": UNIT,
        "unrest_above_tenth": UNIT,
        **dict.fromkeys(
            (
                "peak_active",
                "peak_oppose",
                "peak_unrest",
                "mean_active",
                "mean_oppose",
                "mean_jailed",
                "active_end",
                "oppose_end",
                "jailed_end",
                "active_start",
                "oppose_start",
            ),
            _HELBING,
        ),
    },
    "kuran_1991": {
        "opposition": (0, 100, False),
        "from_everybody": (0, 100, False),
        "resting_points": (0, 28, False),
        "rounds": (0, 60, False),
    },
    "lohmann_1994": {
        **{f"{w}growth_{k}": (0, INF, False) for w in ("", "record_") for k in range(1, 5)},
        **{f"peak_{k}": (0, lambda s: s["region"], False) for k in range(1, 6)},
        "cycles": (0, 5, False),
        "first_is_highest": UNIT,
        "within": UNIT,
        "granted_week": (0, lambda s: s["weeks"] - 1, True),
        "fall_after_grant": COUNT_OR_NONE,
        "learning_1": UNIT,
        "learning_5": UNIT,
        "belief_end": UNIT,
    },
    "makowsky_rubin_2013": {
        "falsification": (0, INF, False),
        "change": (0, INF, False),
        "tipping": (0, 4, False),
        **dict.fromkeys(("hidden", "cascade", "revealed"), UNIT),
    },
    "moro_2016": {
        **dict.fromkeys(("success", "anarchy", "failure", "police_dead", "small_first"), UNIT),
        "rebels_dead": (0, _rebels, False),
        "biggest": (0, _rebels, False),
        "poor_first": UNIT_OR_NONE,
        "steps": (1, lambda s: s["steps"], False),
    },
    "siegel_2009": {
        "participation": UNIT,
        "first": UNIT,
        "steps": (1, lambda s: s["steps"], False),
        "ties": (0, INF, False),
        "biggest": (0, INF, False),
    },
    "svolik_2009": {
        **{f"share_{kind}": UNIT for kind in KINDS},
        "exits": (1, INF, False),
        "chi_square": (0, INF, False),
        "p": UNIT,
        "fixed_chi_square": (0, INF, False),
        "fixed_p": UNIT,
        "predictive": UNIT,
        "accepted": UNIT,
    },
    "watts_2002": {
        "cascades": UNIT_OR_NONE,
        "size": UNIT_OR_NONE,
        "any_size": UNIT_OR_NONE,
        "reach": UNIT,
        "lower": (0, INF, True),
        "upper": (0, INF, True),
    },
}


def in_range(name, settings, measures):
    """Faults of a run's measures: unknown, undefined, or outside their range."""
    found = []
    for measure, value in measures.items():
        if measure not in RANGES[name]:
            found.append(f"{measure} has no declared range")
            continue
        low, high, may_lack = RANGES[name][measure]
        low, high = (bound(settings) if callable(bound) else bound for bound in (low, high))
        if math.isnan(value):
            if not may_lack:
                found.append(f"{measure} is not defined")
        elif not low - 1e-9 <= value <= high + 1e-9:
            found.append(f"{measure} is {value}, outside {low} to {high}")
    return found
