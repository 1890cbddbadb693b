"""Moscow sends troops into a satellite's streets, orders a general assault, or holds back.

Source       What Moscow feared: SWP 1957, Not a 'Self-Reform' Movement, par. 3; Role of Workers
             Councils Decisive, par. 3. Troops first, assault later: SWP 1957, Hungary Aided Polish
             Revolution, par. 6-9; Role of Workers Councils Decisive, par. 8; talks instead in
             Poland: SWP 1957, Not a 'Self-Reform' Movement, par. 4 to Hungary Aided Polish
             Revolution, par. 2, spared since Hungary had risen: SWP 1957, Hungary Aided Polish
             Revolution, par. 1, and for what that had cost: SWP 1957, Capitalist Reaction
             Strengthened, par. 6. First entry an error, second needed, by report: SWP 1957,
             Capitalist Reaction Strengthened, par. 13. Archive-based: Kramer 1998, Journal of
             Contemporary History 33(2); record rows soviet-decision-31oct, pol-no-soviet-attack-1956
Departures   Two levels, each its own hazard; deliberation is not modelled. Talks with the local
             rulers are what a low hazard means; their call for troops (`invitation`) weighs on the
             first step alone. Drives are Moscow's own except unrest, exit and defiance, which are the
             satellite's. Other countries in unrest keep troops busy; what it cost to send them is
             remembered as one number, whatever came of it.
Notice       Unrest alone brings tanks into the street; councils and a vanished party bring the
             assault. While one country is in revolt another is more likely to be talked to.
Try          Raise `control`: a leader with a living party is left to manage. `bloc` and `cost` 0:
             each country is then judged alone.

Strength: `base` and `assault` for the decision, `garrison_pace` for foreign_rule; all at 0: no
change.
"""

from numba.extending import register_jitable

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.mechanisms.inter_state.world_movement import lost_abroad
from thaw.mechanisms.rulers._common import CAP, leaving, relax, remembered_abroad, unit
from thaw.parameter import Parameter

base = Parameter(
    1.5e-6,
    unit="1/day",
    support=(0, 0.1),
    source="assumed; none in quiet years, two of about ten crises in 1953-57 by record/events.csv",
    meaning="hazard of troops in the street when every drive is nil",
)
unrest = Parameter(
    16.2,
    unit="1",
    support=(-10, 30),
    source=(
        "SWP 1957, Not a 'Self-Reform' Movement, par. 1; Role of Workers Councils Decisive, "
        "par. 3 in sign; size assumed"
    ),
    meaning="weight of unrest in the satellite itself",
)
bloc = Parameter(
    -1.0,
    unit="1",
    support=(-10, 15),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 1 in sign; size assumed",
    meaning="weight of unrest in all other countries, the target's own left out: hands are full",
)
cost = Parameter(
    -0.5,
    unit="1",
    support=(-10, 15),
    source="SWP 1957, Capitalist Reaction Strengthened, par. 6 in sign; size assumed",
    meaning="weight of remembered interventions, each step up one: the price that was paid",
)
cost_years = Parameter(
    2.0,
    unit="year",
    support=(0.05, 50),
    source="assumed",
    meaning="time in which that memory fades by e",
)
memory = Parameter(
    0.0,
    unit="1",
    support=(0, 2),
    source="assumed",
    meaning="weight of remembered against present unrest",
)
exit = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed",
    meaning="weight of people leaving the satellite",
)
security = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed",
    meaning="weight of safety at the hegemon's top",
)
succession = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; sign open in Kramer 1999",
    meaning="weight of an open contest at the hegemon's top",
)
doctrine = Parameter(
    -0.5,
    unit="1",
    support=(-10, 15),
    source="assumed",
    meaning="weight of those at the hegemon's top who would concede",
)
line = Parameter(
    -0.5, unit="1", support=(-10, 15), source="assumed", meaning="weight of the hegemon's line"
)
pressure = Parameter(
    -1.0,
    unit="1",
    support=(-10, 15),
    source="assumed; the case lowers pressure while the West is busy at Suez, record row "
    "suez-ultimatum",
    meaning="weight of outside pressure on the hegemon",
)
threat = Parameter(
    0.5,
    unit="1",
    support=(-10, 15),
    source="assumed",
    meaning="weight of external threat to the hegemon",
)
ferment = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; who names it is an account's own matter",
    meaning="weight of a mood of the many above the usual",
)
restoration = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="0 unless an account says so: SWP 1957, Capitalist Reaction Strengthened, par. 13, reports it of "
    "Moscow and, Role of Workers Councils Decisive, par. 1, calls it a pretext",
    meaning="weight of those in the satellite who would bring back the order of before",
)
movement = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; 0 unless an account says so",
    meaning="weight of the members that parties abroad have lost, a share",
)
armed = Parameter(
    1.5,
    unit="1",
    support=(-10, 15),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 7-9 in sign; size assumed",
    meaning="weight of crowds under arms",
)
half_armed = Parameter(
    0.0002,
    unit="share",
    support=(1e-6, 0.1),
    source="assumed",
    meaning="share of inhabitants in arms at which that weight is half",
)
control = Parameter(
    3.0,
    unit="1",
    support=(0, 15),
    source=(
        "SWP 1957, Not a 'Self-Reform' Movement, par. 4 to Hungary Aided Polish Revolution, "
        "par. 1 in kind; Kramer 1998"
    ),
    meaning="restraint when reformers lead a party that still stands",
)
assault = Parameter(
    3e-4,
    unit="1/day",
    support=(0, 0.1),
    source="assumed",
    meaning="hazard of going from troops in the street to a general assault without defiance",
)
asked = Parameter(
    1.0,
    unit="1",
    support=(-10, 15),
    source="SWP 1957, Hungary Aided Polish Revolution, par. 6 in sign; size assumed",
    meaning="weight of a call for troops by the local rulers, for the first step",
)
talking = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; SWP 1957, Role of Workers Councils Decisive, par. 8 has talks as a trap",
    meaning="weight of talks between local rulers and councils",
)
workers_abroad = Parameter(
    -1.0,
    unit="1",
    support=(-10, 15),
    source="SWP 1957, The Need for a Marxist Party, par. 5 in sign; size assumed",
    meaning="weight of a full appeal of the councils to workers of the West",
)
defiance = Parameter(
    4.0,
    unit="1",
    support=(0, 15),
    source=(
        "SWP 1957, Role of Workers Councils Decisive, par. 3 in sign; Kramer 1998; size assumed"
    ),
    meaning="weight of councils, loss of the party and a line beyond the hegemon's, for the assault; a"
    " quarter of it for the first step",
)
withdraw = Parameter(
    0.04,
    unit="1/day",
    support=(0, 1),
    source="record row june17-emergency lasted 24 days",
    meaning="hazard of return to barracks in calm",
)
garrison_pace = Parameter(
    0.008,
    unit="1/day",
    support=(0, 1),
    source="assumed; four months",
    meaning="speed at which visible foreign rule follows",
)
ties = Parameter(
    0.25,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="visible foreign rule by full obedience alone",
)
garrison = Parameter(
    0.25,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="addition by a very large garrison (half at 5 per 1,000)",
)
tanks = Parameter(
    0.4,
    unit="share",
    support=(0, 1),
    source="SWP 1957, Not a 'Self-Reform' Movement, par. 1 in sign; size assumed",
    meaning="addition while a general assault lasts; half of it for troops in the street",
)


@register_jitable
def busy(i, w):
    """Unrest in all polities but i, taken as independent news, a share."""
    calm = 1.0
    for j in range(w.polities.unrest.shape[0]):
        if j != i:
            calm *= 1.0 - unit(w.polities.unrest[j])
    return 1.0 - calm


@register_jitable
def paid(i, w):
    """Remembered interventions of the hegemon; the one under way in polity i is not a memory."""
    total = 0.0
    for j in range(w.polities.stepped_in.shape[0]):
        if j != i or w.polities.intervention[i] < 1.0:
            total += w.polities.stepped_in[j]
    return total


@mechanism(
    over="polities",
    reads=(
        "polities.unrest",
        "polities.memory_of_unrest",
        "polities.exit_flow",
        "polities.population",
        "polities.elite_security",
        "polities.succession",
        "polities.reform_wing",
        "polities.line",
        "polities.pressure",
        "polities.threat",
        "polities.intervention",
        "polities.n_intervention",
        "polities.foreign_rule",
        "polities.stepped_in",
        "polities.armed",
        "polities.gone_men",
        "polities.invited",
        "polities.talks",
        "polities.call_west",
        "polities.dual_power",
        "polities.party",
        "polities.party_norm",
        "polities.obedience",
        "polities.restoration",
        "parties.members",
        "parties.norm",
        "parties.pull",
        "units.kind",
        "units.strength",
        "units.place",
        "places.polity",
    ),
    writes=(
        "polities.intervention",
        "polities.n_intervention",
        "polities.foreign_rule",
        "polities.stepped_in",
    ),
)
def hegemon_decision(i, w, p, key):
    """Level of intervention in polity i, its count, foreign rule as seen, memory; row 0 stays."""
    q, dt = w.polities, w.clock.dt[0]
    past = q.stepped_in[i] * exp(-dt / (365.25 * p.cost_years))
    level, count, rule = q.intervention[i], q.n_intervention[i], q.foreign_rule[i]
    if i == 0:
        return level, count, rule, past
    stir, people = unit(w.polities.unrest[i]), max(w.polities.population[i], 1.0)
    arms = (w.polities.armed[i] + w.polities.gone_men[i]) / people
    arms = arms / (arms + p.half_armed)
    intact = 1.0
    if w.polities.party_norm[i] > 0.0:
        intact = unit(w.polities.party[i] / w.polities.party_norm[i])
    beyond = max(0.0, 2.0 * w.polities.reform_wing[i] - 1.0 - w.polities.line[0])
    defied = w.polities.dual_power[i] + (1.0 - intact) + 0.5 * beyond
    x = (
        p.bloc * (busy(i, w) + p.memory * remembered_abroad(i, w))
        + p.cost * paid(i, w)
        + p.exit * leaving(i, w)
        + p.security * w.polities.elite_security[0]
        + p.succession * w.polities.succession[0]
        + p.doctrine * (w.polities.reform_wing[0] - 0.3)
        + p.line * w.polities.line[0]
        + p.pressure * (w.polities.pressure[0] - 0.3)
        + p.threat * (w.polities.threat[0] - 0.3)
        + p.armed * arms
        + p.talking * w.polities.talks[i]
        + p.workers_abroad * w.polities.call_west[i]
        - p.control * intact * w.polities.reform_wing[i]
        + p.restoration * w.polities.restoration[i]
        + p.movement * lost_abroad(w)
    )
    home = stir + p.memory * w.polities.memory_of_unrest[i]
    up = 0.0
    if level < 1.0:
        first = p.unrest * home + 0.25 * p.defiance * defied + p.asked * w.polities.invited[i]
        up = min(2.0 * CAP, p.base * exp(x + first))
    elif level < 2.0:
        up = min(CAP, p.assault * exp(x + p.defiance * defied)) * stir
    if happens(key, i, 0, up, dt):
        level = level + 1.0
        count += 1.0
        past += 1.0
    elif level >= 1.0 and happens(key, i, 1, p.withdraw * (1.0 - stir) ** 2, dt):
        level = 0.0
    troops = 0.0
    for k in range(w.units.kind.shape[0]):
        if w.units.kind[k] == 2 and w.places.polity[w.units.place[k]] == i:
            troops += w.units.strength[k]
    troops = troops * 1000.0 / people
    seen = (
        p.ties * w.polities.obedience[i]
        + p.garrison * troops / (troops + 5.0)
        + p.tanks * 0.5 * level
    )
    return level, count, relax(rule, unit(seen), p.garrison_pace, dt), past
