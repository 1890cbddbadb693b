"""Rulers give way: pay, prices, norms, amnesties, milder law.

Source       Mass pressure: Stein 1956, Due to Soviet Workers, par. 3; Workers Revolt, par. 3-5; SWP
             1956, East Germany and Vorkuta, par. 1 to Concessions to Workers, par. 2; SWP 1957, Not
             a 'Self-Reform' Movement, par. 3. Others: Kramer 1999 (succession and the
             line from Moscow), Stein 1956, Is Dulles Responsible?, par. 1-6 (Western pressure, reported). Relief and
             repression at once: SWP 1957, Hungary Aided Polish Revolution, par. 5-9. In form:
             Acemoglu and Robinson 2006, Economic Origins of Dictatorship and Democracy (concession
             under threat)
Departures   One hazard for all concessions; an amnesty alone is a kind of its own. The sum of
             drives is the same in every account, so a reading is a set of weights.
Notice       After a concession the next one waits: the stock of recent ones holds rulers back.
Try          Set `unrest`, `bloc` and `memory` to 0: what is left is the reading from above.

Strength: `base`. At 0 nothing is decided and every column stays as it stands.
"""

from thaw.draw import exp, happens, uniform
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, DRIVES, relax, unit, urge
from thaw.parameter import Parameter

base = Parameter(
    0.0016,
    unit="1/day",
    support=(0, 0.1),
    source="assumed; two to three a year in the USSR of 1953-56 by record/events.csv, at default"
    " drives",
    meaning="hazard of a concession when every drive is nil",
)
unrest = Parameter(
    4.0,
    unit="1",
    support=(-10, 15),
    source=(
        "SWP 1957, Not a 'Self-Reform' Movement, par. 3; SWP 1956, Concessions to Workers, "
        "par. 2 in sign; size assumed"
    ),
    meaning="weight of unrest at home",
)
bloc = Parameter(
    1.0,
    unit="1",
    support=(-10, 15),
    source=(
        "SWP 1957, Hungary Aided Polish Revolution, par. 1-2; SWP 1956, East Germany and "
        "Vorkuta, par. 2 in sign; size assumed"
    ),
    meaning="weight of unrest in the bloc",
)
memory = Parameter(
    0.25,
    unit="1",
    support=(0, 2),
    source=(
        "assumed; SWP 1956, East Germany and Vorkuta, par. 2 to Concessions to Workers, "
        "par. 1 joins 1953 to 1956"
    ),
    meaning="weight of remembered against present unrest, at home and abroad",
)
exit = Parameter(
    0.8,
    unit="1",
    support=(-10, 15),
    source="Hirschman 1993, World Politics 45(2), in sign; size assumed",
    meaning="weight of people leaving the country",
)
security = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; no text names it as a cause",
    meaning="weight of safety at the top",
)
succession = Parameter(
    1.3,
    unit="1",
    support=(-10, 15),
    source="Kramer 1999, J. Cold War Studies 1(1), in sign; size assumed",
    meaning="weight of an open contest",
)
doctrine = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; no text names it as a cause",
    meaning="weight of those at the top who would concede",
)
line = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; no text of the time names it; Kramer 1999 does, for the satellites",
    meaning="weight of the policy line",
)
pressure = Parameter(
    0.3,
    unit="1",
    support=(-10, 15),
    source="Stein 1956, Is Dulles Responsible?, par. 1-6 reports the claim; size assumed",
    meaning="weight of Western pressure",
)
threat = Parameter(
    -0.8,
    unit="1",
    support=(-10, 15),
    source=(
        "assumed, sign and size: it follows from fear of an outside enemy keeping people quiet "
        "(Stein 1956, Workers Revolt, par. 6; SWP 1956, Concessions to Workers, par. 4), which leaves "
        "less need to concede"
    ),
    meaning="weight of external threat",
)
ferment = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; who names it is an account's own matter",
    meaning="weight of a mood of the many above the usual",
)
refractory = Parameter(
    4.0,
    unit="1",
    support=(0, 20),
    source="assumed",
    meaning="restraint per unit of recent concessions",
)
size = Parameter(
    0.5,
    unit="index",
    support=(0, 3),
    source="assumed",
    meaning="mean size of a concession; each is half to one and a half times it",
)
fading = Parameter(
    120.0,
    unit="day",
    support=(1, 3650),
    source="assumed",
    meaning="time in which recent concessions fall by e",
)
amnesties = Parameter(
    0.15,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="share of concessions that are amnesties: they free prisoners and leave prices alone",
)
revoke = Parameter(
    0.8,
    unit="share",
    support=(0, 1),
    source="record row berlin-16june-norms in kind",
    meaning="part of a norm rise taken back when conceding under unrest",
)
half_revoke = Parameter(
    0.05,
    unit="share",
    support=(0.001, 1),
    source="assumed",
    meaning="unrest at which half of that part is taken back",
)
cut = Parameter(
    0.02,
    unit="share",
    support=(0, 0.5),
    source="record series ussr_price_cut_rounds, 6 to 10 per cent where prices are the concession",
    meaning="mean fall of prices",
)
material = Parameter(
    0.01,
    unit="share",
    support=(0, 0.5),
    source="assumed",
    meaning="rise of consumption per unit of concession",
)
trust = Parameter(
    0.1,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part of doubt that a concession in peace removes",
)
betray = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 5-9 in sign; size assumed",
    meaning="part of trust lost by conceding under full martial law",
)
forget = Parameter(
    0.5,
    unit="1/year",
    support=(0, 12),
    source="assumed",
    meaning="return of credibility to one half",
)


@mechanism(
    over="polities",
    reads=(
        *DRIVES,
        "polities.concession",
        "polities.n_concession",
        "polities.credibility",
        "polities.emergency",
        "polities.norm",
        "polities.living",
        "polities.price",
        "polities.amnesty",
    ),
    writes=(
        "polities.concession",
        "polities.amnesty",
        "polities.n_concession",
        "polities.credibility",
        "polities.norm",
        "polities.living",
        "polities.price",
    ),
)
def decide_concession(i, w, p, key):
    """Stocks of concessions and amnesties, count, credibility, norms, living standard and prices."""
    q, dt = w.polities, w.clock.dt[0]
    stock, freed = q.concession[i], q.amnesty[i]
    count, belief = q.n_concession[i], q.credibility[i]
    norm, living, price = q.norm[i], q.living[i], q.price[i]
    if p.base <= 0.0:
        return stock, freed, count, belief, norm, living, price
    hazard = min(CAP, p.base * exp(urge(i, w, p) - p.refractory * stock))
    stock = relax(stock, 0.0, 1.0 / p.fading, dt)
    freed = relax(freed, 0.0, 1.0 / p.fading, dt)
    belief = relax(belief, 0.5, p.forget / 365.25, dt)
    if happens(key, i, 0, hazard, dt):
        given = p.size * (0.5 + uniform(key, i, 1))
        force = unit(w.polities.emergency[i])
        moved = w.polities.unrest[i] / (w.polities.unrest[i] + p.half_revoke)
        stock += given
        count += 1.0
        belief = belief * (1.0 - p.betray * force) + p.trust * (1.0 - belief) * (1.0 - force)
        norm = 1.0 + (norm - 1.0) * (1.0 - p.revoke * moved)
        if uniform(key, i, 2) < p.amnesties:
            freed += given
        else:
            living *= 1.0 + p.material * given
            price *= 1.0 - p.cut
    return stock, freed, count, unit(belief), norm, living, price
