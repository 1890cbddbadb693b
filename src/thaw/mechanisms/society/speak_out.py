"""Act in public when grievance, hope and company outweigh the threshold and the risk.

Source       Kuran 1991, World Politics 44(1) 7-48 (threshold on visible support); Epstein 2002, PNAS
             99 suppl. 3 (grievance times one minus legitimacy, net risk); Granovetter 1978, AJS 83(6)
Departures   A hazard instead of a hard threshold: as `noise` goes to 0 the hard rule returns. Company in
             one's own cell counts apart from the crowd in the place and by its square root, so that the
             first to stop work counts for more than the tenth. The ladder of acts is by stratum.
Notice       Long quiet, then all at once, first in cells where a few prone people work together.
Try          Halve `noise` and watch how far the date moves.
"""

import math

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

rate = Parameter(0.3, unit="1/day", support=(0, 20), source="assumed",
                 meaning="hazard of acting for one whose motive equals the threshold")  # fmt: skip
noise = Parameter(0.1, unit="motive", support=(0.02, 1), source="assumed",
                  meaning="motive that multiplies the hazard by e")  # fmt: skip
solidarity = Parameter(3.8, unit="motive", support=(0, 20), source="assumed; Kuran 1991 in form",
                       meaning="motive added when everybody in sight acts")  # fmt: skip
company = Parameter(0.9, unit="share", support=(0, 1), source="assumed",
                    meaning="weight of one's own cell against the crowd in the place")  # fmt: skip
stake = Parameter(0.5, unit="motive", support=(0, 3), source="assumed",
                  meaning="motive added when success is certain")  # fmt: skip
home_withhold = Parameter(0.2, unit="1/day", support=(0, 20), source="assumed")
home_strike = Parameter(0.9, unit="1/day", support=(0, 20), source="assumed; most plants of 17 June "
                        "1953 were at work again on 18-19 June, record row june18-return")  # fmt: skip
home_demonstrate = Parameter(
    4.0, unit="1/day", support=(0, 48), source="assumed; crowds last hours"
)
home_arms = Parameter(0.35, unit="1/day", support=(0, 20), source="assumed")
council_hold = Parameter(0.5, unit="share", support=(0, 1), source="001 L124-146 in sign; size assumed",
                         meaning="share of going back to work that a full council prevents")  # fmt: skip
ceiling = Parameter(4.0, unit="1/day", support=(0.1, 8), source="assumed; six hours from thought to act",
                    meaning="largest hazard of acting, all acts together")  # fmt: skip
held_days = Parameter(300.0, unit="day", support=(1, 3650), source="assumed",
                      meaning="mean time in custody")  # fmt: skip
witness = Parameter(0.4, unit="motive", support=(0, 10), source="assumed; 001 L88-96 in sign",
                    meaning="motive added in a cell all of whose members were hurt")  # fmt: skip
cowed = Parameter(0.8, unit="motive", support=(0, 2), source="assumed",
                  meaning="motive lost by one just released from custody")  # fmt: skip
spent = Parameter(1.0, unit="motive", support=(0, 5), source="assumed; record row june18-return: most "
                  "plants went back after a day or two and stayed at work",
                  meaning="motive lost by one who has just gone back from a strike or the street")  # fmt: skip
workplace = Parameter(0.2, unit="motive", support=(0, 1), source="assumed",
                      meaning="standard deviation of motive between workplaces and streets")  # fmt: skip
fading = Parameter(120.0, unit="day", support=(1, 3650), source="assumed",
                   meaning="time in which a personal shock falls by e")  # fmt: skip


@register_jitable
def net_motive(grievance, risk_aversion, risk, lift):
    """Grievance less the risk as one who is so averse to it feels it, plus what lifts everybody."""
    return grievance - risk_aversion * risk + lift


@register_jitable
def hazard_of(rate, motive, height, noise):
    """Hazard of an act `height` high: `rate` at motive equal to height, e times that `noise` above it."""
    return rate * exp((motive - height) / noise)


def reach(i, w, p):
    """What lifts members of cell i by who they are, the same for all cells of a group in a place.

    Returns
    -------
    tuple of float
        a, b, g, l, f such that the motive of a member without a shock of his own is
        max(a * hardship + b * national + g, l * conviction) - f * risk_aversion + lift.
    """
    g = w.cells.group[i]
    left = 1.0 - w.polities.legitimacy[w.groups.polity[g]]
    return (
        w.groups.grievance_econ[g] * left,
        w.groups.grievance_nat[g] * left,
        w.groups.grievance_pol[g] * left,
        w.groups.grievance_loyal[g],
        w.groups.fear[g] * w.places.arrest[w.cells.place[i]],
    )


def lift(i, w, p):
    """What lifts all members of cell i alike: company, the crowd, other strikes, hope, outrage, habit."""
    acting = w.cells.striking[i] + w.cells.demonstrating[i] + w.cells.armed[i]
    here = math.sqrt(acting / max(float(w.cells.size[i]), 1.0)) if acting > 0 else 0.0
    return (
        p.solidarity * (p.company * here + (1.0 - p.company) * w.places.seen[w.cells.place[i]])
        + w.sites.pull[w.cells.site[i]]
        + p.stake * w.groups.efficacy[w.cells.group[i]]
        + min(w.cells.hurt[i], 1.0)
        + p.workplace * w.cells.local[i]
    )


def going_home(i, act, w, p):
    """Rate per day at which a member of cell i leaves off an act of his own accord."""
    if act == 2:
        return p.home_strike * (1.0 - p.council_hold * w.sites.council[w.cells.site[i]])
    if act == 3:
        return p.home_demonstrate
    if act == 4:
        return p.home_arms
    return p.home_withhold


@mechanism(
    over="people",
    reads=(
        "cells.group", "cells.place", "cells.site", "cells.size", "cells.striking",
        "cells.demonstrating", "cells.armed", "cells.hurt", "cells.local", "groups.polity",
        "groups.grievance_econ", "groups.grievance_pol", "groups.grievance_nat",
        "groups.grievance_loyal", "groups.fear", "groups.efficacy", "groups.height_withhold",
        "groups.height_strike", "groups.height_demonstrate", "groups.height_arms", "places.seen",
        "places.arrest", "sites.pull", "sites.council", "polities.legitimacy",
    ),
    writes="people.act",
    hot=True,
    bound=reach,
    back=going_home,
    lift=lift,
)  # fmt: skip
def speak_out(i, me, w, p, key):
    """Hazards per day that a member of cell i withholds, strikes, demonstrates, takes arms."""
    g = w.cells.group[i]
    econ, nat, pol, loyal, risk = reach(i, w, p)
    grievance = max(me.hardship * econ + me.national * nat + pol, me.conviction * loyal)
    motive = net_motive(grievance, me.risk_aversion, risk, lift(i, w, p) + me.shock)
    a = hazard_of(p.rate, motive, me.threshold * w.groups.height_withhold[g], p.noise)
    b = hazard_of(p.rate, motive, me.threshold * w.groups.height_strike[g], p.noise)
    c = hazard_of(p.rate, motive, me.threshold * w.groups.height_demonstrate[g], p.noise)
    d = hazard_of(p.rate, motive, me.threshold * w.groups.height_arms[g], p.noise)
    scale = p.ceiling / (p.ceiling + a + b + c + d)
    return a * scale, b * scale, c * scale, d * scale
