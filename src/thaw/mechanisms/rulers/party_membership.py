"""Members join a party that rules and leave one that does not.

Source       SWP 1957, Role of Workers Councils Decisive, par. 7 (an explosion within the party:
             nearly all members and lower officials changed sides), SWP 1957, Capitalist Reaction
             Strengthened, par. 10 (resignations after Hungary); CPC 1963, par. 68 (disclosure in
             Moscow brought trouble to many parties abroad); record series hun_ruling_party_members
             (859,037 in January, 37,818 on 1 December 1956, about 40 percent seven months on),
             cpsu_members_and_candidates
Departures   Leaving and joining are flows; the dissolution and re-founding of the Hungarian party
             is not an event of its own. Those who come back quickly are a fixed share.
Notice       Nothing, for years; where councils rule the party is gone in a month. What Moscow
             admits costs other parties members as well, until it is common knowledge.
Try          `collapse` 0.02: a party that outlives dual power.

Strength: `speed`; at 0 nothing changes. `abroad` should equal that of `disclosure_signal`.
"""

from thaw.draw import exp
from thaw.mechanism import mechanism
from thaw.parameter import Parameter

speed = Parameter(1.0, unit="1", support=(0, 10), source="assumed", meaning="multiplies every rate")
growth = Parameter(
    0.01,
    unit="1/year",
    support=(-0.2, 0.5),
    source="record series cpsu_members_and_candidates: 2 percent a year 1953-57; satellites flat",
    meaning="growth of the membership aimed at",
)
recruit = Parameter(
    0.12,
    unit="1/year",
    support=(0, 10),
    source="record series hun_ruling_party_members, 1959 to 1968",
    meaning="rate at which the gap to that membership closes",
)
back = Parameter(
    0.5,
    unit="share",
    support=(0, 1),
    source="record series hun_ruling_party_members, 1959",
    meaning="share of the membership that returns when order does",
)
rejoin = Parameter(
    120.0,
    unit="day",
    support=(1, 3650),
    source="fitted to hun_ruling_party_members, December 1956 to June 1957",
    meaning="time in which it returns",
)
doubt = Parameter(
    0.002,
    unit="1/day",
    support=(0, 1),
    source="CPC 1963, par. 68 in sign; size assumed",
    meaning="leaving while a full disclosure, made here or by the hegemon, is fresh",
)
abroad = Parameter(
    0.7,
    unit="share",
    support=(0, 1),
    source="assumed; record rows speech-foreign-parties, ochab-first-sec",
    meaning="part of the hegemon's disclosure that counts here",
)
weary = Parameter(
    0.001, unit="1/day", support=(0, 1), source="assumed", meaning="leaving under full unrest"
)
collapse = Parameter(
    0.12,
    unit="1/day",
    support=(0, 2),
    source="fitted to hun_ruling_party_members, October to December 1956",
    meaning="leaving when all workers obey councils",
)
campaign = Parameter(
    0.0004,
    unit="1/day",
    support=(0, 1),
    source="assumed; a seventh of the members in a year",
    meaning="leaving, or being put out, under a mass campaign in full vigour; twice that where it has gone"
    " too far",
)


@mechanism(
    over="polities",
    reads=(
        "polities.party",
        "polities.party_norm",
        "polities.unrest",
        "polities.dual_power",
        "polities.disclosure",
        "polities.known_party",
        "polities.campaign",
        "polities.overshoot",
    ),
    writes="polities.party",
)
def party_membership(i, w, p, key):
    """Members of the ruling party of polity i: the exact solution of joining against leaving."""
    party = w.polities.party[i]
    aim = w.polities.party_norm[i] * exp(p.growth * w.clock.t[0] / 365.25)
    told = max(w.polities.disclosure[i], p.abroad * w.polities.disclosure[0])
    fresh = max(told - w.polities.known_party[i], 0.0)
    leave = p.doubt * fresh + p.weary * w.polities.unrest[i] + p.collapse * w.polities.dual_power[i]
    leave += p.campaign * w.polities.campaign[i] * (1.0 + w.polities.overshoot[i])
    quick = 1.0 / p.rejoin if party < p.back * aim else 0.0
    slow = p.recruit / 365.25
    pace = leave + quick + slow
    target = aim * (quick * p.back + slow) / max(pace, 1e-12)
    return party + (target - party) * (1.0 - exp(-p.speed * pace * w.clock.dt[0]))
