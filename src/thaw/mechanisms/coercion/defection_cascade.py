"""Soldiers who would not fire go over with their arms, and each who goes makes it easier for the next.

Source       SWP 1957, Hungary Aided Polish Revolution, par. 9 (the Hungarian army goes over, October
             1956; Soviet troops show sympathy), The Need for a Marxist Party, par. 4 (no steady
             appeal to Soviet soldiers), par. 12 (what mirrors its country catches its mood). In
             form: Granovetter 1978, American Journal of Sociology 83(6). Record hungary_1956: no
             mass change of sides by Soviet units (evidence H33), h56-astoria, h56-miskolc-dispersed
Departures   Who goes is a share, not a person, of those who have ceased to obey: men who would obey
             are as many as before. Nobody goes over to a crowd without arms. What they do over there
             is counted by `army_repression` and `hegemon_decision` as so many people under arms.
             Some go back as time passes, more of them under a general assault, and the unit has its
             men again.
Notice       Nothing for days, then most of a garrison in two.
Try          `pull` 0: everybody makes up his own mind.

Strength: `cross`; at 0 nobody goes over.
"""

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

cross = Parameter(
    0.1,
    unit="1/day",
    support=(0, 20),
    source="assumed; Hungary 23-28 October 1956",
    meaning="rate at which those who would not obey go over, in full contact and knowledge; 0 = absent",
)
half_contact = Parameter(
    2.0,
    unit="day",
    support=(0.01, 100),
    source="assumed",
    meaning="days in contact with crowds at which the rate is half",
)
half_armed = Parameter(
    0.0002,
    unit="share",
    support=(1e-6, 0.1),
    source="assumed, as in hegemon_decision",
    meaning="share of inhabitants under arms at which the rate is half: there must be a side to go over to",
)
language = Parameter(
    0.01,
    unit="1",
    support=(0, 1),
    source="record hungary_1956, evidence H33: fewer than one in a thousand; size assumed",
    meaning="rate among foreign troops, who share neither language nor country, as a part of the own army's",
)
appeal = Parameter(
    0.3,
    unit="1",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 4 in sign; size assumed",
    meaning="what a full and steady appeal in their own language adds to that part",
)
pull = Parameter(
    8.0,
    unit="1",
    support=(0, 100),
    source="Granovetter 1978 in form; size assumed",
    meaning="how much the rate grows when all the soldiers in the country have gone over",
)
back = Parameter(
    0.02,
    unit="1/day",
    support=(0, 5),
    source="assumed; seven weeks",
    meaning="rate at which those who went over go home or back",
)
crushed = Parameter(
    0.3,
    unit="1/day",
    support=(0, 5),
    source="record hungary_1956, h56-tata, h56-jutadomb: days; size assumed",
    meaning="the same in addition under a general assault",
)


@register_jitable
def share_gone(q, w):
    """Part of the soldiers in polity q who have gone over."""
    gone, there = 0.0, 0.0
    for k in range(w.units.gone.shape[0]):
        if w.units.kind[k] > 0 and w.places.polity[w.units.place[k]] == q:
            gone += w.units.gone[k]
            there += w.units.strength[k]
    return gone / max(gone + there, 1.0)


@mechanism(
    over="units",
    reads=(
        "units.strength",
        "units.loyalty",
        "units.gone",
        "units.defected",
        "units.contact",
        "units.informed",
        "units.kind",
        "units.polity",
        "units.place",
        "places.polity",
        "polities.intervention",
        "polities.armed",
        "polities.gone_men",
        "polities.population",
        "polities.call_soldiers",
    ),
    writes=("units.strength", "units.loyalty", "units.gone", "units.defected"),
)
def defection_cascade(i, w, p, key):
    """Strength and loyalty of unit i, its men who are on the other side now, and who ever went."""
    men, loyal = w.units.strength[i], w.units.loyalty[i]
    gone, ever = w.units.gone[i], w.units.defected[i]
    if p.cross <= 0.0 or w.units.kind[i] == 0:
        return men, loyal, gone, ever
    dt, contact = w.clock.dt[0], w.units.contact[i]
    q = w.places.polity[w.units.place[i]]
    if gone > 0.0:
        assault = unit(w.polities.intervention[q] - 1.0)
        stay = exp(-(p.back + p.crushed * assault) * dt)
        men += gone * (1.0 - stay)
        gone *= stay
    unwilling = men * (1.0 - unit(loyal))
    if contact <= 0.0 or unwilling <= 0.0:
        return men, loyal, gone, ever
    near = 1.0
    if w.units.polity[i] != q:
        near = min(1.0, p.language + p.appeal * w.polities.call_soldiers[q])
    arms = (w.polities.armed[q] + w.polities.gone_men[q]) / max(w.polities.population[q], 1.0)
    near *= arms / (arms + p.half_armed)
    rate = p.cross * near * contact / (contact + p.half_contact) * unit(w.units.informed[i])
    rate *= 1.0 + p.pull * share_gone(q, w)
    over = unwilling * (1.0 - exp(-rate * dt))
    left = max(men - over, 1e-9)
    return left, unit(men * loyal / left), gone + over, ever + over
