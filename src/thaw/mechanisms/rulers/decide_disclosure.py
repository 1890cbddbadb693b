"""Rulers admit part of past repression: rehabilitations, the secret speech, its echoes.

Source       Under duress, since it accuses the accusers: Stein 1956, Why Did They Confess?,
             par. 12-13; Workers Revolt, par. 3; SWP 1956, Concessions to Workers, par. 1-2;
             Collective Leadership, par. 3. As line of the leadership: CPC 1963, par. 71. As
             necessity of a mature society: Deutscher 1956, par. 44-47. In graded doses: Deutscher
             1956, par. 49-50. One admission calls for the next: Deutscher 1956, par. 47-48
             Rulers who look for what befell them: Deutscher 1956, par. 25-26, 31-32. Those who hold power for
             a new layer: Franklin 1972, par. 120, 125
Departures   One quantity for all admissions, how much of it is said in public, and how many classes
             of victims it names: the party's own come first, others follow as the argument cannot be
             confined (Deutscher 1956, par. 47-48). To whom a secret text is read, and who believes whom,
             is in `disclosure_signal`. What presses on the rulers, and what they have told already,
             move the next one as an account has it.
Notice       Nothing is told under one man; after him little by little, and most by those with the
             least share in it.
Try          Put `complicity` at 0: rulers without a past of their own, and watch how early they
             speak.

Strength: `base`. At 0 nothing is disclosed and every column stays as it stands.
"""

from thaw.draw import exp, happens, uniform
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, DRIVES, LAYER, relax, unit, urge
from thaw.parameter import Parameter

base = Parameter(
    0.008,
    unit="1/day",
    support=(0, 0.2),
    source="assumed; about one a year in Moscow after March 1953 by record/events.csv, at "
    "default drives",
    meaning="hazard of a disclosure when every drive is nil",
)
unrest = Parameter(
    1.5,
    unit="1",
    support=(-10, 15),
    source=(
        "Stein 1956, Workers Revolt, par. 3; SWP 1956, East Germany and Vorkuta, par. 2 to "
        "Concessions to Workers, par. 1 in sign; size assumed"
    ),
    meaning="weight of unrest at home",
)
bloc = Parameter(
    0.8,
    unit="1",
    support=(-10, 15),
    source=(
        "SWP 1956, East Germany and Vorkuta, par. 2 to Concessions to Workers, par. 1 in "
        "sign; size assumed"
    ),
    meaning="weight of unrest in the bloc",
)
memory = Parameter(
    0.3,
    unit="1",
    support=(0, 2),
    source=(
        "assumed; SWP 1956, East Germany and Vorkuta, par. 2 to Concessions to Workers, "
        "par. 1 joins 1953 to 1956"
    ),
    meaning="weight of remembered against present unrest",
)
exit = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed",
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
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; who names it is an account's own matter",
    meaning="weight of an open contest",
)
doctrine = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; who names it is an account's own matter",
    meaning="weight of those at the top who would concede",
)
line = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; who names it is an account's own matter",
    meaning="weight of the policy line",
)
pressure = Parameter(
    0.2,
    unit="1",
    support=(-10, 15),
    source="Stein 1956, Is Dulles Responsible?, par. 1-6 reports the claim; size assumed",
    meaning="weight of Western pressure",
)
threat = Parameter(
    -0.6,
    unit="1",
    support=(-10, 15),
    source="Deutscher 1956, par. 49 in sign; size assumed",
    meaning="weight of external threat",
)
ferment = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; who names it is an account's own matter",
    meaning="weight of a mood of the many above the usual",
)
workers = Parameter(
    0.0,
    unit="1",
    support=(-15, 15),
    source="assumed; sign disputed, who names it is an account's own matter",
    meaning="weight of number and schooling of workers, log above those of the start",
)
complicity = Parameter(
    -2.5,
    unit="1",
    support=(-15, 10),
    source=(
        "Stein 1956, Why Did They Confess?, par. 12-13; SWP 1956, Collective Leadership, "
        "par. 3; Deutscher 1956, par. 42-44 in sign; size assumed"
    ),
    meaning="weight of the rulers' own share in what would come out",
)
monopoly = Parameter(
    -1.5,
    unit="1",
    support=(-15, 10),
    source="Deutscher 1956, par. 21-23 in sign; size assumed",
    meaning="weight of one-man rule",
)
follow = Parameter(
    1.5,
    unit="1",
    support=(0, 15),
    source="record rows ochab-first-sec, rakosi-rajk-admission, chervenkov-resigns in kind; size"
    " assumed",
    meaning="weight of what the hegemon has admitted and the polity has not, times obedience",
)
call = Parameter(
    1.0,
    unit="1",
    support=(0, 10),
    source="Deutscher 1956, par. 47-48 (an argument that cannot be confined) in sign; size assumed",
    meaning="weight of what has been disclosed already; at 1 the first admissions neither call for nor spare the next",
)
seen = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="Deutscher 1956, par. 25-26, 31-32 in sign; 0 unless an account says so",
    meaning="weight of what rulers have looked into: a faction that has found its own dead pays them tribute",
)
outgrown = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="Deutscher 1956, par. 25, 45 in sign; 0 unless an account says so",
    meaning="weight of a society that has outgrown its rule, as those who rule know",
)
stratum = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="Franklin 1972, par. 120, 125 in sign; 0 unless an account says so",
    meaning="weight of technicians and managers, a layer of their own, above their share at the start",
)
size = Parameter(
    0.4,
    unit="share",
    support=(0, 1.5),
    source="assumed",
    meaning="part of what is still hidden that comes out, on average, when nothing presses or holds back",
)
forced = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; Stein 1956, An Ideological Deviation?, par. 5 in sign for his account",
    meaning="how much more is told per unit of pressure (unrest at home and the mood of the many)",
)
cautious = Parameter(
    0.0,
    unit="1",
    support=(-10, 15),
    source="assumed; Deutscher 1956, par. 49 reports the reason given",
    meaning="how much more is told per unit of external threat",
)
guard = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 28-31 in sign; size assumed",
    meaning="part of a disclosure that full complicity holds back",
)
unseen = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 26 in sign; size assumed",
    meaning="part of a disclosure that is wanting where rulers have looked into nothing",
)
public = Parameter(
    0.35,
    unit="share",
    support=(0, 1),
    source="assumed; record rows 20c-mikoyan, secret-speech, rakosi-rajk-admission: one in three in print",
    meaning="share of disclosures that are made in public; the others are for the party's ears",
)
own = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 47-48 in order; size assumed",
    meaning="classes of victims that a first disclosure names",
)
widen = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 47-48 in sign; size assumed",
    meaning="part of the classes passed over that each further disclosure names",
)
thaw = Parameter(
    0.2,
    unit="share",
    support=(0, 1),
    source="assumed; record row petofi-partisans in kind",
    meaning="fall of censorship per unit disclosed",
)
rest = Parameter(
    0.9, unit="share", support=(0, 1), source="assumed", meaning="censorship under a middling line"
)
ease = Parameter(
    0.15,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="fall of that level under a full reform line; as much rise under a hard one",
)
close = Parameter(
    0.0055,
    unit="1/day",
    support=(0, 1),
    source="assumed; half a year, record row ccpsu-30-june in kind",
    meaning="speed of return to that level",
)


@mechanism(
    over="polities",
    reads=(
        *DRIVES,
        "polities.disclosure",
        "polities.told_public",
        "polities.victims",
        "polities.n_disclosure",
        "polities.censorship",
        "polities.complicity",
        "polities.monopoly",
        "polities.obedience",
        "polities.inquiry",
        "polities.outgrown",
        "polities.technocrats",
    ),
    writes=(
        "polities.disclosure",
        "polities.n_disclosure",
        "polities.censorship",
        "polities.told_public",
        "polities.victims",
    ),
)
def decide_disclosure(i, w, p, key):
    """Part of past repression admitted, number of disclosures, censorship; what is said in public, of whom."""
    q, dt = w.polities, w.clock.dt[0]
    told, count, censor = q.disclosure[i], q.n_disclosure[i], q.censorship[i]
    aloud, named = q.told_public[i], q.victims[i]
    if p.base <= 0.0:
        return told, count, censor, aloud, named
    lag = max(0.0, w.polities.disclosure[0] - told) * unit(w.polities.obedience[i])
    x = (
        urge(i, w, p)
        + p.complicity * w.polities.complicity[i]
        + p.monopoly * w.polities.monopoly[i]
        + p.follow * lag
        + p.call * told
        + p.seen * w.polities.inquiry[i]
        + p.outgrown * max(w.polities.outgrown[i], 0.0)
        + p.stratum * (w.polities.technocrats[i] - LAYER)
    )
    hazard = min(CAP, p.base * exp(x)) * (1.0 - unit(told))
    censor = relax(censor, unit(p.rest - p.ease * w.polities.line[i]), p.close, dt)
    if happens(key, i, 0, hazard, dt):
        pressed = w.polities.unrest[i] + w.polities.ferment[i]
        push = exp(p.forced * pressed + p.cautious * w.polities.threat[i])
        open_to = 1.0 - p.guard * unit(w.polities.complicity[i])
        open_to *= 1.0 - p.unseen * (1.0 - unit(w.polities.inquiry[i]))
        dose = min(1.0, p.size * push * open_to * (0.5 + uniform(key, i, 1))) * (1.0 - unit(told))
        told += dose
        if uniform(key, i, 2) < p.public:
            aloud += dose
        named = p.own if named <= 0.0 else named + p.widen * (1.0 - named)
        count += 1.0
        censor *= 1.0 - p.thaw * dose
    return unit(told), count, unit(censor), unit(aloud), unit(named)
