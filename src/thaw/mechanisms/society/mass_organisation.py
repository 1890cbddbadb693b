"""A church or a union beside the ruling party: members, and a voice of its own as far as rulers let it.

Source       assumed; record rows wyszynski-arrest, wyszynski-released, mindszenty-freed: its head is
             held in hard years and let go in a crisis, and vouches then for those who gave way. Unions of
             their own, not of the state, as what workers would have: SWP 1956, How Far Can They Go?, par.
             1. No text of the accounts gives it a part in the events.
Departures   One organisation for a country, where a case names one by `polities.organised`; unions run
             by the party are none. It lends its word to what rulers grant and takes in those who leave the
             party's faith; it calls nobody out, and hides nobody.
Notice       Its voice is freer under a reform line and in unrest, and a concession is then believed more.
Try          `vouch` negative: an organisation that warns against what rulers promise.

Strength: `pace` and `vouch`. At 0 of both, and where a case names none, nothing changes.
"""

from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import relax, unit
from thaw.parameter import Parameter

pace = Parameter(
    1.5,
    unit="1/year",
    support=(0, 100),
    source="assumed; record rows wyszynski-arrest, wyszynski-released",
    meaning="rate at which its voice follows what rulers allow",
)
line = Parameter(
    0.4,
    unit="share",
    support=(-1, 1),
    source="assumed; record rows wyszynski-arrest, wyszynski-released in sign",
    meaning="voice for a unit by which the line leans to reform",
)
need = Parameter(
    0.4,
    unit="share",
    support=(-1, 1),
    source="assumed; record row wyszynski-released in sign",
    meaning="voice that rulers let it have under full unrest, since they need its word",
)
squeeze = Parameter(
    0.3,
    unit="share",
    support=(0, 1),
    source="assumed; record row wyszynski-arrest in sign",
    meaning="voice that full terror takes",
)
join = Parameter(
    0.02,
    unit="1/year",
    support=(0, 10),
    source="assumed",
    meaning="rate at which those outside join it at full voice, and members fall away at none",
)
vouch = Parameter(
    0.005,
    unit="1/day",
    support=(-1, 1),
    source="assumed; record row wyszynski-released",
    meaning="rate at which what rulers grant comes to be believed, where all are members and its voice is free",
)


@mechanism(
    over="polities",
    reads=(
        "polities.organised",
        "polities.own_voice",
        "polities.credibility",
        "polities.line",
        "polities.unrest",
        "polities.terror",
        "polities.concession",
    ),
    writes=("polities.organised", "polities.own_voice", "polities.credibility"),
)
def mass_organisation(i, w, p, key):
    """Members as a share of inhabitants, voice of the organisation, and credibility of what rulers grant."""
    q, dt = w.polities, w.clock.dt[0]
    members, voice, belief = q.organised[i], q.own_voice[i], q.credibility[i]
    if members <= 0.0 or (p.pace <= 0.0 and p.vouch == 0.0):
        return members, voice, belief
    allowed = 0.5 + p.line * q.line[i] + p.need * unit(q.unrest[i]) - p.squeeze * unit(q.terror[i])
    voice = relax(voice, unit(allowed), p.pace / 365.25, dt)
    if p.pace > 0.0:
        drift = p.join / 365.25 * 2.0 * abs(voice - 0.5)
        members = relax(members, 1.0 if voice > 0.5 else 0.0, drift, dt)
    word = p.vouch * members * unit(voice) * unit(q.concession[i])
    belief = relax(belief, 1.0 if word > 0.0 else 0.0, abs(word), dt)
    return members, voice, unit(belief)
