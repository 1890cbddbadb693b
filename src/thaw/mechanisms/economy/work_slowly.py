"""Those who dare not strike hold back their work.

Source       Scott 1985, Weapons of the Weak (slow work instead of open protest); Filtzer 1992, Soviet
             Workers and De-Stalinization (control over the pace of work as the workers' one means);
             both in kind, sizes assumed. The accounts' passages are silent on it
Departures   A share of output by group instead of acts of persons: slow work, norms not met, absence
             and waste are one number. It grows with what a person of usual traits resents beyond
             what he fears, and saturates; most of it hides in plain sight, so that nobody is arrested
             for it and nobody is moved by the sight of it.
Notice       It follows grievance over a month and planners see part of it as a shortfall
             (`norms_and_prices`).
Try          `risk` 0: even fear does not make people work.

Strength: `pace`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

pace = Parameter(
    0.033,
    unit="1/day",
    support=(0, 5),
    source="assumed; a month",
    meaning="rate at which it follows what people resent",
)
most = Parameter(
    0.25,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="largest share of output that is held back",
)
half = Parameter(
    0.5,
    unit="motive",
    support=(0.01, 10),
    source="assumed",
    meaning="resentment beyond fear at which half of that is held back",
)
risk = Parameter(
    0.5,
    unit="1",
    support=(0, 10),
    source="assumed; as in speak_out at mean risk aversion",
    meaning="weight of fear times the chance of arrest",
)


@mechanism(
    over="groups",
    reads=(
        "groups.place",
        "groups.polity",
        "groups.stratum",
        "groups.grievance_econ",
        "groups.grievance_pol",
        "groups.grievance_nat",
        "groups.fear",
        "groups.withholding",
        "places.arrest",
        "polities.legitimacy",
    ),
    writes="groups.withholding",
)
def work_slowly(i, w, p, key):
    """Share of its output that group i holds back: workers, peasants, employees, prisoners."""
    stratum, old = w.groups.stratum[i], w.groups.withholding[i]
    if p.pace <= 0.0 or (stratum > 2 and stratum != 7):
        return old
    grievance = w.groups.grievance_econ[i] + w.groups.grievance_pol[i] + w.groups.grievance_nat[i]
    resented = grievance * (1.0 - w.polities.legitimacy[w.groups.polity[i]])
    feared = p.risk * w.groups.fear[i] * w.places.arrest[w.groups.place[i]]
    beyond = max(resented - feared, 0.0)
    target = p.most * beyond / (beyond + p.half)
    return target + (old - target) * exp(-p.pace * w.clock.dt[0])
