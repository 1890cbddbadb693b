"""What the leaders of councils make of them: seven choices, and one organisation behind them.

Source       SWP 1957, The Need for a Marxist Party, par. 1-8 (seven failures, of which the absence of
             a party is the cause), par. 9-10 (what an organisation would have done, and where its
             members gather); Role of Workers Councils Decisive, par. 1-2 (councils on the scale of
             the country, without clear aims); Capitalist Reaction Strengthened, par. 3 (members of
             the ruling party lead councils). Dates: first councils 24 October 1956, a central
             council of the capital 14 November, a national one kept from meeting on 21 November,
             the ban of 9 December (record hungary_1956, h56-kmt, h56-national-blocked, h56-ban)
Departures   The passages say what was not done, not what would have come of it: each choice is a
             number from 0 to 1, and what it does is written where it is read. A choice is heard as
             far as councils are obeyed, so that none of them acts before there are councils.
Notice       Councils act as one some weeks after the first of them, and not under a ban.
Try          `organisation` 1: all seven at once. Each of the seven can be set by itself.

Strength: `link`; at 0 councils stay apart and nothing is said. The seven choices, and `organisation`
behind them, are 0 unless a lever or an account sets them.
"""

from numba.extending import register_jitable

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import unit
from thaw.parameter import Parameter

link = Parameter(
    0.1,
    unit="1/day",
    support=(0, 10),
    source="h56-kmt, h56-dnt: one to three weeks after the first councils; size assumed",
    meaning="rate at which councils come to act as one; 0 = mechanism absent",
)
enough = Parameter(
    0.3,
    unit="share",
    support=(0.01, 1),
    source="assumed",
    meaning="share of the workforce that must obey councils before all of them can act as one",
)
members = Parameter(
    0.5,
    unit="1",
    support=(0, 10),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 3 in sign; size assumed",
    meaning="how much a ruling party whose members have all left speeds that: they staff the councils",
)
banned = Parameter(
    0.3,
    unit="1/day",
    support=(0, 10),
    source="h56-ban, h56-racz-bali: its leaders are held two days after the ban; size assumed",
    meaning="rate at which martial law at full resolve takes councils apart from one another",
)
half = Parameter(
    0.05,
    unit="share",
    support=(0.001, 1),
    source="assumed",
    meaning="share of the workforce obeying councils at which half of what they say is heard",
)
organisation = Parameter(
    0.0,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 1: there was none",
    meaning="an organisation that makes all seven choices: none of them is then below it",
)
aims = Parameter(
    0.0,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 2: not made",
    meaning="(a) aims are proclaimed",
)
workers = Parameter(
    0.0,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 3: not made steadily",
    meaning="(b) workers of the other countries are called on",
)
soldiers = Parameter(
    0.0,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 4: not made steadily; h56-leaflets is a beginning",
    meaning="(c) foreign soldiers are called on",
)
west = Parameter(
    0.0,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 5: not made",
    meaning="(d) workers of the West are called on",
)
defence = Parameter(
    0.0,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 6: not made",
    meaning="(e) the whole population is called to arms",
)
disbelief = Parameter(
    0.0,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 7: promises were believed",
    meaning="(f) promises are not believed",
)
foresight = Parameter(
    0.0,
    unit="share",
    support=(0, 1),
    source="SWP 1957, The Need for a Marxist Party, par. 8: not made",
    meaning="(g) an attack is foreseen",
)
stand = Parameter(
    0.4,
    unit="motive",
    support=(0, 3),
    source="assumed: two e-folds of the hazard of acting",
    meaning="lift of everybody by a full call to defend the country, while force is used on it",
)


@register_jitable
def chosen(own, p_all):
    """A choice of its own, or that of the organisation behind all."""
    return max(own, p_all)


@mechanism(
    over="polities",
    reads=(
        "polities.dual_power",
        "polities.federation",
        "polities.aims_said",
        "polities.call_workers",
        "polities.call_soldiers",
        "polities.call_west",
        "polities.distrust",
        "polities.foreseen",
        "polities.rally",
        "polities.party",
        "polities.party_norm",
        "polities.emergency",
        "polities.repression",
        "polities.intervention",
    ),
    writes=(
        "polities.federation",
        "polities.aims_said",
        "polities.call_workers",
        "polities.call_soldiers",
        "polities.call_west",
        "polities.distrust",
        "polities.foreseen",
        "polities.rally",
    ),
)
def revolt_leadership(i, w, p, key):
    """How far councils of polity i act as one, and how far each of seven choices is heard."""
    q = w.polities
    joined = q.federation[i]
    if p.link <= 0.0:
        return (
            joined,
            q.aims_said[i],
            q.call_workers[i],
            q.call_soldiers[i],
            q.call_west[i],
            q.distrust[i],
            q.foreseen[i],
            q.rally[i],
        )
    obeyed = unit(q.dual_power[i])
    heard = obeyed / (obeyed + p.half)
    said = heard * chosen(p.aims, p.organisation)
    intact = 1.0
    if q.party_norm[i] > 0.0:
        intact = unit(q.party[i] / q.party_norm[i])
    up = p.link * (1.0 + p.members * (1.0 - intact)) * (1.0 + said)
    down = p.banned * unit(q.emergency[i]) * unit(q.repression[i])
    rest = unit(obeyed / p.enough) * up / (up + down)
    joined = rest + (joined - rest) * exp(-(up + down) * w.clock.dt[0])
    force = max(unit(q.emergency[i]), unit(q.intervention[i]))
    return (
        joined,
        said,
        heard * chosen(p.workers, p.organisation),
        heard * chosen(p.soldiers, p.organisation),
        heard * chosen(p.west, p.organisation),
        heard * chosen(p.disbelief, p.organisation),
        heard * chosen(p.foresight, p.organisation),
        p.stand * force * heard * chosen(p.defence, p.organisation),
    )
