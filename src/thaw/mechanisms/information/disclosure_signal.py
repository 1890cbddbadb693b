"""A disclosure becomes known and lowers the authority of the leader, perhaps of the regime.

Source       Deutscher 1956, par. 49-52 (secret at first, then in measured doses); CPC 1963,
             par. 40-49 (denying the founder denies the regime);
             Stein 1956, Why Did They Confess?, par. 12-13 (it taints those who disclose); SWP 1956,
             Concessions to Workers, par. 1-5 (fear of invasion bought submission); record rows
             speech-circulated, speech-press-leak
             A source has its credit: the same truth told by a foreign commission persuades the
             informed, told by Moscow the rank and file (Stein 1956, Why Did They Confess?, par. 10-13
             in kind; SWP 1956, Concessions to Workers, par. 1-5 in kind)
Departures   Three audiences: what is read to the party its members know within weeks; what is said in
             public the many know within days; what leaks they hear later and believe in part.
             Knowledge never falls. Authority lost returns by `leader_authority`. Legitimacy is a sum of
             parts; authority, threat and foreign rule are measured against a common 0.3, so that
             countries that start higher are told apart.
Notice       Of a secret speech members know most within a month; the many, behind a full censor, a
             third, and never all of it until it is said aloud.
Try          `whole` 0.3: the reading of CPC 1963, in which the regime loses what the leader loses.

Strength: `speed`; at 0 nothing changes.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

speed = Parameter(1.0, unit="1", support=(0, 10), source="assumed", meaning="multiplies every rate")
leak = Parameter(
    0.02,
    unit="1/day",
    support=(0, 5),
    source="assumed; record rows speech-circulated, speech-press-leak",
    meaning="rate of becoming known behind a full censor",
)
members = Parameter(
    0.1,
    unit="1/day",
    support=(0, 5),
    source="assumed; record rows secret-speech, speech-circulated: read to meetings after nine days",
    meaning="rate at which members of the party come to know what rulers told",
)
aloud = Parameter(
    0.5,
    unit="1/day",
    support=(0, 5),
    source="assumed; a newspaper",
    meaning="rate at which the many come to know what is said in public",
)
hearsay = Parameter(
    0.85,
    unit="share",
    support=(0, 1),
    source="Deutscher 1956, par. 49-52 in sign (the people kept in the dark); size assumed",
    meaning="part of what rulers have not said aloud that the many believe when it leaks",
)
press = Parameter(
    0.1, unit="1/day", support=(0, 5), source="assumed", meaning="rate added by an uncensored press"
)
abroad = Parameter(
    0.7,
    unit="share",
    support=(0, 1),
    source="assumed; record rows speech-foreign-parties, ochab-first-sec",
    meaning="part of the hegemon's disclosure that counts here",
)
deflate = Parameter(
    1.0,
    unit="1",
    support=(0, 20),
    source=("Stein 1956, Why Did They Confess?, par. 12-13 in sign; size assumed"),
    meaning="fall of log authority per unit of knowledge",
)
base = Parameter(0.3, unit="share", support=(0, 1), source="assumed", meaning="legitimacy in quiet")
authority_part = Parameter(
    0.4,
    unit="1",
    support=(0, 2),
    source="assumed",
    meaning="legitimacy per unit of the leader's authority",
)
performance = Parameter(
    0.2,
    unit="1",
    support=(-2, 2),
    source="assumed; accounts differ in the sign",
    meaning="legitimacy per unit of consumption gained since the base level",
)
rally = Parameter(
    0.2,
    unit="1",
    support=(0, 2),
    source=("SWP 1956, Concessions to Workers, par. 4 in sign; size assumed"),
    meaning="legitimacy per unit of external threat",
)
foreign = Parameter(
    0.2,
    unit="1",
    support=(0, 2),
    source=("SWP 1957, Kremlin Choked Economic Growth, par. 2 in sign; size assumed"),
    meaning="legitimacy lost per unit of foreign rule",
)
whole = Parameter(
    0.1,
    unit="1",
    support=(0, 2),
    source="CPC 1963, par. 40-49 in sign; size assumed",
    meaning="legitimacy of the regime lost per unit of knowledge",
)
settle = Parameter(
    60.0,
    unit="day",
    support=(1, 3650),
    source="assumed",
    meaning="time in which legitimacy follows its parts",
)

QUIET = 0.3


@mechanism(
    over="polities",
    reads=(
        "polities.known",
        "polities.known_party",
        "polities.believed",
        "polities.disclosure",
        "polities.told_public",
        "polities.leak_heard",
        "polities.censorship",
        "polities.authority",
        "polities.legitimacy",
        "polities.living",
        "polities.price",
        "polities.threat",
        "polities.foreign_rule",
    ),
    writes=(
        "polities.known",
        "polities.authority",
        "polities.legitimacy",
        "polities.known_party",
        "polities.believed",
    ),
)
def disclosure_signal(i, w, p, key):
    """What the many know of the disclosure, authority, legitimacy; what the party knows and the many believe."""
    days = p.speed * w.clock.dt[0]
    told = max(w.polities.disclosure[i], p.abroad * w.polities.disclosure[0])
    known, old = w.polities.known[i], w.polities.legitimacy[i]
    party, believed = w.polities.known_party[i], w.polities.believed[i]
    pace = p.leak + p.press * (1.0 - w.polities.censorship[i])
    if p.speed > 0.0:
        said = max(w.polities.told_public[i], p.abroad * w.polities.told_public[0])
        said = min(max(said, w.polities.leak_heard[i]), max(said, told))
        believed = max(said + p.hearsay * (told - said), believed)
        party += max(told - party, 0.0) * (1.0 - exp(-p.members * days))
        if said > known:
            pace += p.aloud * (said - known) / (believed - known)
    news = max(believed - known, 0.0) * (1.0 - exp(-pace * days))
    authority = w.polities.authority[i]
    authority *= exp(-p.deflate * news)
    gained = w.polities.living[i] / max(w.polities.price[i], 0.1) - 1.0
    target = (
        p.base
        + p.authority_part * (w.polities.authority[i] - QUIET)
        + p.performance * gained
        + p.rally * (w.polities.threat[i] - QUIET)
        - p.foreign * (w.polities.foreign_rule[i] - QUIET)
        - p.whole * known
    )
    target = min(max(target, 0.0), 0.95)
    accepted = old + (target - old) * (1.0 - exp(-days / p.settle))
    return known + news, authority, accepted, party, believed
