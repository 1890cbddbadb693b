"""What rulers tell in secret gets into foreign hands and comes back to those who were to be spared it.

Source       A speech for the party alone, printed abroad, told at home in weighed doses: Deutscher 1956,
             par. 49-50; record rows speech-foreign-parties, speech-press-leak, state-dept-text. Whom
             secrecy was aimed at is disputed: Deutscher 1956, par. 50 has it the people
Departures   What members know, the many do not: who is told what is `decide_disclosure`'s and
             `disclosure_signal`'s; here the secret part leaks, at a rate that rises with those who know it,
             and stations carry it to their listeners, who believe part of it. A leak of the hegemon's secret
             is heard everywhere.
Notice       A secret speech is in print abroad within months; where many listen it is soon no secret.
Try          `leak` 0: secrets are kept.

Strength: `leak`. At 0 every column stays as it stands.
"""

from thaw.draw import happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, relax, unit
from thaw.parameter import Parameter

leak = Parameter(
    0.02,
    unit="1/day",
    support=(0, 1),
    source="assumed; record rows secret-speech, speech-press-leak, state-dept-text: weeks to months",
    meaning="hazard of a leak while all that was told is secret and known to all members",
)
shut = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="assumed",
    meaning="part of it that a full censor prevents",
)
carry = Parameter(
    0.1,
    unit="1/day",
    support=(0, 5),
    source="assumed; ten days",
    meaning="rate at which listeners hear of it",
)
credit = Parameter(
    0.6,
    unit="share",
    support=(0, 1),
    source="assumed; Stein 1956, Why Did They Confess?, par. 10-13 in kind: a foreign source persuades fewer",
    meaning="part of what listeners hear that they believe",
)


@mechanism(
    over="polities",
    reads=(
        "polities.leaked",
        "polities.n_leak",
        "polities.leak_heard",
        "polities.disclosure",
        "polities.told_public",
        "polities.known_party",
        "polities.censorship",
        "polities.listeners",
        "polities.obedience",
    ),
    writes=("polities.leaked", "polities.n_leak", "polities.leak_heard"),
)
def leak_and_graded_truth(i, w, p, key):
    """Part of the rulers' secret in foreign hands, number of leaks, what the many hear of it."""
    out, count, heard = w.polities.leaked[i], w.polities.n_leak[i], w.polities.leak_heard[i]
    if p.leak <= 0.0:
        return out, count, heard
    dt = w.clock.dt[0]
    told = w.polities.disclosure[i]
    secret = max(told - max(w.polities.told_public[i], out), 0.0)
    knowing = unit(w.polities.known_party[i])
    size = max(told, 1e-9)
    hazard = p.leak * secret / size * min(knowing / size, 1.0)
    hazard *= 1.0 - p.shut * w.polities.censorship[i]
    if secret > 0.0 and happens(key, i, 0, min(CAP, hazard), dt):
        out, count = told, count + 1.0
    story = out
    if i > 0:
        story = max(story, unit(w.polities.obedience[i]) * w.polities.leaked[0])
    target = p.credit * unit(w.polities.listeners[i]) * story
    return out, count, max(heard, relax(heard, target, p.carry, dt))
