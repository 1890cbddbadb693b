"""Leaders let loose a campaign from below against their own officials, and do not steer it.

Source       Franklin 1972, par. 106, 127-128 (mass criticism as the better way, put off in the face of
             threats until it was too late; officials set to check officials instead), par. 66 (zeal that
             overshot and was called back in 1930). CPC 1963, par. 33, has another way, criticism and
             waiting within the party, and names no such campaign. Record rows cultural-revolution,
             hundred-flowers, anti-rightist
Departures   None is begun unless an account sets `base` or a lever sets `polities.campaigning`. Vigour
             feeds on itself from the spark that the leaders strike; nobody chooses how far it goes. They
             see that it has gone too far by chance, and call it back; it ebbs and may be begun again.
             Whom it strikes among officials is not told one by one: what it does to safety at the top is
             `campaign` of security_pact, to members of the party `campaign` of party_membership, to belief
             swept_along.
Notice       A month of little, then everything at once; safety at the top falls before the call back.
Try          `recall` 0: nobody calls it back, and it stays at full vigour.

Strength: `base` for its beginning; `rise`, `slip`, `recall`, `ebb` and `lasting` for its course; all
at 0: nothing begins, and what a lever has begun stays as it stands.
"""

from numba.extending import register_jitable

from thaw.draw import exp, happens
from thaw.mechanism import mechanism
from thaw.mechanisms.rulers._common import CAP, relax, unit
from thaw.parameter import Parameter

base = Parameter(
    0.0,
    unit="1/day",
    support=(0, 0.1),
    source="0 unless an account says so: Franklin 1972, par. 127-128, has none in the USSR",
    meaning="hazard that leaders begin one",
)
threat = Parameter(
    -3.0,
    unit="1",
    support=(-10, 15),
    source="Franklin 1972, par. 106, 128 in sign; size assumed",
    meaning="weight of external threat above 0.3 on that hazard",
)
spark = Parameter(
    0.05,
    unit="share",
    support=(0.001, 1),
    source="assumed",
    meaning="vigour from which it sets out",
)
rise = Parameter(
    0.05,
    unit="1/day",
    support=(0, 5),
    source="assumed; record row cultural-revolution: from May to the autumn of 1966",
    meaning="growth of what has begun",
)
slip = Parameter(
    0.01,
    unit="1/day",
    support=(0, 5),
    source="Franklin 1972, par. 66 in kind; size assumed",
    meaning="speed at which a campaign in full vigour goes beyond what leaders wanted",
)
recall = Parameter(
    0.02,
    unit="1/day",
    support=(0, 1),
    source="Franklin 1972, par. 66 in kind; size assumed",
    meaning="hazard of being called back when it has gone too far in everything",
)
ebb = Parameter(
    0.02,
    unit="1/day",
    support=(0, 5),
    source="assumed; hundred-flowers to anti-rightist: a matter of weeks",
    meaning="fall of vigour once called back",
)
lasting = Parameter(
    0.004,
    unit="1/day",
    support=(0, 5),
    source="assumed",
    meaning="rate at which full vigour leaves its mark",
)
fade_years = Parameter(
    6.0,
    unit="year",
    support=(0.05, 50),
    source="assumed",
    meaning="time in which that mark fades by e",
)

EMBERS = 0.02
"""Vigour below which a campaign that was called back is over."""


@register_jitable
def begun(i, w, p, key):
    """Whether leaders begin one in this step."""
    hazard = min(CAP, p.base * exp(p.threat * (w.polities.threat[i] - 0.3)))
    return happens(key, i, 0, hazard, w.clock.dt[0])


@mechanism(
    over="polities",
    reads=(
        "polities.campaigning",
        "polities.campaign",
        "polities.overshoot",
        "polities.mobilised",
        "polities.n_campaign",
        "polities.threat",
    ),
    writes=(
        "polities.campaigning",
        "polities.campaign",
        "polities.overshoot",
        "polities.mobilised",
        "polities.n_campaign",
    ),
)
def mass_campaign(i, w, p, key):
    """State, vigour, overshoot, mark and number of campaigns in polity i."""
    state, vigour = w.polities.campaigning[i], w.polities.campaign[i]
    beyond, mark, count = w.polities.overshoot[i], w.polities.mobilised[i], w.polities.n_campaign[i]
    dt = w.clock.dt[0]
    if state < 1.0 and begun(i, w, p, key):
        state = 1.0
    if state < 1.0 and vigour <= 0.0 and beyond <= 0.0 and mark <= 0.0:
        return state, vigour, beyond, mark, count
    mark *= exp(-dt / (365.25 * p.fade_years))
    if state >= 1.0:
        if vigour <= 0.0:
            vigour, count = p.spark, count + 1.0
        mark = relax(mark, 1.0, p.lasting * unit(vigour), dt)
    if 1.0 <= state < 2.0:
        grown = exp(p.rise * dt)
        vigour = vigour * grown / (1.0 - vigour + vigour * grown)
        beyond = relax(beyond, 1.0, p.slip * unit(vigour), dt)
        if happens(key, i, 1, p.recall * unit(beyond), dt):
            state = 2.0
    else:
        vigour *= exp(-p.ebb * dt)
        beyond *= exp(-p.ebb * dt)
        if vigour < EMBERS:
            state, vigour = 0.0, 0.0
    if beyond < 1e-6:
        beyond = 0.0
    return state, vigour, beyond, mark, count
